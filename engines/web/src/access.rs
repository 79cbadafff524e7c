//! Who is calling, and whether the route is for them. This is where the act of a request is made.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Method};
use http_body_util::Limited;
use kernel::{Act, Caller, Channel, Moment, Oin, Problem, Trace};
use party::Standing;
use trust::x509::ClientIdentity;

use crate::{Access, Failure, House, Session, language};

/// Who stands on the other side of the connection, before anything was asked.
#[derive(Debug, Clone, Default)]
pub enum Peer {
    /// Nobody we know.
    #[default]
    Nobody,
    /// The holder of a certificate that our own authority issued.
    Certificate(Arc<ClientIdentity>),
    /// A facility in this process.
    Facility {
        /// Its slug.
        slug: &'static str,
        /// The organisation that runs it.
        oin: Oin,
        /// The chain of calls that it continues.
        trace: Trace,
        /// The purpose it names.
        purpose: Option<String>,
    },
}

/// What a route checks before its handler runs.
pub(crate) struct Gate {
    pub(crate) house: Arc<House>,
    pub(crate) facility: &'static str,
    pub(crate) access: Access,
    pub(crate) body_bytes: usize,
}

/// The act of the request; every handler takes it.
#[derive(Debug, Clone)]
pub struct Acting(pub Act);

/// The browser session of the request, on routes for persons and the operator.
#[derive(Debug, Clone)]
pub struct Signed(pub Session);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Acting>()
            .cloned()
            .ok_or_else(|| Problem::internal("a route without a gate").into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Signed>()
            .cloned()
            .ok_or_else(|| Problem::unauthenticated("U bent niet ingelogd.").into())
    }
}

/// Lets the request through with its act, or refuses it.
pub(crate) async fn gate(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().cloned().unwrap_or_default();
    let mut act = blank(&gate, &peer, &request);
    let allowed = match gate.access {
        Access::Open => open(&peer, &mut act),
        Access::Organisation => organisation(&gate, &peer, &mut act, request.headers()),
        Access::Person { portal, login } => {
            match person(&gate, portal, &mut act, request.method(), request.headers()).await {
                Err(problem)
                    if problem.status == 401
                        && request.method() == Method::GET
                        && wants_page(request.headers()) =>
                {
                    return Redirect::to(login).into_response();
                }
                Err(problem) => Err(problem),
                Ok(session) => {
                    request.extensions_mut().insert(Signed(session));
                    Ok(())
                }
            }
        }
        Access::Operator => {
            match person(&gate, "console", &mut act, request.method(), request.headers()).await {
                Err(problem)
                    if problem.status == 401
                        && request.method() == Method::GET
                        && wants_page(request.headers()) =>
                {
                    return Redirect::to("/console/inloggen").into_response();
                }
                Err(problem) => Err(problem),
                Ok(session) => {
                    act.caller = Caller::Operator;
                    request.extensions_mut().insert(Signed(session));
                    Ok(())
                }
            }
        }
    };
    if let Err(problem) = allowed {
        return Failure(problem).into_response();
    }
    request.extensions_mut().insert(Acting(act));
    let limit = gate.body_bytes;
    if declared_length(request.headers()).is_some_and(|length| length > limit as u64) {
        return too_large(limit);
    }
    let request = request.map(|body| axum::body::Body::new(Limited::new(body, limit)));
    next.run(request).await
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> Response {
    let detail = format!("De inhoud van dit verzoek mag ten hoogste {limit} bytes zijn.");
    Failure(Problem::new(413, "payloadTooLarge", "Te groot", detail)).into_response()
}

fn blank(gate: &Gate, peer: &Peer, request: &Request) -> Act {
    let random = &gate.house.random;
    let trace = match peer {
        Peer::Facility { trace, .. } => trace.clone(),
        _ => request
            .headers()
            .get("traceparent")
            .and_then(|value| value.to_str().ok())
            .map_or_else(|| Trace::new(random), |header| Trace::from_traceparent(header, random)),
    };
    let page = wants_page(request.headers());
    let channel = match peer {
        Peer::Facility { .. } => Channel::Internal,
        _ if page => Channel::Web,
        _ => Channel::Api,
    };
    Act {
        facility: gate.facility.to_owned(),
        caller: Caller::Anyone,
        on_behalf_of: None,
        connection: None,
        purpose: None,
        level: None,
        channel,
        trace,
        at: gate.house.clock.now(),
        language: language::of(request.headers()),
    }
}

/// Whether the caller is a browser that wants a page.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(http::header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn open(peer: &Peer, act: &mut Act) -> Result<(), Problem> {
    match peer {
        Peer::Certificate(identity) => {
            if let Some(oin) = &identity.oin {
                act.caller = Caller::Organisation(oin.clone());
            }
        }
        Peer::Facility { slug, oin, .. } => {
            act.caller = Caller::Facility { slug: (*slug).to_owned(), oin: oin.clone() };
        }
        Peer::Nobody => {}
    }
    Ok(())
}

