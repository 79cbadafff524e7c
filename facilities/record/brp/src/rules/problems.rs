//! The official texts of what can go wrong at `POST /haalcentraal/api/brp/personen`.

use kernel::{InvalidParam, Problem};

/// Type URI of a 400.
pub const BAD_REQUEST_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1";
/// Type URI of a 401.
pub const UNAUTHENTICATED_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7235#section-3.1";
/// Type URI of a 403.
pub const FORBIDDEN_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3";
/// Type URI of a 404.
pub const NOT_FOUND_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.4";
/// Type URI of a 405.
pub const METHOD_NOT_ALLOWED_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.5";
/// Type URI of a 406.
pub const NOT_ACCEPTABLE_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.6";
/// Type URI of a 409.
pub const CONFLICT_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.8";
/// Type URI of a 415.
pub const UNSUPPORTED_MEDIA_TYPE_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.13";
/// Type URI of a 501.
pub const NOT_IMPLEMENTED_URI: &str = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.6.2";

fn with_uri(mut problem: Problem, uri: &str) -> Problem {
    problem.kind = Some(uri.to_owned());
    problem
}

/// One wrong parameter.
#[must_use]
pub fn param(name: impl Into<String>, code: &str, reason: impl Into<String>) -> InvalidParam {
    InvalidParam { name: name.into(), code: code.to_owned(), reason: reason.into() }
}

/// A parameter that must be there and is not.
#[must_use]
pub fn required(name: impl Into<String>) -> InvalidParam {
    param(name, "required", "Parameter is verplicht.")
}

/// A value that does not fit its pattern.
#[must_use]
pub fn pattern(name: impl Into<String>, pattern: &str) -> InvalidParam {
    param(name, "pattern", format!("Waarde voldoet niet aan patroon {pattern}."))
}

/// 400 with every wrong parameter, in the order in which they were found.
#[must_use]
pub fn wrong_params(params: Vec<InvalidParam>) -> Problem {
    let names: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    let detail = format!("De foutieve parameter(s) zijn: {}.", names.join(", "));
    let title = "Een of meerdere parameters zijn niet correct.";
    with_uri(Problem::new(400, "paramsValidation", title, detail).with_params(params), BAD_REQUEST_URI)
}

/// 400: the body is not a JSON object. The official answer has no code, so the code is empty.
#[must_use]
pub fn not_json() -> Problem {
    let detail = "Request body is geen geldige JSON.";
    with_uri(Problem::new(400, "", "De bevraging bevat een fout.", detail), BAD_REQUEST_URI)
}

/// 501: a question type of the interface that this release does not answer.
#[must_use]
pub fn not_implemented(question_type: &str) -> Problem {
    let detail = format!(
        "Het zoek type {question_type} bestaat, maar wordt door deze versie nog niet beantwoord. \
         Gebruik RaadpleegMetBurgerservicenummer."
    );
    with_uri(
        Problem::new(501, "notImplemented", "Dit zoek type wordt nog niet ondersteund.", detail),
        NOT_IMPLEMENTED_URI,
    )
}

/// 403: no authorisation for questions at all.
#[must_use]
pub fn unauthorized() -> Problem {
    let title = "U bent niet geautoriseerd voor het gebruik van deze API.";
    let detail = "Niet geautoriseerd voor ad hoc bevragingen.";
    with_uri(Problem::new(403, "unauthorized", title, detail), FORBIDDEN_URI)
}

/// 403: fields without authorisation. The names are sorted here.
#[must_use]
pub fn unauthorized_fields(names: Vec<&str>) -> Problem {
    let title = "U bent niet geautoriseerd voor één of meerdere opgegeven field waarden.";
    let detail = format!(
        "U bent niet geautoriseerd om de volgende gegevens op te vragen met fields: {}",
        sorted(names)
    );
    with_uri(Problem::new(403, "unauthorizedField", title, detail), FORBIDDEN_URI)
}

/// 403: search parameters without authorisation. The names are sorted here.
#[must_use]
pub fn unauthorized_parameters(names: Vec<&str>) -> Problem {
    let title = "U bent niet geautoriseerd voor de gebruikte parameter(s).";
    let detail = format!("U bent niet geautoriseerd voor het gebruik van parameter(s): {}.", sorted(names));
    with_uri(Problem::new(403, "unauthorizedParameter", title, detail), FORBIDDEN_URI)
}

/// 403: only the municipality that keeps the list may change it.
#[must_use]
pub fn not_bronhouder() -> Problem {
    let detail = "Alleen de gemeente van inschrijving mag deze persoonslijst bijhouden.";
    with_uri(
        Problem::new(403, "notBronhouder", "U bent niet de bijhouder van deze persoonslijst.", detail),
        FORBIDDEN_URI,
    )
}

/// 409: the event does not fit what is registered.
#[must_use]
pub fn conflict(code: &str, detail: &str) -> Problem {
    with_uri(
        Problem::new(409, code, "De gebeurtenis past niet bij wat is geregistreerd.", detail),
        CONFLICT_URI,
    )
}

/// Alphabetical without regard to case, as the official service sorts; each name once.
fn sorted(mut names: Vec<&str>) -> String {
    names.sort_by_key(|name| (name.to_lowercase(), (*name).to_owned()));
    names.dedup();
    names.join(", ")
}
