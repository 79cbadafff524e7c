//! Figures and changes in words, by rule.

use edition::{Decimal, Family, Indicator, Kind, Observation, Publication, Rounding, SeriesRef, Status};
use kernel::{Day, Language};

/// What became of a figure since the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// In percent, one decimal.
    Percent(Decimal),
    /// So many times as much: said when it is more than ten times.
    Times(Decimal, Decimal),
    /// Shares: in points.
    Points(Decimal),
    /// The series broke.
    Break,
    /// Cannot be computed.
    Unknown,
}

/// The Dutch or the English of a pair.
pub(crate) const fn either(language: Language, dutch: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Nl => dutch,
        Language::En => english,
    }
}

/// All digits: `15.023.119`, in English `15,023,119`.
pub(crate) fn number(value: Decimal, language: Language) -> String {
    let dutch = value.to_dutch();
    match language {
        Language::Nl => dutch,
        Language::En => dutch
            .chars()
            .map(|sign| match sign {
                '.' => ',',
                ',' => '.',
                other => other,
            })
            .collect(),
    }
}

/// From a million on in millions with one decimal, from a thousand million on likewise; otherwise all digits.
pub(crate) fn short(value: Decimal, language: Language) -> String {
    let size = value.magnitude();
    let scales = [(9, either(language, "miljard", "billion")), (6, either(language, "miljoen", "million"))];
    for (power, word) in scales {
        let unit = Decimal::whole(10_i128.pow(power));
        if size.compare(unit).is_some_and(std::cmp::Ordering::is_ge)
            && let Some(rounded) = value.ratio(unit, 0, 1, Rounding::HalfAway)
        {
            return format!("{} {word}", number(rounded, language));
        }
    }
    number(value, language)
}

/// With a sign: `+9,1`.
fn signed(value: Decimal, language: Language) -> String {
    let sign = if value.mantissa() > 0 { "+" } else { "" };
    format!("{sign}{}", number(value, language)).replace('-', "\u{2212}")
}

/// Whether a figure is a share of a hundred.
pub(crate) fn is_percent(known: Option<&Indicator>, observation: &Observation) -> bool {
    observation.unit.as_deref() == Some("%") || known.is_some_and(|one| one.unit == "procent")
}

/// A figure as it stands at a mark: `54%`, `> 5.000`, `ca. 5.000`, or the word for why there is none.
pub(crate) fn label(observation: &Observation, percent: bool, language: Language, exact: bool) -> String {
    let sign = if percent { "%" } else { "" };
    let write = |value| if exact || percent { number(value, language) } else { short(value, language) };
    match (observation.value, observation.lower, observation.upper) {
        (Some(value), _, _) if observation.status == Status::Estimated => {
            format!("ca. {}{sign}", write(value))
        }
        (Some(value), _, _) => format!("{}{sign}", write(value)),
        (None, Some(lower), _) => format!("> {}{sign}", write(lower)),
        (None, None, Some(upper)) => format!("< {}{sign}", write(upper)),
        (None, None, None) => missing(observation.status, language).to_owned(),
    }
}

/// A figure as a sentence says it: short, and a bound in words.
pub(crate) fn spoken(observation: &Observation, percent: bool, language: Language) -> String {
    let made = label(observation, percent, language, false);
    match made.split_once(' ') {
        Some((">", rest)) => format!("{} {rest}", either(language, "meer dan", "more than")),
        Some(("<", rest)) => format!("{} {rest}", either(language, "minder dan", "less than")),
        _ => made,
    }
}

/// Why there is no figure.
pub(crate) const fn missing(status: Status, language: Language) -> &'static str {
    let (dutch, english) = match status {
        Status::Normal => Status::Missing.words(),
        other => other.words(),
    };
    either(language, dutch, english)
}

