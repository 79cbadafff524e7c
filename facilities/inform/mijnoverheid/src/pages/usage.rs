//! "Wie heeft mijn gegevens bekeken".

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use indicator::Words;
use kernel::{Language, Moment, Oin, Problem};
use serde_json::{Value, json};
use store::Logged;
use web::{Acting, Answer, House, Signed, View};

use super::owner;
use crate::rules::usage::{Actor, actor, asked, channel};
use crate::{brp, look_at_usage, words};

const ADDRESS: &str = "/mijnoverheid/bekeken";

/// `GET /mijnoverheid/bekeken?voor=`.
pub(crate) async fn usage(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    view: View,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    const TITLE: Words = Words { nl: "Wie heeft mijn gegevens bekeken", en: "Who looked at my data" };
    let before = query.get("voor").map(|text| text.parse::<i64>()).transpose();
    let before = before.map_err(|_| {
        Problem::bad_request("voor", "Dit is geen plaats in een lijst; begin bij de nieuwste.")
    })?;
    let from = Moment::from_micros(before.unwrap_or(i64::MAX));
    let (entries, next) = look_at_usage::look(&house, &act, &owner(&session)?, from).await?;
    let values = json!({
        "section": "bekeken",
        "page_title": TITLE.get(view.language),
        "views": entries.iter().map(|entry| line(&house, entry, view.language)).collect::<Vec<_>>(),
        "browse": {
            "newest": before.map(|_| ADDRESS),
            "older": next.map(|next| format!("{ADDRESS}?voor={}", next.micros())),
        },
    });
    view.page(&house, crate::SLUG, "mijnoverheid/bekeken.html", values)
}

fn line(house: &House, entry: &Logged, language: Language) -> Value {
    json!({
        "moment": words::moment(entry.at, language, true),
        "organisation": who(house, entry, language),
        "purpose": entry.purpose,
        "asked": asked(entry, &facility(house, entry, language), language),
        "channel": channel(&entry.channel, language),
    })
}

/// What the facility is called where it was done.
fn facility(house: &House, entry: &Logged, language: Language) -> String {
    let known = house.facility(&entry.facility);
    known.map_or_else(|| entry.facility.clone(), |one| one.title.get(language).to_owned())
}

fn who(house: &House, entry: &Logged, language: Language) -> String {
    let named = |oin: &str| {
        let known = oin.parse::<Oin>().ok().and_then(|oin| house.parties.organisation(&oin));
        known.map_or_else(|| format!("OIN {oin}"), |one| one.name.clone())
    };
    match actor(entry, crate::SLUG, brp::PURPOSE) {
        Actor::Yourself => Words { nl: "uzelf", en: "yourself" }.get(language).to_owned(),
        Actor::Organisation(oin) => named(oin),
        Actor::Facility(slug, oin) => match house.facility(slug) {
            Some(facility) => format!("{} ({})", named(oin), facility.title.get(language)),
            None => named(oin),
        },
        Actor::System => facility(house, entry, language),
    }
}
