//! Which fields may be asked of a person, and what a question for them delivers.
//!
//! A path is exact and case-sensitive. A date or a code value is always delivered whole: any path below it, existing or
//! not, is accepted and asks the whole. The aliases ending in `Binnenland` ask the same fields, but never of a place abroad.

/// The list: a path and its kind on every line.
const LIST: &str = include_str!("../data/fields-Persoon.txt");

/// The pattern that the interface states for a path.
pub const PATTERN: &str = r"^[a-zA-Z0-9\._]{1,200}$";

/// Parts of a path that are delivered unasked, or (gezag) only whole; a path that holds one may not be asked.
const NOT_ALLOWED: [&str; 7] = [
    "opschortingBijhouding",
    "geheimhoudingPersoonsgegevens",
    "inOnderzoek",
    "verificatie",
    "rni",
    "indicatieVastgesteldVerblijftNietOpAdres",
    "gezag.",
];

/// Why a path cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// It has other characters than a path may have, none, or too many.
    #[error("does not fit the pattern of a field path")]
    Pattern,
    /// It exists, but is delivered unasked or only as part of a whole.
    #[error("may not be asked")]
    NotAllowed,
    /// There is no such field.
    #[error("does not exist")]
    Unknown,
}

/// One field that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    /// The path as it counts for authorisation: the asked path, cut back to the date or code value it lies in. Keeps the
    /// alias.
    name: &'static str,
}

impl Field {
    /// Reads one asked path.
    ///
    /// # Errors
    /// See [`FieldError`]; the pattern is checked first, then whether it is allowed, then whether it exists.
    pub fn parse(path: &str) -> Result<Self, FieldError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_';
        if path.is_empty() || path.len() > 200 || !path.bytes().all(fits) {
            return Err(FieldError::Pattern);
        }
        if NOT_ALLOWED.iter().any(|part| path.contains(part)) {
            return Err(FieldError::NotAllowed);
        }
        let name = list()
            .find(|(known, kind)| *known == path || (kind.accepts_below() && is_below(path, known)))
            .map(|(known, _)| known)
            .ok_or(FieldError::Unknown)?;
        Ok(Self { name })
    }

    /// The path as it counts for authorisation and in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it was asked through an alias that leaves out places abroad.
    #[must_use]
    pub fn is_binnenland(&self) -> bool {
        self.group().ends_with("Binnenland")
    }

    /// The first part of the path.
    #[must_use]
    pub fn group(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// The paths that it delivers, without alias.
    #[must_use]
    pub fn delivers(&self) -> Vec<String> {
        if self.name == "adresseringBinnenland" {
            return ["aanhef", "aanschrijfwijze", "gebruikInLopendeTekst", "adresregel1", "adresregel2"]
                .iter()
                .map(|part| format!("adressering.{part}"))
                .collect();
        }
        vec![self.name.replacen("Binnenland", "", 1)]
    }
}

/// What a path of the list leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A date in one of its four variants.
    Datum,
    /// A code with its description.
    Waarde,
    /// A title or predicate: code, description and kind.
    Titel,
    /// The custody relations, delivered whole.
    Gezag,
    /// A group of other fields.
    Groep,
    /// A single value.
    Veld,
}

impl FieldKind {
    fn accepts_below(self) -> bool {
        matches!(self, Self::Datum | Self::Waarde | Self::Titel)
    }
}

fn is_below(path: &str, known: &str) -> bool {
    path.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'))
}

/// Every path of the list with its kind, aliases included, in alphabetical order.
pub fn list() -> impl Iterator<Item = (&'static str, FieldKind)> {
    // Read once: a question looks at it for each of its fields.
    static KNOWN: std::sync::LazyLock<Vec<(&str, FieldKind)>> =
        std::sync::LazyLock::new(|| lines().collect());
    KNOWN.iter().copied()
}

fn lines() -> impl Iterator<Item = (&'static str, FieldKind)> {
    LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (path, kind) = line.split_once(' ')?;
        let kind = match kind.trim() {
            "datum" => FieldKind::Datum,
            "waarde" => FieldKind::Waarde,
            "titel" => FieldKind::Titel,
            "gezag" => FieldKind::Gezag,
            "groep" => FieldKind::Groep,
            _ => FieldKind::Veld,
        };
        Some((path, kind))
    })
}

