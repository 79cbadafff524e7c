//! Reading a letter as it is offered to `POST /aanleveringen`: every fault at once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{InvalidParam, Moment, Oin, Problem, Rsin};
use serde_json::{Map, Value};

use super::pdf;
use crate::model::{
    ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, BODY_BYTES_MAX, Delivery, NewAttachment,
    PUBLISH_AHEAD_SECONDS_MAX, Recipient, RecipientKind, SUBJECT_CHARS_MAX,
};

/// The only type of attachment.
pub const PDF: &str = "application/pdf";

/// Reads a letter that was received at `at`.
///
/// # Errors
/// 400 `json` when the body is no JSON object; 400 `paramsValidation` with every field that is missing or wrong.
pub fn read(body: &[u8], at: Moment) -> Result<Delivery, Problem> {
    let not_json = || Problem::bad_request("json", "De inhoud van het verzoek is geen JSON-object in UTF-8.");
    let value: Value = serde_json::from_slice(body).map_err(|_| not_json())?;
    let Value::Object(body) = value else { return Err(not_json()) };
    let mut reader = Reader { faults: Vec::new() };
    let sender = reader.sender(&body);
    let recipient = reader.recipient(&body);
    let subject = reader.line(&body, "", "onderwerp", SUBJECT_CHARS_MAX);
    let text = reader.body(&body);
    let publish_at = reader.publish_at(&body, at);
    let attachments = reader.attachments(&body);
    if let (Some(sender), Some(recipient)) = (&sender, &recipient)
        && recipient.kind == RecipientKind::Oin
        && recipient.value == sender.as_str()
    {
        reader.fault("ontvanger.waarde", "notSender", "Afzender en ontvanger mogen niet dezelfde zijn.");
    }
    match (sender, recipient, subject, text) {
        (Some(sender), Some(recipient), Some(subject), Some(body)) if reader.faults.is_empty() => {
            Ok(Delivery { sender, recipient, subject, body, publish_at, attachments })
        }
        _ => Err(wrong(reader.faults)),
    }
}

/// 400 with these faults.
#[must_use]
pub fn wrong(faults: Vec<InvalidParam>) -> Problem {
    let names: Vec<&str> = faults.iter().map(|fault| fault.name.as_str()).collect();
    let detail = format!("Niet juist: {}. Wat er mis is staat in invalidParams.", names.join(", "));
    Problem::new(400, "paramsValidation", "Een of meer parameters zijn niet juist", detail)
        .with_params(faults)
}

/// The key by which a sender repeats a letter without sending it twice: a UUID (RFC 9562) in its usual form.
///
/// # Errors
/// 400 when it is missing or of another form.
pub fn idempotency_key(header: Option<&str>) -> Result<String, Problem> {
    match header {
        None => {
            let reason = "Stuur een UUID mee in de header Idempotency-Key.";
            Err(one_wrong(KEY, "required", reason))
        }
        Some(header) if is_uuid(header) => Ok(header.to_ascii_lowercase()),
        Some(_) => Err(not_a_uuid(KEY)),
    }
}

/// Name of the header with the sender's key.
const KEY: &str = "Idempotency-Key";

/// 400 for a parameter that must be a UUID.
#[must_use]
pub fn not_a_uuid(name: &str) -> Problem {
    one_wrong(name, "format", "Moet een UUID zijn, zoals 0190b5a4-6c1e-7d3a-9f00-2b7d1c9e4a55.")
}

fn one_wrong(name: &str, code: &str, reason: &str) -> Problem {
    wrong(Vec::from([InvalidParam { name: name.into(), code: code.into(), reason: reason.into() }]))
}

