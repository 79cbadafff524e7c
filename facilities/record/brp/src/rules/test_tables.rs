//! A few codes of the national tables for tests.

use super::Tables;

pub(super) struct SomeTables;

impl Tables for SomeTables {
    fn gemeente(&self, code: &str) -> Option<&str> {
        match code {
            "0518" => Some("'s-Gravenhage"),
            "0599" => Some("Rotterdam"),
            _ => None,
        }
    }

    fn land(&self, code: &str) -> Option<&str> {
        match code {
            "5010" => Some("België"),
            "6014" => Some("Verenigde Staten van Amerika"),
            "6030" => Some("Nederland"),
            _ => None,
        }
    }

    fn nationaliteit(&self, code: &str) -> Option<&str> {
        match code {
            "0001" => Some("Nederlandse"),
            "0263" => Some("Surinaamse"),
            _ => None,
        }
    }

    fn rni_deelnemer(&self, code: &str) -> Option<&str> {
        (code == "0101").then_some("Belastingdienst (inzake heffingen en toeslagen)")
    }
}
