//! Basisregistratie Personen: the records of a persoonslijst, the question of `POST /haalcentraal/api/brp/personen`, and
//! the rules that turn the one into the answer to the other. Nothing here does input or output or reads a clock.

pub mod fields;
pub mod model;
pub mod rules;
