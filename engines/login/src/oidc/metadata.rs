use serde_json::{Map, Value, json};

use super::{Endpoint, ProviderKeys, Site, identity};
use crate::{level, loa_uri};

/// What the provider can do, as OpenID Connect Discovery 1.0, RFC 8414, RFC 8705 and RFC 9207 name it. Only what works.
pub(super) fn document(site: &Site, keys: &ProviderKeys) -> Value {
    let mut methods = vec!["private_key_jwt"];
    if site.mutual_tls.is_some() {
        methods.push("tls_client_auth");
    }
    let signing = json!(["RS256", "PS256"]);
    let encryption = json!(["RSA-OAEP", "RSA-OAEP-256"]);
    let content = json!(["A256GCM"]);
    let levels: Vec<&str> = level::LEVELS.map(loa_uri).to_vec();
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("issuer", json!(site.issuer));
    for (name, endpoint) in [
        ("authorization_endpoint", Endpoint::Authorization),
        ("token_endpoint", Endpoint::Token),
        ("jwks_uri", Endpoint::Jwks),
        ("userinfo_endpoint", Endpoint::UserInfo),
        ("revocation_endpoint", Endpoint::Revoke),
        ("introspection_endpoint", Endpoint::Introspect),
    ] {
        put(name, json!(site.url(endpoint)));
    }
    put("scopes_supported", json!(["openid"]));
    put("response_types_supported", json!(["code"]));
    put("response_modes_supported", json!(["query"]));
    put("grant_types_supported", json!(["authorization_code"]));
    put("code_challenge_methods_supported", json!(["S256"]));
    put("subject_types_supported", json!(["pairwise", "public"]));
    put("sub_id_types_supported", json!([identity::BSN, identity::PSEUDONYM]));
    put("acr_values_supported", json!(levels));
    put("claims_supported", json!(identity::CLAIMS));
    put("claim_types_supported", json!(["normal"]));
    for name in ["token_endpoint", "revocation_endpoint", "introspection_endpoint"] {
        put(&format!("{name}_auth_methods_supported"), json!(methods));
        put(&format!("{name}_auth_signing_alg_values_supported"), signing.clone());
    }
    for name in ["id_token", "userinfo"] {
        put(&format!("{name}_signing_alg_values_supported"), signing.clone());
        put(&format!("{name}_encryption_alg_values_supported"), encryption.clone());
        put(&format!("{name}_encryption_enc_values_supported"), content.clone());
    }
    put("request_object_signing_alg_values_supported", signing);
    if !keys.decryption().is_empty() {
        put("request_object_encryption_alg_values_supported", encryption);
        put("request_object_encryption_enc_values_supported", content);
    }
    put("request_parameter_supported", json!(true));
    put("request_uri_parameter_supported", json!(false));
    put("claims_parameter_supported", json!(false));
    put("authorization_response_iss_parameter_supported", json!(true));
    put("ui_locales_supported", json!(["nl", "en"]));
    if let Some(aliases) = aliases(site) {
        put("mtls_endpoint_aliases", aliases);
    }
    Value::Object(map)
}

fn aliases(site: &Site) -> Option<Value> {
    let token = site.mutual_tls_url(Endpoint::Token)?;
    let revoke = site.mutual_tls_url(Endpoint::Revoke)?;
    let introspect = site.mutual_tls_url(Endpoint::Introspect)?;
    Some(
        json!({ "token_endpoint": token, "revocation_endpoint": revoke, "introspection_endpoint": introspect }),
    )
}
