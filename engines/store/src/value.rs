//! What goes into a statement and what comes out: one small set of values that both engines agree on.

use kernel::{Moment, PartialDate, Problem};

use crate::StoreError;

/// A value in a statement or a row. Times are microseconds UTC, dates `yyyymmdd`, money cents: all [`Value::Int`].
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// A whole number, or a boolean on SQLite.
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// Text, or a JSON document.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// True or false.
    Bool(bool),
    /// A list for `{in:n}`.
    Texts(Vec<String>),
}

macro_rules! value_from {
    ($($from:ty => |$name:ident| $make:expr),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from($name: $from) -> Self {
                $make
            }
        })*
    };
}

value_from! {
    i64 => |n| Value::Int(n),
    i32 => |n| Value::Int(n.into()),
    u32 => |n| Value::Int(n.into()),
    f64 => |n| Value::Real(n),
    bool => |b| Value::Bool(b),
    String => |s| Value::Text(s),
    &str => |s| Value::Text(s.to_owned()),
    &String => |s| Value::Text(s.clone()),
    Vec<u8> => |b| Value::Bytes(b),
    &[u8] => |b| Value::Bytes(b.to_vec()),
    [u8; 32] => |b| Value::Bytes(b.to_vec()),
    Vec<String> => |l| Value::Texts(l),
    Moment => |m| Value::Int(m.micros()),
    PartialDate => |d| Value::Int(d.number()),
    kernel::Bsn => |b| Value::Text(b.to_string()),
    &kernel::Bsn => |b| Value::Text(b.to_string()),
    kernel::Oin => |o| Value::Text(o.to_string()),
    &kernel::Oin => |o| Value::Text(o.to_string()),
    serde_json::Value => |j| Value::Text(j.to_string()),
    &serde_json::Value => |j| Value::Text(j.to_string()),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        option.map_or(Value::Null, Into::into)
    }
}

/// Parameters of a statement, each turned into a [`Value`]: `params![bsn, act.at, "INBOX"]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    /// Reads it; `None` when the value is of another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(number) => Some(*number),
            Value::Int(number) => i32::try_from(*number).ok().map(f64::from),
            _ => None,
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            Value::Int(number) => Some(*number != 0),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl FromValue for serde_json::Value {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }
}

impl FromValue for Moment {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
}

impl FromValue for PartialDate {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).and_then(|number| Self::try_from(number).ok())
    }
}

impl FromValue for kernel::Bsn {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value).and_then(|text| text.parse().ok())
    }
}

impl FromValue for kernel::Oin {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value).and_then(|text| text.parse().ok())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of an answer. Columns are counted from 0, in the order in which the statement names them.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Column `index` as `T`.
    ///
    /// # Errors
    /// A 500 problem when there is no such column or it is of another type: the statement and its reader disagree.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Problem> {
        self.0
            .get(index)
            .and_then(T::from_value)
            .ok_or_else(|| StoreError::Column { index, wanted: std::any::type_name::<T>() }.into())
    }

    /// Column `index` as text or JSON text, without copying it.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, index: usize) -> Result<&str, Problem> {
        match self.0.get(index) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(StoreError::Column { index, wanted: "text" }.into()),
        }
    }
}
