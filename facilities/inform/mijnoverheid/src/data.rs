//! All statements of this facility.

use kernel::{Bsn, Moment, Problem};
use store::{Row, Rows, Tx, Value, params};

use crate::model::{Account, AccountState, Folder, LetterState, RecipientKind, ResultCode};

/// A word in a row that is none of those that are written there.
fn unreadable(what: &str) -> Problem {
    Problem::internal(format!("mijnoverheid: {what} in the database is not one that is written there"))
}

pub(crate) async fn account(rows: &mut Rows, bsn: &str) -> Result<Option<Account>, Problem> {
    let found = rows
        .opt(
            "SELECT state, email, email_verified_at, notify_new, language, last_login, last_means \
             FROM mijnoverheid_account WHERE bsn = $1",
            &params![bsn],
        )
        .await?;
    found.as_ref().map(read_account).transpose()
}

/// The account, held until the act is over: what is decided on it cannot change meanwhile.
pub(crate) async fn locked_account(tx: &mut Tx, bsn: &str) -> Result<Option<Account>, Problem> {
    let found = tx
        .opt(
            "SELECT state, email, email_verified_at, notify_new, language, last_login, last_means \
             FROM mijnoverheid_account WHERE bsn = $1 {lock}",
            &params![bsn],
        )
        .await?;
    found.as_ref().map(read_account).transpose()
}

fn read_account(row: &Row) -> Result<Account, Problem> {
    let verified = row.get::<Option<Moment>>(2)?.is_some();
    let last_login: Option<Moment> = row.get(5)?;
    let last_means: Option<String> = row.get(6)?;
    Ok(Account {
        state: AccountState::from_text(&row.get::<String>(0)?).ok_or_else(|| unreadable("a state"))?,
        email: row.get::<Option<String>>(1)?.filter(|_| verified),
        notify_new: row.get(3)?,
        language: row.get(4)?,
        last_login: last_login.zip(last_means),
    })
}

pub(crate) async fn create_account(tx: &mut Tx, bsn: &Bsn, at: Moment) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO mijnoverheid_account (bsn, state, created, language, notify_new) VALUES ($1, 'ONGEACTIVEERD', $2, 'nl', $3)",
        &params![bsn, at, true],
    )
    .await?;
    Ok(())
}

