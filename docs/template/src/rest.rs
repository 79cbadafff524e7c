//! The face for programs: decode, call, encode.

use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use kernel::Problem;
use serde_json::{Value, json};
use web::{Acting, Answer, House};

use crate::pin;

/// `POST /voorbeeld/v1/notities` with `{"tekst": "…"}`
pub async fn pin(State(house): State<Arc<House>>, Acting(act): Acting, body: axum::body::Bytes) -> Answer {
    let document: Value = serde_json::from_slice(&body)
        .map_err(|_| Problem::bad_request("json", "De inhoud van dit verzoek is geen JSON."))?;
    let text = document["tekst"]
        .as_str()
        .ok_or_else(|| Problem::bad_request("tekst", "Het veld tekst ontbreekt."))?;
    let id = pin::pin(&house.store, &act, text).await?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}
