//! Our names for what documents print: slugs of facilities, ids and kinds of series. They are data (`data/names.tsv`);
//! what is not in it gets a name derived from the print.

use std::collections::HashMap;

use super::error::DataError;
use super::register::Kind;
use super::text;

/// The list of names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    chapters: Vec<(String, String)>,
    facilities: Vec<FacilityName>,
    series: HashMap<SeriesKey, SeriesName>,
}

/// Our name for a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityName {
    /// Slug for addresses and ids.
    pub slug: String,
    /// Heading as documents print it.
    pub heading: String,
    /// Official name, Dutch.
    pub name_nl: String,
    /// Name in English.
    pub name_en: String,
}

/// Our name for a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesName {
    /// Stable id, of `[a-z0-9.-]`.
    pub id: String,
    /// What kind of figure it is.
    pub kind: Kind,
    /// What is counted.
    pub unit: String,
    /// Short title, Dutch.
    pub title_nl: String,
    /// Short title, English.
    pub title_en: String,
}

/// What a document prints: slug of the facility, title of the column group, name of the row, word of the part.
type SeriesKey = (String, String, String, String);

impl Names {
    /// The list that the program carries.
    ///
    /// # Errors
    /// [`DataError`] when the embedded file is damaged, which a test of this crate excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::from_data(include_str!("../data/names.tsv"))
    }

    /// Reads lines of tab-separated fields: `chapter`, `facility` or `series`, then the fields; `#` starts a comment.
    ///
    /// # Errors
    /// [`DataError`] for an unknown kind of line, a wrong number of fields, a bad id or kind, or a name given twice.
    pub fn from_data(text: &str) -> Result<Self, DataError> {
        let mut names = Self::default();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["chapter", title, title_en] => {
                    names.chapters.push(((*title).to_owned(), (*title_en).to_owned()));
                }
                ["facility", slug, heading, name_nl, name_en] => names.facilities.push(FacilityName {
                    slug: checked_id(slug, number)?,
                    heading: (*heading).to_owned(),
                    name_nl: (*name_nl).to_owned(),
                    name_en: (*name_en).to_owned(),
                }),
                ["series", facility, group, label, part, id, kind, unit, title_nl, title_en] => {
                    let kind = Kind::from_code(kind)
                        .ok_or_else(|| DataError::at(number, format!("`{kind}` is no kind of figure")))?;
                    let name = SeriesName {
                        id: checked_id(id, number)?,
                        kind,
                        unit: (*unit).to_owned(),
                        title_nl: (*title_nl).to_owned(),
                        title_en: (*title_en).to_owned(),
                    };
                    if names.series.insert(key(facility, group, label, part), name).is_some() {
                        return Err(DataError::at(number, format!("the row `{label}` has a name already")));
                    }
                }
                _ => {
                    return Err(DataError::at(
                        number,
                        "is no line of chapter, facility or series with its fields",
                    ));
                }
            }
        }
        Ok(names)
    }

    /// English title of a chapter.
    #[must_use]
    pub fn chapter_en(&self, title: &str) -> Option<&str> {
        self.chapters.iter().find(|(dutch, _)| dutch == title).map(|(_, english)| english.as_str())
    }

    /// The facility with this slug.
    #[must_use]
    pub fn facility(&self, slug: &str) -> Option<&FacilityName> {
        self.facilities.iter().find(|facility| facility.slug == slug)
    }

    /// All facilities, in the order of the list.
    #[must_use]
    pub fn facilities(&self) -> &[FacilityName] {
        &self.facilities
    }

    /// The slug for a heading: from the list, or else the abbreviation in brackets, or else the words themselves.
    #[must_use]
    pub fn facility_slug(&self, heading: &str) -> String {
        if let Some(known) = self.facilities.iter().find(|facility| facility.heading == heading) {
            return known.slug.clone();
        }
        let abbreviation =
            heading.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, inner)| inner).filter(
                |inner| (2..=5).contains(&inner.len()) && inner.chars().all(|letter| letter.is_uppercase()),
            );
        text::slug(abbreviation.unwrap_or(heading))
    }

    /// Our name for a series.
    #[must_use]
    pub fn series(&self, facility: &str, group: &str, label: &str, part: &str) -> Option<&SeriesName> {
        self.series.get(&key(facility, group, label, part))
    }

    /// Whether the list gives this id to a series.
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        self.series.values().any(|series| series.id == id)
    }

    /// How many series have a name.
    #[must_use]
    pub fn series_count(&self) -> usize {
        self.series.len()
    }

    /// The id for a series: from the list, or else derived from the printed names.
    #[must_use]
    pub fn series_id(&self, facility: &str, group: &str, label: &str, part: &str) -> String {
        if let Some(known) = self.series(facility, group, label, part) {
            return known.id.clone();
        }
        let names = [group, label, part];
        let printed = names.iter().enumerate().filter(|(index, name)| *index == 1 || !name.is_empty());
        let mut id = facility.to_owned();
        for (_, name) in printed {
            id.push('.');
            id.push_str(&text::slug(name));
        }
        // An id of the list belongs to one printed row only, whatever else the document prints.
        if self.has_id(&id) {
            id.push_str("-afgeleid");
        }
        id
    }
}

fn key(facility: &str, group: &str, label: &str, part: &str) -> SeriesKey {
    (facility.to_owned(), group.to_owned(), label.to_owned(), part.to_owned())
}

fn checked_id(id: &str, line: usize) -> Result<String, DataError> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    if id.is_empty() || !id.bytes().all(allowed) {
        return Err(DataError::at(
            line,
            format!("`{id}` is no id of small letters, digits, dots and hyphens"),
        ));
    }
    Ok(id.to_owned())
}
