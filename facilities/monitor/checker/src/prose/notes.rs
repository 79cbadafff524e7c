//! Notes about corrections (R11) and about breaks in a series (R19).

use edition::{ChangeValue, Decimal, Rounding};

use crate::finding::{Candidate, Finding, Place, Severity};
use crate::rule::Rule;
use crate::source::ColumnKind;

use super::Outcome;
use super::clause::Sentence;
use super::fit::percent;
use super::lexer;
use super::lists::bound_part;
use super::number::{Figure, Sort};
use super::reader::{Scene, State};
use super::rows::Entry;
use super::words;

const CORRECTED: &[&str] = &["aangepast", "gecorrigeerd", "gewijzigd", "bijgesteld", "herzien", "verbeterd"];

/// `aangepast van 5 naar 7`: the table has 7, and the printed change was computed with it. Answers with the figures read here.
pub(super) fn corrections(
    scene: &Scene<'_>,
    sentence: &Sentence,
    state: &State,
    outcome: &mut Outcome,
) -> Vec<usize> {
    let corrected: Vec<usize> =
        (0..sentence.tokens.len()).filter(|index| CORRECTED.contains(&sentence.word(*index))).collect();
    let mut done = Vec::new();
    let mut start = 0;
    for pair in sentence.numbers.figures.windows(2) {
        let [old, new] = pair else { continue };
        let follows = corrected.iter().any(|at| (start..old.from).contains(at));
        let shaped = sentence.word(old.from.wrapping_sub(1)) == "van"
            && sentence.word(new.from.wrapping_sub(1)) == "naar"
            && old.sort == new.sort;
        if !(follows && shaped) {
            continue;
        }
        done.extend([old.at, new.at]);
        if let Some(found) = correction(scene, sentence, (start, old, new), state) {
            outcome.findings.extend(found);
        }
        start = new.to;
    }
    announced(scene, sentence, outcome, &mut done);
    done
}

fn correction(
    scene: &Scene<'_>,
    sentence: &Sentence,
    (start, old, new): (usize, &Figure, &Figure),
    state: &State,
) -> Option<Option<Finding>> {
    let entry = corrected_row(scene, sentence, start..old.from, state)?;
    let year = corrected_year(scene, sentence, start..new.to, entry)?;
    let (old_value, new_value) = (old.printed.value()?, new.printed.value()?);
    let cell = entry.value(year)?;
    if cell.same(new_value) {
        return Some(None);
    }
    let (shown, said) = (cell.to_dutch(), new_value.to_dutch());
    let (title, title_en) = (entry.title(scene.source), entry.title_en(scene.source));
    let words = if cell.same(old_value) {
        (
            format!("In de rij {title} staat voor {year} nog het oude cijfer {shown}."),
            format!("The row {title_en} still has the old figure {shown} for {year}."),
        )
    } else {
        (
            format!("In de rij {title} staat {shown} voor {year}, niet {said}."),
            format!("The row {title_en} has {shown} for {year}, not {said}."),
        )
    };
    let candidates = changes(entry, year, &[cell, new_value, old_value]);
    let found = scene.finding(sentence, (new.from, new.to), Rule::R11, Severity::Error, words);
    Some(Some(found.against(&shown, "0").with(candidates)))
}

/// The change that each value of the corrected year would give, beside the printed one.
fn changes(entry: &Entry<'_>, year: u16, values: &[Decimal]) -> Vec<Candidate> {
    let Some(newest) = entry.newest().filter(|newest| *newest > year) else { return Vec::new() };
    let Some(last) = entry.value(newest) else { return Vec::new() };
    values
        .iter()
        .filter_map(|value| {
            let change = last.percent_change_from(*value, 8, Rounding::HalfAway)?;
            Some(Candidate {
                formula: format!(
                    "{} \u{2192} {} ({year}\u{2013}{newest})",
                    value.to_dutch(),
                    last.to_dutch()
                ),
                outcome: percent(change),
            })
        })
        .collect()
}

