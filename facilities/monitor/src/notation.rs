//! Figures and moments in the language of the page.

use kernel::{Day, Language, Moment};
use serde_json::{Value, json};

/// Sign between groups of three digits, and sign before decimals.
fn signs(language: Language) -> (char, char) {
    match language {
        Language::Nl => ('.', ','),
        Language::En => (',', '.'),
    }
}

/// `1234567` as `1.234.567` or `1,234,567`.
pub(crate) fn whole(number: i64, language: Language) -> String {
    let (group, _) = signs(language);
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

/// Hundredths as a number with at most two decimals and no zeros at the end, as the script of the live page writes it.
pub(crate) fn hundredths(number: i64, language: Language) -> String {
    let (_, point) = signs(language);
    let magnitude = number.unsigned_abs();
    let sign = if number < 0 { "-" } else { "" };
    let units = whole(i64::try_from(magnitude / 100).unwrap_or(i64::MAX), language);
    let rest = format!("{:02}", magnitude % 100);
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{units}"),
        decimals => format!("{sign}{units}{point}{decimals}"),
    }
}

/// A published cell in the notation of the page, and whether it holds Dutch words. In Dutch it is exactly what was published; in
/// English a cell of figures and signs only has its dots and commas exchanged, and a cell with words stays as it is.
pub(crate) fn print(cell: &str, language: Language) -> (String, bool) {
    let figures = cell.chars().all(|sign| sign.is_ascii_digit() || " .,%+-<>\u{2212}\u{2013}".contains(sign));
    if language == Language::Nl || !figures {
        return (cell.to_owned(), !figures);
    }
    let exchanged = cell.chars().map(|sign| match sign {
        '.' => ',',
        ',' => '.',
        other => other,
    });
    (exchanged.collect(), false)
}

/// A text inside HTML or XML, in an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A moment for the macro of that name: for machines, and for people to the second in Amsterdam.
pub(crate) fn moment(moment: Moment, language: Language) -> Value {
    let local = moment.in_amsterdam();
    let time = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
    let text = match language {
        Language::Nl => format!("{} om {time}", day(moment.day(), language)),
        Language::En => format!("{} at {time}", day(moment.day(), language)),
    };
    json!({ "iso": moment.rfc3339(), "text": text })
}

/// `31 december 2019` or `31 December 2019`.
pub(crate) fn day(day: Day, language: Language) -> String {
    use edition::MONTHS as NL;
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if language == Language::En { EN } else { NL };
    let place = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    format!("{} {} {}", day.day(), names.get(place).copied().unwrap_or_default(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_groups_of_three_in_both_languages() {
        assert_eq!(whole(340_758_404, Language::Nl), "340.758.404");
        assert_eq!(whole(340_758_404, Language::En), "340,758,404");
        assert_eq!(whole(999, Language::Nl), "999");
        assert_eq!(whole(-1_000, Language::En), "-1,000");
        assert_eq!(whole(i64::MIN, Language::Nl), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn rates_have_at_most_two_decimals() {
        assert_eq!(hundredths(0, Language::Nl), "0");
        assert_eq!(hundredths(2, Language::Nl), "0,02");
        assert_eq!(hundredths(50, Language::En), "0.5");
        assert_eq!(hundredths(123_456, Language::Nl), "1.234,56");
        assert_eq!(hundredths(-105, Language::En), "-1.05");
    }

    #[test]
    fn a_published_cell_stays_as_published_in_dutch_and_is_rewritten_only_when_it_is_all_figures() {
        assert_eq!(print("15.023.119", Language::Nl), ("15.023.119".to_owned(), false));
        assert_eq!(print("15.023.119", Language::En), ("15,023,119".to_owned(), false));
        assert_eq!(print("+2,5%", Language::En), ("+2.5%".to_owned(), false));
        assert_eq!(print("> 5.000", Language::En), ("> 5,000".to_owned(), false));
        assert_eq!(print("ca. 5.000", Language::En), ("ca. 5.000".to_owned(), true));
        assert!(print("7 partners, 420 aansluitingen", Language::Nl).1);
    }

    #[test]
    fn a_moment_is_told_in_the_time_of_amsterdam() {
        let at: Moment = "2026-07-01T10:05:06Z".parse().unwrap();
        let told = moment(at, Language::Nl);
        assert_eq!(told["text"], "1 juli 2026 om 12:05:06");
        assert_eq!(told["iso"], "2026-07-01T10:05:06Z");
        assert_eq!(moment(at, Language::En)["text"], "1 July 2026 at 12:05:06");
    }
}
