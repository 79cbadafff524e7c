//! A request with a body, for the faces that take one.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use http_body_util::{BodyExt, LengthLimitError};
use kernel::{Act, InvalidParam, Problem};
use serde_json::Value;
use web::{Acting, Failure, House};

use crate::query::{invalid, refuse};
use crate::start::Asked;

/// A request with its body read.
pub(crate) struct Sent {
    pub(crate) asked: Asked,
    pub(crate) act: Act,
    pub(crate) body: Vec<u8>,
    pub(crate) media_type: String,
    pub(crate) accept: String,
}

impl FromRequest<Arc<House>> for Sent {
    type Rejection = Failure;
    async fn from_request(request: Request, house: &Arc<House>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, house).await?;
        let Acting(act) = Acting::from_request_parts(&mut parts, house).await?;
        let text = |name: &http::HeaderName| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (media_type, accept) = (text(&http::header::CONTENT_TYPE), text(&http::header::ACCEPT));
        let body = body.collect().await.map_err(|error| unreadable(&error))?.to_bytes().to_vec();
        Ok(Self { asked, act, body, media_type, accept })
    }
}

fn unreadable(error: &(dyn std::error::Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if one.is::<LengthLimitError>() {
            return Problem::new(
                413,
                "payloadTooLarge",
                "Te groot",
                "Deze inhoud is groter dan dit adres aanneemt.",
            );
        }
        cause = one.source();
    }
    Problem::bad_request("body", "De inhoud van dit verzoek kon niet worden gelezen.")
}

impl Sent {
    /// The members of the JSON object in the body: texts, each at most so long; all faults at once.
    pub(crate) fn object(&self, members: &[Member]) -> Result<Fields, Problem> {
        let kind = self.media_type.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let detail = "Stuur de inhoud als application/json.";
            return Err(Problem::new(415, "unsupportedMediaType", "Soort inhoud niet ondersteund", detail));
        }
        let read: Value = serde_json::from_slice(&self.body)
            .map_err(|_| Problem::bad_request("json", "De inhoud is geen leesbare JSON."))?;
        let Value::Object(read) = read else {
            return Err(Problem::bad_request("json", "De inhoud moet een object zijn."));
        };
        let mut wrong: Vec<InvalidParam> = read
            .keys()
            .filter(|name| !members.iter().any(|member| member.name == *name))
            .map(|name| invalid(name, "unknownParam", "Dit gegeven is onbekend."))
            .collect();
        let mut fields = Vec::new();
        for member in members {
            match read.get(member.name) {
                Some(Value::String(text)) if text.chars().count() <= member.most => {
                    fields.push((member.name, text.clone()));
                }
                Some(Value::Number(number)) if number.is_u64() => {
                    fields.push((member.name, number.to_string()))
                }
                None | Some(Value::Null) if !member.required => {}
                None | Some(Value::Null) => {
                    wrong.push(invalid(member.name, "required", "Dit gegeven is verplicht."))
                }
                Some(_) => wrong.push(invalid(
                    member.name,
                    "format",
                    format!("Moet een tekst van ten hoogste {} tekens zijn.", member.most),
                )),
            }
        }
        refuse(wrong)?;
        Ok(Fields(fields))
    }
}

/// A member that a body may have.
pub(crate) struct Member {
    name: &'static str,
    required: bool,
    /// In characters.
    most: usize,
}

/// A member that must be there.
pub(crate) const fn must(name: &'static str, most: usize) -> Member {
    Member { name, required: true, most }
}

/// A member that may be there.
pub(crate) const fn may(name: &'static str, most: usize) -> Member {
    Member { name, required: false, most }
}

/// The members that were sent.
pub(crate) struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// A member; empty when it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text.as_str())
    }
}
