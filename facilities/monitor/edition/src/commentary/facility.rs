//! The standard commentary on a facility.

use kernel::Language;

use crate::commentary::sentence::{Opening, Story, paragraph, sentence};
use crate::commentary::view::{Id, View};
use crate::commentary::{FacilityCommentary, TemplateError};
use crate::decimal::Decimal;
use crate::register::Kind;
use crate::wording::{Movement, Strength};

/// The most figures that one enumeration names.
const MOST_NAMED: usize = 4;

/// The most sentences of the first paragraph.
const MOST_SENTENCES: usize = 4;

/// Up to so many sentences further figures are told.
const ENOUGH_SENTENCES: usize = 3;

/// From so many figures with a known change on a superlative over the facility says something.
const LEAST_CLASS: usize = 3;

/// The commentary on every facility, in the order of the edition.
pub(super) fn chapters(view: &View<'_>, problems: &mut Vec<TemplateError>) -> Vec<FacilityCommentary> {
    let facilities = view.publication.edition.facilities();
    let made = facilities.map(|(chapter, facility)| {
        let file = format!("commentary/{}.{}", facility.slug, view.language.code());
        let told = Told::of(view, &facility.slug);
        let paragraphs = [told.main(view), told.opened(view)];
        let built = paragraphs.into_iter().filter_map(|one| paragraph(view, &file, one, problems));
        FacilityCommentary {
            chapter: chapter.slug.clone(),
            facility: facility.slug.clone(),
            paragraphs: built.collect(),
        }
    });
    made.collect()
}

/// The figure of a facility that says most: the largest use in the newest year, or else the largest other count, or else the first figure.
pub(super) fn lead(view: &View<'_>, facility: &str) -> Option<Id> {
    let period = view.newest()?;
    let tables: Vec<Id> = ungrouped(view, facility)
        .into_iter()
        .filter(|id| Story::of(view, id, period) != Story::Missing)
        .collect();
    let largest = |test: &dyn Fn(&Id) -> bool| {
        let mut best: Option<(Decimal, &Id)> = None;
        for id in tables.iter().filter(|id| test(id) && !view.is_share(id)) {
            let Some(value) = view.figure(id, period).and_then(|one| one.value) else { continue };
            if best.is_none_or(|(most, _)| value.compare(most).is_some_and(std::cmp::Ordering::is_gt)) {
                best = Some((value, id));
            }
        }
        best.map(|(_, id)| id.clone())
    };
    let flow = |id: &Id| view.indicator(&id.series).is_some_and(|one| one.kind == Kind::Flow);
    largest(&flow).or_else(|| largest(&|_| true)).or_else(|| tables.first().cloned())
}

/// The series of the yearly tables of a facility, without those of tables with groups of columns.
fn ungrouped(view: &View<'_>, facility: &str) -> Vec<Id> {
    let all = view.series_of(facility).into_iter();
    all.filter(|id| view.indicator(&id.series).is_none_or(|one| one.group.is_empty())).collect()
}

/// What there is to tell about a facility.
struct Told {
    facility: String,
    lead: Option<Id>,
    connected: Option<Id>,
    rise: Option<Id>,
    fall: Option<Id>,
    series: Vec<Id>,
    period: u16,
    /// How many figures have a known change.
    changed: usize,
}

impl Told {
    fn of(view: &View<'_>, facility: &str) -> Self {
        let period = view.newest().unwrap_or(0);
        let series = ungrouped(view, facility);
        let lead = lead(view, facility);
        let changes: Vec<(Decimal, Id)> = view
            .series_of(facility)
            .into_iter()
            .filter_map(|id| {
                let moved = view.moved(&id, period).filter(|moved| !moved.share)?;
                Some((moved.percent()?, id))
            })
            .collect();
        let extreme = |up: bool| {
            let mut best: Option<&(Decimal, Id)> = None;
            for one in
                changes.iter().filter(|(percent, _)| (percent.mantissa() > 0) == up && !percent.is_zero())
            {
                let order = best.and_then(|best| one.0.compare(best.0));
                if best.is_none() || order.is_some_and(|order| if up { order.is_gt() } else { order.is_lt() })
                {
                    best = Some(one);
                }
            }
            best.map(|(_, id)| id.clone())
        };
        let state = |id: &&Id| {
            Some(*id) != lead.as_ref()
                && view
                    .indicator(&id.series)
                    .is_some_and(|one| matches!(one.kind, Kind::Stock | Kind::Coverage))
                && !matches!(Story::of(view, id, period), Story::Missing | Story::New | Story::Equal)
        };
        let connected = series.iter().find(state).cloned();
        let (rise, fall) = (extreme(true), extreme(false));
        Self {
            facility: facility.to_owned(),
            lead,
            connected,
            rise,
            fall,
            changed: changes.len(),
            series,
            period,
        }
    }

