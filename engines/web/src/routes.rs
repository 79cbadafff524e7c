//! Routes: each says who may use it, so that a test can ask each of them without being allowed to.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};
use http::Method;
use kernel::Problem;

use crate::access::{self, Gate};
use crate::{Failure, House, finish, session_time};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Organisations with a certificate and a connection to the route's facility, and facilities on the same ground.
    Organisation,
    /// Persons logged in at the portal with this name; others are sent to its login page.
    Person {
        /// Name of the portal, such as `mijnoverheid`.
        portal: &'static str,
        /// Where to log in.
        login: &'static str,
    },
    /// Whoever runs this installation.
    Operator,
}

/// One route, for the list of all of them.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    /// Slug of its facility.
    pub facility: &'static str,
    /// Method.
    pub method: Method,
    /// Path, with `{name}` for what varies.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

/// The largest body of a route that says nothing else.
const BODY_BYTES: usize = 64 * 1024;

/// The routes of one facility, under construction.
pub struct Routes {
    facility: &'static str,
    house: Arc<House>,
    router: Router,
    list: Vec<RouteInfo>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new(facility: &'static str, house: &Arc<House>) -> Self {
        Self { facility, house: Arc::clone(house), router: Router::new(), list: Vec::new() }
    }

    /// Adds a GET route.
    #[must_use]
    pub fn get<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.add(Method::GET, MethodFilter::GET, path, access, BODY_BYTES, handler)
    }

    /// Adds a POST route with bodies up to 64 KiB.
    #[must_use]
    pub fn post<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.add(Method::POST, MethodFilter::POST, path, access, BODY_BYTES, handler)
    }

    /// Adds a POST route with bodies up to `bytes`.
    #[must_use]
    pub fn post_up_to<T: 'static>(
        self,
        bytes: usize,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.add(Method::POST, MethodFilter::POST, path, access, bytes, handler)
    }

    /// Adds a PATCH route.
    #[must_use]
    pub fn patch<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.add(Method::PATCH, MethodFilter::PATCH, path, access, BODY_BYTES, handler)
    }

    /// Adds a DELETE route.
    #[must_use]
    pub fn delete<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.add(Method::DELETE, MethodFilter::DELETE, path, access, BODY_BYTES, handler)
    }

    fn add<T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        body_bytes: usize,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        let gate = Gate { house: Arc::clone(&self.house), facility: self.facility, access, body_bytes };
        let route = on(filter, handler)
            .with_state(Arc::clone(&self.house))
            .layer(from_fn_with_state(Arc::new(gate), access::gate));
        self.router = self.router.route(path, route);
        self.list.push(RouteInfo { facility: self.facility, method, path, access });
        self
    }

    /// The routes as a list.
    #[must_use]
    pub fn list(&self) -> &[RouteInfo] {
        &self.list
    }

    pub(crate) fn into_router(self) -> Router {
        self.router
    }
}

/// The front door: the routes of all facilities, with what is the same for each. Also answers the list of all routes.
pub fn front(house: &Arc<House>, mut all: Vec<Routes>) -> (Router, Vec<RouteInfo>) {
    let own: Vec<RouteInfo> = all.iter().flat_map(|routes| routes.list.iter().cloned()).collect();
    all.push(session_time::routes(house, &own));
    let list: Vec<RouteInfo> = all.iter().flat_map(|routes| routes.list.iter().cloned()).collect();
    let router = all
        .into_iter()
        .fold(Router::new(), |router, routes| router.merge(routes.into_router()))
        .fallback(async || Failure(Problem::not_found("Op dit adres is niets. Controleer het pad.")))
        .method_not_allowed_fallback(async || {
            Failure(Problem::new(
                405,
                "methodNotAllowed",
                "Method not allowed",
                "Dit pad kent deze methode niet; zie de header Allow.",
            ))
        })
        .layer(from_fn_with_state(Arc::clone(house), finish::finish));
    (router, list)
}