pub(crate) async fn activate_account(tx: &mut Tx, bsn: &Bsn, at: Moment) -> Result<(), Problem> {
    tx.exec(
        "UPDATE mijnoverheid_account SET state = 'ACTIEF', activated_at = $2, first_login = $2 WHERE bsn = $1",
        &params![bsn, at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn close_account(tx: &mut Tx, bsn: &Bsn, at: Moment) -> Result<(), Problem> {
    tx.exec(
        "UPDATE mijnoverheid_account SET state = 'GESLOTEN', closed_at = $2 WHERE bsn = $1",
        &params![bsn, at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn put_login(
    tx: &mut Tx,
    id: &str,
    bsn: &Bsn,
    at: Moment,
    means: &str,
    level: i64,
) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO mijnoverheid_login_event (id, bsn, at, means, level) VALUES ($1, $2, $3, $4, $5)",
        &params![id, bsn, at, means, level],
    )
    .await?;
    tx.exec(
        "UPDATE mijnoverheid_account SET last_login = $2, last_means = $3 WHERE bsn = $1",
        &params![bsn, at, means],
    )
    .await?;
    Ok(())
}

/// A login that was begun.
#[derive(Debug, Clone)]
pub(crate) struct LoginRequest {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    pub(crate) origin: String,
    pub(crate) expires: Moment,
}

pub(crate) async fn put_login_request(
    tx: &mut Tx,
    request: &LoginRequest,
    now: Moment,
) -> Result<(), Problem> {
    tx.exec("DELETE FROM mijnoverheid_login_request WHERE expires < $1", &params![now]).await?;
    tx.exec(
        "INSERT INTO mijnoverheid_login_request (id, state, nonce, verifier, origin, expires) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![
            &request.id,
            &request.state,
            &request.nonce,
            &request.verifier,
            &request.origin,
            request.expires
        ],
    )
    .await?;
    Ok(())
}

/// Takes a begun login away, so that it is used once.
pub(crate) async fn take_login_request(tx: &mut Tx, id: &str) -> Result<Option<LoginRequest>, Problem> {
    let found = tx
        .opt(
            "DELETE FROM mijnoverheid_login_request WHERE id = $1 RETURNING id, state, nonce, verifier, origin, expires",
            &params![id],
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(LoginRequest {
        id: row.get(0)?,
        state: row.get(1)?,
        nonce: row.get(2)?,
        verifier: row.get(3)?,
        origin: row.get(4)?,
        expires: row.get(5)?,
    }))
}

/// A letter as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct NewLetter {
    pub(crate) id: String,
    pub(crate) sender: String,
    pub(crate) recipient_kind: RecipientKind,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) attachments: i64,
    pub(crate) received: Moment,
    pub(crate) publish_at: Moment,
    pub(crate) state: LetterState,
    pub(crate) code: ResultCode,
    pub(crate) unactivated: bool,
}

pub(crate) async fn put_letter(tx: &mut Tx, letter: &NewLetter) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO mijnoverheid_letter (id, sender, recipient_type, recipient, subject, body, attachments, received, \
         publish_at, state, result_code, unactivated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            &letter.id,
            &letter.sender,
            letter.recipient_kind.as_str(),
            &letter.recipient,
            &letter.subject,
            &letter.body,
            letter.attachments,
            letter.received,
            letter.publish_at,
            letter.state.as_str(),
            letter.code.as_str(),
            letter.unactivated
        ],
    )
    .await?;
    Ok(())
}

/// An attachment as it is kept; its bytes are in the blob.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) place: i64,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) bytes: i64,
    pub(crate) blob: String,
}

pub(crate) async fn put_attachment(tx: &mut Tx, letter: &str, one: &Attachment) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO mijnoverheid_attachment (letter_id, place, name, mime, bytes, blob) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![letter, one.place, &one.name, &one.mime, one.bytes, &one.blob],
    )
    .await?;
    Ok(())
}

pub(crate) async fn attachments(rows: &mut Rows, letter: &str) -> Result<Vec<Attachment>, Problem> {
    let found = rows
        .all(
            "SELECT place, name, mime, bytes, blob FROM mijnoverheid_attachment WHERE letter_id = $1 ORDER BY place LIMIT 10",
            &params![letter],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            Ok(Attachment {
                place: row.get(0)?,
                name: row.get(1)?,
                mime: row.get(2)?,
                bytes: row.get(3)?,
                blob: row.get(4)?,
            })
        })
        .collect()
}

pub(crate) async fn put_copy(
    tx: &mut Tx,
    bsn: &str,
    letter: &str,
    publish_at: Moment,
) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO mijnoverheid_copy (bsn, letter_id, folder, publish_at) VALUES ($1, $2, 'INBOX', $3)",
        &params![bsn, letter, publish_at],
    )
    .await?;
    Ok(())
}

/// What a sender may know of a letter of its own.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) id: String,
    pub(crate) received: Moment,
    pub(crate) publish_at: Moment,
    pub(crate) state: LetterState,
}

