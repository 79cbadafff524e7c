//! What this facility calls things in the journal.

use login::Words;

/// Short name in addresses, and the issuer of the accounts.
pub const SLUG: &str = "digid";

/// The processing activity of everything here.
pub const ACTIVITY: &str = "/verwerkingen/digid";

/// The acts of the login engine, as they are called here.
pub const WORDS: Words = Words {
    activity: ACTIVITY,
    logged_in: "digid.inloggen.gelukt",
    login_refused: "digid.inloggen.geweigerd",
    account_created: "digid.account.aangemaakt",
    account_changed: "digid.account.gewijzigd",
    authenticated: "digid.authenticatie",
    grant_refused: "digid.authenticatie.geweigerd",
    consulted: "digid.userinfo.geraadpleegd",
    token_revoked: "digid.token.ingetrokken",
    catalogue_changed: "digid.catalogus.gewijzigd",
};

/// Somebody turned back at the login page.
pub const CANCELLED: &str = "digid.inloggen.geannuleerd";
/// A service asked for more than can be given: a level that no means here reaches, or a login without asking anything.
pub const NOT_OFFERED: &str = "digid.inloggen.niet-mogelijk";
/// A death was heard of and dealt with.
pub const DEATH: &str = "digid.overlijden.verwerkt";
/// A service or organisation was connected.
pub const CONNECTED: &str = "digid.webdienst.aangesloten";
/// The accounts of the first filling were counted.
pub const SEEDED: &str = "digid.account.eerste-vulling";
/// Somebody entered Mijn DigiD.
pub const MIJN_ENTERED: &str = "digid.mijn.ingelogd";
/// Somebody looked at the own account.
pub const MIJN_SHOWN: &str = "digid.mijn.getoond";
/// Somebody left Mijn DigiD.
pub const MIJN_LEFT: &str = "digid.mijn.uitgelogd";
