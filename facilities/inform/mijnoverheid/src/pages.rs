//! The face for citizens: pages in two languages that work without scripts.

mod login;
mod own_data;
mod post;
mod usage;

use kernel::{Bsn, Problem};
use web::Session;

pub(crate) use login::{back, jwks, log_in, log_out};
pub(crate) use own_data::own_data;
pub(crate) use post::{attachment, inbox, letter, move_letter};
pub(crate) use usage::usage;

/// Templates: name and text.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("mijnoverheid/portaal.html", include_str!("../templates/mijnoverheid/portaal.html")),
    ("mijnoverheid/mappen.html", include_str!("../templates/mijnoverheid/mappen.html")),
    ("mijnoverheid/bladeren.html", include_str!("../templates/mijnoverheid/bladeren.html")),
    ("mijnoverheid/inbox.html", include_str!("../templates/mijnoverheid/inbox.html")),
    ("mijnoverheid/bericht.html", include_str!("../templates/mijnoverheid/bericht.html")),
    ("mijnoverheid/gegevens.html", include_str!("../templates/mijnoverheid/gegevens.html")),
    ("mijnoverheid/bekeken.html", include_str!("../templates/mijnoverheid/bekeken.html")),
];

/// Whose pages these are.
fn owner(session: &Session) -> Result<Bsn, Problem> {
    session.bsn.clone().ok_or_else(|| Problem::unauthenticated("U bent niet ingelogd."))
}
