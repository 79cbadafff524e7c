//! The functions of templates.

mod number;
mod query;

use kernel::Language;

use crate::commentary::claims::About;
use crate::commentary::evaluate::Outcome;
use crate::commentary::template::{Call, Function};
use crate::commentary::view::{Id, View};
use crate::commentary::{Bound, Meaning, Piece};
use crate::decimal::Decimal;
use crate::wording::{Printed, Qualifier};
use crate::words::small_first;

/// Code and message of what is wrong.
pub(super) type Fault = (&'static str, String);

/// Evaluates a call. `worded` tells that the text before it ends with a word such as `ruim`, so that the number gets none of its own.
pub(super) fn call(view: &View<'_>, call: &Call, worded: bool) -> Result<Outcome, Fault> {
    match call.function {
        Function::Naam => name(view, call),
        Function::Waarde => number::value(view, call, worded),
        Function::Groei => number::growth(view, call, worded),
        Function::Verschil => number::difference(view, call, worded),
        Function::Keer => number::times(view, call, worded),
        Function::Aandeel => number::share(view, call, worded),
        Function::Rang => query::rank(view, call),
        Function::Aantal => query::count(view, call),
        Function::Top => query::top(view, call),
        Function::Opsomming => list(view, call),
        Function::Periode => period_name(view, call),
    }
}

/// Whether a word before a printed number is true; the fault names the right word.
pub(super) fn claim(view: &View<'_>, word: Qualifier, exact: Decimal, printed: Printed) -> Result<(), Fault> {
    if word.fits(exact, printed) {
        return Ok(());
    }
    let shown = printed.text(view.language);
    let right = match Qualifier::right(exact, printed) {
        Some(Qualifier::Plain) => format!("write `{shown}` without a word"),
        Some(right) => format!("the right word is `{}`", right.word(view.language)),
        None => "no word makes this number right; give it more digits".to_owned(),
    };
    // Above and below are told apart even where the number could stand without a word.
    let side = match exact.magnitude().compare(printed.value().unwrap_or(exact).magnitude()) {
        Some(std::cmp::Ordering::Greater) => Qualifier::Ruim,
        Some(std::cmp::Ordering::Less) => Qualifier::Bijna,
        _ => Qualifier::Plain,
    };
    let or =
        if side != Qualifier::Plain && side.fits(exact, printed) && !right.contains(side.word(view.language))
        {
            format!(", or `{}`", side.word(view.language))
        } else {
            String::new()
        };
    let said = if word == Qualifier::Plain { "no word" } else { word.word(view.language) };
    Err((
        "bewering-onjuist",
        format!("`{said}` before `{shown}` is not true: the exact figure is {exact}; {right}{or}"),
    ))
}

fn argument<'c>(call: &'c Call, index: usize, what: &str) -> Result<&'c str, Fault> {
    call.arguments.get(index).map(String::as_str).ok_or_else(|| {
        ("argument", format!("`{}` lacks {what} as argument {}", call.function.word(), index + 1))
    })
}

fn no_more(call: &Call, most: usize) -> Result<(), Fault> {
    match call.arguments.get(most) {
        Some(extra) => {
            Err(("argument", format!("`{extra}` is one argument too many for `{}`", call.function.word())))
        }
        None => Ok(()),
    }
}

fn id(view: &View<'_>, text: &str) -> Result<Id, Fault> {
    let id = Id::read(text);
    if view.knows(&id) {
        return Ok(id);
    }
    let facility = text.split('.').next().unwrap_or("");
    let near: Vec<String> = view.series_of(facility).into_iter().take(5).map(|one| one.series).collect();
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; {facility} has for example {}", near.join(", "))
    };
    Err(("onbekend-cijfer", format!("`{text}` is no figure of edition {}{hint}", view.publication.name())))
}

fn period(view: &View<'_>, text: &str) -> Result<u16, Fault> {
    let periods = &view.publication.edition.periods;
    let found = match text {
        "nieuwste" => view.newest(),
        "vorige" => view.newest().and_then(|year| year.checked_sub(1)),
        "eerste" => periods.iter().copied().min(),
        year => year.parse().ok(),
    };
    found.filter(|year| periods.contains(year)).ok_or_else(|| {
        let known: Vec<String> = periods.iter().map(u16::to_string).collect();
        ("onbekende-periode", format!("`{text}` is no period of this edition; it has {}", known.join(", ")))
    })
}

/// The figure that the first two arguments name.
fn about(view: &View<'_>, call: &Call) -> Result<About, Fault> {
    let id = id(view, argument(call, 0, "the id of a figure")?)?;
    let period = period(view, argument(call, 1, "a period")?)?;
    Ok(About { id, period })
}

