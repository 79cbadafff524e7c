//! The declaration of an object type. All statement texts are made from it when the program is compiled.

use serde_json::Value as Json;
use store::Value;

/// A column of its own for what is searched, filled from the document of some parts.
#[derive(Debug)]
pub struct Searched {
    /// Column in the table: `text`, or `bigint` when the document holds a whole number there. May be NULL.
    pub column: &'static str,
    /// The part whose documents fill it, such as `01`; also its numbered timelines (`01.1`, `01.2`).
    pub part: &'static str,
    /// Where in the document the value stands, as a JSON pointer: `/burgerservicenummer`.
    pub pointer: &'static str,
    #[doc(hidden)]
    pub find: &'static str,
}

impl Searched {
    /// The value of this column for a row of `part` with this document.
    pub(crate) fn value(&self, part: &str, doc: &Json) -> Value {
        let fills = part.strip_prefix(self.part).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        match doc.pointer(self.pointer).filter(|_| fills) {
            Some(Json::String(text)) => Value::Text(text.clone()),
            Some(Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Int),
            _ => Value::Null,
        }
    }
}

/// The texts of all statements on the table of an object type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statements {
    pub insert: &'static str,
    pub close: &'static str,
    pub current: &'static str,
    pub valid: &'static str,
    pub known: &'static str,
    pub known_valid: &'static str,
    pub versions: &'static str,
}

/// A declared object type of a register. Make one with [`crate::object_type!`].
#[derive(Debug)]
pub struct ObjectType {
    /// Slug of the register: `brp`.
    pub register: &'static str,
    /// Name of the object type within it: `persoonslijst`.
    pub name: &'static str,
    /// Table that holds its rows.
    pub table: &'static str,
    /// Columns for what is searched.
    pub searched: &'static [Searched],
    #[doc(hidden)]
    pub columns: &'static [&'static str],
    #[doc(hidden)]
    pub statements: Statements,
}

/// Declares an object type. At most eight searched columns: each with the part and the place in its document.
///
/// ```
/// register::object_type! {
///     /// Persons.
///     pub PERSOON,
///     register: "brp", name: "persoonslijst", table: "brp_categorie",
///     searched: [("bsn", "01", "/burgerservicenummer")]
/// }
/// assert_eq!(PERSOON.searched[0].column, "bsn");
/// ```
#[macro_export]
macro_rules! object_type {
    ($(#[$doc:meta])* $visibility:vis $constant:ident,
     register: $register:literal, name: $name:literal, table: $table:literal,
     searched: [$(($column:literal, $part:literal, $pointer:literal)),* $(,)?] $(,)?) => {
        $(#[$doc])*
        $visibility static $constant: $crate::ObjectType = $crate::ObjectType {
            register: $register,
            name: $name,
            table: $table,
            searched: &[$($crate::Searched {
                column: $column,
                part: $part,
                pointer: $pointer,
                find: concat!("SELECT DISTINCT root FROM ", $table, " WHERE ", $column,
                    " = $1 AND reg_to = 9223372036854775807 AND valid_from <= $2 AND $2 < valid_to \
                     ORDER BY root LIMIT $3"),
            }),*],
            columns: &["root", "part", "reg_to", "valid_from", "valid_to", "reg_from", "ver", "event", "onjuist",
                "doc" $(, $column)*],
            statements: $crate::Statements {
                insert: concat!("INSERT INTO ", $table, " (root, part, reg_to, valid_from, valid_to, reg_from, ver, \
                    event, onjuist, doc" $(, ", ", $column)*,
                    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10", $crate::__places!($($column),*), ")"),
                close: concat!("UPDATE ", $table, " SET reg_to = $1, onjuist = $2 WHERE root = $3 AND part = $4 \
                    AND reg_to = 9223372036854775807 AND valid_from = $5"),
                current: $crate::__select!($table, " AND reg_to = 9223372036854775807"),
                valid: $crate::__select!($table,
                    " AND reg_to = 9223372036854775807 AND valid_from <= $2 AND $2 < valid_to"),
                known: $crate::__select!($table, " AND reg_from <= $2 AND $2 < reg_to"),
                known_valid: $crate::__select!($table,
                    " AND reg_from <= $2 AND $2 < reg_to AND valid_from <= $3 AND $3 < valid_to"),
                versions: $crate::__select!($table, ""),
            },
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    ($table:literal, $condition:literal) => {
        concat!(
            "SELECT part, valid_from, valid_to, reg_from, reg_to, ver, event, onjuist, doc FROM ",
            $table,
            " WHERE root = $1",
            $condition
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __places {
    () => {
        ""
    };
    ($a:tt) => {
        ", $11"
    };
    ($a:tt, $b:tt) => {
        ", $11, $12"
    };
    ($a:tt, $b:tt, $c:tt) => {
        ", $11, $12, $13"
    };
    ($a:tt, $b:tt, $c:tt, $d:tt) => {
        ", $11, $12, $13, $14"
    };
    ($a:tt, $b:tt, $c:tt, $d:tt, $e:tt) => {
        ", $11, $12, $13, $14, $15"
    };
    ($a:tt, $b:tt, $c:tt, $d:tt, $e:tt, $f:tt) => {
        ", $11, $12, $13, $14, $15, $16"
    };
    ($a:tt, $b:tt, $c:tt, $d:tt, $e:tt, $f:tt, $g:tt) => {
        ", $11, $12, $13, $14, $15, $16, $17"
    };
    ($a:tt, $b:tt, $c:tt, $d:tt, $e:tt, $f:tt, $g:tt, $h:tt) => {
        ", $11, $12, $13, $14, $15, $16, $17, $18"
    };
}
