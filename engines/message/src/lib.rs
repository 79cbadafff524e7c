//! Messages: accepted once, delivered at least once, applied once, every outcome visible.
//!
//! A message is put on the queue in the transaction of the act that causes it ([`store::Tx::send`]). A [`Worker`] delivers it to whoever
//! handles its topic, again and again by the topic's own schedule until it is delivered or given up; what was given up waits for the
//! operator. A receiver applies it with [`first_time`], so that a second delivery changes nothing.

mod mail;
mod worker;

pub use mail::{MAIL_TOPIC, Mail, Mailer};
pub use worker::{Handler, Retry, SETTLE_MAX, Topic, Worker};

use kernel::Problem;
use store::{Claimed, Once, Tx};

/// Whether this receiver sees the message for the first time; notes it in the receiver's own transaction, so that message and effect are
/// applied together or not at all. `receiver` names who applies it, such as `digid`.
///
/// # Errors
/// When the store refuses.
pub async fn first_time(tx: &mut Tx, receiver: &str, message: &Claimed) -> Result<bool, Problem> {
    let scope = format!("message/{receiver}");
    match tx.once(&scope, &message.id, "").await? {
        Once::New => {
            tx.keep(&scope, &message.id, "", "").await?;
            Ok(true)
        }
        Once::Same(_) | Once::Clash => Ok(false),
    }
}
