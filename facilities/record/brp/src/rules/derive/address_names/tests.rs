use kernel::PartialDate;
use proptest::prelude::*;

use super::*;
use crate::model::{Huwelijk, PersoonCategorie};

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn naam(voornamen: &str, titel: &str, voorvoegsel: &str, geslachtsnaam: &str) -> Naam {
    Naam {
        voornamen: some(voornamen),
        adellijke_titel_predicaat: titel.parse().ok(),
        voorvoegsel: some(voorvoegsel),
        geslachtsnaam: some(geslachtsnaam),
    }
}

fn lijst(geslacht: &str, gebruik: &str, own: Naam, partner: Option<Naam>) -> Persoonslijst {
    Persoonslijst {
        persoon: PersoonCategorie {
            naam: own,
            geslacht: geslacht.parse().ok(),
            aanduiding_naamgebruik: gebruik.parse().ok(),
            ..PersoonCategorie::default()
        },
        huwelijken: partner.map(|naam| Huwelijk { naam, ..Huwelijk::default() }).into_iter().collect(),
        ..Persoonslijst::default()
    }
}

fn parse_gebruik(code: &str) -> Naamgebruik {
    code.parse().unwrap()
}

fn name_of(lijst: &Persoonslijst) -> String {
    address_names(lijst).aanschrijfwijze_naam.unwrap()
}

#[test]
fn a_plain_name_follows_the_name_usage() {
    for (voornamen, gebruik, own, partner, expected) in [
        ("Anna Özil", "E", ("", "Groenen"), ("", "Groenlo"), "A.Ö. Groenen"),
        ("Fred", "P", ("van", "Velzen"), ("", "Groenlo"), "F. Groenlo"),
        ("Geraldine", "V", ("van", "Velzen"), ("", "Groenlo"), "G. Groenlo-van Velzen"),
        ("Henk", "N", ("van", "Velzen"), ("", "Groenlo"), "H. van Velzen-Groenlo"),
        ("Elise Q", "E", ("van", "Velzen"), ("", "Groenlo"), "E.Q van Velzen"),
        ("", "V", ("", "Ali bin Mohammed"), ("van", "Velzen"), "Van Velzen-Ali bin Mohammed"),
        ("", "N", ("", "Ali bin Mohammed"), ("van", "Velzen"), "Ali bin Mohammed-van Velzen"),
        ("", "P", ("", "Ali bin Mohammed"), ("van", "Velzen"), "Van Velzen"),
    ] {
        let lijst =
            lijst("V", gebruik, naam(voornamen, "", own.0, own.1), Some(naam("", "", partner.0, partner.1)));
        assert_eq!(name_of(&lijst), expected);
        assert_eq!(address_names(&lijst).aanspreekvorm, None);
    }
}

#[test]
fn an_unknown_name_of_the_partner_is_not_used() {
    for unknown in ["", "."] {
        let lijst = lijst("M", "P", naam("Jan", "", "de", "Boer"), Some(naam("", "", "", unknown)));
        let names = address_names(&lijst);
        assert_eq!(names.aanschrijfwijze_naam.as_deref(), Some("J. de Boer"));
        assert_eq!(names.aanhef.as_deref(), Some("Geachte heer De Boer"));
        assert_eq!(names.gebruik_in_lopende_tekst.as_deref(), Some("de heer De Boer"));
    }
}

#[test]
fn an_unknown_own_name_leaves_every_form_out() {
    for unknown in ["", "."] {
        for gebruik in ["E", "N", "V"] {
            let lijst = lijst("V", gebruik, naam("Jo", "", "", unknown), Some(naam("", "", "", "Geel")));
            assert_eq!(address_names(&lijst), AddressNames::default());
        }
    }
}

