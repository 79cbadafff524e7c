//! Definitions are never changed in place: another meaning is another version.

use kernel::{Act, Problem};
use store::{Entry, Rows, Tx};

use crate::meting::rows;
use crate::start::Desk;

/// Compares the definitions that the program carries with those that this installation has seen, and writes down new ones.
///
/// # Errors
/// 409 when a version of a definition says something else than when it was first seen: a new version is required.
pub(crate) async fn keep(desk: &Desk, act: &Act) -> Result<(), Problem> {
    let known = desk.house.store.read(async |rows: &mut Rows| rows::definition_hashes(rows).await).await?;
    let new = compare(&hashes(&desk.definitions), &known)?;
    if new.is_empty() {
        return Ok(());
    }
    desk.house
        .store
        .write("monitor/definities", act, async move |tx: &mut Tx| {
            let at = tx.act().at;
            // Another node may have been first.
            let new = compare(&new, &rows::definition_hashes(tx).await?)?;
            rows::put_definitions(tx, &new, at).await?;
            tx.record(
                Entry::new("monitor.definities.gezien", "monitor/definities")
                    .with(serde_json::json!({ "aantal": new.len() })),
            );
            Ok(())
        })
        .await
}

fn hashes(definitions: &edition::Definitions) -> Vec<(String, i64, String)> {
    let hash = |one: &edition::Definition| {
        let text =
            format!("{}\t{}\t{}\t{}", one.definition_nl, one.definition_en, one.excluded_nl, one.excluded_en);
        tables::sha256(text.as_bytes())
    };
    definitions
        .definitions
        .iter()
        .map(|one| (one.measure.clone(), i64::from(one.version), hash(one)))
        .collect()
}

/// Those of `mine` that are new; refuses one that was seen with other words.
fn compare(
    mine: &[(String, i64, String)],
    known: &[(String, i64, String)],
) -> Result<Vec<(String, i64, String)>, Problem> {
    let mut new = Vec::new();
    for one in mine {
        match known.iter().find(|seen| seen.0 == one.0 && seen.1 == one.1) {
            None => new.push(one.clone()),
            Some(seen) if seen.2 == one.2 => {}
            Some(_) => {
                return Err(Problem::conflict(
                    "definitie-gewijzigd",
                    format!(
                        "Versie {} van de definitie van {} luidt anders dan hier eerder werd gebruikt. Een definitie verandert nooit: \
                         geef de nieuwe woorden een nieuwe versie.",
                        one.1, one.0
                    ),
                ));
            }
        }
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(measure: &str, version: i64, hash: &str) -> (String, i64, String) {
        (measure.to_owned(), version, hash.to_owned())
    }

    #[test]
    fn a_definition_that_changed_in_place_is_refused_and_a_new_version_is_taken() {
        let known = [one("A", 1, "x"), one("B", 1, "y")];
        assert_eq!(compare(&known, &known), Ok(Vec::new()));
        assert_eq!(compare(&[one("A", 1, "x"), one("A", 2, "z")], &known), Ok(vec![one("A", 2, "z")]));
        let refused = compare(&[one("A", 1, "z")], &known).unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (409, "definitie-gewijzigd"));
    }
}
