//! Who may do what with an edition that is being made. Source: the Monitor's rule "Who may what".

use kernel::{Act, Caller, Problem};
use web::House;

/// Longest name of an employee.
const NAME_MAX: usize = 120;

/// A person in a role: what is written down and published beside what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The role, with the organisation.
    pub(crate) role: String,
    /// Who within it, as the organisation says.
    pub(crate) name: String,
}

impl Person {
    /// `Hoofdredactie (J. Jansen)`.
    pub(crate) fn signature(&self) -> String {
        format!("{} ({})", self.role, self.name)
    }
}

/// The chief: the organisation that compiles the Monitor, or whoever runs this installation.
pub(crate) fn chief(act: &Act, name: &str) -> Result<Person, Problem> {
    let name = employee(name)?;
    if act.caller == Caller::Operator {
        return Ok(Person { role: "Beheerder van deze installatie".to_owned(), name });
    }
    if act.caller.oin().is_some_and(|oin| oin.to_string() == crate::OIN) {
        return Ok(Person { role: "Hoofdredactie van de Monitor".to_owned(), name });
    }
    Err(Problem::forbidden(
        "nietHoofdredactie",
        "Dit mag alleen de organisatie die de Monitor samenstelt, of de beheerder van deze installatie.",
    ))
}

/// The owner of the figures of a facility: the organisation that runs it.
pub(crate) fn owner(house: &House, act: &Act, facility: &str, name: &str) -> Result<Person, Problem> {
    let name = employee(name)?;
    let runs = house.facility(facility);
    let own = runs.is_some_and(|one| act.caller.oin().is_some_and(|oin| oin.to_string() == one.oin));
    if own {
        let title = runs.map_or("", |one| one.title.nl);
        return Ok(Person { role: format!("Eigenaar {title}"), name });
    }
    Err(Problem::forbidden(
        "nietEigenaar",
        format!("Alleen de organisatie die `{facility}` beheert gaat over deze cijfers."),
    ))
}

/// The owner of a facility, or the editors of the Monitor.
pub(crate) fn owner_or_editor(
    house: &House,
    act: &Act,
    facility: &str,
    name: &str,
) -> Result<Person, Problem> {
    if act.caller.oin().is_some_and(|oin| oin.to_string() == crate::OIN) {
        return Ok(Person { role: "Redactie van de Monitor".to_owned(), name: employee(name)? });
    }
    owner(house, act, facility, name)
}

/// The name of an employee: one line, not empty, without markup.
fn employee(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let plain = !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && !name.chars().any(|sign| sign.is_control() || "<>&".contains(sign));
    if plain {
        return Ok(name.to_owned());
    }
    Err(Problem::bad_request(
        "medewerker",
        format!("Geef in `medewerker` wie dit doet: één regel van ten hoogste {NAME_MAX} tekens."),
    ))
}
