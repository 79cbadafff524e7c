//! Pages: templates rendered on the server, in the visitor's language.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Response};
use http::request::Parts;
use kernel::{Language, Problem};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use crate::session_time::Until;
use crate::{Answer, Assets, Failure, House, Signed, Theme, language};

/// Templates that every page builds on.
const OWN: [(&str, &str); 5] = [
    ("base.html", include_str!("../templates/base.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("error.html", include_str!("../templates/error.html")),
    ("home.html", include_str!("../templates/home.html")),
    ("toegankelijkheid.html", include_str!("../templates/toegankelijkheid.html")),
];

/// All templates.
pub struct Pages(Environment<'static>);

impl Pages {
    pub(crate) fn new(
        templates: impl Iterator<Item = (&'static str, &'static str)>,
        assets: Arc<Assets>,
        theme: Option<&Theme>,
    ) -> Result<Self, Problem> {
        let mut environment = Environment::new();
        let theme = theme.zip(assets.address("theme.css")).map_or(
            Value::from(()),
            |(theme, href)| context! { href => href, class_name => theme.class_name.as_str() },
        );
        environment.add_global("theme", theme);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, text) in OWN.into_iter().chain(templates) {
            environment
                .add_template(name, text)
                .map_err(|error| Problem::internal(format!("template {name}: {error:#}")))?;
        }
        environment.add_function("asset", move |name: &str| {
            assets.address(name).map(str::to_owned).ok_or_else(|| {
                minijinja::Error::new(
                    minijinja::ErrorKind::InvalidOperation,
                    format!("there is no asset {name}"),
                )
            })
        });
        environment.add_function("t", |state: &minijinja::State<'_, '_>, nl: Value, en: Value| {
            if state.lookup("lang").is_some_and(|lang| lang.as_str() == Some("en")) { en } else { nl }
        });
        environment.add_filter("getal", |number: i64| dutch_number(number));
        Ok(Self(environment))
    }

    fn render(&self, name: &str, values: &Value) -> Result<String, Problem> {
        let template = self.0.get_template(name).map_err(|error| Problem::internal(format!("{error:#}")))?;
        template.render(values).map_err(|error| Problem::internal(format!("template {name}: {error:#}")))
    }
}

/// `1234567` as `1.234.567`.
fn dutch_number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// What every page knows about its request.
#[derive(Debug, Clone)]
pub struct View {
    /// Language.
    pub language: Language,
    /// Path and query, for coming back after a change of language.
    pub path: String,
    /// Name and level of who is logged in.
    pub user: Option<(String, Option<kernel::Level>)>,
    /// Token that forms carry; empty when nobody is logged in.
    pub csrf: String,
    /// Until when that one stays logged in.
    pub until: Option<Until>,
    /// Whether the request came over TLS.
    pub secure: bool,
    /// The origin under which the visitor reached us, when it is one of ours; else the first of ours.
    pub origin: String,
}

impl View {
    /// Reads it from a request.
    #[must_use]
    pub fn of(parts: &Parts, house: &House) -> Self {
        let signed = parts.extensions.get::<Signed>().map(|signed| signed.0.clone());
        let secure = parts.extensions.get::<crate::listen::OverTls>().is_some();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let host =
            parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let asked = format!("{}://{host}", if secure { "https" } else { "http" });
        let own = &house.settings.origins;
        let origin =
            own.iter().find(|one| **one == asked).or_else(|| own.first()).cloned().unwrap_or_default();
        Self {
            language: language::of(&parts.headers),
            path,
            user: signed.as_ref().map(|session| (session.name.clone(), session.level)),
            until: signed.as_ref().map(|session| Until::of(session, house.clock.now())),
            csrf: signed.map(|session| session.csrf).unwrap_or_default(),
            secure,
            origin,
        }
    }

    /// The page `name` of a portal with these values, as an answer with status 200.
    ///
    /// # Errors
    /// 500 when the template and the values do not fit.
    pub fn page(&self, house: &House, portal: &str, name: &str, values: serde_json::Value) -> Answer {
        self.page_with(house, portal, name, values, 200)
    }

    /// As [`View::page`], with another status.
    ///
    /// # Errors
    /// 500 when the template and the values do not fit.
    pub fn page_with(
        &self,
        house: &House,
        portal: &str,
        name: &str,
        values: serde_json::Value,
        status: u16,
    ) -> Answer {
        let html = self.html(house, portal, name, values)?;
        let status = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::OK);
        Ok((status, Html(html)).into_response())
    }

    /// The page as text.
    ///
    /// # Errors
    /// 500 when the template and the values do not fit.
    pub fn html(
        &self,
        house: &House,
        portal: &str,
        name: &str,
        values: serde_json::Value,
    ) -> Result<String, Problem> {
        let user = self.user.as_ref().map_or(Value::from(()), |(name, level)| {
            context! { name => name, level => level.map_or("", kernel::Level::name) }
        });
        let common = context! {
            lang => self.language.code(),
            path => &self.path,
            csrf => &self.csrf,
            user => user,
            session => self.until.as_ref().map_or(Value::from(()), Until::value),
            portal => portal,
            page_title => "",
            house => context! { name => "Stelsel", today => house.clock.today().to_string(), clock_note => Value::from(()) },
        };
        let values = context! { ..Value::from(Serde(values)), ..common };
        house.pages.render(name, &values)
    }
}

impl FromRequestParts<Arc<House>> for View {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Failure> {
        Ok(Self::of(parts, house))
    }
}

/// A problem as a page.
pub(crate) fn problem_page(house: &House, view: &View, problem: &Problem, reference: &str) -> Response {
    let values = serde_json::json!({
        "status": problem.status,
        "title": problem.title,
        "detail": if problem.is_internal() { "Er ging bij ons iets mis." } else { problem.detail.as_str() },
        "reference": reference,
        "advice": serde_json::Value::Null,
        "page_title": problem.title,
    });
    match view.page_with(house, "stelsel", "error.html", values, problem.status) {
        Ok(page) => page,
        Err(Failure(failed)) => {
            tracing::error!(detail = failed.detail, "the error page itself failed");
            (http::StatusCode::INTERNAL_SERVER_ERROR, "500").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::dutch_number;

    #[test]
    fn numbers_are_written_the_dutch_way() {
        assert_eq!(dutch_number(0), "0");
        assert_eq!(dutch_number(999), "999");
        assert_eq!(dutch_number(-1000), "-1.000");
        assert_eq!(dutch_number(340_758_404), "340.758.404");
    }
}
