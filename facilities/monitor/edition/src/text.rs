//! Small readings of lines: tags, headings, dates, names made into ids.

use kernel::Day;

/// A cell or a line without HTML tags, line breaks and the stars of bold text, trimmed.
pub(crate) fn clean(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find('<') {
        let (before, tagged) = rest.split_at(start);
        kept.push_str(before);
        let Some(length) = tag_length(tagged) else {
            kept.push('<');
            rest = tagged.get(1..).unwrap_or("");
            continue;
        };
        let tag = tagged.get(..length).unwrap_or("");
        if tag.to_ascii_lowercase().starts_with("<br") {
            kept.push(' ');
        }
        rest = tagged.get(length..).unwrap_or("");
    }
    kept.push_str(rest);
    kept.replace("**", "").trim().to_owned()
}

/// Whether a cell is printed in bold as a whole.
pub(crate) fn is_bold(raw: &str) -> bool {
    let cell = raw.trim().to_ascii_lowercase();
    let wrapped = |open: &str, close: &str| {
        cell.len() > open.len() + close.len() && cell.starts_with(open) && cell.ends_with(close)
    };
    wrapped("<b>", "</b>") || wrapped("<strong>", "</strong>") || wrapped("**", "**")
}

/// Length of the tag that `text` starts with; `None` when its `<` is a sign of its own, as in `< 5`.
fn tag_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    text.find('>').map(|end| end + 1)
}

/// A Markdown heading: its level 1-6 and its text without tags; `None` for any other line.
pub(crate) fn heading(line: &str) -> Option<(usize, String)> {
    let trimmed = line.trim();
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let rest = trimmed.get(level..)?;
    if !(1..=6).contains(&level) || !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let text = clean(rest);
    (!text.is_empty()).then_some((level, text))
}

/// A heading's own number and its words: `1.5.1. DigiD` gives `1.5.1` and `DigiD`.
pub(crate) fn numbered(heading: &str) -> Option<(&str, &str)> {
    let (number, words) = heading.split_once(char::is_whitespace)?;
    let shaped = number.starts_with(|first: char| first.is_ascii_digit())
        && number.contains('.')
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let words = words.trim();
    (shaped && !words.is_empty()).then(|| (number.trim_end_matches('.'), words))
}

/// A chapter heading: `Bijlage A: title` gives `A` and the title.
pub(crate) fn chapter(heading: &str) -> Option<(&str, &str)> {
    let (letter, title) = heading.strip_prefix("Bijlage ")?.split_once(':')?;
    let (letter, title) = (letter.trim(), title.trim());
    let shaped = !letter.is_empty() && letter.chars().all(char::is_alphanumeric) && !title.is_empty();
    shaped.then_some((letter, title))
}

/// A line `**Label** value` of the cover: the value, without the label repeated in it.
pub(crate) fn cover_value(line: &str, label: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("**")?.strip_prefix(label)?.strip_prefix("**")?;
    let value = clean(rest);
    let value = value.strip_prefix(label).unwrap_or(&value).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A day written as `15-06-2020`.
pub(crate) fn numeric_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Dutch names of the months, as documents write them.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// The day that a line calls its reference date: `… peildatum 31 december 2019 …`.
pub(crate) fn reference_day(line: &str) -> Option<Day> {
    let (_, after) = line.split_once("peildatum ")?;
    let mut words = after.split_whitespace();
    let (day, month, year) = (words.next()?, words.next()?.to_lowercase(), words.next()?);
    let month = i8::try_from(MONTHS.iter().position(|name| *name == month)? + 1).ok()?;
    Day::new(
        year.trim_end_matches(|last: char| !last.is_ascii_digit()).parse().ok()?,
        month,
        day.parse().ok()?,
    )
}

/// A cell that holds a year and nothing else.
pub(crate) fn year(cell: &str) -> Option<u16> {
    let shaped = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
    if shaped { cell.parse().ok() } else { None }
}

/// The last word of a title that is a year.
pub(crate) fn last_year(title: &str) -> Option<u16> {
    title.split(|other: char| !other.is_ascii_digit()).rev().find_map(year)
}

/// A name as part of an id: small letters and digits, everything else a single hyphen, accents dropped.
pub(crate) fn slug(name: &str) -> String {
    let mut made = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'a'..='z' | '0'..='9' => letter,
            'á' | 'à' | 'ä' | 'â' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            '\'' | '\u{2019}' => continue,
            _ => '-',
        };
        if plain != '-' || !(made.is_empty() || made.ends_with('-')) {
            made.push(plain);
        }
    }
    let made = made.trim_end_matches('-');
    if made.is_empty() { "naamloos".to_owned() } else { made.to_owned() }
}
