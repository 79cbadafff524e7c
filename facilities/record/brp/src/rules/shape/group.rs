//! Puts an object together of which empty values have no key.

use kernel::PartialDate;
use serde_json::{Map, Value};

use crate::model::filled;
use crate::rules::derive::datum;

/// An object under construction.
#[derive(Default)]
pub(super) struct Group(Map<String, Value>);

impl Group {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value that is there.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a value, if there is one.
    pub fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds a text, unless it is empty.
    pub fn text(self, key: &str, text: Option<&String>) -> Self {
        self.maybe(key, filled(text))
    }

    /// Adds a text, unless it is empty or the value that stands for "not known".
    pub fn known_text(self, key: &str, text: Option<&String>, unknown: &str) -> Self {
        self.maybe(key, filled(text).filter(|text| *text != unknown))
    }

    /// Adds a date in the variant that fits it.
    pub fn date(self, key: &str, date: Option<PartialDate>) -> Self {
        self.maybe(key, date.map(datum))
    }

    pub fn build(self) -> Value {
        Value::Object(self.0)
    }
}
