//! Logging in with a username and password.

use kernel::{Act, Moment, Problem};
use serde_json::json;
use store::{Entry, Rows, Subject, Tx};

use super::{Account, Accounts, Outcome, Status, data, rules};
use crate::Words;

impl Accounts {
    /// Judges a username and password. Every attempt is journalled; a refusal is written down under the keyed hash of the name, so that
    /// names that do not exist are blocked as those that do. What an outsider sees, and how long it takes, is the same for both.
    ///
    /// # Errors
    /// 503 when hashing or the store is full: nothing was judged then.
    pub async fn log_in(&self, act: &Act, username: &str, password: &str) -> Result<Outcome, Problem> {
        let name = self.name_of(username);
        if let Some(until) = self.blocked(&name, act.at).await? {
            return self.refuse_blocked(act, &name, until).await;
        }
        let found = self.find(username).await?;
        // No password that long was ever accepted; cutting it keeps the work the same for everybody.
        let too_long = password.len() > rules::PASSWORD_BYTES_MAX;
        let looked_at =
            password.get(..rules::PASSWORD_BYTES_MAX).unwrap_or(if too_long { "" } else { password });
        let stored = found.as_ref().filter(|_| !too_long).map(|found| found.password.as_str());
        let right = self.passwords.verify(stored, looked_at).await?;
        let better = self.better_hash(right, stored, password).await;
        let seen = found.map(|found| Seen { id: found.account.id, hash: found.password, right, better });
        let words = self.words;
        self.store
            .write(&name_key(&name), act, async move |tx: &mut Tx| {
                judge(tx, &words, &name, seen.as_ref()).await
            })
            .await
    }

    /// Until when a username is blocked, if it is; for the operator.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn blocked_until(&self, username: &str, at: Moment) -> Result<Option<Moment>, Problem> {
        self.blocked(&self.name_of(username), at).await
    }

    /// Lifts the block of a username and forgets its failures.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn unblock(&self, act: &Act, username: &str) -> Result<(), Problem> {
        let name = self.name_of(username);
        let subject = self.find(username).await?.map(|found| Subject::bsn(&found.account.bsn));
        let words = self.words;
        self.store
            .write(&name_key(&name), act, async move |tx: &mut Tx| {
                data::clear_failures(tx, &name).await?;
                let mut entry =
                    Entry::new(words.account_changed, words.activity).with(json!({ "block": "lifted" }));
                entry.subject.clone_from(&subject);
                tx.record(entry);
                Ok(())
            })
            .await
    }

    fn name_of(&self, username: &str) -> [u8; 32] {
        let text = format!("{}\0{}", self.issuer, rules::username_key(username));
        self.names.sign(text.as_bytes())
    }

    async fn blocked(&self, name: &[u8; 32], at: Moment) -> Result<Option<Moment>, Problem> {
        let name = *name;
        let standing =
            self.store.read(async move |rows: &mut Rows| data::standing(rows, &name).await).await?;
        Ok(standing.blocked(at))
    }

    async fn refuse_blocked(&self, act: &Act, name: &[u8; 32], until: Moment) -> Result<Outcome, Problem> {
        let words = self.words;
        self.store
            .write(&name_key(name), act, async move |tx: &mut Tx| {
                tx.record(refusal(&words, "blocked"));
                Ok(Outcome::Blocked { until })
            })
            .await
    }

    /// A new hash at today's cost, when the password is right and its hash is of another cost. When the pool is full it is left for
    /// the next login.
    async fn better_hash(&self, right: bool, stored: Option<&str>, password: &str) -> Option<String> {
        match stored {
            Some(stored) if right && self.passwords.needs_rehash(stored) => {
                self.passwords.hash(password).await.ok()
            }
            _ => None,
        }
    }
}

/// What was found out about an account before the transaction.
struct Seen {
    id: String,
    hash: String,
    right: bool,
    better: Option<String>,
}

fn name_key(name: &[u8; 32]) -> String {
    format!("login/name/{}", trust::hex(name))
}

fn refusal(words: &Words, reason: &str) -> Entry {
    Entry::new(words.login_refused, words.activity).with(json!({ "reason": reason })).refused()
}

/// Decides with the rows held: attempts that ran beside this one may have blocked the name meanwhile.
async fn judge(tx: &mut Tx, words: &Words, name: &[u8; 32], seen: Option<&Seen>) -> Result<Outcome, Problem> {
    let at = tx.act().at;
    let standing = data::standing_to_change(tx, name).await?;
    if let Some(until) = standing.as_ref().and_then(|standing| standing.blocked(at)) {
        tx.record(refusal(words, "blocked"));
        return Ok(Outcome::Blocked { until });
    }
    let found = match seen {
        Some(seen) => data::by_id_to_change(tx, &seen.id).await?,
        None => None,
    };
    let (Some(seen), Some(found)) = (seen, found) else {
        return refuse(tx, words, name, "unknown", None).await;
    };
    if !seen.right || found.password != seen.hash {
        return refuse(tx, words, name, "password", Some(&found.account)).await;
    }
    if found.account.status != Status::Active {
        return refuse(tx, words, name, found.account.status.as_str(), Some(&found.account)).await;
    }
    if standing.is_some() {
        data::clear_failures(tx, name).await?;
    }
    data::set_last_login(tx, &seen.id, seen.better.as_ref().unwrap_or(&seen.hash)).await?;
    let entry = Entry::new(words.logged_in, words.activity).about(Subject::bsn(&found.account.bsn));
    tx.record(entry.with(json!({ "means": "password" })));
    let account = Box::new(Account { last_login: Some(at), ..found.account });
    Ok(Outcome::LoggedIn { account })
}

async fn refuse(
    tx: &mut Tx,
    words: &Words,
    name: &[u8; 32],
    reason: &str,
    account: Option<&Account>,
) -> Result<Outcome, Problem> {
    let standing = data::add_failure(tx, name).await?;
    let mut entry = refusal(words, reason);
    entry.subject = account.map(|account| Subject::bsn(&account.bsn));
    tx.record(entry);
    Ok(standing.blocked_until.map_or(Outcome::Refused, |until| Outcome::Blocked { until }))
}
