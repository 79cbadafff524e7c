//! Small readings of lines: tags, headings, dates, cells with their place.

use kernel::Day;

use crate::source::RawCell;

/// A cell or a line without HTML tags and the stars of bold text, trimmed.
pub(crate) fn clean(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find('<') {
        let (before, tagged) = rest.split_at(start);
        kept.push_str(before);
        let length = tag_length(tagged);
        let tag = tagged.get(..length).unwrap_or("");
        if length == 0 {
            kept.push('<');
        } else if tag.to_ascii_lowercase().starts_with("<br") {
            kept.push(' ');
        }
        rest = tagged.get(length.max(1)..).unwrap_or("");
    }
    kept.push_str(rest);
    kept.replace("**", "").trim().to_owned()
}

/// Length of the tag that `text` starts with; 0 when its `<` is a sign of its own, as in `< 5`.
fn tag_length(text: &str) -> usize {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or("");
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return 0;
    }
    text.find('>').map_or(0, |end| end + 1)
}

/// Whether a cell is printed in bold as a whole.
pub(crate) fn is_bold(raw: &str) -> bool {
    let cell = raw.trim().to_ascii_lowercase();
    let wrapped = |open: &str, close: &str| {
        cell.len() > open.len() + close.len() && cell.starts_with(open) && cell.ends_with(close)
    };
    wrapped("<b>", "</b>") || wrapped("<strong>", "</strong>") || wrapped("**", "**")
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

/// A heading's own number and its words: `1.5.1. Veerdiensten` gives `1.5.1` and `Veerdiensten`.
pub(crate) fn numbered(heading: &str) -> (Option<String>, String) {
    let split = heading.split_once(char::is_whitespace).filter(|(number, words)| {
        number.starts_with(|first: char| first.is_ascii_digit())
            && number.contains('.')
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && !words.trim().is_empty()
    });
    match split {
        Some((number, words)) => (Some(number.trim_end_matches('.').to_owned()), words.trim().to_owned()),
        None => (None, heading.to_owned()),
    }
}

/// Whether a heading opens an appendix: `Bijlage A: …`.
pub(crate) fn is_appendix(heading: &str) -> bool {
    heading.strip_prefix("Bijlage ").and_then(|rest| rest.split_once(':')).is_some_and(|(letter, _)| {
        let letter = letter.trim();
        !letter.is_empty() && letter.chars().all(char::is_alphanumeric)
    })
}

/// Whether a heading stands over an explanation and so opens no section of its own.
pub(crate) fn is_note_heading(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    ["toelichting", "verklaring", "specificatie"].iter().any(|word| lower.starts_with(word))
}

/// A line `**Label** value` of the cover: the value.
pub(crate) fn cover_value(line: &str, label: &str) -> Option<String> {
    let rest = line.trim().strip_prefix("**")?.strip_prefix(label)?;
    let value = clean(rest.trim_start_matches(':').strip_prefix("**")?);
    let value = value.trim_start_matches(':').trim();
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

pub(crate) use edition::MONTHS;

/// A day written as `31 december 2019` at the beginning of a text.
pub(crate) fn written_day(text: &str) -> Option<Day> {
    let mut words = text.split_whitespace();
    let (day, month, year) = (words.next()?, words.next()?.to_lowercase(), words.next()?);
    let month = i8::try_from(MONTHS.iter().position(|name| *name == month)? + 1).ok()?;
    let year = year.trim_end_matches(|last: char| !last.is_ascii_digit());
    Day::new(year.parse().ok()?, month, day.parse().ok()?)
}

/// The day that a line calls its reference date.
pub(crate) fn reference_day(line: &str) -> Option<Day> {
    written_day(line.split_once("peildatum ")?.1)
}

/// A cell that holds a year and nothing else.
pub(crate) fn year(cell: &str) -> Option<u16> {
    let shaped = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let year = if shaped { cell.parse().ok() } else { None };
    year.filter(|year| (1900..2200).contains(year))
}

/// Whether a line is part of a table.
pub(crate) fn is_tabular(line: &str) -> bool {
    line.contains('\t') || is_piped(line)
}

fn is_piped(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.len() > 2 && trimmed.starts_with('|') && trimmed.ends_with('|')
}

/// Whether a line only divides header and rows of a piped table: `|---|---:|`.
pub(crate) fn is_rule_line(line: &str) -> bool {
    is_piped(line)
        && line.contains('-')
        && line.trim().chars().all(|sign| matches!(sign, '|' | '-' | ':' | ' '))
}

/// The cells of a line with their places.
pub(crate) fn cells(line: &str) -> Vec<RawCell> {
    let (mut start, body, separator) = if !line.contains('\t') && is_piped(line) {
        let trimmed = line.trim();
        let before = line.chars().take_while(|sign| sign.is_whitespace()).count();
        (before + 2, trimmed.get(1..trimmed.len() - 1).unwrap_or(""), '|')
    } else {
        (1, line, '\t')
    };
    let mut found = Vec::new();
    for raw in body.split(separator) {
        let blank = raw.chars().take_while(|sign| sign.is_whitespace()).count();
        let length = raw.trim().chars().count();
        found.push(RawCell { text: clean(raw), start: start + blank, length });
        start += raw.chars().count() + 1;
    }
    found
}

/// A line of a table of contents: its words and its page, when it ends in a leader of dots and a number.
pub(crate) fn contents_line(line: &str) -> Option<(String, Option<u32>)> {
    let text = clean(line).replace(['\t', '|'], " ");
    let without_page = text.trim_end().trim_end_matches(|last: char| last.is_ascii_digit());
    let page = text.trim_end().get(without_page.len()..)?.parse().ok();
    let body = without_page.trim_end();
    let words = body.trim_end_matches(['.', '\u{2026}', ' ']);
    let leader = body.get(words.len()..).unwrap_or("").replace('\u{2026}', "...");
    let shaped = leader.matches('.').count() >= 3 && !words.is_empty();
    shaped.then(|| (words.trim().to_owned(), page))
}

/// Names by which a text may call what a heading is about.
pub(crate) fn names(title: &str) -> Vec<String> {
    let mut found = vec![title.to_owned()];
    if let Some((before, rest)) = title.split_once('(') {
        let inside = rest.split(')').next().unwrap_or("").trim();
        found.extend([before.trim(), inside].into_iter().filter(|name| !name.is_empty()).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_place_in_the_line() {
        let found = cells("Aantal\t 12\t<b>13</b>");
        let places: Vec<(&str, usize)> = found.iter().map(|cell| (cell.text.as_str(), cell.start)).collect();
        assert_eq!(places, [("Aantal", 1), ("12", 9), ("13", 12)]);
        let piped = cells("| Aantal | 12 |");
        let places: Vec<(&str, usize)> = piped.iter().map(|cell| (cell.text.as_str(), cell.start)).collect();
        assert_eq!(places, [("Aantal", 3), ("12", 12)]);
    }

    #[test]
    fn a_line_of_the_contents_has_words_a_leader_and_a_page() {
        assert_eq!(contents_line("1.2. Iets .....\t7"), Some(("1.2. Iets".to_owned(), Some(7))));
        assert_eq!(contents_line("<b>1. Iets .....</b>\t<b>12</b>"), Some(("1. Iets".to_owned(), Some(12))));
        assert_eq!(contents_line("Aantal\t7"), None);
        assert_eq!(contents_line("In 2019."), None);
    }

    #[test]
    fn a_sign_smaller_than_is_no_tag() {
        assert_eq!(clean("< 5"), "< 5");
        assert_eq!(clean("<b>a</b><br/>b"), "a b");
        assert_eq!(clean("<"), "<");
    }
}