pub(crate) async fn delivered(rows: &mut Rows, sender: &str, id: &str) -> Result<Option<Delivered>, Problem> {
    let found = rows
        .opt(
            "SELECT id, received, publish_at, state FROM mijnoverheid_letter \
             WHERE id = $1 AND sender = $2 AND result_code = 'Verwerkt'",
            &params![id, sender],
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let state: String = row.get(3)?;
    Ok(Some(Delivered {
        id: row.get(0)?,
        received: row.get(1)?,
        publish_at: row.get(2)?,
        state: LetterState::from_text(&state).ok_or_else(|| unreadable("the state of a letter"))?,
    }))
}

/// A letter that waits for its moment: sender and moment; `None` when it does not wait any more.
pub(crate) async fn waiting(tx: &mut Tx, id: &str) -> Result<Option<(String, Moment)>, Problem> {
    let found = tx
        .opt(
            "SELECT sender, publish_at FROM mijnoverheid_letter WHERE id = $1 AND state = 'GEACCEPTEERD' {lock}",
            &params![id],
        )
        .await?;
    found.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

pub(crate) async fn set_letter_state(tx: &mut Tx, id: &str, state: LetterState) -> Result<(), Problem> {
    tx.exec("UPDATE mijnoverheid_letter SET state = $2 WHERE id = $1", &params![id, state.as_str()]).await?;
    Ok(())
}

/// Erases the text of a letter that was never or is no longer in a box; the fact stays.
pub(crate) async fn erase_letter(tx: &mut Tx, id: &str) -> Result<(), Problem> {
    tx.exec("UPDATE mijnoverheid_letter SET subject = '', body = '' WHERE id = $1", &params![id]).await?;
    tx.exec("DELETE FROM mijnoverheid_attachment WHERE letter_id = $1", &params![id]).await?;
    Ok(())
}

/// One line of a folder.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) letter: String,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) attachments: i64,
    pub(crate) publish_at: Moment,
    pub(crate) unread: bool,
}

/// Where a page of a folder begins: everything before this moment and letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) publish_at: Moment,
    pub(crate) letter: String,
}

pub(crate) async fn folder(
    rows: &mut Rows,
    bsn: &str,
    folder: Folder,
    before: &Cursor,
    limit: i64,
) -> Result<Vec<Line>, Problem> {
    let found = rows
        .all(
            "SELECT copy.letter_id, letter.sender, letter.subject, letter.attachments, copy.publish_at, copy.first_opened_at \
             FROM mijnoverheid_copy AS copy JOIN mijnoverheid_letter AS letter ON letter.id = copy.letter_id \
             WHERE copy.bsn = $1 AND copy.folder = $2 AND (copy.publish_at, copy.letter_id) < ($3, $4) \
             ORDER BY copy.publish_at DESC, copy.letter_id DESC LIMIT $5",
            &params![bsn, folder.as_str(), before.publish_at, &before.letter, limit],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            Ok(Line {
                letter: row.get(0)?,
                sender: row.get(1)?,
                subject: row.get(2)?,
                attachments: row.get(3)?,
                publish_at: row.get(4)?,
                unread: row.get::<Option<i64>>(5)?.is_none(),
            })
        })
        .collect()
}

/// How many letters lie in each folder, and how many of them are unread.
pub(crate) async fn folder_counts(rows: &mut Rows, bsn: &str) -> Result<Vec<(String, i64, i64)>, Problem> {
    let found = rows
        .all(
            "SELECT folder, CAST(COUNT(*) AS bigint), \
             CAST(SUM(CASE WHEN first_opened_at IS NULL THEN 1 ELSE 0 END) AS bigint) \
             FROM mijnoverheid_copy WHERE bsn = $1 GROUP BY folder",
            &params![bsn],
        )
        .await?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// A letter in a box, whole.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) folder: Folder,
    pub(crate) publish_at: Moment,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

pub(crate) async fn letter(rows: &mut Rows, bsn: &str, id: &str) -> Result<Option<Letter>, Problem> {
    let found = rows
        .opt(
            "SELECT copy.folder, copy.publish_at, letter.sender, letter.subject, letter.body \
             FROM mijnoverheid_copy AS copy JOIN mijnoverheid_letter AS letter ON letter.id = copy.letter_id \
             WHERE copy.bsn = $1 AND copy.letter_id = $2 AND copy.deleted_at IS NULL",
            &params![bsn, id],
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Letter {
        folder: read_folder(&row.get::<String>(0)?)?,
        publish_at: row.get(1)?,
        sender: row.get(2)?,
        subject: row.get(3)?,
        body: row.get(4)?,
    }))
}

