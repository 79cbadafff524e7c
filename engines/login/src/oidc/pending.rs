use kernel::{Level, Moment};

use super::{AUTHORIZATION_SECONDS, ErrorCode, SKEW_SECONDS};
use crate::Authenticated;

/// How much the person may be asked (`prompt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Whatever is needed.
    Any,
    /// Nothing: log in within single sign-on or not at all.
    None,
    /// To log in, whatever is known already.
    Login,
}

impl Prompt {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::None => "none",
            Self::Login => "login",
        }
    }

    pub(super) fn from_text(text: &str) -> Option<Self> {
        [Self::Any, Self::None, Self::Login].into_iter().find(|one| one.as_str() == text)
    }
}

/// A request to log in that was judged and waits for the person. Its debug form keeps the handle secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// The secret that names it: for a cookie or a hidden field, never for a log.
    pub handle: String,
    /// The client that asks.
    pub client_id: String,
    /// Its name, for people.
    pub client_name: String,
    /// Id of the service.
    pub service: String,
    /// Name of the service, for people.
    pub service_name: String,
    /// The lowest level that will do.
    pub level: Level,
    /// How much the person may be asked.
    pub prompt: Prompt,
    /// How long ago the person may have logged in, in seconds.
    pub max_age: Option<i64>,
    /// When it was asked.
    pub created: Moment,
    /// Until when the person may take.
    pub expires: Moment,
}

impl Pending {
    /// Whether a login answers this request. One from before the request counts only within single sign-on: below Substantieel, without
    /// `prompt=login`, and not older than `max_age`. The level is a minimum.
    ///
    /// # Errors
    /// [`ErrorCode::LoginRequired`] when the person must log in again, [`ErrorCode::AccessDenied`] when a new login is too low.
    pub fn judge(&self, login: &Authenticated, now: Moment) -> Result<(), ErrorCode> {
        let before = login.at < self.created;
        let rides = self.level < Level::Substantieel && self.prompt != Prompt::Login;
        let fresh = self.max_age.is_none_or(|age| login.at.plus_seconds(age) >= now || !before);
        if before && !(rides && fresh) {
            return Err(ErrorCode::LoginRequired);
        }
        if login.at > now.plus_seconds(SKEW_SECONDS) || now >= self.expires {
            return Err(ErrorCode::ServerError);
        }
        match (login.level < self.level, before) {
            (false, _) => Ok(()),
            (true, true) => Err(ErrorCode::LoginRequired),
            (true, false) => Err(ErrorCode::AccessDenied),
        }
    }
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pending({}, {:?}, {:?})", self.client_id, self.level, self.prompt)
    }
}

/// Until when the person may take.
pub(super) fn expires(created: Moment) -> Moment {
    created.plus_seconds(AUTHORIZATION_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Means, level::LEVELS};
    use proptest::prelude::*;

    fn moment(seconds: i64) -> Moment {
        Moment::from_micros(1_574_530_602_000_000).plus_seconds(seconds)
    }

    fn pending(level: Level, prompt: Prompt, max_age: Option<i64>) -> Pending {
        Pending {
            handle: String::new(),
            client_id: "client".into(),
            client_name: "Client".into(),
            service: "service".into(),
            service_name: "Service".into(),
            level,
            prompt,
            max_age,
            created: moment(0),
            expires: expires(moment(0)),
        }
    }

    fn login(level: Level, at: i64) -> Authenticated {
        Authenticated { account: "a".into(), level, means: Means::Password, at: moment(at) }
    }

    proptest! {
        #[test]
        fn the_level_that_is_asserted_is_never_below_what_was_asked(
            asked in 0usize..4, reached in 0usize..4, at in -5_000i64..600, wait in 0i64..600,
            age in proptest::option::of(0i64..4_000), prompt in 0usize..3,
        ) {
            let prompt = [Prompt::Any, Prompt::None, Prompt::Login][prompt];
            let request = pending(LEVELS[asked], prompt, age);
            let now = moment(wait.max(at));
            if request.judge(&login(LEVELS[reached], at), now).is_ok() {
                prop_assert!(LEVELS[reached] >= LEVELS[asked]);
                prop_assert!(at >= 0 || (LEVELS[asked] < Level::Substantieel && prompt != Prompt::Login));
                prop_assert!(at >= 0 || age.is_none_or(|age| moment(at + age) >= now));
            }
        }
    }

    #[test]
    fn an_earlier_login_counts_only_within_single_sign_on() {
        let any = pending(Level::Midden, Prompt::Any, None);
        assert_eq!(any.judge(&login(Level::Midden, -60), moment(0)), Ok(()));
        assert_eq!(any.judge(&login(Level::Basis, -60), moment(0)), Err(ErrorCode::LoginRequired));
        assert_eq!(any.judge(&login(Level::Basis, 1), moment(1)), Err(ErrorCode::AccessDenied));
        assert_eq!(any.judge(&login(Level::Midden, 1), moment(600)), Err(ErrorCode::ServerError));
        let again = pending(Level::Basis, Prompt::Login, None);
        assert_eq!(again.judge(&login(Level::Basis, -1), moment(0)), Err(ErrorCode::LoginRequired));
        assert_eq!(again.judge(&login(Level::Basis, 0), moment(0)), Ok(()));
        let young = pending(Level::Basis, Prompt::Any, Some(60));
        assert_eq!(young.judge(&login(Level::Basis, -60), moment(0)), Ok(()));
        assert_eq!(young.judge(&login(Level::Basis, -61), moment(0)), Err(ErrorCode::LoginRequired));
        let high = pending(Level::Substantieel, Prompt::Any, None);
        assert_eq!(high.judge(&login(Level::Hoog, -1), moment(0)), Err(ErrorCode::LoginRequired));
    }
}
