//! Refusals, with the status codes of SDMX REST (doc/status.md).

use exchange::{Answer, Json, Offer};
use kernel::Language;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    nl: String,
    en: String,
}

impl Fault {
    fn new(status: u16, nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self { status, nl: nl.into(), en: en.into() }
    }

    /// 400: not according to the API.
    pub(crate) fn bad(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(400, nl, en)
    }

    /// 400: a parameter with a value that it cannot have.
    pub(crate) fn parameter(name: &str, expected_nl: &str, expected_en: &str) -> Self {
        let name = shortened(name);
        Self::bad(format!("`{name}` moet {expected_nl} zijn."), format!("`{name}` must be {expected_en}."))
    }

    /// 400: there is no such parameter.
    pub(crate) fn unknown_parameter(name: &str) -> Self {
        let name = shortened(name);
        Self::bad(
            format!("De parameter `{name}` bestaat hier niet."),
            format!("There is no parameter `{name}` here."),
        )
    }

    /// 404: no such artefact.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "Dit artefact bestaat hier niet.", "There is no such artefact here.")
    }

    /// 405: it can only be read.
    pub(crate) fn method() -> Self {
        Self::new(405, "Dit kan alleen worden gelezen, met GET.", "This can only be read, with GET.")
    }

    /// 406: with the list of what there is.
    pub(crate) fn not_acceptable(offers: &[Offer]) -> Self {
        let list: Vec<String> =
            offers.iter().map(|one| format!("{};version={}", one.kind, one.version)).collect();
        let list = list.join(", ");
        Self::new(406, format!("Dit bestaat als: {list}."), format!("This is offered as: {list}."))
    }

    /// 413: too many observations.
    pub(crate) fn too_large(max: usize) -> Self {
        Self::new(
            413,
            format!("Het antwoord heeft meer dan {max} waarnemingen; vraag in delen met limit en offset."),
            format!("The answer has more than {max} observations; ask in parts with limit and offset."),
        )
    }

    /// 414: too long an address.
    pub(crate) fn too_long(max: usize) -> Self {
        Self::new(
            414,
            format!("Het adres is langer dan {max} bytes; vraag in delen."),
            format!("The address is longer than {max} bytes; ask in parts."),
        )
    }

    /// 422: well written, but it cannot be so.
    pub(crate) fn semantic(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(422, nl, en)
    }

    /// 422: no component has this name.
    pub(crate) fn unknown_component(name: &str) -> Self {
        let name = shortened(name);
        Self::semantic(
            format!("De datastructuur heeft geen component `{name}`."),
            format!("The data structure has no component `{name}`."),
        )
    }

    /// 501: the standard has it, this service has not.
    pub(crate) fn absent(what: &str) -> Self {
        let what = shortened(what);
        Self::new(
            501,
            format!("`{what}` is hier niet gebouwd."),
            format!("`{what}` is not implemented here."),
        )
    }

    /// The answer that says so, as an SDMX-JSON message with errors.
    pub(crate) fn answer(&self, language: Language) -> Answer {
        let title = if language == Language::En { &self.en } else { &self.nl };
        let titles = Json::object([("nl", Json::text(&self.nl)), ("en", Json::text(&self.en))]);
        let error = Json::object([
            ("code", Json::Int(i64::from(self.status))),
            ("title", Json::text(title)),
            ("titles", titles),
        ]);
        let body = Json::object([("errors", Json::list([error]))]).to_bytes();
        let answer = Answer::new(self.status, "application/json", body);
        if self.status == 405 { answer.with("allow", "GET, HEAD, OPTIONS") } else { answer }
    }
}

/// At most 60 signs of what a caller sent.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_refused_with_the_limit() {
        assert_eq!(Fault::too_large(5).status, 413);
        assert!(
            String::from_utf8(Fault::too_large(5).answer(Language::En).body)
                .unwrap()
                .contains("more than 5 obs")
        );
    }
}
