//! The query of a request: each name at most once, and for the API only names that it knows.

use axum::extract::Query as Decoded;
use http::Uri;
use kernel::{InvalidParam, Problem};

/// The most parameters that are looked at.
const PARAMETERS_MAX: usize = 32;

/// The parameters of a query, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    unreadable: bool,
}

impl Query {
    /// Reads the query of an address.
    pub(crate) fn of(uri: &Uri) -> Self {
        match Decoded::<Vec<(String, String)>>::try_from_uri(uri) {
            Ok(Decoded(pairs)) if pairs.len() <= PARAMETERS_MAX => Self { pairs, unreadable: false },
            _ => Self { pairs: Vec::new(), unreadable: true },
        }
    }

    /// The value of a parameter, when it is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The parameters as they were sent.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Refuses names outside `known`, and names given twice: all of them at once.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        if self.unreadable {
            let detail =
                format!("De query is niet goed gecodeerd of heeft meer dan {PARAMETERS_MAX} parameters.");
            return Err(Problem::bad_request("query", detail));
        }
        let mut wrong = Vec::new();
        for (place, (name, _)) in self.pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let reason = if known.is_empty() {
                    "Dit adres kent geen parameters.".to_owned()
                } else {
                    format!("Deze parameter is onbekend; bekend zijn: {}.", known.join(", "))
                };
                wrong.push(invalid(name, "unknownParam", reason));
            } else if self.pairs.iter().take(place).any(|(earlier, _)| earlier == name) {
                wrong.push(invalid(name, "repeatedParam", "Deze parameter mag één keer voorkomen."));
            }
        }
        refuse(wrong)
    }
}

/// One wrong parameter. Its name comes from outside and is cut off at 60 characters.
pub(crate) fn invalid(name: &str, code: &str, reason: impl Into<String>) -> InvalidParam {
    InvalidParam { name: name.chars().take(60).collect(), code: code.to_owned(), reason: reason.into() }
}

/// 400 with these wrong parameters; nothing when there are none.
pub(crate) fn refuse(wrong: Vec<InvalidParam>) -> Result<(), Problem> {
    if wrong.is_empty() {
        return Ok(());
    }
    let detail = "Een of meer parameters zijn niet correct; zie invalidParams.";
    Err(Problem::bad_request("paramsValidation", detail).with_params(wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::of(&format!("/monitor/api/v1/live{text}").parse().unwrap())
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused_together() {
        let refused = query("?soort=flow&soort=stock&kleur=rood").only(&["soort"]).unwrap_err();
        assert_eq!(refused.status, 400);
        let found: Vec<_> =
            refused.invalid_params.iter().map(|one| (one.name.as_str(), one.code.as_str())).collect();
        assert_eq!(found, [("soort", "repeatedParam"), ("kleur", "unknownParam")]);
        assert_eq!(query("?soort=flow").only(&["soort"]), Ok(()));
        assert_eq!(query("").only(&[]), Ok(()));
        assert_eq!(query("?a=1").only(&[]).unwrap_err().status, 400);
    }

    #[test]
    fn an_empty_value_is_as_good_as_none() {
        assert_eq!(query("?soort=").get("soort"), None);
        assert_eq!(query("?soort=flow").get("soort"), Some("flow"));
        assert_eq!(query("?soort=a%2Bb").get("soort"), Some("a+b"));
    }

    #[test]
    fn a_query_of_many_parameters_is_refused() {
        let many: String = (0..40).map(|at| format!("p{at}=1&")).collect();
        assert_eq!(query(&format!("?{many}")).only(&[]).unwrap_err().code, "query");
    }
}
