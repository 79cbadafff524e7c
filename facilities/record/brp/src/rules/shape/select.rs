//! Takes the asked paths out of everything that can be delivered. What is being investigated goes along with each asked
//! field; the type of a variant goes along with anything of it.

use super::node::Node;

const IN_ONDERZOEK: &str = "inOnderzoek";

type Entries<'a> = Vec<(&'static str, Node<'a>)>;

/// The person with only these paths.
pub(super) fn select<'a>(whole: Entries<'a>, paths: &[Vec<String>]) -> Node<'a> {
    let paths: Vec<&[String]> = paths.iter().map(Vec::as_slice).collect();
    select_group(whole, &paths)
}

fn select_value<'a>(value: Node<'a>, paths: &[&[String]]) -> Node<'a> {
    match value {
        Node::Group(entries) => select_group(entries, paths),
        Node::List(items) => Node::List(items.into_iter().map(|item| select_value(item, paths)).collect()),
        single => single,
    }
}

fn select_group<'a>(entries: Entries<'a>, paths: &[&[String]]) -> Node<'a> {
    let mut selected = Entries::with_capacity(entries.len());
    let mut flags = None;
    for (key, value) in entries {
        if key == IN_ONDERZOEK {
            flags = Some(value);
            continue;
        }
        let below = || paths.iter().filter_map(|path| path.split_first()).filter(|(first, _)| *first == key);
        if below().any(|(_, rest)| rest.is_empty()) {
            selected.push((key, value));
        } else if below().next().is_some() {
            let below: Vec<&[String]> = below().map(|(_, rest)| rest).collect();
            selected.push((key, select_value(value, &below)));
        } else if key == "type" {
            selected.push((key, value));
        }
    }
    if let Some(Node::Group(flags)) = flags {
        let flags = select_flags(flags, paths);
        if !flags.is_empty() {
            selected.push((IN_ONDERZOEK, Node::Group(flags)));
        }
    }
    Node::Group(selected)
}

/// The flags of the asked fields, with the dates that belong to them.
fn select_flags<'a>(flags: Entries<'a>, paths: &[&[String]]) -> Entries<'a> {
    let asked = |flag: &str| {
        flag == "type" || paths.iter().any(|path| path.first().is_some_and(|first| first == flag))
    };
    let is_flag = |value: &Node<'_>| matches!(value, Node::Flag(_));
    let kept: Vec<&'static str> =
        flags.iter().filter(|(flag, value)| is_flag(value) && asked(flag)).map(|(flag, _)| *flag).collect();
    let belongs = |key: &str| kept.iter().any(|flag| dates_of(flag).contains(&key));
    flags.into_iter().filter(|(key, value)| kept.contains(key) || (!is_flag(value) && belongs(key))).collect()
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
    use serde_json::{Value, json};

    fn node(value: &Value) -> Node<'_> {
        match value {
            Value::Object(object) => Node::Group(
                object.iter().map(|(key, value)| (key.clone().leak() as &str, node(value))).collect(),
            ),
            Value::Array(items) => Node::List(items.iter().map(node).collect()),
            Value::Bool(flag) => Node::Flag(*flag),
            other => Node::from(other.as_str().unwrap()),
        }
    }

    fn selected(whole: &Value, paths: &[&str]) -> Value {
        let paths: Vec<Vec<String>> =
            paths.iter().map(|path| path.split('.').map(str::to_owned).collect()).collect();
        let Node::Group(entries) = node(whole) else { panic!("no group") };
        serde_json::to_value(select(entries, &paths)).unwrap()
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
