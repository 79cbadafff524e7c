//! A publication as SDMX 3.0: structures and data as CSV, JSON and XML, and the REST query language (SDMX REST 2.x) over them.
//!
//! The dataflow `MDO:DF_MONITOR` has a version for every version of an edition: `{jaar}.{minor}.{patch}`. `+` asks for the newest; with `asOf`
//! it is the newest of that moment, so that a restated figure shows its old value. The data structure `MDO:DSD_MONITOR` and the lists that grow
//! with the editions share a version `1.{n}.0`, in which `n` counts how often a publication changed them; the first is 1.0.0.

mod artefact;
mod availability;
mod component;
mod condition;
mod csv;
mod data_json;
mod data_xml;
mod fault;
mod library;
mod row;
mod select;
mod selection;
mod structure;
mod structure_json;
mod structure_xml;
mod version;

use std::sync::Arc;

use edition::Publication;
use exchange::{Answer, Method, Offer, Query, Request, Wanted, language, wanted};
use kernel::{Language, Moment};

use crate::artefact::Artefact;
use crate::fault::Fault;
use crate::library::Library;

/// The agency that maintains everything here.
pub const AGENCY: &str = "MDO";
/// The dataflow.
pub const DATAFLOW: &str = "DF_MONITOR";

/// The longest path and query together, in bytes.
const ADDRESS_MAX: usize = 8192;

const STRUCTURES: [Offer; 3] = [
    Offer { kind: "application/vnd.sdmx.structure+json", version: "2.0.0" },
    Offer { kind: "application/vnd.sdmx.structure+xml", version: "3.0.0" },
    Offer { kind: "application/vnd.sdmx.structure+xml", version: "2.1" },
];

const DATA: [Offer; 3] = [
    Offer { kind: "application/vnd.sdmx.data+json", version: "2.0.0" },
    Offer { kind: "application/vnd.sdmx.data+csv", version: "2.0.0" },
    Offer { kind: "application/vnd.sdmx.data+xml", version: "3.0.0" },
];

/// Parts of the API that exist in the standard and not here.
const ABSENT: [&str; 4] = ["metadata", "schema", "registration", "registrations"];

/// The versions of all editions and a question about them: the answer. Never fails; a refusal is an answer too.
///
/// `publications` may stand in any order.
#[must_use]
pub fn answer(publications: &[Arc<Publication>], request: &Request<'_>) -> Answer {
    let service = Service { publications, request, language: language(request.accept_language) };
    let answer = match request.method {
        Method::Get | Method::Head => service.answer(),
        Method::Options => Ok(Answer::empty(204).with("access-control-allow-methods", "GET, HEAD, OPTIONS")),
        Method::Post => Err(Fault::absent("POST")),
        Method::Other => Err(Fault::method()),
    };
    answer
        .unwrap_or_else(|fault| fault.answer(service.language))
        .with("vary", "accept, accept-language")
        .with("access-control-allow-origin", "*")
        .with("access-control-allow-headers", "*")
        .for_method(request.method)
}

struct Service<'a> {
    publications: &'a [Arc<Publication>],
    request: &'a Request<'a>,
    language: Language,
}

impl Service<'_> {
    fn answer(&self) -> Result<Answer, Fault> {
        let path: Vec<&str> = self.request.path.iter().map(String::as_str).collect();
        let length = self.request.query.len() + path.iter().map(|part| part.len() + 1).sum::<usize>();
        if length > ADDRESS_MAX {
            return Err(Fault::too_long(ADDRESS_MAX));
        }
        let query = Query::new(self.request.query, false);
        if let Some(name) = query.repeated() {
            let nl = format!("`{name}` staat er meer dan eens.");
            return Err(Fault::bad(nl, format!("`{name}` is given more than once.")));
        }
        match *path.as_slice() {
            ["structure", ref rest @ ..] => self.structure(rest, &query),
            ["data", ref rest @ ..] => self.data(rest, &query),
            ["availability", ref rest @ ..] => self.availability(rest, &query),
            [first, ..] if ABSENT.contains(&first) => Err(Fault::absent(first)),
            _ => Err(Fault::bad(
                "Een vraag begint met structure, data of availability.",
                "A query begins with structure, data or availability.",
            )),
        }
    }

    fn negotiate(&self, offers: &[Offer]) -> Result<Wanted, Fault> {
        wanted(self.request.accept, offers).ok_or_else(|| Fault::not_acceptable(offers))
    }

    fn structure(&self, path: &[&str], query: &Query) -> Result<Answer, Fault> {
        let wanted = self.negotiate(&STRUCTURES)?;
        let library = Library::of(self.publications, structure::as_of(query)?);
        let found = structure::find(&library, path, query)?;
        Ok(self.write_structures(&wanted, &found, library.newest))
    }

    fn write_structures(&self, wanted: &Wanted, found: &[Artefact], newest: Option<Moment>) -> Answer {
        let moment = newest.unwrap_or(Moment::from_micros(0));
        let body = match wanted.offer {
            0 => structure_json::message(found, moment, self.language).to_bytes(),
            1 => structure_xml::message(found, moment, structure_xml::Edition::Three).to_document(),
            _ => structure_xml::message(found, moment, structure_xml::Edition::TwoOne).to_document(),
        };
        Answer::new(200, media_type(STRUCTURES.get(wanted.offer)), body)
            .with("content-language", self.language.code())
            .validated(self.request, moment)
    }

    fn data(&self, path: &[&str], query: &Query) -> Result<Answer, Fault> {
        let wanted = self.negotiate(&DATA)?;
        let layout = csv::Layout::of(&wanted, self.request.accept_language)?;
        let selection = selection::Selection::read(path, query)?;
        let sets = select::sets(self.publications, &selection)?;
        if sets.iter().all(|set| set.rows.is_empty()) {
            return Ok(Answer::empty(204));
        }
        let moment = sets.iter().map(|set| set.publication.published).max().unwrap_or(Moment::from_micros(0));
        let library = Library::of(self.publications, selection.as_of);
        let body = match wanted.offer {
            0 => data_json::message(&sets, &selection, &library, self.language).to_bytes(),
            1 => csv::message(&sets, &selection, &library, &layout, self.language),
            _ => data_xml::message(&sets, &selection).to_document(),
        };
        let parameters = if wanted.offer == 1 { layout.parameters() } else { String::new() };
        let answer = Answer::new(200, format!("{}{parameters}", media_type(DATA.get(wanted.offer))), body);
        Ok(answer.with("content-language", self.language.code()).validated(self.request, moment))
    }

    fn availability(&self, path: &[&str], query: &Query) -> Result<Answer, Fault> {
        let offers = STRUCTURES.get(..2).unwrap_or(&[]);
        let wanted = self.negotiate(offers)?;
        let library = Library::of(self.publications, None);
        let found = availability::find(self.publications, &library, path, query)?;
        if found.is_empty() {
            return Ok(Answer::empty(204));
        }
        Ok(self.write_structures(&wanted, &found, library.newest))
    }
}

fn media_type(offer: Option<&Offer>) -> String {
    offer.map_or_else(String::new, |offer| format!("{};version={}", offer.kind, offer.version))
}

#[cfg(test)]
mod tests;
