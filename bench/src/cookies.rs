//! The cookies of one visit to one server.

use http::HeaderMap;
use http::header::SET_COOKIE;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Cookie {
    name: String,
    value: String,
    path: String,
    secure: bool,
}

/// What a browser with an empty cookie store keeps during one visit. All cookies are of one server, so that domains do not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Jar(Vec<Cookie>);

impl Jar {
    /// Keeps what an answer to a request for `path` sets, and forgets what it removes (RFC 6265, 5.3).
    pub(crate) fn keep(&mut self, path: &str, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            self.set(path, line);
        }
    }

    fn set(&mut self, request_path: &str, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let mut cookie = Cookie {
            name: name.trim().to_owned(),
            value: value.trim().trim_matches('"').to_owned(),
            path: default_path(request_path).to_owned(),
            secure: false,
        };
        let (mut expires, mut max_age) = (None, None);
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            match attribute.trim().to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => cookie.path = value.to_owned(),
                "secure" => cookie.secure = true,
                "max-age" => max_age = value.trim().parse::<i64>().ok(),
                "expires" => expires = Some(is_long_ago(value)),
                _ => {}
            }
        }
        let gone = max_age.map_or(expires.unwrap_or(false), |seconds| seconds <= 0);
        self.0.retain(|kept| (&kept.name, &kept.path) != (&cookie.name, &cookie.path));
        if !gone && !cookie.name.is_empty() {
            self.0.push(cookie);
        }
    }

    /// The value of `Cookie` for a request for `path`; `None` when there is none to send. The longest paths come first.
    pub(crate) fn header(&self, path: &str, over_tls: bool) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let fits = |cookie: &&Cookie| matches(path, &cookie.path) && (over_tls || !cookie.secure);
        let mut sent: Vec<&Cookie> = self.0.iter().filter(fits).collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> =
            sent.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

fn default_path(request_path: &str) -> &str {
    let path = request_path.split('?').next().unwrap_or_default();
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(last) => &path[..last],
    }
}

fn matches(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

/// A visit lasts seconds: an end date matters only when it is the customary way to remove a cookie, a date in 1970 or before.
fn is_long_ago(date: &str) -> bool {
    date.split([' ', '-'])
        .filter(|part| part.len() == 4)
        .filter_map(|part| part.parse::<u16>().ok())
        .any(|year| year <= 1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(path: &str, lines: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for line in lines {
            jar.set(path, line);
        }
        jar
    }

    #[test]
    fn a_cookie_goes_back_to_the_paths_it_was_set_for() {
        let jar = jar("/digid/inloggen", &["a=1; Path=/; HttpOnly; SameSite=Lax", "b=2; Path=/digid", "c=3"]);
        assert_eq!(jar.header("/digid/inloggen?x=y", false).unwrap(), "b=2; c=3; a=1");
        assert_eq!(jar.header("/digidd", false).unwrap(), "a=1");
        assert_eq!(jar.header("/", false).unwrap(), "a=1");
    }

    #[test]
    fn a_later_value_replaces_an_earlier_one_and_an_end_removes_it() {
        let mut jar = jar("/", &["a=1; Path=/", "a=2; Path=/"]);
        assert_eq!(jar.header("/", false).unwrap(), "a=2");
        jar.set("/", "a=; Path=/; Max-Age=0");
        assert_eq!(jar.header("/", false), None);
        jar.set("/", "b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(jar.header("/", false), None);
        jar.set("/", "b=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60");
        assert_eq!(jar.header("/", false).unwrap(), "b=1");
    }

    #[test]
    fn a_secure_cookie_does_not_travel_over_plain_http() {
        let jar = jar("/", &["a=1; Secure"]);
        assert_eq!(jar.header("/", false), None);
        assert_eq!(jar.header("/", true).unwrap(), "a=1");
    }

    #[test]
    fn what_is_no_cookie_is_left_alone() {
        assert_eq!(jar("/", &["", "loos", "=x", ";"]), Jar::default());
    }
}
