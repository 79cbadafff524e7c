//! The functions that print a number of one or two figures.

use kernel::Language;

use super::{Fault, about, argument, claim, id, no_more, text};
use crate::commentary::claims::About;
use crate::commentary::evaluate::Outcome;
use crate::commentary::template::Call;
use crate::commentary::view::{Id, Moved, View, share_of};
use crate::commentary::{Bound, Meaning, Piece};
use crate::decimal::Decimal;
use crate::rounding::Rounding;
use crate::wording::{self, Movement, Multiple, Printed, Qualifier, Quantity};

/// How a number is to be printed.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// 0, 6 or 9: the word behind it.
    exponent: u8,
    /// In thousands without the word: `596.000`.
    thousands: bool,
    /// Decimals of that.
    decimals: u8,
}

impl Size {
    const fn plain(decimals: u8) -> Self {
        Self { exponent: 0, thousands: false, decimals }
    }

    /// Three digits, more or less: what a reader keeps. No zero stands behind the decimal sign.
    fn auto(exact: Decimal, quantity: Quantity) -> Self {
        let made = Self::three_digits(exact, quantity);
        let short = Self { decimals: 0, ..made };
        let same = |one: &Self| one.print(exact, quantity).ok().and_then(Printed::value);
        match (same(&made), same(&short)) {
            (Some(long), Some(brief)) if !made.thousands && long.same(brief) => short,
            _ => made,
        }
    }

    fn three_digits(exact: Decimal, quantity: Quantity) -> Self {
        if quantity == Quantity::Percent {
            let ten = exact.magnitude().compare(Decimal::whole(10)).is_some_and(std::cmp::Ordering::is_ge);
            return Self::plain(if ten && exact.decimals() > 1 { 0 } else { exact.decimals().min(1) });
        }
        let least = |value: i128| {
            exact.magnitude().compare(Decimal::whole(value)).is_some_and(std::cmp::Ordering::is_ge)
        };
        if least(999_950_000) {
            Self { exponent: 9, thousands: false, decimals: 1 }
        } else if least(9_950_000) {
            Self { exponent: 6, thousands: false, decimals: 0 }
        } else if least(999_500) {
            Self { exponent: 6, thousands: false, decimals: 1 }
        } else if least(100_000) {
            Self { exponent: 0, thousands: true, decimals: 0 }
        } else if least(10_000) {
            Self { exponent: 0, thousands: true, decimals: 1 }
        } else {
            Self::plain(exact.decimals())
        }
    }

    fn print(self, exact: Decimal, quantity: Quantity) -> Result<Printed, Fault> {
        let made = if self.thousands {
            let places = 3_u8.saturating_sub(self.decimals);
            exact.rounded_to_power(places, Rounding::HalfAway).map(|number| Printed {
                number,
                exponent: 0,
                quantity,
            })
        } else {
            wording::round(exact, self.exponent, self.decimals, quantity)
        };
        made.ok_or_else(|| too_large(exact))
    }
}

fn too_large(exact: Decimal) -> Fault {
    ("niet-te-berekenen", format!("{exact} is too large to be printed in this way"))
}

/// Magnitude and decimals from the third argument on; `exact` itself without them.
fn size(call: &Call, from: usize, exact: Decimal, quantity: Quantity, default: Size) -> Result<Size, Fault> {
    let mut arguments = call.arguments.iter().skip(from).map(String::as_str).peekable();
    let mut made = default;
    match arguments.peek() {
        Some(&"auto") => made = Size::auto(exact, quantity),
        Some(&"miljard") => made = Size { exponent: 9, thousands: false, decimals: 0 },
        Some(&"miljoen") => made = Size { exponent: 6, thousands: false, decimals: 0 },
        Some(&"duizend") => made = Size { exponent: 0, thousands: true, decimals: 0 },
        _ => {}
    }
    if arguments.peek().is_some_and(|word| word.chars().all(char::is_alphabetic)) {
        let word = arguments.next().unwrap_or_default();
        if !["auto", "miljard", "miljoen", "duizend"].contains(&word) {
            return Err((
                "argument",
                format!("`{word}` is no size; there are miljard, miljoen, duizend and auto"),
            ));
        }
    }
    if let Some(decimals) = arguments.next() {
        made.decimals = match decimals.parse() {
            Ok(decimals) if decimals <= 6 => decimals,
            _ => return Err(("argument", format!("`{decimals}` is no number of decimals from 0 to 6"))),
        };
    }
    no_more(call, call.arguments.len() - arguments.count()).map(|()| made)
}

