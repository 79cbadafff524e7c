//! The address of a server: scheme, host and port.

use std::fmt;

use http::{HeaderValue, Uri};
use rustls::pki_types::ServerName;

use crate::{Fault, LoadError};

/// A server's address.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// As it was given, without a slash at its end.
    text: String,
    /// Host without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Whom the certificate must name; absent for plain HTTP.
    pub(crate) server_name: Option<ServerName<'static>>,
    /// `Host` of every request.
    pub(crate) host_header: HeaderValue,
}

impl Origin {
    pub(crate) fn parse(given: &str) -> Result<Self, LoadError> {
        let wrong = |why| LoadError::Address { address: given.to_owned(), why };
        let text = given.trim_end_matches('/');
        let uri: Uri = text.parse().map_err(|_| wrong("write it as http://127.0.0.1:8080"))?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong("it must begin with http:// or https://")),
        };
        let authority = uri.authority().ok_or_else(|| wrong("it has no host"))?;
        if uri.path() != "/" || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(wrong("it may hold nothing but scheme, host and port"));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let server_name = if tls {
            let name = ServerName::try_from(host.clone());
            Some(name.map_err(|_| wrong("a certificate cannot name this host"))?)
        } else {
            None
        };
        let host_header = HeaderValue::from_str(authority.as_str())
            .map_err(|_| wrong("the host has strange characters"))?;
        let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
        Ok(Self { text: text.to_owned(), host, port, server_name, host_header })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Path and query to which a `Location` leads that was received at `from`, which is a path on this server. It must stay on this server.
    pub(crate) fn resolve(&self, from: &str, location: &str) -> Result<String, Fault> {
        let location = location.split('#').next().unwrap_or_default();
        let own = location.get(..self.text.len()).filter(|own| own.eq_ignore_ascii_case(&self.text));
        if own.is_some() {
            return match location.get(self.text.len()..) {
                Some("") => Ok("/".to_owned()),
                Some(rest) if rest.starts_with('/') => Ok(rest.to_owned()),
                Some(rest) if rest.starts_with('?') => Ok(format!("/{rest}")),
                _ => Err(Fault::Redirect),
            };
        }
        let before_query = location.split('?').next().unwrap_or_default();
        if location.starts_with("//") || before_query.contains(':') {
            return Err(Fault::Redirect);
        }
        let path = from.split('?').next().unwrap_or_default();
        if location.starts_with('/') {
            Ok(location.to_owned())
        } else if location.starts_with('?') || location.is_empty() {
            Ok(format!("{path}{location}"))
        } else {
            let folder = path.rfind('/').map_or("/", |slash| &path[..=slash]);
            Ok(format!("{folder}{location}"))
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_scheme_host_and_port_and_nothing_else() {
        let origin = Origin::parse("https://[::1]:8443/").unwrap();
        assert_eq!((origin.host.as_str(), origin.port), ("::1", 8443));
        assert!(origin.server_name.is_some());
        assert_eq!(Origin::parse("http://stelsel.test").unwrap().port, 80);
        for wrong in ["127.0.0.1:80", "ftp://a", "http://a/b", "http://a?b", "http://u@a", "", "http://"] {
            assert!(matches!(Origin::parse(wrong), Err(LoadError::Address { .. })), "{wrong}");
        }
    }

    #[test]
    fn a_redirect_stays_on_the_server() {
        let origin = Origin::parse("http://127.0.0.1:8080").unwrap();
        let to = |location| origin.resolve("/a/b?c=d", location);
        assert_eq!(to("/x?y#z"), Ok("/x?y".to_owned()));
        assert_eq!(to("http://127.0.0.1:8080/x"), Ok("/x".to_owned()));
        assert_eq!(to("http://127.0.0.1:8080?x=1"), Ok("/?x=1".to_owned()));
        assert_eq!(to("http://127.0.0.1:8080"), Ok("/".to_owned()));
        assert_eq!(to("x"), Ok("/a/x".to_owned()));
        assert_eq!(to("?x=http://b"), Ok("/a/b?x=http://b".to_owned()));
        assert_eq!(to("http://127.0.0.1:80801/x"), Err(Fault::Redirect));
        assert_eq!(to("//elders/x"), Err(Fault::Redirect));
        assert_eq!(to("https://127.0.0.1:8080/x"), Err(Fault::Redirect));
    }
}
