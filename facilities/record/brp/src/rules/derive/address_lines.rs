//! The lines of an address on an envelope.

use crate::model::{AanduidingBijHuisnummer, Verblijfplaats, filled};

/// Code of the Netherlands in table 34.
const NEDERLAND: &str = "6030";

/// The lines of an address; every one may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rules) struct AddressLines {
    /// Street and number, or the location, or the first line abroad.
    pub adresregel1: Option<String>,
    /// Postcode and place, or the second line abroad.
    pub adresregel2: Option<String>,
    /// The third line abroad.
    pub adresregel3: Option<String>,
    /// Code of the country, for a place abroad.
    pub land: Option<String>,
}

impl AddressLines {
    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The lines of a place. `gemeente` is the name of the municipality of registration.
pub(in crate::rules) fn address_lines(place: &Verblijfplaats, gemeente: Option<&str>) -> AddressLines {
    let street = filled(place.straatnaam.as_ref()).filter(|street| *street != ".");
    let number = place.huisnummer.filter(|number| *number > 0);
    if let (Some(street), Some(number)) = (street, number) {
        return AddressLines {
            adresregel1: Some(street_line(place, street, number)),
            adresregel2: place_line(place, gemeente),
            ..AddressLines::default()
        };
    }
    if let Some(location) = filled(place.locatiebeschrijving.as_ref()) {
        return AddressLines {
            adresregel1: Some(location.to_owned()),
            adresregel2: gemeente.map(str::to_uppercase),
            ..AddressLines::default()
        };
    }
    abroad(place)
}

fn street_line(place: &Verblijfplaats, street: &str, number: u32) -> String {
    let mut line = street.to_owned();
    match place.aanduiding_bij_huisnummer {
        Some(AanduidingBijHuisnummer::Tegenover) => line.push_str(" t/o"),
        Some(AanduidingBijHuisnummer::Bij) => line.push_str(" bij"),
        None => {}
    }
    line.push_str(&format!(" {number}"));
    let letter = filled(place.huisletter.as_ref());
    if let Some(letter) = letter {
        line.push_str(&format!(" {letter}"));
    }
    if let Some(addition) = filled(place.huisnummertoevoeging.as_ref()) {
        // A digit right after the number would read as part of it; after a letter it cannot.
        let separator = match letter {
            Some(_) => "",
            None if addition.starts_with(|first: char| first.is_ascii_digit()) => "-",
            None => " ",
        };
        line.push_str(separator);
        line.push_str(addition);
    }
    line
}

fn place_line(place: &Verblijfplaats, gemeente: Option<&str>) -> Option<String> {
    let postcode: String =
        place.postcode.as_deref()?.chars().filter(|character| !character.is_whitespace()).collect();
    let (digits, letters) = postcode.split_at_checked(4)?;
    let town = filled(place.woonplaats.as_ref()).filter(|town| *town != ".").or(gemeente).unwrap_or_default();
    Some(format!("{digits} {letters}  {}", town.to_uppercase()).trim_end().to_owned())
}

fn abroad(place: &Verblijfplaats) -> AddressLines {
    let Some(land) = filled(place.land_adres_buitenland.as_ref()).filter(|land| *land != "0000") else {
        return AddressLines::default();
    };
    let line = |text: &Option<String>| filled(text.as_ref()).map(str::to_owned);
    let (adresregel1, adresregel2, adresregel3) =
        (line(&place.regel1), line(&place.regel2), line(&place.regel3));
    if adresregel1.is_none() && adresregel2.is_none() && adresregel3.is_none() {
        return AddressLines::default();
    }
    AddressLines { adresregel1, adresregel2, adresregel3, land: (land != NEDERLAND).then(|| land.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(text: &str) -> Option<String> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn street(street: &str, number: u32, letter: &str, addition: &str) -> Verblijfplaats {
        Verblijfplaats {
            straatnaam: some(street),
            huisnummer: Some(number),
            huisletter: some(letter),
            huisnummertoevoeging: some(addition),
            ..Verblijfplaats::default()
        }
    }

    #[test]
    fn the_first_line_follows_the_published_examples() {
        for (place, expected) in [
            (street("Jonkheer van Riemsdijkln", 88, "", ""), "Jonkheer van Riemsdijkln 88"),
            (street("Borgesiusstraat", 103, "c", ""), "Borgesiusstraat 103 c"),
            (street("Daniël Stalpertstraat", 35, "", "III"), "Daniël Stalpertstraat 35 III"),
            (street("Atatürkstraat", 9, "", "2"), "Atatürkstraat 9-2"),
            (street("St. Jacobsstraat", 400, "L", "Toe"), "St. Jacobsstraat 400 LToe"),
            (street("Cronus", 555, "B", "73c"), "Cronus 555 B73c"),
        ] {
            assert_eq!(address_lines(&place, None).adresregel1.as_deref(), Some(expected));
        }
        let near = Verblijfplaats {
            aanduiding_bij_huisnummer: Some(AanduidingBijHuisnummer::Bij),
            ..street("Graan voor Visch", 15201, "", "")
        };
        assert_eq!(address_lines(&near, None).adresregel1.as_deref(), Some("Graan voor Visch bij 15201"));
        let opposite = Verblijfplaats {
            aanduiding_bij_huisnummer: Some(AanduidingBijHuisnummer::Tegenover),
            ..street("1e Exloërmond", 3, "", "")
        };
        assert_eq!(address_lines(&opposite, None).adresregel1.as_deref(), Some("1e Exloërmond t/o 3"));
    }

    #[test]
    fn the_second_line_has_the_place_or_else_the_municipality() {
        let mut place = street("Spui", 1, "", "");
        assert_eq!(address_lines(&place, Some("'s-Gravenhage")).adresregel2, None);
        place.postcode = some("2583XL");
        let second =
            |place: &Verblijfplaats| address_lines(place, Some("'s-Gravenhage")).adresregel2.unwrap();
        assert_eq!(second(&place), "2583 XL  'S-GRAVENHAGE");
        place.woonplaats = some("Scheveningen");
        assert_eq!(second(&place), "2583 XL  SCHEVENINGEN");
    }

    #[test]
    fn unknown_parts_of_an_address_give_no_lines() {
        assert!(address_lines(&street(".", 88, "", ""), Some("Delft")).is_empty());
        assert!(address_lines(&street("Spui", 0, "", ""), Some("Delft")).is_empty());
    }

    #[test]
    fn a_location_is_written_as_it_is() {
        let place =
            Verblijfplaats { locatiebeschrijving: some("Woonboot in de Sloot"), ..Verblijfplaats::default() };
        let lines = address_lines(&place, Some("Delft"));
        assert_eq!(lines.adresregel1.as_deref(), Some("Woonboot in de Sloot"));
        assert_eq!(lines.adresregel2.as_deref(), Some("DELFT"));
    }

    #[test]
    fn a_place_abroad_has_its_own_lines_and_its_country() {
        let mut place = Verblijfplaats {
            land_adres_buitenland: some("6014"),
            regel1: some("1600 Pennsylvania Avenue NW"),
            ..Verblijfplaats::default()
        };
        let lines = address_lines(&place, None);
        assert_eq!(lines.adresregel1.as_deref(), Some("1600 Pennsylvania Avenue NW"));
        assert_eq!(lines.land.as_deref(), Some("6014"));
        place.land_adres_buitenland = some("6030");
        assert_eq!(address_lines(&place, None).land, None);
        place.land_adres_buitenland = some("0000");
        assert!(address_lines(&place, None).is_empty());
        place = Verblijfplaats { land_adres_buitenland: some("5010"), ..Verblijfplaats::default() };
        assert!(address_lines(&place, None).is_empty());
    }
}