/// The word of the option `woord`: none by default and when the text before has one.
fn worded(
    view: &View<'_>,
    call: &Call,
    exact: Decimal,
    printed: Printed,
    before: bool,
) -> Result<Qualifier, Fault> {
    match call.option("woord") {
        None | Some("geen") => Ok(Qualifier::Plain),
        Some(_) if before => {
            Err(("argument", "the text before this number has a word already; leave out `woord=`".to_owned()))
        }
        Some("auto") => {
            wording::with_word(exact, printed).map(|phrase| phrase.qualifier).ok_or_else(|| too_large(exact))
        }
        Some(other) => {
            let words = other.replace('-', " ");
            let word = Qualifier::from_word(&words, view.language).ok_or_else(|| {
                ("argument", format!("`{other}` is no word for a number; use auto, geen, ruim or bijna"))
            })?;
            claim(view, word, exact, printed).map(|()| word)
        }
    }
}

/// Pieces of a number with its word; the number is printed without its sign, for the words around it tell the direction.
fn phrase(word: Qualifier, printed: Printed, bound: Bound, language: Language) -> Vec<Piece> {
    let shown = Printed { number: printed.number.magnitude(), ..printed };
    let mut pieces = Vec::new();
    if word != Qualifier::Plain {
        pieces.push(text(format!("{} ", word.word(language))));
    }
    pieces.push(Piece::Number(Bound { text: shown.text(language), ..bound }));
    pieces
}

fn bound(value: Decimal, figures: Vec<String>, meaning: Meaning) -> Bound {
    Bound { text: String::new(), value, figures, meaning }
}

/// `waarde`.
pub(super) fn value(view: &View<'_>, call: &Call, before: bool) -> Result<Outcome, Fault> {
    let about = about(view, call)?;
    let (lead, exact, key) = exact(view, &about.id, about.period)?;
    let quantity = view.quantity(&about.id);
    let size = size(call, 2, exact, quantity, Size::plain(exact.decimals()))?;
    let printed = size.print(exact, quantity)?;
    let number = bound(exact, vec![key], Meaning::Value);
    let unit = view.indicator(&about.id.series).map(|one| one.unit.clone()).unwrap_or_default();
    let mut pieces = if lead.is_empty() {
        let word = worded(view, call, exact, printed, before)?;
        phrase(word, printed, number, view.language)
    } else {
        vec![text(lead), Piece::Number(Bound { text: printed.text(view.language), ..number })]
    };
    if call.option("eenheid") == Some("ja") && quantity == Quantity::Number {
        let names = view.publication.unit_name(&unit, view.language);
        let one = exact.same(Decimal::whole(1));
        pieces.push(text(format!(" {}", if one { names.singular } else { names.plural })));
    }
    Ok(Outcome { pieces, number: Some((exact, printed)), about: Some(about) })
}

/// The exact figure, its key, and what stands before it when only a bound is known.
fn exact(view: &View<'_>, id: &Id, period: u16) -> Result<(&'static str, Decimal, String), Fault> {
    let figure = view.figure(id, period);
    let missing = || ("niet-te-berekenen", format!("`{}` has no figure for {period}", id.series));
    let figure = figure.ok_or_else(missing)?;
    let (over, under) = match view.language {
        Language::Nl => ("meer dan ", "minder dan "),
        Language::En => ("more than ", "less than "),
    };
    match (figure.value, figure.lower, figure.upper) {
        (Some(value), _, _) => Ok(("", value, figure.key())),
        (None, Some(lower), _) => Ok((over, lower, figure.key())),
        (None, None, Some(upper)) => Ok((under, upper, figure.key())),
        (None, None, None) => Err(missing()),
    }
}

/// A figure at the size that fits it, with what stands before it.
pub(super) fn auto(view: &View<'_>, id: &Id, period: u16) -> Result<(&'static str, Bound), Fault> {
    let (lead, exact, key) = exact(view, id, period)?;
    let quantity = view.quantity(id);
    let printed = Size::auto(exact, quantity).print(exact, quantity)?;
    let made = Bound { text: printed.text(view.language), ..bound(exact, vec![key], Meaning::Value) };
    Ok((lead, made))
}

fn moved(view: &View<'_>, about: &About) -> Result<Moved, Fault> {
    view.moved(&about.id, about.period).ok_or_else(|| {
        let message = format!(
            "the change of `{}` to {} is not known: a figure is missing, only a bound is known, or the series breaks there",
            about.id.series, about.period
        );
        ("niet-te-berekenen", message)
    })
}

