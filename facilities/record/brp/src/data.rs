//! All SQL of the BRP, and the step from rows to a persoonslijst and back.

use kernel::{Day, PartialDate, Problem};
use register::{Change, object_type};
use serde_json::Value as Json;
use store::{Migration, Rows, Tx, Value, params};

use crate::model::{Categorie, Document, Persoonslijst};

/// The tables of the BRP.
pub const MIGRATIONS: &[Migration] =
    &[Migration { owner: "brp", name: "0001_brp", text: include_str!("../migrations/0001_brp.sql") }];

object_type! {
    /// The persoonslijst: its root is the A-nummer under which it was made, its parts are categories.
    pub PERSOONSLIJST,
    register: "brp", name: "persoonslijst", table: "brp_categorie",
    searched: [("a_nummer", "01", "/aNummer"), ("gemeente", "08", "/gemeenteVanInschrijving")]
}

/// A persoonslijst as it is known now and valid today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gevonden {
    /// Its root in the register.
    pub root: String,
    /// What it says.
    pub lijst: Persoonslijst,
}

/// The part that holds an occurrence of a category; `stapel` counts from 1 in categories that may occur more than once.
#[must_use]
pub fn part(categorie: Categorie, stapel: usize) -> String {
    match categorie {
        Categorie::Nationaliteit | Categorie::Huwelijk | Categorie::Kind => {
            format!("{}.{stapel:02}", categorie.nummer())
        }
        _ => categorie.nummer().to_owned(),
    }
}

/// Every list that carries this number, as it is known now and valid on `today`, with these categories; nearly always one or none.
/// Other categories are not fetched. Category 01 must be among them.
///
/// # Errors
/// When the store is unreachable or a stored document has lost its shape.
pub async fn lists_with_bsn(
    rows: &mut Rows,
    bsn: &str,
    today: Day,
    wanted: &[Categorie],
) -> Result<Vec<Gevonden>, Problem> {
    let numbers: Vec<&str> = wanted.iter().map(|categorie| categorie.nummer()).collect();
    // The first and the last category bound what is read of the list, the others what is taken from it.
    let first = numbers.iter().min().copied().unwrap_or_default();
    let last = numbers.iter().max().and_then(|number| number.parse::<u8>().ok()).unwrap_or_default();
    let behind = format!("{:02}", last.saturating_add(1));
    let found = rows
        .all(
            "SELECT c.root, c.part, c.doc FROM brp_bsn b JOIN brp_categorie c ON c.root = b.root \
             WHERE b.bsn = $1 AND c.reg_to = 9223372036854775807 AND c.valid_from <= $2 AND $2 < c.valid_to \
             AND c.part >= $4 AND c.part < $5 AND $3 LIKE '%' || substr(c.part, 1, 2) || '%'",
            &params![bsn, PartialDate::of_day(today), numbers.join(" "), first, behind],
        )
        .await?;
    let mut documents = found
        .iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
        .collect::<Result<Vec<(&str, &str, &str)>, Problem>>()?;
    // Ordered here: a list has few rows, and the engines would sort the documents along.
    documents.sort_unstable();
    documents
        .chunk_by(|(one, ..), (other, ..)| one == other)
        .map(|list| {
            let root = list.first().map_or_else(String::new, |(root, ..)| (*root).to_owned());
            let documents = list.iter().map(|(_, part, document)| Ok((categorie_of(part)?, *document)));
            gevonden(root, documents.collect::<Result<Vec<_>, Problem>>()?)
        })
        .collect()
}

/// The list with this root, as it is known now and valid on `today`.
///
/// # Errors
/// 404 when there is no such list; when the store is unreachable or a stored document has lost its shape.
pub async fn list(rows: &mut Rows, root: &str, today: Day) -> Result<Gevonden, Problem> {
    let found = PERSOONSLIJST.valid_on(rows, root, PartialDate::of_day(today)).await?;
    if found.is_empty() {
        return Err(Problem::not_found("Deze persoonslijst bestaat niet."));
    }
    let documents = found
        .into_iter()
        .map(|row| Ok((categorie_of(&row.part)?, row.doc)))
        .collect::<Result<Vec<_>, Problem>>()?;
    gevonden(root.to_owned(), documents)
}

/// Makes lists findable by number.
///
/// # Errors
/// When the store is unreachable or a number leads to its list already.
pub async fn add_bsns(tx: &mut Tx, numbers: &[Vec<Value>]) -> Result<(), Problem> {
    tx.bulk("brp_bsn", &["bsn", "root"], numbers).await?;
    Ok(())
}

/// A change that lets `document` hold for a category from a day on, whatever was registered for the time after that day.
#[must_use]
pub fn from_day_on(categorie: Categorie, day: PartialDate, document: Json) -> Change {
    let valid = kernel::Period::since(day);
    Change::Retroactive { part: part(categorie, 1), valid, doc: document }
}

fn categorie_of(part: &str) -> Result<Categorie, Problem> {
    part.get(..2)
        .and_then(Categorie::met_nummer)
        .ok_or_else(|| Problem::internal(format!("brp_categorie holds the unknown part {part}")))
}

fn gevonden(root: String, documents: Vec<(Categorie, impl Document)>) -> Result<Gevonden, Problem> {
    let lijst = Persoonslijst::from_documents(documents)
        .map_err(|error| Problem::internal(format!("a stored persoonslijst cannot be read: {error}")))?;
    Ok(Gevonden { root, lijst })
}
