/// What a facility calls the acts of this crate in the journal, such as `digid.inloggen.gelukt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The processing activity that all entries belong to: a path under the register of processing activities.
    pub activity: &'static str,
    /// A username and password were right.
    pub logged_in: &'static str,
    /// A username and password were refused, or came during a block.
    pub login_refused: &'static str,
    /// An account was made.
    pub account_created: &'static str,
    /// An account changed: its status, level or password.
    pub account_changed: &'static str,
    /// An identity was handed to a service: one authentication.
    pub authenticated: &'static str,
    /// A code was refused to a known client, for instance because it was used before.
    pub grant_refused: &'static str,
    /// A client asked again who the person is (UserInfo).
    pub consulted: &'static str,
    /// A client withdrew an access token.
    pub token_revoked: &'static str,
    /// The catalogue of services or the register of clients changed.
    pub catalogue_changed: &'static str,
}
