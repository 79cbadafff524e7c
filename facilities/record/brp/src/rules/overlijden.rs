//! Registration of a death: what the municipality of registration reports becomes category 06 and suspends upkeep in
//! category 07 (Wet BRP: the bijhouder of the list; Logisch Ontwerp: reden opschorting O).

use kernel::{Day, InvalidParam, Moment, PartialDate, Problem};
use serde_json::{Map, Value};

use super::Tables;
use super::problems::{conflict, not_bronhouder, not_json, param, required, wrong_params};
use crate::model::{Inschrijving, Overlijden, Persoonslijst, RedenOpschorting, Registratie};

const NEDERLAND: &str = "6030";
/// Longest name of a place abroad (08.20) and longest description of a document (82.30).
const MAX_TEXT: usize = 40;

/// Where a change comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brondocument {
    /// What it is, such as `akte van overlijden`.
    pub soort: String,
    /// Its number or description.
    pub identificatie: String,
    /// Its date.
    pub datum: PartialDate,
    /// Code of the municipality that made or holds it (table 33).
    pub organisatie: String,
}

/// A reported death that is right in form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlijdensmelding {
    /// Day of death, as far as known.
    pub datum: PartialDate,
    /// Municipality code, or the name of a place abroad.
    pub plaats: String,
    /// Country code (table 34).
    pub land: String,
    /// The deed or other document that proves it.
    pub brondocument: Brondocument,
}

/// The new occurrences of the two categories that a death changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlijdenChange {
    /// Category 06.
    pub overlijden: Overlijden,
    /// Category 07.
    pub inschrijving: Inschrijving,
}

impl Overlijdensmelding {
    /// Reads a report. The day is given as `datum` (ISO 8601, parts from the right may be left out when not known) or as
    /// `tijdstipGebeurtenis` (RFC 3339); `land` may be left out for the Netherlands.
    ///
    /// # Errors
    /// 400 with every parameter that is missing, unexpected or not of its form.
    pub fn read(body: &Value) -> Result<Self, Problem> {
        let Value::Object(body) = body else { return Err(not_json()) };
        let mut reader = Reader { errors: Vec::new() };
        let known = ["gebeurtenistype", "tijdstipGebeurtenis", "datum", "plaats", "land", "brondocument"];
        reader.expect_only(body, "", &known);
        if reader.text(body, "", "gebeurtenistype").is_some_and(|kind| kind != "overlijden") {
            let reason = "Waarde is geen gebeurtenistype dat hier wordt verwerkt.";
            reader.errors.push(param("gebeurtenistype", "value", reason));
        }
        let datum = reader.day_of_event(body);
        let plaats = reader.text(body, "", "plaats");
        let land = if body.contains_key("land") {
            reader.text(body, "", "land")
        } else {
            Some(NEDERLAND.to_owned())
        };
        let brondocument = reader.brondocument(body);
        match (datum, plaats, land, brondocument) {
            (Some(datum), Some(plaats), Some(land), Some(brondocument)) if reader.errors.is_empty() => {
                Ok(Self { datum, plaats, land, brondocument })
            }
            _ => Err(wrong_params(reader.errors)),
        }
    }
}

/// Decides what a reported death changes. `caller_gemeente` is the code of the municipality that reports it.
///
/// # Errors
/// 403 when the caller does not keep this list, 409 when the death is already registered or the list was removed, 400 with
/// every value that cannot be right: a date in the future or before birth, an unknown municipality or country.
pub fn registreer_overlijden(
    lijst: &Persoonslijst,
    melding: &Overlijdensmelding,
    caller_gemeente: Option<&str>,
    today: Day,
    tables: &dyn Tables,
) -> Result<OverlijdenChange, Problem> {
    if caller_gemeente.is_none() || caller_gemeente != lijst.gemeente_van_inschrijving() {
        return Err(not_bronhouder());
    }
    if lijst.is_overleden() {
        return Err(conflict("alreadyDeceased", "Het overlijden van deze persoon is al geregistreerd."));
    }
    if !super::is_deliverable(lijst) {
        return Err(conflict("removed", "Deze persoonslijst is afgevoerd en wordt niet meer bijgehouden."));
    }
    let errors = wrong_values(lijst, melding, today, tables);
    if !errors.is_empty() {
        return Err(wrong_params(errors));
    }
    Ok(OverlijdenChange {
        overlijden: Overlijden {
            datum_overlijden: Some(melding.datum),
            plaats_overlijden: Some(melding.plaats.clone()),
            land_overlijden: Some(melding.land.clone()),
            registratie: registratie(melding, today),
        },
        inschrijving: Inschrijving {
            datum_opschorting_bijhouding: Some(melding.datum),
            reden_opschorting_bijhouding: Some(RedenOpschorting::Overlijden),
            versienummer: Some(lijst.inschrijving.versienummer.unwrap_or(0).saturating_add(1)),
            ..lijst.inschrijving.clone()
        },
    })
}

/// A deed goes to group 81, any other document to group 82.
fn registratie(melding: &Overlijdensmelding, today: Day) -> Registratie {
    let document = &melding.brondocument;
    let base = Registratie {
        ingangsdatum_geldigheid: Some(melding.datum),
        datum_opneming: Some(PartialDate::of_day(today)),
        ..Registratie::default()
    };
    if document.soort.to_lowercase().contains("akte") {
        return Registratie {
            registergemeente_akte: Some(document.organisatie.clone()),
            aktenummer: Some(document.identificatie.clone()),
            ..base
        };
    }
    Registratie {
        gemeente_document: Some(document.organisatie.clone()),
        datum_document: Some(document.datum),
        beschrijving_document: Some(description(document)),
        ..base
    }
}

