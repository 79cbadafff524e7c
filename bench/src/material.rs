//! What a run needs from files, read and checked once.

use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use kernel::{Bsn, Clock, Oin, Random};
use rustls::ClientConfig;
use serde_json::json;
use trust::tls::Identity;
use trust::x509::ClientIdentity;

use crate::line::Line;
use crate::origin::Origin;
use crate::{LoadError, Operation, Plan, Target, TestPerson, pdf};

/// Everything that requests are made of.
pub(crate) struct Material {
    pub(crate) public: Option<Arc<Origin>>,
    pub(crate) mtls: Option<Arc<Origin>>,
    /// Settings for the public address when that speaks TLS.
    public_tls: Option<Arc<ClientConfig>>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) bsns: Vec<Bsn>,
    pub(crate) people: Vec<TestPerson>,
    /// What follows the number of the person in a question.
    pub(crate) brp_tail: String,
    /// What follows the number of the person in a letter.
    pub(crate) letter_tail: String,
    pub(crate) brp_purpose: Option<HeaderValue>,
    pub(crate) letters_purpose: Option<HeaderValue>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
}

/// One organisation that asks.
pub(crate) struct Organisation {
    /// From its certificate; absent when that holds none, as for the server to compare with.
    pub(crate) oin: Option<Oin>,
    pub(crate) tls: Arc<ClientConfig>,
}

impl Material {
    pub(crate) fn load(plan: &Plan, target: &Target) -> Result<Self, LoadError> {
        let origin = |text: &Option<String>| text.as_deref().map(Origin::parse).transpose();
        let (public, mtls) = (origin(&target.public)?, origin(&target.mtls)?);
        if let Some(mtls) = mtls.as_ref().filter(|mtls| mtls.server_name.is_none()) {
            let address = mtls.as_str().to_owned();
            return Err(LoadError::Address { address, why: "organisations come over https://" });
        }
        let roots = match &target.ca {
            Some(path) => certificates(path)?,
            None => Vec::new(),
        };
        let public_tls = match &public {
            Some(public) if public.server_name.is_some() => {
                Some(trust::tls::client_config(&roots, &[], None, &plan.clock)?)
            }
            _ => None,
        };
        let uses_mtls = plan.mix.asks(Operation::over_mtls);
        let mut organisations = Vec::new();
        for (certificate, key) in target.identities.iter().filter(|_| uses_mtls) {
            organisations.push(Organisation::load(certificate, key, &roots, &plan.clock)?);
        }
        if let Some(at) = organisations.iter().position(|one| one.oin.is_none())
            && plan.mix.asks(|one| one == Operation::Letters)
        {
            return Err(LoadError::file(
                &target.identities[at].0,
                "the certificate holds no OIN, and a letter needs one",
            ));
        }
        let from_people = || target.people.iter().map(|person| person.bsn.clone()).collect();
        Ok(Self {
            public: public.map(Arc::new),
            mtls: mtls.map(Arc::new),
            public_tls,
            organisations,
            bsns: if target.bsns.is_empty() { from_people() } else { target.bsns.clone() },
            people: target.people.clone(),
            brp_tail: brp_tail(&plan.content.brp_fields),
            letter_tail: letter_tail(plan.content.attachment_bytes),
            brp_purpose: purpose(plan, target.brp_purpose.as_deref())?,
            letters_purpose: purpose(plan, target.letters_purpose.as_deref())?,
            clock: plan.clock.clone(),
            random: plan.random.clone(),
        })
    }

    /// A line, not yet open, to the public address.
    pub(crate) fn public_line(&self) -> Option<Line> {
        Some(Line::new(Arc::clone(self.public.as_ref()?), self.public_tls.clone()))
    }

    /// A line, not yet open, to the address for organisations.
    pub(crate) fn mtls_line(&self, organisation: &Organisation) -> Option<Line> {
        Some(Line::new(Arc::clone(self.mtls.as_ref()?), Some(Arc::clone(&organisation.tls))))
    }
}

