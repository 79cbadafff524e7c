//! Basisregistratie Personen: the records of a persoonslijst, the question of `POST /haalcentraal/api/brp/personen`, and
//! the rules that turn the one into the answer to the other. `model`, `fields` and `rules` do no input or output and read no
//! clock; `data` holds all SQL; `ask`, `register_event` and `seed` are the operations: one act, one transaction each.

pub mod ask;
pub mod data;
pub mod desk;
pub mod fields;
pub mod indicators;
pub mod model;
pub mod register_event;
mod rest;
pub mod rules;
pub mod seed;
pub mod tabellen;

use std::sync::Arc;

use country::{CountrySpec, country};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indicator::Words;
use kernel::Problem;
use web::{Access, Chapter, Facility, House, Interface, Routes, Running, Seeding, State};

/// The facility.
pub static FACILITY: Facility = Facility {
    slug: "brp",
    chapter: Chapter::Record,
    title: Words { nl: "Basisregistratie Personen (BRP)", en: "Base register of persons (BRP)" },
    summary: Words {
        nl: "Wie er in Nederland woont: gevraagd door organisaties die dat mogen, bijgehouden door gemeenten.",
        en: "Who lives in the Netherlands: asked by organisations that may, kept by municipalities.",
    },
    state: State::Part,
    oin: "00000001895895067000",
    links: &[(
        "/brp/v1/openapi.json",
        Words { nl: "Beschrijving van mutaties", en: "Description of mutations" },
    )],
    migrations: data::MIGRATIONS,
    templates: &[],
    indicators: indicators::INDICATORS,
    interfaces: &[
        Interface {
            base: "/haalcentraal/api/brp",
            version: rest::PERSONEN_VERSION,
            document: include_str!("../openapi/personen.json"),
            own: false,
        },
        Interface {
            base: "/brp/v1",
            version: rest::VERSION,
            document: include_str!("../openapi/mutaties.json"),
            own: true,
        },
    ],
    start,
    seed: fill,
};

fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    async move {
        house.keep(Arc::new(desk::Desk::default()));
        let routes = Routes::new("brp", &house)
            .post("/haalcentraal/api/brp/personen", Access::Organisation, rest::ask)
            .post("/brp/v1/mutaties", Access::Organisation, rest::register_event);
        Ok(Running { routes, topics: Vec::new() })
    }
    .boxed()
}

fn fill(house: Arc<House>, seeding: Seeding) -> BoxFuture<'static, Result<(), Problem>> {
    async move {
        let spec = CountrySpec { seed: seeding.seed, people: seeding.people, today: seeding.today };
        let people = country(spec).flat_map(|household| household.members);
        seed::seed(&house.store, &house.system_act("brp"), people, &*seeding.progress).await.map(drop)
    }
    .boxed()
}