fn description(document: &Brondocument) -> String {
    format!("{} {}", document.soort, document.identificatie)
}

fn wrong_values(
    lijst: &Persoonslijst,
    melding: &Overlijdensmelding,
    today: Day,
    tables: &dyn Tables,
) -> Vec<InvalidParam> {
    let mut errors = Vec::new();
    let in_future = |date: PartialDate| date.earliest().is_some_and(|first| first > today);
    if in_future(melding.datum) {
        errors.push(param("datum", "future", "Datum ligt in de toekomst."));
    }
    let birth = lijst.persoon.geboorte.geboortedatum.and_then(PartialDate::earliest);
    if let (Some(birth), Some(latest)) = (birth, melding.datum.latest())
        && latest < birth
    {
        errors.push(param("datum", "beforeBirth", "Datum ligt voor de geboortedatum."));
    }
    if tables.land(&melding.land).is_none() {
        errors.push(param("land", "table", "Waarde komt niet voor in de tabel Landen."));
    }
    let is_gemeente = |code: &str| code != "0000" && tables.gemeente(code).is_some();
    if melding.land == NEDERLAND && !is_gemeente(&melding.plaats) {
        errors.push(param("plaats", "table", "Waarde komt niet voor in de tabel Gemeenten."));
    } else if melding.plaats.chars().count() > MAX_TEXT {
        errors.push(param("plaats", "maxLength", "Waarde is langer dan 40 tekens."));
    }
    let document = &melding.brondocument;
    if in_future(document.datum) {
        errors.push(param("brondocument.datum", "future", "Datum ligt in de toekomst."));
    }
    if !is_gemeente(&document.organisatie) {
        errors.push(param(
            "brondocument.organisatie",
            "table",
            "Waarde komt niet voor in de tabel Gemeenten.",
        ));
    }
    if description(document).chars().count() > MAX_TEXT {
        let reason = "Soort en identificatie zijn samen langer dan 40 tekens.";
        errors.push(param("brondocument.identificatie", "maxLength", reason));
    }
    errors
}

/// Reads parameters and remembers what was wrong with them.
struct Reader {
    errors: Vec<InvalidParam>,
}

impl Reader {
    fn expect_only(&mut self, body: &Map<String, Value>, prefix: &str, known: &[&str]) {
        for name in body.keys().filter(|name| !known.contains(&name.as_str())) {
            self.errors.push(param(format!("{prefix}{name}"), "unknownParam", "Parameter is niet verwacht."));
        }
    }

    /// A text that must be there.
    fn text(&mut self, body: &Map<String, Value>, prefix: &str, name: &str) -> Option<String> {
        let full = format!("{prefix}{name}");
        match body.get(name) {
            None | Some(Value::Null) => self.errors.push(required(full)),
            Some(Value::String(text)) if text.trim().is_empty() => self.errors.push(required(full)),
            Some(Value::String(text)) => return Some(text.trim().to_owned()),
            Some(_) => self.errors.push(param(full, "string", "Waarde is geen geldige tekst.")),
        }
        None
    }

    fn date(&mut self, body: &Map<String, Value>, prefix: &str, name: &str) -> Option<PartialDate> {
        let text = self.text(body, prefix, name)?;
        let date = text.parse().ok().filter(|date: &PartialDate| date.year().is_some());
        if date.is_none() {
            self.errors.push(param(format!("{prefix}{name}"), "date", "Waarde is geen geldige datum."));
        }
        date
    }

    fn day_of_event(&mut self, body: &Map<String, Value>) -> Option<PartialDate> {
        if body.contains_key("datum") || !body.contains_key("tijdstipGebeurtenis") {
            return self.date(body, "", "datum");
        }
        let text = self.text(body, "", "tijdstipGebeurtenis")?;
        let moment = text.parse::<Moment>().ok();
        if moment.is_none() {
            let reason = "Waarde is geen geldig tijdstip.";
            self.errors.push(param("tijdstipGebeurtenis", "dateTime", reason));
        }
        moment.map(|moment| PartialDate::of_day(moment.day()))
    }

    fn brondocument(&mut self, body: &Map<String, Value>) -> Option<Brondocument> {
        const PREFIX: &str = "brondocument.";
        let document = match body.get("brondocument") {
            None | Some(Value::Null) => {
                self.errors.push(required("brondocument"));
                return None;
            }
            Some(Value::Object(document)) => document,
            Some(_) => {
                self.errors.push(param("brondocument", "object", "Parameter is geen object."));
                return None;
            }
        };
        self.expect_only(document, PREFIX, &["soort", "identificatie", "datum", "organisatie"]);
        let soort = self.text(document, PREFIX, "soort");
        let identificatie = self.text(document, PREFIX, "identificatie");
        let datum = self.date(document, PREFIX, "datum");
        let organisatie = self.text(document, PREFIX, "organisatie");
        Some(Brondocument {
            soort: soort?,
            identificatie: identificatie?,
            datum: datum?,
            organisatie: organisatie?,
        })
    }
}

#[cfg(test)]
mod tests;
