//! "Wie heeft mijn gegevens bekeken": what the journal says, in words that anybody understands.

use indicator::Words;
use kernel::{Language, Moment};
use serde_json::Value;
use store::Logged;

use Language::{En, Nl};

/// Who stands behind an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// The citizen, here or through this portal.
    Yourself,
    /// An organisation, by OIN.
    Organisation(&'a str),
    /// A facility: slug and OIN.
    Facility(&'a str, &'a str),
    /// The program itself or who runs it.
    System,
}

/// Reads who did it. What this portal asks the BRP for its own purpose is asked by the citizen.
#[must_use]
pub fn actor<'a>(entry: &'a Logged, own_slug: &str, own_purpose: &str) -> Actor<'a> {
    let actor = entry.actor.as_deref().unwrap_or_default();
    match entry.actor_type.as_str() {
        "person" => Actor::Yourself,
        "organisation" => Actor::Organisation(actor),
        "facility" => match actor.split_once(' ') {
            Some((slug, _)) if slug == own_slug && entry.purpose.as_deref() == Some(own_purpose) => {
                Actor::Yourself
            }
            Some((slug, oin)) => Actor::Facility(slug, oin),
            None => Actor::System,
        },
        _ => Actor::System,
    }
}

/// What was asked or done, one line for each thing. `facility` is what the facility is called where it was done.
#[must_use]
pub fn asked(entry: &Logged, facility: &str, language: Language) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names(entry.body.get("gevraagd")) {
        let line = field(&name).map_or(name, |words| words.get(language).to_owned());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        lines.push(deed(&entry.kind, facility, language));
    }
    if entry.status == "Error" {
        lines.push(Words { nl: "geweigerd", en: "refused" }.get(language).to_owned());
    }
    lines
}

/// A list of names, or one text with names between commas.
fn names(value: Option<&Value>) -> Vec<String> {
    let whole = |text: &str| -> Vec<String> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    match value {
        Some(Value::String(text)) => whole(text),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).flat_map(whole).collect(),
        _ => Vec::new(),
    }
}

/// Groups of the interface of the BRP, and what they are called by people.
const GROUPS: [(&str, Words); 21] = [
    ("aNummer", Words { nl: "administratienummer", en: "administration number" }),
    ("adressering", Words { nl: "naam en adres op de envelop", en: "name and address for letters" }),
    ("burgerservicenummer", Words { nl: "burgerservicenummer", en: "citizen service number" }),
    (
        "datumEersteInschrijvingGBA",
        Words { nl: "eerste inschrijving in Nederland", en: "first registration in the Netherlands" },
    ),
    (
        "datumInschrijvingInGemeente",
        Words { nl: "inschrijving in de gemeente", en: "registration in the municipality" },
    ),
    ("europeesKiesrecht", Words { nl: "Europees kiesrecht", en: "right to vote in Europe" }),
    ("geboorte", Words { nl: "geboorte", en: "birth" }),
    ("gemeenteVanInschrijving", Words { nl: "gemeente", en: "municipality" }),
    ("geslacht", Words { nl: "geslacht", en: "sex" }),
    ("gezag", Words { nl: "gezag", en: "parental authority" }),
    ("immigratie", Words { nl: "komst naar Nederland", en: "arrival in the Netherlands" }),
    ("indicatieCurateleRegister", Words { nl: "curatele", en: "guardianship" }),
    ("kinderen", Words { nl: "kinderen", en: "children" }),
    ("leeftijd", Words { nl: "leeftijd", en: "age" }),
    ("naam", Words { nl: "naam", en: "name" }),
    ("nationaliteiten", Words { nl: "nationaliteit", en: "nationality" }),
    ("ouders", Words { nl: "ouders", en: "parents" }),
    ("overlijden", Words { nl: "overlijden", en: "death" }),
    ("partners", Words { nl: "partner", en: "partner" }),
    ("verblijfplaats", Words { nl: "adres", en: "address" }),
    ("verblijfstitel", Words { nl: "verblijfstitel", en: "residence permit" }),
];

