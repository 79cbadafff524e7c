//! Who may come in, and whose box takes letters.

use kernel::Problem;

use crate::model::{AGE_MIN, AccountState, RecipientKind, ResultCode};

/// What the BRP says of somebody who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// A person.
    Person {
        /// Full name, when given.
        name: Option<String>,
        /// Age in years, when known.
        age: Option<i64>,
        /// Whether upkeep of the record was suspended because of death.
        deceased: bool,
    },
    /// Nobody with this number.
    Nobody,
    /// The BRP did not answer in time.
    Unavailable,
}

/// What a login leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// In, as before.
    Enter,
    /// In for the first time.
    Activate,
    /// In, with an account that did not exist yet: somebody who turned 14 or came to the country.
    Create,
    /// Not in.
    Refuse(Refusal),
}

/// Why somebody who proved who they are may not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Younger than 14.
    Age,
    /// The account is closed.
    Closed,
    /// The BRP does not know the number.
    Unknown,
    /// It cannot be found out now.
    Unavailable,
}

impl Refusal {
    /// As it stands in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "leeftijd",
            Self::Closed => "gesloten",
            Self::Unknown => "onbekend",
            Self::Unavailable => "bronNietBereikbaar",
        }
    }

    /// What the visitor reads.
    #[must_use]
    pub fn problem(self) -> Problem {
        match self {
            Self::Age => Problem::forbidden(
                "accountVanaf14",
                "U kunt MijnOverheid gebruiken vanaf de dag dat u 14 jaar wordt.",
            ),
            Self::Closed => Problem::forbidden(
                "accountGesloten",
                "Dit account van MijnOverheid is gesloten. Inloggen kan niet meer.",
            ),
            Self::Unknown => Problem::forbidden(
                "persoonOnbekend",
                "Uw burgerservicenummer staat niet in de Basisregistratie Personen. Neem contact op met uw gemeente.",
            ),
            Self::Unavailable => Problem::unavailable(
                "De Basisregistratie Personen is nu niet bereikbaar. Probeer het over een paar minuten opnieuw.",
                60,
            ),
        }
    }
}

/// Judges somebody who logged in with DigiD (card mijnoverheid, functions 1 and 2). The account goes before the BRP: with an account
/// one comes in also when the BRP does not answer, but never when it says that the person died.
#[must_use]
pub fn entrance(account: Option<AccountState>, known: &Known) -> Entrance {
    if let Known::Person { deceased: true, .. } = known {
        return Entrance::Refuse(Refusal::Closed);
    }
    match (account, known) {
        (Some(AccountState::Gesloten), _) => Entrance::Refuse(Refusal::Closed),
        (Some(AccountState::Actief), _) => Entrance::Enter,
        (Some(AccountState::Ongeactiveerd), _) => Entrance::Activate,
        (None, Known::Person { age: Some(age), .. }) if *age >= AGE_MIN => Entrance::Create,
        (None, Known::Person { age: Some(_), .. }) => Entrance::Refuse(Refusal::Age),
        (None, Known::Nobody) => Entrance::Refuse(Refusal::Unknown),
        (None, Known::Unavailable | Known::Person { age: None, .. }) => {
            Entrance::Refuse(Refusal::Unavailable)
        }
    }
}

/// What becomes of a letter. `without_activation` is whether the sender's connection lets it deliver to a box that was never
/// activated (attribute [`crate::WITHOUT_ACTIVATION`]; card mijnoverheid-berichtenbox, Rules).
#[must_use]
pub fn judge_recipient(
    kind: RecipientKind,
    account: Option<AccountState>,
    without_activation: bool,
) -> ResultCode {
    match (kind, account) {
        (RecipientKind::Rsin | RecipientKind::Kvk | RecipientKind::Oin, _) => {
            ResultCode::NietActiefOfGeabonneerd
        }
        (RecipientKind::Bsn, None) => ResultCode::OntvangerOnbekend,
        (RecipientKind::Bsn, Some(AccountState::Gesloten)) => ResultCode::OntvangerOverleden,
        (RecipientKind::Bsn, Some(AccountState::Ongeactiveerd)) if !without_activation => {
            ResultCode::NietActiefOfGeabonneerd
        }
        (RecipientKind::Bsn, Some(_)) => ResultCode::Verwerkt,
    }
}

