//! A question as a web server passes it on.

use crate::query::decode;

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// To read.
    Get,
    /// To read only the head of the answer.
    Head,
    /// To learn what is allowed.
    Options,
    /// To send something.
    Post,
    /// Anything else.
    Other,
}

impl Method {
    /// From its name in HTTP.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            "POST" => Self::Post,
            _ => Self::Other,
        }
    }
}

/// A question. Everything in it comes from outside and may be anything.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// How it is asked.
    pub method: Method,
    /// Decoded segments of the path below the place where the interface is mounted; see [`Request::segments`].
    pub path: &'a [String],
    /// The query part as it was sent, without `?`.
    pub query: &'a str,
    /// Header `Accept`; empty when absent.
    pub accept: &'a str,
    /// Header `Accept-Language`; empty when absent.
    pub accept_language: &'a str,
    /// Header `Prefer`; empty when absent.
    pub prefer: &'a str,
    /// Header `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// Header `If-Modified-Since`.
    pub if_modified_since: Option<&'a str>,
    /// Address of the place where the interface is mounted, without a slash at its end: `https://example.nl/odata/v1`.
    pub base_url: &'a str,
}

impl<'a> Request<'a> {
    /// A plain question by GET for a path that was split before.
    #[must_use]
    pub const fn get(path: &'a [String], query: &'a str, base_url: &'a str) -> Self {
        Self {
            method: Method::Get,
            path,
            query,
            accept: "",
            accept_language: "",
            prefer: "",
            if_none_match: None,
            if_modified_since: None,
            base_url,
        }
    }

    /// The segments of a path as it was sent, percent signs decoded, empty segments left out.
    #[must_use]
    pub fn segments(path: &str) -> Vec<String> {
        path.split('/').filter(|segment| !segment.is_empty()).map(|segment| decode(segment, false)).collect()
    }
}
