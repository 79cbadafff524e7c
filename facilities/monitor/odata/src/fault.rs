//! Refusals in the shape of OData: `{"error":{"code","message","target"}}`.

use exchange::{Answer, Json};
use kernel::Language;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) nl: String,
    pub(crate) en: String,
    /// What in the request is wrong: an option or a property.
    pub(crate) target: String,
}

impl Fault {
    /// 400: an option is not right.
    pub(crate) fn bad(target: &str, nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self { status: 400, code: "BadRequest", nl: nl.into(), en: en.into(), target: shortened(target) }
    }

    /// 400: there is no such property.
    pub(crate) fn unknown_property(name: &str) -> Self {
        let name = shortened(name);
        let nl = format!("De eigenschap `{name}` bestaat hier niet.");
        Self {
            code: "UnknownProperty",
            ..Self::bad(&name, nl, format!("There is no property `{name}` here."))
        }
    }

    /// 501: OData knows it, this service does not.
    pub(crate) fn unsupported(what: &str) -> Self {
        let what = shortened(what);
        Self {
            status: 501,
            code: "NotImplemented",
            nl: format!("`{what}` wordt hier niet ondersteund."),
            en: format!("`{what}` is not supported here."),
            target: what,
        }
    }

    /// 404: nothing has this name.
    pub(crate) fn not_found(what: &str) -> Self {
        let what = shortened(what);
        Self {
            status: 404,
            code: "NotFound",
            nl: format!("`{what}` bestaat hier niet."),
            en: format!("There is no `{what}` here."),
            target: what,
        }
    }

    /// 406: only one form is offered.
    pub(crate) fn not_acceptable(offered: &str) -> Self {
        Self {
            status: 406,
            code: "NotAcceptable",
            nl: format!("Dit bestaat alleen als {offered}."),
            en: format!("This is only offered as {offered}."),
            target: "Accept".to_owned(),
        }
    }

    /// 405: it can only be read.
    pub(crate) fn method() -> Self {
        Self {
            status: 405,
            code: "MethodNotAllowed",
            nl: "Dit kan alleen worden gelezen, met GET.".to_owned(),
            en: "This can only be read, with GET.".to_owned(),
            target: "method".to_owned(),
        }
    }

    /// 414: too much text in the address.
    pub(crate) fn too_long() -> Self {
        Self {
            status: 414,
            code: "UriTooLong",
            nl: format!("De vraag is langer dan {} bytes; vraag in delen.", crate::filter::LENGTH_MAX),
            en: format!("The query is longer than {} bytes; ask in parts.", crate::filter::LENGTH_MAX),
            target: "query".to_owned(),
        }
    }

    /// The answer that says so.
    pub(crate) fn answer(&self, language: Language) -> Answer {
        let message = if language == Language::En { &self.en } else { &self.nl };
        let error = Json::object([
            ("code", Json::text(self.code)),
            ("message", Json::text(message)),
            ("target", Json::text(&self.target)),
        ]);
        let body = Json::object([("error", error)]).to_bytes();
        let answer = Answer::new(self.status, "application/json;odata.metadata=minimal", body);
        if self.status == 405 { answer.with("allow", "GET, HEAD, OPTIONS") } else { answer }
    }
}

/// At most 60 signs of what a caller sent.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
