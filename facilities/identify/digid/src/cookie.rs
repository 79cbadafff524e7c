//! The cookie that ties a login page to the browser it was made for. It holds the secret of a pending login; pages and addresses carry only
//! a number derived from it, so that a form sent from another site, or an address sent to another browser, leads nowhere.

use http::{HeaderMap, HeaderValue};
use kernel::Problem;

/// How long somebody may take to log in, in seconds.
pub const SECONDS: i64 = login::oidc::AUTHORIZATION_SECONDS;

/// The number of a pending login: 16 hexadecimal digits that tell nothing of the secret or of anybody.
#[must_use]
pub fn number_of(secret: &str) -> String {
    trust::sha256(secret.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn name(number: &str) -> String {
    format!("stelsel_digid_{number}")
}

/// `Set-Cookie` for the secret. `secure` is whether the browser came over TLS.
///
/// # Errors
/// When the secret is no text for a header.
pub fn set(secret: &str, secure: bool) -> Result<HeaderValue, Problem> {
    header(&number_of(secret), secret, SECONDS, secure)
}

/// `Set-Cookie` that takes the cookie away again.
///
/// # Errors
/// When the number is no text for a header.
pub fn clear(number: &str, secure: bool) -> Result<HeaderValue, Problem> {
    header(number, "", 0, secure)
}

fn header(number: &str, secret: &str, seconds: i64, secure: bool) -> Result<HeaderValue, Problem> {
    let secure = if secure { "; Secure" } else { "" };
    let name = name(number);
    let text = format!("{name}={secret}; Path=/digid; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(|_| Problem::internal("digid: a cookie could not be written"))
}

/// The secret of the pending login with this number, when this browser holds it.
#[must_use]
pub fn secret<'h>(headers: &'h HeaderMap, number: &str) -> Option<&'h str> {
    let wanted = name(number);
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, secret)| *key == wanted && number_of(secret) == number)
        .map(|(_, secret)| secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::COOKIE;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_secret_is_found_under_its_own_number_only(one in "[A-Za-z0-9_-]{64}", other in "[A-Za-z0-9_-]{64}") {
            let mut headers = HeaderMap::new();
            let line = set(&one, true).unwrap();
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            headers.insert(COOKIE, format!("a=b; {pair}; c=d").parse().unwrap());
            prop_assert_eq!(secret(&headers, &number_of(&one)), Some(one.as_str()));
            prop_assert_eq!(secret(&headers, &number_of(&other)).is_some(), one == other);
        }

        #[test]
        fn a_cookie_whose_number_is_not_that_of_its_secret_counts_for_nothing(one in "[a-f0-9]{16}") {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, format!("stelsel_digid_{one}=planted").parse().unwrap());
            prop_assert_eq!(secret(&headers, &one), None);
        }
    }

    #[test]
    fn the_cookie_goes_to_our_own_pages_only_and_ends_by_itself() {
        let line = set("geheim", false).unwrap();
        let number = number_of("geheim");
        let wanted =
            format!("stelsel_digid_{number}=geheim; Path=/digid; HttpOnly; SameSite=Lax; Max-Age=600");
        assert_eq!(line.to_str().unwrap(), wanted);
        assert!(set("geheim", true).unwrap().to_str().unwrap().ends_with("; Secure"));
        assert!(clear(&number, false).unwrap().to_str().unwrap().contains("; Max-Age=0"));
    }
}