/// The fields of one question, in the order in which they were asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FieldSelection {
    fields: Vec<Field>,
}

impl FieldSelection {
    /// A selection of these fields.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// Reads a selection from paths that are known to be right, such as our own.
    ///
    /// # Errors
    /// The first path that cannot be asked.
    pub fn of(paths: &[&str]) -> Result<Self, FieldError> {
        paths.iter().map(|path| Field::parse(path)).collect::<Result<_, _>>().map(Self::new)
    }

    /// The asked fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The paths to deliver, without aliases.
    #[must_use]
    pub fn delivered_paths(&self) -> Vec<String> {
        self.fields.iter().flat_map(Field::delivers).collect()
    }

    /// Whether any field was asked whose first part, alias included, is this one.
    #[must_use]
    pub fn asks_group(&self, group: &str) -> bool {
        self.fields.iter().any(|field| field.group() == group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_expands_to_the_352_paths_of_the_interface() {
        let below = |kind| match kind {
            FieldKind::Datum => 6,
            FieldKind::Waarde => 2,
            FieldKind::Titel => 3,
            FieldKind::Gezag => 11,
            FieldKind::Groep | FieldKind::Veld => 0,
        };
        assert_eq!(list().map(|(_, kind)| 1 + below(kind)).sum::<usize>(), 352);
    }

    #[test]
    fn a_path_below_a_date_or_code_asks_the_whole() {
        for path in
            ["geboorte.datum", "geboorte.datum.jaar", "geboorte.datum.bestaatNiet", "geboorte.datum.a.b"]
        {
            assert_eq!(Field::parse(path).unwrap().name(), "geboorte.datum");
        }
        assert_eq!(Field::parse("geslacht.code").unwrap().name(), "geslacht");
        assert_eq!(
            Field::parse("naam.adellijkeTitelPredicaat.soort").unwrap().name(),
            "naam.adellijkeTitelPredicaat"
        );
    }

    #[test]
    fn a_path_that_does_not_exist_is_unknown() {
        for path in
            ["anummer", "naam.nietBestaand", "geboorteX", "geboorte.datumX", "adresseringBinnenland.land"]
        {
            assert_eq!(Field::parse(path), Err(FieldError::Unknown), "{path}");
        }
        assert_eq!(Field::parse("verblijfplaatsBinnenland.verblijfadres.regel1"), Err(FieldError::Unknown));
    }

    #[test]
    fn what_comes_unasked_may_not_be_asked_and_custody_only_whole() {
        for path in [
            "rni",
            "verificatie.datum.jaar",
            "naam.inOnderzoek.voornamen",
            "gezag.type",
            "opschortingBijhouding.reden",
        ] {
            assert_eq!(Field::parse(path), Err(FieldError::NotAllowed), "{path}");
        }
        assert_eq!(Field::parse("gezag").unwrap().name(), "gezag");
    }

    #[test]
    fn a_path_with_other_characters_does_not_fit_the_pattern() {
        for path in ["", "a*nummer", "burger service nummer", "naam\n"] {
            assert_eq!(Field::parse(path), Err(FieldError::Pattern), "{path:?}");
        }
        assert_eq!(Field::parse(&"a".repeat(201)), Err(FieldError::Pattern));
        assert_eq!(Field::parse(&"a".repeat(200)), Err(FieldError::Unknown));
    }

    #[test]
    fn an_alias_delivers_the_fields_it_stands_for() {
        let field = Field::parse("verblijfplaatsBinnenland.datumVan").unwrap();
        assert_eq!(field.name(), "verblijfplaatsBinnenland.datumVan");
        assert_eq!(field.delivers(), ["verblijfplaats.datumVan"]);
        assert!(field.is_binnenland());
        let whole = Field::parse("adresseringBinnenland").unwrap().delivers();
        assert_eq!(whole.len(), 5);
        assert!(!whole.contains(&"adressering.land".to_owned()));
    }

    proptest! {
        #[test]
        fn no_path_makes_it_fail_and_what_is_accepted_is_in_the_list(path in "[a-zA-Z.*_ ]{0,40}") {
            if let Ok(field) = Field::parse(&path) {
                prop_assert!(list().any(|(known, _)| known == field.name()));
                prop_assert!(path.starts_with(field.name()));
            }
        }
    }
}
