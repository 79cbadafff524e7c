//! A small invented publication for the tests of the machine interfaces.

use edition::{Definitions, Edition, Publication, Register};

/// Lines of a tab-separated file, written with `|`.
fn lines(text: &str) -> String {
    text.lines().map(|line| line.trim_start().replace('|', "\t")).collect::<Vec<_>>().join("\n") + "\n"
}

/// A small invented publication: two rows of a gate, and letters by sender.
pub fn small() -> Publication {
    let document = lines(
        "# Proef 2031

        **Versie**   Versie 1.0
        **Datum**   03-04-2031

        ## Bijlage A: Eerste deel

        ### 1.1. Poort

        |2029|2030|%
        Aantal poorten|-|7|nieuw
        Aandeel open|99,5%|100%|+0,5%
        Aantal klachten|12|> 5.000|-

        ### 1.2. Post

        |2029|2030|%
        Aantal brieven|3|4|+33,3%

        ### Geopend per afzender

        Afzenders|% na 3 weken||
        |2029|2030|Verschil
        Stad|62%|71%|9%
        <b>Totaal</b>|<b>62%</b>|<b>71%</b>|<b>9%</b>",
    );
    let edition = edition::import(&document).unwrap();
    let register = register(&edition);
    let definitions = Definitions { definitions: Vec::new() };
    Publication::of_document(edition, register, definitions).unwrap()
}

/// A register of whatever the edition has.
fn register(edition: &Edition) -> Register {
    let mut rows = String::from(
        "id\tsdmx_code\tbreakdown\tkind\tunit\tdecimals\tchapter\tfacility\tblock\tgroup\tseed_name\tpart\tseed_line\ttitle_nl\ttitle_en\n",
    );
    for found in edition.series() {
        let id = &found.series.id;
        let sender = !found.group.is_empty();
        let (measure, breakdown) = match id.rsplit_once('.') {
            Some((measure, sender_code)) if sender => (measure, edition::code(sender_code)),
            _ => (id.as_str(), "_T".to_owned()),
        };
        let breakdown = if breakdown == "TOTAAL" { "_T" } else { &breakdown };
        let share = sender || found.label == "Aandeel open";
        let (kind, unit) = match (sender, share) {
            (true, _) => ("cohort", "procent"),
            (false, true) => ("ratio", "procent"),
            _ => ("stock", "stuks"),
        };
        let decimals = u8::from(share && !sender).to_string();
        let fields = [
            id,
            &edition::code(measure),
            breakdown,
            kind,
            unit,
            &decimals,
            &found.chapter.slug,
            &found.facility.slug,
            "",
            found.group,
            found.label,
            "",
            &found.line.to_string(),
            found.label,
            "Title",
        ];
        rows.push_str(&fields.join("\t"));
        rows.push('\n');
    }
    Register::from_data(&rows).unwrap()
}
