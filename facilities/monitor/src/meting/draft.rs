//! From counts to a publication: the tables of an edition that was counted here. Pure.

use std::collections::BTreeMap;

use edition::{
    Additive, Block, Chapter, Decimal, Definition, Definitions, Direction, Edition, Facility, Family,
    Indicator, Kind, Observation, Publication, Register, Row, Scale, Series, Status, Version,
};
use indicator::{Catalogue, YearCount};
use kernel::{Day, Moment};

use crate::meting::life;
use crate::notation::whole;

/// What a draft is made from.
pub(crate) struct Inputs<'a> {
    /// Year in the name of the edition.
    pub(crate) edition: u16,
    /// Its version.
    pub(crate) version: Version,
    /// The moment of publication.
    pub(crate) published: Moment,
    /// Whether the figures are final.
    pub(crate) settled: bool,
    /// The counts of the year described.
    pub(crate) counts: &'a [Counted],
    /// The edition counted here before this one.
    pub(crate) previous: Option<&'a Publication>,
    /// What is counted here.
    pub(crate) catalogue: &'a Catalogue,
    /// All known series, for their names and places.
    pub(crate) register: &'a Register,
    /// All definitions.
    pub(crate) definitions: &'a Definitions,
    /// The form: chapters and facilities in their order.
    pub(crate) form: &'a Edition,
    /// Of what this installation is a picture.
    pub(crate) scale: Option<Scale>,
}

/// One figure of the year by both paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) indicator: String,
    pub(crate) counted: i64,
    pub(crate) recounted: i64,
    pub(crate) months: Vec<i64>,
    /// SHA-256 over the hours that it was made from.
    pub(crate) digest: String,
}

impl Counted {
    pub(crate) fn of(count: &YearCount) -> Self {
        let hours: String =
            count.hours.iter().map(|(hour, n)| format!("{}\t{n}\n", hour.rfc3339())).collect();
        Self {
            indicator: count.id.to_owned(),
            counted: count.counted,
            recounted: count.recounted,
            months: count.months.to_vec(),
            digest: tables::sha256(hours.as_bytes()),
        }
    }

    /// What an owner approves: another value is another hash.
    pub(crate) fn value_hash(&self, period: u16, definition_version: u16) -> String {
        let text = format!("{}\t{period}\t{}\t{definition_version}\n", self.indicator, self.counted);
        format!("sha256:{}", tables::sha256(text.as_bytes()))
    }
}

/// The measure of an indicator: that of the register, or its id as a code.
pub(crate) fn measure(register: &Register, id: &str) -> String {
    register.get(id).map_or_else(|| edition::code(id), |one| one.sdmx_code.clone())
}

/// The publication that these counts make.
pub(crate) fn publication(inputs: &Inputs<'_>) -> Publication {
    let register = register(inputs);
    let (periods, chapters) = (periods(inputs), chapters(inputs, &register));
    let year = life::described(inputs.edition);
    let made = Edition {
        year: inputs.edition,
        version: inputs.version.to_string(),
        title: format!("Monitor Digitale Overheid {}: telling in deze installatie", inputs.edition),
        date: Some(inputs.published.day()),
        reference_date: i16::try_from(year).ok().and_then(|year| Day::new(year, 12, 31)),
        periods,
        chapters,
    };
    Publication {
        edition: made,
        version: inputs.version,
        family: Family::Meting,
        scale: inputs.scale.clone(),
        published: inputs.published,
        definitions: definitions(inputs),
        register,
        breaks: Vec::new(),
        restatements: Vec::new(),
        explanations: Vec::new(),
        targets: Vec::new(),
    }
}

fn periods(inputs: &Inputs<'_>) -> Vec<u16> {
    let year = life::described(inputs.edition);
    let before = inputs.previous.map(|one| one.edition.periods.as_slice()).unwrap_or_default();
    let mut periods: Vec<u16> = before.iter().copied().filter(|period| *period < year).collect();
    periods.push(year);
    periods.sort_unstable();
    let first = periods.len().saturating_sub(3);
    periods.split_off(first)
}

/// The series counted here: those of the register under their own names, others under their titles.
fn register(inputs: &Inputs<'_>) -> Register {
    let known = inputs.register.indicators.iter().filter(|one| inputs.catalogue.get(&one.id).is_some());
    let mut indicators: Vec<Indicator> = known.map(|one| Indicator { seed_line: 0, ..one.clone() }).collect();
    let own = inputs.catalogue.iter().filter(|one| inputs.register.get(one.id).is_none());
    indicators.extend(own.map(|one| own_series(inputs.form, one)));
    Register { indicators }
}

