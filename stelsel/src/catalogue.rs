//! The one list of all facilities: those that are built, and what the others will be.

use indicator::Words;
use web::{Chapter, Facility};

/// The facilities that are built. A new one is one line here.
pub static BUILT: &[&Facility] =
    &[&digid::FACILITY, &pkioverheid::FACILITY, &mijnoverheid::FACILITY, &brp::FACILITY, &monitor::FACILITY];

/// A facility of the report by its slug, name and chapter, and what it is for.
pub struct Card {
    /// Short name.
    pub slug: &'static str,
    /// Official name.
    pub name: &'static str,
    /// Chapter.
    pub chapter: Chapter,
    /// For whom and what.
    pub summary: Words,
}

const fn card(
    slug: &'static str,
    name: &'static str,
    chapter: Chapter,
    nl: &'static str,
    en: &'static str,
) -> Card {
    Card { slug, name, chapter, summary: Words { nl, en } }
}

/// All 29 facilities, in the report's order.
pub static ALL: &[Card] = &[
    card("digid", "DigiD", Chapter::Identify, "Inloggen voor burgers.", "Login for citizens."),
    card(
        "digid-machtigen",
        "DigiD Machtigen",
        Chapter::Identify,
        "Iemand anders iets laten regelen.",
        "Letting somebody else act for you.",
    ),
    card("eherkenning", "eHerkenning", Chapter::Identify, "Inloggen voor bedrijven.", "Login for companies."),
    card(
        "pkioverheid",
        "PKIoverheid",
        Chapter::Identify,
        "Certificaten van organisaties.",
        "Certificates of organisations.",
    ),
    card(
        "bv-bsn",
        "Beheervoorziening BSN",
        Chapter::Identify,
        "Burgerservicenummers uitgeven en controleren.",
        "Issuing and checking citizen service numbers.",
    ),
    card(
        "mijnoverheid",
        "MijnOverheid",
        Chapter::Inform,
        "Post, zaken en gegevens van de burger op één plek.",
        "A citizen's mail, cases and data in one place.",
    ),
    card(
        "berichtenbox-bedrijven",
        "Berichtenbox voor bedrijven",
        Chapter::Inform,
        "Beveiligde post tussen overheid en ondernemer.",
        "Secure mail between government and business.",
    ),
    card(
        "overheid-nl",
        "Overheid.nl",
        Chapter::Inform,
        "De wegwijzer naar de overheid.",
        "The guide to government.",
    ),
    card(
        "ondernemersplein",
        "Ondernemersplein",
        Chapter::Inform,
        "Informatie voor ondernemers.",
        "Information for businesses.",
    ),
    card(
        "samenwerkende-catalogi",
        "Samenwerkende Catalogi",
        Chapter::Inform,
        "Producten en diensten van alle overheden.",
        "Products and services of all governments.",
    ),
    card(
        "brp",
        "Basisregistratie Personen (BRP)",
        Chapter::Record,
        "Wie er in Nederland woont.",
        "Who lives in the Netherlands.",
    ),
    card(
        "hr",
        "Handelsregister (HR)",
        Chapter::Record,
        "Bedrijven en rechtspersonen.",
        "Companies and legal entities.",
    ),
    card(
        "bag",
        "Basisregistratie Adressen en Gebouwen (BAG)",
        Chapter::Record,
        "Adressen en gebouwen.",
        "Addresses and buildings.",
    ),
    card(
        "brt",
        "Basisregistratie Topografie (BRT)",
        Chapter::Record,
        "Kaarten van heel Nederland.",
        "Maps of the whole country.",
    ),
    card(
        "bgt",
        "Basisregistratie Grootschalige Topografie (BGT)",
        Chapter::Record,
        "De gedetailleerde kaart.",
        "The detailed map.",
    ),
    card(
        "brk",
        "Basisregistratie Kadaster (BRK)",
        Chapter::Record,
        "Percelen en eigendom.",
        "Parcels and ownership.",
    ),
    card(
        "brv",
        "Basisregistratie Voertuigen (BRV)",
        Chapter::Record,
        "Voertuigen en houders.",
        "Vehicles and their holders.",
    ),
    card(
        "woz",
        "Basisregistratie Waarde Onroerende Zaken (WOZ)",
        Chapter::Record,
        "De waarde van woningen en panden.",
        "The value of property.",
    ),
    card(
        "bri",
        "Basisregistratie Inkomen (BRI)",
        Chapter::Record,
        "Inkomens van burgers.",
        "Incomes of citizens.",
    ),
    card(
        "bro",
        "Basisregistratie Ondergrond (BRO)",
        Chapter::Record,
        "Wat er onder de grond zit.",
        "What lies under the ground.",
    ),
    card(
        "digilevering",
        "Digilevering",
        Chapter::Record,
        "Gebeurtenissen doorgeven aan afnemers.",
        "Passing events on to consumers.",
    ),
    card(
        "digimelding",
        "Digimelding",
        Chapter::Record,
        "Twijfel over een gegeven terugmelden.",
        "Reporting doubts about registered data.",
    ),
    card(
        "stelselcatalogus",
        "Stelselcatalogus",
        Chapter::Record,
        "Wat de gegevens betekenen.",
        "What the data mean.",
    ),
    card(
        "efactureren",
        "eFactureren",
        Chapter::Connect,
        "Elektronische facturen aan de overheid.",
        "Electronic invoices to government.",
    ),
    card(
        "sbr",
        "SBR",
        Chapter::Connect,
        "Financiële rapportages op één manier.",
        "Financial reports in one way.",
    ),
    card(
        "digipoort",
        "Digipoort",
        Chapter::Connect,
        "De postkamer voor bedrijven.",
        "The mail room for businesses.",
    ),
    card(
        "digikoppeling",
        "Digikoppeling",
        Chapter::Connect,
        "Afspraken voor berichtenverkeer.",
        "Agreements on exchanging messages.",
    ),
    card(
        "diginetwerk",
        "Diginetwerk",
        Chapter::Connect,
        "Het besloten netwerk van de overheid.",
        "The closed network of government.",
    ),
    card(
        "nora",
        "NORA",
        Chapter::Connect,
        "De architectuur van de overheid.",
        "The architecture of government.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_has_twenty_nine_facilities_and_every_built_one_is_among_them_or_the_monitor() {
        assert_eq!(ALL.len(), 29);
        for facility in BUILT {
            let known =
                facility.chapter == Chapter::Monitor || ALL.iter().any(|card| card.slug == facility.slug);
            assert!(known, "{}", facility.slug);
        }
    }

    #[test]
    fn every_facility_is_run_by_an_organisation_of_the_country() {
        let organisations = country::organisations();
        for facility in BUILT {
            assert!(organisations.iter().any(|one| one.oin.as_str() == facility.oin), "{}", facility.slug);
        }
    }
}
