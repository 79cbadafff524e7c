//! The outcome of logging in, and the fact that an identity was handed to a service.

use std::sync::Arc;

use kernel::{Bsn, Level, Moment, Problem};
use serde_json::json;
use store::{Entry, Subject, Tx, params};

use crate::Words;

/// With what somebody logged in. Kept apart from the level: the same means may count for more at one service than at another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Means {
    /// Username and password.
    Password,
    /// Username and password, and a code by SMS.
    Sms,
    /// The app with its PIN.
    App,
    /// The chip of an identity document, read by the app.
    Card,
}

impl Means {
    /// As it is stored and counted.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Sms => "sms",
            Self::App => "app",
            Self::Card => "card",
        }
    }

    /// The means of a stored text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Password, Self::Sms, Self::App, Self::Card].into_iter().find(|means| means.as_str() == text)
    }
}

/// Somebody logged in. No protocol is in it: SAML, OpenID Connect and the app carry the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Id of the account.
    pub account: String,
    /// The level that was really reached.
    pub level: Level,
    /// With what.
    pub means: Means,
    /// When the person proved it, not when it was asked again within single sign-on.
    pub at: Moment,
}

/// One authentication: an identity that was handed to a service. This is what the Monitor counts; attempts, pages and retries
/// are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Who logged in, how and when.
    pub authenticated: Authenticated,
    /// The protocol that carried it: `oidc` or `saml`.
    pub protocol: &'static str,
    /// The client or connection that received it.
    pub client: String,
    /// Id of the service in the catalogue.
    pub service: String,
}

/// Which figures one authentication adds to.
type Figures = dyn Fn(&Fact) -> Vec<(&'static str, String)> + Send + Sync;

/// Which figures an authentication adds one to, as the facility decides: pairs of an indicator's id and a breakdown, which is a
/// public word (a level, a means) or `""`.
#[derive(Clone)]
pub struct Counting(Arc<Figures>);

impl Counting {
    /// Counts as the function says.
    #[must_use]
    pub fn new(figures: impl Fn(&Fact) -> Vec<(&'static str, String)> + Send + Sync + 'static) -> Self {
        Self(Arc::new(figures))
    }

    /// Counts nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::new(|_| Vec::new())
    }

    /// The figures that this authentication adds one to.
    #[must_use]
    pub fn figures(&self, fact: &Fact) -> Vec<(&'static str, String)> {
        (self.0)(fact)
    }
}

impl std::fmt::Debug for Counting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Counting")
    }
}

impl Fact {
    /// Writes the fact, its journal entry and its counts, in the transaction of the answer that hands the identity over.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn record(
        &self,
        tx: &mut Tx,
        words: &Words,
        counting: &Counting,
        bsn: &Bsn,
    ) -> Result<(), Problem> {
        let at = tx.act().at;
        let id = tx.random().uuid(at).to_string();
        let Authenticated { account, level, means, .. } = &self.authenticated;
        tx.exec(
            "INSERT INTO login_authentication (id, at, protocol, account, client_id, service, level, means) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &params![
                id,
                at,
                self.protocol,
                account,
                &self.client,
                &self.service,
                level.number(),
                means.as_str()
            ],
        )
        .await?;
        let details = json!({
            "protocol": self.protocol,
            "client": self.client,
            "service": self.service,
            "level": level.number(),
            "means": means.as_str(),
        });
        tx.record(Entry::new(words.authenticated, words.activity).about(Subject::bsn(bsn)).with(details));
        for (indicator, breakdown) in counting.figures(self) {
            tx.count(indicator, &breakdown, 1);
        }
        Ok(())
    }
}
