//! A chart in another site: by frame, by oEmbed.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use kernel::{Language, Problem};
use serde_json::json;
use web::Answer;

use crate::SLUG;
use crate::notation::escape;
use crate::pages::edition::named;
use crate::pages::views;
use crate::start::{Asked, Desk};

/// Height of a frame, in CSS pixels.
const HEIGHT: u32 = 520;

fn missing() -> Problem {
    Problem::not_found("Dit adres is geen grafiek van de Monitor.")
}

/// `GET /embed/{jaar}/{id}`: one chart with its source and a link back; this page alone may stand in a frame anywhere.
pub(crate) async fn frame(desk: Arc<Desk>, asked: Asked) -> Answer {
    let published = named(&desk, &asked).await?;
    let (language, id) = (asked.view.language, asked.part("id"));
    let chart = views::chart_of(&published.publication, id, language).ok_or_else(missing)?;
    let year = published.publication.edition.year;
    let values = json!({
        "page_title": chart.headline,
        "chart": views::chart(&published.publication, &chart, language),
        "href": format!("{}/monitor/{year}/indicator/{id}", asked.view.origin),
        "table": asked.query.get("soort") == Some("tabel"),
    });
    let mut response = asked.view.page(&desk.house, SLUG, "monitor/embed.html", values)?.into_response();
    let headers = response.headers_mut();
    headers.remove(HeaderName::from_static("set-cookie"));
    headers.insert(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors *",
        ),
    );
    // The older header knows no "everybody"; a value that browsers do not know leaves the policy above to decide.
    headers.insert(HeaderName::from_static("x-frame-options"), HeaderValue::from_static("ALLOWALL"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

/// `GET /oembed?url=&format=&maxwidth=` (oEmbed 1.0).
pub(crate) async fn oembed(desk: Arc<Desk>, asked: Asked) -> Answer {
    let xml = match asked.query.get("format") {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => {
            return Err(Problem::new(
                501,
                "notImplemented",
                "Niet ondersteund",
                "Kies format=json of format=xml.",
            )
            .into());
        }
    };
    let url = asked.query.get("url").unwrap_or_default();
    let origins = &desk.house.settings.origins;
    let path = origins.iter().find_map(|origin| url.strip_prefix(origin.as_str())).ok_or_else(missing)?;
    let mut parts = path.trim_start_matches('/').split('/');
    let (Some("monitor"), Some(year), Some("indicator"), Some(id), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(missing().into());
    };
    let year = crate::rest::year_of(year).ok_or_else(missing)?;
    let published = desk.shelf.edition(year).await?.ok_or_else(missing)?;
    let chart = views::chart_of(&published.publication, id, Language::Nl).ok_or_else(missing)?;
    let most: u32 =
        asked.query.get("maxwidth").and_then(|text| text.parse().ok()).unwrap_or(u32::from(views::WIDTH));
    let width = most.clamp(280, 1_200);
    let origin = &asked.view.origin;
    let title = escape(&chart.headline);
    let html = format!(
        "<iframe src=\"{origin}/embed/{year}/{id}\" width=\"{width}\" height=\"{HEIGHT}\" title=\"{title}\" loading=\"lazy\"></iframe>"
    );
    Ok(if xml {
        as_xml(&html, width, &title, origin)
    } else {
        as_json(&html, width, &chart.headline, origin)
    })
}

fn as_json(html: &str, width: u32, title: &str, origin: &str) -> Response {
    let body = json!({
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Monitor Digitale Overheid (testomgeving)",
        "provider_url": format!("{origin}/monitor"),
        "html": html,
        "width": width,
        "height": HEIGHT,
    });
    axum::Json(body).into_response()
}

fn as_xml(html: &str, width: u32, title: &str, origin: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed><version>1.0</version><type>rich</type><title>{title}</title>\
         <provider_name>Monitor Digitale Overheid (testomgeving)</provider_name><provider_url>{origin}/monitor</provider_url>\
         <html>{}</html><width>{width}</width><height>{HEIGHT}</height></oembed>\n",
        escape(html)
    );
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}
