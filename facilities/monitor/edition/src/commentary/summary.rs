//! The summary of an edition: how many figures rose and fell, what is used most, and of each facility its main figure.

use kernel::Language;

use crate::commentary::facility::lead;
use crate::commentary::sentence::{Opening, paragraph, sentence};
use crate::commentary::view::View;
use crate::commentary::{SummarySection, TemplateError};
use crate::register::Kind;

/// How many figures of use the summary names.
const TOP: usize = 3;

pub(super) fn summary(view: &View<'_>, problems: &mut Vec<TemplateError>) -> Vec<SummarySection> {
    let dutch = view.language == Language::Nl;
    let file = format!("commentary/summary.{}", view.language.code());
    let whole = vec![opening(view), top(view)];
    let mut sections = vec![SummarySection {
        chapter: String::new(),
        heading: if dutch { "De editie in het kort" } else { "The edition in brief" }.to_owned(),
        paragraphs: whole
            .into_iter()
            .filter_map(|sentences| paragraph(view, &file, sentences, problems))
            .collect(),
    }];
    for chapter in &view.publication.edition.chapters {
        let mut sentences = Vec::new();
        for (index, facility) in chapter.facilities.iter().enumerate() {
            let told = lead(view, &facility.slug)
                .and_then(|id| sentence(view, &id, &Opening::Facility(&facility.slug), index % 2 == 1));
            sentences.extend(told.map(|told| format!("{told}.")));
        }
        let heading = view.publication.chapter_name(&chapter.slug, view.language);
        let paragraphs = paragraph(view, &file, sentences, problems).into_iter().collect();
        sections.push(SummarySection { chapter: chapter.slug.clone(), heading, paragraphs });
    }
    sections
}

fn opening(view: &View<'_>) -> Vec<String> {
    let Some(newest) = view.newest() else { return Vec::new() };
    let dated = view.publication.edition.reference_date.is_some();
    let compared = view.all_series().iter().any(|id| view.moved(id, newest).is_some());
    let dutch = view.language == Language::Nl;
    let mut sentences = vec![match (dutch, dated) {
        (true, true) => {
            "Deze editie beschrijft {{periode nieuwste}}; de peildatum is {{periode peildatum}}.".to_owned()
        }
        (true, false) => "Deze editie beschrijft {{periode nieuwste}}.".to_owned(),
        (false, true) => {
            "This edition describes {{periode nieuwste}}; its reference date is {{periode peildatum}}."
                .to_owned()
        }
        (false, false) => "This edition describes {{periode nieuwste}}.".to_owned(),
    }];
    sentences.push(holds(view, newest));
    if compared {
        let [all, up, down, same] = ["vergeleken", "gestegen", "gedaald", "gelijk"]
            .map(|what| format!("{{{{aantal {what} nieuwste}}}}"));
        sentences.push(if dutch {
            format!(
                "Van de {all} cijfers die met {{{{periode vorige}}}} te vergelijken zijn, gingen er {up} omhoog en {down} omlaag en bleven er {same} gelijk."
            )
        } else {
            format!(
                "Of the {all} figures that can be compared with {{{{periode vorige}}}}, {up} went up, {down} went down and {same} stayed the same."
            )
        });
    }
    sentences
}

/// How much the edition holds.
fn holds(view: &View<'_>, newest: u16) -> String {
    let figures = view
        .all_series()
        .iter()
        .filter(|id| view.figure(id, newest).is_some_and(|one| one.value.is_some()))
        .count();
    let one = |count: usize, single: &'static str, many: &'static str| if count == 1 { single } else { many };
    let facilities = view.publication.edition.facility_count();
    let (counted, among) = ("{{aantal cijfers nieuwste}}", "{{aantal voorzieningen nieuwste}}");
    match view.language {
        Language::Nl => format!(
            "Zij bevat {counted} {} over dat jaar, verdeeld over {among} {}.",
            one(figures, "cijfer", "cijfers"),
            one(facilities, "voorziening", "voorzieningen")
        ),
        Language::En => format!(
            "It holds {counted} {} for that year, on {among} {}.",
            one(figures, "figure", "figures"),
            one(facilities, "facility", "facilities")
        ),
    }
}

fn top(view: &View<'_>) -> Vec<String> {
    let Some(newest) = view.newest() else { return Vec::new() };
    let flows = view.all_series().into_iter().filter(|id| {
        view.indicator(&id.series).is_some_and(|one| one.kind == Kind::Flow)
            && view.figure(id, newest).is_some_and(|one| one.value.is_some())
    });
    if flows.count() < TOP {
        return Vec::new();
    }
    let call = format!("{{{{top {TOP} nieuwste soort=flow}}}}");
    vec![match view.language {
        Language::Nl => format!("Van alle cijfers over gebruik in het jaar staan bovenaan: {call}."),
        Language::En => format!("Of all figures of use in the year, at the top are: {call}."),
    }]
}
