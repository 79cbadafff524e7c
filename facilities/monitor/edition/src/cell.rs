//! What stands in one cell of a table.

use serde::Serialize;

use super::decimal::Decimal;

/// The most values that one cell may hold.
pub(crate) const MAX_PARTS: usize = 8;

/// Status of an observation, by the letters of the SDMX code list CL_OBS_STATUS 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Status {
    /// `A`: a plain figure, or a bound.
    #[serde(rename = "A")]
    Normal,
    /// `B`: the first figure after a break in the series.
    #[serde(rename = "B")]
    Break,
    /// `D`: counted by another definition than the rest of the series.
    #[serde(rename = "D")]
    DefinitionDiffers,
    /// `E`: an estimate (`ca. 5.000`).
    #[serde(rename = "E")]
    Estimated,
    /// `L`: exists but was not collected.
    #[serde(rename = "L")]
    NotCollected,
    /// `M`: cannot exist.
    #[serde(rename = "M")]
    CannotExist,
    /// `O`: missing; in a published document the cell is empty or holds a dash.
    #[serde(rename = "O")]
    Missing,
    /// `P`: provisional.
    #[serde(rename = "P")]
    Provisional,
    /// `Q`: suppressed, for it would tell about few persons.
    #[serde(rename = "Q")]
    Suppressed,
    /// `U`: of low reliability.
    #[serde(rename = "U")]
    LowReliability,
    /// `V`: not validated; in a published document a text in which no figure could be recognised.
    #[serde(rename = "V")]
    Unvalidated,
}

impl Status {
    /// Every status, by letter.
    pub const ALL: [Self; 11] = [
        Self::Normal,
        Self::Break,
        Self::DefinitionDiffers,
        Self::Estimated,
        Self::NotCollected,
        Self::CannotExist,
        Self::Missing,
        Self::Provisional,
        Self::Suppressed,
        Self::LowReliability,
        Self::Unvalidated,
    ];

    /// The letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Normal => "A",
            Self::Break => "B",
            Self::DefinitionDiffers => "D",
            Self::Estimated => "E",
            Self::NotCollected => "L",
            Self::CannotExist => "M",
            Self::Missing => "O",
            Self::Provisional => "P",
            Self::Suppressed => "Q",
            Self::LowReliability => "U",
            Self::Unvalidated => "V",
        }
    }

    /// From the letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.letter() == letter)
    }

    /// In words for a reader: Dutch and English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Normal => ("definitief", "final"),
            Self::Break => ("reeksbreuk", "break in the series"),
            Self::DefinitionDiffers => ("andere definitie", "definition differs"),
            Self::Estimated => ("schatting", "estimate"),
            Self::NotCollected => ("niet verzameld", "not collected"),
            Self::CannotExist => ("kan niet voorkomen", "cannot exist"),
            Self::Missing => ("ontbreekt", "missing"),
            Self::Provisional => ("voorlopig", "provisional"),
            Self::Suppressed => ("onderdrukt", "suppressed"),
            Self::LowReliability => ("weinig betrouwbaar", "low reliability"),
            Self::Unvalidated => ("niet gevalideerd", "not validated"),
        }
    }
}

/// A figure read from a cell, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// Empty, or a dash.
    Missing,
    /// One number: `1.023`, `100%`, `99,5 % van …`.
    Number {
        /// The number.
        value: Decimal,
        /// Whether a percent sign follows.
        percent: bool,
        /// Words behind the number.
        words: Option<String>,
        /// Whether the cell calls it an estimate.
        estimated: bool,
    },
    /// Only a bound is known: `> 5.000`.
    Bound {
        /// The value is at least (more than) this.
        lower: Option<Decimal>,
        /// The value is at most (less than) this.
        upper: Option<Decimal>,
        /// Whether a percent sign follows.
        percent: bool,
    },
    /// Several numbers, each with a word for its unit: `7 partners, 420 aansluitingen`.
    Composite(Vec<(Decimal, String)>),
    /// Any other text.
    Text,
}

impl CellValue {
    /// Reads a cell from which tags have been removed. Never fails: what is no figure is [`CellValue::Text`].
    #[must_use]
    pub fn read(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() || is_dash(cell) {
            return Self::Missing;
        }
        if let Some(bound) = read_bound(cell) {
            return bound;
        }
        if let Some(parts) = read_composite(cell) {
            return Self::Composite(parts);
        }
        let estimate = ["ca.", "circa", "ongeveer"].iter().find_map(|word| cell.strip_prefix(word));
        let (rest, estimated) = estimate.map_or((cell, false), |rest| (rest.trim_start(), true));
        match read_number(rest) {
            Some((value, percent, words)) => Self::Number { value, percent, words, estimated },
            None => Self::Text,
        }
    }

    /// Whether this is a figure or the lack of one, as opposed to words.
    #[must_use]
    pub const fn is_figure(&self) -> bool {
        !matches!(self, Self::Text)
    }
}

