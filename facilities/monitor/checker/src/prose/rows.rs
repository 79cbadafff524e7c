//! The rows of the tables as the text may speak of them: their words, what they count, which facilities they name.

use std::collections::BTreeSet;

use edition::{CellValue, ChangeValue, Decimal, Rounding};

use crate::source::{Row, Series, Source, Table};

use super::lexer::{self, Kind, Token};
use super::likeness::Likeness;
use super::names::Names;
use super::words;

/// A series with its words.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub table: &'a Table,
    pub row: &'a Row,
    pub series: &'a Series,
    /// Index of its section.
    pub section: usize,
    /// Stems of the block it is in, joined.
    pub block: Option<String>,
    /// Stems that tell this row from others.
    pub hard: Vec<String>,
    /// Stems that many rows share.
    pub soft: Vec<String>,
    /// Stems between parentheses.
    pub aside: Vec<String>,
    /// Its first words written as one: `waterweg` for `water weg`.
    pub joined: Vec<String>,
    /// Stems of what it counts.
    pub heads: Vec<String>,
    /// Sections that its name mentions.
    pub names: BTreeSet<usize>,
    /// Whether it calls itself a total.
    pub total: bool,
    /// Whether its values are percentages.
    pub percent: bool,
}

impl Entry<'_> {
    /// The value of a year; `None` when there is no exact one.
    pub(super) fn value(&self, period: u16) -> Option<Decimal> {
        self.series.exact(period)
    }

    /// The newest year.
    pub(super) fn newest(&self) -> Option<u16> {
        self.series.values.iter().map(|value| value.period).max()
    }

    /// The year before another.
    pub(super) fn before(&self, period: u16) -> Option<u16> {
        self.series.values.iter().map(|value| value.period).filter(|year| *year < period).max()
    }

    /// The bound printed for a year.
    pub(super) fn bound(&self, period: u16) -> Option<Decimal> {
        match self.series.at(period)?.value {
            CellValue::Bound { lower, upper, .. } => lower.or(upper),
            _ => None,
        }
    }

    /// The change between two years in percent, exact enough to round from.
    pub(super) fn growth(&self, old: u16, new: u16) -> Option<Decimal> {
        self.value(new)?.percent_change_from(self.value(old)?, 8, Rounding::HalfAway)
    }

    /// The printed change when it is not the rounding of the exact one, for then the fault is the table's.
    pub(super) fn wrong_printed_change(&self) -> Option<Decimal> {
        let ChangeValue::Percent(printed) = self.series.change.as_ref()?.value else { return None };
        let new = self.newest()?;
        let exact = self.growth(self.before(new)?, new)?;
        let rounded = exact.rounded(printed.decimals(), Rounding::HalfAway)?;
        (!rounded.same(printed)).then_some(printed)
    }

    /// As explanations name it.
    pub(super) fn title(&self, source: &Source) -> String {
        let part = self.series.part.as_deref().map_or_else(String::new, |part| format!(" ({part})"));
        let table = source.table_name(self.table, Some(self.row), self.series.group);
        format!("\u{2018}{}{part}\u{2019} ({table}, regel {})", self.row.label, self.row.line)
    }

    /// The same in English.
    pub(super) fn title_en(&self, source: &Source) -> String {
        let part = self.series.part.as_deref().map_or_else(String::new, |part| format!(" ({part})"));
        let table = source.table_name(self.table, Some(self.row), self.series.group);
        format!("\u{2018}{}{part}\u{2019} ({table}, line {})", self.row.label, self.row.line)
    }

    /// Whether a stem is among its words or much like one of them.
    pub(super) fn has(&self, stem: &str, likeness: &Likeness) -> bool {
        self.hard
            .iter()
            .chain(&self.soft)
            .chain(&self.aside)
            .chain(&self.heads)
            .any(|own| likeness.alike(own, stem))
            || self.joined.iter().any(|own| own == stem)
    }

    /// Whether it counts what a stem says.
    pub(super) fn counts(&self, stem: &str, likeness: &Likeness) -> bool {
        self.heads.iter().any(|head| likeness.alike(head, stem))
            || self.joined.first().is_some_and(|own| own == stem)
    }
}

/// All series of a document.
pub(super) fn entries<'a>(source: &'a Source, names: &Names, likeness: &Likeness) -> Vec<Entry<'a>> {
    let mut made = Vec::new();
    for table in &source.tables {
        for row in &table.rows {
            for series in &row.series {
                made.push(entry(table, row, series, names, likeness));
            }
        }
    }
    made
}

