//! Decisions, as pure functions.

use kernel::Problem;

/// The longest note, in characters.
pub const LENGTH_MAX: usize = 280;

/// A note that may be pinned: trimmed, not empty, not too long.
pub fn note(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LENGTH_MAX {
        let detail = format!("Een notitie is 1 tot {LENGTH_MAX} tekens lang; deze is {length} tekens.");
        return Err(Problem::bad_request("tekst", detail));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_note_is_taken_exactly_when_it_has_one_to_the_longest_length(text in "\\PC{0,300}") {
            let length = text.trim().chars().count();
            prop_assert_eq!(note(&text).is_ok(), (1..=LENGTH_MAX).contains(&length));
        }
    }
}
