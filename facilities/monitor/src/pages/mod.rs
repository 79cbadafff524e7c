//! Pages: decode, call, render.

pub(crate) mod edition;
pub(crate) mod embed;
pub(crate) mod more;
pub(crate) mod views;

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect};
use web::Answer;

use crate::start::{Asked, Desk};
use crate::{SLUG, definitions, live};

/// The templates of the Monitor.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("monitor/portaal.html", include_str!("../../templates/monitor/portaal.html")),
    ("monitor/actueel.html", include_str!("../../templates/monitor/actueel.html")),
    ("monitor/editie.html", include_str!("../../templates/monitor/editie.html")),
    ("monitor/definities.html", include_str!("../../templates/monitor/definities.html")),
    ("monitor/delen.html", include_str!("../../templates/monitor/delen.html")),
    ("monitor/hoofdstuk.html", include_str!("../../templates/monitor/hoofdstuk.html")),
    ("monitor/voorziening.html", include_str!("../../templates/monitor/voorziening.html")),
    ("monitor/indicator.html", include_str!("../../templates/monitor/indicator.html")),
    ("monitor/herkomst.html", include_str!("../../templates/monitor/herkomst.html")),
    ("monitor/correcties.html", include_str!("../../templates/monitor/correcties.html")),
    ("monitor/kalender.html", include_str!("../../templates/monitor/kalender.html")),
    ("monitor/verschil.html", include_str!("../../templates/monitor/verschil.html")),
    ("monitor/controle.html", include_str!("../../templates/monitor/controle.html")),
    ("monitor/zoeken.html", include_str!("../../templates/monitor/zoeken.html")),
    ("monitor/vergelijken.html", include_str!("../../templates/monitor/vergelijken.html")),
    ("monitor/embed.html", include_str!("../../templates/monitor/embed.html")),
];

/// The newest edition; what is counted now when there is none.
pub(crate) async fn front(desk: Arc<Desk>, _: Asked) -> Answer {
    let to = match desk.shelf.newest_year().await? {
        Some(year) => format!("/monitor/{year}"),
        None => "/monitor/actueel".to_owned(),
    };
    Ok(Redirect::temporary(&to).into_response())
}

/// What is counted now. `verversen=uit` stands still.
pub(crate) async fn now(desk: Arc<Desk>, asked: Asked) -> Answer {
    let paused = asked.query.get("verversen") == Some("uit");
    let values = live::page(&desk, asked.view.language, paused).await?;
    asked.view.page(&desk.house, SLUG, "monitor/actueel.html", values)
}

/// Every indicator with its definition.
pub(crate) async fn definitions(desk: Arc<Desk>, asked: Asked) -> Answer {
    let values = definitions::page(&desk, asked.view.language);
    asked.view.page(&desk.house, SLUG, "monitor/definities.html", values)
}
