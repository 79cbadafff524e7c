//! The register of indicators beside what is counted here: the 163 series of the edition, and own counts of this installation.

use indicator::{Catalogue, Indicator, Kind};
use kernel::Language;
use serde_json::{Value, json};

use crate::start::Desk;
use edition::{self, Names, Register};

/// One indicator: as the edition has it, as it is counted here, or both.
pub(crate) struct Described<'a> {
    /// In the register of the edition.
    pub(crate) listed: Option<&'a edition::Indicator>,
    /// Counted here.
    pub(crate) counted: Option<&'a Indicator>,
}

/// Every indicator: those of the register in its order, then those that are only counted here.
pub(crate) fn all<'a>(register: &'a Register, catalogue: &'a Catalogue) -> Vec<Described<'a>> {
    let listed = register
        .indicators
        .iter()
        .map(|one| Described { listed: Some(one), counted: catalogue.get(&one.id) });
    let own = catalogue
        .iter()
        .filter(|one| register.get(one.id).is_none())
        .map(|one| Described { listed: None, counted: Some(one) });
    listed.chain(own).collect()
}

/// The indicator with this id.
pub(crate) fn find<'a>(register: &'a Register, catalogue: &'a Catalogue, id: &str) -> Option<Described<'a>> {
    let found = Described { listed: register.get(id), counted: catalogue.get(id) };
    (found.listed.is_some() || found.counted.is_some()).then_some(found)
}

/// The word for what kind of figure is counted.
pub(crate) fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Flow => "flow",
        Kind::Stock => "stock",
    }
}

impl Described<'_> {
    pub(crate) fn id(&self) -> &str {
        self.listed.map_or_else(|| self.counted.map_or("", |one| one.id), |one| one.id.as_str())
    }

    pub(crate) fn facility(&self) -> &str {
        self.listed.map_or_else(|| self.counted.map_or("", |one| one.facility), |one| one.facility.as_str())
    }

    /// The kind in the register, else the kind that is counted.
    pub(crate) fn kind(&self) -> &'static str {
        let counted = || self.counted.map_or("flow", |one| kind_code(one.kind));
        self.listed.map_or_else(counted, |one| one.kind.code())
    }

    fn unit(&self, language: Language) -> &str {
        match (self.counted, self.listed) {
            (Some(one), _) => one.unit.get(language),
            (None, Some(one)) => &one.unit,
            (None, None) => "",
        }
    }

    fn title(&self, language: Language) -> &str {
        match (self.listed, language) {
            (Some(one), Language::Nl) => &one.title_nl,
            (Some(one), Language::En) => &one.title_en,
            (None, _) => self.counted.map_or("", |one| one.title.get(language)),
        }
    }

    /// The indicator as the API answers it.
    pub(crate) fn json(&self) -> Value {
        let words = |text: indicator::Words| json!({ "nl": text.nl, "en": text.en });
        json!({
            "id": self.id(),
            "facility": self.facility(),
            "hoofdstuk": self.listed.map(|one| &one.chapter),
            "kind": self.kind(),
            "unit": self.unit(Language::Nl),
            "decimalen": self.listed.map_or(0, |one| one.decimals),
            "titel": { "nl": self.title(Language::Nl), "en": self.title(Language::En) },
            "naamInEditie": self.listed.map(|one| &one.seed_name),
            "geteld": self.counted.is_some(),
            "definitie": self.counted.map(|one| words(one.definition)),
            "nietGeteld": self.counted.map(|one| words(one.excluded)),
        })
    }

    fn row(&self, language: Language) -> Value {
        let excluded = self.counted.map(|one| one.excluded.get(language)).filter(|text| !text.is_empty());
        // A unit that nobody translated is Dutch.
        let dutch_unit = self.counted.is_none() && language == Language::En;
        json!({
            "id": self.id(),
            "title": self.title(language),
            "seed_name": self.listed.map(|one| &one.seed_name),
            "kind": kind_words(self.kind(), language),
            "unit": self.unit(language),
            "unit_language": dutch_unit.then_some("nl"),
            "counted": self.counted.is_some(),
            "definition": self.counted.map(|one| one.definition.get(language)),
            "not_counted": excluded,
        })
    }
}

/// What a kind of figure means, in a few words.
pub(crate) fn kind_words(code: &str, language: Language) -> &'static str {
    let (nl, en) = match code {
        "stock" => ("stand", "state"),
        "flow" => ("aantal in een periode", "number in a period"),
        "unique" => ("verschillende in een jaar", "distinct in a year"),
        "unique-per-delivery" => ("verschillende per levering", "distinct per delivery"),
        "cohort" => ("aandeel na een vaste tijd", "share after a fixed time"),
        "ratio" => ("aandeel", "share"),
        "coverage" => ("bereikt van wie verplicht is", "reached of those obliged"),
        "content" => ("aanwezige inhoud", "content present"),
        "mutation" => ("wijzigingen in een jaar", "changes in a year"),
        _ => ("alleen een grens bekend", "only a bound is known"),
    };
    if language == Language::Nl { nl } else { en }
}

/// The values of the page with all definitions.
pub(crate) fn page(desk: &Desk, language: Language) -> Value {
    let catalogue = desk.house.live.catalogue();
    let every = all(&desk.register, catalogue);
    let listed = every.iter().filter(|one| one.listed.is_some()).count();
    let counted = every.iter().filter(|one| one.listed.is_some() && one.counted.is_some()).count();
    let own: Vec<Value> =
        every.iter().filter(|one| one.listed.is_none()).map(|one| one.row(language)).collect();
    json!({
        "section": "definities",
        "page_title": if language == Language::Nl { "Wat elk cijfer betekent" } else { "What each figure means" },
        "counts": { "all": listed, "counted": counted, "rest": listed - counted },
        "chapters": chapters(&desk.names, &every, language),
        "own": own,
    })
}

fn chapters(names: &Names, every: &[Described<'_>], language: Language) -> Vec<Value> {
    // The register stands in the order of the edition, so that chapters and facilities are runs of it, with own counts behind them.
    let listed = every.iter().position(|one| one.listed.is_none()).map_or(every, |own| every.split_at(own).0);
    listed
        .chunk_by(|one, next| one.listed.map(|one| &one.chapter) == next.listed.map(|one| &one.chapter))
        .map(|chapter| {
            let facilities: Vec<Value> = chapter
                .chunk_by(|one, next| one.facility() == next.facility())
                .map(|run| facility(names, run, language))
                .collect();
            let slug = chapter.first().and_then(|one| one.listed).map_or("", |one| one.chapter.as_str());
            json!({ "slug": slug, "title": chapter_title(slug, language), "facilities": facilities })
        })
        .collect()
}

fn facility(names: &Names, run: &[Described<'_>], language: Language) -> Value {
    let slug = run.first().map_or("", Described::facility);
    let name = names.facility(slug).map(|name| match language {
        Language::Nl => name.name_nl.as_str(),
        Language::En => name.name_en.as_str(),
    });
    let rows: Vec<Value> = run.iter().map(|one| one.row(language)).collect();
    json!({ "slug": slug, "name": name.unwrap_or(slug), "indicators": rows })
}

/// The title of a chapter of the report by its slug.
fn chapter_title(slug: &str, language: Language) -> String {
    use web::Chapter::{Connect, Identify, Inform, Record};
    let dutch_slug = |title: &str| title.to_lowercase().replace(' ', "-");
    let found =
        [Identify, Inform, Record, Connect].into_iter().find(|one| dutch_slug(one.title().nl) == slug);
    found.map_or_else(|| slug.to_owned(), |chapter| chapter.title().get(language).to_owned())
}
