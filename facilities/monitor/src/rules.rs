//! Decisions of the Monitor, without I/O.

use std::collections::{BTreeMap, BTreeSet};

use edition::{Decimal, Edition, MAX_DOCUMENT_BYTES, Publication};
use kernel::Problem;

use crate::model::{EditionRow, Outcome};

/// Inhabitants of the Netherlands on 1 January 2020, one instant after the reference date of the edition of 2020.
/// Source: CBS StatLine 37296ned.
const INHABITANTS: i64 = 17_407_585;

/// Reads a published document, or an edition in our own data format: whichever it is shows in its first line that is no comment.
pub(crate) fn read(text: &str) -> Result<Edition, Problem> {
    if text.len() > MAX_DOCUMENT_BYTES {
        let detail = format!("Het bestand is {} bytes; het mag er {MAX_DOCUMENT_BYTES} zijn.", text.len());
        return Err(Problem::new(413, "payloadTooLarge", "Te groot", detail));
    }
    let wrong = |why: String| {
        let detail = format!("Dit bestand is niet te lezen als editie van de Monitor: {why}.");
        Problem::new(422, "editie", "Onleesbare editie", detail)
    };
    let read = if is_data(text) {
        Edition::from_data(text).map_err(|error| wrong(error.to_string()))?
    } else {
        edition::import(text).map_err(|error| wrong(error.to_string()))?
    };
    if let Some((id, line)) = twice(&read) {
        return Err(wrong(format!("line {line}: the series `{id}` stands there for the second time")));
    }
    Ok(read)
}

/// Whether this is an edition in our own data format.
pub(crate) fn is_data(text: &str) -> bool {
    let first = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
    first.is_some_and(|line| line.starts_with("edition\t"))
}

/// A series that stands twice in an edition, and where.
fn twice(edition: &Edition) -> Option<(String, usize)> {
    let mut seen = std::collections::HashSet::new();
    let again = edition.series().into_iter().find(|found| !seen.insert(found.series.id.as_str()));
    again.map(|found| (found.series.id.clone(), found.line))
}

/// SHA-256 of an edition as data: what it says, whatever file it came from.
pub(crate) fn content_hash(content: &str) -> String {
    tables::sha256(content.as_bytes())
}

/// What to do with an edition of which `known` is stored. A published edition is read-only: other figures under the same name are
/// refused, unless the operator asks for it.
pub(crate) fn decide(known: Option<&EditionRow>, hash: &str, replace: bool) -> Result<Outcome, Problem> {
    match known {
        None => Ok(Outcome::New),
        Some(row) if row.content_hash == hash => Ok(Outcome::Same),
        Some(_) if replace => Ok(Outcome::Replaced),
        Some(row) => Err(Problem::conflict(
            "editieBestaat",
            format!(
                "Versie {} van deze editie is hier al ingelezen met een andere inhoud (sha256 {}; dit bestand {hash}). \
                 Een gepubliceerde editie verandert niet. Is de eerdere inlezing fout, vervang haar dan met --replace.",
                row.version, row.content_hash
            ),
        )),
    }
}

/// The newest of these versions: numbers are compared as numbers, so that 1.10 comes after 1.9.
pub(crate) fn newest(rows: Vec<EditionRow>) -> Option<EditionRow> {
    let key = |row: &EditionRow| -> (Vec<u64>, String) {
        let numbers = row.version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
        (numbers, row.version.clone())
    };
    rows.into_iter().max_by_key(key)
}

/// A figure that changed: series, period, what was said and what is said now.
pub(crate) type Changed = (String, u16, Option<Decimal>, Option<Decimal>);

/// The figures that two versions of an edition say differently. A figure that only one of them has counts as changed too.
pub(crate) fn changed(before: &Publication, now: &Publication) -> Vec<Changed> {
    let values = |publication: &Publication| -> BTreeMap<(String, u16), Option<Decimal>> {
        let mut all = BTreeMap::new();
        for found in publication.edition.series() {
            for one in &found.series.observations {
                all.insert((found.series.id.clone(), one.period), one.value.or(one.lower).or(one.upper));
            }
        }
        all
    };
    let (old, new) = (values(before), values(now));
    let keys: BTreeSet<&(String, u16)> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (was, is) = (old.get(key).copied().flatten(), new.get(key).copied().flatten());
            let same = match (was, is) {
                (Some(was), Some(is)) => was.same(is),
                (was, is) => was == is,
            };
            (!same).then(|| (key.0.clone(), key.1, was, is))
        })
        .collect()
}

