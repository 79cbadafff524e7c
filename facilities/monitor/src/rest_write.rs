//! The API for owners, editors and the chief: they take steps, approve, explain; nobody types a figure.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use kernel::{Language, Problem};
use serde_json::json;
use web::Answer;

use crate::meting::desk::finding_id;
use crate::meting::edit::{self, Eyes};
use crate::meting::life::State;
use crate::meting::rows::{Waiver, Words};
use crate::meting::who;
use crate::query::{invalid, refuse};
use crate::rest::{unknown_indicator, versioned, year_of};
use crate::sent::{Sent, may, must};
use crate::start::Desk;

/// Longest explanation, in characters.
const WORDS_MAX: usize = 2_000;

fn year(text: &str) -> Result<u16, Problem> {
    year_of(text).ok_or_else(|| {
        Problem::not_found("Deze editie is er niet; een editie heet naar een jaar van vier cijfers.")
    })
}

/// `POST edities/{jaar}/overgang` `{naar, medewerker, opmerking}`.
pub(crate) async fn advance(desk: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_advance(&desk, &sent).await)
}

async fn try_advance(desk: &Desk, sent: &Sent) -> Result<Response, Problem> {
    let fields = sent.object(&[must("naar", 20), must("medewerker", 200), may("opmerking", 500)])?;
    let by = who::chief(&sent.act, fields.text("medewerker"))?;
    let Some(to) = State::from_code(fields.text("naar")) else {
        let known: Vec<&str> = State::ALL.iter().map(|state| state.code()).collect();
        refuse(vec![invalid("naar", "enum", format!("Moet een van deze zijn: {}.", known.join(", ")))])?;
        return Err(Problem::bad_request("naar", "Deze toestand is onbekend."));
    };
    plain(fields.text("opmerking"))?;
    let year = year(sent.asked.part("jaar"))?;
    let draft = edit::advance(desk, &sent.act, year, to, &by, fields.text("opmerking")).await?;
    let answer = json!({ "jaar": draft.edition, "versie": draft.version, "status": draft.state.code() });
    Ok(Json(answer).into_response())
}

/// `POST edities/{jaar}/waarnemingen/{indicator}/akkoord` `{waardeHash, medewerker}`.
pub(crate) async fn approve(desk: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_approve(&desk, &sent).await)
}

async fn try_approve(desk: &Desk, sent: &Sent) -> Result<Response, Problem> {
    let fields = sent.object(&[must("waardeHash", 80), must("medewerker", 200)])?;
    let year = year(sent.asked.part("jaar"))?;
    edit::draft(desk, year).await?;
    let wanted = desk.wanted_approvals(year).await?;
    let wanted = wanted.into_iter().find(|one| one.indicator == sent.asked.part("indicator"));
    let wanted = wanted.ok_or_else(unknown_indicator)?;
    let by = who::owner(&desk.house, &sent.act, &wanted.facility, fields.text("medewerker"))?;
    let indicator = wanted.indicator.clone();
    let eyes = edit::approve(desk, &sent.act, year, wanted, fields.text("waardeHash"), &by).await?;
    let word = if eyes == Eyes::Both { "akkoord" } else { "eerste" };
    Ok(Json(json!({ "indicator": indicator, "akkoord": word })).into_response())
}

/// `POST toelichtingen` `{editie, voorziening, indicator, periode, tekst, medewerker}`.
pub(crate) async fn explain(desk: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_explain(&desk, &sent).await)
}

async fn try_explain(desk: &Desk, sent: &Sent) -> Result<Response, Problem> {
    let fields = sent.object(&[
        must("editie", 4),
        must("voorziening", 60),
        may("indicator", 120),
        may("periode", 4),
        must("tekst", WORDS_MAX),
        must("medewerker", 200),
    ])?;
    let year = year(fields.text("editie"))?;
    let by =
        who::owner_or_editor(&desk.house, &sent.act, fields.text("voorziening"), fields.text("medewerker"))?;
    let words = plain(fields.text("tekst"))?;
    let indicator = fields.text("indicator");
    let known = desk.house.live.catalogue().get(indicator);
    if !indicator.is_empty() && known.is_none_or(|one| one.facility != fields.text("voorziening")) {
        return Err(unknown_indicator());
    }
    let period = match fields.text("periode") {
        "" => 0,
        text => year_of(text)
            .ok_or_else(|| Problem::bad_request("periode", "Moet een jaar van vier cijfers zijn."))?,
    };
    let explanation = Words {
        id: desk.house.random.hex::<8>(),
        facility: fields.text("voorziening").to_owned(),
        indicator: indicator.to_owned(),
        period,
        words,
        author: by.signature(),
        written_at: sent.act.at,
        reviewer: None,
    };
    let id = edit::explain(desk, &sent.act, year, explanation).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id, "status": "te_beoordelen" }))).into_response())
}

/// Words are plain: a text with markup or a script in it is refused, not cleaned in silence.
fn plain(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let control = text.chars().any(|sign| sign.is_control() && sign != '\n');
    if control || text.contains(['<', '>']) {
        return Err(Problem::new(
            422,
            "opmaak",
            "Opmaak niet toegestaan",
            "Een toelichting is gewone tekst, zonder opmaak, tekeningen of scripts; haal `<` en `>` weg.",
        ));
    }
    Ok(text.to_owned())
}

