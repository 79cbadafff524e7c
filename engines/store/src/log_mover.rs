//! Moves SQLite's log into the main file beside the writer: on a thread and a connection of its own, so that no act waits for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::StoreError;

/// The thread that moves the log, for as long as this lives.
pub(crate) struct LogMover {
    ask: Option<SyncSender<()>>,
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl LogMover {
    /// Starts it for this file.
    pub(crate) fn start(file: &Path) -> Result<Self, StoreError> {
        // One that waits is enough: a move takes along whatever is in the log when it begins.
        let (ask, asked) = sync_channel(1);
        let done = Arc::new(AtomicBool::new(false));
        let (file, tell) = (file.to_owned(), Arc::clone(&done));
        let thread = std::thread::Builder::new()
            .name("store-log".into())
            .spawn(move || serve(&file, &asked, &tell))
            .map_err(|error| StoreError::Setup(format!("a thread could not be started: {error}")))?;
        Ok(Self { ask: Some(ask), done, thread: Some(thread) })
    }

    /// Asks for the log to be moved as far as readers allow; asking again while it waits or works asks for no more.
    pub(crate) fn ask(&self) {
        if let Some(ask) = &self.ask {
            let _ = ask.try_send(());
        }
    }

    /// Whether a move has come to its end since this was asked last.
    pub(crate) fn take_done(&self) -> bool {
        self.done.swap(false, Ordering::AcqRel)
    }
}

impl Drop for LogMover {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(file: &Path, asked: &Receiver<()>, done: &AtomicBool) {
    let mut connection = None;
    while asked.recv().is_ok() {
        if connection.is_none() {
            connection = open(file).inspect_err(failed).ok();
        }
        if let Some(open) = &connection
            && let Err(error) = open.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
        {
            failed(&error);
            connection = None;
        }
        done.store(true, Ordering::Release);
    }
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -256;",
    )?;
    Ok(connection)
}

fn failed(error: &rusqlite::Error) {
    tracing::warn!(%error, "the log could not be moved into the main file");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_moved_before_the_thread_ends() {
        let id = kernel::Random::system().hex::<8>();
        let file = std::env::temp_dir().join(format!("stelsel-log-mover-{id}.db"));
        let writer = Connection::open(&file).unwrap();
        let begin = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n INTEGER);";
        writer.execute_batch(begin).unwrap();
        let before = std::fs::metadata(&file).unwrap().len();
        let mover = LogMover::start(&file).unwrap();
        let done = Arc::clone(&mover.done);
        assert!(!mover.take_done());
        mover.ask();
        drop(mover);
        assert!(done.load(Ordering::Acquire));
        assert!(std::fs::metadata(&file).unwrap().len() > before);
        let inserted = writer.execute("INSERT INTO t VALUES (1)", []).unwrap();
        assert_eq!(inserted, 1);
        drop(writer);
        std::fs::remove_file(&file).unwrap();
    }
}
