//! The Monitor Digitale Overheid: the published edition, and the figures counted in this house.

pub mod edition;
