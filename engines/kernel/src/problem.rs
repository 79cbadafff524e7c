//! What went wrong, in the words of RFC 9457. The only error type that crosses from an operation to a face.

use serde::{Deserialize, Serialize};

/// One parameter that is not right, as the BRP and the NL API Design Rules report it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidParam {
    /// Name or path of the parameter, such as `fields[2]`.
    pub name: String,
    /// Machine-readable code, such as `pattern`.
    pub code: String,
    /// What is wrong, for people.
    pub reason: String,
}

/// A refusal or failure: what, where, and what to do. Never holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {code}: {detail}")]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Short machine-readable code, such as `paramsValidation`.
    pub code: String,
    /// Short text for people, the same for every occurrence.
    pub title: String,
    /// This occurrence: what was wrong and what to do.
    pub detail: String,
    /// The parameters that were wrong, all of them at once.
    pub invalid_params: Vec<InvalidParam>,
    /// After how many seconds to try again, when that helps.
    pub retry_after_seconds: Option<u32>,
    /// URI that identifies the kind of problem; `None` stands for `about:blank`.
    pub kind: Option<String>,
}

impl Problem {
    /// A problem with a status, code, title and detail.
    #[must_use]
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            title: title.to_owned(),
            detail: detail.into(),
            invalid_params: Vec::new(),
            retry_after_seconds: None,
            kind: None,
        }
    }

    /// 400: the request itself is wrong.
    #[must_use]
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(400, code, "Ongeldig verzoek", detail)
    }

    /// 401: nobody is logged in.
    #[must_use]
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(401, "authentication", "Niet correct geauthenticeerd", detail)
    }

    /// 403: the caller is known and may not.
    #[must_use]
    pub fn forbidden(code: &str, detail: impl Into<String>) -> Self {
        Self::new(403, code, "Niet toegestaan", detail)
    }

    /// 404: there is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, "notFound", "Niet gevonden", detail)
    }

    /// 409: it clashes with what is already there.
    #[must_use]
    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(409, code, "Conflict", detail)
    }

    /// 503: full or shutting down; try again after `seconds`.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>, seconds: u32) -> Self {
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(503, "unavailable", "Tijdelijk niet beschikbaar", detail)
        }
    }

    /// 500: our own fault. The detail goes to the log, never to the caller; see [`Problem::is_internal`].
    #[must_use]
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(500, "internal", "Interne fout", detail)
    }

    /// Whether the detail is for our own eyes only.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.status == 500
    }

    /// The same problem with these wrong parameters.
    #[must_use]
    pub fn with_params(mut self, params: Vec<InvalidParam>) -> Self {
        self.invalid_params = params;
        self
    }
}
