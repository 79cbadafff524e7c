//! Titles, predicates and courtesy titles (table 38): their form by sex and the address that goes with them.

use crate::model::AdellijkeTitelPredicaat as Titel;
use crate::model::Geslacht;

/// The form of a title or predicate that fits the sex. When the sex is not known, or the title has no form for it, the
/// description of the code itself.
pub(super) fn form(code: Titel, geslacht: Option<Geslacht>) -> &'static str {
    form_for_sex(code, geslacht).unwrap_or_else(|| code.omschrijving())
}

/// The form for a man or a woman; `None` when there is none: sex not known, or a woman with the title ridder.
pub(super) fn form_for_sex(code: Titel, geslacht: Option<Geslacht>) -> Option<&'static str> {
    let (man, vrouw) = match code {
        Titel::Baron | Titel::Barones => (Titel::Baron, Some(Titel::Barones)),
        Titel::Graaf | Titel::Gravin => (Titel::Graaf, Some(Titel::Gravin)),
        Titel::Hertog | Titel::Hertogin => (Titel::Hertog, Some(Titel::Hertogin)),
        Titel::Jonkheer | Titel::Jonkvrouw => (Titel::Jonkheer, Some(Titel::Jonkvrouw)),
        Titel::Markies | Titel::Markiezin => (Titel::Markies, Some(Titel::Markiezin)),
        Titel::Prins | Titel::Prinses => (Titel::Prins, Some(Titel::Prinses)),
        Titel::Ridder => (Titel::Ridder, None),
    };
    match geslacht? {
        Geslacht::Man => Some(man.omschrijving()),
        Geslacht::Vrouw => vrouw.map(Titel::omschrijving),
        Geslacht::Onbekend => None,
    }
}

/// How someone with this title or predicate is addressed at the head of a letter, such as `Hoogwelgeboren heer`.
pub(super) fn aanhef(code: Titel, geslacht: Option<Geslacht>) -> Option<&'static str> {
    let geslacht = geslacht?;
    match code {
        Titel::Prins | Titel::Prinses => Some("Hoogheid"),
        Titel::Graaf | Titel::Gravin => match geslacht {
            Geslacht::Man => Some("Hooggeboren heer"),
            Geslacht::Vrouw => Some("Hooggeboren vrouwe"),
            Geslacht::Onbekend => None,
        },
        _ => match geslacht {
            Geslacht::Man => Some("Hoogwelgeboren heer"),
            Geslacht::Vrouw => Some("Hoogwelgeboren vrouwe"),
            Geslacht::Onbekend => None,
        },
    }
}

/// The line above the name on an envelope, such as `De hoogwelgeboren heer`. A woman with the title ridder has none.
pub(super) fn aanspreekvorm(code: Titel, geslacht: Option<Geslacht>) -> Option<String> {
    if code == Titel::Ridder && geslacht == Some(Geslacht::Vrouw) {
        return None;
    }
    aanhef(code, geslacht).map(|words| format!("De {}", words.to_lowercase()))
}

/// Whether a woman who uses the name of the holder of this title may bear its female form by courtesy.
pub(super) fn gives_courtesy_title(code: Titel) -> bool {
    matches!(code, Titel::Baron | Titel::Graaf | Titel::Hertog | Titel::Markies | Titel::Prins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_follows_the_sex_and_else_the_code() {
        assert_eq!(form(Titel::Barones, Some(Geslacht::Man)), "baron");
        assert_eq!(form(Titel::Baron, Some(Geslacht::Vrouw)), "barones");
        assert_eq!(form(Titel::Baron, None), "baron");
        assert_eq!(form(Titel::Ridder, Some(Geslacht::Vrouw)), "ridder");
        assert_eq!(form_for_sex(Titel::Ridder, Some(Geslacht::Vrouw)), None);
    }

    #[test]
    fn the_address_follows_the_table() {
        assert_eq!(aanspreekvorm(Titel::Graaf, Some(Geslacht::Man)).as_deref(), Some("De hooggeboren heer"));
        assert_eq!(
            aanspreekvorm(Titel::Jonkvrouw, Some(Geslacht::Vrouw)).as_deref(),
            Some("De hoogwelgeboren vrouwe")
        );
        assert_eq!(aanspreekvorm(Titel::Prins, Some(Geslacht::Onbekend)).as_deref(), Some("De hoogheid"));
        assert_eq!(aanspreekvorm(Titel::Ridder, Some(Geslacht::Vrouw)), None);
        assert_eq!(aanhef(Titel::Ridder, Some(Geslacht::Vrouw)), Some("Hoogwelgeboren vrouwe"));
        assert_eq!(aanhef(Titel::Baron, Some(Geslacht::Onbekend)), None);
    }
}
