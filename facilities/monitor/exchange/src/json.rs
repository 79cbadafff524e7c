//! JSON with exact numbers: a general JSON library would pass them through a float.

use edition::Decimal;

/// A value in JSON. Members of an object keep their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact number, written with all its digits.
    Exact(Decimal),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Names with values.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number from a count.
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A list of texts.
    pub fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A list.
    pub fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::List(values.into_iter().collect())
    }

    /// An object.
    pub fn object<S: Into<String>>(members: impl IntoIterator<Item = (S, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Adds a member to an object; does nothing to any other value.
    pub fn put(&mut self, name: impl Into<String>, value: Self) {
        if let Self::Object(members) = self {
            members.push((name.into(), value));
        }
    }

    /// The member of an object with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Written without spaces, in UTF-8.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut made = String::new();
        self.write(&mut made);
        made.into_bytes()
    }

    fn write(&self, made: &mut String) {
        match self {
            Self::Null => made.push_str("null"),
            Self::Bool(value) => made.push_str(if *value { "true" } else { "false" }),
            Self::Int(value) => made.push_str(&value.to_string()),
            Self::Exact(value) => made.push_str(&value.to_string()),
            Self::Text(text) => made.push_str(&quoted(text)),
            Self::List(values) => {
                made.push('[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        made.push(',');
                    }
                    value.write(made);
                }
                made.push(']');
            }
            Self::Object(members) => {
                made.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        made.push(',');
                    }
                    made.push_str(&quoted(name));
                    made.push(':');
                    value.write(made);
                }
                made.push('}');
            }
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_all_their_digits() {
        let value = Json::object([
            ("a", Json::Exact("12345678901234567890.10".parse().unwrap())),
            ("b", Json::list([Json::Null, Json::Bool(true), Json::text("\"\n")])),
        ]);
        assert_eq!(
            String::from_utf8(value.to_bytes()).unwrap(),
            r#"{"a":12345678901234567890.10,"b":[null,true,"\"\n"]}"#
        );
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let written = Json::object([(text.clone(), Json::text(&text))]).to_bytes();
            let read: serde_json::Value = serde_json::from_slice(&written).unwrap();
            prop_assert_eq!(read[&text].as_str(), Some(text.as_str()));
        }
    }
}