/// The change of a series from `before` to `now`.
pub(crate) fn change(
    publication: &Publication,
    id: &str,
    percent: bool,
    before: &Observation,
    now: &Observation,
) -> Move {
    let broken = publication.breaks.iter().find(|one| one.indicator == id && one.first_period == now.period);
    let newest = match broken {
        Some(broken) if broken.overlap.is_none() => return Move::Break,
        Some(broken) => broken.overlap,
        None if now.status == Status::Break => return Move::Break,
        None => now.value,
    };
    let (Some(old), Some(new)) = (before.value, newest) else { return Move::Unknown };
    if now.period != before.period.saturating_add(1) {
        return Move::Unknown;
    }
    if percent {
        return new.minus(old).map_or(Move::Unknown, Move::Points);
    }
    let Some(change) = new.percent_change_from(old, 1, Rounding::HalfAway) else { return Move::Unknown };
    let large = change.compare(Decimal::whole(900)).is_some_and(std::cmp::Ordering::is_gt);
    match new.ratio(old, 0, 0, Rounding::HalfAway) {
        Some(times) if large => Move::Times(change, times),
        _ => Move::Percent(change),
    }
}

/// `9,1% meer dan in 2018`.
pub(crate) fn change_sentence(moved: Move, before: u16, language: Language) -> Option<String> {
    let amount = |value: Decimal| number(value.magnitude(), language);
    let more = |value: Decimal| {
        if value.mantissa() > 0 {
            either(language, "meer", "more")
        } else {
            either(language, "minder", "less")
        }
    };
    let than = either(language, "dan in", "than in");
    Some(match moved {
        Move::Percent(value) | Move::Points(value) if value.is_zero() => {
            format!("{} {before}", either(language, "gelijk aan", "the same as in"))
        }
        Move::Percent(value) => format!("{}% {} {than} {before}", amount(value), more(value)),
        Move::Points(value) => {
            let points = either(language, "procentpunt", "percentage points");
            format!("{} {points} {} {than} {before}", amount(value), more(value))
        }
        Move::Times(_, times) => {
            format!(
                "{} {} {before}",
                number(times, language),
                either(language, "keer zo veel als in", "times as much as in")
            )
        }
        Move::Break => {
            format!(
                "{} {before}",
                either(
                    language,
                    "door een reeksbreuk niet te vergelijken met",
                    "after a break not comparable with"
                )
            )
        }
        Move::Unknown => return None,
    })
}

/// `+9,1%`, for beside a mark.
pub(crate) fn change_sign(moved: Move, language: Language) -> Option<String> {
    Some(match moved {
        Move::Percent(value) => format!("{}%", signed(value, language)),
        Move::Times(value, times) => {
            format!(
                "{}% ({} {})",
                signed(value, language),
                number(times, language),
                either(language, "keer", "times")
            )
        }
        Move::Points(value) => format!("{} {}", signed(value, language), either(language, "pp", "pp")),
        Move::Break | Move::Unknown => return None,
    })
}

/// Short title of a series; the printed name when the register does not know it.
pub(crate) fn title(publication: &Publication, id: &str, label: &str, language: Language) -> String {
    publication
        .register
        .get(id)
        .map_or_else(|| label.to_owned(), |one| either_of(language, &one.title_nl, &one.title_en).to_owned())
}

pub(crate) const fn either_of<'a>(language: Language, dutch: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Nl => dutch,
        Language::En => english,
    }
}

/// `DigiD · aantal accounts op 31 december, 2017–2019`.
pub(crate) fn subtitle(
    publication: &Publication,
    found: &SeriesRef<'_>,
    percent: bool,
    language: Language,
) -> String {
    let known = publication.register.get(&found.series.id);
    let unit = match (percent, language) {
        (true, _) => either(language, "procent", "per cent").to_owned(),
        (false, Language::Nl) => {
            format!("aantal {}", known.map_or("", |one| &one.unit)).trim_end().to_owned()
        }
        (false, Language::En) => "number".to_owned(),
    };
    let when = if known.is_some_and(|one| matches!(one.kind, Kind::Stock | Kind::Coverage | Kind::Content)) {
        reference(publication, language)
    } else {
        either(language, "per jaar", "per year").to_owned()
    };
    format!(
        "{} · {unit} {when}, {}",
        found.facility.name,
        span(found.series.observations.iter().map(|one| one.period))
    )
}

