//! `csv-metadata.json`: the tables as CSV on the Web (W3C), a table group with datatypes, keys and titles in two languages.

use edition::Publication;
use serde_json::{Value, json};

use crate::content::Content;
use crate::datapackage::LICENCE_PATH;
use crate::schema::{Column, Sort};

/// The description of all tables.
pub(crate) fn describe(publication: &Publication, contents: &[Content]) -> String {
    let tables: Vec<Value> = contents.iter().map(table).collect();
    let group = json!({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "@type": "TableGroup",
        "dc:title": publication.edition.title,
        "dc:language": "nl",
        "dc:license": {"@id": LICENCE_PATH},
        "dc:issued": {"@value": publication.published.rfc3339(), "@type": "xsd:dateTime"},
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": true, "quoteChar": "\"", "doubleQuote": true, "lineTerminators": ["\n"]},
        "tables": tables,
    });
    format!("{group:#}\n")
}

fn table(content: &Content) -> Value {
    let known = content.table;
    let mut schema = json!({ "columns": known.columns.iter().map(column).collect::<Vec<_>>() });
    if let Some(members) = schema.as_object_mut() {
        let key = content.key();
        if !key.is_empty() {
            members.insert("primaryKey".to_owned(), json!(key));
        }
        // A column that may be empty is no foreign key here, for strict readers refuse an empty one; the Data Package has it.
        let filled = |column: &str| known.columns.iter().any(|one| one.name == column && one.required);
        let references: Vec<Value> = known
            .references
            .iter()
            .filter(|one| filled(one.column))
            .map(|one| {
                json!({"columnReference": one.column, "reference": {"resource": one.table, "columnReference": one.target}})
            })
            .collect();
        if !references.is_empty() {
            members.insert("foreignKeys".to_owned(), Value::Array(references));
        }
    }
    json!({
        "@type": "Table",
        "url": known.path,
        "dc:title": [{"@value": known.nl, "@language": "nl"}, {"@value": known.en, "@language": "en"}],
        "tableSchema": schema,
    })
}

fn column(column: &Column) -> Value {
    let datatype = match column.sort {
        Sort::Text => json!("string"),
        Sort::Integer => json!("integer"),
        Sort::Number => json!("decimal"),
        Sort::Year => json!("gYear"),
        Sort::Day => json!("date"),
        Sort::Flag => json!({"base": "boolean", "format": "true|false"}),
        Sort::Choice(words) => json!({"base": "string", "format": words.join("|")}),
    };
    json!({
        "name": column.name,
        "titles": {"nl": column.name},
        "dc:description": [{"@value": column.nl, "@language": "nl"}, {"@value": column.en, "@language": "en"}],
        "datatype": datatype,
        "required": column.required,
    })
}
