//! Events: the only way in which a registered object changes.

use kernel::{InvalidParam, Moment, Oin, PartialDate, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{Change, Stamp};

/// The document on which an event rests (brondocument).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceDocument {
    /// Kind of document, such as `akte van overlijden`.
    pub soort: String,
    /// Its number or other identification at its holder.
    pub identificatie: String,
    /// Its date.
    pub datum: PartialDate,
    /// Who holds it: a name or code of that organisation.
    pub organisatie: String,
}

/// When something happened (tijdstipGebeurtenis): a day of which parts may be unknown, or an exact moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurred {
    /// On a day.
    On(PartialDate),
    /// At a moment.
    At(Moment),
}

impl Occurred {
    /// As it is stored: eight digits, or RFC 3339.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::On(date) => date.to_string(),
            Self::At(moment) => moment.rfc3339(),
        }
    }

    /// Reads what [`Occurred::text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(date) => Some(Self::On(date)),
            Err(_) => text.parse().ok().map(Self::At),
        }
    }
}

/// An event that is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id: unique in the register; the same event sent twice has the same id and is registered once.
    pub id: String,
    /// What happened (gebeurtenistype), such as `overlijden`.
    pub kind: String,
    /// When it happened.
    pub occurred: Occurred,
    /// The source holder (bronhouder) who reports it.
    pub holder: Oin,
    /// What it rests on.
    pub document: SourceDocument,
}

impl Event {
    /// Whether the event can be registered at all.
    ///
    /// # Errors
    /// 400 naming every element that is missing.
    pub fn check(&self) -> Result<(), Problem> {
        let elements = [
            ("id", &self.id),
            ("gebeurtenistype", &self.kind),
            ("brondocument.soort", &self.document.soort),
            ("brondocument.identificatie", &self.document.identificatie),
            ("brondocument.organisatie", &self.document.organisatie),
        ];
        let missing: Vec<InvalidParam> = elements
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(name, _)| InvalidParam {
                name: name.to_owned(),
                code: "required".to_owned(),
                reason: "Parameter is verplicht.".to_owned(),
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = missing.iter().map(|param| param.name.as_str()).collect();
        let detail = format!("De gebeurtenis mist: {}.", names.join(", "));
        Err(Problem::bad_request("paramsValidation", detail).with_params(missing))
    }
}

/// An event as it was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Object type that it changed.
    pub objecttype: String,
    /// Object that it changed.
    pub root: String,
    /// Version of the object after it.
    pub ver: i64,
    /// When it was registered (tijdstipRegistratie).
    pub registered_at: Moment,
    /// Chain of calls in which it came in.
    pub trace_id: String,
    /// The event.
    pub event: Event,
    /// What it changed.
    pub changes: Vec<Change>,
}

impl StoredEvent {
    /// What stands on the rows that it brought.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { event: self.event.id.clone(), ver: self.ver, at: self.registered_at }
    }
}

/// A CloudEvents 1.0 message in JSON. `kind` is its type (`nl.brp.overleden`), `source` the URN of who sends it. There is no
/// `subject`: an identification of a person belongs in `data` only.
#[must_use]
pub fn cloud_event(id: &str, kind: &str, source: &str, time: Moment, data: &Json) -> Json {
    json!({
        "specversion": "1.0",
        "id": id,
        "type": kind,
        "source": source,
        "time": time.rfc3339(),
        "datacontenttype": "application/json",
        "data": data,
    })
}
