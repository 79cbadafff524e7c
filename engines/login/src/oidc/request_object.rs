//! Request objects: the parameters of a request in a token that the client signed, and may have encrypted for us (RFC 9101,
//! OpenID Connect Core section 6).

use kernel::Moment;
use serde_json::Value;
use trust::jose;

use super::form::Form;
use super::{CLIENT_TOKEN_SECONDS, Client, ProviderKeys, SKEW_SECONDS, Site, identity};

/// Reads a request object. Only what stands in it counts: parameters beside it are ignored, as the profile wants.
pub(super) fn read(
    token: &str,
    client: &Client,
    keys: &ProviderKeys,
    site: &Site,
    at: Moment,
) -> Result<Form, String> {
    let encrypted = token.bytes().filter(|byte| *byte == b'.').count() == 4;
    let signed = if encrypted {
        jose::decrypt_nested(token, keys.decryption(), &identity::KEY_ALGORITHMS)
            .map_err(|error| format!("request: {error}"))?
    } else {
        token.to_owned()
    };
    let (_, claims) = jose::decode_verified(&signed, &client.jwks, &identity::CLIENT_ALGORITHMS)
        .map_err(|error| format!("request: {error}"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(&client.client_id) {
        return Err("request: iss must be the client_id".into());
    }
    // A token that proves the client must not pass for a request, nor the other way round (RFC 9101, section 10.8).
    if text("sub") == Some(&client.client_id) {
        return Err("request: sub must not be the client_id".into());
    }
    if text("client_id").is_some_and(|id| id != client.client_id) {
        return Err("request: client_id must be the one that sends it".into());
    }
    if !has_audience(&claims, &[&site.issuer]) {
        return Err(format!("request: aud must be {}", site.issuer));
    }
    check_times(&claims, at).map_err(|why| format!("request: {why}"))?;
    if claims.get("request").is_some() || claims.get("request_uri").is_some() {
        return Err("request: it must not hold another request object".into());
    }
    Ok(Form::from_claims(&claims))
}

/// Whether `aud`, a text or a list of texts, names one of these.
pub(super) fn has_audience(claims: &Value, wanted: &[&str]) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => wanted.contains(&one.as_str()),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).any(|one| wanted.contains(&one)),
        _ => false,
    }
}

/// `exp` must be there, in the future and near; `iat` and `nbf` must not lie in the future.
pub(super) fn check_times(claims: &Value, at: Moment) -> Result<i64, &'static str> {
    let now = at.seconds();
    let number = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or("exp, iat and nbf must be whole numbers of seconds"),
    };
    let exp = number("exp")?.ok_or("exp is missing")?;
    if exp <= now {
        return Err("it is over (exp)");
    }
    if exp > now.saturating_add(CLIENT_TOKEN_SECONDS + SKEW_SECONDS) {
        return Err("exp must be at most 10 minutes ahead");
    }
    for name in ["iat", "nbf"] {
        if number(name)?.is_some_and(|seconds| seconds > now + SKEW_SECONDS) {
            return Err("iat and nbf must not lie in the future");
        }
    }
    Ok(exp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn only_a_token_of_now_is_in_time(exp in -2_000i64..2_000, iat in -2_000i64..2_000) {
            let at = Moment::from_micros(1_574_530_602_000_000);
            let claims = json!({ "exp": at.seconds() + exp, "iat": at.seconds() + iat });
            let right = (1..=660).contains(&exp) && iat <= 60;
            prop_assert_eq!(check_times(&claims, at).is_ok(), right);
        }
    }

    #[test]
    fn times_that_are_no_numbers_are_refused() {
        let at = Moment::from_micros(0);
        assert_eq!(check_times(&json!({}), at), Err("exp is missing"));
        assert!(check_times(&json!({ "exp": "60" }), at).is_err());
        assert!(check_times(&json!({ "exp": 60, "nbf": 0.5 }), at).is_err());
        assert_eq!(check_times(&json!({ "exp": i64::MAX }), at), Err("exp must be at most 10 minutes ahead"));
        assert_eq!(check_times(&json!({ "exp": 60 }), at), Ok(60));
    }

    #[test]
    fn an_audience_is_one_text_or_a_list() {
        assert!(has_audience(&json!({ "aud": "a" }), &["b", "a"]));
        assert!(has_audience(&json!({ "aud": ["x", "a"] }), &["a"]));
        assert!(!has_audience(&json!({ "aud": ["x", 1] }), &["a"]));
        assert!(!has_audience(&json!({}), &["a"]));
    }
}
