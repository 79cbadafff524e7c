//! `stelsel monitor …`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use edition::Reason;
use kernel::{Act, Clock, Language, Random};
use monitor::{Form, How};
use serde_json::json;
use store::Store;
use tables::File;

use crate::options::{ExportForm, Monitor, Where};
use crate::{place, summary};

/// Carries out a command on editions.
///
/// # Errors
/// Why it cannot be done.
pub async fn run(command: Monitor) -> Result<ExitCode, String> {
    match command {
        Monitor::Import { place, file, replace, reason, note, json } => {
            let reason = reason.and_then(|code| Reason::ALL.into_iter().find(|one| one.code() == code));
            let how = How { replace, restated: reason.map(|reason| (reason, note)) };
            import(&place, &file, &how, json).await
        }
        Monitor::Check { file, json, sarif } => check(&file, json, sarif),
        Monitor::Export { place, edition, version, format, out } => {
            export(&place, edition, version.as_deref(), format, &out).await
        }
        Monitor::Rebuild { package, json } => rebuild(&package, json),
    }
}

/// Reads a published edition from a document.
async fn import(where_: &Where, file: &Path, how: &How, as_json: bool) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (clock, random) = (Clock::real(), Random::system());
    let store = place::open_for_command(where_, clock.clone(), random.clone()).await?;
    let act = Act::system("monitor", clock.now(), &random);
    let imported = monitor::import_as(&store, &act, &text, how).await.map_err(|problem| problem.detail);
    store.close();
    let imported = imported?;
    let (facilities, series, observations) = (imported.facilities, imported.series, imported.observations);
    let outcome = match imported.outcome {
        monitor::Outcome::New => "new",
        monitor::Outcome::Same => "same",
        monitor::Outcome::Replaced => "replaced",
    };
    if as_json {
        let outcome = json!({ "edition": imported.edition, "version": imported.version, "facilities": facilities, "series": series,
            "observations": observations, "content_hash": imported.content_hash, "outcome": outcome });
        summary::say(&outcome.to_string());
    } else {
        summary::say(&format!(
            "edition {} version {} ({outcome}): {facilities} facilities, {series} series, {observations} observations\nsha256 {}",
            imported.edition, imported.version, imported.content_hash
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks a document and prints what was found.
fn check(file: &Path, as_json: bool, as_sarif: bool) -> Result<ExitCode, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let size = std::fs::metadata(file).map_err(|error| named(&error))?.len();
    if size > checker::MAX_BYTES as u64 {
        let bytes = usize::try_from(size).unwrap_or(usize::MAX);
        return Err(named(&checker::Unreadable::TooLarge { bytes }));
    }
    let bytes = std::fs::read(file).map_err(|error| named(&error))?;
    let report = checker::check(&bytes).map_err(|error| named(&error))?;
    if as_sarif {
        summary::say(&report.to_sarif(&file.display().to_string(), Language::Nl).to_string());
    } else if as_json {
        summary::say(&report.to_json(Language::Nl).to_string());
    } else {
        summary::say(&in_words(file, &report));
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// One line for each finding, in the form that editors jump to: `FILE:LINE:COLUMN`.
fn in_words(file: &Path, report: &checker::Report) -> String {
    let mut lines: Vec<String> = report
        .findings
        .iter()
        .map(|one| {
            let (line, column) = (one.place.line.unwrap_or(1), one.place.column.unwrap_or(1));
            format!(
                "{}:{line}:{column}: {} {}: {}",
                file.display(),
                one.severity.code(),
                one.rule.code(),
                one.explanation
            )
        })
        .collect();
    let counts = report.counts;
    let remarks = report.findings.iter().filter(|one| one.severity == checker::Severity::Note).count();
    lines.push(format!(
        "{} bevindingen en {} opmerkingen over de vorm; {} tabellen, {} rijen, {} cellen, {} veranderingen en {} sommen nagerekend; {} van {} getallen in de tekst \
         vergeleken, {} niet gecontroleerd",
        report.findings.len() - remarks,
        remarks,
        counts.tables,
        counts.rows,
        counts.cells,
        counts.changes,
        counts.sums,
        counts.bound,
        counts.numbers,
        report.not_checked.len()
    ));
    lines.join("\n")
}

const fn form(form: ExportForm) -> Form {
    match form {
        ExportForm::Csv => Form::Csv,
        ExportForm::Jsonstat => Form::JsonStat,
        ExportForm::SdmxCsv => Form::SdmxCsv,
        ExportForm::SdmxJson => Form::SdmxJson,
        ExportForm::Datapackage => Form::DataPackage,
        ExportForm::Pdf => Form::Pdf,
        ExportForm::Html => Form::Html,
    }
}

/// Writes an edition in one of its forms.
async fn export(
    where_: &Where,
    year: u16,
    version: Option<&str>,
    wanted: ExportForm,
    out: &Path,
) -> Result<ExitCode, String> {
    let store: Option<Store> = if where_.store.is_some() || where_.data.exists() {
        Some(place::open_for_command(where_, Clock::real(), Random::system()).await?)
    } else {
        None
    };
    let files =
        monitor::export(store.as_ref(), year, version, form(wanted)).await.map_err(|problem| problem.detail);
    if let Some(store) = store {
        store.close();
    }
    write(&files?, wanted, out)?;
    summary::say(&format!("{}", out.display()));
    Ok(ExitCode::SUCCESS)
}

fn write(files: &[File], form: ExportForm, out: &Path) -> Result<(), String> {
    let fault = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    if form != ExportForm::Datapackage {
        let file = files.first().ok_or("nothing was made")?;
        return std::fs::write(out, &file.bytes).map_err(|error| fault(out, error));
    }
    if out.extension().is_some_and(|extension| extension == "zip") {
        let archive = tables::zip(files).map_err(|error| error.to_string())?;
        return std::fs::write(out, archive).map_err(|error| fault(out, error));
    }
    for file in files {
        let path = out.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
        }
        std::fs::write(&path, &file.bytes).map_err(|error| fault(&path, error))?;
    }
    Ok(())
}

/// Builds an edition again and compares.
fn rebuild(package: &Path, as_json: bool) -> Result<ExitCode, String> {
    let files = read_package(package)?;
    let compared = monitor::rebuild(&files).map_err(|problem| problem.detail)?;
    let same = compared.iter().all(|(_, published, built)| published == built);
    if as_json {
        let listed: Vec<_> = compared
            .iter()
            .map(|(path, published, built)| json!({ "path": path, "published": published, "built": built, "same": published == built }))
            .collect();
        summary::say(&json!({ "same": same, "files": listed }).to_string());
    } else {
        for (path, published, built) in &compared {
            let word = if published == built { "same" } else { "DIFFERENT" };
            summary::say(&format!("{built}  {path}  {word}"));
        }
        summary::say(if same { "every file is the same" } else { "not every file is the same" });
    }
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The files of a folder or of a ZIP file.
fn read_package(package: &Path) -> Result<Vec<File>, String> {
    let fault = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if package.is_file() {
        let bytes = std::fs::read(package).map_err(|error| fault(package, &error))?;
        return tables::unzip(&bytes).map_err(|error| fault(package, &error));
    }
    let mut files = Vec::new();
    let mut folders: Vec<(PathBuf, String)> = vec![(package.to_owned(), String::new())];
    while let Some((folder, inside)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| fault(&folder, &error))? {
            let entry = entry.map_err(|error| fault(&folder, &error))?;
            let path = format!("{inside}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                let bytes = std::fs::read(entry.path()).map_err(|error| fault(&entry.path(), &error))?;
                files.push(File { path, media_type: String::new(), bytes });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
