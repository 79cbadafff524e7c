//! The Monitor Digitale Overheid: figures counted in this installation, live and recounted, beside the published edition of
//! 2020. The two families never mix: `meting` is what is counted here, `publicatie` is what the document of 2020 says.

mod alerts;
mod binding;
mod chores;
mod commentary;
mod data;
mod definitions;
mod export;
mod files;
mod import;
mod live;
mod meting;
mod metrics;
mod model;
mod notation;
mod page;
mod pages;
mod present;
mod query;
mod rest;
mod rest_editions;
mod rest_write;
mod rules;
mod seed;
mod sent;
mod services;
mod shelf;
mod start;
mod stream;

#[cfg(test)]
mod tests;

use indicator::Words;
use store::Migration;
use web::{Chapter, Facility, Interface, State};

pub use export::{Form, export, rebuild};
pub use import::{How, import, import_as};
pub use model::{Imported, Outcome};

/// Short name in addresses and in the journal.
pub const SLUG: &str = "monitor";
/// OIN of Stichting ICTU among the invented organisations, which compiles the Monitor.
const OIN: &str = "00000001892422452000";

/// The tables of the Monitor.
pub const MIGRATIONS: &[Migration] =
    &[Migration { owner: SLUG, name: "0001_monitor", text: include_str!("../migrations/0001_monitor.sql") }];

/// The Monitor as a facility of the house.
pub static FACILITY: Facility = Facility {
    slug: SLUG,
    chapter: Chapter::Monitor,
    title: Words { nl: "Monitor Digitale Overheid", en: "Digital Government Monitor" },
    summary: Words {
        nl: "Telt wat er in alle voorzieningen gebeurt, telt het na, en toont de gepubliceerde editie van 2020.",
        en: "Counts what happens in all facilities, counts it again, and shows the published edition of 2020.",
    },
    state: State::Part,
    oin: OIN,
    links: &[
        ("/monitor/actueel", Words { nl: "Wat er nu gebeurt", en: "What happens now" }),
        ("/monitor/2020", Words { nl: "De editie van 2020", en: "The 2020 edition" }),
        ("/monitor/definities", Words { nl: "Wat elk cijfer betekent", en: "What each figure means" }),
    ],
    migrations: MIGRATIONS,
    templates: pages::TEMPLATES,
    indicators: &[],
    interfaces: &[Interface {
        base: rest::BASE,
        version: rest::VERSION,
        document: include_str!("../openapi/monitor.json"),
        own: true,
    }],
    start: start::start,
    seed: seed::seed,
};
