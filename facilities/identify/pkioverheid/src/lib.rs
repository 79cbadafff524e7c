//! PKIoverheid: the authority behind every certificate of the house, its revocation lists, and the console on which an operator connects
//! organisations and issues or revokes their certificates.

pub mod authority;
mod console;
mod form;
mod indicators;
mod login;
mod publish;

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indicator::Words;
use kernel::Problem;
use web::{Access, Chapter, Facility, House, Routes, Running, Seeding, State};

use crate::authority::Pki;
pub use crate::console::indicator_of;

/// The facility.
pub static FACILITY: Facility = Facility {
    slug: "pkioverheid",
    chapter: Chapter::Identify,
    title: Words { nl: "PKIoverheid", en: "PKIoverheid" },
    summary: Words {
        nl: "Certificaten waarmee organisaties laten zien wie zij zijn.",
        en: "Certificates with which organisations show who they are.",
    },
    state: State::Part,
    oin: "00000001891813251000",
    links: &[("/console/organisaties", Words { nl: "Beheer van aansluitingen", en: "Operator console" })],
    migrations: &[],
    templates: &[
        ("console/portaal.html", include_str!("../templates/console/portaal.html")),
        ("console/inloggen.html", include_str!("../templates/console/inloggen.html")),
        ("console/certificaat.html", include_str!("../templates/console/certificaat.html")),
        ("console/organisatie.html", include_str!("../templates/console/organisatie.html")),
        ("console/organisaties.html", include_str!("../templates/console/organisaties.html")),
        ("console/verbinding-nieuw.html", include_str!("../templates/console/verbinding-nieuw.html")),
    ],
    indicators: indicators::ALL,
    interfaces: &[],
    start,
    seed,
};

fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    async move {
        let pki = Arc::new(Pki::open(&house.settings.keys, &house.settings.origins)?);
        let routes = Routes::new("pkioverheid", &house)
            .get("/pkioverheid/certs/{file}", Access::Open, publish::certificate)
            .get("/pkioverheid/crl/{file}", Access::Open, publish::revocation_list)
            .get("/console", Access::Operator, console::home)
            .get("/console/inloggen", Access::Open, login::page)
            .post("/console/inloggen", Access::Open, login::log_in)
            .post("/console/uitloggen", Access::Operator, login::log_out)
            .get("/console/organisaties", Access::Operator, console::organisations)
            .get("/console/organisaties/{oin}", Access::Operator, console::organisation)
            .post("/console/organisaties/{oin}/certificaat", Access::Operator, console::issue)
            .get("/console/verbindingen/nieuw", Access::Operator, form::page)
            .post("/console/verbindingen", Access::Operator, form::submit)
            .post("/console/verbindingen/{id}/einde", Access::Operator, console::end_connection)
            .post("/console/certificaten/{serial}/intrekken", Access::Operator, console::revoke);
        house.keep(pki);
        Ok(Running { routes, topics: Vec::new() })
    }
    .boxed()
}

fn seed(_: Arc<House>, _: Seeding) -> BoxFuture<'static, Result<(), Problem>> {
    async { Ok(()) }.boxed()
}
