//! The API about editions: which there are, how far each is, what was corrected, what was found, and where a figure comes from.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use edition::Figure;
use kernel::{Language, Problem};
use serde_json::{Value, json};
use store::Rows;
use web::Answer;

use crate::meting::desk::finding_id;
use crate::meting::draft::Counted;
use crate::meting::rows::{self, Approval, Draft};
use crate::meting::{edit, life};
use crate::query::{Query, invalid, refuse};
use crate::rest::{BASE, unknown_indicator, versioned, year_of};
use crate::shelf::Published;
use crate::start::{Asked, Desk};

/// `GET edities`.
pub(crate) async fn list(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(all(&desk, &asked.query).await)
}

async fn all(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let published = desk.shelf.all().await?;
    let drafts = desk.house.store.read(async |rows: &mut Rows| rows::drafts(rows).await).await?;
    let mut found: Vec<Value> = published.iter().map(|one| summary(one)).collect();
    let made_here = |draft: &&Draft| draft.state < life::State::Gepubliceerd;
    found.extend(drafts.iter().filter(made_here).map(draft_summary));
    Ok(Json(found).into_response())
}

fn summary(one: &Published) -> Value {
    let (publication, row) = (&one.publication, &one.row);
    let base = format!("/data/monitor/{}/{}", row.edition, publication.version);
    json!({
        "jaar": row.edition,
        "versie": publication.version.to_string(),
        "bron": row.family,
        "status": row.status,
        "schaal": publication.scale.as_ref().map(|scale| &scale.ratio),
        "peildatum": publication.edition.reference_date.map(|day| day.to_string()),
        "gepubliceerd": publication.published.rfc3339(),
        "inhoudSha256": row.content_hash,
        "manifestSha256": row.is_bound().then(|| one.hash()),
        "_links": {
            "self": { "href": format!("{BASE}/edities/{}/{}", row.edition, publication.version) },
            "bestanden": { "href": format!("{base}/manifest.json") },
        },
    })
}

fn draft_summary(draft: &Draft) -> Value {
    json!({
        "jaar": draft.edition,
        "versie": draft.version,
        "bron": "meting",
        "status": draft.state.code(),
        "schaal": null,
        "peildatum": format!("{}-12-31", life::described(draft.edition)),
        "gepubliceerd": null,
        "publicatiemoment": draft.publish_at.rfc3339(),
        "inhoudSha256": null,
        "manifestSha256": null,
        "_links": { "self": { "href": format!("{BASE}/edities/{}/{}", draft.edition, draft.version) } },
    })
}

fn no_edition() -> Problem {
    Problem::not_found("Deze editie of versie is er niet; GET /monitor/api/v1/edities geeft ze allemaal.")
}

/// `GET edities/{jaar}/{versie}`.
pub(crate) async fn one(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(one_edition(&desk, &asked).await)
}

async fn one_edition(desk: &Desk, asked: &Asked) -> Result<Response, Problem> {
    asked.query.only(&[])?;
    let year = year_of(asked.part("jaar")).ok_or_else(no_edition)?;
    let steps = desk.house.store.read(async move |rows: &mut Rows| rows::steps(rows, year).await).await?;
    let steps: Vec<Value> = steps
        .iter()
        .filter(|one| one.version == asked.part("versie"))
        .map(|one| json!({ "van": one.from, "naar": one.to, "door": one.by, "moment": one.at.rfc3339(), "opmerking": one.note }))
        .collect();
    if let Some(found) = desk.shelf.version(year, asked.part("versie")).await? {
        let mut answer = summary(&found);
        answer["overgangen"] = json!(steps);
        answer["voorzieningen"] = json!(found.publication.edition.facility_count());
        answer["reeksen"] = json!(found.publication.edition.series_count());
        answer["handtekening"] = json!(found.row.signature);
        return Ok(Json(answer).into_response());
    }
    let draft = edit::draft(desk, year).await.map_err(|_| no_edition())?;
    if draft.version != asked.part("versie") {
        return Err(no_edition());
    }
    let mut answer = draft_summary(&draft);
    answer["overgangen"] = json!(steps);
    answer["afsluiting"] = json!(draft.cutoff.rfc3339());
    Ok(Json(answer).into_response())
}

