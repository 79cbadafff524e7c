//! What everybody may fetch: certificates of the authorities and revocation lists, over plain HTTP as relying parties expect.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use kernel::Problem;
use web::{Answer, House};

use crate::authority::Pki;

/// `GET /pkioverheid/certs/{name}.cer`: DER.
pub async fn certificate(State(house): State<Arc<House>>, Path(file): Path<String>) -> Answer {
    let pki: Arc<Pki> = house.kept()?;
    let found = file.strip_suffix(".cer").and_then(|name| pki.published(name));
    let der = found.ok_or_else(|| Problem::not_found("Er is geen certificaat met deze naam."))?;
    Ok(([(CONTENT_TYPE, "application/pkix-cert")], der).into_response())
}

/// `GET /pkioverheid/crl/{name}.crl`: DER, made anew so that a revocation is on it at once.
pub async fn revocation_list(State(house): State<Arc<House>>, Path(file): Path<String>) -> Answer {
    let pki: Arc<Pki> = house.kept()?;
    let name = file.strip_suffix(".crl").unwrap_or_default();
    let list = pki.lists(&house).await?.into_iter().find(|(known, _)| known == name);
    let (_, der) = list.ok_or_else(|| Problem::not_found("Er is geen intrekkingslijst met deze naam."))?;
    Ok(([(CONTENT_TYPE, "application/pkix-crl"), (CACHE_CONTROL, "max-age=60")], der).into_response())
}
