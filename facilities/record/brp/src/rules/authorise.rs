//! Authorisation of a question (landelijke tabel 35): one field or parameter without authorisation refuses the whole.

use std::collections::BTreeSet;

use kernel::Problem;

use super::problems::{unauthorized, unauthorized_fields, unauthorized_parameters};
use super::question::Question;
use super::shape::Asked;

/// Before the code of a municipality in the attributes of a connection, such as `gemeenteCode:0599`.
const GEMEENTE_PREFIX: &str = "gemeenteCode:";

/// The virtual rubriek for all of adressering.
const ADRESSERING: &str = "PAAD01";
/// The virtual rubriek for the forms of address only.
const ELEKTRONISCHE_ADRESSERING: &str = "PAAD02";

/// What a consumer may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A municipality with this code: table 35 is not consulted.
    Gemeente(String),
    /// The rubrieken for questions (35.95.60), each six characters.
    Rubrieken(BTreeSet<String>),
}

impl Grant {
    /// Reads the attributes of a connection: rubrieken with or without leading zero, alone or several in one attribute
    /// separated by spaces, or one `gemeenteCode:` with four digits, which goes before every rubriek.
    #[must_use]
    pub fn from_attributes(attributes: &BTreeSet<String>) -> Self {
        if let Some(code) = attributes.iter().find_map(|attribute| attribute.strip_prefix(GEMEENTE_PREFIX)) {
            return Self::Gemeente(code.to_owned());
        }
        let rubrieken = attributes.iter().flat_map(|attribute| attribute.split_whitespace());
        Self::Rubrieken(rubrieken.map(|rubriek| format!("{rubriek:0>6}")).collect())
    }

    /// The code of the municipality, when it is one.
    #[must_use]
    pub fn gemeente(&self) -> Option<&str> {
        match self {
            Self::Gemeente(code) => Some(code),
            Self::Rubrieken(_) => None,
        }
    }
}

/// Judges a question by what the connection it comes over grants.
///
/// # Errors
/// 403 `unauthorized` without any authorisation, `unauthorizedParameter` naming the search parameters, or
/// `unauthorizedField` naming the fields. Parameters are judged first.
pub fn authorise(grant: &Grant, question: &Question, asked: &Asked) -> Result<(), Problem> {
    let rubrieken = match grant {
        Grant::Gemeente(_) => return Ok(()),
        Grant::Rubrieken(rubrieken) => rubrieken,
    };
    if rubrieken.is_empty() {
        return Err(unauthorized());
    }
    let mut parameters = vec![("burgerservicenummer", "010120")];
    if question.gemeente_van_inschrijving.is_some() {
        parameters.push(("gemeenteVanInschrijving", "080910"));
    }
    let refused: Vec<&str> = parameters
        .into_iter()
        .filter(|(_, rubriek)| !rubrieken.contains(*rubriek))
        .map(|(name, _)| name)
        .collect();
    if !refused.is_empty() {
        return Err(unauthorized_parameters(refused));
    }
    let refused: Vec<&str> = asked
        .needed()
        .iter()
        .filter(|(name, needed)| !may_ask(rubrieken, name, needed))
        .map(|(name, _)| *name)
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(unauthorized_fields(refused)) }
}

fn may_ask(granted: &BTreeSet<String>, name: &str, needed: &BTreeSet<&str>) -> bool {
    if name == "ouders.ouderAanduiding" {
        return ["02", "03"]
            .into_iter()
            .all(|category| granted.iter().any(|rubriek| tells_of_parent(rubriek, category)));
    }
    if name.starts_with("adressering") {
        // With a virtual rubriek for adressering, the rubrieken of its parts no longer count.
        if granted.contains(ADRESSERING) {
            return true;
        }
        if granted.contains(ELEKTRONISCHE_ADRESSERING) {
            return needed.iter().all(|rubriek| rubriek.starts_with("PANM"));
        }
    }
    needed.iter().all(|rubriek| granted.contains(*rubriek))
}