#[test]
fn the_salutation_follows_the_sex() {
    let own = || naam("Jo Rene", "", "in het", "Zonnetje");
    let partner = || Some(naam("", "", "'t", "Wolkje"));
    let forms = |geslacht, gebruik| {
        let names = address_names(&lijst(geslacht, gebruik, own(), partner()));
        (names.aanhef.unwrap(), names.gebruik_in_lopende_tekst.unwrap())
    };
    let both = |head: &str, text: &str| (head.to_owned(), text.to_owned());
    assert_eq!(forms("V", "E"), both("Geachte mevrouw In het Zonnetje", "mevrouw In het Zonnetje"));
    assert_eq!(forms("V", "P"), both("Geachte mevrouw 't Wolkje", "mevrouw 't Wolkje"));
    assert_eq!(
        forms("V", "V"),
        both("Geachte mevrouw 't Wolkje-in het Zonnetje", "mevrouw 't Wolkje-in het Zonnetje")
    );
    assert_eq!(
        forms("M", "N"),
        both("Geachte heer In het Zonnetje-'t Wolkje", "de heer In het Zonnetje-'t Wolkje")
    );
    assert_eq!(forms("O", "E"), both("Geachte J.R. in het Zonnetje", "J.R. in het Zonnetje"));
    let nameless = lijst("O", "E", naam("", "", "in het", "Zonnetje"), None);
    assert_eq!(address_names(&nameless).gebruik_in_lopende_tekst.as_deref(), Some("In het Zonnetje"));
    assert_eq!(address_names(&nameless).aanhef.as_deref(), Some("Geachte In het Zonnetje"));
    assert_eq!(address_names(&lijst("", "E", own(), None)).aanhef, None);
}

#[test]
fn an_own_title_stands_before_the_prefix() {
    let baron = lijst("M", "E", naam("Arent Binnert", "B", "van", "Aedel"), None);
    let names = address_names(&baron);
    assert_eq!(names.aanschrijfwijze_naam.as_deref(), Some("A.B. baron van Aedel"));
    assert_eq!(names.aanspreekvorm.as_deref(), Some("De hoogwelgeboren heer"));
    assert_eq!(names.aanhef.as_deref(), Some("Hoogwelgeboren heer"));
    assert_eq!(names.gebruik_in_lopende_tekst.as_deref(), Some("baron van Aedel"));
    for (gebruik, expected, text) in [
        ("E", "J.A. barones van den Aedel", "barones van den Aedel"),
        ("N", "J.A. barones van den Aedel-de Boer", "barones van den Aedel-de Boer"),
        ("V", "J.A. de Boer-barones van den Aedel", "mevrouw De Boer-barones van den Aedel"),
        ("P", "J.A. de Boer", "mevrouw De Boer"),
    ] {
        let own = naam("Jeanne Anne", "BS", "van den", "Aedel");
        let lijst = lijst("V", gebruik, own, Some(naam("", "", "de", "Boer")));
        let names = address_names(&lijst);
        assert_eq!(names.aanschrijfwijze_naam.as_deref(), Some(expected));
        assert_eq!(names.gebruik_in_lopende_tekst.as_deref(), Some(text));
        assert_eq!(names.aanspreekvorm.is_some(), gebruik != "P");
    }
}

#[test]
fn a_predicate_stands_first_and_lapses_for_a_married_woman() {
    for (gebruik, expected) in [
        ("E", "Jonkheer J.A. van den Aedel"),
        ("N", "Jonkheer J.A. van den Aedel-de Boer"),
        ("V", "J.A. de Boer-jonkheer van den Aedel"),
        ("P", "J.A. de Boer"),
    ] {
        let own = naam("James Antoine", "JH", "van den", "Aedel");
        assert_eq!(name_of(&lijst("M", gebruik, own, Some(naam("", "", "de", "Boer")))), expected);
    }
    let jonkvrouw = || naam("Jeanne Anne", "JV", "van den", "Aedel");
    let boer = || Some(naam("", "", "de", "Boer"));
    assert_eq!(name_of(&lijst("V", "E", jonkvrouw(), boer())), "J.A. van den Aedel");
    assert_eq!(name_of(&lijst("V", "E", jonkvrouw(), None)), "Jonkvrouw J.A. van den Aedel");
    let mut divorced = lijst("V", "E", jonkvrouw(), boer());
    divorced.huwelijken[0].datum_ontbinding = PartialDate::try_from(20_211_109).ok();
    assert_eq!(name_of(&divorced), "Jonkvrouw J.A. van den Aedel");
    divorced.persoon.aanduiding_naamgebruik = Some(parse_gebruik("N"));
    assert_eq!(name_of(&divorced), "J.A. van den Aedel-de Boer");
}

