//! Facilities that stand where DigiD and the BRP stand: they speak the same interfaces and say what a test wants to hear.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use http::{HeaderMap, StatusCode};
use indicator::Words;
use serde_json::{Value, json};
use trust::jose::{self, Jwks, KeyAlgorithm, Recipient, SignatureAlgorithm, SigningKey};
use trust::keys::KeyFolder;
use trust::{RsaKey, RsaSize};
use web::{Access, Acting, Chapter, Facility, House, Routes, Running};

const DUTCH: Words = Words { nl: "proef", en: "trial" };
const BRP_OIN: &str = "00000001003214345000";

const fn facility(
    slug: &'static str,
    start: fn(Arc<House>) -> futures_util::future::BoxFuture<'static, Result<Running, kernel::Problem>>,
) -> Facility {
    Facility {
        slug,
        chapter: Chapter::Identify,
        title: DUTCH,
        summary: DUTCH,
        state: web::State::Part,
        oin: BRP_OIN,
        links: &[],
        migrations: &[],
        templates: &[],
        indicators: &[],
        interfaces: &[],
        start,
        seed: |_, _| Box::pin(async { Ok(()) }),
    }
}

pub static DIGID: Facility = facility("digid", |house| Box::pin(async move { Ok(digid(&house)) }));
pub static BRP: Facility = facility("brp", |house| Box::pin(async move { Ok(brp(&house)) }));

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::rsa(Arc::new(RsaKey::generate(RsaSize::Bits3072).unwrap())));

fn digid(house: &Arc<House>) -> Running {
    let routes = Routes::new("digid", house)
        .get("/openid-connect/v1/jwks", Access::Open, async || {
            Json(Jwks { keys: vec![KEY.public(None)] }.to_json())
        })
        .post("/openid-connect/v1/token", Access::Open, token);
    Running { routes, topics: Vec::new() }
}

/// The code that a test hands out: what the ID token must say, in hexadecimal.
pub fn code(claims: &Value) -> String {
    trust::hex(claims.to_string().as_bytes())
}

/// Proves the client as DigiD does and answers the claims that the code holds.
async fn token(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let folder = KeyFolder::open(&house.settings.keys).unwrap();
    let published = folder.read(mijnoverheid::oidc::JWKS_FILE).unwrap().unwrap();
    let jwks = Jwks::from_json(&published).unwrap();
    let (_, assertion) =
        jose::decode_verified(&form["client_assertion"], &jwks, &[SignatureAlgorithm::Ps256]).unwrap();
    assert_eq!(assertion["sub"], "mijnoverheid");
    let host = headers.get("host").unwrap().to_str().unwrap();
    assert_eq!(assertion["aud"], format!("http://{host}"));
    assert!(assertion["exp"].as_i64().unwrap() > act.at.seconds());
    assert_eq!(form["redirect_uri"], format!("http://{host}/mijnoverheid/terug"));
    assert_eq!(form["grant_type"], "authorization_code");
    let Some(claims) = trust::from_hex(&form["code"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let mut claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["challenge"] = json!(jose::pkce::challenge(&form["code_verifier"]));
    let signed = jose::sign_claims(&KEY, SignatureAlgorithm::Rs256, Some("JWT"), &claims).unwrap();
    let recipient = Recipient::from_set(&jwks, KeyAlgorithm::RsaOaep).unwrap();
    let token = jose::encrypt_jwt(&signed, recipient, &house.random).unwrap();
    Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": token })).into_response()
}

/// What the BRP knows; `None` for "does not answer".
#[derive(Default)]
pub struct People(RwLock<HashMap<String, Option<Value>>>);

impl People {
    pub fn put(&self, bsn: &str, person: Option<Value>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(bsn.to_owned(), person);
    }
}

fn brp(house: &Arc<House>) -> Running {
    house.keep(Arc::new(People::default()));
    let routes = Routes::new("brp", house).post("/haalcentraal/api/brp/personen", Access::Organisation, ask);
    Running { routes, topics: Vec::new() }
}

async fn ask(State(house): State<Arc<House>>, Acting(act): Acting, Json(question): Json<Value>) -> Response {
    assert_eq!(question["type"], "RaadpleegMetBurgerservicenummer");
    assert_eq!(act.purpose.as_deref(), Some(mijnoverheid::brp::PURPOSE));
    let bsn = question["burgerservicenummer"][0].as_str().unwrap();
    let people = house.kept::<People>().unwrap();
    let known = people.0.read().unwrap_or_else(PoisonError::into_inner).get(bsn).cloned();
    let personen = match known {
        Some(None) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Some(mut person)) => {
            person["burgerservicenummer"] = json!(bsn);
            json!([person])
        }
        None => json!([]),
    };
    Json(json!({ "type": "RaadpleegMetBurgerservicenummer", "personen": personen })).into_response()
}