fn own_series(form: &Edition, one: &indicator::Indicator) -> Indicator {
    let chapter =
        form.facility(one.facility).map_or_else(|| "monitor".to_owned(), |(chapter, _)| chapter.slug.clone());
    Indicator {
        id: one.id.to_owned(),
        sdmx_code: edition::code(one.id),
        breakdown: "_T".to_owned(),
        kind: if one.kind == indicator::Kind::Stock { Kind::Stock } else { Kind::Flow },
        unit: one.unit.nl.to_owned(),
        decimals: 0,
        chapter,
        facility: one.facility.to_owned(),
        block: String::new(),
        group: String::new(),
        seed_name: one.title.nl.to_owned(),
        part: String::new(),
        seed_line: 0,
        title_nl: one.title.nl.to_owned(),
        title_en: one.title.en.to_owned(),
    }
}

/// Definitions of the register, and those that stand beside the facts of this installation for its own series.
fn definitions(inputs: &Inputs<'_>) -> Definitions {
    let mut all = inputs.definitions.definitions.clone();
    let own = inputs.catalogue.iter().filter(|one| inputs.register.get(one.id).is_none());
    for (place, one) in own.enumerate() {
        let flow = one.kind == indicator::Kind::Flow;
        all.push(Definition {
            measure: edition::code(one.id),
            version: 1,
            // The ninth chapter is that of series that only this program counts.
            odata_code: format!("M9{:05}", place + 1),
            owner: format!("Beheerder {}", one.facility),
            source: "het journaal van deze installatie".to_owned(),
            definition_nl: one.definition.nl.to_owned(),
            definition_en: one.definition.en.to_owned(),
            excluded_nl: one.excluded.nl.to_owned(),
            excluded_en: one.excluded.en.to_owned(),
            additive: Additive { over_parts: flow, over_time: flow, over_facilities: false },
            direction: Direction::Neutral,
            valid_from: inputs.published.day(),
            valid_to: None,
        });
    }
    Definitions { definitions: all }
}

/// Chapters and facilities in the order of the form; a facility that is not in it comes in a chapter of its own.
fn chapters(inputs: &Inputs<'_>, register: &Register) -> Vec<Chapter> {
    let periods = periods(inputs);
    let mut by_facility: BTreeMap<&str, Vec<&Indicator>> = BTreeMap::new();
    for one in &register.indicators {
        by_facility.entry(&one.facility).or_default().push(one);
    }
    let mut chapters = Vec::new();
    for chapter in &inputs.form.chapters {
        let facilities: Vec<Facility> = chapter
            .facilities
            .iter()
            .filter_map(|form| {
                let indicators = by_facility.remove(form.slug.as_str())?;
                Some(facility(inputs, &periods, &form.slug, &form.number, &form.name, &indicators))
            })
            .collect();
        if !facilities.is_empty() {
            chapters.push(Chapter { facilities, line: 0, ..chapter.clone() });
        }
    }
    if !by_facility.is_empty() {
        let facilities = by_facility
            .iter()
            .map(|(slug, indicators)| facility(inputs, &periods, slug, "", slug, indicators))
            .collect();
        chapters.push(Chapter {
            letter: "M".to_owned(),
            slug: "monitor".to_owned(),
            title: "Overig".to_owned(),
            line: 0,
            facilities,
        });
    }
    chapters
}

fn facility(
    inputs: &Inputs<'_>,
    periods: &[u16],
    slug: &str,
    number: &str,
    name: &str,
    indicators: &[&Indicator],
) -> Facility {
    let rows = indicators.iter().map(|one| row(inputs, periods, one)).collect();
    let block =
        Block { title: None, line: 0, periods: periods.to_vec(), change_title: Some("%".to_owned()), rows };
    Facility {
        slug: slug.to_owned(),
        number: number.to_owned(),
        name: name.to_owned(),
        line: 0,
        blocks: vec![block],
        sender_tables: Vec::new(),
        specifications: Vec::new(),
        notes: Vec::new(),
    }
}

fn row(inputs: &Inputs<'_>, periods: &[u16], one: &Indicator) -> Row {
    let label = if one.group.is_empty() {
        one.seed_name.clone()
    } else {
        format!("{}: {}", one.group, one.seed_name)
    };
    let observations: Vec<Observation> =
        periods.iter().map(|period| observation(inputs, &one.id, *period)).collect();
    let cells = observations.iter().map(|one| Some(one.weergave.clone())).collect();
    let change = change(&observations);
    Row {
        label,
        line: 0,
        parent_line: None,
        emphasised: false,
        cells,
        change: change.as_ref().map(|change| change.weergave.clone()),
        series: vec![Series { id: one.id.clone(), part: None, observations, change }],
    }
}