fn text(words: impl Into<String>) -> Piece {
    Piece::Text(words.into())
}

fn name(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    if let Some(slug) = call.option("voorziening") {
        no_more(call, 0)?;
        let known = view.publication.edition.facility(slug);
        known.ok_or_else(|| ("onbekend-cijfer", format!("`{slug}` is no facility of this edition")))?;
        let name = view.publication.facility_in_text(slug, view.language);
        return Ok(Outcome { pieces: vec![text(name)], ..Outcome::default() });
    }
    no_more(call, 1)?;
    let id = id(view, argument(call, 0, "the id of a figure")?)?;
    let name = match call.option("vorm") {
        None | Some("kort") => short_name(view, &id),
        Some("onderwerp") if id.part.is_empty() => view.publication.subject(&id.series, view.language),
        Some("onderwerp") => short_name(view, &id),
        Some(other) => {
            return Err((
                "argument",
                format!("`{other}` is no form of a name; there are kort and onderwerp"),
            ));
        }
    };
    Ok(Outcome { pieces: vec![text(name)], ..Outcome::default() })
}

fn short_name(view: &View<'_>, id: &Id) -> String {
    if id.part.is_empty() {
        small_first(&view.publication.title(&id.series, view.language))
    } else {
        view.publication.breakdown_name(&id.part, view.language)
    }
}

fn list(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    let Some((last, ids)) = call.arguments.split_last().filter(|(_, ids)| !ids.is_empty()) else {
        return Err(("argument", "`opsomming` needs ids and then a period".to_owned()));
    };
    let period = period(view, last)?;
    let subjects = call.option("vorm") != Some("kort");
    let mut pieces = Vec::new();
    for (index, one) in ids.iter().enumerate() {
        let id = id(view, one)?;
        if index > 0 {
            pieces.push(text(joint(view.language, index, ids.len())));
        }
        let whole = subjects && id.part.is_empty();
        let name =
            if whole { view.publication.subject(&id.series, view.language) } else { short_name(view, &id) };
        let (lead, bound) = number::auto(view, &id, period)?;
        pieces.push(text(format!("{name} ({lead}")));
        pieces.push(Piece::Number(bound));
        pieces.push(text(")"));
    }
    Ok(Outcome { pieces, ..Outcome::default() })
}

/// What stands before item `index` (from 1) of a list.
fn joint(language: Language, index: usize, count: usize) -> &'static str {
    match (index + 1 == count, language) {
        (false, _) => ", ",
        (true, Language::Nl) => " en ",
        (true, Language::En) => " and ",
    }
}

fn period_name(view: &View<'_>, call: &Call) -> Result<Outcome, Fault> {
    no_more(call, 1)?;
    let edition = &view.publication.edition;
    let (year, words, key) = match argument(call, 0, "a period")? {
        "editie" => (edition.year, edition.year.to_string(), edition.year.to_string()),
        "peildatum" => {
            let day = edition
                .reference_date
                .ok_or_else(|| ("niet-te-berekenen", "this edition has no reference date".to_owned()))?;
            let iso = day.to_string();
            let year = iso.get(..4).and_then(|year| year.parse().ok()).unwrap_or(edition.year);
            (year, long_day(&iso, view.language), iso)
        }
        other => {
            let year = period(view, other)?;
            (year, year.to_string(), year.to_string())
        }
    };
    let bound = Bound {
        text: words,
        value: Decimal::whole(i128::from(year)),
        figures: vec![format!("periode:{key}")],
        meaning: Meaning::Period,
    };
    Ok(Outcome { pieces: vec![Piece::Number(bound)], ..Outcome::default() })
}

/// `2019-12-31` as `31 december 2019`.
fn long_day(iso: &str, language: Language) -> String {
    const MONTHS: [(&str, &str); 12] = [
        ("januari", "January"),
        ("februari", "February"),
        ("maart", "March"),
        ("april", "April"),
        ("mei", "May"),
        ("juni", "June"),
        ("juli", "July"),
        ("augustus", "August"),
        ("september", "September"),
        ("oktober", "October"),
        ("november", "November"),
        ("december", "December"),
    ];
    let mut parts = iso.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let known = month
        .and_then(|month| month.parse::<usize>().ok()?.checked_sub(1))
        .and_then(|index| MONTHS.get(index));
    match (year, known, day) {
        (Some(year), Some((dutch, english)), Some(day)) => {
            let month = if language == Language::En { english } else { dutch };
            format!("{} {month} {year}", day.trim_start_matches('0'))
        }
        _ => iso.to_owned(),
    }
}
