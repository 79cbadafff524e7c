//! The question: authorised, answered from one snapshot, and written down for every person who is delivered before the answer
//! leaves.

use std::sync::Arc;

use kernel::{Act, Day, Problem};
use serde_json::{Value as Json, json};
use store::{Entry, Rows, Store, Subject, Tx};

use crate::data::{self, Gevonden};
use crate::desk::Desk;
use crate::indicators;
use crate::model::{Categorie, Persoonslijst};
use crate::rules::{self, Asked, Grant, Question};
use crate::tabellen::Landelijk;

/// Processing activity of questions, in the register of processing activities.
const ACTIVITY: &str = "/verwerkingen/brp/bevragen";

/// An answer that may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Antwoord {
    /// The body: JSON.
    pub body: String,
    /// The roots of the lists that were delivered, in the order of the answer.
    pub geleverd: Vec<String>,
}

/// Answers the body of a question for who calls under a connection that grants this. Whatever comes of it stands in the journal
/// when this returns.
///
/// # Errors
/// 400 with every wrong parameter, 403 when something was asked without authorisation, 501 for a type of question that is
/// not answered yet; 503 when the answer could not be written down, and then it does not leave.
pub async fn ask(
    store: &Store,
    act: &Act,
    desk: &Desk,
    grant: &Grant,
    body: &Json,
) -> Result<Antwoord, Problem> {
    let judged = rules::validate(body).and_then(|question| {
        let asked = desk.asked(&question.fields);
        rules::authorise(grant, &question, &asked).map(|()| (question, asked))
    });
    let (question, asked) = match judged {
        Ok(judged) => judged,
        Err(problem) => return Err(refuse(store, act, problem).await),
    };
    let today = act.at.day();
    let found = find(store, &question, &asked, today).await?;
    let (geleverd, lijsten): (Vec<String>, Vec<Persoonslijst>) =
        found.into_iter().map(|one| (one.root, one.lijst)).unzip();
    let protocol = asked.protocol(question.gemeente_van_inschrijving.is_some());
    let mut entries: Vec<Entry> = lijsten
        .iter()
        .map(|lijst| verstrekking(&protocol, lijst.persoon.burgerservicenummer.as_ref()))
        .collect();
    if entries.is_empty() {
        entries.push(Entry::new("brp.vraag.niemand-gevonden", ACTIVITY).with_text(protocol));
    }
    let answer = rules::answer(&question, &asked, &lijsten, today, &Landelijk);
    let answer = serde_json::to_string(&answer).map_err(|error| Problem::internal(error.to_string()))?;
    write_down(store, act, &question, entries, geleverd.len()).await?;
    Ok(Antwoord { body: answer, geleverd })
}

/// The lists that the question delivers, in the order of the asked numbers, each once.
async fn find(
    store: &Store,
    question: &Question,
    asked: &Arc<Asked>,
    today: Day,
) -> Result<Vec<Gevonden>, Problem> {
    let mut wanted = asked.reads().to_vec();
    if question.gemeente_van_inschrijving.is_some() && !wanted.contains(&Categorie::Verblijfplaats) {
        wanted.push(Categorie::Verblijfplaats);
    }
    let numbers = question.burgerservicenummers.clone();
    let gemeente = question.gemeente_van_inschrijving.clone();
    store
        .read(async move |rows: &mut Rows| {
            let mut found: Vec<Gevonden> = Vec::with_capacity(numbers.len());
            for (at, number) in numbers.iter().enumerate() {
                if numbers.iter().take(at).any(|earlier| earlier == number) {
                    continue;
                }
                let lists = data::lists_with_bsn(rows, number, today, &wanted).await?;
                found.extend(lists.into_iter().filter(|one| {
                    rules::is_deliverable(&one.lijst)
                        && (gemeente.is_none()
                            || one.lijst.gemeente_van_inschrijving() == gemeente.as_deref())
                }));
            }
            Ok(found)
        })
        .await
}

/// One journal entry per delivered list, one commit for all of them.
async fn write_down(
    store: &Store,
    act: &Act,
    question: &Question,
    entries: Vec<Entry>,
    delivered: usize,
) -> Result<(), Problem> {
    let key = question.burgerservicenummers.first().map_or("brp", String::as_str);
    let amount = i64::try_from(delivered).unwrap_or(i64::MAX);
    store
        .write(key, act, async move |tx: &mut Tx| {
            for entry in &entries {
                tx.record(entry.clone());
            }
            if amount > 0 {
                tx.count(indicators::BERICHTEN, indicators::REST, amount);
            }
            Ok(())
        })
        .await
}

/// Writes a refusal down; the problem to answer is the refusal, unless it could not be written down.
async fn refuse(store: &Store, act: &Act, problem: Problem) -> Problem {
    let key = act.caller.oin().map_or_else(|| "brp".to_owned(), ToString::to_string);
    let entry = Entry::new("brp.vraag.geweigerd", ACTIVITY)
        .refused()
        .with(json!({ "status": problem.status, "code": problem.code }));
    let work = async move |tx: &mut Tx| {
        tx.record(entry.clone());
        Ok(())
    };
    match store.write(&key, act, work).await {
        Ok(()) => problem,
        Err(unwritten) => unwritten,
    }
}

/// The entry of one delivered list.
fn verstrekking(protocol: &Arc<str>, burgerservicenummer: Option<&String>) -> Entry {
    let entry = Entry::new(indicators::VERSTREKT, ACTIVITY).with_text(Arc::clone(protocol));
    match burgerservicenummer {
        Some(number) => entry.about(Subject { kind: "BSN", value: number.clone() }),
        None => entry,
    }
}
