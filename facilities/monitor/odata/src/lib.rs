//! A publication as OData 4, in the shape that CBS gives to its datasets, so that clients made for CBS read the Monitor.
//!
//! **Identifiers.** A table of an edition is `MDO-{jaar}-{tabel}`: `MDO-2020-digid`, `MDO-2020-alles`. The edition stands in it because an
//! edition is frozen and OData has no way to ask for an earlier state: figures under an address must not change when the next edition comes.
//! The newest version of the edition answers there; a superseded version stays at `MDO-{jaar}-{versie}-{tabel}` (`MDO-2020-1.0.0-digid`) and is
//! listed as discontinued. Measures keep their code (`M` and six digits) over all editions.
//!
//! **Options.** `$filter` (eq ne gt ge lt le in and or not startswith endswith contains, parentheses), `$select`, `$orderby`, `$top`, `$skip`,
//! `$count`. A page has at most 100,000 cells; `Prefer: odata.maxpagesize=7` or `?maxpagesize=7` asks for fewer rows. Other options answer 501.

mod csdl;
mod dataset;
mod fault;
mod filter;
mod lexer;
mod options;
mod set;

use std::sync::Arc;

use edition::Publication;
use exchange::{Answer, Json, Method, Offer, Query, Request, language, wanted};
use kernel::{Language, Moment};

use crate::dataset::Dataset;
use crate::fault::Fault;
use crate::options::Options;
use crate::set::Set;

/// The only catalogue.
pub const CATALOG: &str = "MDO";

/// The versions of all editions and a question about them: the answer. Never fails; a refusal is an answer too, in the shape of OData.
///
/// `publications` may stand in any order.
#[must_use]
pub fn answer(publications: &[Arc<Publication>], request: &Request<'_>) -> Answer {
    let language = language(request.accept_language);
    let answer = match request.method {
        Method::Get | Method::Head => Service { publications, request, language }.answer(),
        Method::Options => Ok(Answer::empty(204)
            .with("access-control-allow-methods", "GET, HEAD, OPTIONS")
            .with("access-control-allow-headers", "*")),
        Method::Post | Method::Other => Err(Fault::method()),
    };
    let answer = answer.unwrap_or_else(|fault| fault.answer(language));
    answer
        .with("odata-version", "4.0")
        .with("vary", "accept, accept-language, prefer")
        .with("access-control-allow-origin", "*")
        .with("access-control-expose-headers", "OData-Version, ETag, Last-Modified, Preference-Applied")
        .for_method(request.method)
}

struct Service<'a> {
    publications: &'a [Arc<Publication>],
    request: &'a Request<'a>,
    language: Language,
}

