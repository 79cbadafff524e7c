//! What a facility tells the house about itself.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use indicator::{Indicator, Words};
use kernel::{Day, Problem};
use message::Topic;
use store::Migration;

use crate::{House, Routes};

/// The four chapters of the report, and the Monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// Identificeren en authenticeren.
    Identify,
    /// Dienstverlening en informatie verstrekken.
    Inform,
    /// Gegevens en registreren.
    Record,
    /// Dienstverlening en verbinden.
    Connect,
    /// The Monitor, which stands beside the four.
    Monitor,
}

impl Chapter {
    /// Its title.
    #[must_use]
    pub fn title(self) -> Words {
        match self {
            Self::Identify => {
                Words { nl: "Identificeren en authenticeren", en: "Identification and authentication" }
            }
            Self::Inform => {
                Words { nl: "Dienstverlening en informatie verstrekken", en: "Services and information" }
            }
            Self::Record => Words { nl: "Gegevens en registreren", en: "Data and registration" },
            Self::Connect => Words { nl: "Dienstverlening en verbinden", en: "Services and connection" },
            Self::Monitor => Words { nl: "Monitor", en: "Monitor" },
        }
    }
}

/// How far a facility is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everything on its card.
    Works,
    /// Some of it; its README says which.
    Part,
    /// Nothing yet.
    Absent,
}

/// An interface description (OpenAPI 3) of a JSON API, served at `{base}/openapi.json`.
#[derive(Debug, Clone, Copy)]
pub struct Interface {
    /// Base path, such as `/brp/v1`.
    pub base: &'static str,
    /// Full version, sent as `API-Version`.
    pub version: &'static str,
    /// The document.
    pub document: &'static str,
    /// Whether it is our own, and so must follow the NL API Design Rules without an error.
    pub own: bool,
}

/// One facility: everything the house needs to run it.
pub struct Facility {
    /// Short name in addresses: `brp`.
    pub slug: &'static str,
    /// Where it stands in the report.
    pub chapter: Chapter,
    /// Official name.
    pub title: Words,
    /// One sentence: for whom and what.
    pub summary: Words,
    /// How far it is built.
    pub state: State,
    /// OIN of the organisation that runs it, under which it calls others.
    pub oin: &'static str,
    /// Pages worth a link from the front page: path and text.
    pub links: &'static [(&'static str, Words)],
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Its templates: name and text.
    pub templates: &'static [(&'static str, &'static str)],
    /// What it counts.
    pub indicators: &'static [Indicator],
    /// Its JSON APIs.
    pub interfaces: &'static [Interface],
    /// Makes its routes and jobs.
    pub start: fn(Arc<House>) -> BoxFuture<'static, Result<Running, Problem>>,
    /// Fills its tables from the synthetic country, on first start only.
    pub seed: fn(Arc<House>, Seeding) -> BoxFuture<'static, Result<(), Problem>>,
}

/// A facility at work.
pub struct Running {
    /// Its routes.
    pub routes: Routes,
    /// The messages it handles.
    pub topics: Vec<Topic>,
}

/// What seeding starts from.
#[derive(Clone)]
pub struct Seeding {
    /// Seed of the country.
    pub seed: u64,
    /// How many people.
    pub people: usize,
    /// The day on which the country is made.
    pub today: Day,
    /// Told how many people are done, by the facility that takes longest.
    pub progress: Arc<dyn Fn(u64) + Send + Sync>,
}