/// Beginnings of rubrieken of the Logisch Ontwerp BRP and the group they belong to; the longest comes first.
const RUBRIEKEN: [(&str, &str); 28] = [
    ("0101", "aNummer"),
    ("010120", "burgerservicenummer"),
    ("0102", "naam"),
    ("0103", "geboorte"),
    ("0104", "geslacht"),
    ("0161", "naam"),
    ("02", "ouders"),
    ("03", "ouders"),
    ("04", "nationaliteiten"),
    ("05", "partners"),
    ("06", "overlijden"),
    ("0768", "datumEersteInschrijvingGBA"),
    ("080910", "gemeenteVanInschrijving"),
    ("080920", "datumInschrijvingInGemeente"),
    ("0814", "immigratie"),
    ("08", "verblijfplaats"),
    ("09", "kinderen"),
    ("10", "verblijfstitel"),
    ("1132", "gezag"),
    ("1133", "indicatieCurateleRegister"),
    ("13", "europeesKiesrecht"),
    ("PAGL", "leeftijd"),
    ("PAGZ", "gezag"),
    ("PANM", "naam"),
    ("PANT", "nationaliteiten"),
    ("PAOU", "ouders"),
    ("PAHP", "partners"),
    ("PAKD", "kinderen"),
];

/// What a path of a field (`naam.voornamen`) or a rubriek (`010210`) is about; `None` when it is neither.
fn field(name: &str) -> Option<Words> {
    let group = name.split('.').next().unwrap_or_default();
    let group = group.strip_suffix("Binnenland").unwrap_or(group);
    let words = |wanted: &str| GROUPS.iter().find(|(known, _)| *known == wanted).map(|(_, words)| *words);
    words(group).or_else(|| {
        if name.starts_with("PAVP") || name.starts_with("PAAD") {
            return words("verblijfplaats");
        }
        let longest = RUBRIEKEN
            .iter()
            .filter(|(start, _)| name.starts_with(start))
            .max_by_key(|(start, _)| start.len());
        longest.filter(|_| name.len() == 6).and_then(|(_, group)| words(group))
    })
}

/// Acts of this facility by their kind in the journal.
const DEEDS: [(&str, Words); 12] = [
    ("mijnoverheid.inloggen", Words { nl: "ingelogd bij MijnOverheid", en: "logged in to MijnOverheid" }),
    (
        "mijnoverheid.inloggen.geweigerd",
        Words { nl: "inloggen bij MijnOverheid", en: "login to MijnOverheid" },
    ),
    ("mijnoverheid.uitloggen", Words { nl: "uitgelogd bij MijnOverheid", en: "logged out of MijnOverheid" }),
    (
        "mijnoverheid.account.geactiveerd",
        Words { nl: "account van MijnOverheid geactiveerd", en: "MijnOverheid account activated" },
    ),
    (
        "mijnoverheid.account.gesloten",
        Words { nl: "account van MijnOverheid gesloten", en: "MijnOverheid account closed" },
    ),
    (
        "mijnoverheid.bericht.aangeleverd",
        Words { nl: "bericht naar uw Berichtenbox gestuurd", en: "message sent to your message box" },
    ),
    (
        "mijnoverheid.bericht.gepubliceerd",
        Words { nl: "bericht in uw Berichtenbox gelegd", en: "message put in your message box" },
    ),
    ("mijnoverheid.bericht.geopend", Words { nl: "bericht geopend", en: "message opened" }),
    ("mijnoverheid.bericht.bekeken", Words { nl: "bericht bekeken", en: "message viewed" }),
    ("mijnoverheid.bijlage.gedownload", Words { nl: "bijlage gedownload", en: "attachment downloaded" }),
    ("mijnoverheid.bericht.verplaatst", Words { nl: "bericht verplaatst", en: "message moved" }),
    ("mijnoverheid.bekeken.ingezien", Words { nl: "dit overzicht bekeken", en: "this overview viewed" }),
];

