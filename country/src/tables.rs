//! Three landelijke tabellen of the BRP as functions from code to description, with all ended entries: 32 (nationaliteit),
//! 33 (gemeente) and 34 (land). The entries are facts of the official tables that RvIG publishes.

use std::sync::LazyLock;

use kernel::{Day, PartialDate, Period};

/// One line of a landelijke tabel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableEntry {
    /// Four digits.
    pub code: &'static str,
    /// Description as the table has it.
    pub omschrijving: &'static str,
    /// For a municipality that was merged: the code that took its place.
    pub nieuwe_code: Option<&'static str>,
    /// First day on which the code may be used; [`PartialDate::UNKNOWN`] when the table names none.
    pub datum_ingang: PartialDate,
    /// First day on which the code may no longer be used; [`PartialDate::OPEN`] when the table names none.
    pub datum_einde: PartialDate,
}

impl TableEntry {
    /// When the code may be used.
    #[must_use]
    pub fn geldigheid(&self) -> Period {
        Period { from: self.datum_ingang, to: self.datum_einde }
    }

    /// Whether the code may be used on `day`.
    #[must_use]
    pub fn geldig_op(&self, day: Day) -> bool {
        self.geldigheid().contains(day.into())
    }
}

/// Reads one table: tab separated, one entry per line, sorted by code.
fn read(text: &'static str, has_new_code: bool) -> Vec<TableEntry> {
    text.lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (code, omschrijving) = (cells.next()?, cells.next()?);
            let nieuwe_code = if has_new_code { cells.next().filter(|cell| !cell.is_empty()) } else { None };
            let mut date = |empty| cells.next().and_then(|cell| cell.parse().ok()).unwrap_or(empty);
            let (datum_ingang, datum_einde) = (date(PartialDate::UNKNOWN), date(PartialDate::OPEN));
            Some(TableEntry { code, omschrijving, nieuwe_code, datum_ingang, datum_einde })
        })
        .collect()
}

static GEMEENTEN: LazyLock<Vec<TableEntry>> =
    LazyLock::new(|| read(include_str!("../data/gemeenten.tsv"), true));
static LANDEN: LazyLock<Vec<TableEntry>> = LazyLock::new(|| read(include_str!("../data/landen.tsv"), false));
static NATIONALITEITEN: LazyLock<Vec<TableEntry>> =
    LazyLock::new(|| read(include_str!("../data/nationaliteiten.tsv"), false));

fn find(table: &'static [TableEntry], code: &str) -> Option<&'static TableEntry> {
    table.binary_search_by(|entry| entry.code.cmp(code)).ok().map(|at| &table[at])
}

/// Table 33, sorted by code: every municipality that ever had a code.
#[must_use]
pub fn gemeenten() -> &'static [TableEntry] {
    &GEMEENTEN
}

/// Table 34, sorted by code: every country that ever had a code.
#[must_use]
pub fn landen() -> &'static [TableEntry] {
    &LANDEN
}

/// Table 32, sorted by code: every nationality that ever had a code.
#[must_use]
pub fn nationaliteiten() -> &'static [TableEntry] {
    &NATIONALITEITEN
}

/// The municipality of a code (table 33); `None` when the table does not have it.
#[must_use]
pub fn gemeente(code: &str) -> Option<&'static TableEntry> {
    find(gemeenten(), code)
}

/// The country of a code (table 34); `None` when the table does not have it.
#[must_use]
pub fn land(code: &str) -> Option<&'static TableEntry> {
    find(landen(), code)
}

/// The nationality of a code (table 32); `None` when the table does not have it.
#[must_use]
pub fn nationaliteit(code: &str) -> Option<&'static TableEntry> {
    find(nationaliteiten(), code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_complete_and_sorted() {
        assert_eq!((gemeenten().len(), landen().len(), nationaliteiten().len()), (1478, 390, 217));
        for table in [gemeenten(), landen(), nationaliteiten()] {
            assert!(table.windows(2).all(|pair| pair[0].code < pair[1].code));
            assert!(table.iter().all(|entry| entry.code.len() == 4 && !entry.omschrijving.is_empty()));
        }
    }

    #[test]
    fn a_code_becomes_its_description() {
        assert_eq!(gemeente("0518").map(|entry| entry.omschrijving), Some("'s-Gravenhage"));
        assert_eq!(gemeente("1900").map(|entry| entry.omschrijving), Some("Súdwest-Fryslân"));
        assert_eq!(land("6030").map(|entry| entry.omschrijving), Some("Nederland"));
        assert_eq!(land("5010").map(|entry| entry.omschrijving), Some("België"));
        assert_eq!(nationaliteit("0001").map(|entry| entry.omschrijving), Some("Nederlandse"));
        assert_eq!(gemeente("9999"), None);
    }

    #[test]
    fn an_ended_entry_keeps_its_successor_and_its_dates() {
        let adorp =
            gemeente("0001").map(|entry| (entry.omschrijving, entry.nieuwe_code, entry.datum_einde.number()));
        assert_eq!(adorp, Some(("Adorp", Some("0053"), 19_900_101)));
    }
}