    /// What the main figure did, what the connected ones did, the strongest rise and fall, and what is new or stayed.
    fn main(&self, view: &View<'_>) -> Vec<String> {
        let mut sentences = Vec::new();
        let mut named: Vec<Id> = Vec::new();
        for (id, opening, second) in
            [(&self.lead, Opening::Year, false), (&self.connected, Opening::Subject, true)]
        {
            let Some(id) = id else { continue };
            let Some(made) = sentence(view, id, &opening, second) else { continue };
            sentences.push(format!("{made}{}.", self.rank_behind(view, id)));
            named.push(id.clone());
        }
        sentences.extend(self.extremes(view, &mut named));
        let others = self.others(view, sentences.len(), &mut named);
        sentences.extend(others);
        let rest = |wanted: Story| -> Vec<&Id> {
            let all = self.series.iter().filter(|id| !named.contains(id));
            all.filter(|id| Story::of(view, id, self.period) == wanted).collect()
        };
        let (new, equal) = (rest(Story::New), rest(Story::Equal));
        if sentences.len() < MOST_SENTENCES {
            sentences.extend(enumeration(
                view,
                &new,
                "Voor het eerst gemeten: ",
                "Measured for the first time: ",
            ));
        }
        if sentences.len() < MOST_SENTENCES {
            let word = if equal.len() == 1 { "Gelijk bleef " } else { "Gelijk bleven " };
            sentences.extend(enumeration(view, &equal, word, "Unchanged: "));
        }
        sentences
    }

    /// `, de sterkste stijging van alle cijfers van …` behind the sentence about a figure to which that belongs.
    fn rank_behind(&self, view: &View<'_>, id: &Id) -> String {
        let measure = if self.rise.as_ref() == Some(id) {
            "groei"
        } else if self.fall.as_ref() == Some(id) {
            "daling"
        } else {
            return String::new();
        };
        if self.changed < LEAST_CLASS || !self.notable(view, id) {
            return String::new();
        }
        format!(", {{{{rang {} nieuwste maat={measure} klasse=voorziening}}}}", id.series)
    }

    /// Sentences about the strongest rise and fall, when they are not told yet and are more than a ripple.
    fn extremes(&self, view: &View<'_>, named: &mut Vec<Id>) -> Vec<String> {
        let mut made = Vec::new();
        for (id, measure) in [(&self.rise, "groei"), (&self.fall, "daling")] {
            let Some(id) = id.as_ref().filter(|id| !named.contains(id)) else { continue };
            if self.changed < LEAST_CLASS || !self.notable(view, id) {
                continue;
            }
            let name = format!("{{{{naam {} vorm=onderwerp}}}}", id.series);
            let rank = format!("{{{{rang {} nieuwste maat={measure} klasse=voorziening}}}}", id.series);
            let before = format!("{{{{waarde {} vorige auto}}}}", id.series);
            let value = format!("{{{{waarde {} nieuwste auto}}}}", id.series);
            let growth = match (Story::of(view, id, self.period), view.language) {
                (Story::Percent(_), Language::Nl) => {
                    format!(", met {{{{groei {} nieuwste vorm=getal}}}}:", id.series)
                }
                (Story::Percent(_), Language::En) => {
                    format!(", by {{{{groei {} nieuwste vorm=getal}}}}:", id.series)
                }
                _ => ":".to_owned(),
            };
            made.push(match (view.language, measure) {
                (Language::Nl, "groei") => {
                    format!("{name} liet {rank} zien{growth} van {before} naar {value}.")
                }
                (Language::Nl, _) => format!("{rank} was die van {name}{growth} van {before} naar {value}."),
                (Language::En, "groei") => format!("{name} showed {rank}{growth} from {before} to {value}."),
                (Language::En, _) => format!("{rank} was that of {name}{growth} from {before} to {value}."),
            });
            named.push(id.clone());
        }
        made
    }

    /// Whether a change is worth a superlative: not slight, and with a figure on both sides.
    fn notable(&self, view: &View<'_>, id: &Id) -> bool {
        let slight =
            view.moved(id, self.period).is_none_or(|moved| Strength::Licht.fits(moved.old, moved.new));
        let story = Story::of(view, id, self.period);
        !slight && matches!(story, Story::Percent(_) | Story::Multiple | Story::Factor)
    }

    /// Sentences about figures not told yet, in the order of the table, until the paragraph has three.
    fn others(&self, view: &View<'_>, told: usize, named: &mut Vec<Id>) -> Vec<String> {
        let mut made = Vec::new();
        for id in &self.series {
            let dull = matches!(Story::of(view, id, self.period), Story::Missing | Story::New | Story::Equal);
            if told + made.len() >= ENOUGH_SENTENCES || dull || named.contains(id) {
                continue;
            }
            let Some(told) = sentence(view, id, &Opening::Subject, made.len() % 2 == 1) else { continue };
            made.push(format!("{told}{}.", self.rank_behind(view, id)));
            named.push(id.clone());
        }
        made
    }

    /// The totals of tables with groups of columns: the percentages of messages opened.
    fn opened(&self, view: &View<'_>) -> Vec<String> {
        let totals = view.series_of(&self.facility).into_iter().filter(|id| {
            view.indicator(&id.series).is_some_and(|one| !one.group.is_empty() && one.breakdown == "_T")
        });
        let told = totals.take(MOST_SENTENCES).enumerate();
        told.filter_map(|(index, id)| {
            let story = Story::of(view, &id, self.period);
            let opening = if index == 0 { Opening::Year } else { Opening::Subject };
            let second = matches!(story, Story::Percent(Movement::Up)) && index > 0;
            Some(format!("{}.", sentence(view, &id, &opening, second)?))
        })
        .collect()
    }
}

/// One sentence that names figures with their values; `None` without any.
fn enumeration(view: &View<'_>, ids: &[&Id], dutch: &str, english: &str) -> Option<String> {
    if ids.is_empty() {
        return None;
    }
    let names: Vec<&str> = ids.iter().take(MOST_NAMED).map(|id| id.series.as_str()).collect();
    let lead = if view.language == Language::En { english } else { dutch };
    Some(format!("{lead}{{{{opsomming {} nieuwste}}}}.", names.join(" ")))
}
