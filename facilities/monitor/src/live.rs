//! What is counted now, as the live page and its stream show it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use indicator::{Indicator, Kind, Reading};
use kernel::{Language, Moment, Problem};
use serde_json::{Map, Value, json};
use store::Rows;

use crate::model::Installation;
use crate::notation::{hundredths, moment, whole};
use crate::start::Desk;
use crate::{data, rules};

/// Over how long "per second" is taken, in microseconds, when somebody looks often enough.
const WINDOW: i64 = 60_000_000;
/// An earlier look is of no use any more after this, in microseconds.
const STALE: i64 = 600_000_000;
/// Between two looks that are kept, in microseconds.
const APART: i64 = 1_000_000;

/// The figures at the top of the page, in order of preference; the first four that are counted here are shown.
const HIGHLIGHTS: [&str; 6] = [
    "digid.authenticaties.totaal",
    "brp.berichten",
    "mijnoverheid.berichtenbox.berichten",
    "mijnoverheid.inloggen",
    "digid.authenticaties.mijnoverheid",
    "mijnoverheid.berichtenbox.organisaties",
];
const HIGHLIGHTS_MOST: usize = 4;

/// Earlier readings, for telling how fast figures grow.
#[derive(Default)]
pub(crate) struct Looks(Mutex<VecDeque<Look>>);

/// The value of every reading at a moment, in the order of the catalogue.
struct Look {
    at: Moment,
    values: Vec<i64>,
}

impl Looks {
    /// Keeps this look, and answers for each reading how many hundredths it grew per second since about a minute ago. Without an
    /// earlier look the counts of the running minute are spread over a minute. A figure is (value, count of the running minute).
    fn rates(&self, now: Moment, figures: &[(i64, i64)]) -> Vec<i64> {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = |look: &Look| now.micros().saturating_sub(look.at.micros());
        while looks.front().is_some_and(|look| !(0..=STALE).contains(&age(look))) {
            looks.pop_front();
        }
        while looks.get(1).is_some_and(|look| age(look) >= WINDOW) {
            looks.pop_front();
        }
        let earlier = looks.front().filter(|look| age(look) >= APART);
        let rates = figures.iter().enumerate().map(|(place, (value, this_minute))| {
            match earlier.and_then(|look| Some((age(look), look.values.get(place)?))) {
                Some((micros, before)) => rules::per_second(value.saturating_sub(*before), micros),
                None => rules::per_second(*this_minute, WINDOW),
            }
        });
        let rates = rates.collect();
        if looks.back().is_none_or(|look| age(look) >= APART) {
            looks.push_back(Look { at: now, values: figures.iter().map(|(value, _)| *value).collect() });
        }
        rates
    }
}

/// All figures at one moment.
pub(crate) struct Snapshot {
    /// When.
    pub(crate) at: Moment,
    /// In the order of the catalogue.
    pub(crate) readings: Arc<Vec<Reading>>,
    /// Hundredths per second, one for each reading.
    rates: Vec<i64>,
}

/// Reads all figures.
pub(crate) async fn snapshot(desk: &Desk) -> Result<Snapshot, Problem> {
    let readings = desk.house.live.readings().await?;
    let at = desk.house.clock.now();
    let figures: Vec<_> = readings.iter().map(|reading| (reading.value, reading.this_minute)).collect();
    let rates = desk.looks.rates(at, &figures);
    Ok(Snapshot { at, readings, rates })
}

impl Snapshot {
    fn lines(&self) -> impl Iterator<Item = (&Reading, i64)> {
        self.readings.iter().zip(self.rates.iter().copied())
    }

    /// The values of the stream by live key.
    pub(crate) fn values(&self) -> Map<String, Value> {
        let mut values = Map::new();
        for (reading, rate) in self.lines() {
            let mut put = |name: &str, value: Value| values.insert(format!("{}.{name}", reading.id), value);
            put("today", json!(reading.today));
            put("year", json!(reading.value));
            put("per_second", number(rate));
            put("recount", json!(reading.recount.recounted));
            put("agrees", json!(reading.recount.agrees()));
        }
        values
    }
}

/// Hundredths as a JSON number: whole where they can be.
fn number(hundredths: i64) -> Value {
    if hundredths % 100 == 0 { json!(hundredths / 100) } else { json!(hundredths as f64 / 100.0) }
}

/// What this installation is a picture of, in one sentence.
pub(crate) fn scale_sentence(installation: Option<&Installation>, language: Language) -> String {
    let nl = language == Language::Nl;
    let Some(installation) = installation else {
        let unknown = if nl {
            "Hoeveel mensen er in deze installatie wonen, is niet vastgelegd."
        } else {
            "How many people live in this installation was not written down."
        };
        return unknown.to_owned();
    };
    let people = whole(installation.people, language);
    let seed = &installation.seed;
    match rules::scale(installation.people).map(|one| whole(one, language)) {
        Some(one) if nl => format!(
            "Er wonen hier {people} verzonnen mensen, ongeveer 1 op de {one} inwoners van Nederland (zaadgetal {seed})."
        ),
        Some(one) => format!(
            "{people} invented people live here, about 1 in {one} inhabitants of the Netherlands (seed number {seed})."
        ),
        None if nl => format!("Er wonen hier {people} verzonnen mensen (zaadgetal {seed})."),
        None => format!("{people} invented people live here (seed number {seed})."),
    }
}

