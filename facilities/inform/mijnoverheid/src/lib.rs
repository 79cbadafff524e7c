//! MijnOverheid: the citizen's portal with the Berichtenbox, the citizen's own data, and who looked at it.
//!
//! Standards: Federatief Berichtenstelsel, Berichtenmagazijn API 0.2.0 (`POST /aanleveringen`); NL API Design Rules; OIDC-NLGOV and
//! OAuth-NL-profiel as a client of DigiD; Logboek Dataverwerkingen 1.0 as what is shown under "Wie heeft mijn gegevens bekeken".

pub mod brp;
pub mod close_account;
mod data;
pub mod deliver;
pub mod indicators;
mod log_in;
mod look_at_usage;
pub mod model;
mod move_letter;
pub mod oidc;
mod pages;
pub mod publish;
mod read_letter;
mod rest;
pub mod rules;
mod seed;
mod start;
mod words;

use indicator::Words;
use store::Migration;
use web::{Chapter, Facility, Interface, State};

/// Short name, also of the portal and its session.
pub const SLUG: &str = "mijnoverheid";
/// OIN of Logius, which runs it.
pub const OIN: &str = "00000001891813251000";
/// Attribute of a connection whose holder may deliver to boxes that were never activated, because the law says so.
pub const WITHOUT_ACTIVATION: &str = "zonder-activering";
/// Base of the interface for senders.
const API: &str = "/api/v1";
/// Its full version.
const API_VERSION: &str = "1.0.0";

/// The facility.
pub const FACILITY: Facility = Facility {
    slug: SLUG,
    chapter: Chapter::Inform,
    title: Words { nl: "MijnOverheid", en: "MijnOverheid" },
    summary: Words {
        nl: "Burgers lezen post van de overheid, zien hun eigen gegevens en zien wie die heeft bekeken.",
        en: "Citizens read government mail, see their own data, and see who looked at it.",
    },
    state: State::Part,
    oin: OIN,
    links: &[("/mijnoverheid", Words { nl: "Naar MijnOverheid", en: "Go to MijnOverheid" })],
    migrations: &[Migration {
        owner: SLUG,
        name: "0001_mijnoverheid",
        text: include_str!("../migrations/0001_mijnoverheid.sql"),
    }],
    templates: pages::TEMPLATES,
    indicators: indicators::ALL,
    interfaces: &[Interface {
        base: API,
        version: API_VERSION,
        document: include_str!("../openapi/berichtenmagazijn.json"),
        own: true,
    }],
    start: |house| Box::pin(start::start(house)),
    seed: |house, seeding| Box::pin(seed::seed(house, seeding)),
};