/// The row of a correction: the one whose name is quoted, else the one its words mean.
fn corrected_row<'a>(
    scene: &'a Scene<'_>,
    sentence: &Sentence,
    range: std::ops::Range<usize>,
    state: &State,
) -> Option<&'a Entry<'a>> {
    let text = plain(&scene.written(sentence, range.start, range.end));
    let quoted = longest_named(scene, &text);
    if quoted.is_some() {
        return quoted;
    }
    let by_words = bound_part(scene, sentence, range, state).filter(|(_, rows)| rows.len() == 1);
    let heading = || longest_named(scene, &plain(scene.block.heading.as_deref()?));
    by_words
        .and_then(|(_, rows)| scene.entries.get(*rows.first()?))
        .or_else(heading)
        .or_else(|| scene.entries.get(*state.rows.first().filter(|_| state.rows.len() == 1)?))
}

/// The row of this section whose whole name stands in a text, the longest name first.
fn longest_named<'a>(scene: &'a Scene<'_>, text: &str) -> Option<&'a Entry<'a>> {
    scene
        .entries
        .iter()
        .filter(|entry| entry.section == scene.block.section)
        .filter(|entry| {
            let label = plain(&entry.row.label);
            label.len() > 8 && text.contains(&label)
        })
        .max_by_key(|entry| entry.row.label.len())
}

