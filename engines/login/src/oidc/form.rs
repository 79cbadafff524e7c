//! Parameters of a request, from a query, a form or a request object.

use std::collections::BTreeMap;

use serde_json::Value;

/// The longest value of a parameter that is looked at, a token excepted.
const VALUE_BYTES_MAX: usize = 2_048;
/// Parameters that hold a token.
const TOKENS: [&str; 3] = ["request", "client_assertion", "id_token_hint"];

/// Parameters by name. A name that was sent twice has no value (RFC 6749, sections 3.1 and 3.2), an empty value is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    values: BTreeMap<String, String>,
    wrong: Vec<String>,
}

impl Form {
    /// From decoded pairs.
    pub(crate) fn new(pairs: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            if value.is_empty() {
                continue;
            }
            let fits = value.len() <= VALUE_BYTES_MAX || TOKENS.contains(&name.as_str());
            if form.values.insert(name.clone(), value.clone()).is_some() || !fits {
                form.wrong.push(name.clone());
            }
        }
        for name in &form.wrong {
            form.values.remove(name);
        }
        form
    }

    /// From the claims of a request object: texts and whole numbers count, everything else is no parameter.
    pub(crate) fn from_claims(claims: &Value) -> Self {
        let mut pairs = Vec::new();
        for (name, value) in claims.as_object().into_iter().flatten() {
            match value {
                Value::String(text) => pairs.push((name.clone(), text.clone())),
                Value::Number(number) => pairs.push((name.clone(), number.to_string())),
                _ => {}
            }
        }
        Self::new(&pairs)
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A parameter that was sent twice or is too long, if there is one.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.wrong.first().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_is_there_exactly_when_its_name_came_once(names in proptest::collection::vec("[a-c]", 0..6)) {
            let pairs: Vec<_> = names.iter().map(|name| (name.clone(), "x".to_owned())).collect();
            let form = Form::new(&pairs);
            for name in ["a", "b", "c"] {
                let times = names.iter().filter(|one| *one == name).count();
                prop_assert_eq!(form.get(name).is_some(), times == 1);
            }
            let twice = names.iter().any(|name| names.iter().filter(|one| *one == name).count() > 1);
            prop_assert_eq!(form.fault().is_some(), twice);
        }
    }

    #[test]
    fn an_empty_value_is_none_and_a_long_one_is_a_fault() {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let form = Form::new(&[pair("state", String::new()), pair("state", "s".into())]);
        assert_eq!((form.get("state"), form.fault()), (Some("s"), None));
        let form = Form::new(&[pair("nonce", "n".repeat(2_049)), pair("request", "r".repeat(9_000))]);
        assert_eq!((form.get("nonce"), form.fault()), (None, Some("nonce")));
        assert_eq!(form.get("request").map(str::len), Some(9_000));
    }
}
