//! Until when somebody stays logged in: told on every page, asked by the script that warns, and moved on with a button (WCAG 2.2, 2.2.1).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method};
use kernel::Moment;
use minijinja::{Value, context};
use serde_json::json;

use crate::access::wants_page;
use crate::{Access, Answer, Form, House, RouteInfo, Routes, Session, Signed};

/// How long before the end the script warns: time enough to read it and to press a button.
const WARN_SECONDS: i64 = 120;

/// Until when somebody stays logged in, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    /// Name of the portal.
    portal: &'static str,
    /// The moment.
    at: Moment,
    /// How many seconds that is from now.
    seconds: i64,
    /// Whether it can still be moved on.
    can_extend: bool,
}

impl Until {
    /// Of this session, now.
    pub(crate) fn of(session: &Session, now: Moment) -> Self {
        let seconds = session.until.seconds().saturating_sub(now.seconds()).max(0);
        Self { portal: session.portal, at: session.until, seconds, can_extend: session.until < session.ends }
    }

    /// The time of day, in the Netherlands.
    fn clock(&self) -> String {
        let local = self.at.in_amsterdam();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// As the template wants it.
    pub(crate) fn value(&self) -> Value {
        context! {
            address => format!("/sessie/{}", self.portal),
            iso => self.at.rfc3339(),
            clock => self.clock(),
            seconds => self.seconds,
            warn => WARN_SECONDS,
            can_extend => self.can_extend,
        }
    }

    fn answer(&self) -> Response {
        axum::Json(json!({
            "seconds": self.seconds, "clock": self.clock(), "iso": self.at.rfc3339(), "canExtend": self.can_extend,
        }))
        .into_response()
    }
}

/// Two routes for every portal that people log in at: how long still, and longer please.
pub(crate) fn routes(house: &Arc<House>, list: &[RouteInfo]) -> Routes {
    let mut routes = Routes::new("stelsel", house);
    let mut portals: Vec<(&'static str, Access)> = Vec::new();
    for info in list {
        let portal = match info.access {
            Access::Person { portal, .. } => portal,
            Access::Operator => "console",
            _ => continue,
        };
        if info.method == Method::GET && !portals.iter().any(|(known, _)| *known == portal) {
            portals.push((portal, info.access));
        }
    }
    for (portal, access) in portals {
        // A few short names, once for as long as the program runs.
        let path: &'static str = Box::leak(format!("/sessie/{portal}").into_boxed_str());
        let remaining = async move |State(house): State<Arc<House>>, headers: HeaderMap| -> Answer {
            let session = house.sessions.peek(portal, &headers).await?;
            Ok(match session {
                Some(session) => Until::of(&session, house.clock.now()).answer(),
                None => axum::Json(json!({ "seconds": 0 })).into_response(),
            })
        };
        routes = routes.get(path, Access::Open, remaining).post(path, access, extend);
    }
    routes
}

/// `POST /sessie/{portal}`: asking is what moves the end on; the gate has done it. Back to the page, or the new end for the script.
async fn extend(
    State(house): State<Arc<House>>,
    Signed(session): Signed,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    if !wants_page(&headers) {
        return Ok(Until::of(&session, house.clock.now()).answer());
    }
    let back = form.text("terug");
    let inside = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    Ok(Redirect::to(if inside { back } else { "/" }).into_response())
}