/// Whether a text is a UUID in its usual form.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// What a letter is compared by when its key comes again: a hash over every field, each with its length before it.
#[must_use]
pub fn fingerprint(delivery: &Delivery) -> String {
    let mut all = Vec::new();
    let mut put = |bytes: &[u8]| {
        all.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        all.extend_from_slice(bytes);
    };
    put(delivery.sender.as_str().as_bytes());
    put(delivery.recipient.kind.as_str().as_bytes());
    put(delivery.recipient.value.as_bytes());
    put(delivery.subject.as_bytes());
    put(delivery.body.as_bytes());
    put(&delivery.publish_at.map_or(0, Moment::micros).to_be_bytes());
    for attachment in &delivery.attachments {
        put(attachment.name.as_bytes());
        put(&trust::sha256(&attachment.bytes));
    }
    trust::hex(&trust::sha256(&all))
}

struct Reader {
    faults: Vec<InvalidParam>,
}

impl Reader {
    fn fault(&mut self, name: &str, code: &str, reason: impl Into<String>) {
        self.faults.push(InvalidParam { name: name.into(), code: code.into(), reason: reason.into() });
    }

    /// A text that must be there; null is as good as absent.
    fn text<'v>(&mut self, from: &'v Map<String, Value>, path: &str, name: &str) -> Option<&'v str> {
        match from.get(name) {
            None | Some(Value::Null) => {
                self.fault(&format!("{path}{name}"), "required", "Dit veld is verplicht.")
            }
            Some(Value::String(text)) => return Some(text),
            Some(_) => self.fault(&format!("{path}{name}"), "type", "Moet tekst zijn."),
        }
        None
    }

    fn sender(&mut self, body: &Map<String, Value>) -> Option<Oin> {
        let text = self.text(body, "", "afzender")?;
        text.parse().map_err(|_| self.fault("afzender", "pattern", "Moet een OIN van 20 cijfers zijn.")).ok()
    }

    fn recipient(&mut self, body: &Map<String, Value>) -> Option<Recipient> {
        let from = match body.get("ontvanger") {
            Some(Value::Object(from)) => from,
            None | Some(Value::Null) => {
                self.fault("ontvanger", "required", "Dit veld is verplicht.");
                return None;
            }
            Some(_) => {
                self.fault("ontvanger", "type", "Moet een object zijn met type en waarde.");
                return None;
            }
        };
        let kind = self.text(from, "ontvanger.", "type").and_then(|text| {
            let kind = RecipientKind::from_text(text);
            if kind.is_none() {
                self.fault("ontvanger.type", "enum", "Moet BSN, RSIN, KVK of OIN zijn.");
            }
            kind
        });
        let value = self.text(from, "ontvanger.", "waarde");
        let (kind, value) = (kind?, value?);
        let reason = match kind {
            RecipientKind::Bsn if value.parse::<kernel::Bsn>().is_err() => {
                "Moet een BSN zijn: negen cijfers die aan de elfproef voldoen."
            }
            RecipientKind::Rsin if value.parse::<Rsin>().is_err() => {
                "Moet een RSIN zijn: negen cijfers die aan de elfproef voldoen."
            }
            RecipientKind::Kvk if value.parse::<kernel::KvkNumber>().is_err() => {
                "Moet een KVK-nummer van acht cijfers zijn."
            }
            RecipientKind::Oin if value.parse::<Oin>().is_err() => "Moet een OIN van 20 cijfers zijn.",
            _ => return Some(Recipient { kind, value: value.to_owned() }),
        };
        self.fault("ontvanger.waarde", "pattern", reason);
        None
    }

    /// One line of text that is not blank.
    fn line(&mut self, from: &Map<String, Value>, path: &str, name: &str, most: usize) -> Option<String> {
        let text = self.text(from, path, name)?;
        let name = format!("{path}{name}");
        if text.trim().is_empty() {
            self.fault(&name, "minLength", "Mag niet leeg zijn.");
        } else if text.chars().count() > most {
            self.fault(&name, "maxLength", format!("Mag ten hoogste {most} tekens lang zijn."));
        } else if text.chars().any(char::is_control) {
            self.fault(&name, "pattern", "Mag geen stuurtekens bevatten, ook geen regeleinden.");
        } else {
            return Some(text.to_owned());
        }
        None
    }

    fn body(&mut self, from: &Map<String, Value>) -> Option<String> {
        let text = self.text(from, "", "inhoud")?;
        if text.trim().is_empty() {
            self.fault("inhoud", "minLength", "Mag niet leeg zijn.");
        } else if text.len() > BODY_BYTES_MAX {
            self.fault(
                "inhoud",
                "maxLength",
                format!("Mag ten hoogste {BODY_BYTES_MAX} bytes in UTF-8 zijn."),
            );
        } else if text.chars().any(|one| one.is_control() && !matches!(one, '\n' | '\r' | '\t')) {
            self.fault("inhoud", "pattern", "Mag geen andere stuurtekens bevatten dan regeleinden en tabs.");
        } else {
            return Some(text.to_owned());
        }
        None
    }

    fn publish_at(&mut self, from: &Map<String, Value>, at: Moment) -> Option<Moment> {
        const NAME: &str = "publicatietijdstip";
        if matches!(from.get(NAME), None | Some(Value::Null)) {
            return None;
        }
        let text = self.text(from, "", NAME)?;
        let moment = text.parse::<Moment>().ok().filter(|_| text.contains(['T', 't']));
        let Some(moment) = moment else {
            let reason = "Moet een datum en tijd met tijdzone zijn (RFC 3339), zoals 2026-05-13T08:00:00Z.";
            self.fault(NAME, "format", reason);
            return None;
        };
        if moment > at.plus_seconds(PUBLISH_AHEAD_SECONDS_MAX) {
            let days = PUBLISH_AHEAD_SECONDS_MAX / 86_400;
            self.fault(NAME, "maximum", format!("Mag ten hoogste {days} dagen in de toekomst liggen."));
            return None;
        }
        Some(moment)
    }

    fn attachments(&mut self, from: &Map<String, Value>) -> Vec<NewAttachment> {
        let list = match from.get("bijlagen") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.fault("bijlagen", "type", "Moet een lijst zijn.");
                return Vec::new();
            }
        };
        if list.len() > ATTACHMENTS_MAX {
            self.fault("bijlagen", "maxItems", format!("Ten hoogste {ATTACHMENTS_MAX} bijlagen."));
            return Vec::new();
        }
        let read: Vec<NewAttachment> =
            list.iter().enumerate().filter_map(|(place, one)| self.attachment(place, one)).collect();
        if read.iter().map(|one| one.bytes.len()).sum::<usize>() > ATTACHMENT_BYTES_MAX {
            let reason = format!(
                "De bijlagen mogen samen ten hoogste {ATTACHMENT_BYTES_MAX} bytes zijn, voor base64."
            );
            self.fault("bijlagen", "maxBytes", reason);
        }
        read
    }

    fn attachment(&mut self, place: usize, value: &Value) -> Option<NewAttachment> {
        let path = format!("bijlagen[{place}].");
        let Value::Object(from) = value else {
            self.fault(
                path.trim_end_matches('.'),
                "type",
                "Moet een object zijn met naam, mimeType en inhoud.",
            );
            return None;
        };
        let name = self.line(from, &path, "naam", SUBJECT_CHARS_MAX).filter(|name| {
            let plain = !name.contains(['/', '\\']);
            if !plain {
                self.fault(
                    &format!("{path}naam"),
                    "pattern",
                    "Moet een bestandsnaam zijn, zonder schuine strepen.",
                );
            }
            plain
        });
        if let Some(mime) = self.text(from, &path, "mimeType")
            && mime != PDF
        {
            self.fault(&format!("{path}mimeType"), "enum", "Moet application/pdf zijn.");
        }
        let encoded = self.text(from, &path, "inhoud")?;
        let content = format!("{path}inhoud");
        let Ok(bytes) = STANDARD.decode(encoded) else {
            self.fault(&content, "format", "Moet base64 zijn, zonder regeleinden.");
            return None;
        };
        if let Err(fault) = pdf::check(&bytes) {
            let (code, reason) = fault.words();
            self.fault(&content, code, reason);
            return None;
        }
        Some(NewAttachment { name: name?, bytes })
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
