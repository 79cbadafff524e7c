//! The operations: what is asked, and what counts as accepted.

use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderValue, Method};

use crate::dice::{Dice, PERSON};
use crate::exchange::{self, Answer};
use crate::line::Line;
use crate::material::{Material, Organisation};
use crate::tally::{Outcome, Step};
use crate::{Fault, Operation, login_journey};

/// What stands before the number of the person in a question.
pub(crate) const BRP_HEAD: &str = r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":[""#;

const HELLO: &str = "/hello";
const BRP: &str = "/haalcentraal/api/brp/personen";
const LETTERS: &str = "/api/v1/aanleveringen";
const PURPOSE: HeaderName = HeaderName::from_static("x-doelbinding");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// One who sends requests, one after the other: at most one connection to each address.
pub(crate) struct Hands {
    public: Option<Line>,
    mtls: Option<Line>,
    organisation: usize,
}

impl Hands {
    /// With open lines for what these operations ask. `number` deals out the organisations.
    pub(crate) async fn open(
        material: &Material,
        wanted: &[Operation],
        number: usize,
    ) -> Result<Self, (String, Fault)> {
        let organisation = number % material.organisations.len().max(1);
        let over_mtls = wanted.iter().any(|one| one.over_mtls());
        let in_public = wanted.iter().any(|one| !one.over_mtls());
        let mtls = material.organisations.get(organisation).filter(|_| over_mtls);
        let mut hands = Self {
            public: in_public.then(|| material.public_line()).flatten(),
            mtls: mtls.and_then(|one| material.mtls_line(one)),
            organisation,
        };
        for line in [&mut hands.public, &mut hands.mtls].into_iter().flatten() {
            line.open().await.map_err(|fault| (line.origin.to_string(), fault))?;
        }
        Ok(hands)
    }

    /// How often a connection was opened again.
    pub(crate) fn reopened(&self) -> u64 {
        [&self.public, &self.mtls].into_iter().flatten().map(Line::reopened).sum()
    }

    /// Does one operation.
    pub(crate) async fn perform(
        &mut self,
        material: &Material,
        operation: Operation,
        dice: Dice,
    ) -> (Outcome, Vec<Step>) {
        if operation == Operation::Login {
            let person = material.people.get(dice.below(PERSON, material.people.len()));
            return match (&mut self.public, person) {
                (Some(line), Some(person)) => login_journey::log_in(line, person).await,
                _ => (Outcome::Failed(Fault::Unbuildable), Vec::new()),
            };
        }
        let outcome = self.single(material, operation, dice).await;
        (outcome.unwrap_or_else(Outcome::Failed), Vec::new())
    }

    async fn single(
        &mut self,
        material: &Material,
        operation: Operation,
        dice: Dice,
    ) -> Result<Outcome, Fault> {
        let line = if operation.over_mtls() { &mut self.mtls } else { &mut self.public };
        let line = line.as_mut().ok_or(Fault::Unbuildable)?;
        let bsn = || material.bsns.get(dice.below(PERSON, material.bsns.len())).ok_or(Fault::Unbuildable);
        match operation {
            Operation::Brp => {
                let bsn = bsn()?.as_str();
                let body = [BRP_HEAD, bsn, &material.brp_tail].concat();
                let purpose = material.brp_purpose.clone().map(|purpose| (PURPOSE, purpose));
                let request = exchange::json(&line.origin, BRP, purpose, body.into())?;
                Ok(judge_brp(&line.ask(request).await?, bsn))
            }
            Operation::Letters => {
                let organisation = material.organisations.get(self.organisation);
                let body = letter(material, organisation, bsn()?.as_str())?;
                let key = material.random.uuid(material.clock.now()).to_string();
                let key = HeaderValue::try_from(key).map_err(|_| Fault::Unbuildable)?;
                let purpose = material.letters_purpose.clone().map(|purpose| (PURPOSE, purpose));
                let headers = [(IDEMPOTENCY_KEY, key)].into_iter().chain(purpose);
                let request = exchange::json(&line.origin, LETTERS, headers, body)?;
                Ok(judge(&line.ask(request).await?, 201))
            }
            Operation::Hello | Operation::HelloMtls | Operation::Login => {
                let request = exchange::request(&line.origin, Method::GET, HELLO, &[], Bytes::new())?;
                Ok(judge(&line.ask(request).await?, 200))
            }
        }
    }
}

fn letter(material: &Material, sender: Option<&Organisation>, bsn: &str) -> Result<Bytes, Fault> {
    let oin = sender.and_then(|one| one.oin.as_ref()).ok_or(Fault::Unbuildable)?;
    let head = [r#"{"afzender":""#, oin.as_str(), r#"","ontvanger":{"type":"BSN","waarde":""#];
    Ok([head.concat().as_str(), bsn, &material.letter_tail].concat().into())
}

fn judge(answer: &Answer, wanted: u16) -> Outcome {
    match answer.status.as_u16() {
        status if status == wanted => Outcome::Ok,
        status @ 400.. => Outcome::Refused(status),
        _ => Outcome::Failed(Fault::Unexpected),
    }
}

/// An answer holds the number that was asked for, or else nobody was found.
fn judge_brp(answer: &Answer, bsn: &str) -> Outcome {
    let holds = |text: &str| answer.body.windows(text.len()).any(|part| part == text.as_bytes());
    match judge(answer, 200) {
        Outcome::Ok if !holds("\"personen\"") => Outcome::Failed(Fault::Unexpected),
        Outcome::Ok if !holds(bsn) => Outcome::Empty,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &'static str) -> Answer {
        let status = http::StatusCode::from_u16(status).unwrap();
        Answer { status, headers: http::HeaderMap::new(), body: Bytes::from_static(body.as_bytes()) }
    }

    #[test]
    fn a_question_is_accepted_only_with_the_person_in_its_answer() {
        let found =
            r#"{"type":"RaadpleegMetBurgerservicenummer","personen":[{"burgerservicenummer":"999990019"}]}"#;
        assert_eq!(judge_brp(&answer(200, found), "999990019"), Outcome::Ok);
        assert_eq!(judge_brp(&answer(200, r#"{"personen":[]}"#), "999990019"), Outcome::Empty);
        assert_eq!(judge_brp(&answer(200, "hallo"), "999990019"), Outcome::Failed(Fault::Unexpected));
        assert_eq!(judge_brp(&answer(403, ""), "999990019"), Outcome::Refused(403));
    }

    #[test]
    fn a_letter_is_accepted_only_with_201() {
        assert_eq!(judge(&answer(201, ""), 201), Outcome::Ok);
        assert_eq!(judge(&answer(200, ""), 201), Outcome::Failed(Fault::Unexpected));
        assert_eq!(judge(&answer(303, ""), 201), Outcome::Failed(Fault::Unexpected));
        assert_eq!(judge(&answer(503, ""), 201), Outcome::Refused(503));
    }
}
