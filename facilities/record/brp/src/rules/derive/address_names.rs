//! Forms of address: aanhef, aanschrijfwijze and gebruik in lopende tekst.
//!
//! All three first decide which form applies (a courtesy title through the partner, the own title or predicate, or the
//! plain name) and then put the parts of the name in the order of the name usage.

use super::{basics, naamgevende_partner, nobility};
use crate::model::AdellijkeTitelPredicaat as Titel;
use crate::model::{Geslacht, Naam, Naamgebruik, Persoonslijst, filled};

/// The forms of address of one person; every one may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rules) struct AddressNames {
    /// At the head of a letter.
    pub aanhef: Option<String>,
    /// On the envelope: the name.
    pub aanschrijfwijze_naam: Option<String>,
    /// On the envelope: the line above the name, for nobility only.
    pub aanspreekvorm: Option<String>,
    /// In running text.
    pub gebruik_in_lopende_tekst: Option<String>,
}

/// The forms of address of the person of this list.
pub(in crate::rules) fn address_names(lijst: &Persoonslijst) -> AddressNames {
    let persoon = &lijst.persoon;
    let partner = naamgevende_partner(lijst);
    Parts {
        geslacht: persoon.geslacht,
        gebruik: persoon.aanduiding_naamgebruik.unwrap_or(Naamgebruik::Eigen),
        voorletters: basics::voorletters(&persoon.naam).unwrap_or_default(),
        own: surname(&persoon.naam),
        own_title: persoon.naam.adellijke_titel_predicaat,
        partner: partner.map(|relation| surname(&relation.naam)),
        partner_title: partner.and_then(|relation| relation.naam.adellijke_titel_predicaat),
        partner_is_current: partner.is_some_and(|relation| !relation.is_ontbonden()),
    }
    .forms()
}

/// Prefix and surname; empty when the surname is not known.
fn surname(naam: &Naam) -> String {
    naam.bekende_geslachtsnaam().map_or_else(String::new, |name| {
        words(&[filled(naam.voorvoegsel.as_ref()).unwrap_or_default(), name])
    })
}

/// Joins what is not empty with single spaces.
fn words(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().flat_map(|part| part.split_whitespace()).collect();
    parts.join(" ")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn not_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Which rule makes the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Courtesy(Titel),
    Titled(Titel),
    Plain,
}

struct Parts {
    geslacht: Option<Geslacht>,
    gebruik: Naamgebruik,
    voorletters: String,
    own: String,
    own_title: Option<Titel>,
    /// The surname of the partner, empty when not known; `None` without partner.
    partner: Option<String>,
    partner_title: Option<Titel>,
    partner_is_current: bool,
}

impl Parts {
    fn forms(&self) -> AddressNames {
        match self.form() {
            Form::Courtesy(title) => self.courtesy(title),
            Form::Titled(title) => self.titled(title),
            Form::Plain => AddressNames {
                aanhef: self.plain_aanhef(),
                aanschrijfwijze_naam: self.plain_name(),
                aanspreekvorm: None,
                gebruik_in_lopende_tekst: self.plain_text(),
            },
        }
    }

    fn form(&self) -> Form {
        let woman = self.geslacht == Some(Geslacht::Vrouw);
        let uses_partner = self.gebruik != Naamgebruik::Eigen;
        let own_predicate = self.own_title.is_some_and(Titel::is_predicaat);
        if let Some(title) = self.partner_title.filter(|title| nobility::gives_courtesy_title(*title))
            && woman
            && uses_partner
            && !own_predicate
        {
            return Form::Courtesy(title);
        }
        let Some(title) = self.own_title else { return Form::Plain };
        // A predicate of a woman lapses by marriage; after it, while she keeps using the name of the former partner.
        let lapsed =
            own_predicate && woman && self.partner.is_some() && (self.partner_is_current || uses_partner);
        let only_partner = self.partner.is_some() && self.gebruik == Naamgebruik::Partner;
        if lapsed || only_partner { Form::Plain } else { Form::Titled(title) }
    }

    /// The surnames in the order of the name usage; without a known name of the partner always the own one.
    fn combined(&self, own: &str, partner: &str) -> String {
        if self.partner.as_deref().unwrap_or_default().is_empty() {
            return own.to_owned();
        }
        match self.gebruik {
            Naamgebruik::Eigen => own.to_owned(),
            Naamgebruik::Partner => partner.to_owned(),
            Naamgebruik::PartnerVoorEigen => format!("{partner}-{own}"),
            Naamgebruik::PartnerNaEigen => format!("{own}-{partner}"),
        }
    }

