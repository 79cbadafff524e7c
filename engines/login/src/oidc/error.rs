use kernel::Problem;
use serde_json::{Value, json};

/// An error of RFC 6749 (sections 4.1.2.1 and 5.2), OpenID Connect Core (3.1.2.6), RFC 6750 (3.1) or RFC 9101 (6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// Something is missing, twice, or wrong.
    InvalidRequest,
    /// The client did not prove itself.
    InvalidClient,
    /// The code is unknown, used, too old, of another client, or its proof is wrong.
    InvalidGrant,
    /// The client may not do this.
    UnauthorizedClient,
    /// Another grant than `authorization_code`.
    UnsupportedGrantType,
    /// Another response type than `code`.
    UnsupportedResponseType,
    /// The scope lacks `openid`.
    InvalidScope,
    /// The person declined, or cannot reach the level that is asked.
    AccessDenied,
    /// The person must log in and may not be asked to (`prompt=none`).
    LoginRequired,
    /// The request object is unreadable, unsigned, of somebody else or too old.
    InvalidRequestObject,
    /// Request objects by reference are not supported.
    RequestUriNotSupported,
    /// Clients that register themselves are not supported.
    RegistrationNotSupported,
    /// The access token is unknown, withdrawn or too old.
    InvalidToken,
    /// Our own fault.
    ServerError,
    /// Full or shutting down.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// As it goes over the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }
}

/// An error answer of an endpoint that clients call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {}: {description}", self.status(), self.code.as_str())]
pub struct OAuthError {
    /// Which error.
    pub code: ErrorCode,
    /// What was wrong and what to do, for the developer of the client: English, ASCII without quotes and backslashes.
    pub description: String,
    /// After how many seconds to try again, when that helps.
    pub retry_after_seconds: Option<u32>,
}

impl OAuthError {
    pub(crate) fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        Self { code, description: plain(&description.into()), retry_after_seconds: None }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.code.status()
    }

    /// The body: `error` and `error_description`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "error": self.code.as_str(), "error_description": self.description })
    }

    /// The `WWW-Authenticate` header that belongs to it at the UserInfo endpoint (RFC 6750, section 3).
    #[must_use]
    pub fn bearer_challenge(&self) -> String {
        format!("Bearer error=\"{}\", error_description=\"{}\"", self.code.as_str(), self.description)
    }
}

impl From<Problem> for OAuthError {
    /// A failure of ours. Its own text goes to our log, not to the client.
    fn from(problem: Problem) -> Self {
        tell(&problem);
        let (code, description) = if problem.status == 503 {
            (ErrorCode::TemporarilyUnavailable, "The provider is too busy. Try again later.")
        } else {
            (ErrorCode::ServerError, "The provider failed. Try again later.")
        };
        Self { retry_after_seconds: problem.retry_after_seconds, ..Self::new(code, description) }
    }
}

/// Says in the log what the client is not told; a problem never holds personal data.
fn tell(problem: &Problem) {
    let Problem { status, code, detail, .. } = problem;
    if *status == 503 {
        tracing::warn!(status, code, detail, "the OpenID Connect provider cannot answer now");
    } else {
        tracing::error!(status, code, detail, "an internal fault of the OpenID Connect provider");
    }
}

/// Only the characters that RFC 6749 allows in a description.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '"' => '\'',
            '\\' => '/',
            ' '..='~' => character,
            _ => '?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_description_holds_only_what_rfc_6749_allows(text in "\\PC{0,60}") {
            let error = OAuthError::new(ErrorCode::InvalidRequest, text);
            prop_assert!(error.description.bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)));
        }
    }

    #[test]
    fn our_own_failures_tell_nothing_about_themselves() {
        let error = OAuthError::from(Problem::internal("the disk is full"));
        assert_eq!((error.status(), error.code), (500, ErrorCode::ServerError));
        assert!(!error.to_string().contains("disk"));
        let busy = OAuthError::from(Problem::unavailable("vol", 2));
        assert_eq!((busy.status(), busy.retry_after_seconds), (503, Some(2)));
    }
}
