//! Mutations: an event with a source document, reported by the municipality that keeps the list.

use std::collections::BTreeSet;

use kernel::{Act, Bsn, InvalidParam, Oin, PartialDate, Problem};
use register::{Event, Mutation, Notice, Occurred, Recorded, SourceDocument, cloud_event};
use serde_json::{Map, Value as Json, json};
use store::{Entry, Once, Rows, Store, Subject, Tx};

use crate::data::{self, PERSOONSLIJST};
use crate::indicators;
use crate::model::Categorie;
use crate::rules::problems::{self, param, required, wrong_params};
use crate::rules::{Grant, OverlijdenChange, Overlijdensmelding, is_deliverable, registreer_overlijden};
use crate::tabellen::Landelijk;

/// Topics of those who are told of a death.
pub const SUBSCRIBERS: &[&str] = &["brp.gebeurtenis.digid", "brp.gebeurtenis.mijnoverheid"];
/// CloudEvents type of a death.
pub const OVERLEDEN: &str = "nl.brp.overleden";
/// CloudEvents source of what the BRP sends.
pub const SOURCE: &str = "urn:nld:brp";
/// Processing activity of mutations, in the register of processing activities.
const ACTIVITY: &str = "/verwerkingen/brp/bijhouden";
/// What is told when nobody is kept under a number.
const NOBODY: &str = "Er is geen persoonslijst met dit burgerservicenummer.";

/// Who reports, and how he asked.
#[derive(Debug, Clone)]
pub struct Bronhouder {
    /// The organisation.
    pub oin: Oin,
    /// Attributes of the connection under which it calls: a municipality has `gemeenteCode:` with its code.
    pub attributes: BTreeSet<String>,
    /// The `Idempotency-Key`, when given: the same report under the same key is registered once.
    pub idempotency_key: Option<String>,
    /// The version of the list that it knows (`If-Match`), when given.
    pub expected: Option<i64>,
}

/// Registers a death from the body of a mutation: `gebeurtenistype`, `tijdstipGebeurtenis`, `brondocument` and one item in
/// `objecten` with `burgerservicenummer` and what is registered of the death (`datum`, `plaats`, `land`). When this returns, it is
/// durable, in the journal, and on its way to the subscribers.
///
/// # Errors
/// 400 with every wrong parameter, 403 when another municipality keeps the list, 404 when nobody is kept under the number, 409
/// when the event does not fit what is registered, the version is stale or the key was used for another report.
pub async fn register_death(
    store: &Store,
    act: &Act,
    holder: &Bronhouder,
    body: &Json,
) -> Result<Recorded, Problem> {
    match read(body) {
        Ok(report) => match register(store, act, holder, body, &report).await {
            Err(problem) if problem.status < 500 => Err(refuse(store, act, Some(&report.bsn), problem).await),
            other => other,
        },
        Err(problem) => Err(refuse(store, act, None, problem).await),
    }
}

/// A report of a death and whom it concerns.
#[derive(Debug, Clone)]
struct Report {
    bsn: Bsn,
    melding: Overlijdensmelding,
}

/// Reads the body: what stands under the one item of `objecten` is read as part of the report.
fn read(body: &Json) -> Result<Report, Problem> {
    let Json::Object(fields) = body else { return Err(problems::not_json()) };
    let object = match fields.get("objecten") {
        None | Some(Json::Null) => return Err(wrong_params(vec![required("objecten")])),
        Some(Json::Array(items)) => match items.as_slice() {
            [Json::Object(object)] => object,
            [_] => {
                return Err(wrong_params(vec![param("objecten[0]", "object", "Parameter is geen object.")]));
            }
            [] => {
                return Err(wrong_params(vec![param(
                    "objecten",
                    "minItems",
                    "Array bevat minder dan 1 items.",
                )]));
            }
            _ => {
                return Err(wrong_params(vec![param(
                    "objecten",
                    "maxItems",
                    "Array bevat meer dan 1 items.",
                )]));
            }
        },
        Some(_) => return Err(wrong_params(vec![param("objecten", "array", "Parameter is geen array.")])),
    };
    let mut flat: Map<String, Json> = fields.clone();
    flat.shift_remove("objecten");
    for (name, value) in object.iter().filter(|(name, _)| *name != "burgerservicenummer") {
        flat.insert(name.clone(), value.clone());
    }
    let bsn = read_bsn(object);
    let melding = Overlijdensmelding::read(&Json::Object(flat));
    match (bsn, melding) {
        (Ok(bsn), Ok(melding)) => Ok(Report { bsn, melding }),
        (bsn, melding) => {
            let mut wrong: Vec<_> = bsn.err().into_iter().collect();
            wrong.extend(melding.err().into_iter().flat_map(|problem| problem.invalid_params));
            Err(wrong_params(placed(wrong, |name| is_of_object(name) || object.contains_key(name))))
        }
    }
}

