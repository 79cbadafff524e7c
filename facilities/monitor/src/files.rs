//! Files of publications, as they were made once and for all.

use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, LINK};
use http::{HeaderValue, StatusCode};
use kernel::Problem;
use tables::{Entry, File, Format};
use web::Answer;

use crate::binding;
use crate::rest::year_of;
use crate::shelf::Published;
use crate::start::{Asked, Desk};

/// The files of the package that was asked last, unpacked.
#[derive(Default)]
pub(crate) struct Unpacked(Mutex<Option<(String, Arc<Vec<File>>)>>);

fn missing() -> Problem {
    Problem::not_found("Dit bestand is er niet; manifest.json van de editie noemt ze allemaal.")
}

fn not_yet() -> Problem {
    Problem::unavailable("De bestanden van deze editie worden nog gemaakt.", 5)
}

/// The files of a publication.
pub(crate) async fn unpacked(desk: &Desk, published: &Published) -> Result<Arc<Vec<File>>, Problem> {
    if !published.row.is_bound() {
        return Err(not_yet());
    }
    let blob = &published.row.package;
    let held = desk.unpacked.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, files)) = held.filter(|(of, _)| of == blob) {
        return Ok(files);
    }
    let bytes =
        desk.house.store.blob(blob).await?.ok_or_else(|| Problem::internal("a data package is not there"))?;
    let files =
        tables::unzip(&bytes).map_err(|error| Problem::internal(format!("a data package: {error}")))?;
    let files = Arc::new(files);
    *desk.unpacked.0.lock().unwrap_or_else(PoisonError::into_inner) =
        Some((blob.clone(), Arc::clone(&files)));
    Ok(files)
}

/// `GET /data/monitor/{jaar}/{versie}/{pad}`.
pub(crate) async fn file(desk: Arc<Desk>, asked: Asked) -> Answer {
    let year = year_of(asked.part("jaar")).ok_or_else(missing)?;
    let published = desk.shelf.version(year, asked.part("versie")).await?.ok_or_else(missing)?;
    let path = asked.part("pad");
    if !published.row.is_bound() {
        return Err(not_yet().into());
    }
    let own = match path {
        "manifest.json" => Some(("application/json", published.row.manifest.clone().into_bytes())),
        "manifest.json.jws" => Some(("application/jose", published.row.signature.clone().into_bytes())),
        "monitor.pdf" => Some(("application/pdf", report_of(&desk, &published).await?)),
        _ if path == archive_name(&published) => {
            let bytes = desk.house.store.blob(&published.row.package).await?.ok_or_else(missing)?;
            Some(("application/zip", bytes))
        }
        _ => None,
    };
    if let Some((media_type, bytes)) = own {
        return Ok(sent(&asked, path, media_type, bytes));
    }
    let files = unpacked(&desk, &published).await?;
    if let Some(found) = files.iter().find(|one| one.path == path) {
        return Ok(sent(&asked, path, &found.media_type, found.bytes.clone()));
    }
    let drawing = path.strip_suffix(".png").map(|stem| format!("{stem}.svg"));
    let drawing =
        drawing.and_then(|name| files.iter().find(|one| one.path == name).map(|one| one.bytes.clone()));
    let svg = String::from_utf8(drawing.ok_or_else(missing)?).map_err(|_| missing())?;
    let painted = tokio::task::spawn_blocking(move || chart::png(&svg, PNG_WIDTH)).await;
    let painted = painted.map_err(|_| Problem::internal("painting stopped"))?;
    let painted = painted.map_err(|error| Problem::internal(format!("a chart: {error}")))?;
    Ok(sent(&asked, path, "image/png", painted))
}

/// Pixels across of a chart as PNG: twice its width in CSS pixels, for print.
const PNG_WIDTH: u32 = 1_440;

/// The name of the whole data package in one file.
pub(crate) fn archive_name(published: &Published) -> String {
    let publication = &published.publication;
    format!("monitor-{}-{}.zip", publication.edition.year, publication.version)
}

async fn report_of(desk: &Desk, published: &Published) -> Result<Vec<u8>, Problem> {
    desk.house.store.blob(&published.row.report).await?.ok_or_else(missing)
}

/// `GET /monitor/{jaar}/monitor.pdf`: the report of the newest version.
pub(crate) async fn report(desk: Arc<Desk>, asked: Asked) -> Answer {
    let year = year_of(asked.part("jaar")).ok_or_else(missing)?;
    let published = desk.shelf.edition(year).await?.ok_or_else(missing)?;
    if !published.row.is_bound() {
        return Err(not_yet().into());
    }
    Ok(sent(&asked, "monitor.pdf", "application/pdf", report_of(&desk, &published).await?))
}

/// A file with what caches and readers of tables look for.
fn sent(asked: &Asked, path: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", tables::sha256(&bytes));
    if asked.wire.header("if-none-match").split(',').any(|one| one.trim() == tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    let mut response = ([(ETAG, tag), (CONTENT_TYPE, media_type.to_owned())], bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if path.ends_with(".csv") {
        let link = "<csv-metadata.json>; rel=\"describedby\"; type=\"application/csvm+json\"";
        headers.insert(LINK, HeaderValue::from_static(link));
    }
    response
}

/// `GET /catalog`: all publications as DCAT-AP-NL.
pub(crate) async fn catalogue(desk: Arc<Desk>, asked: Asked) -> Answer {
    let Some(format) = wanted(asked.wire.header("accept")) else {
        let detail = "De catalogus is er als text/turtle, application/ld+json en application/rdf+xml.";
        return Err(
            Problem::new(406, "notAcceptable", "Gevraagde soort antwoord niet beschikbaar", detail).into()
        );
    };
    let all = desk.shelf.all().await?;
    let mut files = Vec::new();
    for one in all.iter().filter(|one| one.row.is_bound()) {
        let mut listed = unpacked(&desk, one).await?.as_ref().clone();
        listed.retain(|file| !file.path.starts_with("charts/"));
        listed.push(File {
            path: "monitor.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: report_of(&desk, one).await?,
        });
        files.push((Arc::clone(one), listed));
    }
    let entries: Vec<Entry<'_>> =
        files.iter().map(|(one, files)| Entry { publication: &one.publication, files }).collect();
    let base = desk.house.settings.origins.first().cloned().unwrap_or_default();
    let bytes = tables::catalogue(&entries, &base, format);
    let headers = [(CONTENT_TYPE, format.media_type()), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((headers, bytes).into_response())
}

fn wanted(accept: &str) -> Option<Format> {
    if accept.is_empty() {
        return Some(Format::ALL[0]);
    }
    for range in accept.split(',').map(|one| one.split(';').next().unwrap_or_default().trim()) {
        if range == "*/*" || range == "text/*" || range == "text/html" {
            return Some(Format::ALL[0]);
        }
        let named = |format: &&Format| format.media_type().split(';').next() == Some(range);
        if let Some(format) = Format::ALL.iter().find(named) {
            return Some(*format);
        }
    }
    None
}

/// `GET /monitor/sleutels`: the public key under which manifests are signed, as JWK set.
pub(crate) async fn keys(desk: Arc<Desk>, _: Asked) -> Answer {
    let keys = tokio::task::spawn_blocking(move || binding::public_key(&desk)).await;
    let keys = keys.map_err(|_| Problem::internal("the key was not read"))??;
    Ok(axum::Json(keys).into_response())
}