/// How many inhabitants of the Netherlands one invented person stands for, rounded to two digits; `None` without people.
pub(crate) fn scale(people: i64) -> Option<i64> {
    let one = INHABITANTS.checked_div(people).filter(|one| people > 0 && *one > 0)?;
    let step = 10_i64.pow(one.ilog10().saturating_sub(1));
    Some((one + step / 2) / step * step)
}

/// Events per second in hundredths, of `count` events since `from` micros ago; the first second counts as a whole one.
pub(crate) fn per_second(count: i64, micros: i64) -> i64 {
    const SECOND: i128 = 1_000_000;
    let span = i128::from(micros).max(SECOND);
    let hundredths = (i128::from(count) * 100 * SECOND + span / 2).div_euclid(span);
    i64::try_from(hundredths).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(version: &str, hash: &str) -> EditionRow {
        EditionRow {
            edition: 2020,
            version: version.to_owned(),
            content_hash: hash.to_owned(),
            family: "publicatie".to_owned(),
            status: "gepubliceerd".to_owned(),
            manifest: String::new(),
            signature: String::new(),
            package: String::new(),
            report: String::new(),
            document: String::new(),
        }
    }

    #[test]
    fn an_edition_is_imported_once_and_never_changed_unasked() {
        assert_eq!(decide(None, "a", false), Ok(Outcome::New));
        assert_eq!(decide(Some(&row("1.0", "a")), "a", false), Ok(Outcome::Same));
        assert_eq!(decide(Some(&row("1.0", "a")), "a", true), Ok(Outcome::Same));
        assert_eq!(decide(Some(&row("1.0", "a")), "b", true), Ok(Outcome::Replaced));
        let refused = decide(Some(&row("1.0", "a")), "b", false).unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (409, "editieBestaat"));
    }

    #[test]
    fn the_newest_version_is_found_by_number() {
        let found = newest(vec![row("1.9", "a"), row("1.10", "b"), row("1.2", "c")]);
        assert_eq!(found.unwrap().version, "1.10");
        assert_eq!(newest(Vec::new()), None);
    }

    #[test]
    fn the_scale_is_a_round_number() {
        assert_eq!(scale(1_700), Some(10_000));
        assert_eq!(scale(170_000), Some(100));
        assert_eq!(scale(17_407_585), Some(1));
        assert_eq!(scale(0), None);
        assert_eq!(scale(-3), None);
        assert_eq!(scale(99_000_000), None);
    }

    #[test]
    fn a_rate_is_the_mean_since_the_minute_began() {
        assert_eq!(per_second(0, 0), 0);
        assert_eq!(per_second(1, 0), 100);
        assert_eq!(per_second(1, 30_000_000), 3);
        assert_eq!(per_second(30_000, 60_000_000), 50_000);
        assert_eq!(per_second(i64::MAX, 1), i64::MAX);
    }

    #[test]
    fn what_is_no_edition_is_refused_with_the_place() {
        let refused = read("edition\t9\n").unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (422, "editie"));
        let refused = read("geen tabel").unwrap_err();
        assert_eq!(refused.status, 422);
        let refused = read(&"a".repeat(MAX_DOCUMENT_BYTES + 1)).unwrap_err();
        assert_eq!(refused.status, 413);
    }

    #[test]
    fn the_same_edition_has_the_same_hash_whatever_file_it_came_from() {
        let text = include_str!("../edition/data/edition-2020.tsv");
        let with_comment = format!("# van een andere schijf\n{text}");
        assert_eq!(content_hash(&read(text).unwrap().to_data()), content_hash(text));
        assert_eq!(content_hash(&read(&with_comment).unwrap().to_data()), content_hash(text));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(edition\t|# |Bijlage A: |### 1\\.1\\. |\t2019\t|[a-z0-9\t\n]{0,8}){0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn a_rate_is_never_negative_for_a_count(count in 0..i64::MAX, micros in 0..60_000_000_i64) {
            prop_assert!(per_second(count, micros) >= 0);
        }
    }
}
