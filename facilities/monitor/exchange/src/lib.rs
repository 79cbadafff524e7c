//! What the machine interfaces of the Monitor share: a question and its answer without a web server, the query part of an address,
//! negotiation, validators of caches, JSON and XML with exact numbers, and the figures of a publication cut into tables.
//!
//! Nothing here reads a clock, a file or a random number: the same publications and the same question give the same bytes.

mod answer;
mod json;
mod negotiate;
mod query;
mod request;
mod table;
mod xml;

pub use answer::{Answer, http_date};
pub use json::Json;
pub use negotiate::{Offer, Wanted, language, wanted};
pub use query::{Query, decode};
pub use request::{Method, Request};
pub use table::{Breakdown, Choice, Measure, Part, Table, choices, find, newest_per_year, versions};
pub use xml::Element;
