//! The queue: messages that are delivered at least once. A worker claims some with a lease, delivers them outside any transaction,
//! and says what came of each.

use kernel::{Moment, Problem};

use crate::{Rows, Store, Tx, params};

/// A message that a worker holds.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its id, by which a receiver knows it again.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// The object it concerns.
    pub key: String,
    /// How often it was tried before, from 0.
    pub attempts: i64,
    /// The chain of calls that caused it.
    pub trace_id: String,
    /// What it says.
    pub body: serde_json::Value,
}

/// A message that was given up, for the operator to look at.
#[derive(Debug, Clone)]
pub struct GivenUp {
    /// Its id.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed.
    pub reason: String,
    /// When it was last due.
    pub due: Moment,
}

fn claimed(row: &crate::Row) -> Result<Claimed, Problem> {
    Ok(Claimed {
        id: row.get(0)?,
        topic: row.get(1)?,
        key: row.get(2)?,
        attempts: row.get(3)?,
        trace_id: row.get(4)?,
        body: row.get(5)?,
    })
}

impl Store {
    /// Claims up to `n` (1 to 100) messages of a topic that are due, for `lease_seconds`; whoever does not answer in time loses them.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn claim(
        &self,
        topic: &'static str,
        n: i64,
        lease_seconds: i64,
    ) -> Result<Vec<Claimed>, Problem> {
        let now = self.clock().now();
        let until = now.plus_seconds(lease_seconds);
        if !self.read(async move |rows: &mut Rows| is_due(rows, topic, now).await).await? {
            return Ok(Vec::new());
        }
        self.maintain(topic, async move |tx: &mut Tx| {
            let due = tx
                .all(
                    "SELECT id, topic, key, attempts, trace_id, body FROM queue WHERE topic = $1 AND state = 'waiting' \
                     AND due <= $2 AND lease <= $2 ORDER BY due, id LIMIT $3 {skip}",
                    &params![topic, now, n.clamp(1, 100)],
                )
                .await?;
            let messages = due.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
            let ids: Vec<String> = messages.iter().map(|message| message.id.clone()).collect();
            tx.exec("UPDATE queue SET lease = $2 WHERE id {in:1}", &params![ids, until]).await?;
            Ok(messages)
        })
        .await
    }

    /// A message that was just sent, claimed by its id when nobody else holds it yet.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn claim_one(&self, id: &str, lease_seconds: i64) -> Result<Option<Claimed>, Problem> {
        let now = self.clock().now();
        let until = now.plus_seconds(lease_seconds);
        let id = id.to_owned();
        self.maintain(&id.clone(), async move |tx: &mut Tx| {
            let found = tx
                .opt(
                    "SELECT id, topic, key, attempts, trace_id, body FROM queue WHERE id = $1 AND state = 'waiting' \
                     AND lease <= $2 {skip}",
                    &params![&id, now],
                )
                .await?;
            let Some(message) = found.as_ref().map(claimed).transpose()? else { return Ok(None) };
            tx.exec("UPDATE queue SET lease = $2 WHERE id = $1", &params![&id, until]).await?;
            Ok(Some(message))
        })
        .await
    }

    /// A message was delivered: it leaves the queue.
    ///
    /// # Errors
    /// When the store is full or unreachable; it will be delivered again then.
    pub async fn done(&self, id: &str) -> Result<(), Problem> {
        let id = id.to_owned();
        self.maintain(&id.clone(), async move |tx: &mut Tx| {
            tx.exec("DELETE FROM queue WHERE id = $1", &params![&id]).await?;
            Ok(())
        })
        .await
    }

    /// A delivery failed: try again at `due`.
    ///
    /// # Errors
    /// When the store is full or unreachable; the lease will run out then.
    pub async fn again(&self, id: &str, due: Moment, reason: &str) -> Result<(), Problem> {
        let (id, reason) = (id.to_owned(), reason.to_owned());
        self.maintain(&id.clone(), async move |tx: &mut Tx| {
            let update =
                "UPDATE queue SET due = $2, lease = 0, attempts = attempts + 1, reason = $3 WHERE id = $1";
            tx.exec(update, &params![&id, due, &reason]).await?;
            Ok(())
        })
        .await
    }

    /// A message cannot be delivered: it is kept for the operator and not tried again by itself.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn give_up(&self, id: &str, reason: &str) -> Result<(), Problem> {
        let (id, reason) = (id.to_owned(), reason.to_owned());
        self.maintain(&id.clone(), async move |tx: &mut Tx| {
            let update =
                "UPDATE queue SET state = 'given_up', attempts = attempts + 1, reason = $2 WHERE id = $1";
            tx.exec(update, &params![&id, &reason]).await?;
            Ok(())
        })
        .await
    }

    /// The operator sends a given-up message on its way again.
    ///
    /// # Errors
    /// 404 when there is no such message; 503 when the store is full or unreachable.
    pub async fn revive(&self, id: &str) -> Result<(), Problem> {
        let id = id.to_owned();
        let now = self.clock().now();
        self.maintain(&id.clone(), async move |tx: &mut Tx| {
            let update = "UPDATE queue SET state = 'waiting', attempts = 0, lease = 0, due = $2 \
                          WHERE id = $1 AND state = 'given_up'";
            match tx.exec(update, &params![&id, now]).await? {
                0 => Err(Problem::not_found("Dit bericht staat niet bij de opgegeven berichten.")),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Messages that were given up, newest first, at most 200.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn given_up(&self) -> Result<Vec<GivenUp>, Problem> {
        self.read(async |rows: &mut Rows| {
            let found = rows
                .all(
                    "SELECT id, topic, attempts, reason, due FROM queue WHERE state = 'given_up' \
                     ORDER BY due DESC LIMIT 200",
                    &[],
                )
                .await?;
            found
                .iter()
                .map(|row| {
                    Ok(GivenUp {
                        id: row.get(0)?,
                        topic: row.get(1)?,
                        attempts: row.get(2)?,
                        reason: row.get::<Option<String>>(3)?.unwrap_or_default(),
                        due: row.get(4)?,
                    })
                })
                .collect()
        })
        .await
    }
}

async fn is_due(rows: &mut Rows, topic: &str, now: Moment) -> Result<bool, Problem> {
    let found = rows
        .opt(
            "SELECT 1 FROM queue WHERE topic = $1 AND state = 'waiting' AND due <= $2 AND lease <= $2 LIMIT 1",
            &params![topic, now],
        )
        .await?;
    Ok(found.is_some())
}
