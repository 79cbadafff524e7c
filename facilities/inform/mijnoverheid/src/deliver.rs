//! Accepting a letter from an organisation: once, whole, and refused with the exact reason.

use std::sync::Arc;

use kernel::{Act, Bsn, Moment, Problem};
use message::{MAIL_TOPIC, Mail};
use serde_json::json;
use store::{Entry, Once, Rows, Subject, Tx};
use web::House;

use crate::data::{self, Attachment, NewLetter};
use crate::indicators::LETTERS;
use crate::model::{Account, Delivery, LetterState, RecipientKind, ResultCode};
use crate::rules::{account, delivery};

/// The queue's topic for letters that wait for their moment.
pub const PUBLISH_TOPIC: &str = "berichtenbox.publiceren";
pub(crate) const ACTIVITY: &str = "/verwerkingen/berichtenbox/bezorgen";

/// What is told of a letter that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its number.
    pub id: String,
    /// When it was received.
    pub received: Moment,
    /// When the citizen may see it: what the sender asked, else the receipt.
    pub publish_at: Moment,
}

/// Everything that the transaction needs.
struct Offer {
    delivery: Delivery,
    key: String,
    fingerprint: String,
    sender: String,
    attachments: Vec<Attachment>,
    without_activation: bool,
    mail: bool,
    sender_name: String,
}

/// Takes a letter in. `key` is the sender's own for this letter.
///
/// # Errors
/// 403 when the sender is another than the caller, or the addressee cannot be reached; 409 when the key came before with another letter;
/// 503 when the store is full.
pub async fn deliver(house: &House, act: &Act, delivery: Delivery, key: String) -> Result<Accepted, Problem> {
    let caller = act.caller.oin().ok_or_else(|| Problem::internal("a delivery without an organisation"))?;
    if *caller != delivery.sender {
        return Err(not_the_sender(house, act).await?);
    }
    let sender_name = house.parties.organisation(caller).map_or_else(String::new, |one| one.name.clone());
    let connection = act.connection.as_deref().unwrap_or_default();
    let without_activation = house
        .parties
        .connections(caller)
        .iter()
        .any(|one| one.id == connection && one.attributes.contains(crate::WITHOUT_ACTIVATION));
    let offer = Offer {
        fingerprint: delivery::fingerprint(&delivery),
        sender: caller.to_string(),
        attachments: keep_attachments(house, &delivery, without_activation).await?,
        key,
        without_activation,
        mail: house.settings.mail.is_some(),
        sender_name,
        delivery,
    };
    // The box is the key: its letters come one after the other.
    let lane = offer.delivery.recipient.value.clone();
    let offer = Arc::new(offer);
    house.store.write(&lane, act, async move |tx: &mut Tx| take_in(tx, &offer).await).await?
}

/// Notes that somebody tried to send in the name of another, and answers the refusal.
async fn not_the_sender(house: &House, act: &Act) -> Result<Problem, Problem> {
    const CODE: &str = "afzenderIsNietAanroeper";
    house
        .store
        .write("mijnoverheid/geweigerd", act, async |tx: &mut Tx| {
            let body = json!({ "code": CODE });
            tx.record(Entry::new("mijnoverheid.aanlevering.geweigerd", ACTIVITY).refused().with(body));
            Ok(())
        })
        .await?;
    let detail = "De afzender moet het OIN zijn van de organisatie die aanlevert, zoals het in haar certificaat staat.";
    Ok(Problem::forbidden(CODE, detail))
}

/// Keeps the attachments of a letter that will be accepted; those of any other are not kept.
async fn keep_attachments(
    house: &House,
    delivery: &Delivery,
    without_activation: bool,
) -> Result<Vec<Attachment>, Problem> {
    if delivery.attachments.is_empty() {
        return Ok(Vec::new());
    }
    let (kind, number) = (delivery.recipient.kind, delivery.recipient.value.clone());
    let account = house.store.read(async move |rows: &mut Rows| data::account(rows, &number).await).await?;
    let code = account::judge_recipient(kind, account.map(|one| one.state), without_activation);
    if code != ResultCode::Verwerkt {
        return Ok(Vec::new());
    }
    let mut kept = Vec::with_capacity(delivery.attachments.len());
    for (place, one) in (1..).zip(&delivery.attachments) {
        kept.push(Attachment {
            place,
            name: one.name.clone(),
            mime: delivery::PDF.to_owned(),
            bytes: i64::try_from(one.bytes.len()).unwrap_or(i64::MAX),
            blob: house.store.put_blob(one.bytes.clone()).await?,
        });
    }
    Ok(kept)
}