/// `POST edities/{jaar}/toelichtingen/{id}/beoordeling` `{medewerker}`.
pub(crate) async fn review(desk: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_review(&desk, &sent).await)
}

async fn try_review(desk: &Desk, sent: &Sent) -> Result<Response, Problem> {
    let fields = sent.object(&[must("medewerker", 200), must("voorziening", 60)])?;
    let by =
        who::owner_or_editor(&desk.house, &sent.act, fields.text("voorziening"), fields.text("medewerker"))?;
    let id = sent.asked.part("id");
    edit::review(desk, &sent.act, year(sent.asked.part("jaar"))?, id, fields.text("voorziening"), &by)
        .await?;
    Ok(Json(json!({ "id": id, "status": "beoordeeld" })).into_response())
}

/// `POST edities/{jaar}/doorlatingen` `{bevinding, reden, tot, medewerker}`.
pub(crate) async fn waive(desk: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_waive(&desk, &sent).await)
}

async fn try_waive(desk: &Desk, sent: &Sent) -> Result<Response, Problem> {
    let fields =
        sent.object(&[must("bevinding", 40), must("reden", 500), must("tot", 10), must("medewerker", 200)])?;
    let by = who::chief(&sent.act, fields.text("medewerker"))?;
    let year = year(sent.asked.part("jaar"))?;
    let until: kernel::Day = fields
        .text("tot")
        .parse()
        .map_err(|_| Problem::bad_request("tot", "Moet een dag zijn, zoals 2027-12-31."))?;
    let draft = edit::draft(desk, year).await?;
    let open = desk.open_findings(&draft).await?;
    let found = open.iter().find(|one| finding_id(one) == fields.text("bevinding"));
    let found = found.ok_or_else(|| Problem::not_found("Deze bevinding staat niet open."))?;
    let waiver = Waiver {
        finding: finding_id(found),
        rule: found.rule.code(),
        by: by.signature(),
        reason: plain(fields.text("reden"))?,
        until: until.to_string(),
    };
    edit::waive(desk, &sent.act, year, waiver).await?;
    Ok(Json(json!({ "bevinding": fields.text("bevinding"), "status": "doorgelaten" })).into_response())
}

/// `POST controles`: checks the document in the body; nothing of it is kept.
pub(crate) async fn check(_: Arc<Desk>, sent: Sent) -> Answer {
    versioned(try_check(sent).await)
}

async fn try_check(sent: Sent) -> Result<Response, Problem> {
    let Sent { body, accept, asked, media_type, .. } = sent;
    let sarif = takes(&accept)?;
    reads(&media_type)?;
    asked.query.only(&[])?;
    let read = tokio::task::spawn_blocking(move || checker::check(&body)).await;
    let read = read.map_err(|_| Problem::internal("a check stopped"))?;
    let report = read.map_err(|error| match error {
        checker::Unreadable::TooLarge { .. } => {
            Problem::new(413, "payloadTooLarge", "Te groot", error.to_string())
        }
        other => Problem::new(422, "onleesbaar", "Onleesbaar document", other.to_string()),
    })?;
    if sarif {
        let sarif = report.to_sarif("document.md", Language::Nl).to_string();
        return Ok(([(CONTENT_TYPE, "application/sarif+json")], sarif).into_response());
    }
    Ok(Json(report.to_json(Language::Nl)).into_response())
}

/// Whether SARIF is wanted; 406 when neither of the two forms is.
fn takes(accept: &str) -> Result<bool, Problem> {
    let ranges: Vec<&str> =
        accept.split(',').map(|one| one.split(';').next().unwrap_or_default().trim()).collect();
    if ranges.contains(&"application/sarif+json") {
        return Ok(true);
    }
    if accept.is_empty()
        || ranges.iter().any(|one| matches!(*one, "*/*" | "application/*" | "application/json"))
    {
        return Ok(false);
    }
    let detail = "Het antwoord is er als application/json en als application/sarif+json.";
    Err(Problem::new(406, "notAcceptable", "Gevraagde soort antwoord niet beschikbaar", detail))
}

/// A document is text; a client that names no type or sends a form's type sends bytes all the same.
fn reads(media_type: &str) -> Result<(), Problem> {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known =
        ["", "text/markdown", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded"];
    if known.contains(&kind.as_str()) {
        return Ok(());
    }
    let detail = "Stuur het document als text/markdown of text/plain.";
    Err(Problem::new(415, "unsupportedMediaType", "Soort inhoud niet ondersteund", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checker_answers_in_the_form_that_is_taken() {
        assert!(!takes("").unwrap());
        assert!(!takes("text/html, */*;q=0.1").unwrap());
        assert!(takes("application/sarif+json").unwrap());
        assert_eq!(takes("application/xml").unwrap_err().status, 406);
        assert_eq!(reads("text/markdown; charset=utf-8"), Ok(()));
        assert_eq!(reads("application/json").unwrap_err().status, 415);
    }

    #[test]
    fn words_with_markup_are_refused() {
        assert_eq!(plain("  Meer gebruik door de app.\n").unwrap(), "Meer gebruik door de app.");
        for bad in ["<script>alert(1)</script>", "<svg onload=x>", "a > b", "\u{7}"] {
            assert_eq!(plain(bad).unwrap_err().status, 422, "{bad}");
        }
    }
}