fn organisation(gate: &Gate, peer: &Peer, act: &mut Act, headers: &HeaderMap) -> Result<(), Problem> {
    open(peer, act)?;
    let (oin, purpose) = match peer {
        Peer::Nobody => {
            return Err(Problem::forbidden(
                "certificateRequired",
                "Dit adres vraagt een PKIoverheid-certificaat van de aanroepende organisatie; gebruik de poort voor organisaties en bied het certificaat aan.",
            ));
        }
        Peer::Certificate(identity) => {
            check_certificate(gate, identity, act.at)?;
            let oin = identity.oin.as_ref().ok_or_else(|| {
                Problem::forbidden(
                    "certificateWithoutOin",
                    "Het certificaat bevat geen OIN in het serialNumber van het subject.",
                )
            })?;
            (oin, headers.get("x-doelbinding").and_then(|value| value.to_str().ok()))
        }
        Peer::Facility { oin, purpose, .. } => (oin, purpose.as_deref()),
    };
    let connection = gate.house.parties.connection_for(oin, gate.facility, purpose, act.at)?;
    act.connection = Some(connection.id.clone());
    act.purpose = Some(connection.purpose.clone());
    Ok(())
}

fn check_certificate(gate: &Gate, identity: &ClientIdentity, at: Moment) -> Result<(), Problem> {
    match gate.house.parties.standing(&identity.serial_hex) {
        Standing::Good if at < identity.not_after => Ok(()),
        Standing::Good => Err(Problem::forbidden("certificateExpired", "Het certificaat is verlopen.")),
        Standing::Revoked { at, .. } => Err(Problem::forbidden(
            "certificateRevoked",
            format!("Het certificaat is ingetrokken op {}.", at.rfc3339()),
        )),
        Standing::Unknown => {
            Err(Problem::forbidden("certificateUnknown", "Dit certificaat is hier niet uitgegeven."))
        }
    }
}

async fn person(
    gate: &Gate,
    portal: &'static str,
    act: &mut Act,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Session, Problem> {
    let session = gate.house.sessions.find(portal, headers).await?;
    let session = session.ok_or_else(|| Problem::unauthenticated("U bent niet (meer) ingelogd."))?;
    if !method.is_safe() && !same_origin(gate, headers) {
        return Err(Problem::forbidden(
            "csrf",
            "Dit formulier kwam niet van deze website; open de pagina opnieuw.",
        ));
    }
    if let Some(bsn) = &session.bsn {
        act.caller = Caller::Person(bsn.clone());
    }
    act.level = session.level;
    act.channel = Channel::Web;
    Ok(session)
}

/// Whether a browser says that the form came from one of our own pages; old browsers say nothing and have the token in the form.
fn same_origin(gate: &Gate, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("origin"), text("sec-fetch-site")) {
        (Some(origin), _) if origin != "null" => {
            let own = &gate.house.settings;
            own.origins.iter().any(|one| one == origin) || own.origin_mtls == origin
        }
        (_, Some(site)) => matches!(site, "same-origin" | "none"),
        _ => true,
    }
}
