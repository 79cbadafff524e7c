//! The life of an edition: its states, and which step may follow which. Source: the Monitor's rule "Edition life".

use kernel::{Day, Moment, Problem};

/// How far an edition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// The year runs or its events still come in.
    Open,
    /// The counts were taken.
    Concept,
    /// Both paths of counting agree; owners look.
    InControle,
    /// Every owner approved every value.
    Akkoord,
    /// No open findings; waits for its moment.
    Vastgesteld,
    /// Public, and unchangeable under this version.
    Gepubliceerd,
    /// A later version took its place; still readable.
    Gecorrigeerd,
}

impl State {
    /// In the order of life.
    pub(crate) const ALL: [Self; 7] = [
        Self::Open,
        Self::Concept,
        Self::InControle,
        Self::Akkoord,
        Self::Vastgesteld,
        Self::Gepubliceerd,
        Self::Gecorrigeerd,
    ];

    /// Its word in data.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Concept => "concept",
            Self::InControle => "in_controle",
            Self::Akkoord => "akkoord",
            Self::Vastgesteld => "vastgesteld",
            Self::Gepubliceerd => "gepubliceerd",
            Self::Gecorrigeerd => "gecorrigeerd",
        }
    }

    /// From its word.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// In words for a reader: Dutch and English.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("loopt nog", "still running"),
            Self::Concept => ("concept", "draft"),
            Self::InControle => ("in controle bij de eigenaren", "being checked by the owners"),
            Self::Akkoord => ("akkoord van alle eigenaren", "approved by all owners"),
            Self::Vastgesteld => ("vastgesteld, wacht op publicatie", "adopted, waiting for publication"),
            Self::Gepubliceerd => ("gepubliceerd", "published"),
            Self::Gecorrigeerd => {
                ("gecorrigeerd: er is een nieuwere versie", "corrected: there is a newer version")
            }
        }
    }

    /// The step that may follow.
    pub(crate) fn next(self) -> Option<Self> {
        let place = Self::ALL.iter().position(|state| *state == self)?;
        Self::ALL.get(place + 1).copied()
    }
}

/// Refuses a step that is not the next one, and the two that are not taken on request.
pub(crate) fn may_step(from: State, to: State) -> Result<(), Problem> {
    if to == State::Gepubliceerd {
        return Err(refused(
            "Publiceren gaat vanzelf op het moment van de publicatiekalender, nooit met de hand.".to_owned(),
        ));
    }
    if to == State::Gecorrigeerd {
        return Err(refused(
            "Een editie wordt gecorrigeerd door een nieuwe versie te maken, niet door een overgang."
                .to_owned(),
        ));
    }
    if from.next() == Some(to) {
        return Ok(());
    }
    let next = from.next().map_or("geen", State::code);
    Err(refused(format!(
        "Van `{}` kan deze editie niet naar `{}`; de volgende stap is: {next}.",
        from.code(),
        to.code()
    )))
}

/// A step that may not be taken.
pub(crate) fn refused(detail: String) -> Problem {
    Problem::conflict("overgang-geweigerd", detail)
}

/// The last moment at which late events of the year before `edition` are taken in: the beginning of 15 February, when the 42 days in which
/// letters may still be opened have passed.
pub(crate) fn cutoff(edition: u16) -> Option<Moment> {
    Some(Moment::start_of(Day::new(i16::try_from(edition).ok()?, 2, 15)?))
}

/// The moment at which an edition is published: 15 June of its year, nine o'clock in Amsterdam (summer time, so seven in UTC).
pub(crate) fn publication(edition: u16) -> Option<Moment> {
    Some(Moment::start_of(Day::new(i16::try_from(edition).ok()?, 6, 15)?).plus_seconds(9 * 3600))
}

/// The year that an edition describes.
pub(crate) const fn described(edition: u16) -> u16 {
    edition.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_only_goes_forward_one_step_at_a_time() {
        for (place, from) in State::ALL.into_iter().enumerate() {
            for (target, to) in State::ALL.into_iter().enumerate() {
                let allowed = target == place + 1 && target <= 4;
                assert_eq!(may_step(from, to).is_ok(), allowed, "{from:?} -> {to:?}");
            }
        }
        let refusal = may_step(State::Open, State::Akkoord).unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (409, "overgang-geweigerd"));
    }

    #[test]
    fn every_state_has_a_word_that_leads_back_to_it() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
    }

    #[test]
    fn late_events_are_taken_in_until_the_middle_of_february() {
        assert_eq!(cutoff(2027).unwrap().rfc3339(), "2027-02-14T23:00:00Z");
        assert_eq!(publication(2027).unwrap().rfc3339(), "2027-06-15T07:00:00Z");
        assert_eq!(described(2027), 2026);
    }
}
