//! Pages: decode, call, render.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect};
use kernel::Problem;
use web::Answer;

use crate::start::{Asked, Desk};
use crate::{SLUG, definitions, live, present};

/// The templates of the Monitor.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("monitor/portaal.html", include_str!("../templates/monitor/portaal.html")),
    ("monitor/actueel.html", include_str!("../templates/monitor/actueel.html")),
    ("monitor/editie.html", include_str!("../templates/monitor/editie.html")),
    ("monitor/definities.html", include_str!("../templates/monitor/definities.html")),
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

/// A published edition.
pub(crate) async fn edition(desk: Arc<Desk>, asked: Asked) -> Answer {
    let missing = || {
        Problem::not_found(
            "Deze pagina of editie van de Monitor is er niet; kies /monitor/2020 of /monitor/actueel.",
        )
    };
    let part = asked.part("jaar");
    let year: u16 =
        if part.len() == 4 { part.parse().map_err(|_| missing())? } else { return Err(missing().into()) };
    let published = desk.shelf.edition(year).await?.ok_or_else(missing)?;
    let values = present::page(&published, asked.view.language);
    asked.view.page(&desk.house, SLUG, "monitor/editie.html", values)
}

/// Every indicator with its definition.
pub(crate) async fn definitions(desk: Arc<Desk>, asked: Asked) -> Answer {
    let values = definitions::page(&desk, asked.view.language);
    asked.view.page(&desk.house, SLUG, "monitor/definities.html", values)
}
