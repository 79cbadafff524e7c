//! The functions that ask a whole class of figures.

use std::cmp::Ordering;

use kernel::Language;

use super::{Fault, about, argument, joint, no_more, number, period, short_name, text};
use crate::commentary::evaluate::Outcome;
use crate::commentary::template::Call;
use crate::commentary::view::{Id, View};
use crate::commentary::{Bound, Meaning, Piece};
use crate::decimal::Decimal;
use crate::register::{Indicator, Kind};
use crate::wording::Movement;

/// By what the members of a class are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Value,
    Growth,
    Fall,
}

/// The number by which a series stands in its class; more is further in front. Percentages have no growth in percent.
fn score(view: &View<'_>, id: &Id, period: u16, by: By) -> Option<Decimal> {
    if by == By::Value {
        return view.figure(id, period)?.value;
    }
    let moved = view.moved(id, period).filter(|moved| !moved.share)?;
    let percent = moved.percent()?;
    match by {
        By::Fall => Some(Decimal::new(percent.mantissa().checked_neg()?, percent.decimals())),
        _ => Some(percent),
    }
}

fn kind_name(kind: Kind, language: Language) -> &'static str {
    let (dutch, english) = match kind {
        Kind::Stock => ("standcijfers", "figures of a state"),
        Kind::Flow => ("cijfers over gebruik in het jaar", "figures of use in the year"),
        Kind::Unique => ("cijfers over unieke gebruikers", "figures of unique users"),
        Kind::UniquePerDelivery => ("cijfers per levering", "figures per delivery"),
        Kind::Cohort => ("cijfers over geopende berichten", "figures of opened messages"),
        Kind::Ratio => ("aandelen", "shares"),
        Kind::Coverage => ("dekkingscijfers", "figures of coverage"),
        Kind::Content => ("cijfers over inhoud", "figures of content"),
        Kind::Mutation => ("cijfers over wijzigingen", "figures of changes"),
        Kind::Bound => ("ondergrenzen", "lower bounds"),
    };
    if language == Language::En { english } else { dutch }
}

/// Members of the class of `own`, and its name as it follows a superlative.
fn class(view: &View<'_>, own: &Indicator, which: &str) -> Result<(Vec<Id>, String), Fault> {
    let dutch = view.language == Language::Nl;
    // Counts and percentages have no common order.
    let share = own.unit == "procent";
    let all = match (share, dutch) {
        (true, _) => "percentages",
        (false, true) => "aantallen",
        (false, false) => "counts",
    };
    let member = |test: &dyn Fn(&Indicator) -> bool| -> Vec<Id> {
        let like = |one: &Indicator| (one.unit == "procent") == share && test(one);
        view.all_series().into_iter().filter(|id| view.indicator(&id.series).is_some_and(like)).collect()
    };
    Ok(match which {
        "voorziening" => {
            let name = view.publication.facility_short(&own.facility, view.language);
            let of =
                if dutch { format!("van alle {all} van {name}") } else { format!("of all {all} of {name}") };
            (member(&|one| one.facility == own.facility), of)
        }
        "soort" => {
            let name = kind_name(own.kind, view.language);
            let of = if dutch { format!("van alle {name}") } else { format!("of all {name}") };
            (member(&|one| one.kind == own.kind), of)
        }
        "eenheid" => {
            let name = view.publication.unit_name(&own.unit, view.language).plural;
            let of = if dutch {
                format!("van alle cijfers in {name}")
            } else {
                format!("of all figures in {name}")
            };
            (member(&|one| one.unit == own.unit), of)
        }
        "alles" => {
            let of = if dutch {
                format!("van alle {all} in deze editie")
            } else {
                format!("of all {all} in this edition")
            };
            (member(&|_| true), of)
        }
        other => {
            let message = format!("`{other}` is no class; there are voorziening, soort, eenheid and alles");
            return Err(("argument", message));
        }
    })
}

/// `rang`.
pub(super) fn rank(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    no_more(call, 2)?;
    let about = about(view, call)?;
    let by = match call.option("maat").unwrap_or("waarde") {
        "waarde" => By::Value,
        "groei" => By::Growth,
        "daling" => By::Fall,
        other => {
            return Err(("argument", format!("`{other}` is no measure; there are waarde, groei and daling")));
        }
    };
    let unknown = || {
        ("niet-te-berekenen", format!("`{}` has no place in this class in {}", about.id.series, about.period))
    };
    let own = view.indicator(&about.id.series).ok_or_else(unknown)?;
    let (members, of) = class(view, own, call.option("klasse").unwrap_or("voorziening"))?;
    let mine = score(view, &about.id, about.period, by).ok_or_else(unknown)?;
    if by != By::Value && mine.mantissa() <= 0 {
        let right = if by == By::Growth { "it did not grow" } else { "it did not fall" };
        return Err((
            "bewering-onjuist",
            format!("`{}` has no such rank in {}: {right}", about.id.series, about.period),
        ));
    }
    let others =
        members.iter().filter(|id| **id != about.id).filter_map(|id| score(view, id, about.period, by));
    let orders: Vec<Ordering> = others.filter_map(|score| score.compare(mine)).collect();
    if orders.is_empty() {
        return Err(("niet-te-berekenen", format!("`{}` is alone in its class", about.id.series)));
    }
    let place = 1 + orders.iter().filter(|order| order.is_gt()).count();
    let shared = orders.iter().any(|order| order.is_eq());
    if let Some(claimed) = call.option("plaats").filter(|claimed| *claimed != place.to_string()) {
        return Err((
            "bewering-onjuist",
            format!("`{}` is not number {claimed} but number {place}", about.id.series),
        ));
    }
    let words = superlative(by, own.unit == "procent", place, shared, view.language).ok_or_else(|| {
        (
            "niet-te-berekenen",
            format!("`{}` is number {place} of its class; only the first ten have a name", about.id.series),
        )
    })?;
    Ok(Outcome { pieces: vec![text(format!("{words} {of}"))], number: None, about: Some(about) })
}

