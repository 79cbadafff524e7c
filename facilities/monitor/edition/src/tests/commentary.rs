//! Commentary: templates, claims, and the standard text.

use kernel::Language::{En, Nl};
use proptest::prelude::*;

use super::difference::set;
use crate::commentary::{Meaning, Paragraph, Piece, Place, TemplateError, build, commentary, html, plain};
use crate::{Break, BreakKind, Decimal, Publication};

fn publication() -> Publication {
    Publication::built_in().unwrap()
}

fn dutch(source: &str) -> String {
    plain(&build("proef.nl", source, &publication(), Nl).unwrap())
}

fn english(source: &str) -> String {
    plain(&build("proef.en", source, &publication(), En).unwrap())
}

fn errors(source: &str) -> Vec<TemplateError> {
    build("proef.nl", source, &publication(), Nl).unwrap_err()
}

fn only(source: &str) -> TemplateError {
    let mut found = errors(source);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

const TOTAL: &str = "digid.authenticaties.totaal";

#[test]
fn the_example_of_the_specification_is_built() {
    let source = "Het aantal {{naam digid.authenticaties.totaal}} is {{groei digid.authenticaties.totaal 2019 woord=auto}} naar {{waarde digid.authenticaties.totaal 2019 miljoen 0}}.";
    assert_eq!(dutch(source), "Het aantal authenticaties is gestegen met bijna 11% naar 341 miljoen.");
    let pieces = build("proef.nl", source, &publication(), Nl).unwrap();
    let Some(Piece::Number(bound)) = pieces.iter().rev().find(|one| matches!(one, Piece::Number(_))) else {
        panic!()
    };
    assert_eq!((bound.value.to_string().as_str(), bound.meaning), ("340758404", Meaning::Value));
    assert_eq!(bound.figures, ["digid.authenticaties.totaal/_T/2019"]);
    let made = html(&pieces);
    assert!(
        made.contains(
            r#"<data value="340758404" data-figure="digid.authenticaties.totaal/_T/2019">341 miljoen</data>"#
        ),
        "{made}"
    );
    assert!(made.contains(r#"<data value="10.651610" data-figure="digid.authenticaties.totaal/_T/2019 digid.authenticaties.totaal/_T/2018">11%</data>"#), "{made}");
}

#[test]
fn every_function_says_what_it_should() {
    for (source, expected) in [
        ("{{waarde digid.organisaties 2019 eenheid=ja}}", "663 organisaties"),
        ("{{waarde digid.accounts.substantieel 2019 duizend}}", "732.000"),
        ("{{waarde brv.raadplegingen 2019 miljard 1 woord=auto}}", "bijna 5,5 miljard"),
        ("{{waarde woz.terugmeldingen 2019}}", "meer dan 5.000"),
        ("{{waarde bv-bsn.verificatievragen.aandeel nieuwste}}", "99,5%"),
        ("{{waarde bro.opvragingen/BRO_GRONDWATERMONITORINGPUT 2019 miljoen 1}}", "2,2 miljoen"),
        ("{{groei digid.accounts.basis 2019 vorm=verleden}}", "Daalde met 37%"),
        ("{{groei pkioverheid.certificaten 2019 vorm=naamwoord woord=ruim}}", "Een daling van ruim 12%"),
        ("{{groei digid.organisaties 2019 1 vorm=getal}}", "2,5%"),
        ("{{verschil mijnoverheid.berichtenbox.geopend-3-weken.rdw 2019}}", "10 procentpunt"),
        ("{{verschil digid.organisaties 2019}}", "16"),
        ("{{keer digimelding.organisaties 2019}}", "Ruim verdubbeld"),
        ("is {{keer bro.opvragingen 2019}}", "is ruim verdrievoudigd"),
        ("werd {{keer digid.accounts.substantieel 2019}}", "werd bijna 31 keer zo groot"),
        ("{{aandeel digimelding.terugmeldingen.brp 2019 van=digimelding.terugmeldingen.totaal}}", "71%"),
        (
            "{{rang brv.raadplegingen 2019 klasse=soort}}",
            "Het grootste aantal van alle cijfers over gebruik in het jaar",
        ),
        (
            "{{rang brt.opvragingen 2019 klasse=alles}}",
            "Het op één na grootste aantal van alle aantallen in deze editie",
        ),
        (
            "{{rang digid.accounts.substantieel 2019 maat=groei}}",
            "De sterkste stijging van alle aantallen van DigiD",
        ),
        (
            "{{opsomming diginetwerk.netwerken diginetwerk.voorzieningen 2019 vorm=kort}}",
            "aangesloten koppelnetwerken (10) en aangesloten voorzieningen en basisregistraties (19)",
        ),
        (
            "{{periode nieuwste}}, {{periode vorige}}, {{periode eerste}}, {{periode editie}}, {{periode peildatum}}",
            "2019, 2018, 2017, 2020, 31 december 2019",
        ),
        ("{{aantal nieuw 2019 voorziening=digilevering}}", "2"),
        ("{{naam voorziening=brp}}", "De Basisregistratie Personen (BRP)"),
    ] {
        let (made, expected) = (dutch(source), expected.to_owned());
        assert_eq!(made.to_lowercase(), expected.to_lowercase(), "{source}");
        assert_eq!(made.get(..1).unwrap().to_lowercase(), expected.get(..1).unwrap().to_lowercase());
    }
    assert_eq!(english("It {{groei digid.accounts.basis 2019 vorm=verleden}}."), "It fell by 37%.");
    assert_eq!(english("{{keer digimelding.organisaties 2019}}"), "More than doubled");
    assert_eq!(
        english("{{verschil mijnoverheid.berichtenbox.geopend-6-weken.samenwerkingsverbanden 2019}}"),
        "1 percentage point"
    );
    assert_eq!(
        english("{{rang brt.opvragingen 2019 klasse=soort}}"),
        "The second largest number of all figures of use in the year"
    );
}

#[test]
fn a_digit_that_somebody_types_is_an_error_at_its_place() {
    let found = only("Een zin.\nHet waren er 12.345 in totaal.");
    assert_eq!((found.code, found.at), ("los-cijfer", Place { line: 2, column: 14 }));
    assert_eq!(found.to_string().split(": ").next().unwrap(), "proef.nl:2:14");
    assert_eq!(errors("In 2019 en in 2018").len(), 2);
    assert_eq!(only("{{naam digid.organisaties}} ½").at, Place { line: 1, column: 29 });
}

#[test]
fn a_word_that_the_exact_figure_does_not_bear_out_is_an_error_with_the_right_word() {
    let found = only("Dat zijn er bijna {{waarde digid.accounts.actief 2019 miljoen 0}}.");
    assert_eq!((found.code, found.at), ("bewering-onjuist", Place { line: 1, column: 19 }));
    assert!(
        found.message.contains("`bijna` before `15 miljoen` is not true") && found.message.contains("`ruim`"),
        "{found}"
    );
    assert!(only("Ruim {{waarde digid.accounts.substantieel 2019 duizend}}").message.contains("`bijna`"));
    assert!(only("{{waarde digid.accounts.actief 2019 miljoen 0 woord=bijna}}").message.contains("`ruim`"));
    assert_eq!(dutch("Ruim {{waarde digid.accounts.actief 2019 miljoen 0}}"), "Ruim 15 miljoen");
    assert_eq!(dutch("met bijna {{groei digid.authenticaties.totaal 2019 vorm=getal}}"), "met bijna 11%");
    assert_eq!(
        only("ruim {{groei digid.authenticaties.totaal 2019 vorm=getal woord=auto}}").code,
        "argument"
    );
}

#[test]
fn words_for_multiples_movement_and_strength_are_checked_in_their_sentence() {
    let of = |word: &str, id: &str| {
        format!("Het aantal is {word}, van {{{{waarde {id} 2018}}}} naar {{{{waarde {id} 2019}}}}.")
    };
    assert!(
        dutch(&of("ruim verdubbeld", "digimelding.organisaties"))
            .starts_with("Het aantal is ruim verdubbeld, van 142")
    );
    let found = only(&of("verdrievoudigd", "digid.authenticaties.midden-app"));
    assert!(found.message.contains("the right word is `ruim verviervoudigd`"), "{found}");
    assert_eq!(found.at, Place { line: 1, column: 15 });
    assert_eq!(only("Het aantal is verdubbeld.").code, "bewering-onjuist");
    assert!(
        only("Het aantal steeg naar {{waarde digid.accounts.basis 2019}}.").message.contains("`gedaald`")
    );
    assert!(
        only("Het is licht gestegen naar {{waarde digid.accounts.actief 2019}}.").message.contains("licht")
    );
    assert!(only("Het bleef stabiel op {{waarde digid.accounts.actief 2019}}.").message.contains("stabiel"));
    assert!(
        dutch("Het is sterk gestegen naar {{waarde digid.authenticaties.midden 2019}}.")
            .starts_with("Het is sterk")
    );
    assert!(
        dutch("Het was een sterk jaar, met {{waarde digid.accounts.actief 2019}}.").starts_with("Het was")
    );
}

#[test]
fn superlatives_are_queries_and_name_their_class() {
    assert_eq!(only("De grootste voorziening.").code, "bewering-onjuist");
    let found = only("{{rang brt.opvragingen 2019 klasse=soort plaats=1}}");
    assert!(found.message.contains("not number 1 but number 2"), "{found}");
    assert_eq!(only("{{rang digid.accounts.basis 2019 maat=groei}}").code, "bewering-onjuist");
    assert_eq!(only("{{rang woz.terugmeldingen 2019}}").code, "niet-te-berekenen");
}

#[test]
fn unknown_figures_periods_functions_and_forms_are_errors() {
    for (source, code) in [
        ("{{waarde digid.nergens 2019}}", "onbekend-cijfer"),
        ("{{waarde digid.organisaties 2031}}", "onbekende-periode"),
        ("{{waarde digid.organisaties}}", "argument"),
        ("{{waarde digid.organisaties 2019 triljoen}}", "argument"),
        ("{{waarde digid.organisaties 2019 miljoen 1 2}}", "argument"),
        ("{{waarde digid.organisaties 2019 kleur=rood}}", "argument"),
        ("{{gemiddelde digid.organisaties 2019}}", "onbekende-functie"),
        ("{{}}", "onbekende-functie"),
        ("tekst {{waarde digid.organisaties 2019", "niet-gesloten"),
        ("{{groei digid.accounts.substantieel 2018}}", "niet-te-berekenen"),
        ("{{groei mijnoverheid.berichtenbox.geopend-3-weken.rdw 2019}}", "argument"),
        ("{{keer digid.organisaties 2019}}", "niet-te-berekenen"),
        ("{{waarde digid.accounts.substantieel 2017}}", "niet-te-berekenen"),
        ("{{aandeel woz.terugmeldingen 2019 van=digid.organisaties}}", "niet-te-berekenen"),
        ("{{naam voorziening=nergens}}", "onbekend-cijfer"),
    ] {
        assert_eq!(only(source).code, code, "{source}");
    }
    let several = errors("a 1\n{{waarde digid.nergens 2019}} b 2");
    assert_eq!(
        several.iter().map(|one| (one.at.line, one.code)).collect::<Vec<_>>(),
        [(1, "los-cijfer"), (2, "onbekend-cijfer"), (2, "los-cijfer")]
    );
}

#[test]
fn no_change_is_told_over_a_break() {
    let mut publication = publication();
    publication.breaks.push(Break {
        indicator: TOTAL.into(),
        first_period: 2019,
        kind: BreakKind::Methode,
        text: "Anders geteld.".into(),
        overlap: None,
    });
    let source = format!("{{{{groei {TOTAL} 2019}}}}");
    assert_eq!(build("proef.nl", &source, &publication, Nl).unwrap_err()[0].code, "niet-te-berekenen");
    let figure = |publication: &Publication| {
        let all = publication.figures();
        all.into_iter().find(|one| one.indicator == TOTAL && one.period == 2019).unwrap().change
    };
    assert_eq!(figure(&publication), None);
    publication.breaks[0].overlap = Some(Decimal::whole(307_956_118));
    assert_eq!(plain(&build("proef.nl", &source, &publication, Nl).unwrap()), "Gelijk gebleven");
    assert_eq!(figure(&publication).unwrap().to_string(), "0.0");
    assert!(commentary(&publication).problems.is_empty());
}

fn texts(publication: &Publication) -> Vec<Paragraph> {
    let made = commentary(publication);
    assert_eq!(made.problems, []);
    let sections = made.summary_nl.into_iter().chain(made.summary_en).flat_map(|one| one.paragraphs);
    let facilities = made.chapters.into_iter().chain(made.chapters_en).flat_map(|one| one.paragraphs);
    sections.chain(facilities).collect()
}

#[test]
fn every_facility_gets_two_to_four_sentences_and_every_chapter_a_summary() {
    let publication = publication();
    let made = commentary(&publication);
    assert_eq!(made.problems, []);
    assert_eq!((made.chapters.len(), made.chapters_en.len()), (29, 29));
    for one in made.chapters.iter().chain(&made.chapters_en) {
        let first = one.paragraphs.first().unwrap().plain();
        let count = first.split(". ").count();
        assert!((2..=4).contains(&count), "{}: {first}", one.facility);
        assert!(first.ends_with('.') && !first.contains("  ") && !first.contains("{{"), "{first}");
    }
    for summary in [&made.summary_nl, &made.summary_en] {
        assert_eq!(summary.len(), 1 + publication.edition.chapters.len());
        assert!(summary.iter().all(|section| !section.paragraphs.is_empty() && !section.heading.is_empty()));
    }
    assert_eq!(
        made.facility("digid", Nl).unwrap().paragraphs[0].plain(),
        "In 2019 steeg het aantal authenticaties met bijna 11% naar 341 miljoen. Het aantal aangesloten organisaties groeide met 2,5% tot 663. \
         Het aantal accounts op niveau Substantieel liet de sterkste stijging van alle aantallen van DigiD zien: van 23.800 naar 732.000. \
         De sterkste daling van alle aantallen van DigiD was die van het aantal accounts op niveau Basis, met 37%: van 4,1 miljoen naar 2,6 miljoen."
    );
    assert_eq!(
        made.summary(En)[0].paragraphs[0].plain(),
        "This edition describes 2019; its reference date is 31 December 2019. It holds 162 figures for that year, on 29 facilities. Of the 160 \
         figures that can be compared with 2018, 102 went up, 39 went down and 19 stayed the same."
    );
    assert_eq!(commentary(&publication), made);
}

#[test]
fn the_template_of_a_paragraph_builds_to_the_same_paragraph() {
    let publication = publication();
    for one in commentary(&publication).chapters.iter().flat_map(|one| &one.paragraphs) {
        assert_eq!(build("proef.nl", &one.template, &publication, Nl).unwrap(), one.pieces);
        let outside: String = one.template.split("{{").map(|part| part.split("}}").last().unwrap()).collect();
        assert!(!outside.contains(char::is_numeric), "{}", one.template);
    }
}

#[test]
fn another_publication_gets_its_own_text() {
    let made = commentary(&super::other_publication());
    assert_eq!(made.problems, []);
    let first = made.facility("poortwachter", Nl).unwrap();
    assert!(first.paragraphs[0].plain().starts_with("In 2030 "), "{}", first.paragraphs[0].plain());
    assert!(
        made.summary_nl[0].paragraphs[0]
            .plain()
            .starts_with("Deze editie beschrijft 2030; de peildatum is 31 december 2030.")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whatever_the_figures_are_the_standard_text_is_true_and_whole(
        changes in prop::collection::vec((0_usize..136, 2018_u16..2020, prop::option::of(prop_oneof![0_i128..30, 0_i128..100_000, 0_i128..9_000_000_000])), 0..40),
    ) {
        let mut publication = publication();
        let ids: Vec<String> = publication.edition.series().iter()
            .filter(|found| found.group.is_empty() && found.series.observations.iter().all(|one| one.unit.is_none()))
            .map(|found| found.series.id.clone()).collect();
        for (which, period, value) in changes {
            if let Some(id) = ids.get(which) {
                set(&mut publication, id, period, value.map(Decimal::whole));
            }
        }
        let known: std::collections::BTreeSet<String> = publication.figures().iter().map(crate::Figure::key).collect();
        for one in texts(&publication) {
            for piece in &one.pieces {
                let Piece::Number(bound) = piece else { continue };
                let bound_to_something = bound.figures.iter().all(|key| known.contains(key) || key.starts_with("telling:") || key.starts_with("periode:"));
                prop_assert!(bound_to_something && !bound.figures.is_empty(), "{:?}", bound);
            }
        }
    }

    #[test]
    fn no_template_makes_the_reader_panic(source in ".{0,80}", call in "\\{\\{(waarde|groei|keer|rang|periode|naam|top|aantal)( [a-z0-9.=/-]{1,20}){0,4}\\}\\}") {
        let publication = publication();
        let _ = build("proef.nl", &source, &publication, Nl);
        let _ = build("proef.en", &format!("{source}{call}{source}"), &publication, En);
    }
}
