//! Problems on their way out: a handler answers one, and [`crate::finish`] gives it the form that the caller understands.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Problem;

/// What a handler answers.
pub type Answer = Result<Response, Failure>;

/// A problem as an answer.
#[derive(Debug, Clone)]
pub struct Failure(pub Problem);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}