/// What the change column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeValue {
    /// A percentage (or a difference printed with a percent sign).
    Percent(Decimal),
    /// A dash: no change, or none that can be computed; the document does not say which.
    Dash,
    /// The word `nieuw`.
    New,
    /// A text that is none of these.
    Unreadable,
}

impl ChangeValue {
    /// Reads one change.
    #[must_use]
    pub fn read(cell: &str) -> Self {
        let cell = cell.trim();
        if is_dash(cell) {
            return Self::Dash;
        }
        if cell.eq_ignore_ascii_case("nieuw") {
            return Self::New;
        }
        let number = cell.strip_suffix('%').and_then(|number| Decimal::from_dutch(number.trim_end()));
        number.map_or(Self::Unreadable, Self::Percent)
    }

    /// Reads a change cell that belongs to `count` series at once, such as `- - 3,7%`: the first unchanged, the second
    /// 3,7% down. When the text can be divided in one way only, each series gets its own part; otherwise none does.
    #[must_use]
    pub fn read_parts(cell: &str, count: usize) -> Vec<Self> {
        if count == 1 {
            return vec![Self::read(cell)];
        }
        if count > MAX_PARTS {
            return vec![Self::Unreadable; count];
        }
        let tokens: Vec<&str> = cell.split_whitespace().take(2 * MAX_PARTS + 1).collect();
        let mut found = Vec::new();
        divide(&tokens, count, &mut Vec::new(), &mut found);
        match found.as_slice() {
            [only] => only.clone(),
            _ => vec![Self::Unreadable; count],
        }
    }
}

/// All ways to read `tokens` as `count` changes; stops at two, for then the text is ambiguous.
fn divide(tokens: &[&str], count: usize, made: &mut Vec<ChangeValue>, found: &mut Vec<Vec<ChangeValue>>) {
    if found.len() > 1 || made.len() > count {
        return;
    }
    if tokens.is_empty() {
        if made.len() == count {
            found.push(made.clone());
        }
        return;
    }
    for length in 1..=tokens.len().min(2) {
        let (head, tail) = tokens.split_at(length);
        let value = ChangeValue::read(&head.join(" "));
        if value != ChangeValue::Unreadable {
            made.push(value);
            divide(tail, count, made, found);
            made.pop();
        }
    }
}

fn is_dash(cell: &str) -> bool {
    matches!(cell, "-" | "\u{2013}" | "\u{2014}" | "\u{2212}")
}

fn read_bound(cell: &str) -> Option<CellValue> {
    let signs =
        [(">=", true), ("<=", false), ("\u{2265}", true), ("\u{2264}", false), (">", true), ("<", false)];
    let (is_lower, rest) =
        signs.iter().find_map(|(sign, is_lower)| cell.strip_prefix(sign).map(|rest| (*is_lower, rest)))?;
    let (value, percent, words) = read_number(rest.trim_start())?;
    if words.is_some() {
        return None;
    }
    let (lower, upper) = if is_lower { (Some(value), None) } else { (None, Some(value)) };
    Some(CellValue::Bound { lower, upper, percent })
}

fn read_composite(cell: &str) -> Option<Vec<(Decimal, String)>> {
    let parts: Vec<&str> = cell.split(", ").collect();
    if parts.len() < 2 || parts.len() > MAX_PARTS {
        return None;
    }
    parts
        .into_iter()
        .map(|part| match read_number(part.trim()) {
            Some((value, false, Some(words))) => Some((value, words)),
            _ => None,
        })
        .collect()
}

/// A number, whether a percent sign follows it, and the words behind it.
fn read_number(text: &str) -> Option<(Decimal, bool, Option<String>)> {
    let end = text
        .char_indices()
        .skip_while(|(_, letter)| matches!(letter, '+' | '-' | '\u{2212}'))
        .find(|(_, letter)| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')))
        .map_or(text.len(), |(index, _)| index);
    let (digits, rest) = text.split_at(end);
    let value = Decimal::from_dutch(digits)?;
    let trimmed = rest.trim_start();
    let (percent, words) = trimmed.strip_prefix('%').map_or((false, rest), |words| (true, words));
    if words.trim().is_empty() {
        return Some((value, percent, None));
    }
    if !words.starts_with(char::is_whitespace) {
        return None;
    }
    let words = words.trim();
    // A second figure among the words would be lost, so such a cell is left unread.
    if !words.starts_with(char::is_alphabetic)
        || words.contains(|letter: char| letter.is_numeric() || letter == ',')
    {
        return None;
    }
    let (first, behind) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let exponent = match first {
        "duizend" => 3,
        "miljoen" => 6,
        "miljard" => 9,
        _ => return Some((value, percent, Some(words.to_owned()))),
    };
    let behind = behind.trim();
    Some((value.scaled(exponent)?, percent, (!behind.is_empty()).then(|| behind.to_owned())))
}