/// The words before and behind a change, by the option `vorm`; `None` for a number alone.
fn form(call: &Call, movement: Movement, language: Language, default: &str) -> Result<Option<String>, Fault> {
    let words = match (call.option("vorm").unwrap_or(default), language, movement) {
        ("getal", _, _) => return Ok(None),
        ("voltooid", Language::Nl, Movement::Up) => "gestegen met ",
        ("voltooid", Language::Nl, Movement::Down) => "gedaald met ",
        ("voltooid", Language::Nl, Movement::Same) => "gelijk gebleven",
        ("verleden", Language::Nl, Movement::Up) => "steeg met ",
        ("verleden", Language::Nl, Movement::Down) => "daalde met ",
        ("verleden", Language::Nl, Movement::Same) => "bleef gelijk",
        ("naamwoord", Language::Nl, Movement::Up) => "een stijging van ",
        ("naamwoord", Language::Nl, Movement::Down) => "een daling van ",
        ("naamwoord", Language::Nl, Movement::Same) => "geen verandering",
        ("voltooid", Language::En, Movement::Up) => "risen by ",
        ("voltooid", Language::En, Movement::Down) => "fallen by ",
        ("verleden", Language::En, Movement::Up) => "rose by ",
        ("verleden", Language::En, Movement::Down) => "fell by ",
        ("voltooid" | "verleden", Language::En, Movement::Same) => "remained unchanged",
        ("naamwoord", Language::En, Movement::Up) => "a rise of ",
        ("naamwoord", Language::En, Movement::Down) => "a fall of ",
        ("naamwoord", Language::En, Movement::Same) => "no change",
        (other, _, _) => {
            return Err((
                "argument",
                format!("`{other}` is no form; there are voltooid, verleden, naamwoord and getal"),
            ));
        }
    };
    Ok(Some(words.to_owned()))
}

/// Puts the words of its form before a change; without movement there is no number.
fn formed(words: Option<String>, movement: Movement, number: Vec<Piece>) -> Vec<Piece> {
    match words {
        None => number,
        Some(words) if movement == Movement::Same => vec![text(words)],
        Some(words) => std::iter::once(text(words)).chain(number).collect(),
    }
}

/// `groei`.
pub(super) fn growth(view: &View<'_>, call: &Call, before: bool) -> Result<Outcome, Fault> {
    let about = about(view, call)?;
    let moved = moved(view, &about)?;
    if moved.share {
        return Err((
            "argument",
            format!("`{}` is a percentage; its change is in points: use verschil", about.id.series),
        ));
    }
    let exact = moved.percent().ok_or_else(|| {
        ("niet-te-berekenen", format!("`{}` comes from zero; no percentage says that", about.id.series))
    })?;
    let size = size(call, 2, exact, Quantity::Percent, Size::auto(exact, Quantity::Percent))?;
    let printed = size.print(exact, Quantity::Percent)?;
    let movement = Movement::between(moved.old, moved.new).unwrap_or(Movement::Same);
    let words = form(call, movement, view.language, "voltooid")?;
    let word = worded(view, call, exact, printed, before && words.is_none())?;
    let number = phrase(word, printed, bound(exact, moved.keys, Meaning::Change), view.language);
    let first = words.is_none().then_some((exact, printed));
    Ok(Outcome { pieces: formed(words, movement, number), number: first, about: Some(about) })
}

/// `verschil`.
pub(super) fn difference(view: &View<'_>, call: &Call, before: bool) -> Result<Outcome, Fault> {
    let about = about(view, call)?;
    let moved = moved(view, &about)?;
    let exact = moved.difference().ok_or_else(|| too_large(moved.new))?;
    let size = size(call, 2, exact, Quantity::Number, Size::plain(exact.decimals()))?;
    // Points are printed without the sign of a percentage.
    let quantity = if moved.share { Quantity::Percent } else { Quantity::Number };
    let printed = size.print(exact, Quantity::Number)?;
    let judged = Printed { quantity, ..printed };
    let movement = Movement::between(moved.old, moved.new).unwrap_or(Movement::Same);
    let words = form(call, movement, view.language, "getal")?;
    let word = worded(view, call, exact, judged, before && words.is_none())?;
    let mut number = phrase(word, printed, bound(exact, moved.keys, Meaning::Difference), view.language);
    if moved.share {
        let one = printed.number.magnitude().same(Decimal::whole(1));
        number.push(text(match view.language {
            Language::Nl => " procentpunt",
            Language::En if one => " percentage point",
            Language::En => " percentage points",
        }));
    }
    let first = words.is_none().then_some((exact, judged));
    Ok(Outcome { pieces: formed(words, movement, number), number: first, about: Some(about) })
}

