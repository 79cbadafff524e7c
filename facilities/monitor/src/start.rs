//! The Monitor at work: its routes, and what they share.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use futures_util::future::BoxFuture;
use http::request::Parts;
use kernel::Problem;
use tokio::sync::Semaphore;
use web::{Access, Answer, Failure, House, Routes, Running, View};

use crate::edition::{Names, Register};
use crate::live::Looks;
use crate::query::Query;
use crate::shelf::Shelf;
use crate::{SLUG, import, metrics, pages, rest, stream};

/// What the faces of the Monitor share.
pub(crate) struct Desk {
    pub(crate) house: Arc<House>,
    pub(crate) shelf: Shelf,
    pub(crate) register: Register,
    pub(crate) names: Names,
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
            names: Names::built_in().map_err(damaged)?,
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
    path: HashMap<String, String>,
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
        Ok(Self { view: View::of(parts, house), query: Query::of(&parts.uri), path })
    }
}

/// Starts the Monitor: the edition that the program carries is there from the first start on.
pub(crate) fn start(house: Arc<House>) -> BoxFuture<'static, Result<Running, Problem>> {
    Box::pin(async move {
        import::import_built_in(&house.store, &house.system_act(SLUG)).await?;
        let desk = Arc::new(Desk::new(Arc::clone(&house))?);
        Ok(Running { routes: routes(&house, &desk), topics: Vec::new() })
    })
}

pub(crate) fn routes(house: &Arc<House>, desk: &Arc<Desk>) -> Routes {
    Routes::new(SLUG, house)
        .get("/monitor", Access::Open, at(desk, pages::front))
        .get("/monitor/actueel", Access::Open, at(desk, pages::now))
        .get("/monitor/actueel/stroom", Access::Open, at(desk, stream::open))
        .get("/monitor/definities", Access::Open, at(desk, pages::definitions))
        .get("/monitor/{jaar}", Access::Open, at(desk, pages::edition))
        .get("/monitor/api/v1/indicatoren", Access::Open, at(desk, rest::indicators))
        .get("/monitor/api/v1/indicatoren/{id}", Access::Open, at(desk, rest::indicator))
        .get("/monitor/api/v1/live", Access::Open, at(desk, rest::live))
        .get("/monitor/api/v1/waarnemingen", Access::Open, at(desk, rest::observations))
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
