//! The short code lists that the Logisch Ontwerp prints next to its elements, as types: a wrong code cannot be kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code that the list does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a code of {0}")]
pub struct UnknownCode(&'static str);

macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $omschrijving:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every entry, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it is stored and delivered.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The description that is delivered next to the code.
            #[must_use]
            pub fn omschrijving(self) -> &'static str {
                match self { $(Self::$variant => $omschrijving),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                match text { $($code => Ok(Self::$variant),)+ _ => Err(UnknownCode(stringify!($name))) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.code())
            }
        }
    };
}

code_list! {
    /// 04.10 geslachtsaanduiding.
    Geslacht {
        /// Man.
        Man = "M", "man";
        /// Woman.
        Vrouw = "V", "vrouw";
        /// Not known.
        Onbekend = "O", "onbekend";
    }
}

code_list! {
    /// 61.10 aanduiding naamgebruik: whose surname a person wants to be addressed with.
    Naamgebruik {
        /// The person's own name.
        Eigen = "E", "eigen geslachtsnaam";
        /// The partner's name after the own name.
        PartnerNaEigen = "N", "geslachtsnaam echtgenoot/geregistreerd partner na eigen geslachtsnaam";
        /// The partner's name only.
        Partner = "P", "geslachtsnaam echtgenoot/geregistreerd partner";
        /// The partner's name before the own name.
        PartnerVoorEigen = "V", "geslachtsnaam echtgenoot/geregistreerd partner voor eigen geslachtsnaam";
    }
}

code_list! {
    /// 02.20 adellijke titel of predicaat (landelijke tabel 38).
    AdellijkeTitelPredicaat {
        /// Title of a man.
        Baron = "B", "baron";
        /// Title of a woman.
        Barones = "BS", "barones";
        /// Title of a man.
        Graaf = "G", "graaf";
        /// Title of a woman.
        Gravin = "GI", "gravin";
        /// Title of a man.
        Hertog = "H", "hertog";
        /// Title of a woman.
        Hertogin = "HI", "hertogin";
        /// Predicate of a man.
        Jonkheer = "JH", "jonkheer";
        /// Predicate of a woman.
        Jonkvrouw = "JV", "jonkvrouw";
        /// Title of a man.
        Markies = "M", "markies";
        /// Title of a woman.
        Markiezin = "MI", "markiezin";
        /// Title of a man.
        Prins = "P", "prins";
        /// Title of a woman.
        Prinses = "PS", "prinses";
        /// Title of a man; has no form for a woman.
        Ridder = "R", "ridder";
    }
}

impl AdellijkeTitelPredicaat {
    /// Whether it stands before the given names (predicaat) and not before the surname (titel).
    #[must_use]
    pub fn is_predicaat(self) -> bool {
        matches!(self, Self::Jonkheer | Self::Jonkvrouw)
    }
}

code_list! {
    /// 15.10 soort verbintenis.
    SoortVerbintenis {
        /// Marriage.
        Huwelijk = "H", "huwelijk";
        /// Registered partnership.
        GeregistreerdPartnerschap = "P", "geregistreerd partnerschap";
        /// Not known; never delivered.
        Onbekend = ".", "onbekend";
    }
}

code_list! {
    /// 67.20 reden opschorting bijhouding: why a persoonslijst is no longer kept up.
    RedenOpschorting {
        /// Death.
        Overlijden = "O", "overlijden";
        /// Emigration.
        Emigratie = "E", "emigratie";
        /// By decision of the minister.
        MinisterieelBesluit = "M", "ministerieel besluit";
        /// Kept by the RNI.
        Rni = "R", "pl is aangelegd in de rni";
        /// Made by mistake; never delivered.
        Fout = "F", "fout";
        /// To be wiped; never delivered.
        Wissen = "W", "wissen";
        /// Not known.
        Onbekend = ".", "onbekend";
    }
}

code_list! {
    /// 10.10 functie adres.
    FunctieAdres {
        /// Where the person lives.
        Woonadres = "W", "woonadres";
        /// Where the person only receives post.
        Briefadres = "B", "briefadres";
    }
}

code_list! {
    /// 11.50 aanduiding bij huisnummer.
    AanduidingBijHuisnummer {
        /// Opposite the number.
        Tegenover = "to", "tegenover";
        /// Near the number.
        Bij = "by", "bij";
    }
}

code_list! {
    /// 65.10 aanduiding bijzonder Nederlanderschap.
    BijzonderNederlanderschap {
        /// Treated as a Dutch national by law.
        BehandeldAlsNederlander = "B", "behandeld als Nederlander";
        /// Established not to be a Dutch national.
        VastgesteldNietNederlander = "V", "vastgesteld niet-Nederlander";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_itself() {
        for titel in AdellijkeTitelPredicaat::ALL {
            assert_eq!(titel.code().parse(), Ok(*titel));
        }
        assert_eq!(AdellijkeTitelPredicaat::ALL.len(), 13);
        assert_eq!("F".parse(), Ok(RedenOpschorting::Fout));
        assert_eq!("x".parse::<Geslacht>(), Err(UnknownCode("Geslacht")));
    }
}
