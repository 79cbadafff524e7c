//! A facility to copy: a notice board on which connected organisations pin notes and everybody reads them.

mod data;
mod indicators;
mod pages;
mod pin;
mod rest;
mod rules;

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indicator::Words;
use kernel::Problem;
use store::Migration;
use web::{Access, Chapter, Facility, House, Routes, Running, Seeding, State};

/// The facility.
pub static FACILITY: Facility = Facility {
    slug: "voorbeeld",
    chapter: Chapter::Connect,
    title: Words { nl: "Voorbeeld", en: "Example" },
    summary: Words { nl: "Een prikbord om na te bouwen.", en: "A notice board to copy." },
    state: State::Part,
    oin: "00000001891813251000",
    links: &[("/voorbeeld", Words { nl: "Prikbord", en: "Notice board" })],
    migrations: &[Migration {
        owner: "voorbeeld",
        name: "0001_voorbeeld",
        text: include_str!("../migrations/0001_voorbeeld.sql"),
    }],
    templates: &[("voorbeeld/prikbord.html", include_str!("../templates/voorbeeld/prikbord.html"))],
    indicators: indicators::ALL,
    interfaces: &[],
    start,
    seed,
};

fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    async move {
        let routes = Routes::new("voorbeeld", &house).get("/voorbeeld", Access::Open, pages::board).post(
            "/voorbeeld/v1/notities",
            Access::Organisation,
            rest::pin,
        );
        Ok(Running { routes, topics: Vec::new() })
    }
    .boxed()
}

fn seed(_: Arc<House>, _: Seeding) -> BoxFuture<'static, Result<(), Problem>> {
    async { Ok(()) }.boxed()
}
