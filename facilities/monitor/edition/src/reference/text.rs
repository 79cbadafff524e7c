//! The texts under the headings.

use std::collections::BTreeSet;

use kernel::{Day, Language, Moment};

use crate::cell::Status;
use crate::definition::Definition;
use crate::figure::Figure;
use crate::publication::{Family, Publication};
use crate::register::{Indicator, Kind};

const FACILITIES: &str = include_str!("../../data/facilities.tsv");

pub(super) struct Writer<'a> {
    publication: &'a Publication,
    facility: &'a str,
    language: Language,
    indicators: Vec<&'a Indicator>,
    definitions: Vec<&'a Definition>,
    figures: Vec<Figure>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(publication: &'a Publication, facility: &'a str, language: Language) -> Self {
        let all = publication.register.indicators.iter();
        let indicators: Vec<&Indicator> = all.filter(|one| one.facility == facility).collect();
        let measures: BTreeSet<&str> = indicators.iter().map(|one| one.sdmx_code.as_str()).collect();
        let definitions =
            measures.iter().filter_map(|measure| publication.definitions.get(measure)).collect();
        let figures = publication.figures().into_iter().filter(|one| one.facility == facility).collect();
        Self { publication, facility, language, indicators, definitions, figures }
    }

    /// One text for each heading, in the order of [`super::HEADINGS`].
    pub(super) fn texts(&self) -> [String; 17] {
        [
            self.contact(),
            self.presentation(),
            self.unit(),
            self.period(),
            self.mandate(),
            self.confidentiality(),
            self.release(),
            self.frequency(),
            self.accessibility(),
            self.quality(),
            self.relevance(),
            self.accuracy(),
            self.timeliness(),
            self.comparability(),
            self.coherence(),
            self.revision(),
            self.processing(),
        ]
    }

    /// One of a Dutch and an English text.
    fn say(&self, dutch: impl Into<String>, english: impl Into<String>) -> String {
        match self.language {
            Language::Nl => dutch.into(),
            Language::En => english.into(),
        }
    }

    /// The written fields of the facility: purpose and mandate in both languages.
    fn written(&self, dutch: usize, english: usize) -> Option<&'static str> {
        let line = FACILITIES.lines().find(|line| line.split('\t').next() == Some(self.facility))?;
        let index = if self.language == Language::En { english } else { dutch };
        line.split('\t').nth(index)
    }

    fn name(&self) -> String {
        self.publication.facility_in_text(self.facility, self.language)
    }

    /// Words joined with commas and a last `en`.
    fn list(&self, words: &BTreeSet<String>) -> String {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => self.say("geen", "none"),
            [only] => (*only).to_owned(),
            [most @ .., last] => {
                format!("{} {} {last}", most.join(", "), self.say("en", "and"))
            }
        }
    }

    fn contact(&self) -> String {
        let owners: BTreeSet<String> = self.definitions.iter().map(|one| one.owner.clone()).collect();
        if owners.is_empty() {
            return self.say(
                "De redactie van de Monitor beantwoordt vragen over deze cijfers; een verantwoordelijke rol is niet vastgelegd.",
                "The editors of the Monitor answer questions about these figures; no responsible role is recorded.",
            );
        }
        let owners = self.list(&owners);
        self.say(
            format!("Verantwoordelijk voor deze cijfers: {owners}. Vragen over de publicatie beantwoordt de redactie van de Monitor."),
            format!("Responsible for these figures (role in Dutch): {owners}. Questions about the publication are answered by the editors of the Monitor."),
        )
    }

    fn presentation(&self) -> String {
        let titles = self
            .indicators
            .iter()
            .filter(|one| one.breakdown == "_T")
            .map(|one| crate::words::small_first(&self.publication.title(&one.id, self.language)));
        let titles = self.list(&titles.collect());
        let count = self.indicators.len();
        let purpose = self.written(1, 2).map(|purpose| format!("{purpose} ")).unwrap_or_default();
        self.say(
            format!("{purpose}De tabel bevat {count} reeksen; met de totalen: {titles}."),
            format!("{purpose}The table holds {count} series; with the totals: {titles}."),
        )
    }

    fn unit(&self) -> String {
        let units: BTreeSet<String> = self
            .indicators
            .iter()
            .map(|one| self.publication.unit_name(&one.unit, self.language).plural)
            .collect();
        let units = self.list(&units);
        self.say(
            format!("De cijfers zijn uitgedrukt in: {units}. Getallen zijn voluit gegeven, zonder vermenigvuldiging."),
            format!("The figures are expressed in: {units}. Numbers are given in full, without a multiplier."),
        )
    }

    fn period(&self) -> String {
        let years: BTreeSet<u16> = self.figures.iter().map(|one| one.period).collect();
        let (Some(first), Some(last)) = (years.first(), years.last()) else {
            return self.say("Er zijn geen cijfers.", "There are no figures.");
        };
        let states = self.has(&[Kind::Stock, Kind::Content, Kind::Coverage]);
        let events = self
            .indicators
            .iter()
            .any(|one| !matches!(one.kind, Kind::Stock | Kind::Content | Kind::Coverage));
        let mut made = self.say(
            format!("De reeksen lopen van {first} tot en met {last}."),
            format!("The series run from {first} up to and including {last}."),
        );
        if states {
            made += &self.say(
                " Standen gelden aan het einde van 31 december van elk jaar.",
                " States hold at the end of 31 December of each year.",
            );
        }
        if events && states {
            made += &self.say(
                " Overige cijfers gaan over het kalenderjaar in Nederlandse tijd.",
                " Other figures are about the calendar year in Dutch time.",
            );
        } else if events {
            made += &self.say(
                " De cijfers gaan over het kalenderjaar in Nederlandse tijd.",
                " The figures are about the calendar year in Dutch time.",
            );
        }
        made
    }

    fn has(&self, kinds: &[Kind]) -> bool {
        self.indicators.iter().any(|one| kinds.contains(&one.kind))
    }

    fn mandate(&self) -> String {
        self.written(3, 4).map_or_else(
            || {
                self.say(
                    "Voor deze voorziening is geen wet of afspraak vastgelegd waarop de cijfers rusten.",
                    "For this facility no act or agreement is recorded on which the figures rest.",
                )
            },
            |mandate| {
                self.say(
                    format!("De voorziening rust op: {mandate}"),
                    format!("The facility rests on: {mandate}"),
                )
            },
        )
    }

    fn confidentiality(&self) -> String {
        let hidden = self.figures.iter().filter(|one| one.confidential).count();
        let count = match (hidden, self.language) {
            (0, Language::Nl) => "In deze tabel is geen cijfer onderdrukt.".to_owned(),
            (0, Language::En) => "No figure in this table is suppressed.".to_owned(),
            (count, Language::Nl) => format!("In deze tabel zijn {count} cijfers onderdrukt."),
            (count, Language::En) => format!("In this table {count} figures are suppressed."),
        };
        self.say(
            format!("Aantallen personen onder de 10 worden niet getoond; cijfers zijn nooit uitgesplitst naar persoon, adres of nummer. {count}"),
            format!("Counts of persons under 10 are not shown; figures are never broken down by person, address or number. {count}"),
        )
    }

    fn release(&self) -> String {
        let (year, version) = (self.publication.edition.year, self.publication.version);
        let day = self.publication.published.day();
        self.say(
            format!("Deze versie ({year} {version}) is gepubliceerd op {day}, voor iedereen tegelijk. Een verschenen versie verandert niet; een correctie krijgt een eigen versienummer en de oude blijft opvraagbaar."),
            format!("This version ({year} {version}) was published on {day}, for everybody at the same time. A published version does not change; a correction gets its own version number and the old one stays available."),
        )
    }

    fn frequency(&self) -> String {
        self.say("Eén keer per jaar.", "Once a year.")
    }

    fn accessibility(&self) -> String {
        self.say(
            "De cijfers zijn vrij te gebruiken als toegankelijke pagina, als PDF en als open data: CSV met beschrijving, rekenbladen, JSON-stat, SDMX en OData. Bij elk cijfer staat de definitie.",
            "The figures are free to use as an accessible page, as PDF and as open data: CSV with its description, spreadsheets, JSON-stat, SDMX and OData. The definition stands with each figure.",
        )
    }

    fn quality(&self) -> String {
        let made = match self.publication.family {
            Family::Publicatie => self.say(
                "De cijfers zijn gelezen uit een gepubliceerd document; wat daar gedrukt staat, is bij elk cijfer bewaard. Een vast stel controleregels vergelijkt tabellen, totalen, veranderingen en tekst met elkaar.",
                "The figures were read from a published document; what is printed there is kept with each figure. A fixed set of checking rules compares tables, totals, changes and text with each other.",
            ),
            Family::Meting => self.say(
                "Elk cijfer is langs twee onafhankelijke wegen geteld; een verschil houdt de publicatie tegen. De eigenaar keurt elk cijfer goed en een vast stel controleregels vergelijkt alles met elkaar.",
                "Each figure was counted by two independent ways; a difference stops the publication. The owner approves each figure and a fixed set of checking rules compares everything.",
            ),
        };
        let Some(scale) = &self.publication.scale else { return made };
        let ratio = &scale.ratio;
        made + &self.say(
            format!(" De telling komt uit een verzonnen land op schaal {ratio}."),
            format!(" The count comes from an invented country on the scale {ratio}."),
        )
    }

    fn relevance(&self) -> String {
        let name = self.name();
        self.say(
            format!("De cijfers laten zien hoe {name} wordt gebruikt en wie is aangesloten. Gebruikers zijn het parlement, beleidsmakers, beheerders, journalisten en onderzoekers."),
            format!("The figures show how {name} is used and who is connected. Users are parliament, policy makers, owners, journalists and researchers."),
        )
    }

    fn accuracy(&self) -> String {
        let count = |test: &dyn Fn(&Figure) -> bool| self.figures.iter().filter(|one| test(one)).count();
        let all = self.figures.len();
        let estimated = count(&|one| one.status == Status::Estimated);
        let bounded = count(&|one| one.lower.is_some() || one.upper.is_some());
        let missing = count(&|one| one.value.is_none() && one.lower.is_none() && one.upper.is_none());
        let provisional = count(&|one| one.status == Status::Provisional);
        self.say(
            format!("Van de {all} cijfers in de tabel zijn er {estimated} geschat, {bounded} alleen als grens bekend, {provisional} voorlopig en {missing} niet aanwezig."),
            format!("Of the {all} figures in the table, {estimated} are estimated, {bounded} are known as a bound only, {provisional} are provisional and {missing} are absent."),
        )
    }

    fn timeliness(&self) -> String {
        let until = self.publication.published.day();
        let days = self.publication.edition.reference_date.and_then(|from| days_between(from, until));
        match days {
            Some(days) => self.say(
                format!("De cijfers zijn {days} dagen na de peildatum gepubliceerd."),
                format!("The figures were published {days} days after the reference date."),
            ),
            None => self.say(
                "De afstand tot de peildatum is niet bekend, omdat de publicatie geen peildatum noemt.",
                "The distance to the reference date is not known, because the publication names none.",
            ),
        }
    }

    fn comparability(&self) -> String {
        let ids: BTreeSet<&str> = self.indicators.iter().map(|one| one.id.as_str()).collect();
        let breaks = self.publication.breaks.iter().filter(|one| ids.contains(one.indicator.as_str()));
        let told: BTreeSet<String> = breaks
            .map(|one| {
                let title = crate::words::small_first(&self.publication.title(&one.indicator, self.language));
                format!("{title} ({})", one.first_period)
            })
            .collect();
        if told.is_empty() {
            return self.say(
                "Er zijn geen reeksbreuken vastgelegd; de jaren zijn met elkaar te vergelijken.",
                "No breaks in the series are recorded; the years can be compared with each other.",
            );
        }
        let told = self.list(&told);
        self.say(
            format!("De reeks breekt bij: {told}. Over een breuk heen is geen verandering berekend, tenzij de oude telling is voortgezet."),
            format!("The series breaks at: {told}. No change is computed over a break, unless the old count was continued."),
        )
    }

    fn coherence(&self) -> String {
        let (years, parts): (Vec<_>, Vec<_>) = (
            self.definitions.iter().filter(|one| one.additive.over_time).collect(),
            self.definitions.iter().filter(|one| one.additive.over_parts).collect(),
        );
        let (all, years, parts) = (self.definitions.len(), years.len(), parts.len());
        self.say(
            format!("Van de {all} grootheden mogen er {parts} over onderdelen en {years} over de tijd worden opgeteld; de definitie zegt welke. Hetzelfde feit kan ook bij een andere voorziening zijn geteld, op een ander moment in de keten, en mag niet met dit cijfer worden opgeteld."),
            format!("Of the {all} measures, {parts} may be added over parts and {years} over time; the definition says which. The same fact may be counted at another facility as well, at another moment in the chain, and must not be added to this figure."),
        )
    }

    fn revision(&self) -> String {
        let ids: BTreeSet<&str> = self.indicators.iter().map(|one| one.id.as_str()).collect();
        let mine = self.publication.restatements.iter().filter(|one| ids.contains(one.indicator.as_str()));
        let told: BTreeSet<String> = mine
            .map(|one| {
                let title = crate::words::small_first(&self.publication.title(&one.indicator, self.language));
                format!("{title} ({})", one.period)
            })
            .collect();
        if told.is_empty() {
            return self.say(
                "In deze publicatie is geen eerder cijfer van deze voorziening herzien.",
                "In this publication no earlier figure of this facility was revised.",
            );
        }
        let told = self.list(&told);
        self.say(
            format!("Herzien zijn: {told}. Oude waarde, nieuwe waarde en reden staan in de lijst van correcties en revisies."),
            format!("Revised are: {told}. Old value, new value and reason stand in the list of corrections and revisions."),
        )
    }

    fn processing(&self) -> String {
        let sources: BTreeSet<String> = self.definitions.iter().map(|one| one.source.clone()).collect();
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let sources = if sources.is_empty() { self.say("geen", "none") } else { sources.join("; ") };
        self.say(
            format!("De cijfers komen uit deze gebeurtenissen en standen: {sources}. Veranderingen zijn op exacte waarden berekend en op één decimaal afgerond, halven van nul af."),
            format!("The figures come from these events and states (names in Dutch): {sources}. Changes are computed on exact values and rounded to one decimal, halves away from zero."),
        )
    }
}

/// Days from one day to a later one.
fn days_between(from: Day, until: Day) -> Option<i64> {
    let seconds = Moment::start_of(until).seconds() - Moment::start_of(from).seconds();
    // Half a day more, because a day of 23 hours may lie between them.
    (seconds >= 0).then_some((seconds + 43_200) / 86_400)
}
