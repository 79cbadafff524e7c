//! What is sent back.

use kernel::{Day, Moment, Problem};
use sha2::{Digest, Sha256};

use crate::json::Json;
use crate::request::{Method, Request};

/// An answer, for a web server to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header `Content-Type`; empty when there is no body.
    pub content_type: String,
    /// The other headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a body.
    #[must_use]
    pub fn new(status: u16, content_type: impl Into<String>, body: Vec<u8>) -> Self {
        Self { status, content_type: content_type.into(), headers: Vec::new(), body }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::new(status, "", Vec::new())
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// A refusal as `application/problem+json` (RFC 9457).
    #[must_use]
    pub fn problem(problem: &Problem) -> Self {
        let body = Json::object([
            ("type", Json::text(problem.kind.as_deref().unwrap_or("about:blank"))),
            ("title", Json::text(&problem.title)),
            ("status", Json::Int(i64::from(problem.status))),
            ("detail", Json::text(&problem.detail)),
            ("code", Json::text(&problem.code)),
        ]);
        Self::new(problem.status, "application/problem+json", body.to_bytes())
    }

    /// Adds validators to an answer that may be kept, and turns it into 304 when the caller has it already. `If-None-Match` goes before
    /// `If-Modified-Since` (RFC 9110, 13.2.2).
    #[must_use]
    pub fn validated(self, request: &Request<'_>, modified: Moment) -> Self {
        if self.status != 200 {
            return self;
        }
        let tag = format!("\"{}\"", fingerprint(&self.content_type, &self.body));
        let known = match (request.if_none_match, request.if_modified_since) {
            (Some(tags), _) => {
                tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
            }
            (None, Some(since)) => parse_http_date(since).is_some_and(|since| modified.seconds() <= since),
            (None, None) => false,
        };
        let answer = if known { Self { headers: self.headers, ..Self::empty(304) } } else { self };
        answer.with("etag", tag).with("last-modified", http_date(modified))
    }

    /// Leaves out the body of an answer to HEAD.
    #[must_use]
    pub fn for_method(mut self, method: Method) -> Self {
        if method == Method::Head {
            self.body.clear();
        }
        self
    }
}

/// The first 32 hexadecimal digits of the SHA-256 of type and body.
fn fingerprint(content_type: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(content_type.as_bytes());
    digest.update([0]);
    digest.update(body);
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment as headers of HTTP write it, in whole seconds: `Mon, 15 Jun 2020 00:00:00 GMT`.
#[must_use]
pub fn http_date(moment: Moment) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let text = Moment::from_micros(moment.seconds().saturating_mul(1_000_000)).rfc3339();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    let day: Option<Day> = day.parse().ok();
    let weekday = usize::try_from(moment.seconds().div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    let month = day.and_then(|day| usize::try_from(day.month() - 1).ok()).unwrap_or(0);
    format!(
        "{}, {:02} {} {:04} {} GMT",
        DAYS.get(weekday).unwrap_or(&""),
        day.map_or(1, Day::day),
        MONTHS.get(month).unwrap_or(&""),
        day.map_or(1970, Day::year),
        time.trim_end_matches('Z')
    )
}

/// Seconds since the epoch of a date as headers of HTTP write it; other forms than the preferred one are not read.
fn parse_http_date(text: &str) -> Option<i64> {
    let (_, rest) = text.trim().split_once(", ")?;
    let parts: Vec<&str> = rest.split(' ').collect();
    let [day, month, year, time, "GMT"] = *parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|one| *one == month)? + 1;
    format!("{year}-{month:02}-{day:0>2}T{time}Z").parse::<Moment>().ok().map(Moment::seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_known_answer_is_not_sent_again() {
        let moment: Moment = "2020-06-15T00:00:00Z".parse().unwrap();
        let answer = || Answer::new(200, "text/plain", b"x".to_vec());
        let path = [];
        let plain = Request::get(&path, "", "");
        let first = answer().validated(&plain, moment);
        assert_eq!(first.header("Last-Modified"), Some("Mon, 15 Jun 2020 00:00:00 GMT"));
        let tag = first.header("etag").unwrap();
        assert_eq!(tag.len(), 34);
        for (tags, status) in [(tag, 304), ("*", 304), ("W/\"a\", \"b\"", 200)] {
            let asked = Request { if_none_match: Some(tags), ..plain };
            assert_eq!(answer().validated(&asked, moment).status, status);
        }
        for (since, status) in [
            ("Mon, 15 Jun 2020 00:00:00 GMT", 304),
            ("Sun, 14 Jun 2020 23:59:59 GMT", 200),
            ("gisteren", 200),
        ] {
            let asked = Request { if_modified_since: Some(since), ..plain };
            assert_eq!(answer().validated(&asked, moment).status, status, "{since}");
        }
    }

    proptest! {
        #[test]
        fn dates_come_back(seconds in 0_i64..4_000_000_000) {
            let written = http_date(Moment::from_micros(seconds * 1_000_000 + 7));
            prop_assert_eq!(parse_http_date(&written), Some(seconds));
        }

        #[test]
        fn no_date_breaks_the_reader(text in any::<String>()) {
            let _ = parse_http_date(&text);
        }
    }
}
