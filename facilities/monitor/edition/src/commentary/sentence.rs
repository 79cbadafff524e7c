//! Sentences about one figure, as templates: the rule looks at what happened and chooses the words; the template says them, and is checked like
//! any other.

use kernel::Language;

use crate::commentary::view::{Id, View};
use crate::commentary::{Paragraph, Place, Template, TemplateError, evaluate};
use crate::decimal::Decimal;
use crate::wording::{Movement, Multiple, Strength};

/// What a figure did from one year to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// There is no figure.
    Missing,
    /// There is one, but nothing to compare it with.
    Alone,
    /// It is the first one.
    New,
    /// It stayed.
    Equal,
    /// It stayed within one percent.
    Stable,
    /// There is a word for its multiple: twice, half.
    Multiple,
    /// It is many times as large.
    Factor,
    /// It rose or fell, in percent.
    Percent(Movement),
    /// It rose or fell, in points.
    Points(Movement),
}

impl Story {
    pub(super) fn of(view: &View<'_>, id: &Id, period: u16) -> Self {
        let Some(figure) = view.figure(id, period) else { return Self::Missing };
        if figure.value.is_none() {
            let bounded = figure.lower.is_some() || figure.upper.is_some();
            return if bounded { Self::Alone } else { Self::Missing };
        }
        if view.is_new(id, period) {
            return Self::New;
        }
        let Some(moved) = view.moved(id, period) else { return Self::Alone };
        let (old, new) = (moved.old, moved.new);
        match Movement::between(old, new) {
            None => Self::Alone,
            Some(Movement::Same) => Self::Equal,
            Some(movement) if moved.share => Self::Points(movement),
            Some(_) if Multiple::choose(old, new).is_some() => Self::Multiple,
            Some(Movement::Up) if moved.factor().is_some_and(|factor| at_least(factor, 4)) => Self::Factor,
            Some(_) if Strength::Stabiel.fits(old, new) => Self::Stable,
            Some(movement) if moved.percent().is_some() => Self::Percent(movement),
            Some(_) => Self::Alone,
        }
    }

    /// Verb and what follows the subject. `second` takes other words for the same, so that two sentences do not sound alike.
    fn words(self, id: &str, second: bool, language: Language) -> Option<(&'static str, String)> {
        let value = format!("{{{{waarde {id} nieuwste auto woord=auto}}}}");
        let before = format!("{{{{waarde {id} vorige auto}}}}");
        let plain = format!("{{{{waarde {id} nieuwste auto}}}}");
        let growth = format!("{{{{groei {id} nieuwste vorm=getal woord=auto}}}}");
        let points = format!("{{{{verschil {id} nieuwste vorm=getal}}}}");
        let times = format!("{{{{keer {id} nieuwste}}}}");
        let dutch = language == Language::Nl;
        let made = match self {
            Self::Missing => return None,
            Self::Alone if dutch => ("bedroeg", plain),
            Self::Alone => ("was", plain),
            Self::New if dutch => ("is", format!("voor het eerst gemeten: {plain}")),
            Self::New => ("was", format!("measured for the first time: {plain}")),
            Self::Equal if dutch => ("bleef", format!("met {plain} gelijk")),
            Self::Equal => ("remained", format!("unchanged at {plain}")),
            Self::Stable if dutch => ("bleef", format!("stabiel op {plain}")),
            Self::Stable => ("remained", format!("stable at {plain}")),
            Self::Multiple if dutch => ("is", format!("{times}, van {before} naar {plain}")),
            Self::Multiple => ("has", format!("{times}, from {before} to {plain}")),
            Self::Factor if dutch => ("werd", format!("{times}: van {before} naar {plain}")),
            Self::Factor => ("became", format!("{times}: from {before} to {plain}")),
            Self::Percent(Movement::Up) if dutch && second => {
                ("groeide", format!("met {growth} tot {value}"))
            }
            Self::Percent(Movement::Up) if dutch => ("steeg", format!("met {growth} naar {value}")),
            Self::Percent(_) if dutch && second => ("nam", format!("met {growth} af tot {value}")),
            Self::Percent(_) if dutch => ("daalde", format!("met {growth} naar {value}")),
            Self::Percent(Movement::Up) if second => ("grew", format!("by {growth} to {value}")),
            Self::Percent(Movement::Up) => ("rose", format!("by {growth} to {value}")),
            Self::Percent(_) if second => ("declined", format!("by {growth} to {value}")),
            Self::Percent(_) => ("fell", format!("by {growth} to {value}")),
            Self::Points(Movement::Up) if dutch => ("steeg", format!("met {points} naar {plain}")),
            Self::Points(_) if dutch => ("daalde", format!("met {points} naar {plain}")),
            Self::Points(Movement::Up) => ("rose", format!("by {points} to {plain}")),
            Self::Points(_) => ("fell", format!("by {points} to {plain}")),
        };
        Some(made)
    }
}

fn at_least(value: Decimal, whole: i128) -> bool {
    value.compare(Decimal::whole(whole)).is_some_and(std::cmp::Ordering::is_ge)
}

/// With what a sentence opens.
pub(super) enum Opening<'s> {
    /// The subject.
    Subject,
    /// The year.
    Year,
    /// The facility with this slug.
    Facility(&'s str),
}

/// A sentence about a figure in the newest year, without its full stop; `None` when there is nothing to say.
pub(super) fn sentence(view: &View<'_>, id: &Id, opening: &Opening<'_>, second: bool) -> Option<String> {
    let story = Story::of(view, id, view.newest()?);
    let (verb, rest) = story.words(&id.series, second, view.language)?;
    let subject = format!("{{{{naam {} vorm=onderwerp}}}}", id.series);
    let year = "{{periode nieuwste}}";
    Some(match (opening, view.language) {
        (Opening::Subject, _) => format!("{subject} {verb} {rest}"),
        (Opening::Year, Language::Nl) => format!("In {year} {verb} {subject} {rest}"),
        (Opening::Year, Language::En) => format!("In {year}, {subject} {verb} {rest}"),
        (Opening::Facility(slug), Language::Nl) => {
            format!("Bij {{{{naam voorziening={slug}}}}} {verb} {subject} {rest}")
        }
        (Opening::Facility(slug), Language::En) => {
            format!("For {{{{naam voorziening={slug}}}}}, {subject} {verb} {rest}")
        }
    })
}

/// Builds sentences to a paragraph. A sentence that cannot be built is left out and reported.
pub(super) fn paragraph(
    view: &View<'_>,
    file: &str,
    sentences: Vec<String>,
    problems: &mut Vec<TemplateError>,
) -> Option<Paragraph> {
    let mut kept = Vec::new();
    for sentence in sentences {
        match built(view, file, &sentence) {
            Ok(_) => kept.push(sentence),
            Err(errors) => problems.extend(errors),
        }
    }
    let template = kept.join(" ");
    match built(view, file, &template) {
        Ok(pieces) if !pieces.is_empty() => Some(Paragraph { template, pieces }),
        Ok(_) => None,
        Err(errors) => {
            problems.extend(errors);
            None
        }
    }
}

fn built(
    view: &View<'_>,
    file: &str,
    source: &str,
) -> Result<Vec<crate::commentary::Piece>, Vec<TemplateError>> {
    evaluate::evaluate(file, &Template::read(file, source, Place::START)?, view)
}
