//! `datapackage.json`: the tables as a Data Package (version 2, readable by readers of version 1), with what a package needs beyond its
//! tables to be made into the publication again.

use edition::{Publication, Scale};
use serde_json::{Map, Value, json};

use crate::content::Content;
use crate::file::{File, sha256};
use crate::schema::{Column, Sort};

/// Where the licence stands: CC0 1.0.
pub(crate) const LICENCE_PATH: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// The description: `tables` with the bytes of their files, and the other files of the package.
pub(crate) fn describe(publication: &Publication, tables: &[(Content, Vec<u8>)], others: &[&File]) -> String {
    let edition = &publication.edition;
    let resources: Vec<Value> = tables.iter().map(|(content, bytes)| resource(content, bytes)).collect();
    let described = match &publication.scale {
        None => "Cijfers uit een gepubliceerd document, met elke gepubliceerde schrijfwijze naast de waarde."
            .to_owned(),
        Some(scale) => scale_words(scale),
    };
    let files: Vec<Value> = others
        .iter()
        .map(|file| {
            json!({"pad": file.path, "mediatype": file.media_type, "bytes": file.bytes.len(), "hash": hash(&file.bytes)})
        })
        .collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("monitor-{}", edition.year),
        "title": edition.title,
        "description": described,
        "version": publication.version.to_string(),
        "created": publication.published.rfc3339(),
        "keywords": ["digitale overheid", "monitor", "open data"],
        "licenses": [{"name": "CC0-1.0", "path": LICENCE_PATH, "title": "CC0 1.0 Universeel"}],
        "contributors": [{"title": "Stelsel", "role": "publisher", "roles": ["publisher"]}],
        "sources": [{"title": edition.title}],
        "publicatie": {
            "editie": edition.year,
            "versie": publication.version.to_string(),
            "gepubliceerd": publication.published.rfc3339(),
            "peildatum": edition.reference_date.map(|day| day.to_string()),
            "bron": publication.family.code(),
            "schaal": publication.scale.as_ref().map(|scale| json!({
                "verhouding": scale.ratio, "landnummer": scale.seed, "sneller_gespeeld": scale.played,
            })),
        },
        "bestanden": files,
        "resources": resources,
    });
    format!("{package:#}\n")
}

/// What an installation's figures are a picture of, in a sentence.
pub(crate) fn scale_words(scale: &Scale) -> String {
    let played = if scale.played { " Het jaar is sneller gespeeld dan de echte tijd." } else { "" };
    format!(
        "Cijfers geteld in een testinstallatie met verzonnen personen, op schaal {} (landnummer {}).{played}",
        scale.ratio, scale.seed
    )
}

/// A hash as Data Packages write it.
pub(crate) fn hash(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256(bytes))
}

fn resource(content: &Content, bytes: &[u8]) -> Value {
    let known = content.table;
    json!({
        "name": known.path.trim_end_matches(".csv"),
        "type": "table",
        "path": known.path,
        "title": known.nl,
        "description": known.en,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": hash(bytes),
        "dialect": {"header": true, "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "skipInitialSpace": false},
        "schema": schema(content),
    })
}

fn schema(content: &Content) -> Value {
    let known = content.table;
    let mut made = Map::new();
    made.insert("fields".to_owned(), Value::Array(known.columns.iter().map(field).collect()));
    made.insert("missingValues".to_owned(), json!([""]));
    let key = content.key();
    if !key.is_empty() {
        made.insert("primaryKey".to_owned(), json!(key));
    }
    if !known.references.is_empty() {
        let references = known.references.iter().map(|one| {
            let table = one.table.trim_end_matches(".csv");
            json!({"fields": [one.column], "reference": {"resource": table, "fields": [one.target]}})
        });
        made.insert("foreignKeys".to_owned(), Value::Array(references.collect()));
    }
    Value::Object(made)
}

fn field(column: &Column) -> Value {
    let kind = match column.sort {
        Sort::Text | Sort::Choice(_) => "string",
        Sort::Integer => "integer",
        Sort::Number => "number",
        Sort::Year => "year",
        Sort::Day => "date",
        Sort::Flag => "boolean",
    };
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    if let Sort::Choice(words) = column.sort {
        constraints.insert("enum".to_owned(), json!(words));
    }
    let mut made = Map::new();
    made.insert("name".to_owned(), json!(column.name));
    made.insert("type".to_owned(), json!(kind));
    made.insert("title".to_owned(), json!(column.nl));
    made.insert("description".to_owned(), json!(column.en));
    if !constraints.is_empty() {
        made.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(made)
}