impl Organisation {
    fn load(certificate: &Path, key: &Path, roots: &[Vec<u8>], clock: &Clock) -> Result<Self, LoadError> {
        let chain = certificates(certificate)?;
        let key_pkcs8 = trust::pem::read_private_key(&read(key)?).map_err(|why| LoadError::file(key, why))?;
        let leaf = chain.first().map(|leaf| ClientIdentity::from_der(leaf)).transpose();
        let leaf = leaf.map_err(|why| LoadError::file(certificate, why))?;
        let identity = Identity { chain: &chain, key_pkcs8: &key_pkcs8 };
        let tls = trust::tls::client_config(roots, &[], Some(identity), clock)?;
        Ok(Self { oin: leaf.and_then(|leaf| leaf.oin), tls })
    }
}

fn purpose(plan: &Plan, text: Option<&str>) -> Result<Option<HeaderValue>, LoadError> {
    let what = "a purpose that can stand in a header: printable ASCII";
    let wrong = |_| LoadError::Missing { mix: plan.mix, what };
    text.map(HeaderValue::from_str).transpose().map_err(wrong)
}

fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, LoadError> {
    trust::pem::read_certificates(&read(path)?).map_err(|why| LoadError::file(path, why))
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|why| LoadError::file(path, why))
}

/// The rest of an object: everything after the brace that opens it.
fn rest_of(object: &serde_json::Value) -> String {
    object.to_string().split_off(1)
}

fn brp_tail(fields: &[String]) -> String {
    format!("\"],{}", rest_of(&json!({ "fields": fields })))
}

fn letter_tail(attachment_bytes: usize) -> String {
    let attachments = if attachment_bytes == 0 {
        json!([])
    } else {
        let document = STANDARD.encode(pdf::document(attachment_bytes));
        json!([{ "naam": "bijlage.pdf", "mimeType": "application/pdf", "inhoud": document }])
    };
    let rest = json!({
        "onderwerp": "Proefbericht van de belastingproef",
        "inhoud": "Dit bericht is gemaakt om te meten hoeveel berichten per seconde worden aangenomen.",
        "bijlagen": attachments,
    });
    format!("\"}},{}", rest_of(&rest))
}

/// Reads BSNs, one on each line; empty lines and what follows a `#` are passed over.
pub(crate) fn read_bsns(path: &Path) -> Result<Vec<Bsn>, LoadError> {
    let text = String::from_utf8(read(path)?).map_err(|_| LoadError::file(path, "is not UTF-8"))?;
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.split('#').next()));
    let filled = lines.filter_map(|(number, line)| Some((number, line?.trim())));
    let parsed = filled.filter(|(_, line)| !line.is_empty()).map(|(number, line)| {
        let wrong = |why| LoadError::file(path, format!("line {number}: {why}"));
        line.parse::<Bsn>().map_err(wrong)
    });
    parsed.collect()
}

/// Reads people who can log in: a JSON list of objects with `bsn`, `username` and `password`.
pub(crate) fn read_people(path: &Path) -> Result<Vec<TestPerson>, LoadError> {
    serde_json::from_slice(&read(path)?).map_err(|why| {
        // The text of the error could repeat a number or password.
        LoadError::file(
            path,
            format!(
                "line {}: must be a JSON list of objects with bsn (nine digits that pass the elfproef), username and password",
                why.line()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_and_a_letter_are_whole_json() {
        let fields = ["burgerservicenummer", "naam"].map(str::to_owned);
        let question = format!("{}999990019{}", crate::operations::BRP_HEAD, brp_tail(&fields));
        assert_eq!(
            question,
            r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019"],"fields":["burgerservicenummer","naam"]}"#
        );
        let letter = format!(r#"{{"ontvanger":{{"type":"BSN","waarde":"999990019{}"#, letter_tail(900));
        let letter: serde_json::Value = serde_json::from_str(&letter).unwrap();
        assert_eq!(letter["ontvanger"]["waarde"], "999990019");
        let attachment = STANDARD.decode(letter["bijlagen"][0]["inhoud"].as_str().unwrap()).unwrap();
        assert_eq!(attachment.len(), 900);
        assert!(letter_tail(0).ends_with("\"bijlagen\":[]}"));
    }
}