/// The answer to a letter that is not accepted; `None` for one that is. 403 as the reference magazine answers when an addressee has
/// no profile or does not want the letter.
#[must_use]
pub fn refusal(code: ResultCode, kind: RecipientKind) -> Option<Problem> {
    let detail = match (code, kind) {
        (ResultCode::Verwerkt, _) => return None,
        (ResultCode::OntvangerOnbekend, _) => {
            "De ontvanger heeft geen account van MijnOverheid: het nummer is niet bekend, of de persoon is jonger dan 14 jaar. \
             Verstuur de brief op een andere manier."
        }
        (ResultCode::OntvangerOverleden, _) => "De ontvanger is overleden. De Berichtenbox is gesloten.",
        (ResultCode::NietActiefOfGeabonneerd, RecipientKind::Bsn) => {
            "De Berichtenbox van de ontvanger is niet actief. Verstuur de brief op een andere manier."
        }
        (ResultCode::NietActiefOfGeabonneerd, _) => {
            "Deze Berichtenbox is voor burgers. Adresseer met een burgerservicenummer (type BSN)."
        }
    };
    Some(Problem::forbidden(code.as_str(), detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(age: Option<i64>, deceased: bool) -> Known {
        Known::Person { name: None, age, deceased }
    }

    #[test]
    fn an_account_opens_at_fourteen_and_not_before() {
        assert_eq!(entrance(None, &person(Some(13), false)), Entrance::Refuse(Refusal::Age));
        assert_eq!(entrance(None, &person(Some(14), false)), Entrance::Create);
        assert_eq!(entrance(None, &person(None, false)), Entrance::Refuse(Refusal::Unavailable));
        assert_eq!(entrance(None, &Known::Nobody), Entrance::Refuse(Refusal::Unknown));
    }

    #[test]
    fn with_an_account_one_comes_in_also_when_the_brp_is_silent() {
        assert_eq!(entrance(Some(AccountState::Actief), &Known::Unavailable), Entrance::Enter);
        assert_eq!(entrance(Some(AccountState::Ongeactiveerd), &Known::Unavailable), Entrance::Activate);
        assert_eq!(entrance(None, &Known::Unavailable), Entrance::Refuse(Refusal::Unavailable));
    }

    #[test]
    fn the_dead_never_come_in() {
        for account in [
            None,
            Some(AccountState::Actief),
            Some(AccountState::Ongeactiveerd),
            Some(AccountState::Gesloten),
        ] {
            assert_eq!(entrance(account, &person(Some(80), true)), Entrance::Refuse(Refusal::Closed));
        }
        assert_eq!(
            entrance(Some(AccountState::Gesloten), &Known::Unavailable),
            Entrance::Refuse(Refusal::Closed)
        );
    }

    #[test]
    fn a_letter_reaches_an_active_box_and_no_other_unless_the_law_says_so() {
        let judge = |account, law| judge_recipient(RecipientKind::Bsn, account, law);
        assert_eq!(judge(Some(AccountState::Actief), false), ResultCode::Verwerkt);
        assert_eq!(judge(Some(AccountState::Ongeactiveerd), false), ResultCode::NietActiefOfGeabonneerd);
        assert_eq!(judge(Some(AccountState::Ongeactiveerd), true), ResultCode::Verwerkt);
        assert_eq!(judge(Some(AccountState::Gesloten), true), ResultCode::OntvangerOverleden);
        assert_eq!(judge(None, true), ResultCode::OntvangerOnbekend);
        let company = judge_recipient(RecipientKind::Kvk, None, true);
        assert_eq!(company, ResultCode::NietActiefOfGeabonneerd);
    }

    #[test]
    fn each_refusal_of_a_letter_has_its_own_words() {
        let words = |code, kind| refusal(code, kind).map(|problem| (problem.status, problem.code));
        assert_eq!(words(ResultCode::Verwerkt, RecipientKind::Bsn), None);
        for code in [
            ResultCode::OntvangerOnbekend,
            ResultCode::OntvangerOverleden,
            ResultCode::NietActiefOfGeabonneerd,
        ] {
            assert_eq!(words(code, RecipientKind::Bsn), Some((403, code.as_str().to_owned())));
        }
    }
}