fn reference(publication: &Publication, language: Language) -> String {
    match (publication.edition.reference_date, language) {
        (Some(day), Language::Nl) => format!("op {} {}", day.day(), month(day, language)),
        (Some(day), Language::En) => format!("on {} {}", day.day(), month(day, language)),
        (None, _) => either(language, "aan het eind van het jaar", "at the end of the year").to_owned(),
    }
}

/// `2017–2019`.
pub(crate) fn span(periods: impl Iterator<Item = u16>) -> String {
    let mut all: Vec<u16> = periods.collect();
    all.sort_unstable();
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}\u{2013}{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    }
}

/// The source line: document, edition, version, day.
pub(crate) fn source(publication: &Publication, language: Language) -> String {
    let edition = &publication.edition;
    let day = publication.published.day();
    let date = format!("{} {} {}", day.day(), month(day, language), day.year());
    let from = either(language, "Bron", "Source");
    let version = either(language, "editie", "edition");
    format!(
        "{from}: {}, {version} {} {} {}, {date}.",
        edition.title,
        edition.year,
        either(language, "versie", "version"),
        publication.version
    )
}

/// For counted figures: that they are, and of what.
pub(crate) fn scale_notice(publication: &Publication, language: Language) -> Option<String> {
    if publication.family == Family::Publicatie {
        return None;
    }
    let mut made = either(
        language,
        "Geteld in Stelsel bij verzonnen mensen",
        "Counted in Stelsel among invented people",
    )
    .to_owned();
    if let Some(scale) = &publication.scale {
        let played = if scale.played {
            either(language, ", sneller gespeeld dan de werkelijkheid", ", played faster than real time")
        } else {
            ""
        };
        let (word, land) = (either(language, "schaal", "scale"), either(language, "land", "country"));
        made = format!("{made}: {word} {}, {land} {}{played}", scale.ratio, scale.seed);
    }
    made.push('.');
    Some(made)
}

/// Name of a month.
pub(crate) fn month(day: Day, language: Language) -> &'static str {
    let (dutch, english) = match day.month() {
        1 => ("januari", "January"),
        2 => ("februari", "February"),
        3 => ("maart", "March"),
        4 => ("april", "April"),
        5 => ("mei", "May"),
        6 => ("juni", "June"),
        7 => ("juli", "July"),
        8 => ("augustus", "August"),
        9 => ("september", "September"),
        10 => ("oktober", "October"),
        11 => ("november", "November"),
        _ => ("december", "December"),
    };
    either(language, dutch, english)
}

/// Takes the words that all these names begin with off each, but never the last word of one.
pub(crate) fn without_common_start(names: &[String], keep: usize) -> Vec<String> {
    let words: Vec<Vec<&str>> = names.iter().map(|name| name.split(' ').collect()).collect();
    let shortest = words.iter().map(Vec::len).min().unwrap_or(0).saturating_sub(1);
    let same =
        |index: usize| words.windows(2).all(|pair| matches!(pair, [a, b] if a.get(index) == b.get(index)));
    let common = (0..shortest).take_while(|index| same(*index)).count().saturating_sub(keep);
    let rest = words.iter().map(|words| {
        let rest = words.get(common..).unwrap_or_default();
        // An article tells nothing in front of a name.
        match rest {
            [article, name @ ..] if !name.is_empty() && ["de", "het", "the"].contains(article) => {
                capital(&name.join(" "))
            }
            _ => capital(&rest.join(" ")),
        }
    });
    rest.collect()
}

/// The same with a small letter in front, unless the word has more capitals.
pub(crate) fn small(text: &str) -> String {
    let mut signs = text.chars();
    match (signs.next(), signs.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(signs).collect(),
        _ => text.to_owned(),
    }
}

/// The same with a capital in front.
pub(crate) fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
