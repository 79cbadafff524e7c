//! The decisions of the BRP as pure functions: a question is read and judged, a persoonslijst becomes an answer, an event
//! becomes a change. Today is always a parameter.

#![allow(
    clippy::result_large_err,
    reason = "a Problem is the error of every operation and is made only on refusal"
)]

pub mod authorise;
mod derive;
mod overlijden;
pub mod problems;
mod question;
mod rubrieken;
mod shape;

pub use authorise::{Grant, authorise};
pub use overlijden::{Brondocument, OverlijdenChange, Overlijdensmelding, registreer_overlijden};
pub use question::{Question, validate};
pub use rubrieken::{Protocol, protocol};
pub use shape::{Asked, Node, answer, is_deliverable, shape};

/// The national code tables, as far as answers need them. A code without an entry is delivered without description.
pub trait Tables {
    /// Table 33: the name of a municipality.
    fn gemeente(&self, code: &str) -> Option<&str>;
    /// Table 34: the name of a country.
    fn land(&self, code: &str) -> Option<&str>;
    /// Table 32: a nationality.
    fn nationaliteit(&self, code: &str) -> Option<&str>;
    /// Table 37: the reason why a nationality was acquired or lost.
    fn reden_nationaliteit(&self, code: &str) -> Option<&str> {
        let _ = code;
        None
    }
    /// Table 60: an RNI participant.
    fn rni_deelnemer(&self, code: &str) -> Option<&str> {
        let _ = code;
        None
    }
}

#[cfg(test)]
mod test_tables;
