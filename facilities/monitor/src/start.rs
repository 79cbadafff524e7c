//! The Monitor at work: its routes, and what they share.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use http::request::Parts;
use kernel::Problem;
use tokio::sync::Semaphore;
use web::{Access, Acting, Answer, Failure, House, Routes, Running, View};

use crate::live::Looks;
use crate::query::Query;
use crate::sent::Sent;
use crate::shelf::Shelf;
use crate::{
    SLUG, alerts, chores, files, import, meting, metrics, pages, rest, rest_editions, rest_write, services,
    stream,
};
use edition::{Definitions, Edition, Names, Register};

/// What the faces of the Monitor share.
pub(crate) struct Desk {
    pub(crate) house: Arc<House>,
    pub(crate) shelf: Shelf,
    pub(crate) register: Register,
    pub(crate) definitions: Definitions,
    pub(crate) names: Names,
    /// The edition that the program carries: its chapters and facilities are the form of those that are made here.
    pub(crate) form: Edition,
    /// Held while files of editions are made.
    pub(crate) binding: tokio::sync::Mutex<()>,
    /// The alerts of the last look.
    pub(crate) alerts: alerts::Alerts,
    /// What is said about publications.
    pub(crate) commentaries: pages::views::Commentaries,
    /// The files that were asked last.
    pub(crate) unpacked: files::Unpacked,
    /// Earlier readings of the counts.
    pub(crate) looks: Looks,
    /// Places for open event streams.
    pub(crate) places: Arc<Semaphore>,
}

impl Desk {
    pub(crate) fn new(house: Arc<House>) -> Result<Self, Problem> {
        let damaged = |error| Problem::internal(format!("the register of indicators: {error}"));
        Ok(Self {
            shelf: Shelf::new(house.store.clone()),
            register: Register::built_in().map_err(damaged)?,
            definitions: Definitions::built_in().map_err(damaged)?,
            names: Names::built_in().map_err(damaged)?,
            form: Edition::built_in().map_err(damaged)?,
            binding: tokio::sync::Mutex::default(),
            alerts: alerts::Alerts::default(),
            commentaries: pages::views::Commentaries::default(),
            unpacked: files::Unpacked::default(),
            looks: Looks::default(),
            places: Arc::new(Semaphore::new(stream::STREAMS_MAX)),
            house,
        })
    }
}

/// A request as the Monitor's faces take it.
pub(crate) struct Asked {
    pub(crate) view: View,
    pub(crate) query: Query,
    /// OIN of the organisation that asks, when one does.
    pub(crate) caller: Option<String>,
    /// What a protocol's own rules need of the request.
    pub(crate) wire: Wire,
    path: HashMap<String, String>,
}

/// The parts of a request that protocols with rules of their own look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    headers: HeaderMap,
}

impl Wire {
    fn of(parts: &Parts) -> Self {
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.clone(),
        }
    }

    /// A header; empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Asked {
    /// The part of the path with this name; empty when the route has none.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }
}

impl FromRequestParts<Arc<House>> for Asked {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Failure> {
        let path = match RawPathParams::from_request_parts(parts, house).await {
            Ok(found) => found.iter().map(|(name, part)| (name.to_owned(), part.to_owned())).collect(),
            Err(_) => HashMap::new(),
        };
        let Acting(act) = Acting::from_request_parts(parts, house).await?;
        Ok(Self {
            view: View::of(parts, house),
            query: Query::of(&parts.uri),
            caller: act.caller.oin().map(ToString::to_string),
            wire: Wire::of(parts),
            path,
        })
    }
}

/// Starts the Monitor: the edition that the program carries is there from the first start on.
pub(crate) fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    Box::pin(async move {
        import::import_built_in(&house.store, &house.system_act(SLUG)).await?;
        let desk = Arc::new(Desk::new(Arc::clone(&house))?);
        meting::definitions::keep(&desk, &house.system_act(SLUG)).await?;
        chores::begin(&desk);
        Ok(Running { routes: routes(&house, &desk), topics: Vec::new() })
    })
}

pub(crate) fn routes(house: &Arc<House>, desk: &Arc<Desk>) -> Routes {
    services(interface(pages_of(Routes::new(SLUG, house), desk), desk), desk)
}

/// What people read.
fn pages_of(routes: Routes, desk: &Arc<Desk>) -> Routes {
    routes
        .get("/monitor", Access::Open, at(desk, pages::front))
        .get("/monitor/actueel", Access::Open, at(desk, pages::now))
        .get("/monitor/actueel/stroom", Access::Open, at(desk, stream::open))
        .get("/monitor/definities", Access::Open, at(desk, pages::definitions))
        .get("/monitor/{jaar}", Access::Open, at(desk, pages::edition::whole))
        .get("/monitor/{jaar}/v/{versie}", Access::Open, at(desk, pages::edition::whole))
        .get("/monitor/{jaar}/{hoofdstuk}", Access::Open, at(desk, pages::edition::chapter))
        .get("/monitor/{jaar}/voorziening/{slug}", Access::Open, at(desk, pages::edition::facility))
        .get("/monitor/{jaar}/indicator/{id}", Access::Open, at(desk, pages::edition::indicator))
        .get("/monitor/{jaar}/v/{versie}/indicator/{id}", Access::Open, at(desk, pages::edition::indicator))
        .get(
            "/monitor/{jaar}/herkomst/{indicator}/{uitsplitsing}/{periode}",
            Access::Open,
            at(desk, pages::edition::origin),
        )
        .get("/monitor/correcties", Access::Open, at(desk, pages::more::corrections))
        .get("/monitor/kalender", Access::Open, at(desk, pages::more::calendar))
        .get("/monitor/kalender.ics", Access::Open, at(desk, pages::more::calendar_file))
        .get("/monitor/feed.atom", Access::Open, at(desk, pages::more::feed))
        .get("/monitor/verschil/{paar}", Access::Open, at(desk, pages::more::difference))
        .get("/monitor/controle/{jaar}", Access::Open, at(desk, pages::more::findings))
        .get("/monitor/zoeken", Access::Open, at(desk, pages::more::search))
        .get("/monitor/vergelijken", Access::Open, at(desk, pages::more::compare))
        .get("/embed/{jaar}/{id}", Access::Open, at(desk, pages::embed::frame))
        .get("/oembed", Access::Open, at(desk, pages::embed::oembed))
        .get("/id/indicator/{id}", Access::Open, at(desk, pages::edition::indicator_id))
        .get("/id/editie/{jaar}/{versie}", Access::Open, at(desk, pages::edition::edition_id))
        .get("/monitor/{jaar}/monitor.pdf", Access::Open, at(desk, files::report))
        .get("/monitor/sleutels", Access::Open, at(desk, files::keys))
}

