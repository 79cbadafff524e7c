//! What can go wrong in the store, and the problem that a caller sees of it.

use kernel::Problem;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The writer has as much work waiting as it may have.
    #[error("the writer's queue is full")]
    Full,
    /// The store is closing or its writer stopped.
    #[error("the store is closing")]
    Closed,
    /// The group could not be made durable: it is unknown whether the act happened.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// A snapshot lived longer than 2 seconds, or a statement of an act took longer than 30.
    #[error("a statement took longer than it may")]
    TooSlow,
    /// A row with this key is there already.
    #[error("a row with this key is there already [{sql}]")]
    Duplicate {
        /// The statement's text (never its parameters).
        sql: String,
    },
    /// A statement failed.
    #[error("a statement failed: {message} [{sql}]")]
    Statement {
        /// The statement's text (never its parameters).
        sql: String,
        /// What the engine said.
        message: String,
    },
    /// A row was not of the shape that its reader wanted.
    #[error("column {index} is not a {wanted}")]
    Column {
        /// Which column, from 0.
        index: usize,
        /// The type that was asked for.
        wanted: &'static str,
    },
    /// Exactly one row was expected.
    #[error("expected one row, found none [{0}]")]
    NoRow(String),
    /// An act changed rows without an entry in the journal.
    #[error("an act changed rows and recorded nothing in the journal")]
    Unrecorded,
    /// A statement of the act failed and the act went on as if nothing had happened.
    #[error("an act went on after one of its statements failed")]
    Ignored,
    /// The data folder or the migrations are not as they should be.
    #[error("{0}")]
    Setup(String),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Problem::unavailable("Er wacht al te veel werk. Probeer het zo weer.", 1),
            StoreError::Closed => Problem::unavailable("De dienst wordt afgesloten.", 5),
            StoreError::TooSlow => {
                tracing::warn!(%error, "store");
                Problem::unavailable(
                    "De vraag kostte te veel tijd. Vraag minder tegelijk of probeer het zo weer.",
                    1,
                )
            }
            StoreError::Commit(_) | StoreError::Unreachable(_) => {
                tracing::error!(%error, "store");
                Problem::unavailable(
                    "De opslag is niet bereikbaar; herhaal het verzoek met dezelfde sleutel.",
                    2,
                )
            }
            // Mostly the trace of two acts that met; the act is carried out again, and what remains is told to the caller.
            StoreError::Duplicate { .. } => {
                tracing::info!(%error, "store");
                Problem::internal("a key is taken")
            }
            other => {
                tracing::error!(error = %other, "store");
                Problem::internal("store")
            }
        }
    }
}