fn entry<'a>(
    table: &'a Table,
    row: &'a Row,
    series: &'a Series,
    names: &Names,
    likeness: &Likeness,
) -> Entry<'a> {
    let mut made = Entry {
        table,
        row,
        series,
        section: table.section,
        block: row.block.as_deref().map(Names::block_key),
        hard: Vec::new(),
        soft: Vec::new(),
        aside: Vec::new(),
        joined: Vec::new(),
        heads: Vec::new(),
        names: BTreeSet::new(),
        total: false,
        percent: series.is_percent(),
    };
    let mut label = lexer::tokens(&row.label);
    super::number::read(&mut label, (0, 0));
    read_label(&mut made, &label, names, likeness);
    if let Some(part) = &series.part {
        made.heads = lexer::tokens(part).into_iter().map(|token| token.stem).collect();
        made.hard.extend(made.heads.iter().cloned());
    }
    read_measure(&mut made, series.group, table);
    made
}

/// The words of a row's name.
fn read_label(entry: &mut Entry<'_>, label: &[Token], names: &Names, likeness: &Likeness) {
    let mentions = names.find(label, true);
    entry.names = mentions.iter().map(|mention| mention.section).collect();
    let mut depth = 0_usize;
    let mut heads_open = true;
    // `Aantal door gebruikers ingestuurde berichten`: who did it is not what is counted.
    let mut by_whom = false;
    for (index, token) in label.iter().enumerate() {
        depth = if token.is("(") { depth + 1 } else { depth.saturating_sub(usize::from(token.is(")"))) };
        entry.total |= ["totaal", "totale"].contains(&token.lower.as_str());
        let mention = mentions.iter().find(|mention| (mention.start..mention.end).contains(&index));
        if let Some(mention) = mention {
            // A facility may be what is counted: `Aantal actieve Loketten`.
            if entry.heads.is_empty() && mention.section == entry.section {
                entry.heads.push(token.stem.clone());
            }
            continue;
        }
        if token.kind != Kind::Word {
            continue;
        }
        if words::is_stop(&token.lower) {
            let joins = ["en", "of", "aantal", "totaal", "totale", "keren", "keer"];
            by_whom |= token.lower == "door" && entry.heads.is_empty();
            heads_open &= entry.heads.is_empty() || joins.contains(&token.lower.as_str());
            continue;
        }
        let soft = likeness.is_soft(&token.stem);
        if depth > 0 {
            entry.aside.push(token.stem.clone());
        } else if soft {
            entry.soft.push(token.stem.clone());
            by_whom = false;
        } else {
            entry.hard.push(token.stem.clone());
            // A name in capitals before a noun says whose it is, not what is counted.
            let capitals = token.text.len() > 1 && token.text.chars().all(char::is_uppercase);
            let named = capitals
                && label
                    .get(index + 1)
                    .is_some_and(|next| next.kind == Kind::Word && !words::is_stop(&next.lower));
            if heads_open && !by_whom && !named {
                entry.heads.push(token.stem.clone());
                heads_open = continues(label, index);
            }
        }
    }
    // A facility named first is what is counted only when nothing else is.
    if entry.heads.len() > 1 && mentions.iter().any(|mention| mention.section == entry.section) {
        let own: Vec<String> = mentions
            .iter()
            .flat_map(|mention| label.get(mention.start..mention.end).unwrap_or(&[]))
            .map(|token| token.stem.clone())
            .collect();
        entry.heads.retain(|head| !own.contains(head));
    }
    // One word between parentheses is another name for what is counted: `organisaties (bronhouders)`.
    if let [only] = entry.aside.as_slice() {
        entry.heads.push(only.clone());
    }
    entry.joined = entry.hard.windows(2).take(2).map(<[String]>::concat).collect();
}

/// Whether a list of what is counted goes on behind a word: `raadplegingen, berichten en leveringen`.
fn continues(label: &[Token], index: usize) -> bool {
    label.get(index + 1).is_some_and(|next| {
        next.is(",")
            || next.is("/")
            || next.is("+")
            || next.is("-")
            || ["en", "of"].contains(&next.lower.as_str())
    })
}

/// In a table of groups of columns the heading says what is counted, the rows say of whom.
fn read_measure(entry: &mut Entry<'_>, group: usize, table: &Table) {
    let title = table.groups.get(group).map_or("", String::as_str);
    let heading = table.heading.as_deref().unwrap_or("");
    if title.is_empty() {
        return;
    }
    let mut tokens = lexer::tokens(title);
    super::number::read(&mut tokens, (0, 0));
    let mut from_heading = lexer::tokens(heading);
    super::number::read(&mut from_heading, (0, 0));
    entry.heads.clear();
    for token in tokens {
        if token.kind == Kind::Word && !words::is_stop(&token.lower) && !words::is_time_unit(&token.lower) {
            if token.stem.contains('~') {
                entry.hard.push(token.stem);
            } else {
                entry.heads.push(token.stem);
            }
        }
    }
    for token in from_heading {
        if token.kind == Kind::Word && !words::is_stop(&token.lower) && !token.stem.contains('~') {
            entry.aside.push(token.stem);
        }
    }
}