/// Letters and digits only, with single spaces.
fn plain(text: &str) -> String {
    let spaced: String = text
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The year of a correction: said with it, or else anywhere in the same piece of text behind `over`.
fn corrected_year(
    scene: &Scene<'_>,
    sentence: &Sentence,
    range: std::ops::Range<usize>,
    entry: &Entry<'_>,
) -> Option<u16> {
    let known = |year: &u16| entry.series.at(*year).is_some();
    let own = sentence.numbers.years.iter().filter(|(at, _)| range.contains(at)).map(|(_, year)| *year);
    let anywhere = || {
        let tokens = lexer::tokens(&scene.block.text);
        let years = tokens.windows(2).filter(|pair| pair.first().is_some_and(|word| word.lower == "over"));
        let mut years = years.filter_map(|pair| pair.get(1)?.text.parse::<u16>().ok());
        years.find(known)
    };
    own.into_iter()
        .find(known)
        .or_else(|| sentence.numbers.years.iter().map(|(_, year)| *year).find(known))
        .or_else(anywhere)
        .or_else(|| entry.before(entry.newest()?))
}

/// `twee cijfers over 2018 zijn aangepast`: as many corrections follow.
fn announced(scene: &Scene<'_>, sentence: &Sentence, outcome: &mut Outcome, done: &mut Vec<usize>) {
    let has = |any: &[&str]| (0..sentence.tokens.len()).any(|index| any.contains(&sentence.word(index)));
    if !has(CORRECTED) {
        return;
    }
    let figure = sentence.numbers.figures.iter().find(|figure| {
        figure.sort == Sort::Count
            && sentence.word(figure.to).starts_with("cijfer")
            && !done.contains(&figure.at)
    });
    let Some(figure) = figure else { return };
    let mut tokens = lexer::tokens(&scene.block.text);
    let numbers = super::number::read(&mut tokens, (1990, 2090));
    let before = |figure: &Figure| figure.from.checked_sub(1).and_then(|at| tokens.get(at));
    let pairs = numbers.figures.windows(2).filter(|pair| {
        pair.first().and_then(before).is_some_and(|word| word.lower == "van")
            && pair.get(1).and_then(before).is_some_and(|word| word.lower == "naar")
    });
    let count = i128::try_from(pairs.count()).unwrap_or(i128::MAX);
    if count == 0 {
        return;
    }
    done.push(figure.at);
    if figure.printed.number.mantissa() != count {
        let words =
            (format!("Er volgen {count} aangepaste cijfers."), format!("{count} corrected figures follow."));
        let found = scene.finding(sentence, (figure.from, figure.to), Rule::R10, Severity::Error, words);
        outcome.findings.push(found.against(&count.to_string(), "0"));
    }
}

/// A note that speaks of another way of counting or another scope, while the change stands plainly in the table.
pub(super) fn breaks(scene: &Scene<'_>, sentence: &Sentence, state: &State, outcome: &mut Outcome) {
    let in_facility = scene.entries.iter().any(|entry| entry.section == scene.block.section);
    let Some(cue) = break_cue(sentence).filter(|_| in_facility) else { return };
    let Some(entry) = broken_row(scene, sentence, state) else { return };
    let Some(change) = &entry.series.change else { return };
    if !matches!(change.value, ChangeValue::Percent(_)) {
        return;
    }
    let marked = ["*", "(b)", "breuk"].iter().any(|mark| change.print.contains(mark));
    if marked {
        return;
    }
    let header = entry
        .table
        .columns
        .iter()
        .find(|column| column.kind == ColumnKind::Change && column.group == entry.series.group)
        .map_or("%", |column| column.header.as_str());
    let place = Place {
        line: (entry.row.line > 0).then_some(entry.row.line),
        column: (change.start > 0).then_some(change.start),
        length: change.print.chars().count(),
        table: scene.source.table_name(entry.table, Some(entry.row), entry.series.group),
        row: entry.row.label.clone(),
        column_name: header.to_owned(),
        figure: entry.series.id.clone(),
    };
    let said = scene.written(sentence, cue.0, cue.1);
    let line = scene.block.position(sentence.tokens.get(cue.0).map_or(0, |token| token.offset)).0;
    let words = (
        format!(
            "De toelichting (regel {line}) spreekt van \u{2018}{said}\u{2019}; de verandering {} staat er zonder teken van een breuk.",
            change.print
        ),
        format!(
            "The note (line {line}) speaks of \u{2018}{said}\u{2019}; the change {} is printed without a mark of a break.",
            change.print
        ),
    );
    outcome.findings.push(Finding::new(Rule::R19, Severity::Warning, place, &change.print, words));
}

/// Words of a break: the tokens from and to.
fn break_cue(sentence: &Sentence) -> Option<(usize, usize)> {
    let length = sentence.tokens.len();
    let word = |index: usize| sentence.word(index);
    if (0..length).any(|index| ["geen", "ongewijzigd", "ongewijzigde"].contains(&word(index))) {
        return None;
    }
    let changed = |index: usize| {
        let near = index.saturating_sub(4)..(index + 5).min(length);
        near.into_iter().any(|other| {
            [
                "wijziging",
                "gewijzigd",
                "gewijzigde",
                "nieuwe",
                "andere",
                "engere",
                "ruimere",
                "aangepast",
                "aangepaste",
                "veranderd",
                "veranderde",
                "verandering",
                "bredere",
            ]
            .contains(&word(other))
        })
    };
    (0..length).find_map(|index| {
        let here = word(index);
        let method = [
            "meetmethod",
            "telmethod",
            "meetwijze",
            "telwijze",
            "berekeningswijze",
            "definitie",
            "reikwijdte",
            "telling",
        ]
        .iter()
        .any(|front| here.starts_with(front));
        if method && here != "telling" && changed(index) {
            return Some((index, index + 1));
        }
        if here.starts_with("trendbreuk") || here.starts_with("reeksbreuk") {
            return Some((index, index + 1));
        }
        let also = here == "ook"
            && ((word(index + 1) == "zijn" && word(index + 2) == "opgenomen")
                || word(index + 1) == "opgenomen"
                || word(index + 1).starts_with("meegeteld"));
        if also {
            return Some((index, index + if word(index + 1) == "zijn" { 3 } else { 2 }));
        }
        let not = here == "niet"
            && ((word(index + 1) == "het" && word(index + 2).starts_with("exact"))
                || word(index + 1) == "vergelijkbaar"
                || (["meer", "langer"].contains(&word(index + 1))
                    && word(index + 2).starts_with("meegeteld")));
        not.then_some((index, index + 3.min(length - index)))
    })
}

/// The row that a note about a break speaks of: by its own words, or by the heading above it.
fn broken_row<'a>(scene: &'a Scene<'_>, sentence: &Sentence, state: &State) -> Option<&'a Entry<'a>> {
    let subject = (0..sentence.tokens.len()).find(|index| sentence.word(*index) == "aantal");
    let end = subject.and_then(|at| (at..sentence.tokens.len()).find(|index| is_verb(sentence.word(*index))));
    let own = subject
        .and_then(|at| bound_part(scene, sentence, at..end.unwrap_or(sentence.tokens.len()), state))
        .filter(|(_, rows)| rows.len() == 1)
        .and_then(|(_, rows)| scene.entries.get(*rows.first()?));
    own.or_else(|| longest_named(scene, &plain(scene.block.heading.as_deref()?)))
}

fn is_verb(word: &str) -> bool {
    ["is", "wordt", "komt", "was", "door", "heeft"].contains(&word) || words::multiple(word).is_some()
}
