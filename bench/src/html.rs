//! Just enough of HTML to fill in a login form as a browser would.

/// A form with a password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoginForm {
    /// Where it goes; empty for the page itself.
    pub(crate) action: String,
    /// Hidden fields and the first button that submits, as they stand.
    fixed: Vec<(String, String)>,
    username: String,
    password: String,
}

impl LoginForm {
    /// Finds the first form of a page that has a field for a password.
    pub(crate) fn find(page: &str) -> Option<Self> {
        let mut form: Option<Draft> = None;
        for tag in Tags(page) {
            match tag.name.as_str() {
                "form" => form = Some(Draft::new(&tag)),
                "/form" => {
                    if let Some(found) = form.take().and_then(Draft::finished) {
                        return Some(found);
                    }
                }
                "input" | "button" => {
                    if let Some(draft) = &mut form {
                        draft.field(&tag);
                    }
                }
                _ => {}
            }
        }
        form.and_then(Draft::finished)
    }

    /// The form as `application/x-www-form-urlencoded`.
    pub(crate) fn filled(&self, username: &str, password: &str) -> String {
        let typed = [(self.username.as_str(), username), (self.password.as_str(), password)];
        let fixed = self.fixed.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = fixed.chain(typed).map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

#[derive(Default)]
struct Draft {
    action: String,
    fixed: Vec<(String, String)>,
    has_button: bool,
    username: Option<String>,
    password: Option<String>,
}

impl Draft {
    fn new(tag: &Tag) -> Self {
        Self { action: tag.text("action"), ..Self::default() }
    }

    fn field(&mut self, tag: &Tag) {
        let name = tag.text("name");
        let button = tag.name == "button";
        let kind = tag.get("type").map_or(if button { "submit" } else { "text" }, str::trim);
        match kind.to_ascii_lowercase().as_str() {
            "submit" => {
                if !self.has_button && !name.is_empty() {
                    self.fixed.push((name, tag.text("value")));
                }
                self.has_button = true;
            }
            _ if name.is_empty() || button => {}
            "hidden" => self.fixed.push((name, tag.text("value"))),
            "password" => self.password = self.password.take().or(Some(name)),
            "text" | "email" => self.username = self.username.take().or(Some(name)),
            _ => {}
        }
    }

    fn finished(self) -> Option<LoginForm> {
        let (username, password) = (self.username?, self.password?);
        Some(LoginForm { action: self.action, fixed: self.fixed, username, password })
    }
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// The tags of a page in order; comments and scripts are passed over.
struct Tags<'p>(&'p str);

impl Iterator for Tags<'_> {
    type Item = Tag;
    fn next(&mut self) -> Option<Tag> {
        loop {
            let start = self.0.find('<')?;
            self.0 = &self.0[start + 1..];
            if let Some(comment) = self.0.strip_prefix("!--") {
                self.0 = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let name_end = self.0.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
            let name = self.0[..name_end].trim_end_matches('/').to_ascii_lowercase();
            let mut tag = Tag { name, attributes: Vec::new() };
            self.0 = attributes(&self.0[name_end..], &mut tag.attributes);
            if tag.name == "script" {
                self.0 = self.0.find("</script").map_or("", |end| &self.0[end..]);
            }
            return Some(tag);
        }
    }
}

/// Reads the attributes of a tag, and answers what follows the tag.
fn attributes<'p>(mut rest: &'p str, into: &mut Vec<(String, String)>) -> &'p str {
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return after;
        }
        let Some(end) = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')) else {
            return "";
        };
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        if !name.is_empty() {
            into.push((name, unescaped(value)));
        }
    }
}

fn attribute_value(rest: &str) -> (&str, &str) {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        return rest[1..].split_once(quote).unwrap_or((&rest[1..], ""));
    }
    rest.split_at(rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len()))
}

/// Puts characters in the place of the references that a template engine writes in attributes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let known = rest.find(';').filter(|end| *end <= 10);
        match known.and_then(|end| Some((character(&rest[1..end])?, end))) {
            Some((character, end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// `application/x-www-form-urlencoded`, as browsers write it.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = r#"<!doctype html><!-- <form><input type=password name=x> --><html><body>
        <form action="/taal" method="post"><button name="taal" value="en">English</button></form>
        <script>document.write("<form><input type='password' name='y'>")</script>
        <form class="utrecht-form" method="post" action="&#x2f;digid&#x2f;inloggen?a=1&amp;b=2" novalidate>
        <input type="hidden" name="csrf" value="a&#34;b&quot;">
        <INPUT TYPE='hidden' NAME='request_id' VALUE='x y/é'/>
        <input id="gebruikersnaam" name="gebruikersnaam" autocomplete="username" required>
        <input type="checkbox" name="onthoud" value="1">
        <input type=password name=wachtwoord>
        <button type="submit" name="handeling" value="inloggen">Inloggen</button>
        <button type="submit" name="handeling" value="annuleren">Annuleren</button></form></body></html>"#;

    #[test]
    fn the_login_form_is_found_and_filled_in() {
        let form = LoginForm::find(PAGE).unwrap();
        assert_eq!(form.action, "/digid/inloggen?a=1&b=2");
        assert_eq!(
            form.filled("jan", "p&w 1"),
            "csrf=a%22b%22&request_id=x+y%2F%C3%A9&handeling=inloggen&gebruikersnaam=jan&wachtwoord=p%26w+1"
        );
    }

    #[test]
    fn a_page_without_a_password_has_no_login_form() {
        assert_eq!(LoginForm::find("<form><input name=zoek></form>"), None);
        assert_eq!(LoginForm::find(""), None);
    }

    #[test]
    fn an_ampersand_that_begins_no_reference_stays() {
        assert_eq!(unescaped("a&b &geenteken; &#xffffffff; &"), "a&b &geenteken; &#xffffffff; &");
    }

    proptest! {
        #[test]
        fn no_page_makes_the_reader_panic(page in "(<|>|&|#|;|=|'|\"|form|input|!--|script| |/|é|[a-z])*") {
            let _ = LoginForm::find(&page);
        }
    }
}