impl Service<'_> {
    fn answer(&self) -> Result<Answer, Fault> {
        if self.request.query.len() > filter::LENGTH_MAX {
            return Err(Fault::too_long());
        }
        let path: Vec<&str> = self.request.path.iter().map(String::as_str).collect();
        let (catalog, rest) = match *path.as_slice() {
            [] | ["$metadata" | "Catalogs" | "Datasets", ..] => {
                return self.root(&path, self.request.base_url);
            }
            [catalog, ref rest @ ..] => (catalog, rest),
        };
        if catalog != CATALOG {
            return Err(Fault::not_found(catalog));
        }
        let base = format!("{}/{CATALOG}", self.request.base_url);
        match *rest {
            [] | ["$metadata" | "Datasets", ..] => self.root(rest, &base),
            [identifier, ref rest @ ..] => {
                let dataset = Dataset::find(self.publications, identifier)
                    .ok_or_else(|| Fault::not_found(identifier))?;
                self.within(&dataset, identifier, rest)
            }
        }
    }

    /// When anything was last published.
    fn modified(&self) -> Option<Moment> {
        self.publications.iter().map(|one| one.published).max()
    }

    /// Lists over all datasets: below the mount and below the catalogue.
    fn root(&self, path: &[&str], base: &str) -> Result<Answer, Fault> {
        let mut sets = vec![dataset::datasets(self.publications, self.language)];
        if base == self.request.base_url {
            sets.insert(0, dataset::catalogs(self.language));
        }
        self.serve(path, base, &sets, None, self.modified())
    }

    /// A dataset.
    fn within(&self, dataset: &Dataset<'_>, identifier: &str, path: &[&str]) -> Result<Answer, Fault> {
        let base = format!("{}/{CATALOG}/{identifier}", self.request.base_url);
        let properties = dataset.properties(self.language);
        let modified = Some(dataset.publication.published);
        self.serve(path, &base, &dataset.sets(self.language), Some(&properties), modified)
    }

    fn serve(
        &self,
        path: &[&str],
        base: &str,
        sets: &[Set],
        singleton: Option<&Json>,
        modified: Option<Moment>,
    ) -> Result<Answer, Fault> {
        let query = Query::new(self.request.query, true);
        let answer = match *path {
            [] => {
                self.check_json()?;
                json_answer(&service_document(base, sets, singleton.is_some()))
            }
            ["$metadata"] => {
                if wanted(self.request.accept, &[Offer { kind: "application/xml", version: "" }]).is_none() {
                    return Err(Fault::not_acceptable("application/xml"));
                }
                Answer::new(200, "application/xml", csdl::document(sets, singleton).to_document())
            }
            ["Properties"] if singleton.is_some() => {
                self.check_json()?;
                let context = Json::text(format!("{base}/$metadata#Properties"));
                let mut made = Json::object([("@odata.context", context)]);
                if let Some(Json::Object(members)) = singleton {
                    members.iter().for_each(|(name, value)| made.put(name, value.clone()));
                }
                json_answer(&made)
            }
            [name, ref rest @ ..] => {
                let (name, key) = set::split_key(name);
                let set = sets.iter().find(|set| set.name == name).ok_or_else(|| Fault::not_found(name))?;
                self.entities(base, set, key, rest, &query)?
            }
        };
        Ok(match modified {
            Some(moment) => answer.validated(self.request, moment),
            None => answer,
        })
    }

    fn entities(
        &self,
        base: &str,
        set: &Set,
        key: Option<&str>,
        rest: &[&str],
        query: &Query,
    ) -> Result<Answer, Fault> {
        let options = Options::read(query, self.request.prefer, set)?;
        match (key, rest) {
            (Some(key), []) => {
                self.check_json()?;
                let row = set.row(key).ok_or_else(|| Fault::not_found(key))?;
                let context = Json::text(format!("{base}/$metadata#{}/$entity", set.name));
                let mut made = Json::object([("@odata.context", context)]);
                for (column, value) in options.selected(set, row) {
                    made.put(column, value);
                }
                Ok(json_answer(&made))
            }
            (None, ["$count"]) => {
                let count = options.matching(set).len().to_string();
                Ok(Answer::new(200, "text/plain;charset=utf-8", count.into_bytes()))
            }
            (None, []) => {
                self.check_json()?;
                let answer = json_answer(&options.page(set, base, self.request.query));
                Ok(match options.preferred {
                    Some(size) => answer.with("preference-applied", format!("odata.maxpagesize={size}")),
                    None => answer,
                })
            }
            _ => Err(Fault::not_found(rest.first().copied().unwrap_or(""))),
        }
    }

    fn check_json(&self) -> Result<(), Fault> {
        let offered = [Offer { kind: "application/json", version: "" }];
        match wanted(self.request.accept, &offered) {
            Some(_) => Ok(()),
            None => Err(Fault::not_acceptable("application/json")),
        }
    }
}

fn json_answer(body: &Json) -> Answer {
    Answer::new(200, "application/json;odata.metadata=minimal", body.to_bytes())
}

fn service_document(base: &str, sets: &[Set], singleton: bool) -> Json {
    let entry = |name: &str, kind: &str| {
        Json::object([("name", Json::text(name)), ("kind", Json::text(kind)), ("url", Json::text(name))])
    };
    let mut value = Vec::new();
    if singleton {
        value.push(entry("Properties", "Singleton"));
    }
    value.extend(sets.iter().map(|set| entry(&set.name, "EntitySet")));
    Json::object([("@odata.context", Json::text(format!("{base}/$metadata"))), ("value", Json::List(value))])
}

#[cfg(test)]
mod tests;