/// An act in words; of another facility its name and its own words, without dots and without its short name.
fn deed(kind: &str, facility: &str, language: Language) -> String {
    if let Some((_, words)) = DEEDS.iter().find(|(known, _)| *known == kind) {
        return words.get(language).to_owned();
    }
    let own = kind.split_once('.').map_or(kind, |(_, rest)| rest);
    format!("{facility}: {}", own.replace(['.', '-'], " "))
}

/// How a question came in, in words.
#[must_use]
pub fn channel(channel: &str, language: Language) -> &'static str {
    match (channel, language) {
        ("web", Nl) => "website",
        ("web", En) => "website",
        ("api", Nl) => "koppeling tussen computers",
        ("api", En) => "connection between computers",
        ("internal", Nl) => "een andere voorziening",
        ("internal", En) => "another facility",
        (_, Nl) => "automatisch",
        (_, En) => "automatic",
    }
}

/// The entries of one page out of one more than fit on it, newest first, and where the next page begins. Entries of one moment stay
/// together, so that no entry falls between two pages.
#[must_use]
pub fn page_of<T>(mut entries: Vec<T>, most: usize, at: impl Fn(&T) -> Moment) -> (Vec<T>, Option<Moment>) {
    let Some(first_off) = entries.get(most).map(&at) else { return (entries, None) };
    let whole = entries.iter().take(most).filter(|entry| at(entry) > first_off).count();
    // More entries of one moment than fit on a page are cut: nothing else can be done.
    entries.truncate(if whole == 0 { most } else { whole });
    let next = entries.last().map(&at);
    (entries, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn paging_meets_every_entry_once(mut moments in proptest::collection::vec(0i64..40, 0..60)) {
            moments.sort_unstable_by(|a, b| b.cmp(a));
            let most = 50;
            let (mut met, mut before) = (Vec::new(), i64::MAX);
            loop {
                let read: Vec<i64> = moments.iter().copied().filter(|at| *at < before).take(most + 1).collect();
                let (page, next) = page_of(read, most, |at| Moment::from_micros(*at));
                met.extend(page);
                let Some(next) = next else { break };
                before = next.micros();
            }
            prop_assert_eq!(met, moments);
        }
    }

    #[test]
    fn fields_and_rubrieken_of_the_brp_become_plain_words() {
        let words = |name: &str| field(name).map(|words| words.nl);
        assert_eq!(words("naam.volledigeNaam"), Some("naam"));
        assert_eq!(words("verblijfplaatsBinnenland.verblijfadres"), Some("adres"));
        assert_eq!(words("010120"), Some("burgerservicenummer"));
        assert_eq!(words("010110"), Some("administratienummer"));
        assert_eq!(words("080910"), Some("gemeente"));
        assert_eq!(words("081120"), Some("adres"));
        assert_eq!(words("PAVP03"), Some("adres"));
        assert_eq!(words("PAGL01"), Some("leeftijd"));
        assert_eq!(words("iets"), None);
    }

    #[test]
    fn a_list_and_a_text_with_commas_name_the_same() {
        assert_eq!(names(Some(&serde_json::json!("010120, PAGL01"))), ["010120", "PAGL01"]);
        assert_eq!(names(Some(&serde_json::json!(["010120", "PAGL01"]))), ["010120", "PAGL01"]);
        assert!(names(None).is_empty());
    }

    #[test]
    fn an_act_of_another_facility_keeps_its_own_words() {
        assert_eq!(deed("digid.inloggen.niet-mogelijk", "DigiD", Nl), "DigiD: inloggen niet mogelijk");
        assert_eq!(deed("iets", "Elders", Nl), "Elders: iets");
        assert_eq!(deed("mijnoverheid.inloggen", "MijnOverheid", En), "logged in to MijnOverheid");
    }
}
