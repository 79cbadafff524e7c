//! Canonical JSON (RFC 8785): one way to write a value, so that it can be hashed and signed.

use std::fmt::Write as _;

/// A JSON value that has exactly one canonical form. Fractions are left out: their form would depend on floating point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Canonical {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number; RFC 8785 wants it below 2^53, as every size and year is.
    Whole(u64),
    /// Text.
    Text(String),
    /// A list, in this order.
    List(Vec<Self>),
    /// Members; they are written in the order of their names.
    Object(Vec<(String, Self)>),
}

impl Canonical {
    /// Text, from anything that can be displayed.
    #[must_use]
    pub fn text(value: &(impl ToString + ?Sized)) -> Self {
        Self::Text(value.to_string())
    }

    /// The canonical form: no spaces, members by the UTF-16 units of their names, the shortest escapes.
    #[must_use]
    pub fn write(&self) -> String {
        let mut made = String::new();
        self.put(&mut made);
        made
    }

    fn put(&self, made: &mut String) {
        match self {
            Self::Null => made.push_str("null"),
            Self::Flag(flag) => made.push_str(if *flag { "true" } else { "false" }),
            Self::Whole(number) => {
                let _ = write!(made, "{number}");
            }
            Self::Text(text) => put_text(made, text),
            Self::List(items) => {
                made.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        made.push(',');
                    }
                    item.put(made);
                }
                made.push(']');
            }
            Self::Object(members) => {
                let mut sorted: Vec<&(String, Self)> = members.iter().collect();
                sorted.sort_by(|left, right| left.0.encode_utf16().cmp(right.0.encode_utf16()));
                made.push('{');
                for (index, (name, value)) in sorted.into_iter().enumerate() {
                    if index > 0 {
                        made.push(',');
                    }
                    put_text(made, name);
                    made.push(':');
                    value.put(made);
                }
                made.push('}');
            }
        }
    }
}

fn put_text(made: &mut String, text: &str) {
    made.push('"');
    for letter in text.chars() {
        match letter {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\u{8}' => made.push_str("\\b"),
            '\u{9}' => made.push_str("\\t"),
            '\u{a}' => made.push_str("\\n"),
            '\u{c}' => made.push_str("\\f"),
            '\u{d}' => made.push_str("\\r"),
            control if control < ' ' => {
                let _ = write!(made, "\\u{:04x}", u32::from(control));
            }
            other => made.push(other),
        }
    }
    made.push('"');
}
