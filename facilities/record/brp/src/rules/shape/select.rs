//! Takes the asked paths out of everything that can be delivered. What is being investigated goes along with each asked
//! field; the type of a variant goes along with anything of it.

use serde_json::{Map, Value};

const IN_ONDERZOEK: &str = "inOnderzoek";

/// The person with only these paths.
pub(super) fn select(whole: &Map<String, Value>, paths: &[String]) -> Value {
    let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('.').collect()).collect();
    let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
    select_object(whole, &paths)
}

fn select_value(value: &Value, paths: &[&[&str]]) -> Value {
    if paths.iter().any(|path| path.is_empty()) {
        return value.clone();
    }
    match value {
        Value::Object(object) => select_object(object, paths),
        Value::Array(items) => items.iter().map(|item| select_value(item, paths)).collect(),
        single => single.clone(),
    }
}

fn select_object(object: &Map<String, Value>, paths: &[&[&str]]) -> Value {
    let mut selected = Map::new();
    for (key, value) in object {
        if key == IN_ONDERZOEK {
            continue;
        }
        let below: Vec<&[&str]> = paths
            .iter()
            .filter_map(|path| path.split_first())
            .filter(|(first, _)| *first == key)
            .map(|(_, rest)| rest)
            .collect();
        if !below.is_empty() {
            selected.insert(key.clone(), select_value(value, &below));
        } else if key == "type" {
            selected.insert(key.clone(), value.clone());
        }
    }
    if let Some(Value::Object(flags)) = object.get(IN_ONDERZOEK) {
        let flags = select_flags(flags, paths);
        if !flags.is_empty() {
            selected.insert(IN_ONDERZOEK.to_owned(), Value::Object(flags));
        }
    }
    Value::Object(selected)
}

/// The flags of the asked fields, with the dates that belong to them.
fn select_flags(flags: &Map<String, Value>, paths: &[&[&str]]) -> Map<String, Value> {
    let asked = |flag: &str| flag == "type" || paths.iter().any(|path| path.first() == Some(&flag));
    let kept: Vec<&String> = flags
        .iter()
        .filter(|(flag, value)| value.is_boolean() && asked(flag))
        .map(|(flag, _)| flag)
        .collect();
    let mut selected = Map::new();
    for (key, value) in flags {
        if kept.contains(&key)
            || (!value.is_boolean() && kept.iter().any(|flag| dates_of(flag).contains(&key.as_str())))
        {
            selected.insert(key.clone(), value.clone());
        }
    }
    selected
}

/// The names under which the first day of the investigation of a field may stand.
fn dates_of(flag: &str) -> &'static [&'static str] {
    match flag {
        "burgerservicenummer" | "geslacht" | "leeftijd" => {
            &["datumIngangOnderzoek", "datumIngangOnderzoekPersoon"]
        }
        "gemeenteVanInschrijving" | "datumInschrijvingInGemeente" => &["datumIngangOnderzoekGemeente"],
        "aanhef" | "aanschrijfwijze" | "gebruikInLopendeTekst" => {
            &["datumIngangOnderzoekPersoon", "datumIngangOnderzoekPartner"]
        }
        "adresregel1" | "adresregel2" | "adresregel3" => &["datumIngangOnderzoekVerblijfplaats"],
        "land" => &["datumIngangOnderzoek", "datumIngangOnderzoekVerblijfplaats"],
        _ => &["datumIngangOnderzoek"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn selected(whole: &Value, paths: &[&str]) -> Value {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        select(whole.as_object().unwrap(), &paths)
    }

    #[test]
    fn a_group_with_nothing_asked_in_it_is_an_empty_object() {
        let whole = json!({"naam": {"voornamen": "Jan"}, "kinderen": [{"naam": {"voornamen": "Daan"}}], "partners": []});
        assert_eq!(selected(&whole, &["naam.voorvoegsel"]), json!({"naam": {}}));
        assert_eq!(selected(&whole, &["kinderen.burgerservicenummer"]), json!({"kinderen": [{}]}));
        assert_eq!(selected(&whole, &["partners.naam", "overlijden"]), json!({"partners": []}));
    }

    #[test]
    fn a_flag_goes_along_with_its_field_only() {
        let whole = json!({"naam": {
            "voornamen": "Jan", "geslachtsnaam": "Boer",
            "inOnderzoek": {"voornamen": true, "datumIngangOnderzoek": {"type": "Datum"}}
        }});
        assert_eq!(selected(&whole, &["naam.geslachtsnaam"]), json!({"naam": {"geslachtsnaam": "Boer"}}));
        assert_eq!(
            selected(&whole, &["naam.voornamen"]),
            json!({"naam": {"voornamen": "Jan", "inOnderzoek": {"voornamen": true, "datumIngangOnderzoek": {"type": "Datum"}}}})
        );
        assert_eq!(selected(&whole, &["naam"]), whole);
    }

    #[test]
    fn the_type_of_a_variant_goes_along() {
        let whole = json!({"verblijfplaats": {"type": "Adres", "verblijfadres": {"postcode": "2583XL"}}});
        assert_eq!(
            selected(&whole, &["verblijfplaats.datumVan"]),
            json!({"verblijfplaats": {"type": "Adres"}})
        );
    }
}
