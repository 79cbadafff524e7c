//! The report of a publication: one tagged PDF with everything that a reader and an archive need.
//!
//! It is PDF/UA-1 and PDF/A-3a at once: cover, contents, main lines, an appendix per chapter with its tables, charts, explanations and
//! corrections, notes on method, definitions and colophon, with the data files of the edition attached. The same publication and inputs
//! give the same bytes: the time in it is that of publication, the document's identity comes from its edition and version, and the only
//! letters are those that the crate `chart` carries. What is printed reaches the typesetter as data and never as its source, so that no
//! text of a publication can be a command.

mod content;
mod document;
mod inputs;
mod letters;
mod world;

#[cfg(test)]
mod tests;

pub use content::charts;
pub use document::{ReportError, pdf};
pub use inputs::{Attachment, Inputs, Section};
pub use world::TEMPLATE;
