//! Findings for machines: the JSON of the Monitor, and SARIF 2.1.0 so that editors show them at the line.

use serde_json::{Map, Value, json};

use kernel::Language;

use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::{Counts, NotChecked, Report};

impl Finding {
    /// The explanation in a language.
    #[must_use]
    pub fn words(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.explanation,
            Language::En => &self.explanation_en,
        }
    }

    /// As the Monitor's API sends it, the explanation in one language.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let mut place = Map::new();
        place.insert("regel_in_bron".to_owned(), json!(self.place.line));
        place.insert("tabel".to_owned(), json!(self.place.table));
        place.insert("rij".to_owned(), json!(self.place.row));
        place.insert("kolom".to_owned(), json!(self.place.column_name));
        if let Some(figure) = &self.place.figure {
            place.insert("cijfer".to_owned(), json!(figure));
        }
        let candidates: Vec<Value> = self
            .candidates
            .iter()
            .map(|one| json!({"formule": one.formula, "uitkomst": one.outcome}))
            .collect();
        json!({
            "regel": self.rule.code(),
            "ernst": self.severity.code(),
            "plaats": place,
            "gepubliceerd": self.published,
            "berekend": self.computed,
            "marge": self.tolerance,
            "uitleg": self.words(language),
            "kandidaten": candidates,
        })
    }
}

impl Report {
    /// The whole report: findings, remarks on form, what was not checked, and what was counted on the way. A remark is no finding: where
    /// figures agree there is none.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let told = |notes: bool| -> Vec<Value> {
            let some = self.findings.iter().filter(|one| (one.severity == Severity::Note) == notes);
            some.map(|one| one.to_json(language)).collect()
        };
        let (findings, remarks) = (told(false), told(true));
        let unchecked: Vec<Value> = self.not_checked.iter().map(NotChecked::to_json).collect();
        json!({ "bevindingen": findings, "opmerkingen": remarks, "niet_gecontroleerd": unchecked, "geteld": self.counts.to_json() })
    }

    /// As a SARIF 2.1.0 log with one run. `document` is the name of the document as editors know it: a relative path.
    #[must_use]
    pub fn to_sarif(&self, document: &str, language: Language) -> Value {
        let rules: Vec<Value> = Rule::ALL.iter().map(|rule| describe(*rule, language)).collect();
        let results: Vec<Value> = self.findings.iter().map(|one| result(one, document, language)).collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "stelsel monitor check",
                    "version": env!("CARGO_PKG_VERSION"),
                    "language": language.code(),
                    "rules": rules,
                }},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }
}

impl NotChecked {
    fn to_json(&self) -> Value {
        json!({"regel_in_bron": self.line, "getal": self.number, "tekst": self.text})
    }
}

impl Counts {
    fn to_json(self) -> Value {
        json!({
            "tabellen": self.tables,
            "rijen": self.rows,
            "cellen": self.cells,
            "veranderingen": self.changes,
            "sommen": self.sums,
            "paren": self.pairs,
            "getallen_in_tekst": self.numbers,
            "waarvan_gebonden": self.bound,
        })
    }
}

fn describe(rule: Rule, language: Language) -> Value {
    let (dutch, english) = rule.words();
    let text = if language == Language::En { english } else { dutch };
    json!({
        "id": rule.code(),
        "shortDescription": {"text": text},
        "fullDescription": {"text": format!("{text}.")},
    })
}

fn result(finding: &Finding, document: &str, language: Language) -> Value {
    let mut text = finding.words(language).to_owned();
    for one in &finding.candidates {
        text.push_str(&format!(" [{} = {}]", one.formula, one.outcome));
    }
    let mut location = Map::new();
    if let Some(line) = finding.place.line {
        let mut region = json!({"startLine": line});
        if let (Some(column), Some(members)) = (finding.place.column, region.as_object_mut()) {
            members.insert("startColumn".to_owned(), json!(column));
            if finding.place.length > 0 {
                members.insert("endColumn".to_owned(), json!(column + finding.place.length));
            }
        }
        location.insert(
            "physicalLocation".to_owned(),
            json!({"artifactLocation": {"uri": document}, "region": region}),
        );
    }
    let name = [&finding.place.table, &finding.place.row, &finding.place.column_name];
    let name: Vec<&str> = name.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !name.is_empty() {
        location.insert("logicalLocations".to_owned(), json!([{"fullyQualifiedName": name.join(" / ")}]));
    }
    json!({
        "ruleId": finding.rule.code(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": finding.severity.level(),
        "message": {"text": text},
        "locations": [location],
        "properties": finding.to_json(language),
    })
}
