//! A citizen logs in at MijnOverheid by way of DigiD, as a browser does it: redirects, cookies, one form.

use std::time::Instant;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use http::{HeaderValue, Method};

use crate::cookies::Jar;
use crate::exchange::{self, Answer};
use crate::html::LoginForm;
use crate::line::Line;
use crate::tally::{Outcome, Step};
use crate::{Fault, TestPerson};

/// Where the walk begins.
const PORTAL: &str = "/mijnoverheid";
/// More redirects in a row than any login takes.
const REDIRECTS_MAX: usize = 20;

const HTML: HeaderValue = HeaderValue::from_static("text/html,application/xhtml+xml");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The steps, as reports name them.
const STEP_FORM: &str = "portal to login form";
const STEP_PASSWORD: &str = "password";
const STEP_RETURN: &str = "return and inbox";

/// A browser with an empty cookie store.
struct Browser<'l> {
    line: &'l mut Line,
    jar: Jar,
    /// Path of the page that was asked last.
    at: String,
}

/// Logs in, and answers how that ended with the steps that were taken.
pub(crate) async fn log_in(line: &mut Line, person: &TestPerson) -> (Outcome, Vec<Step>) {
    let mut steps = Vec::with_capacity(3);
    let mut browser = Browser { line, jar: Jar::default(), at: PORTAL.to_owned() };
    let outcome = browser.walk(person, &mut steps).await.unwrap_or_else(Outcome::Failed);
    (outcome, steps)
}

impl Browser<'_> {
    async fn walk(&mut self, person: &TestPerson, steps: &mut Vec<Step>) -> Result<Outcome, Fault> {
        let mut began = Instant::now();
        let mut done = |name, steps: &mut Vec<Step>| {
            let now = Instant::now();
            steps.push(Step { name, took: now.duration_since(began) });
            began = now;
        };
        let first = self.get(PORTAL).await?;
        let page = self.follow(first, Method::GET).await?;
        if page.status.is_client_error() || page.status.is_server_error() {
            return Ok(Outcome::Refused(page.status.as_u16()));
        }
        let form = form_of(&page).ok_or(Fault::NoLoginForm)?;
        done(STEP_FORM, steps);
        let answer = self.submit(&form, person).await?;
        done(STEP_PASSWORD, steps);
        let page = self.follow(answer, Method::POST).await?;
        if page.status.is_client_error() || page.status.is_server_error() {
            return Ok(Outcome::Refused(page.status.as_u16()));
        }
        if form_of(&page).is_some() {
            return Err(Fault::LoginRefused);
        }
        if page.status.as_u16() != 200 || !self.at.starts_with(PORTAL) {
            return Err(Fault::Unexpected);
        }
        done(STEP_RETURN, steps);
        Ok(Outcome::Ok)
    }

    async fn get(&mut self, path: &str) -> Result<Answer, Fault> {
        self.send(Method::GET, path.to_owned(), Bytes::new()).await
    }

    async fn submit(&mut self, form: &LoginForm, person: &TestPerson) -> Result<Answer, Fault> {
        let path = self.line.origin.resolve(&self.at, &form.action)?;
        self.send(Method::POST, path, form.filled(&person.username, &person.password).into()).await
    }

    async fn follow(&mut self, mut answer: Answer, mut asked: Method) -> Result<Answer, Fault> {
        for _ in 0..REDIRECTS_MAX {
            match answer.status.as_u16() {
                301..=303 => {}
                // The same request again, which nothing on this way asks for after a form.
                307 | 308 if asked == Method::GET => {}
                307 | 308 => return Err(Fault::Redirect),
                _ => return Ok(answer),
            }
            let location = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            let path = self.line.origin.resolve(&self.at, location.ok_or(Fault::Redirect)?)?;
            answer = self.get(&path).await?;
            asked = Method::GET;
        }
        Err(Fault::Redirect)
    }

    async fn send(&mut self, method: Method, path: String, body: Bytes) -> Result<Answer, Fault> {
        let origin = &self.line.origin;
        let mut headers = vec![(ACCEPT, HTML)];
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Fault::Unbuildable);
        if method == Method::POST {
            headers.push((CONTENT_TYPE, FORM));
            headers.push((ORIGIN, value(origin.as_str())?));
        }
        if let Some(cookies) = self.jar.header(&path, origin.server_name.is_some()) {
            headers.push((COOKIE, value(&cookies)?));
        }
        let request = exchange::request(origin, method, &path, &headers, body)?;
        let answer = self.line.ask(request).await?;
        self.jar.keep(&path, &answer.headers);
        self.at = path;
        Ok(answer)
    }
}

fn form_of(page: &Answer) -> Option<LoginForm> {
    LoginForm::find(std::str::from_utf8(&page.body).ok()?)
}