/// `GET edities/{jaar}/voortgang`: what owners and the chief must still do. An owner sees the figures of its own facilities.
pub(crate) async fn progress(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(progress_of(&desk, &asked).await)
}

async fn progress_of(desk: &Desk, asked: &Asked) -> Result<Response, Problem> {
    asked.query.only(&[])?;
    let year = year_of(asked.part("jaar")).ok_or_else(no_edition)?;
    let draft = edit::draft(desk, year).await?;
    let own = asked.caller.as_deref();
    let chief = own == Some(crate::OIN);
    let counts = desk.counts(&draft).await?;
    let wanted = desk.wanted_approvals(year).await?;
    let approvals =
        desk.house.store.read(async move |rows: &mut Rows| rows::approvals(rows, year).await).await?;
    let mine = |indicator: &str| {
        let facility =
            desk.house.live.catalogue().get(indicator).and_then(|one| desk.house.facility(one.facility));
        chief || facility.is_some_and(|one| own == Some(one.oin))
    };
    let figures: Vec<Value> = counts
        .iter()
        .filter(|one| mine(&one.indicator))
        .map(|one| {
            let hash = wanted
                .iter()
                .find(|want| want.indicator == one.indicator)
                .map(|want| want.value_hash.as_str());
            figure(one, hash, approvals.iter().find(|approval| approval.indicator == one.indicator))
        })
        .collect();
    let answer = json!({
        "jaar": draft.edition,
        "versie": draft.version,
        "status": draft.state.code(),
        "afsluiting": draft.cutoff.rfc3339(),
        "publicatiemoment": draft.publish_at.rfc3339(),
        "waarnemingen": figures,
    });
    Ok(Json(answer).into_response())
}

fn figure(one: &Counted, hash: Option<&str>, approval: Option<&Approval>) -> Value {
    let eyes = approval.filter(|approval| Some(approval.value_hash.as_str()) == hash);
    json!({
        "indicator": one.indicator,
        "geteld": one.counted,
        "herteld": one.recounted,
        "verschil": one.counted - one.recounted,
        "invoerSha256": one.digest,
        "waardeHash": hash,
        "akkoord": eyes.map(|approval| {
            json!([
                { "door": approval.first_by, "moment": approval.first_at.rfc3339() },
                approval.second.as_ref().map(|(by, at)| json!({ "door": by, "moment": at.rfc3339() })),
            ])
        }),
    })
}

/// `GET correcties`: every figure that was ever replaced, over all editions.
pub(crate) async fn corrections(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(all_corrections(&desk, &asked.query).await)
}

async fn all_corrections(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let all = desk.shelf.all().await?;
    let found = all.iter().flat_map(|one| &one.publication.restatements).map(|one| {
        json!({
            "indicator": one.indicator,
            "periode": one.period,
            "oudeWaarde": one.old.map(|value| value.to_string()),
            "nieuweWaarde": one.new.map(|value| value.to_string()),
            "oudeEditie": one.old_edition,
            "nieuweEditie": one.new_edition,
            "reden": one.reason.code(),
            "tekst": one.text,
            "beslotenDoor": one.decided_by,
            "datum": one.date.to_string(),
        })
    });
    Ok(Json(found.collect::<Vec<Value>>()).into_response())
}

/// `GET breuken`.
pub(crate) async fn breaks(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(all_breaks(&desk, &asked.query).await)
}

async fn all_breaks(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let all = desk.shelf.all().await?;
    let found = all.iter().flat_map(|one| {
        one.publication.breaks.iter().map(|series_break| {
            json!({
                "editie": one.publication.name(),
                "indicator": series_break.indicator,
                "eerstePeriode": series_break.first_period,
                "soort": series_break.kind.code(),
                "tekst": series_break.text,
                "overlap": series_break.overlap.map(|value| value.to_string()),
            })
        })
    });
    Ok(Json(found.collect::<Vec<Value>>()).into_response())
}

/// `GET bevindingen?editie=`: what the checker finds in an edition.
pub(crate) async fn findings(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(found_in(&desk, &asked.query).await)
}