/// `keer`.
pub(super) fn times(view: &View<'_>, call: &Call, before: bool) -> Result<Outcome, Fault> {
    no_more(call, 2)?;
    let about = about(view, call)?;
    let moved = moved(view, &about)?;
    let factor = moved.factor().ok_or_else(|| {
        ("niet-te-berekenen", format!("`{}` comes from zero; no factor says that", about.id.series))
    })?;
    let number = bound(factor, moved.keys.clone(), Meaning::Factor);
    if let Some(claimed) = call.option("woord").filter(|word| !["auto", "geen"].contains(word)) {
        let multiple = Multiple::from_word(claimed, view.language)
            .ok_or_else(|| ("argument", format!("`{claimed}` is no word for a multiple")))?;
        if !multiple.fits(Qualifier::Plain, moved.old, moved.new) {
            let right = Multiple::choose(moved.old, moved.new).map_or_else(
                || "no such word is".to_owned(),
                |(word, multiple)| format!("`{}` is", joined(word, multiple, view.language)),
            );
            return Err((
                "bewering-onjuist",
                format!("`{claimed}` is not true of a factor {factor}; {right}"),
            ));
        }
        let pieces = vec![Piece::Number(Bound { text: multiple.word(view.language).to_owned(), ..number })];
        return Ok(Outcome { pieces, number: None, about: Some(about) });
    }
    if let Some((word, multiple)) = Multiple::choose(moved.old, moved.new) {
        let words = joined(word, multiple, view.language);
        return Ok(Outcome {
            pieces: vec![Piece::Number(Bound { text: words, ..number })],
            number: None,
            about: Some(about),
        });
    }
    if factor.compare(Decimal::whole(2)).is_none_or(std::cmp::Ordering::is_lt) {
        return Err((
            "niet-te-berekenen",
            format!("a factor {factor} has no word for a multiple; use groei"),
        ));
    }
    let ten = factor.compare(Decimal::whole(10)).is_some_and(std::cmp::Ordering::is_ge);
    let printed = Size::plain(u8::from(!ten)).print(factor, Quantity::Number)?;
    let word = wording::with_word(factor, printed).map_or(Qualifier::Plain, |phrase| phrase.qualifier);
    let word = if before { Qualifier::Plain } else { word };
    let mut pieces = phrase(word, printed, number, view.language);
    pieces.push(text(if view.language == Language::Nl { " keer zo groot" } else { " times as large" }));
    Ok(Outcome { pieces, number: Some((factor, printed)), about: Some(about) })
}

fn joined(word: Qualifier, multiple: Multiple, language: Language) -> String {
    // `Over doubled` is no English.
    let before = match (word, language) {
        (Qualifier::Ruim, Language::En) => Qualifier::MeerDan,
        (word, _) => word,
    };
    format!("{} {}", before.word(language), multiple.word(language)).trim().to_owned()
}

/// `aandeel`.
pub(super) fn share(view: &View<'_>, call: &Call, before: bool) -> Result<Outcome, Fault> {
    let about = about(view, call)?;
    let whole = id(
        view,
        call.option("van")
            .ok_or(("argument", "`aandeel` needs `van=` with the id of the whole".to_owned()))?,
    )?;
    argument(call, 1, "a period")?;
    let (part_lead, part, part_key) = exact(view, &about.id, about.period)?;
    let (whole_lead, all, whole_key) = exact(view, &whole, about.period)?;
    let over =
        || ("niet-te-berekenen", format!("`{}` is no exact part of `{}`", about.id.series, whole.series));
    if !part_lead.is_empty() || !whole_lead.is_empty() {
        return Err(over());
    }
    let exact = share_of(part, all).ok_or_else(over)?;
    if exact.compare(Decimal::whole(100)).is_none_or(std::cmp::Ordering::is_gt) {
        return Err(over());
    }
    let size = size(call, 2, exact, Quantity::Percent, Size::auto(exact, Quantity::Percent))?;
    let printed = size.print(exact, Quantity::Percent)?;
    let word = worded(view, call, exact, printed, before)?;
    let number = bound(exact, vec![part_key, whole_key], Meaning::Share);
    let pieces = phrase(word, printed, number, view.language);
    Ok(Outcome { pieces, number: Some((exact, printed)), about: None })
}
