//! The options of a question, and the page they ask for.

use std::cmp::Ordering;

use exchange::{Json, Query};

use crate::fault::Fault;
use crate::filter::{Condition, compare};
use crate::set::Set;

/// The most cells on a page.
const CELLS_MAX: usize = 100_000;

/// The options that this service has; any other that begins with `$` is not supported.
const KNOWN: [&str; 8] =
    ["$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format"];

/// What is asked of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    filter: Option<Condition>,
    select: Vec<usize>,
    selected_by_name: bool,
    order: Vec<(usize, bool)>,
    top: Option<usize>,
    skip: usize,
    count: bool,
    done: usize,
    page: Option<usize>,
    /// The page size from the header `Prefer`, when it was used.
    pub(crate) preferred: Option<usize>,
}

impl Options {
    /// Reads options for a set.
    pub(crate) fn read(query: &Query, prefer: &str, set: &Set) -> Result<Self, Fault> {
        if let Some(name) = query.repeated().filter(|name| name.starts_with('$')) {
            let nl = format!("`{name}` staat er meer dan eens.");
            return Err(Fault::bad(name, nl, format!("`{name}` is given more than once.")));
        }
        if let Some((name, _)) =
            query.pairs().find(|(name, _)| name.starts_with('$') && !KNOWN.contains(name))
        {
            return Err(Fault::unsupported(name));
        }
        if query.get("$format").is_some_and(|format| !matches!(format, "json" | "application/json")) {
            return Err(Fault::not_acceptable("application/json"));
        }
        let number = |name| query.get(name).map(|text| count(name, text)).transpose();
        let select = select(query.get("$select"), set)?;
        let preferred = preferred_size(prefer);
        let asked = number("maxpagesize")?.filter(|size| *size > 0);
        Ok(Self {
            filter: query.get("$filter").map(|text| Condition::read(text, set)).transpose()?,
            selected_by_name: select.is_some(),
            select: select.unwrap_or_else(|| (0..set.columns.len()).collect()),
            order: query.get("$orderby").map(|text| order(text, set)).transpose()?.unwrap_or_default(),
            top: number("$top")?,
            skip: number("$skip")?.unwrap_or(0),
            count: flag(query.get("$count"))?,
            done: number("$skiptoken")?.unwrap_or(0),
            page: asked.or(preferred),
            preferred: if asked.is_some() { None } else { preferred },
        })
    }

    /// Rows that fulfil the filter, in the order of the set.
    pub(crate) fn matching<'a>(&self, set: &'a Set) -> Vec<&'a Vec<Json>> {
        let fits = |row: &&Vec<Json>| self.filter.as_ref().is_none_or(|filter| filter.holds(row));
        set.rows.iter().filter(fits).collect()
    }

    /// The selected columns of a row.
    pub(crate) fn selected(&self, set: &Set, row: &[Json]) -> Vec<(String, Json)> {
        let cell = |index: &usize| Some((set.columns.get(*index)?.name.clone(), row.get(*index)?.clone()));
        self.select.iter().filter_map(cell).collect()
    }

    /// The page as JSON. `query` is the query part as it was sent; the link to the next page repeats it.
    pub(crate) fn page(&self, set: &Set, base: &str, query: &str) -> Json {
        let mut rows = self.matching(set);
        let count = rows.len();
        rows.sort_by(|left, right| self.compare(left, right));
        let wanted = self.top.unwrap_or(usize::MAX).min(count.saturating_sub(self.skip));
        let size = CELLS_MAX / self.select.len().max(1);
        let size = self.page.map_or(size, |page| page.min(size));
        let end = self.done.saturating_add(size).min(wanted);
        let page = rows.iter().skip(self.skip.saturating_add(self.done)).take(end.saturating_sub(self.done));
        let value: Vec<Json> = page.map(|row| Json::object(self.selected(set, row))).collect();
        let mut made = Json::object([("@odata.context", Json::text(self.context(set, base)))]);
        if self.count {
            made.put("@odata.count", Json::count(count));
        }
        made.put("value", Json::List(value));
        if end < wanted && end > self.done {
            made.put("@odata.nextLink", Json::text(self.next(set, base, query, end)));
        }
        made
    }

    fn context(&self, set: &Set, base: &str) -> String {
        let names = || {
            self.select.iter().filter_map(|index| set.columns.get(*index)).map(|column| column.name.as_str())
        };
        let names = if self.selected_by_name {
            format!("({})", names().collect::<Vec<_>>().join(","))
        } else {
            String::new()
        };
        format!("{base}/$metadata#{}{names}", set.name)
    }

    fn next(&self, set: &Set, base: &str, query: &str, end: usize) -> String {
        let kept = query.split('&').filter(|pair| {
            let name = exchange::decode(pair.split('=').next().unwrap_or(""), true);
            !pair.is_empty() && name != "$skiptoken"
        });
        let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
        pairs.extend(self.preferred.map(|size| format!("maxpagesize={size}")));
        pairs.push(format!("$skiptoken={end}"));
        format!("{base}/{}?{}", set.name, pairs.join("&"))
    }

    fn compare(&self, left: &[Json], right: &[Json]) -> Ordering {
        let empty = &Json::Null;
        for (column, descending) in &self.order {
            let (left, right) = (left.get(*column).unwrap_or(empty), right.get(*column).unwrap_or(empty));
            // Nothing comes before anything (OData URL conventions, 5.1.5).
            let order =
                compare(left, right).unwrap_or_else(|| (*left != Json::Null).cmp(&(*right != Json::Null)));
            if order != Ordering::Equal {
                return if *descending { order.reverse() } else { order };
            }
        }
        Ordering::Equal
    }
}

fn count(name: &str, text: &str) -> Result<usize, Fault> {
    text.parse().map_err(|_| {
        let nl = format!("`{name}` is geen getal van 0 of meer.");
        Fault::bad(name, nl, format!("`{name}` is no number of 0 or more."))
    })
}

fn flag(text: Option<&str>) -> Result<bool, Fault> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => {
            Err(Fault::bad("$count", "`$count` is `true` of `false`.", "`$count` is `true` or `false`."))
        }
    }
}

fn select(text: Option<&str>, set: &Set) -> Result<Option<Vec<usize>>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    if names.contains(&"*") {
        return Ok(None);
    }
    let mut found = Vec::new();
    for name in names {
        let column = set.column(name).ok_or_else(|| Fault::unknown_property(name))?;
        if !found.contains(&column) {
            found.push(column);
        }
    }
    Ok(Some(found))
}

fn order(text: &str, set: &Set) -> Result<Vec<(usize, bool)>, Fault> {
    let read = |part: &str| {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or("");
        let column = set.column(name).ok_or_else(|| Fault::unknown_property(name))?;
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok((column, false)),
            (Some("desc"), None) => Ok((column, true)),
            _ => {
                let (nl, en) = (
                    "Achter een eigenschap staat `asc` of `desc`.",
                    "Behind a property stands `asc` or `desc`.",
                );
                Err(Fault::bad("$orderby", nl, en))
            }
        }
    };
    text.split(',').map(read).collect()
}

/// The page size in a header `Prefer`: `odata.maxpagesize=7`, or as in OData 4.01 without `odata.`.
fn preferred_size(prefer: &str) -> Option<usize> {
    prefer.split([',', ';']).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let known = matches!(name.as_str(), "odata.maxpagesize" | "maxpagesize");
        known.then(|| value.trim().trim_matches('"').parse().ok().filter(|size| *size > 0))?
    })
}