/// Whether a rubriek tells something about the parent of this category.
fn tells_of_parent(rubriek: &str, category: &str) -> bool {
    rubriek == "PAOU01"
        || rubriek.strip_prefix(category).is_some_and(|rest| {
            ["01", "02", "03", "04", "62"].iter().any(|group| rest.starts_with(group)) && rest.len() == 4
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{self, FieldSelection};
    use crate::rules::problems::FORBIDDEN_URI;
    use crate::rules::rubrieken::needed;
    use proptest::prelude::*;

    fn granted(list: &str) -> BTreeSet<String> {
        list.split_whitespace().map(str::to_owned).collect()
    }

    fn authorise(attributes: &BTreeSet<String>, question: &Question) -> Result<(), Problem> {
        let asked = Asked::new(question.fields.clone());
        super::authorise(&Grant::from_attributes(attributes), question, &asked)
    }

    fn asking(paths: &[&str], gemeente: Option<&str>) -> Question {
        Question {
            burgerservicenummers: vec!["000000024".to_owned()],
            gemeente_van_inschrijving: gemeente.map(str::to_owned),
            fields: FieldSelection::of(paths).unwrap(),
        }
    }

    fn refusal(list: &str, paths: &[&str], gemeente: Option<&str>) -> (String, String) {
        let problem = authorise(&granted(list), &asking(paths, gemeente)).unwrap_err();
        assert_eq!((problem.status, problem.kind.as_deref()), (403, Some(FORBIDDEN_URI)));
        (problem.code, problem.detail)
    }

    #[test]
    fn without_rubrieken_nothing_may_be_asked() {
        let problem = authorise(&granted(""), &asking(&["naam"], None)).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (403, "unauthorized"));
        assert_eq!(problem.title, "U bent niet geautoriseerd voor het gebruik van deze API.");
        assert_eq!(problem.detail, "Niet geautoriseerd voor ad hoc bevragingen.");
    }

    #[test]
    fn one_field_too_many_refuses_the_whole_question() {
        let paths = [
            "burgerservicenummer",
            "geboorte.datum",
            "geboorte.plaats.code",
            "naam.voornamen",
            "geboorte.land",
        ];
        let (code, detail) = refusal("10120 10210 10220 10230 10240 10310", &paths, None);
        assert_eq!(code, "unauthorizedField");
        assert_eq!(
            detail,
            "U bent niet geautoriseerd om de volgende gegevens op te vragen met fields: geboorte.land, geboorte.plaats"
        );
        assert!(authorise(&granted("10120 10210 10310"), &asking(&paths[..2], None)).is_ok());
    }

    #[test]
    fn a_parameter_is_judged_before_the_fields() {
        let text = "U bent niet geautoriseerd voor het gebruik van parameter(s): ";
        let (code, detail) = refusal("10210 80910", &["naam.voornamen"], Some("0599"));
        assert_eq!((code.as_str(), detail), ("unauthorizedParameter", format!("{text}burgerservicenummer.")));
        let (_, detail) = refusal("10120 10210", &["geslacht"], Some("0599"));
        assert_eq!(detail, format!("{text}gemeenteVanInschrijving."));
    }

    #[test]
    fn names_are_sorted_without_regard_to_case() {
        let (_, detail) = refusal("10120", &["leeftijd", "aNummer", "adressering.aanhef"], None);
        assert!(detail.ends_with("fields: adressering.aanhef, aNummer, leeftijd"));
    }

    #[test]
    fn a_municipality_may_ask_everything() {
        let attributes = BTreeSet::from(["gemeenteCode:0800".to_owned(), "10210".to_owned()]);
        assert!(authorise(&attributes, &asking(&["naam", "gezag", "kinderen"], Some("0530"))).is_ok());
        assert_eq!(Grant::from_attributes(&attributes).gemeente(), Some("0800"));
    }

    #[test]
    fn virtual_rubrieken_of_adressering_stand_for_its_parts() {
        let may = |list: &str, path: &str| authorise(&granted(list), &asking(&[path], None)).is_ok();
        let parts = "10120 81310 81350 PANM03 PANM04 PANM05 PANM06 PAVP03 PAVP04";
        assert!(may(parts, "adressering"));
        assert!(may("10120 PANM03 PANM04 PANM05 PANM06 PAVP03 PAVP04", "adresseringBinnenland"));
        assert!(!may("10120 81310 81350 PANM04 PANM05 PANM06 PAVP03 PAVP04", "adressering"));
        assert!(may("10120 PAAD01", "adressering"));
        assert!(may("10120 PAAD01", "adressering.aanhef"));
        assert!(may("10120 PAAD02", "adressering.aanschrijfwijze.naam"));
        assert!(!may("10120 PAAD02", "adressering.adresregel1"));
        assert!(!may("10120 PAAD02 PAVP03", "adressering.adresregel1"));
        assert!(!may("10120 PAAD02", "adresseringBinnenland"));
    }

    #[test]
    fn the_indication_of_a_parent_needs_something_of_both() {
        let may = |list: &str| authorise(&granted(list), &asking(&["ouders.ouderAanduiding"], None)).is_ok();
        assert!(may("10120 20120 36210"));
        assert!(may("10120 PAOU01"));
        assert!(!may("10120 20120"));
        assert!(!may("10120 28510 38510"));
    }

    proptest! {
        #[test]
        fn more_rubrieken_never_refuse_what_fewer_allow(index in 0usize..149, extra in "[0-9]{5}") {
            let (path, _) = fields::list().nth(index).unwrap();
            let mut attributes: BTreeSet<String> = needed(path).into_iter().map(str::to_owned).collect();
            attributes.insert("10120".to_owned());
            attributes.extend(granted("20120 30120"));
            let question = asking(&[path], None);
            prop_assert!(authorise(&attributes, &question).is_ok());
            attributes.insert(extra);
            prop_assert!(authorise(&attributes, &question).is_ok());
        }

        #[test]
        fn leaving_out_a_needed_rubriek_refuses_the_field(index in 0usize..149, which in 0usize..30) {
            let (path, _) = fields::list().nth(index).unwrap();
            let all = needed(path);
            if let Some(left_out) = all.iter().nth(which) && *left_out != "010120" {
                let mut attributes: BTreeSet<String> =
                    all.iter().filter(|rubriek| *rubriek != left_out).map(|rubriek| (*rubriek).to_owned()).collect();
                attributes.insert("10120".to_owned());
                prop_assert!(authorise(&attributes, &asking(&[path], None)).is_err());
            }
        }
    }
}
