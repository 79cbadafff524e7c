//! Checks a document: `check FILE [--json|--sarif] [--en]`. Exit code 0 clean, 1 findings, 2 unreadable.

use std::io::Write;
use std::process::ExitCode;

use checker::{Report, check};
use kernel::Language;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let language = if has("--en") { Language::En } else { Language::Nl };
    let Some(path) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        return fail("name a document");
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(problem) => return fail(&format!("{path}: {problem}")),
    };
    let begun = std::time::Instant::now();
    let report = match check(&bytes) {
        Ok(report) => report,
        Err(problem) => return fail(&format!("{path}: {problem}")),
    };
    let took = begun.elapsed();
    let text = if has("--json") {
        format!("{:#}\n", report.to_json(language))
    } else if has("--sarif") {
        format!("{:#}\n", report.to_sarif(path, language))
    } else {
        readable(&report, language) + &format!("{:?}, {} ms\n", report.counts, took.as_millis())
    };
    if std::io::stdout().write_all(text.as_bytes()).is_err() {
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(!report.is_clean()))
}

fn readable(report: &Report, language: Language) -> String {
    let mut text = String::new();
    for one in &report.findings {
        let line = one.place.line.unwrap_or(0);
        text +=
            &format!("{line}:{} {} {}", one.place.column.unwrap_or(0), one.rule.code(), one.severity.code());
        text += &format!(" [{} | {} | {}]", one.place.table, one.place.row, one.place.column_name);
        text += &format!(" {} <> {}\n    {}\n", one.published, one.computed, one.words(language));
        for candidate in &one.candidates {
            text += &format!("      {} = {}\n", candidate.formula, candidate.outcome);
        }
    }
    for one in &report.not_checked {
        text += &format!(
            "{}:{} niet gecontroleerd: {} in \u{201c}{}\u{201d}\n",
            one.line, one.column, one.number, one.text
        );
    }
    text
}

fn fail(problem: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{problem}");
    ExitCode::from(2)
}