/// The act itself. A refusal is an outcome: its fact and its entry stay.
async fn take_in(tx: &mut Tx, offer: &Offer) -> Result<Result<Accepted, Problem>, Problem> {
    let at = tx.act().at;
    let scope = format!("mijnoverheid/aanleveringen/{}", offer.sender);
    match tx.once(&scope, &offer.key, &offer.fingerprint).await? {
        Once::New => {}
        Once::Same(reply) => return Ok(Ok(repeated(&reply, offer)?)),
        Once::Clash => {
            let detail = "Deze Idempotency-Key is al gebruikt voor een ander bericht. Gebruik voor elk bericht een nieuwe sleutel.";
            return Err(Problem::conflict("idempotencyKeyReused", detail));
        }
    }
    let recipient = &offer.delivery.recipient;
    let account = match recipient.kind {
        RecipientKind::Bsn => data::locked_account(tx, &recipient.value).await?,
        _ => None,
    };
    let state = account.as_ref().map(|one| one.state);
    let code = account::judge_recipient(recipient.kind, state, offer.without_activation);
    let id = tx.random().uuid(at).to_string();
    if let Some(problem) = account::refusal(code, recipient.kind) {
        refuse(tx, offer, id, code).await?;
        return Ok(Err(problem));
    }
    if offer.attachments.len() != offer.delivery.attachments.len() {
        // The box was opened between our looking and now; the bytes are kept at the next try.
        return Err(Problem::unavailable(
            "De Berichtenbox is net geopend; lever het bericht opnieuw aan.",
            1,
        ));
    }
    let asked = offer.delivery.publish_at.unwrap_or(at);
    let accepted = Accepted { id, received: at, publish_at: asked };
    accept(tx, offer, account.as_ref(), &accepted).await?;
    let reply = json!({ "id": accepted.id, "received": at, "publish": asked }).to_string();
    tx.keep(&scope, &offer.key, &offer.fingerprint, &reply).await?;
    Ok(Ok(accepted))
}

/// The first answer once more.
fn repeated(reply: &str, offer: &Offer) -> Result<Accepted, Problem> {
    let broken = || Problem::internal("a kept answer cannot be read");
    let reply: serde_json::Value = serde_json::from_str(reply).map_err(|_| broken())?;
    let moment = |name: &str| reply.get(name).and_then(serde_json::Value::as_i64).map(Moment::from_micros);
    let received = moment("received").ok_or_else(broken)?;
    Ok(Accepted {
        id: reply.get("id").and_then(serde_json::Value::as_str).ok_or_else(broken)?.to_owned(),
        received,
        publish_at: offer.delivery.publish_at.unwrap_or(received),
    })
}

fn row(offer: &Offer, id: String, at: Moment, code: ResultCode) -> NewLetter {
    let recipient = &offer.delivery.recipient;
    NewLetter {
        id,
        sender: offer.sender.clone(),
        recipient_kind: recipient.kind,
        recipient: recipient.value.clone(),
        subject: String::new(),
        body: String::new(),
        attachments: 0,
        received: at,
        publish_at: offer.delivery.publish_at.unwrap_or(at).max(at),
        state: LetterState::Afgekeurd,
        code,
        unactivated: false,
    }
}

async fn refuse(tx: &mut Tx, offer: &Offer, id: String, code: ResultCode) -> Result<(), Problem> {
    let at = tx.act().at;
    let body = json!({ "bericht": id, "code": code.as_str() });
    data::put_letter(tx, &row(offer, id, at, code)).await?;
    let entry = Entry::new("mijnoverheid.bericht.aangeleverd", ACTIVITY).refused().with(body);
    tx.record(entry.about(subject(offer)));
    Ok(())
}

fn subject(offer: &Offer) -> Subject {
    Subject { kind: offer.delivery.recipient.kind.as_str(), value: offer.delivery.recipient.value.clone() }
}