/// Names of parameters as they stand in the body, where `fields` are those that stand under the one object.
fn placed(mut wrong: Vec<InvalidParam>, fields: impl Fn(&str) -> bool) -> Vec<InvalidParam> {
    for one in wrong.iter_mut().filter(|one| fields(&one.name)) {
        one.name = format!("objecten[0].{}", one.name);
    }
    wrong
}

/// Whether a parameter belongs to the object and not to the event.
fn is_of_object(name: &str) -> bool {
    ["burgerservicenummer", "datum", "plaats", "land"].contains(&name)
}

fn read_bsn(object: &Map<String, Json>) -> Result<Bsn, InvalidParam> {
    const NAME: &str = "burgerservicenummer";
    match object.get(NAME) {
        None | Some(Json::Null) => Err(required(NAME)),
        Some(Json::String(text)) if text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().map_err(|_| param(NAME, "elfproef", "Waarde voldoet niet aan de elfproef."))
        }
        Some(_) => Err(problems::pattern(NAME, "^[0-9]{9}$")),
    }
}

async fn register(
    store: &Store,
    act: &Act,
    holder: &Bronhouder,
    body: &Json,
    report: &Report,
) -> Result<Recorded, Problem> {
    let root = root_of(store, act, &report.bsn).await?;
    let (report, holder, body) = (report.clone(), holder.clone(), body.clone());
    store
        .write(&root.clone(), act, async move |tx: &mut Tx| {
            let Some(key) = &holder.idempotency_key else {
                return carry_out(tx, &root, &holder, &report).await;
            };
            let scope = format!("brp/mutaties/{}", holder.oin);
            let hash = blake3::hash(body.to_string().as_bytes()).to_hex().to_string();
            match tx.once(&scope, key, &hash).await? {
                Once::New => {}
                Once::Same(reply) => return earlier(&reply),
                Once::Clash => {
                    let detail = "Deze Idempotency-Key is eerder gebruikt voor een andere melding.";
                    return Err(Problem::conflict("idempotencyKey", detail));
                }
            }
            let recorded = carry_out(tx, &root, &holder, &report).await?;
            tx.keep(&scope, key, &hash, &reply(&recorded)).await?;
            Ok(recorded)
        })
        .await
}

/// The list that carries the number.
async fn root_of(store: &Store, act: &Act, bsn: &Bsn) -> Result<String, Problem> {
    let (number, today) = (bsn.to_string(), act.at.day());
    let found = store
        .read(async move |rows: &mut Rows| {
            data::lists_with_bsn(rows, &number, today, &[Categorie::Persoon, Categorie::Inschrijving]).await
        })
        .await?;
    let mut kept = found.into_iter().filter(|one| is_deliverable(&one.lijst));
    match (kept.next(), kept.next()) {
        (Some(one), None) => Ok(one.root),
        (None, _) => Err(Problem::not_found(NOBODY)),
        (Some(_), Some(_)) => Err(problems::conflict(
            "ambiguous",
            "Dit burgerservicenummer staat op meer dan één persoonslijst. Laat eerst de dubbele inschrijving opheffen.",
        )),
    }
}