/// `de op één na sterkste stijging`; `None` beyond the tenth place.
fn superlative(by: By, share: bool, place: usize, shared: bool, language: Language) -> Option<String> {
    const AFTER: [&str; 9] = ["één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"];
    const ORDINAL: [&str; 9] =
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let later = place.checked_sub(2);
    if language == Language::En {
        let (adjective, noun) = match by {
            By::Value if share => ("highest", "percentage"),
            By::Value => ("largest", "number"),
            By::Growth => ("strongest", "rise"),
            By::Fall => ("strongest", "fall"),
        };
        let order = match later {
            Some(index) => format!("{} ", ORDINAL.get(index)?),
            None => String::new(),
        };
        return Some(format!("the {}{order}{adjective} {noun}", if shared { "joint " } else { "" }));
    }
    let (article, adjective, noun) = match by {
        By::Value if share => ("het", "hoogste", "percentage"),
        By::Value => ("het", "grootste", "aantal"),
        By::Growth => ("de", "sterkste", "stijging"),
        By::Fall => ("de", "sterkste", "daling"),
    };
    let order = match later {
        Some(index) => format!("op {} na ", AFTER.get(index)?),
        None => String::new(),
    };
    Some(format!("{article} {}{order}{adjective} {noun}", if shared { "gedeeld " } else { "" }))
}

/// `aantal`.
pub(super) fn count(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    no_more(call, 2)?;
    let what = argument(call, 0, "what is counted")?;
    let year = period(view, argument(call, 1, "a period")?)?;
    let (facility, chapter) = (call.option("voorziening"), call.option("hoofdstuk"));
    let inside = |id: &Id| {
        let own = view.indicator(&id.series);
        facility.is_none_or(|slug| own.is_some_and(|one| one.facility == slug))
            && chapter.is_none_or(|slug| own.is_some_and(|one| one.chapter == slug))
    };
    let series: Vec<Id> = view.all_series().into_iter().filter(inside).collect();
    let moves = |wanted: Movement| {
        let moved = series.iter().filter_map(|id| view.moved(id, year));
        moved.filter(|one| Movement::between(one.old, one.new) == Some(wanted)).count()
    };
    let found = match what {
        "vergeleken" => series.iter().filter(|id| view.moved(id, year).is_some()).count(),
        "gestegen" => moves(Movement::Up),
        "gedaald" => moves(Movement::Down),
        "gelijk" => moves(Movement::Same),
        "nieuw" => series.iter().filter(|id| view.is_new(id, year)).count(),
        "cijfers" => {
            series.iter().filter(|id| view.figure(id, year).is_some_and(|one| one.value.is_some())).count()
        }
        "voorzieningen" => {
            let all = view.publication.edition.facilities();
            all.filter(|(one, _)| chapter.is_none_or(|slug| one.slug == slug)).count()
        }
        other => {
            let known = "vergeleken, gestegen, gedaald, gelijk, nieuw, cijfers and voorzieningen";
            return Err(("argument", format!("`{other}` cannot be counted; there are {known}")));
        }
    };
    let mut query = format!("telling:{what}/{year}");
    for (name, value) in [("voorziening", facility), ("hoofdstuk", chapter)] {
        if let Some(value) = value {
            query.push_str(&format!("/{name}={value}"));
        }
    }
    let value = Decimal::whole(i128::try_from(found).unwrap_or(i128::MAX));
    let shown = if view.language == Language::En { value.to_english() } else { value.to_dutch() };
    let bound = Bound { text: shown, value, figures: vec![query], meaning: Meaning::Count };
    Ok(Outcome { pieces: vec![Piece::Number(bound)], ..Outcome::default() })
}

/// `top`.
pub(super) fn top(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    no_more(call, 2)?;
    let wanted: usize = argument(call, 0, "how many")?
        .parse()
        .ok()
        .filter(|wanted| (1..=10).contains(wanted))
        .ok_or(("argument", "`top` takes a number from 1 to 10".to_owned()))?;
    let year = period(view, argument(call, 1, "a period")?)?;
    let kind = call.option("soort").and_then(Kind::from_code);
    let kind =
        kind.ok_or(("argument", "`top` needs `soort=` with a kind of figure, such as flow".to_owned()))?;
    let mut members: Vec<(Decimal, Id)> = view
        .all_series()
        .into_iter()
        .filter(|id| view.indicator(&id.series).is_some_and(|one| one.kind == kind))
        .filter_map(|id| Some((score(view, &id, year, By::Value)?, id)))
        .collect();
    members.sort_by(|(left, _), (right, _)| right.compare(*left).unwrap_or(Ordering::Equal));
    members.truncate(wanted);
    if members.len() < wanted {
        return Err((
            "niet-te-berekenen",
            format!("there are only {} such figures in {year}", members.len()),
        ));
    }
    let mut pieces = Vec::new();
    for (index, (_, id)) in members.iter().enumerate() {
        if index > 0 {
            let last = joint(view.language, index, members.len());
            pieces.push(text(if last == ", " { "; ".to_owned() } else { format!(";{last}") }));
        }
        let own = view.indicator(&id.series).map_or("", |one| one.facility.as_str());
        let facility = view.publication.facility_in_text(own, view.language);
        let at = if view.language == Language::Nl { "bij" } else { "at" };
        let (_, bound) = number::auto(view, id, year)?;
        pieces.push(text(format!("{} {at} {facility}, ", short_name(view, id))));
        pieces.push(Piece::Number(bound));
    }
    Ok(Outcome { pieces, ..Outcome::default() })
}