async fn accept(
    tx: &mut Tx,
    offer: &Offer,
    account: Option<&Account>,
    accepted: &Accepted,
) -> Result<(), Problem> {
    let at = accepted.received;
    let now = accepted.publish_at <= at;
    let mut letter = row(offer, accepted.id.clone(), at, ResultCode::Verwerkt);
    letter.subject = offer.delivery.subject.clone();
    letter.body = offer.delivery.body.clone();
    letter.attachments = i64::try_from(offer.attachments.len()).unwrap_or(0);
    letter.state = if now { LetterState::Gepubliceerd } else { LetterState::Geaccepteerd };
    letter.unactivated = account.is_some_and(|one| one.state == crate::model::AccountState::Ongeactiveerd);
    data::put_letter(tx, &letter).await?;
    for attachment in &offer.attachments {
        data::put_attachment(tx, &letter.id, attachment).await?;
    }
    if now {
        data::put_copy(tx, &letter.recipient, &letter.id, letter.publish_at).await?;
        if let Some(account) = account.filter(|_| offer.mail) {
            notify(tx, account, &letter.recipient, &offer.sender_name).await?;
        }
    } else {
        let body = json!({ "bericht": letter.id, "ontvanger": letter.recipient });
        tx.send(PUBLISH_TOPIC, &letter.id, letter.publish_at, &body).await?;
    }
    let body = json!({ "bericht": letter.id, "code": letter.code.as_str(), "status": letter.state.as_str() });
    tx.record(Entry::new("mijnoverheid.bericht.aangeleverd", ACTIVITY).with(body).about(subject(offer)));
    tx.count(LETTERS, "", 1);
    Ok(())
}

/// Tells the citizen by e-mail that there is a letter: from whom, not what it says, and without a link to log in.
pub(crate) async fn notify(tx: &mut Tx, account: &Account, bsn: &str, sender: &str) -> Result<(), Problem> {
    let Some(to) = account.email.clone().filter(|_| account.notify_new) else { return Ok(()) };
    let english = account.language == "en";
    let sender = if sender.is_empty() { "MijnOverheid" } else { sender };
    let (subject, text) = if english {
        (
            "New message in your message box",
            format!(
                "{sender} has sent you a message.\n\nTo read it, open MijnOverheid in your browser yourself and log in. \
                 This e-mail holds no link: that way you know it is safe.\n\nThis is a test environment with invented people.\n"
            ),
        )
    } else {
        (
            "Nieuw bericht in uw Berichtenbox",
            format!(
                "{sender} heeft u een bericht gestuurd.\n\nU leest het door zelf in uw browser naar MijnOverheid te gaan en in te \
                 loggen. In deze e-mail staat geen link: zo weet u dat het veilig is.\n\nDit is een testomgeving met verzonnen personen.\n"
            ),
        )
    };
    let mail = Mail { to, subject: subject.to_owned(), text };
    let body = serde_json::to_value(&mail).map_err(|_| Problem::internal("a notice could not be written"))?;
    let at = tx.act().at;
    tx.send(MAIL_TOPIC, bsn, at, &body).await?;
    Ok(())
}

/// What a sender may know of a letter it delivered: how far it is, never whether it was opened.
///
/// # Errors
/// 400 when `id` is no UUID; 404 when there is no such letter of this sender.
pub async fn status(house: &House, act: &Act, id: &str) -> Result<(Accepted, LetterState), Problem> {
    let none = || Problem::not_found("Er is geen aanlevering van uw organisatie met dit nummer.");
    let sender = act.caller.oin().ok_or_else(none)?.to_string();
    let id = id.to_ascii_lowercase();
    if !delivery::is_uuid(&id) {
        return Err(delivery::not_a_uuid("berichtId"));
    }
    let found =
        house.store.read(async move |rows: &mut Rows| data::delivered(rows, &sender, &id).await).await?;
    let one = found.ok_or_else(none)?;
    Ok((Accepted { id: one.id, received: one.received, publish_at: one.publish_at }, one.state))
}

/// The addressee of a waiting letter, from its message.
pub(crate) fn addressee(body: &serde_json::Value) -> Option<(String, Bsn)> {
    let text = |name: &str| body.get(name).and_then(serde_json::Value::as_str);
    Some((text("bericht")?.to_owned(), text("ontvanger")?.parse().ok()?))
}