async fn found_in(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&["editie"])?;
    let year = match query.get("editie") {
        Some(text) => match year_of(text) {
            Some(year) => year,
            None => {
                refuse(vec![invalid(
                    "editie",
                    "pattern",
                    "Moet een jaar van vier cijfers zijn, zoals 2020.",
                )])?;
                return Err(no_edition());
            }
        },
        None => desk.shelf.newest_year().await?.ok_or_else(no_edition)?,
    };
    let report = desk.report_on(year).await?;
    let found = report.findings.iter().map(|one| {
        let mut value = one.to_json(Language::Nl);
        value["id"] = json!(finding_id(one));
        value
    });
    Ok(Json(found.collect::<Vec<Value>>()).into_response())
}

/// `GET herkomst/{indicator}/{uitsplitsing}/{periode}?editie=`: where a figure comes from.
pub(crate) async fn origin(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(origin_of(&desk, &asked).await.map(|found| Json(found).into_response()))
}

/// Everything that is known about how a figure came about.
pub(crate) async fn origin_of(desk: &Desk, asked: &Asked) -> Result<Value, Problem> {
    asked.query.only(&["editie"])?;
    let named =
        Some(asked.part("jaar")).filter(|text| !text.is_empty()).or_else(|| asked.query.get("editie"));
    let year = match named.map(year_of) {
        Some(Some(year)) => year,
        Some(None) => return Err(no_edition()),
        None => desk.shelf.newest_year().await?.ok_or_else(no_edition)?,
    };
    let period = year_of(asked.part("periode")).ok_or_else(unknown_indicator)?;
    let (publication, bound) = match desk.shelf.edition(year).await? {
        Some(found) => (Arc::clone(&found.publication), Some(found)),
        None => {
            let draft = edit::draft(desk, year).await?;
            (Arc::new(desk.draft_publication(&draft).await?), None)
        }
    };
    let figures = publication.figures();
    let wanted = |one: &&Figure| {
        one.indicator == asked.part("indicator")
            && one.breakdown == asked.part("uitsplitsing")
            && one.period == period
    };
    let figure = figures.iter().find(wanted).ok_or_else(unknown_indicator)?;
    let definition = publication.definitions.get(&figure.measure);
    let counts = desk.house.store.read(async move |rows: &mut Rows| {
        Ok((rows::counts(rows, year).await?, rows::approvals(rows, year).await?))
    });
    let (counts, approvals) = counts.await?;
    let counted =
        counts.iter().find(|one| one.indicator == figure.indicator && period == life::described(year));
    let approval = approvals.iter().find(|one| one.indicator == figure.indicator);
    Ok(json!({
        "waarneming": figure.key(),
        "editie": publication.name(),
        "bron": publication.family.code(),
        "waarde": figure.value.map(|value| value.to_string()),
        "weergave": figure.print,
        "status": figure.status.letter(),
        "definitie": definition.map(|one| json!({
            "versie": one.version, "nl": one.definition_nl, "en": one.definition_en, "bron": one.source, "eigenaar": one.owner,
        })),
        "regelInDocument": (figure.line > 0).then_some(figure.line),
        "maanden": counted.map(|one| &one.months),
        "hertelling": counted.map(|one| json!({ "geteld": one.counted, "herteld": one.recounted, "verschil": one.counted - one.recounted })),
        "invoerSha256": counted.map(|one| &one.digest),
        "akkoord": approval.map(|one| json!({ "eerste": one.first_by, "tweede": one.second.as_ref().map(|(by, _)| by) })),
        "manifestSha256": bound.map(|one| one.hash()),
        "kwaliteit": quality(&publication, figure, counted),
    }))
}

/// Machine-readable quality of one figure.
fn quality(publication: &edition::Publication, figure: &Figure, counted: Option<&Counted>) -> Value {
    let made = match (publication.family, figure.status) {
        (edition::Family::Meting, _) => "geteld",
        (_, edition::Status::Estimated) => "geschat",
        _ => "overgenomen",
    };
    json!({
        "wijze": made,
        "hertelverschil": counted.map(|one| one.counted - one.recounted),
        "volledigheid": (figure.value.is_some()).then_some("volledig"),
        "afronding": if figure.lower.is_some() || figure.upper.is_some() { "grens" } else { "exact" },
    })
}
