//! JSON objects in which no name stands twice: two readers must not be able to see two different tokens (RFC 7515,
//! section 4; RFC 7519, section 4).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::JoseError;

pub(super) fn object(part: &'static str, bytes: &[u8]) -> Result<Map<String, Value>, JoseError> {
    let wrong = |why: String| JoseError::Json { part, why };
    // The message of the parser is not passed on: it may quote what stands in the token.
    let value: Strict = serde_json::from_slice(bytes).map_err(|error| {
        wrong(format!("no JSON, or a name twice, at line {} column {}", error.line(), error.column()))
    })?;
    match value.0 {
        Value::Object(map) => Ok(map),
        _ => Err(wrong("a JSON object was expected".to_owned())),
    }
}

/// The text of a member that must be a text when it is there.
pub(super) fn text(
    part: &'static str,
    map: &Map<String, Value>,
    name: &str,
) -> Result<Option<String>, JoseError> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::Json { part, why: format!("{name} must be a text") }),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON without double names")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = access.next_element()? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let Strict(value) = access.next_value()?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice"));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn objects_without_double_names_read_as_usual(
            pairs in proptest::collection::btree_map("[a-z]{1,4}", "\\PC{0,8}", 0..6)
        ) {
            let text = serde_json::to_string(&pairs).unwrap();
            let usual: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Value::Object(object("x", text.as_bytes()).unwrap()), usual);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = object("x", &bytes);
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_at_any_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"b":[{"a":1,"a":2}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(object("x", text.as_bytes()).is_err(), "{text}");
        }
        assert!(object("x", b"[]").is_err());
        assert!(object("x", br#"{"a":1}x"#).is_err());
        assert!(object("x", br#"{"a":1,"b":{"a":[1,null,true,1.5,-2]}}"#).is_ok());
    }
}
