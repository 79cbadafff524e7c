//! The synthetic Netherlands: people, households, addresses and organisations as plain records, made by pure functions of a
//! seed, a day and a number of people. It reads nothing, writes nothing and knows no clock.
//!
//! ```
//! use country::{CountrySpec, country};
//! use kernel::Day;
//!
//! let today = Day::new(2019, 12, 31).ok_or("no such day")?;
//! let spec = CountrySpec { seed: 1, people: 1_700, today };
//! let living = country(spec).flat_map(|household| household.members).filter(|person| person.is_alive());
//! assert_eq!(living.count(), 1_700);
//! # Ok::<(), &str>(())
//! ```
//!
//! # Why it is always the same
//! A random number is a hash of (seed, kind of entity, ordinal, purpose). There is no stream to be at a place in, so a new
//! register, another purpose or another scale changes nothing that was there. A larger country of the same seed and day
//! begins with the same people; only in the last block of 256 households kinship between households may differ.
//!
//! # What is true of it
//! - Relatives agree: what one record says of another is what the other says of itself, in both directions. Parents are at
//!   least 16 years older. Grown-up people have parents and siblings in other households (of the same block) where age and
//!   origin allow; parents and former partners outside the records have a name and a birth, and no BSN.
//! - No BSN, A-nummer or present address comes twice; every BSN lies in a range never given to a person (see
//!   [`CAPACITY`] for how many that is), so that none can be a real person's. A-nummers have no such range; they only
//!   follow the rules of form.
//! - Every code of a municipality, country or nationality is in its table. A place of birth or marriage and a former
//!   address bear the code that was valid on that day.
//! - Municipalities are those of 1 January 2019, whatever the day. Nothing happens over time here: a later day gives other
//!   people, not the same people older.
//!
//! # What it is like
//! The marginals are **approximations written down from general knowledge of the years around 2019. They are no statistics
//! and must not be quoted.**
//!
//! | what | used |
//! |---|---|
//! | households | single 38.5 %, couple 28.7 %, couple with children 25.6 %, one parent 7.2 %; no institutions |
//! | ages | of the first adult per kind of household in bands of ten years; of the rest from them |
//! | inhabitants per municipality | [`Municipality::weight`] |
//! | origin | seven groups beside Dutch and Frisian, each with a share for the four large cities, cities from 70,000 and the rest; they stand for all others |
//! | married or registered | 22 % of couples below 30, 64 % below 45, 82 % below 65, 95 % above |
//! | secrecy | 3 % of households |
//! | nobility | 1 in 1,500 people of Dutch origin |
//! | same sex | 1.5 % of couples |
//! | late spouses still on record | 9 % of singles above 66, died within three years |
//!
//! Every household goes to the municipality that has the fewest people for its weight, and within a municipality kind of
//! household and age follow evenly spread sequences instead of loose draws, so that shares hold at a small scale too:
//! municipalities stay within a household or 1 % of theirs.
//!
//! # Hard on purpose
//! [`PATHOLOGICAL_HOUSEHOLDS`] names the households of people with a surname of one letter, a name of 200 characters, no
//! known surname, an incomplete birth date, an unknown sex.

mod address;
mod build;
mod calendar;
mod country;
mod demo;
mod kin;
mod municipality;
mod names;
mod names_family;
mod names_given;
mod names_street;
mod naming;
mod numbers;
mod organisation;
mod origin;
mod pathological;
mod person;
mod plan;
mod random;
mod relation;
mod residence;
mod settlement;
pub mod tables;

pub use address::Address;
pub use country::{BLOCK, CountrySpec, Household, Households, country};
pub use demo::{DemoPerson, DemoRole, demo_people};
pub use municipality::{Municipality, PROVINCES, WATERSCHAPPEN, municipalities, municipality};
pub use numbers::{ANummer, CAPACITY};
pub use organisation::{Organisation, OrganisationKind, organisations};
pub use pathological::{PATHOLOGICAL_HOUSEHOLDS, Pathology};
pub use person::{
    Geboorte, Geslacht, Immigratie, Naam, Naamgebruik, Nationaliteit, Ontbinding, Ouder, Overlijden, Partner,
    Person, SoortVerbintenis, Verblijfplaats, Verwant,
};
pub use plan::HouseholdKind;