    fn plain_surnames(&self) -> String {
        self.combined(&self.own, self.partner.as_deref().unwrap_or_default())
    }

    /// An unknown own name leaves nothing to be addressed by, unless only the partner's name is used.
    fn has_no_name(&self) -> bool {
        self.own.is_empty() && self.gebruik != Naamgebruik::Partner
    }

    fn plain_aanhef(&self) -> Option<String> {
        if self.has_no_name() {
            return None;
        }
        let surnames = self.plain_surnames();
        match self.geslacht? {
            Geslacht::Man => Some(words(&["Geachte heer", &capitalized(&surnames)])),
            Geslacht::Vrouw => Some(words(&["Geachte mevrouw", &capitalized(&surnames)])),
            Geslacht::Onbekend if self.voorletters.is_empty() => {
                Some(words(&["Geachte", &capitalized(&surnames)]))
            }
            Geslacht::Onbekend => Some(words(&["Geachte", &self.voorletters, &surnames])),
        }
    }

    fn plain_name(&self) -> Option<String> {
        if self.has_no_name() {
            return None;
        }
        not_empty(capitalized(&words(&[&self.voorletters, &self.plain_surnames()])))
    }

    fn plain_text(&self) -> Option<String> {
        if self.has_no_name() {
            return None;
        }
        let surnames = self.plain_surnames();
        not_empty(match self.geslacht? {
            Geslacht::Man => words(&["de heer", &capitalized(&surnames)]),
            Geslacht::Vrouw => words(&["mevrouw", &capitalized(&surnames)]),
            Geslacht::Onbekend if self.voorletters.is_empty() => capitalized(&surnames),
            Geslacht::Onbekend => words(&[&self.voorletters, &surnames]),
        })
    }

    fn courtesy(&self, title: Titel) -> AddressNames {
        let own_title = self.own_title.and_then(|own| nobility::form_for_sex(own, self.geslacht));
        let own = words(&[own_title.unwrap_or_default(), &self.own]);
        let partner_name = self.partner.as_deref().unwrap_or_default();
        let partner =
            words(&[nobility::form_for_sex(title, self.geslacht).unwrap_or_default(), partner_name]);
        let surnames = self.combined(&own, &partner);
        let starts_with_title = if partner_name.is_empty() || self.gebruik == Naamgebruik::PartnerNaEigen {
            own_title.is_some()
        } else {
            true
        };
        AddressNames {
            aanhef: nobility::aanhef(title, self.geslacht).map(str::to_owned),
            aanschrijfwijze_naam: not_empty(words(&[&self.voorletters, &surnames])),
            aanspreekvorm: if partner_name.is_empty() {
                None
            } else {
                nobility::aanspreekvorm(title, self.geslacht)
            },
            gebruik_in_lopende_tekst: Some(if starts_with_title {
                surnames
            } else {
                words(&["mevrouw", &capitalized(&surnames)])
            }),
        }
    }

    fn titled(&self, title: Titel) -> AddressNames {
        let form = nobility::form_for_sex(title, self.geslacht);
        let own = words(&[form.unwrap_or_default(), &self.own]);
        let partner = self.partner.as_deref().unwrap_or_default();
        let surnames = self.combined(&own, partner);
        let partner_first = self.gebruik == Naamgebruik::PartnerVoorEigen && !partner.is_empty();
        let name = if !title.is_predicaat() || partner_first {
            words(&[&self.voorletters, &surnames])
        } else {
            // A predicate stands before the initials, so it is not part of the surnames here.
            words(&[form.unwrap_or_default(), &self.voorletters, &self.plain_surnames()])
        };
        let name = if title.is_predicaat() { capitalized(&name) } else { name };
        AddressNames {
            aanhef: nobility::aanhef(title, self.geslacht).map(str::to_owned).or_else(|| self.plain_aanhef()),
            aanschrijfwijze_naam: not_empty(name),
            aanspreekvorm: nobility::aanspreekvorm(title, self.geslacht),
            gebruik_in_lopende_tekst: match (form, self.geslacht) {
                (None, _) | (_, None) => self.plain_text(),
                (Some(_), Some(geslacht)) if partner_first => {
                    let lead = if geslacht == Geslacht::Man { "de heer" } else { "mevrouw" };
                    Some(words(&[lead, &capitalized(&surnames)]))
                }
                (Some(_), Some(_)) => not_empty(surnames),
            },
        }
    }
}

#[cfg(test)]
mod tests;