/// The Monitor's own API.
fn interface(routes: Routes, desk: &Arc<Desk>) -> Routes {
    routes
        .get("/monitor/api/v1/indicatoren", Access::Open, at(desk, rest::indicators))
        .get("/monitor/api/v1/indicatoren/{id}", Access::Open, at(desk, rest::indicator))
        .get("/monitor/api/v1/live", Access::Open, at(desk, rest::live))
        .get("/monitor/api/v1/live/alarmen", Access::Open, at(desk, rest::alerts))
        .get("/monitor/api/v1/indicatoren/{id}/definities", Access::Open, at(desk, rest::definitions_of))
        .get("/monitor/api/v1/waarnemingen", Access::Open, at(desk, rest::observations))
        .get("/monitor/api/v1/edities", Access::Open, at(desk, rest_editions::list))
        .get(
            "/monitor/api/v1/edities/{jaar}/voortgang",
            Access::Organisation,
            at(desk, rest_editions::progress),
        )
        .get("/monitor/api/v1/edities/{jaar}/{versie}", Access::Open, at(desk, rest_editions::one))
        .post(
            "/monitor/api/v1/edities/{jaar}/overgang",
            Access::Organisation,
            sent(desk, rest_write::advance),
        )
        .post(
            "/monitor/api/v1/edities/{jaar}/doorlatingen",
            Access::Organisation,
            sent(desk, rest_write::waive),
        )
        .post(
            "/monitor/api/v1/edities/{jaar}/waarnemingen/{indicator}/akkoord",
            Access::Organisation,
            sent(desk, rest_write::approve),
        )
        .post("/monitor/api/v1/toelichtingen", Access::Organisation, sent(desk, rest_write::explain))
        .post(
            "/monitor/api/v1/edities/{jaar}/toelichtingen/{id}/beoordeling",
            Access::Organisation,
            sent(desk, rest_write::review),
        )
        .get("/monitor/api/v1/correcties", Access::Open, at(desk, rest_editions::corrections))
        .get("/monitor/api/v1/breuken", Access::Open, at(desk, rest_editions::breaks))
        .get("/monitor/api/v1/bevindingen", Access::Open, at(desk, rest_editions::findings))
        .get(
            "/monitor/api/v1/herkomst/{indicator}/{uitsplitsing}/{periode}",
            Access::Open,
            at(desk, rest_editions::origin),
        )
        .post_up_to(
            checker::MAX_BYTES,
            "/monitor/api/v1/controles",
            Access::Open,
            sent(desk, rest_write::check),
        )
}

/// Files, protocols of statistics, metrics.
fn services(routes: Routes, desk: &Arc<Desk>) -> Routes {
    routes
        .get("/data/monitor/{jaar}/{versie}/{*pad}", Access::Open, at(desk, files::file))
        .get("/catalog", Access::Open, at(desk, files::catalogue))
        .get("/jsonstat", Access::Open, at(desk, services::jsonstat))
        .get("/jsonstat/{*pad}", Access::Open, at(desk, services::jsonstat))
        .get("/odata/v1", Access::Open, at(desk, services::odata))
        .get("/odata/v1/{*pad}", Access::Open, at(desk, services::odata))
        .get("/sdmx/v2", Access::Open, at(desk, services::sdmx))
        .get("/sdmx/v2/{*pad}", Access::Open, at(desk, services::sdmx))
        .post("/sdmx/v2/{*pad}", Access::Open, at(desk, services::sdmx))
        .get("/metrics", Access::Open, at(desk, metrics::metrics))
}

/// A face with the desk in its hand.
fn at<F, Answering>(desk: &Arc<Desk>, face: F) -> impl Fn(Asked) -> Answering + Clone + Send + Sync + 'static
where
    F: Fn(Arc<Desk>, Asked) -> Answering + Clone + Send + Sync + 'static,
    Answering: Future<Output = Answer> + Send + 'static,
{
    let desk = Arc::clone(desk);
    move |asked| face(Arc::clone(&desk), asked)
}

/// The same for a face that takes a body.
fn sent<F, Answering>(desk: &Arc<Desk>, face: F) -> impl Fn(Sent) -> Answering + Clone + Send + Sync + 'static
where
    F: Fn(Arc<Desk>, Sent) -> Answering + Clone + Send + Sync + 'static,
    Answering: Future<Output = Answer> + Send + 'static,
{
    let desk = Arc::clone(desk);
    move |sent| face(Arc::clone(&desk), sent)
}
