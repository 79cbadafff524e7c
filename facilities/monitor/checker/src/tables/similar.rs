//! Names that are alike.

/// Words that say nothing about what is counted.
const EMPTY_WORDS: [&str; 27] = [
    "aantal",
    "aantallen",
    "totaal",
    "totale",
    "het",
    "de",
    "een",
    "van",
    "naar",
    "aan",
    "over",
    "op",
    "via",
    "vanuit",
    "voor",
    "bij",
    "in",
    "en",
    "door",
    "per",
    "om",
    "buiten",
    "binnen",
    "met",
    "dat",
    "is",
    "uit",
];

/// A name in small letters without accents of typing: other signs than letters and digits become single spaces.
pub(crate) fn fold(name: &str) -> String {
    let mut made = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            made.push(letter);
        } else if !matches!(letter, '\'' | '\u{2019}') && !made.ends_with(' ') && !made.is_empty() {
            made.push(' ');
        }
    }
    made.trim_end().to_owned()
}

/// The words of a name that say what is counted.
pub(crate) fn content_words(name: &str) -> Vec<String> {
    fold(name)
        .split(' ')
        .filter(|word| word.len() > 2 && !EMPTY_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Whether `text` holds `name` as whole words.
pub(crate) fn within(name: &str, text: &str) -> bool {
    let (name, text) = (fold(name), fold(text));
    !name.is_empty() && format!(" {text} ").contains(&format!(" {name} "))
}

/// Whether two names differ in at most `limit` letters.
pub(crate) fn near(left: &str, right: &str, limit: usize) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > limit {
        return false;
    }
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, one) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let get = |list: &[usize], index: usize| list.get(index).copied().unwrap_or(usize::MAX / 2);
            let exchange = get(&previous, column) + usize::from(one != other);
            let best = exchange.min(get(&previous, column + 1) + 1).min(get(&current, column) + 1);
            current.push(best);
        }
        previous = current;
    }
    previous.last().is_some_and(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_signs_and_capitals() {
        assert_eq!(fold("Aantal foto's (per-jaar)"), "aantal fotos per jaar");
        assert!(within("HR", "Aantal berichten vanuit de HR geleverd"));
        assert!(!within("HR", "Aantal HRA"));
        assert_eq!(content_words("Aantal berichten van de HR"), ["berichten"]);
    }

    #[test]
    fn names_are_near_when_few_letters_differ() {
        assert!(near("overheid", "overheid", 0));
        assert!(near("overheid", "overhei", 1));
        assert!(!near("overheid", "overheen", 1));
    }
}
