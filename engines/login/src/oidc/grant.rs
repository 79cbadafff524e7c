//! Whether a code may be redeemed: a decision without input or output.

use kernel::Moment;
use trust::jose::pkce;

use super::data::{Authorization, Granted, Stage};
use crate::handle::Handle;

/// What a client shows for a code.
pub(super) struct Claim<'a> {
    pub(super) code: &'a Handle,
    pub(super) client_id: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) verifier: &'a str,
}

/// The decision.
#[derive(Debug)]
pub(super) enum Verdict<'a> {
    /// It may.
    Good(&'a Granted),
    /// It was redeemed before: somebody else may hold it. Every token of it is withdrawn.
    Reused,
    /// It may not, and whoever holds it gets no second try.
    Spoilt(&'static str),
    /// It may not.
    Refused(&'static str),
}

const UNKNOWN: &str = "code is unknown or was given to another client";

/// Judges a claim to what a row stands for.
pub(super) fn judge<'a>(row: Option<&'a Authorization>, claim: &Claim<'_>, at: Moment) -> Verdict<'a> {
    let Some(row) = row else { return Verdict::Refused(UNKNOWN) };
    let Some(granted) = &row.granted else { return Verdict::Refused(UNKNOWN) };
    if !claim.code.fits(&granted.code) || row.client_id != claim.client_id {
        return Verdict::Refused(UNKNOWN);
    }
    match row.stage {
        Stage::Granted => {}
        Stage::Used => return Verdict::Reused,
        Stage::Waiting | Stage::Refused => return Verdict::Refused(UNKNOWN),
    }
    if at >= granted.expires {
        return Verdict::Refused("code is over: it is good for 60 seconds");
    }
    if row.redirect_uri != claim.redirect_uri {
        return Verdict::Spoilt("redirect_uri is not the one that the code was asked with");
    }
    if !pkce::verify(claim.verifier, &row.challenge) {
        return Verdict::Spoilt("code_verifier does not belong to the code_challenge");
    }
    Verdict::Good(granted)
}