fn read_folder(text: &str) -> Result<Folder, Problem> {
    Folder::from_text(text).ok_or_else(|| unreadable("a folder"))
}

/// Stamps the first opening; whether this was it.
pub(crate) async fn stamp_opened(tx: &mut Tx, bsn: &str, id: &str, at: Moment) -> Result<bool, Problem> {
    let changed = tx
        .exec(
            "UPDATE mijnoverheid_copy SET first_opened_at = $3, opened_by = 'owner', opened_channel = 'web' \
             WHERE bsn = $1 AND letter_id = $2 AND deleted_at IS NULL AND first_opened_at IS NULL",
            &params![bsn, id, at],
        )
        .await?;
    Ok(changed == 1)
}

/// The folder that a letter lies in, held until the act is over.
pub(crate) async fn locked_folder(tx: &mut Tx, bsn: &str, id: &str) -> Result<Option<Folder>, Problem> {
    let found = tx
        .opt(
            "SELECT folder FROM mijnoverheid_copy WHERE bsn = $1 AND letter_id = $2 {lock}",
            &params![bsn, id],
        )
        .await?;
    found.map(|row| read_folder(&row.get::<String>(0)?)).transpose()
}

pub(crate) async fn move_copy(
    tx: &mut Tx,
    bsn: &str,
    id: &str,
    to: Folder,
    deleted_at: Option<Moment>,
) -> Result<(), Problem> {
    tx.exec(
        "UPDATE mijnoverheid_copy SET folder = $3, deleted_at = $4 WHERE bsn = $1 AND letter_id = $2",
        &params![bsn, id, to.as_str(), deleted_at],
    )
    .await?;
    Ok(())
}

/// Columns that seeding fills.
pub(crate) const ACCOUNT_COLUMNS: &[&str] = &[
    "bsn",
    "state",
    "created",
    "activated_at",
    "closed_at",
    "first_login",
    "language",
    "email",
    "email_verified_at",
    "notify_new",
];

pub(crate) async fn load_accounts(tx: &mut Tx, rows: &[Vec<Value>]) -> Result<u64, Problem> {
    Ok(tx.bulk("mijnoverheid_account", ACCOUNT_COLUMNS, rows).await?)
}

/// Logins counted again.
pub(crate) const COUNT_LOGINS: &str =
    "SELECT CAST(COUNT(*) AS bigint) FROM mijnoverheid_login_event WHERE at >= $1 AND at < $2";
/// Active accounts counted again.
pub(crate) const COUNT_ACTIVE_ACCOUNTS: &str = "SELECT CAST(COUNT(*) AS bigint) FROM mijnoverheid_account \
     WHERE activated_at IS NOT NULL AND activated_at <= $1 AND (closed_at IS NULL OR closed_at > $1)";
/// Connected organisations counted again.
pub(crate) const COUNT_ORGANISATIONS: &str = "SELECT CAST(COUNT(DISTINCT oin) AS bigint) FROM connection \
     WHERE facility = 'mijnoverheid' AND active_from <= $1 AND active_until > $1";
/// Accepted letters counted again.
pub(crate) const COUNT_LETTERS: &str = "SELECT CAST(COUNT(*) AS bigint) FROM mijnoverheid_letter \
     WHERE result_code = 'Verwerkt' AND received >= $1 AND received < $2";
/// Opened letters counted again.
pub(crate) const COUNT_OPENED: &str = "SELECT CAST(COUNT(*) AS bigint) FROM mijnoverheid_copy \
     WHERE first_opened_at IS NOT NULL AND first_opened_at >= $1 AND first_opened_at < $2";
