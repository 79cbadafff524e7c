//! The national code tables that answers need, from the tables of the synthetic country.

use crate::rules::Tables;

/// Landelijke tabellen 32, 33 and 34.
#[derive(Debug, Clone, Copy)]
pub struct Landelijk;

impl Tables for Landelijk {
    fn gemeente(&self, code: &str) -> Option<&str> {
        country::tables::gemeente(code).map(|entry| entry.omschrijving)
    }

    fn land(&self, code: &str) -> Option<&str> {
        country::tables::land(code).map(|entry| entry.omschrijving)
    }

    fn nationaliteit(&self, code: &str) -> Option<&str> {
        country::tables::nationaliteit(code).map(|entry| entry.omschrijving)
    }
}