#[test]
fn a_woman_bears_the_title_of_her_partner_by_courtesy() {
    for (gebruik, expected, text) in [
        ("P", "A. barones van den Aedel", "barones van den Aedel"),
        ("V", "A. barones van den Aedel-de Boer", "barones van den Aedel-de Boer"),
        ("N", "A. de Boer-barones van den Aedel", "mevrouw De Boer-barones van den Aedel"),
    ] {
        let own = naam("Anne-Fleur", "", "de", "Boer");
        let names = address_names(&lijst("V", gebruik, own, Some(naam("", "B", "van den", "Aedel"))));
        assert_eq!(names.aanschrijfwijze_naam.as_deref(), Some(expected));
        assert_eq!(names.gebruik_in_lopende_tekst.as_deref(), Some(text));
        assert_eq!(names.aanspreekvorm.as_deref(), Some("De hoogwelgeboren vrouwe"));
        assert_eq!(names.aanhef.as_deref(), Some("Hoogwelgeboren vrouwe"));
    }
    for titel in ["R", "JH", "BS", "GI", "HI", "MI", "PS", "JV"] {
        let names = address_names(&lijst(
            "V",
            "P",
            naam("Jo", "", "de", "Boer"),
            Some(naam("", titel, "van den", "Aedel")),
        ));
        assert_eq!(names.aanhef.as_deref(), Some("Geachte mevrouw Van den Aedel"), "{titel}");
        assert_eq!(names.aanspreekvorm, None);
    }
    for (geslacht, aanhef) in [("M", "Geachte heer Van den Aedel"), ("O", "Geachte J. van den Aedel")] {
        let own = naam("Jo", "", "de", "Boer");
        let names = address_names(&lijst(geslacht, "P", own, Some(naam("", "B", "van den", "Aedel"))));
        assert_eq!(names.aanhef.as_deref(), Some(aanhef));
    }
}

#[test]
fn of_several_partners_the_oldest_relation_counts() {
    for (first, second, expected) in [
        (19_580_401, 19_610_808, "Geel-Groen"),
        (19_580_401, 19_610_000, "Geel-Groen"),
        (19_580_401, 0, "Roodt-Groen"),
        (19_610_800, 19_610_808, "Geel-Groen"),
        (19_610_000, 19_610_800, "Geel-Groen"),
    ] {
        let mut lijst = lijst("V", "V", naam("Ferdinand", "", "", "Groen"), None);
        for (date, partner) in [(first, "Geel"), (second, "Roodt")] {
            lijst.huwelijken.push(Huwelijk {
                naam: naam("", "", "", partner),
                datum_aangaan: PartialDate::try_from(date).ok(),
                ..Huwelijk::default()
            });
        }
        assert_eq!(address_names(&lijst).aanhef.unwrap(), format!("Geachte mevrouw {expected}"));
    }
}

proptest! {
    #[test]
    fn no_name_makes_it_fail_or_leaves_double_spaces(
        geslacht in "[MVO]?", gebruik in "[ENPV]?", own in "[a-z ]{0,8}", titel in "(B|BS|G|JH|JV|R|P)?",
        partner in proptest::option::of("[a-z .]{0,8}"), partner_titel in "(B|P|R|JV)?",
    ) {
        let partner = partner.map(|name| naam("", &partner_titel, "van", &name));
        let names = address_names(&lijst(&geslacht, &gebruik, naam("Jo", &titel, "de", &own), partner));
        let all = [names.aanhef, names.aanschrijfwijze_naam, names.aanspreekvorm, names.gebruik_in_lopende_tekst];
        for text in all.into_iter().flatten() {
            prop_assert!(!text.is_empty());
            prop_assert!(!text.contains("  "), "{}", text);
            prop_assert_eq!(text.trim(), &text);
        }
    }
}
