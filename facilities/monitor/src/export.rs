//! An edition in one of its forms, for the command line; and the same edition built again from its data package.

use std::sync::Arc;

use edition::Publication;
use exchange::Request;
use kernel::Problem;
use store::Store;
use tables::File;

use crate::shelf::{self, Shelf};
use crate::{binding, page};

/// A form of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `observations.csv`.
    Csv,
    /// JSON-stat 2.0 of all series.
    JsonStat,
    /// SDMX-CSV 2.0.
    SdmxCsv,
    /// SDMX-JSON 2.0.
    SdmxJson,
    /// Every file of the data package with charts and manifest.
    DataPackage,
    /// The report as PDF.
    Pdf,
    /// The report as one HTML page.
    Html,
}

/// The files of an edition in a form: one, or for the data package all. With a store the edition is looked up there, without one it is the
/// edition that the program carries. Without `version` the newest.
///
/// # Errors
/// 404 when the edition or version is not there; 500 when a file cannot be made.
pub async fn export(
    store: Option<&Store>,
    year: u16,
    version: Option<&str>,
    form: Form,
) -> Result<Vec<File>, Problem> {
    let missing = || {
        Problem::not_found(format!("Editie {year} is hier niet; lees haar in met stelsel monitor import."))
    };
    let publication = match store {
        Some(store) => {
            let shelf = Shelf::new(store.clone());
            let found = match version {
                Some(version) => shelf.version(year, version).await?,
                None => shelf.edition(year).await?,
            };
            Arc::clone(&found.ok_or_else(missing)?.publication)
        }
        None => Arc::new(carried(year).ok_or_else(missing)?),
    };
    let task = tokio::task::spawn_blocking(move || made(&publication, form));
    task.await.map_err(|_| Problem::internal("an export stopped"))?
}

fn carried(year: u16) -> Option<Publication> {
    let edition = edition::Edition::built_in().ok()?;
    if edition.year == year { shelf::document(edition).ok() } else { None }
}

fn one(path: &str, bytes: Vec<u8>) -> Vec<File> {
    vec![File { path: path.to_owned(), media_type: String::new(), bytes }]
}

fn made(publication: &Arc<Publication>, form: Form) -> Result<Vec<File>, Problem> {
    let year = publication.edition.year;
    Ok(match form {
        Form::Csv => {
            let made = tables::files(publication, &[]);
            let mut files = made.map_err(|error| Problem::internal(error.to_string()))?;
            files.retain(|file| file.path == "observations.csv");
            files
        }
        Form::JsonStat => {
            let path = [year.to_string(), "alles.json".to_owned()];
            let request = Request::get(&path, "", "/jsonstat");
            one("alles.json", jsonstat::answer(std::slice::from_ref(publication), &request).body)
        }
        Form::SdmxCsv => {
            one("data.csv", sdmx_data(publication, "application/vnd.sdmx.data+csv;version=2.0.0")?)
        }
        Form::SdmxJson => {
            one("data.json", sdmx_data(publication, "application/vnd.sdmx.data+json;version=2.0.0")?)
        }
        Form::DataPackage => {
            let built = binding::build(publication)?;
            let mut files = built.files;
            files.push(File {
                path: "manifest.json".to_owned(),
                media_type: "application/json".to_owned(),
                bytes: built.manifest.into_bytes(),
            });
            files
        }
        Form::Pdf => one("monitor.pdf", binding::pdf(publication, &binding::build(publication)?)?),
        Form::Html => one("monitor.html", page::whole(publication)?.into_bytes()),
    })
}

fn sdmx_data(publication: &Arc<Publication>, accept: &str) -> Result<Vec<u8>, Problem> {
    let path: Vec<String> =
        ["data", "dataflow", "MDO", "DF_MONITOR", "*", "*"].iter().map(|part| (*part).to_owned()).collect();
    let mut request = Request::get(&path, "", "/sdmx/v2");
    request.accept = accept;
    let answer = sdmx::answer(std::slice::from_ref(publication), &request);
    if answer.status == 200 {
        return Ok(answer.body);
    }
    Err(Problem::internal(format!("SDMX answered {}", answer.status)))
}

/// What a rebuild found: each file of the package with its hash in the package and its hash when built again.
///
/// # Errors
/// 400 when the package cannot be read; 500 when a file cannot be made.
pub fn rebuild(package: &[File]) -> Result<Vec<(String, String, String)>, Problem> {
    let built = binding::rebuild(package)?;
    let hash = |files: &[File], path: &str| {
        files
            .iter()
            .find(|file| file.path == path)
            .map_or_else(String::new, |file| tables::sha256(&file.bytes))
    };
    let mut paths: Vec<&str> = built.files.iter().map(|file| file.path.as_str()).collect();
    let known: Vec<&str> = package
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| !path.starts_with("manifest.json") && !path.ends_with(".pdf"))
        .collect();
    paths.extend(known);
    paths.sort_unstable();
    paths.dedup();
    Ok(paths
        .into_iter()
        .map(|path| (path.to_owned(), hash(package, path), hash(&built.files, path)))
        .collect())
}