/// Decides and registers, with the list locked.
async fn carry_out(
    tx: &mut Tx,
    root: &str,
    holder: &Bronhouder,
    report: &Report,
) -> Result<Recorded, Problem> {
    PERSOONSLIJST.lock(tx, root).await?;
    let act = tx.act();
    let today = act.at.day();
    let lijst = data::list(tx, root, today).await?.lijst;
    let grant = Grant::from_attributes(&holder.attributes);
    let change = registreer_overlijden(&lijst, &report.melding, grant.gemeente(), today, &Landelijk)
        .map_err(in_place)?;
    let id = tx.random().uuid(act.at).to_string();
    let datum = report.melding.datum;
    let data = json!({ "burgerservicenummer": report.bsn.to_string(), "datum": iso(datum) });
    let mutation = Mutation {
        root: root.to_owned(),
        event: event(&id, holder, &report.melding),
        changes: changes(&change, datum)?,
        expected: holder.expected,
        notice: Some(Notice {
            topics: SUBSCRIBERS,
            body: cloud_event(&id, OVERLEDEN, SOURCE, act.at, &data),
        }),
        entry: Entry::new(indicators::OVERLIJDEN_GEREGISTREERD, ACTIVITY)
            .about(Subject::bsn(&report.bsn))
            .with(json!({ "gebeurtenis": id, "bronhouder": holder.oin.to_string() })),
    };
    let recorded = PERSOONSLIJST.record(tx, &mutation).await?;
    tx.count(indicators::GEBEURTENISSEN, indicators::OVERLIJDEN, 1);
    Ok(recorded)
}

/// A refusal with the names of parameters as they stand in the body.
fn in_place(problem: Problem) -> Problem {
    match problem.code.as_str() {
        "paramsValidation" => wrong_params(placed(problem.invalid_params, is_of_object)),
        _ => problem,
    }
}

fn event(id: &str, holder: &Bronhouder, melding: &Overlijdensmelding) -> Event {
    let document = &melding.brondocument;
    Event {
        id: id.to_owned(),
        kind: "overlijden".to_owned(),
        occurred: Occurred::On(melding.datum),
        holder: holder.oin.clone(),
        document: SourceDocument {
            soort: document.soort.clone(),
            identificatie: document.identificatie.clone(),
            datum: document.datum,
            organisatie: document.organisatie.clone(),
        },
    }
}

fn changes(change: &OverlijdenChange, datum: PartialDate) -> Result<Vec<register::Change>, Problem> {
    let written = |error: serde_json::Error| {
        Problem::internal(format!("a category cannot be written as JSON: {error}"))
    };
    Ok(vec![
        data::from_day_on(
            Categorie::Overlijden,
            datum,
            serde_json::to_value(&change.overlijden).map_err(written)?,
        ),
        data::from_day_on(
            Categorie::Inschrijving,
            datum,
            serde_json::to_value(&change.inschrijving).map_err(written)?,
        ),
    ])
}

/// As the events of the BRP write a date: ISO 8601 as far as it is known.
fn iso(date: PartialDate) -> String {
    let digits = date.to_string();
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
    match (month, day) {
        ("00", _) => year.to_owned(),
        (_, "00") => format!("{year}-{month}"),
        _ => format!("{year}-{month}-{day}"),
    }
}

fn reply(recorded: &Recorded) -> String {
    json!({
        "event": recorded.event_id, "version": recorded.version, "at": recorded.registered_at.micros(),
    })
    .to_string()
}

fn earlier(reply: &str) -> Result<Recorded, Problem> {
    let unreadable = || Problem::internal("a kept answer cannot be read");
    let reply: Json = serde_json::from_str(reply).map_err(|_| unreadable())?;
    Ok(Recorded {
        event_id: reply["event"].as_str().ok_or_else(unreadable)?.to_owned(),
        version: reply["version"].as_i64().ok_or_else(unreadable)?,
        registered_at: kernel::Moment::from_micros(reply["at"].as_i64().ok_or_else(unreadable)?),
    })
}

/// Writes a refusal down; the problem to answer is the refusal, unless it could not be written down.
async fn refuse(store: &Store, act: &Act, bsn: Option<&Bsn>, problem: Problem) -> Problem {
    let key = act.caller.oin().map_or_else(|| "brp".to_owned(), ToString::to_string);
    let entry = Entry::new("brp.mutatie.geweigerd", ACTIVITY)
        .refused()
        .with(json!({ "status": problem.status, "code": problem.code }));
    // About somebody only when there is such a list: a number that was guessed must not become a subject.
    let entry = match bsn.filter(|_| problem.status != 404) {
        Some(bsn) => entry.about(Subject::bsn(bsn)),
        None => entry,
    };
    let work = async move |tx: &mut Tx| {
        tx.record(entry.clone());
        Ok(())
    };
    match store.write(&key, act, work).await {
        Ok(()) => problem,
        Err(unwritten) => unwritten,
    }
}
