//! What can go wrong: before the load begins ([`LoadError`]), and with one request ([`Fault`]).

use std::fmt;
use std::path::PathBuf;

use crate::{Mix, Operation};

/// Why no load was generated.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A number of the plan is out of its range.
    #[error("{what} is {given}; it must be from {least} to {most}")]
    Range {
        /// Which number.
        what: &'static str,
        /// What was given.
        given: u64,
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// The mix needs something that the target lacks.
    #[error("the mix {mix} needs {what}")]
    Missing {
        /// Which mix.
        mix: Mix,
        /// What is missing, and how to give it.
        what: &'static str,
    },
    /// There is no mix of this name.
    #[error("there is no mix {0:?}; choose hello, hello-mtls, brp, letters, login or journey")]
    Mix(String),
    /// An address is not a usable one.
    #[error("{address:?} is no address of a server: {why}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file cannot be used.
    #[error("{path}: {why}", path = .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The certificates do not make usable settings.
    #[error("the certificates cannot be used for TLS: {0}")]
    Tls(#[from] trust::tls::TlsError),
    /// The server could not be reached at the start.
    #[error("{origin} could not be reached: {fault}")]
    Unreachable {
        /// The server.
        origin: String,
        /// What happened.
        fault: Fault,
    },
    /// The bare server to compare with could not be started.
    #[error("the server to compare with could not be started: {0}")]
    Peer(String),
    /// One of the tasks that send requests ended by a fault of this program.
    #[error("a task that sends requests ended by itself: {0}")]
    Stopped(String),
}

impl LoadError {
    pub(crate) fn file(path: &std::path::Path, why: impl fmt::Display) -> Self {
        Self::File { path: path.to_owned(), why: why.to_string() }
    }
}

/// Why a request got no answer that counts as accepted or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// No TCP connection.
    #[error("no connection")]
    Connect,
    /// The TLS handshake failed.
    #[error("TLS handshake failed")]
    Tls,
    /// No whole answer within the limit.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke before the answer was whole.
    #[error("connection broke")]
    Broken,
    /// The answer was larger than is read.
    #[error("answer too large")]
    TooLarge,
    /// The answer was accepted but is not what the operation answers.
    #[error("unexpected answer")]
    Unexpected,
    /// A redirect leads to another server, in a circle, or nowhere. The server's own idea of its address must be the one that was given.
    #[error("redirect to elsewhere")]
    Redirect,
    /// The way into the portal did not end at a form with a password.
    #[error("no login form")]
    NoLoginForm,
    /// Username and password were not accepted.
    #[error("login not accepted")]
    LoginRefused,
    /// A request could not be built from what was given.
    #[error("request could not be built")]
    Unbuildable,
}

impl fmt::Display for Mix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
