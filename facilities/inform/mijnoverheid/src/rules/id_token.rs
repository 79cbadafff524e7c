//! What an ID token must say before somebody is let in (OpenID Connect Core 1.0, section 3.1.3.7; OIDC-NLGOV, ID Tokens).

use kernel::{Bsn, Level, Moment};
use serde_json::Value;

/// Type of a BSN in `sub_id_type`.
const BSN_TYPE: &str = "urn:nl-eid-gdi:1.0:id:BSN";
/// How far the clocks of DigiD and this facility may be apart, in seconds.
const SKEW_SECONDS: i64 = 60;

/// What was asked, to compare with what came.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// Names under which DigiD is known here: the origins of this house.
    pub issuers: &'a [String],
    /// Our own name.
    pub client_id: &'a str,
    /// What was sent along with the question.
    pub nonce: &'a str,
    /// Lowest level that is accepted.
    pub least: Level,
    /// Now.
    pub now: Moment,
}

/// Who logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Number.
    pub bsn: Bsn,
    /// How sure DigiD is.
    pub level: Level,
}

/// Judges the claims of a token whose signature was verified.
///
/// # Errors
/// Which claim is wrong; without its value, which may be personal.
pub fn judge(claims: &Value, expected: &Expected<'_>) -> Result<Identity, &'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
    let now = expected.now.seconds();
    if !text("iss").is_some_and(|issuer| expected.issuers.iter().any(|one| one == issuer)) {
        return Err("iss");
    }
    if !is_audience(claims, expected.client_id) {
        return Err("aud");
    }
    if seconds("exp").is_none_or(|exp| exp.saturating_add(SKEW_SECONDS) <= now) {
        return Err("exp");
    }
    let early = |moment: i64| moment > now.saturating_add(SKEW_SECONDS);
    if seconds("iat").is_none_or(early) {
        return Err("iat");
    }
    if seconds("nbf").is_some_and(early) {
        return Err("nbf");
    }
    if !text("nonce").is_some_and(|nonce| trust::seal::equal(nonce.as_bytes(), expected.nonce.as_bytes())) {
        return Err("nonce");
    }
    let level = text("acr").and_then(level_of).filter(|level| *level >= expected.least).ok_or("acr")?;
    if text("sub_id_type") != Some(BSN_TYPE) {
        return Err("sub_id_type");
    }
    let bsn = text("sub").and_then(|sub| sub.parse().ok()).ok_or("sub")?;
    Ok(Identity { bsn, level })
}

/// Exactly ours: a token that is for others too is not accepted.
fn is_audience(claims: &Value, client_id: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(all)) => matches!(all.as_slice(), [Value::String(one)] if one == client_id),
        _ => false,
    }
}

/// The level of a URI in `acr` (OIDC-NLGOV, Vectors of Trust; Logius's own URI for Basis).
fn level_of(uri: &str) -> Option<Level> {
    Some(match uri {
        "http://eid.logius.nl/LoA/basic" | "http://eID.logius.nl/LoA/basic" => Level::Basis,
        "http://eidas.europa.eu/LoA/low" => Level::Midden,
        "http://eidas.europa.eu/LoA/substantial" => Level::Substantieel,
        "http://eidas.europa.eu/LoA/high" => Level::Hoog,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn right() -> Value {
        json!({
            "iss": "https://huis.test", "aud": "mijnoverheid", "exp": NOW + 300, "iat": NOW, "nbf": NOW, "nonce": "n",
            "acr": "http://eid.logius.nl/LoA/basic", "sub": "999990019", "sub_id_type": BSN_TYPE,
        })
    }

    fn judged(claims: &Value) -> Result<Identity, &'static str> {
        let issuers = ["http://huis.test".to_owned(), "https://huis.test".to_owned()];
        let now = Moment::from_micros(NOW * 1_000_000);
        judge(
            claims,
            &Expected { issuers: &issuers, client_id: "mijnoverheid", nonce: "n", least: Level::Basis, now },
        )
    }

    #[test]
    fn a_right_token_names_the_person_and_the_level() {
        let identity = judged(&right()).unwrap();
        assert_eq!((identity.bsn.as_str(), identity.level), ("999990019", Level::Basis));
    }

    #[test]
    fn each_wrong_claim_is_refused_by_its_name() {
        let wrong = [
            ("iss", json!("https://elders.test")),
            ("aud", json!(["mijnoverheid", "ander"])),
            ("aud", json!("ander")),
            ("exp", json!(NOW - 61)),
            ("exp", json!("morgen")),
            ("iat", json!(NOW + 61)),
            ("nbf", json!(NOW + 61)),
            ("nonce", json!("m")),
            ("acr", json!("http://eidas.europa.eu/LoA/none")),
            ("sub_id_type", json!("urn:nl-eid-gdi:1.0:id:Pseudonym")),
            ("sub", json!("123456789")),
            ("sub", Value::Null),
        ];
        for (name, value) in wrong {
            let mut claims = right();
            claims[name] = value;
            assert_eq!(judged(&claims), Err(name));
        }
    }

    #[test]
    fn a_claim_that_must_be_there_must_be_there() {
        for name in ["iss", "aud", "exp", "iat", "nonce", "acr", "sub", "sub_id_type"] {
            let mut claims = right();
            claims.as_object_mut().unwrap().remove(name);
            assert_eq!(judged(&claims), Err(name));
        }
        let mut claims = right();
        claims.as_object_mut().unwrap().remove("nbf");
        assert!(judged(&claims).is_ok());
    }

    proptest! {
        #[test]
        fn no_number_of_seconds_makes_the_judgement_overflow(exp in any::<i64>(), iat in any::<i64>()) {
            let mut claims = right();
            claims["exp"] = json!(exp);
            claims["iat"] = json!(iat);
            let in_time = exp > NOW - SKEW_SECONDS && iat <= NOW + SKEW_SECONDS;
            prop_assert_eq!(judged(&claims).is_ok(), in_time);
        }
    }
}
