//! Routes and messages of this facility.

use std::sync::Arc;

use kernel::Problem;
use message::{Retry, Topic};
use web::{Access, House, Routes, Running};

use crate::oidc::Client;
use crate::{SLUG, close_account, deliver, pages, publish, rest};

/// Largest body of a letter: 1 MiB of text in JSON's longest spelling, and two attachments in base64.
const LETTER_BYTES: usize = 8 * 1024 * 1024;

/// Whoever is logged in here.
const CITIZEN: Access = Access::Person { portal: SLUG, login: "/mijnoverheid/inloggen" };

pub(crate) async fn start(house: Arc<House>) -> Result<Running, Problem> {
    let keys = house.settings.keys.clone();
    // Making keys, on the first start only, takes a while.
    let client = tokio::task::spawn_blocking(move || Client::open(&keys))
        .await
        .map_err(|_| Problem::internal("making keys stopped"))??;
    house.keep(Arc::new(client));
    Ok(Running { routes: routes(&house), topics: topics(&house) })
}

fn routes(house: &Arc<House>) -> Routes {
    Routes::new(SLUG, house)
        .post_up_to(LETTER_BYTES, "/api/v1/aanleveringen", Access::Organisation, rest::deliver)
        .get("/api/v1/aanleveringen/{berichtId}", Access::Organisation, rest::status)
        .get("/mijnoverheid/jwks", Access::Open, pages::jwks)
        .get("/mijnoverheid/inloggen", Access::Open, pages::log_in)
        .get("/mijnoverheid/terug", Access::Open, pages::back)
        .post("/mijnoverheid/uitloggen", CITIZEN, pages::log_out)
        .get("/mijnoverheid", CITIZEN, pages::inbox)
        .get("/mijnoverheid/berichten", CITIZEN, pages::inbox)
        .get("/mijnoverheid/berichten/{id}", CITIZEN, pages::letter)
        .get("/mijnoverheid/berichten/{id}/bijlagen/{place}", CITIZEN, pages::attachment)
        .post("/mijnoverheid/berichten/{id}/{action}", CITIZEN, pages::move_letter)
        .get("/mijnoverheid/gegevens", CITIZEN, pages::own_data)
        .get("/mijnoverheid/bekeken", CITIZEN, pages::usage)
}

fn topics(house: &Arc<House>) -> Vec<Topic> {
    let (closing, publishing) = (Arc::clone(house), Arc::clone(house));
    vec![
        Topic {
            name: close_account::EVENT_TOPIC,
            retry: Retry::WEEK,
            handle: Arc::new(move |message| Box::pin(close_account::on_event(Arc::clone(&closing), message))),
        },
        Topic {
            name: deliver::PUBLISH_TOPIC,
            retry: Retry::WEEK,
            handle: Arc::new(move |message| Box::pin(publish::publish(Arc::clone(&publishing), message))),
        },
    ]
}