/// The figure of one year: counted for the year described, taken over from the edition before it for earlier ones.
fn observation(inputs: &Inputs<'_>, id: &str, period: u16) -> Observation {
    let blank = Observation {
        period,
        value: None,
        lower: None,
        upper: None,
        unit: None,
        text: None,
        status: Status::NotCollected,
        weergave: ".".to_owned(),
        line: 0,
    };
    if period != life::described(inputs.edition) {
        let earlier =
            inputs.previous.and_then(|one| one.edition.find(id)?.series.observation(period).cloned());
        return earlier.unwrap_or(blank);
    }
    let Some(found) = inputs.counts.iter().find(|one| one.indicator == id) else { return blank };
    Observation {
        value: Some(Decimal::whole(i128::from(found.counted))),
        status: if inputs.settled { Status::Normal } else { Status::Provisional },
        weergave: whole(found.counted, kernel::Language::Nl),
        ..blank
    }
}

/// The change printed behind a row, by the Monitor's rule "Change".
fn change(observations: &[Observation]) -> Option<edition::Change> {
    let [.., before, last] = observations else { return None };
    let new = last.value?;
    let made = |value, weergave: String| Some(edition::Change { value, weergave });
    let Some(old) = before.value.filter(|old| !old.is_zero()) else {
        return if new.is_zero() {
            made(edition::ChangeValue::Dash, "-".to_owned())
        } else {
            made(edition::ChangeValue::New, "nieuw".to_owned())
        };
    };
    if old.same(new) {
        return made(edition::ChangeValue::Dash, "-".to_owned());
    }
    let percent = new.percent_change_from(old, 1, edition::Rounding::HalfAway)?;
    let sign = if percent.mantissa() < 0 { "" } else { "+" };
    made(edition::ChangeValue::Percent(percent), format!("{sign}{}%", percent.to_dutch()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicator::{Recount, Words};

    const WORDS: Words = Words { nl: "Gaat over iets.", en: "Is about something." };

    fn catalogue() -> Catalogue {
        let one = |id, facility| indicator::Indicator {
            id,
            facility,
            title: WORDS,
            definition: WORDS,
            excluded: WORDS,
            unit: Words { nl: "stuks", en: "pieces" },
            kind: indicator::Kind::Flow,
            recount: Recount::Sql("SELECT 0"),
        };
        Catalogue::new([one("digid.authenticaties.totaal", "digid"), one("eigen.telling", "monitor")])
            .unwrap()
    }

    fn counted(id: &str, n: i64) -> Counted {
        Counted {
            indicator: id.to_owned(),
            counted: n,
            recounted: n,
            months: vec![0; 12],
            digest: String::new(),
        }
    }

    fn make(edition: u16, n: i64, previous: Option<&Publication>, settled: bool) -> Publication {
        let (register, definitions) = (Register::built_in().unwrap(), Definitions::built_in().unwrap());
        let form = Edition::built_in().unwrap();
        publication(&Inputs {
            edition,
            version: "1.0.0".parse().unwrap(),
            published: life::publication(edition).unwrap(),
            settled,
            counts: &[counted("digid.authenticaties.totaal", n), counted("eigen.telling", 3)],
            previous,
            catalogue: &catalogue(),
            register: &register,
            definitions: &definitions,
            form: &form,
            scale: Some(Scale { ratio: "1:10000".to_owned(), seed: "1".to_owned(), played: false }),
        })
    }

    #[test]
    fn counts_become_an_edition_in_the_form_of_the_report() {
        let made = make(2027, 1_234, None, false);
        assert_eq!(made.edition.periods, [2026]);
        let found = made.edition.find("digid.authenticaties.totaal").unwrap();
        assert_eq!((found.chapter.letter.as_str(), found.facility.name.as_str()), ("A", "DigiD"));
        let seen = &found.series.observations[0];
        assert_eq!((seen.weergave.as_str(), seen.status), ("1.234", Status::Provisional));
        assert_eq!(made.edition.find("eigen.telling").unwrap().chapter.title, "Overig");
        assert_eq!(made.figures().len(), 2);
        assert!(made.definitions.get("EIGEN_TELLING").is_some());
    }

    #[test]
    fn the_next_edition_takes_earlier_years_over_and_prints_the_change() {
        let first = make(2027, 80, None, true);
        let second = make(2028, 85, Some(&first), true);
        assert_eq!(second.edition.periods, [2026, 2027]);
        let found = second.edition.find("digid.authenticaties.totaal").unwrap();
        let prints: Vec<&str> = found.series.observations.iter().map(|one| one.weergave.as_str()).collect();
        assert_eq!(prints, ["80", "85"]);
        assert_eq!(found.series.change.as_ref().unwrap().weergave, "+6,3%");
        let own = second.edition.find("eigen.telling").unwrap();
        assert_eq!(own.series.change.as_ref().unwrap().weergave, "-");
    }

    #[test]
    fn another_value_has_another_hash() {
        let hash = |n| counted("a", n).value_hash(2026, 1);
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
        assert_ne!(counted("a", 1).value_hash(2026, 1), counted("a", 1).value_hash(2026, 2));
    }
}
