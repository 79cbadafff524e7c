//! Puts an object together of which empty values have no key.

use kernel::PartialDate;

use super::node::Node;
use crate::model::filled;
use crate::rules::derive::datum;

/// An object under construction.
#[derive(Default)]
pub(in crate::rules) struct Group<'a>(Vec<(&'static str, Node<'a>)>);

impl<'a> Group<'a> {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value that is there.
    pub fn with(mut self, key: &'static str, value: impl Into<Node<'a>>) -> Self {
        self.add(key, value);
        self
    }

    /// Adds a value, if there is one.
    pub fn maybe(mut self, key: &'static str, value: Option<impl Into<Node<'a>>>) -> Self {
        if let Some(value) = value {
            self.add(key, value);
        }
        self
    }

    /// Adds a text, unless it is empty.
    pub fn text(self, key: &'static str, text: Option<&'a String>) -> Self {
        self.maybe(key, filled(text))
    }

    /// Adds a text, unless it is empty or the value that stands for "not known".
    pub fn known_text(self, key: &'static str, text: Option<&'a String>, unknown: &str) -> Self {
        self.maybe(key, filled(text).filter(|text| *text != unknown))
    }

    /// Adds a date in the variant that fits it.
    pub fn date(self, key: &'static str, date: Option<PartialDate>) -> Self {
        self.maybe(key, date.map(datum))
    }

    /// Adds a value, or puts it in place of the one that is there.
    pub fn add(&mut self, key: &'static str, value: impl Into<Node<'a>>) {
        let value = value.into();
        match self.0.iter_mut().find(|(present, _)| *present == key) {
            Some((_, present)) => *present = value,
            None => self.0.push((key, value)),
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(present, _)| *present != key);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The entries, in the order in which they came.
    pub fn into_entries(self) -> Vec<(&'static str, Node<'a>)> {
        self.0
    }

    pub fn build(self) -> Node<'a> {
        Node::Group(self.0)
    }

    /// The object, unless nothing is in it.
    pub fn build_filled(self) -> Option<Node<'a>> {
        (!self.0.is_empty()).then(|| self.build())
    }
}
