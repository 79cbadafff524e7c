//! People at fixed households who are hard on software on purpose. Each lives alone in one of the first households, so
//! that every country, however small, has them.

use kernel::PartialDate;

use crate::person::Naam;

/// What is odd about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pathology {
    /// A surname of one letter.
    SingleLetterSurname,
    /// A surname of 200 characters and given names of 200.
    LongName,
    /// Surname unknown, written `.`, and no given names.
    UnknownSurname,
    /// Of the birth date only the year is known.
    BirthYearOnly,
    /// Of the birth date only year and month are known.
    BirthMonthOnly,
    /// Birth date unknown.
    BirthUnknown,
    /// Sex unknown (O).
    UnknownSex,
    /// Given names of one letter each.
    SingleLetterGivenNames,
    /// A name full of diacritics, an apostrophe and hyphens.
    Diacritics,
}

/// Ordinal of the household in which each lives.
pub const PATHOLOGICAL_HOUSEHOLDS: [(u64, Pathology); 9] = [
    (11, Pathology::SingleLetterSurname),
    (23, Pathology::LongName),
    (37, Pathology::UnknownSurname),
    (41, Pathology::BirthYearOnly),
    (53, Pathology::BirthMonthOnly),
    (67, Pathology::BirthUnknown),
    (79, Pathology::UnknownSex),
    (97, Pathology::SingleLetterGivenNames),
    (113, Pathology::Diacritics),
];

/// What is odd about who lives in the `ordinal`-th household.
pub(crate) fn of_household(ordinal: u64) -> Option<Pathology> {
    PATHOLOGICAL_HOUSEHOLDS
        .iter()
        .find(|(household, _)| *household == ordinal)
        .map(|(_, pathology)| *pathology)
}

/// Repeats `part` until there are exactly 200 characters, of which the last is a letter.
fn two_hundred(part: &str) -> String {
    let mut text: String = part.chars().cycle().take(199).collect();
    text.push('n');
    text
}

impl Pathology {
    /// The name it makes of an ordinary one.
    pub(crate) fn name(self, mut name: Naam) -> Naam {
        match self {
            Self::SingleLetterSurname => {
                name.voorvoegsel = None;
                "Q".clone_into(&mut name.geslachtsnaam);
            }
            Self::LongName => {
                name.voorvoegsel = Some("van de");
                name.geslachtsnaam = two_hundred("Wilgenbroek-Terwesteden-Oudenoord-");
                name.voornamen = Some(two_hundred("Johannes Cornelis Wilhelmus Theodorus "));
            }
            Self::UnknownSurname => {
                name.voorvoegsel = None;
                ".".clone_into(&mut name.geslachtsnaam);
                name.voornamen = None;
            }
            Self::SingleLetterGivenNames => name.voornamen = Some("J P".to_owned()),
            Self::Diacritics => {
                name.voorvoegsel = Some("in 't");
                "Çelik-Ångström d'Éléğançe".clone_into(&mut name.geslachtsnaam);
                name.voornamen = Some("Zoë-Łucja Noël Şirîn".to_owned());
            }
            Self::BirthYearOnly | Self::BirthMonthOnly | Self::BirthUnknown | Self::UnknownSex => {}
        }
        name
    }

    /// What is left of a birth date.
    pub(crate) fn birth(self, date: PartialDate) -> PartialDate {
        let number = match self {
            Self::BirthYearOnly => date.number() / 10_000 * 10_000,
            Self::BirthMonthOnly => date.number() / 100 * 100,
            Self::BirthUnknown => 0,
            _ => return date,
        };
        PartialDate::try_from(number).unwrap_or(PartialDate::UNKNOWN)
    }
}
