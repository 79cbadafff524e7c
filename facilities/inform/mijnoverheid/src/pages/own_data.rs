//! "Mijn gegevens": what the BRP holds about the citizen, fetched live and in plain words.

use std::sync::Arc;

use axum::extract::State;
use indicator::Words;
use kernel::Language;
use serde_json::{Value, json};
use web::{Acting, Answer, House, Signed, View};

use super::owner;
use crate::brp;

/// `GET /mijnoverheid/gegevens`.
pub(crate) async fn own_data(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    view: View,
) -> Answer {
    const TITLE: Words = Words { nl: "Mijn gegevens", en: "My data" };
    let bsn = owner(&session)?;
    let (groups, failed) = match brp::own_data(&house, &act, &bsn).await {
        Ok(Some(person)) => (groups(&person, view.language), Vec::new()),
        Ok(None) => (Vec::new(), Vec::new()),
        Err(problem) => {
            tracing::warn!(code = problem.code, "the BRP did not answer for a citizen's own page");
            (Vec::new(), vec![PERSONAL.get(view.language)])
        }
    };
    let values = json!({
        "section": "gegevens",
        "page_title": TITLE.get(view.language),
        "groups": groups,
        "failed": failed,
    });
    view.page(&house, crate::SLUG, "mijnoverheid/gegevens.html", values)
}

const PERSONAL: Words = Words { nl: "Persoonlijke gegevens", en: "Personal details" };
const SOURCE: Words = Words {
    nl: "Basisregistratie Personen. Klopt er iets niet? Neem contact op met uw gemeente.",
    en: "Personal Records Database (BRP). Is something wrong? Contact your municipality.",
};

/// What is shown of a person: words and where it stands in the BRP's answer.
const PERSON: [(Words, &str); 8] = [
    (Words { nl: "Naam", en: "Name" }, "/naam/volledigeNaam"),
    (Words { nl: "Burgerservicenummer", en: "Citizen service number" }, "/burgerservicenummer"),
    (Words { nl: "Geboortedatum", en: "Date of birth" }, "/geboorte/datum"),
    (Words { nl: "Geboorteplaats", en: "Place of birth" }, "/geboorte/plaats"),
    (Words { nl: "Geboorteland", en: "Country of birth" }, "/geboorte/land"),
    (Words { nl: "Geslacht", en: "Sex" }, "/geslacht"),
    (Words { nl: "Leeftijd", en: "Age" }, "/leeftijd"),
    (Words { nl: "Nationaliteit", en: "Nationality" }, "/nationaliteiten/0/nationaliteit"),
];
const ADDRESS: [(Words, &str); 4] = [
    (Words { nl: "Straat en huisnummer", en: "Street and house number" }, "/adressering/adresregel1"),
    (Words { nl: "Postcode en woonplaats", en: "Postcode and town" }, "/adressering/adresregel2"),
    (Words { nl: "Gemeente", en: "Municipality" }, "/gemeenteVanInschrijving"),
    (
        Words { nl: "Ingeschreven in deze gemeente sinds", en: "Registered in this municipality since" },
        "/datumInschrijvingInGemeente",
    ),
];
/// Relatives: the name of the list in the BRP's answer, the title of the group, and what one of them is called.
const RELATIVES: [(&str, Words, Words); 3] = [
    ("partners", Words { nl: "Partner", en: "Partner" }, Words { nl: "Partner", en: "Partner" }),
    ("kinderen", Words { nl: "Kinderen", en: "Children" }, Words { nl: "Kind", en: "Child" }),
    ("ouders", Words { nl: "Ouders", en: "Parents" }, Words { nl: "Ouder", en: "Parent" }),
];

fn groups(person: &Value, language: Language) -> Vec<Value> {
    let fixed = |title: Words, items: &[(Words, &str)]| {
        let item = |(key, pointer): &(Words, &str)| json!({ "key": key.get(language), "value": person.pointer(pointer).and_then(shown) });
        group(title.get(language), items.iter().map(item).collect(), language)
    };
    let mut groups = vec![fixed(PERSONAL, &PERSON), fixed(Words { nl: "Adres", en: "Address" }, &ADDRESS)];
    for (list, title, one) in RELATIVES {
        let relatives = person.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let items: Vec<Value> = relatives
            .iter()
            .filter_map(|relative| {
                Some(json!({ "key": one.get(language), "value": name_and_birth(relative, language)? }))
            })
            .collect();
        if !items.is_empty() {
            groups.push(group(title.get(language), items, language));
        }
    }
    groups
}

fn group(title: &str, items: Vec<Value>, language: Language) -> Value {
    json!({ "title": title, "source": SOURCE.get(language), "items": items })
}

/// A value of the BRP for people: a date in words, a code by its description, anything else as it is.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(map) => {
            let text = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
            text("langFormaat").or_else(|| text("omschrijving")).or_else(|| text("code"))
        }
        _ => None,
    }
}

fn name_and_birth(relative: &Value, language: Language) -> Option<String> {
    let part = |name: &str| relative.pointer(&format!("/naam/{name}")).and_then(Value::as_str);
    let parts = ["voornamen", "voorvoegsel", "geslachtsnaam"].into_iter().filter_map(part);
    let name = parts.collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return None;
    }
    let born = Words { nl: "geboren op", en: "born on" }.get(language);
    let birth = relative.pointer("/geboorte/datum").and_then(shown);
    Some(birth.map_or_else(|| name.clone(), |birth| format!("{name}\n{born} {birth}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_the_brp_becomes_plain_words() {
        let person = json!({
            "naam": { "volledigeNaam": "Jan Jansen" },
            "leeftijd": 40,
            "geslacht": { "code": "M", "omschrijving": "man" },
            "geboorte": { "datum": { "type": "Datum", "datum": "1986-05-01", "langFormaat": "1 mei 1986" } },
            "kinderen": [{ "naam": { "voornamen": "Piet", "geslachtsnaam": "Jansen" } }, {}],
        });
        let groups = groups(&person, Language::Nl);
        let titles: Vec<&str> = groups.iter().filter_map(|group| group["title"].as_str()).collect();
        assert_eq!(titles, ["Persoonlijke gegevens", "Adres", "Kinderen"]);
        assert_eq!(groups[0]["items"][2], json!({ "key": "Geboortedatum", "value": "1 mei 1986" }));
        assert_eq!(groups[0]["items"][5]["value"], "man");
        assert_eq!(groups[0]["items"][7]["value"], Value::Null);
        assert_eq!(groups[2]["items"], json!([{ "key": "Kind", "value": "Piet Jansen" }]));
    }
}
