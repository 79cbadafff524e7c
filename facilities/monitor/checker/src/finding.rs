//! What the checker found, and where.

use std::collections::BTreeSet;

use edition::Decimal;

use crate::rule::Rule;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be right: the document contradicts itself.
    Error,
    /// It is probably wrong, or it needs an explanation.
    Warning,
    /// A matter of form.
    Note,
}

impl Severity {
    /// Its word in the output: `fout`, `waarschuwing` or `opmerking`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "fout",
            Self::Warning => "waarschuwing",
            Self::Note => "opmerking",
        }
    }

    /// The level of SARIF 2.1.0 (section 3.27.10).
    #[must_use]
    pub const fn level(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line in the document, from 1; `None` for an edition that has no document.
    pub line: Option<usize>,
    /// Character in that line, from 1; `None` for the line as a whole.
    pub column: Option<usize>,
    /// How many characters it takes from there; 0 when that is not known.
    pub length: usize,
    /// The table: the heading of its section (with the block or column group); for text the heading it stands under.
    pub table: String,
    /// Name of the row; for text its beginning.
    pub row: String,
    /// Header of the column: `2019`, `%`; empty for the row as a whole.
    pub column_name: String,
    /// Key of the figure in an edition: `veerdiensten.reizen.totaal/2019`.
    pub figure: Option<String>,
}

impl Place {
    /// A place in running text.
    #[must_use]
    pub fn in_text(line: usize, column: usize, length: usize, heading: &str, text: &str) -> Self {
        Self {
            line: Some(line),
            column: Some(column),
            length,
            table: heading.to_owned(),
            row: text.to_owned(),
            ..Self::default()
        }
    }
}

/// A computation with other figures that gives the published number, to show how an error may have come about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Candidate {
    /// The computation with names and years.
    pub formula: String,
    /// What it gives.
    pub outcome: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// By which rule.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// What the document says.
    pub published: String,
    /// What it should say by this rule; empty when the rule computes nothing.
    pub computed: String,
    /// The largest difference that would have been accepted, as a decimal number; empty when the rule computes nothing.
    pub tolerance: String,
    /// Explanation in Dutch.
    pub explanation: String,
    /// Explanation in English.
    pub explanation_en: String,
    /// How the published number may have come about.
    pub candidates: Vec<Candidate>,
}

impl Finding {
    /// A finding without computed value or candidates; add those with [`Finding::against`] and [`Finding::with`].
    #[must_use]
    pub fn new(
        rule: Rule,
        severity: Severity,
        place: Place,
        published: &str,
        words: (String, String),
    ) -> Self {
        Self {
            place,
            rule,
            severity,
            published: published.to_owned(),
            computed: String::new(),
            tolerance: String::new(),
            explanation: words.0,
            explanation_en: words.1,
            candidates: Vec::new(),
        }
    }

    /// With what was computed and how far apart the two may be.
    #[must_use]
    pub fn against(mut self, computed: &str, tolerance: &str) -> Self {
        computed.clone_into(&mut self.computed);
        tolerance.clone_into(&mut self.tolerance);
        self
    }

    /// With computations that give the published number.
    #[must_use]
    pub fn with(mut self, candidates: Vec<Candidate>) -> Self {
        self.candidates = candidates;
        self
    }
}

/// Puts findings in the order of the document and removes repeats: two rules of one number that say the same of one cell.
pub(crate) fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    let mut seen = BTreeSet::new();
    findings.retain(|one| {
        let place =
            (one.place.line, one.place.column, one.place.column_name.clone(), one.place.figure.clone());
        let nowhere = one.place.line.is_none() && one.place.figure.is_none();
        nowhere || seen.insert((one.rule, place, one.published.clone(), one.computed.clone()))
    });
    findings
}

/// Half of the last printed digit: what rounding allows. One decimal gives `0.05`.
#[must_use]
pub fn half_of_last_digit(decimals: u8) -> String {
    Decimal::new(5, decimals.saturating_add(1)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_stand_in_the_order_of_the_document() {
        let at = |line, rule| {
            let place = Place { line: Some(line), ..Place::default() };
            Finding::new(rule, Severity::Error, place, "1", (String::new(), String::new()))
        };
        let sorted = in_order(vec![at(9, Rule::R1), at(2, Rule::R3), at(2, Rule::R1), at(9, Rule::R1)]);
        assert_eq!(sorted, vec![at(2, Rule::R1), at(2, Rule::R3), at(9, Rule::R1)]);
    }

    #[test]
    fn the_tolerance_of_a_rounded_number_is_half_its_last_digit() {
        assert_eq!(half_of_last_digit(0), "0.5");
        assert_eq!(half_of_last_digit(1), "0.05");
    }
}
