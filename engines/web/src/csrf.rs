//! Forms of pages: read, limited, and checked for the token of the session that they were made for.

use std::collections::HashMap;

use axum::extract::{FromRequest, Request};
use http_body_util::BodyExt;
use kernel::Problem;

use crate::{Failure, Signed};

/// The fields of a submitted form. On routes for persons and the operator the field `csrf` must hold the session's token.
#[derive(Debug, Clone, Default)]
pub struct Form(HashMap<String, String>);

impl Form {
    /// The field with this name, trimmed; empty when it is not there.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The field with this name exactly as it was sent: for passwords.
    #[must_use]
    pub fn exact(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// All fields, as they were sent; of a name that occurs twice the last.
    #[must_use]
    pub fn fields(&self) -> &HashMap<String, String> {
        &self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;
    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let signed = request.extensions().get::<Signed>().cloned();
        let bytes = request.into_body().collect().await.map_err(|error| unreadable(&error))?.to_bytes();
        let form = Self(parse(&bytes)?);
        if let Some(Signed(session)) = signed
            && !trust::seal::equal(form.exact("csrf").as_bytes(), session.csrf.as_bytes())
        {
            let detail = "Dit formulier is verlopen of kwam niet van deze website; open de pagina opnieuw.";
            return Err(Problem::forbidden("csrf", detail).into());
        }
        Ok(form)
    }
}

/// 413 when the body was over its limit, 400 when it broke off.
pub(crate) fn unreadable(error: &(dyn std::error::Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if one.is::<http_body_util::LengthLimitError>() {
            return Problem::new(
                413,
                "payloadTooLarge",
                "Te groot",
                "De inhoud van dit verzoek is te groot.",
            );
        }
        cause = one.source();
    }
    Problem::bad_request("body", "De inhoud van dit verzoek kon niet worden gelezen.")
}

fn parse(bytes: &[u8]) -> Result<HashMap<String, String>, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::bad_request("form", "Het formulier is geen UTF-8."))?;
    let mut fields = HashMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let wrong = || Problem::bad_request("form", "Het formulier is niet goed gecodeerd.");
        fields.insert(decode(name).ok_or_else(wrong)?, decode(value).ok_or_else(wrong)?);
    }
    Ok(fields)
}

/// Decodes `application/x-www-form-urlencoded`.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_wrote_it() {
        let fields = parse(b"naam=J%C3%B3sef+K&leeg=&alleen").unwrap();
        assert_eq!(fields["naam"], "Jósef K");
        assert_eq!(fields["leeg"], "");
        assert_eq!(fields["alleen"], "");
        assert!(parse(b"a=%zz").is_err());
        assert!(parse(b"a=%4").is_err());
        assert!(parse(&[0xff]).is_err());
    }
}