/// The values of the live page.
pub(crate) async fn page(desk: &Desk, language: Language, paused: bool) -> Result<Value, Problem> {
    let snapshot = snapshot(desk).await?;
    let installation = desk.house.store.read(async |rows: &mut Rows| data::installation(rows).await).await?;
    let mut values = view(desk, &snapshot, installation.as_ref(), language, paused);
    let catalogue = desk.house.live.catalogue();
    let alerts = crate::alerts::now(desk).await?;
    values["alerts"] = alerts
        .iter()
        .map(|one| {
            one.json(catalogue.get(&one.indicator).map_or("", |known| known.title.get(language)), language)
        })
        .collect();
    Ok(values)
}

fn view(
    desk: &Desk,
    snapshot: &Snapshot,
    installation: Option<&Installation>,
    language: Language,
    paused: bool,
) -> Value {
    let nl = language == Language::Nl;
    json!({
        "section": "actueel",
        "page_title": if nl { "Wat er nu gebeurt" } else { "What happens now" },
        "stream": (!paused).then_some("/monitor/actueel/stroom"),
        "toggle_href": if paused { "/monitor/actueel" } else { "/monitor/actueel?verversen=uit" },
        "measured_at": moment(snapshot.at, language),
        "scale": scale_sentence(installation, language),
        "highlights": highlights(desk, snapshot, language),
        "facilities": facilities(desk, snapshot, language),
    })
}

fn highlights(desk: &Desk, snapshot: &Snapshot, language: Language) -> Vec<Value> {
    let catalogue = desk.house.live.catalogue();
    let preferred = HIGHLIGHTS.iter().filter_map(|id| catalogue.get(id));
    let others = catalogue.iter().filter(|one| one.kind == Kind::Flow && !HIGHLIGHTS.contains(&one.id));
    let unit = if language == Language::Nl { "vandaag" } else { "today" };
    let shown = preferred.chain(others).take(HIGHLIGHTS_MOST).filter_map(|one| {
        let (reading, _) = snapshot.lines().find(|(reading, _)| reading.id == one.id)?;
        Some(json!({
            "key": format!("{}.today", one.id),
            "name": one.title.get(language),
            "figure": whole(reading.today, language),
            "unit": unit,
        }))
    });
    shown.collect()
}

fn facilities(desk: &Desk, snapshot: &Snapshot, language: Language) -> Vec<Value> {
    let catalogue = desk.house.live.catalogue();
    let mut all = Vec::new();
    for facility in desk.house.facilities {
        let indicators: Vec<Value> = snapshot
            .lines()
            .filter_map(|(reading, rate)| {
                let one = catalogue.get(reading.id).filter(|one| one.facility == facility.slug)?;
                Some(line(one, reading, rate, language))
            })
            .collect();
        if !indicators.is_empty() {
            all.push(json!({ "name": facility.title.get(language), "indicators": indicators }));
        }
    }
    all
}

fn line(one: &Indicator, reading: &Reading, rate: i64, language: Language) -> Value {
    let title = one.title.get(language);
    let name = match (one.kind, language) {
        (Kind::Flow, _) => title.to_owned(),
        (Kind::Stock, Language::Nl) => {
            format!("{title} (stand van nu; vandaag is het verschil met gisteren)")
        }
        (Kind::Stock, Language::En) => format!("{title} (state now; today is the difference with yesterday)"),
    };
    let excluded = one.excluded.get(language);
    json!({
        "key": one.id,
        "name": name,
        "definition": one.definition.get(language),
        "not_counted": (!excluded.is_empty()).then_some(excluded),
        "today": whole(reading.today, language),
        "year": whole(reading.value, language),
        "per_second": hundredths(rate, language),
        "recount": whole(reading.recount.recounted, language),
        "agrees": reading.recount.agrees(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(0).plus_seconds(seconds)
    }

    #[test]
    fn growth_per_second_is_taken_over_the_last_minute() {
        let looks = Looks::default();
        assert_eq!(looks.rates(at(1_000), &[(100, 60)]), [100]);
        assert_eq!(looks.rates(at(1_010), &[(110, 70)]), [100]);
        assert_eq!(looks.rates(at(1_060), &[(110, 0)]), [17]);
        assert_eq!(looks.rates(at(1_075), &[(110, 0)]), [0]);
    }

    #[test]
    fn a_reader_without_scripts_sees_the_growth_since_the_page_was_last_read() {
        let looks = Looks::default();
        looks.rates(at(0), &[(0, 0)]);
        assert_eq!(looks.rates(at(120), &[(240, 1)]), [200]);
    }

    #[test]
    fn an_old_look_is_forgotten() {
        let looks = Looks::default();
        looks.rates(at(0), &[(0, 0)]);
        assert_eq!(looks.rates(at(601), &[(6_000, 6)]), [10]);
    }

    #[test]
    fn looks_do_not_pile_up() {
        let looks = Looks::default();
        for tenth in 0..10_000 {
            looks.rates(Moment::from_micros(tenth * 100_000), &[(tenth, 0)]);
        }
        assert!(looks.0.lock().unwrap().len() <= 62);
    }

    #[test]
    fn the_scale_of_the_installation_is_said_in_words() {
        let installation = Installation { people: 1_700, seed: "1".to_owned() };
        assert_eq!(
            scale_sentence(Some(&installation), Language::Nl),
            "Er wonen hier 1.700 verzonnen mensen, ongeveer 1 op de 10.000 inwoners van Nederland (zaadgetal 1)."
        );
        assert_eq!(
            scale_sentence(None, Language::En),
            "How many people live in this installation was not written down."
        );
    }
}
