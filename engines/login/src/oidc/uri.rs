//! Redirect URIs: which ones may be registered, and what is added to one.

/// Judges a redirect URI: absolute, `https` (or `http` on a loopback host), with a host, without user and fragment.
pub(crate) fn check_redirect(uri: &str) -> Result<(), &'static str> {
    if uri.len() > 1_000 || !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it must have at most 1000 characters, each printable ASCII");
    }
    if uri.contains(['#', '\\', '"', '<', '>', '^', '`', '{', '|', '}']) {
        return Err("it must have no fragment and no characters that a URI does not have");
    }
    let (scheme, rest) = uri.split_once("://").ok_or("it must be absolute")?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("it must have no user");
    }
    let (host, port) = split_port(authority).ok_or("its host or port is not right")?;
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err("its port is not right");
    }
    match scheme {
        "https" => Ok(()),
        "http" if ["127.0.0.1", "[::1]", "localhost"].contains(&host) => Ok(()),
        _ => Err("it must be https, or http on 127.0.0.1, [::1] or localhost"),
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let after_bracket = authority.find(']').map_or(0, |at| at + 1);
    let (host, port) = match authority.get(after_bracket..)?.find(':') {
        Some(at) => (authority.get(..after_bracket + at)?, authority.get(after_bracket + at + 1..)),
        None => (authority, None),
    };
    let plain = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
    };
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let right =
        bracketed.map_or_else(|| plain(host), |address| address.parse::<std::net::Ipv6Addr>().is_ok());
    right.then_some((host, port))
}

/// The address with these parameters added to its query.
pub(crate) fn with_query(uri: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = uri.to_owned();
    let mut separator = if uri.contains('?') { '&' } else { '?' };
    if uri.ends_with(['?', '&']) {
        separator = '\0';
    }
    for (name, value) in parameters {
        if separator != '\0' {
            out.push(separator);
        }
        separator = '&';
        out.push_str(name);
        out.push('=');
        encode(value, &mut out);
    }
    out
}

fn encode(value: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_the_check_panic(text in "(https?://)?\\PC{0,40}") {
            let _ = check_redirect(&text);
        }

        #[test]
        fn what_is_added_is_one_parameter_whatever_is_in_it(value in "\\PC{0,30}") {
            let url = with_query("https://a.example/cb?x=1", &[("state", &value), ("iss", "i")]);
            let query: Vec<&str> = url.split_once('?').map(|(_, query)| query.split('&').collect()).unwrap_or_default();
            prop_assert_eq!(query.len(), 3);
            prop_assert_eq!(query[2], "iss=i");
            prop_assert!(url.is_ascii() && !url.contains(['#', ' ']));
        }

        #[test]
        fn plain_http_is_for_loopback_only(host in "[a-z]{1,8}(\\.[a-z]{2,5})?") {
            let url = format!("http://{host}/cb");
            prop_assert_eq!(check_redirect(&url).is_ok(), host == "localhost");
            let secure = format!("https://{host}/cb");
            prop_assert!(check_redirect(&secure).is_ok());
        }
    }

    #[test]
    fn redirect_uris_are_judged_one_by_one() {
        for right in [
            "https://dienst.example/cb",
            "https://dienst.example:8443/cb?a=b",
            "http://127.0.0.1:8080/cb",
            "http://[::1]:8080/cb",
            "http://localhost:8080/cb",
            "https://dienst.example",
        ] {
            assert_eq!(check_redirect(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "/cb",
            "https://",
            "https:///cb",
            "https://a.example/cb#x",
            "https://u@a.example/cb",
            "http://a.example/cb",
            "http://127.0.0.1.a.example/cb",
            "http://localhost@a.example/cb",
            "http://localhost\\.a.example/cb",
            "https://a.example:99999/cb",
            "https://a example/cb",
            "javascript://a.example/%0aalert(1)",
            "HTTPS://a.example/cb",
        ] {
            assert!(check_redirect(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_query_that_is_there_is_kept() {
        assert_eq!(with_query("https://a.example/cb", &[("code", "a b")]), "https://a.example/cb?code=a%20b");
        assert_eq!(
            with_query("https://a.example/cb?x=1", &[("code", "é")]),
            "https://a.example/cb?x=1&code=%C3%A9"
        );
        assert_eq!(
            with_query("https://a.example/cb?", &[("c", "1"), ("s", "2")]),
            "https://a.example/cb?c=1&s=2"
        );
    }
}
