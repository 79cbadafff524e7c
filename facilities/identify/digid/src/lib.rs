//! DigiD: the login of natural persons. Accounts with a username and password at level Basis, and the face C of its card: OpenID
//! Connect to the NL GOV profile. What is not built yet stands in the README.

mod authorization;
mod clients;
mod cookie;
mod data;
mod death;
mod demo_client;
mod digid;
mod indicators;
mod login_page;
mod mijn;
mod names;
mod oidc;
mod seed;

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indicator::Words;
use kernel::Problem;
use web::{Access, Chapter, Facility, House, Routes, Running, Seeding, State};

pub use clients::{MIJNOVERHEID_CLIENT, MIJNOVERHEID_KEYS, MIJNOVERHEID_SERVICE};
pub use demo_client::{DemoClient, demo_client};
pub use digid::Digid;
pub use names::WORDS;
pub use seed::{TEST_PASSWORD, username_of};

/// The facility.
pub static FACILITY: Facility = Facility {
    slug: names::SLUG,
    chapter: Chapter::Identify,
    title: Words { nl: "DigiD", en: "DigiD" },
    summary: Words {
        nl: "Waarmee burgers bij de overheid inloggen.",
        en: "With which citizens log in to government services.",
    },
    state: State::Part,
    oin: "00000001891813251000",
    links: &[
        (mijn::HOME, Words { nl: "Mijn DigiD", en: "My DigiD" }),
        (
            "/.well-known/openid-configuration",
            Words { nl: "Aansluiten met OpenID Connect", en: "Connect with OpenID Connect" },
        ),
    ],
    migrations: &[login::MIGRATIONS[0], data::MIGRATION],
    templates: &[
        ("digid/inloggen.html", include_str!("../templates/digid/inloggen.html")),
        ("digid/mijn.html", include_str!("../templates/digid/mijn.html")),
    ],
    indicators: indicators::ALL,
    interfaces: &[],
    start,
    seed,
};

fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    async move {
        let digid = Arc::new(Digid::open(&house).await?);
        clients::connect_known(&house, &digid).await?;
        digid::keep_tidy(&digid, &house);
        let topics = vec![death::topic(&house)];
        house.keep(digid);
        Ok(Running { routes: routes(&house), topics })
    }
    .boxed()
}

fn routes(house: &Arc<House>) -> Routes {
    const PERSON: Access = Access::Person { portal: mijn::PORTAL, login: mijn::LOGIN };
    Routes::new(names::SLUG, house)
        .get("/.well-known/openid-configuration", Access::Open, oidc::metadata)
        .get("/.well-known/oauth-authorization-server", Access::Open, oidc::metadata)
        .get("/openid-connect/v1/authorization", Access::Open, authorization::authorize)
        .post("/openid-connect/v1/authorization", Access::Open, authorization::authorize)
        .post("/openid-connect/v1/token", Access::Open, oidc::token)
        .get("/openid-connect/v1/jwks", Access::Open, oidc::jwks)
        .get("/openid-connect/v1/userinfo", Access::Open, oidc::user_info)
        .post("/openid-connect/v1/userinfo", Access::Open, oidc::user_info)
        .post("/openid-connect/v1/revoke", Access::Open, oidc::revoke)
        .post("/openid-connect/v1/introspect", Access::Open, oidc::introspect)
        .get(login_page::PATH, Access::Open, login_page::page)
        .post(login_page::PATH, Access::Open, login_page::submit)
        .get(mijn::LOGIN, Access::Open, mijn::login_page)
        .post(mijn::LOGIN, Access::Open, mijn::log_in)
        .get(mijn::HOME, PERSON, mijn::page)
        .post("/digid/uitloggen", PERSON, mijn::log_out)
}

fn seed(house: Arc<House>, seeding: Seeding) -> BoxFuture<'static, Result<(), Problem>> {
    async move { seed::seed(&house, &seeding).await }.boxed()
}
