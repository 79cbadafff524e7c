//! Sentences about an invented document: true ones are silent, each wrong one is found where it stands.

use proptest::prelude::*;

use crate::finding::Finding;
use crate::read;
use crate::rule::Rule;

const RULES: [Rule; 10] = [
    Rule::R6,
    Rule::R7,
    Rule::R8,
    Rule::R9,
    Rule::R10,
    Rule::R11,
    Rule::R12,
    Rule::R13,
    Rule::R14,
    Rule::R19,
];

const TABLES: &str = "
## Bijlage A: Voorzieningen

### 1.1. Havenloket (HVL)

Het Havenloket is er voor schippers.

\t2021\t2022\t2023\t%
Totaal aantal aangesloten organisaties\t40\t42\t42\t-
Aantal accounts op Laag\t1.000.000\t900.000\t700.000\t-22,2%
Aantal accounts op Hoog\t200.000\t400.000\t812.000\t+103,0%
Totaal aantal aanmeldingen\t5.000.000\t6.150.000\t7.312.000\t+18,9%
Aantal aanmeldingen op Laag\t4.000.000\t4.900.000\t5.200.000\t+6,1%
Aantal aanmeldingen op Hoog App\t1.000.000\t1.250.000\t2.112.000\t+69,0%
Aantal unieke bezoekers\t30.000\t20.500\t20.600\t+0,5%

#### Toelichting

NOTE

### 1.2. Sluisregister

\t2021\t2022\t2023\t%
Aantal aangesloten overheidsorganisaties\t100%\t100%\t100%\t-
Totaal aantal meldingen\t9.000\t10.000\t12.500\t+25,0%
Aantal meldingen via Havenloket\t1.000\t1.500\t6.100\t+306,7%
Aantal meldingen via e-mail\t8.000\t8.500\t6.400\t-24,7%
Aantal berichten vanuit de BRUG geleverd\t1.100.000\t1.200.000\t2.900.000\t+141,7%
Aantal BRUG berichten verzonden\t1.000.000\t1.190.000\t2.800.000\t+135,3%

### 1.3. Brugregister (BRUG)

\t2021\t2022\t2023\t%
Totaal aantal meldingen\t800\t900\t1.150\t+27,8%
Aantal opvragingen\t3.000.000.000\t3.300.000.000\t4.950.000.000\t+50,0%

### 1.4. Berichtenhuis

\t2021\t2022\t2023\t%
<b>Berichtenhuis Postbus</b>\t\t\t\t
Aantal aangesloten organisaties\t300\t341\t355\t+4,1%
Aantal verstuurd berichten naar de Postbus\t70.000.000\t81.900.000\t82.300.000\t+0,5%
<b>Berichtenhuis Inzage Eigen Zaken</b>\t\t\t\t
Aantal aangesloten registraties\t8\t9\t9\t-
Aantal raadplegingen Inzage Eigen Zaken\t5.000.000\t6.900.000\t7.150.000\t+3,6%

#### Aantal berichten per afzender

Afzenders\tTotaal aantal berichten\t\t
\t2021\t2022\t2023
Steden\t100.000\t150.000\t200.000
Havens\t300.000\t350.000\t400.000
<b>Totaal</b>\t<b>400.000</b>\t<b>500.000</b>\t<b>600.000</b>

#### Percentages gelezen berichten per afzender

Afzenders\t% Gelezen na 2 weken\t\t\t\t% Gelezen na 4 weken\t\t\t
\t2021\t2022\t2023\tVerschil in procentpunt\t2021\t2022\t2023\tVerschil in procentpunt
Steden\t50%\t52%\t58%\t6\t60%\t61%\t66%\t5
Havens\t40%\t43%\t52%\t9\t50%\t55%\t60%\t5
<b>Totaal</b>\t<b>42%</b>\t<b>46%</b>\t<b>54%</b>\t<b>8</b>\t<b>52%</b>\t<b>57%</b>\t<b>62%</b>\t<b>5</b>
";

fn document(text: &str, note: &str) -> String {
    let head = "# Havenmonitor 2024\n\n**Datum**      02-06-2024\n\n## 1. Hoofdlijnen\n\n";
    format!("{head}{text}\n{}", TABLES.replace("NOTE", note))
}

fn findings_of(document: &str) -> Vec<Finding> {
    let source = read::read(document.as_bytes()).unwrap();
    let outcome = super::check(&source);
    outcome.findings.into_iter().filter(|one| RULES.contains(&one.rule)).collect()
}

/// Rule and print of every finding in a text of the summary.
fn found(text: &str) -> Vec<String> {
    findings_of(&document(text, "Niets."))
        .iter()
        .map(|one| format!("{} {}", one.rule.code(), one.published))
        .collect()
}

/// The numbers of a text that are listed as not checked.
fn unchecked(text: &str) -> Vec<String> {
    let source = read::read(document(text, "Niets.").as_bytes()).unwrap();
    super::check(&source).not_checked.into_iter().map(|one| one.number).collect()
}

/// True sentences; each is read alone.
const TRUE: &[&str] = &[
    "Bij het **Havenloket** steeg het aantal aanmeldingen met bijna 19% naar 7,3 miljoen.",
    "Voor het **Havenloket** is het totaal aantal aanmeldingen gestegen met ruim 18% naar ruim 7,3 miljoen, waarbij het aantal accounts op niveau Hoog meer dan verdubbeld is naar 812.000.",
    "Het aantal accounts op Laagniveau van het **Havenloket** telt 700.000, een daling van 22% t.o.v. 2022.",
    "Van de 7,3 miljoen aanmeldingen bij het **Havenloket** zijn de meeste gedaan op niveau Laag met 5,2 miljoen.",
    "Het aantal aangesloten organisaties bij het **Havenloket** is met 42 gelijk gebleven en hadden in 2023 ruim 7,3 miljoen aanmeldingen. Dit is een stijging van bijna 19% ten opzichte van het jaar ervoor.",
    "Het aantal aangesloten organisaties van het **Havenloket** is nog steeds 42.",
    "Via de App van het **Havenloket** zijn ruim 2,1 miljoen aanmeldingen op Hoog gedaan, in 2022 waren dit er 1,25 miljoen.",
    "Het **Havenloket** had bijna 21.000 unieke bezoekers, nagenoeg stabiel.",
    "Het aantal meldingen in het **Sluisregister** steeg van 10.000 in 2022 naar 12.500 in 2023.",
    "Van de 12.500 meldingen in het **Sluisregister** gingen er ruim 6.000 via Havenloket. Dat aantal is ruim verviervoudigd.",
    "Voor het Sluisregister en het Brugregister steeg het aantal meldingen naar 12.500 respectievelijk ruim 1.100.",
    "In het **Sluisregister** steeg het aantal berichten naar en van de BRUG naar 5,7 miljoen.",
    "Het aantal verstuurde berichten naar de **Postbus** is stabiel gebleven op ruim 82 miljoen en het aantal aangesloten organisaties steeg van 341 naar 355, dat is 4% meer dan 2022.",
    "Het onderdeel **Eigen Zaken** is licht gestegen met bijna 4% naar 7,15 miljoen raadplegingen. Het aantal bronnen is nog steeds 9, waarvan 3 registers (Sluizen, Bruggen en Havens).",
    "Bij het **Berichtenhuis** steeg het percentage gelezen berichten met 8 procentpunt naar 54% na 2 weken en 5 procentpunt naar 62% na 4 weken.",
    "Het aantal opvragingen van het **Brugregister** nam toe met 50% tot bijna 5 miljard.",
    "Op 31 december 2023 waren 355 organisaties aangesloten op de **Postbus**.",
    "De stijging van het aantal opvragingen van het **Brugregister** komt door de kaart.",
    "Sinds 2021 is het aantal opvragingen van het **Brugregister** met 65% toegenomen.",
    "Het **Sluisregister** had in 2022 10.000 meldingen.",
];

#[test]
fn true_sentences_are_silent() {
    for text in TRUE {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn numbers_of_true_sentences_are_bound() {
    for text in TRUE {
        let left: Vec<String> = unchecked(text);
        assert_eq!(left, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_wrong_value_is_found_by_the_words_of_its_row() {
    assert_eq!(
        found("Bij het **Havenloket** steeg het aantal aanmeldingen met bijna 19% naar 8,3 miljoen."),
        ["R6 8,3 miljoen"]
    );
    assert_eq!(
        found("Bij het **Havenloket** steeg het aantal aanmeldingen met bijna 29% naar 7,3 miljoen."),
        ["R7 bijna 29%"]
    );
    assert_eq!(
        found("Het aantal meldingen in het **Sluisregister** steeg van 11.000 naar 12.500."),
        ["R6 11.000"]
    );
    assert_eq!(found("Het **Havenloket** heeft nog steeds 43 organisaties."), ["R6 43"]);
    assert_eq!(
        found("Het aantal accounts op Laag van het **Havenloket** telt 812.000."),
        ["R6 812.000"],
        "the number of another row does not bind where the words name one"
    );
}

#[test]
fn a_wrong_direction_is_found() {
    assert_eq!(
        found("Bij het **Havenloket** daalde het aantal aanmeldingen naar 7,3 miljoen."),
        ["R6 daalde"]
    );
    assert_eq!(
        found("Bij het **Havenloket** daalde het aantal aanmeldingen met bijna 19%."),
        ["R7 bijna 19%"]
    );
    assert_eq!(
        found("De daling van het aantal opvragingen van het **Brugregister** komt door de kaart."),
        ["R6 daling"]
    );
    assert_eq!(
        found("Het aantal meldingen in het **Sluisregister** is gelijk gebleven met 12.500."),
        ["R6 gelijk"]
    );
}

#[test]
fn a_wrong_qualifier_is_found() {
    assert_eq!(found("Het **Havenloket** telde bijna 7,3 miljoen aanmeldingen."), ["R6 bijna 7,3 miljoen"]);
    assert_eq!(found("Het **Havenloket** telde ruim 7,4 miljoen aanmeldingen."), ["R6 ruim 7,4 miljoen"]);
    assert_eq!(
        found("Bij het **Havenloket** steeg het aantal aanmeldingen licht naar 7,3 miljoen."),
        ["R6 steeg"]
    );
}

#[test]
fn a_wrong_word_for_many_times_is_found() {
    let text = |word| format!("Bij het **Havenloket** is het aantal accounts op Hoog {word} naar 812.000.");
    assert_eq!(found(&text("verdrievoudigd")), ["R8 verdrievoudigd"]);
    assert_eq!(found(&text("verdubbeld")), Vec::<String>::new());
    assert_eq!(found(&text("bijna verdubbeld")), ["R8 verdubbeld"]);
}

#[test]
fn differences_of_percentages_are_points() {
    let text = |much| {
        format!(
            "Bij het **Berichtenhuis** steeg het percentage gelezen berichten met {much} naar 54% na 2 weken."
        )
    };
    assert_eq!(found(&text("8%")), ["R14 8%"]);
    assert_eq!(found(&text("9 procentpunt")), ["R13 9 procentpunt"]);
    assert_eq!(found(&text("ruim 17%")), Vec::<String>::new(), "46 to 54 is 17.4 percent more");
}

#[test]
fn everyone_and_the_most_are_asked_of_all_members() {
    let all = "Het percentage gelezen berichten van het **Berichtenhuis** is bij alle afzenders";
    assert_eq!(found(&format!("{all} gestegen.")), Vec::<String>::new());
    assert!(!found(&format!("{all} gedaald.")).is_empty());
    assert_eq!(
        found("De meeste aanmeldingen van het **Havenloket** zijn op Hoog App gedaan, 2,1 miljoen."),
        ["R9 De meeste"]
    );
    assert_eq!(
        found("De top 2 bestaat uit het Sluisregister en het Brugregister. In 2022 was dit ook de top 2."),
        ["R9 top 2", "R9 top 2"]
    );
}

#[test]
fn ranges_hold_for_each_member() {
    let text = |range| {
        format!(
            "De grootste groeicijfers van {range} zijn te vinden bij het Sluisregister en het Brugregister."
        )
    };
    assert_eq!(found(&text("25%-50%")), Vec::<String>::new());
    assert_eq!(found(&text("40%-50%")), ["R9 40%-50%"]);
}

#[test]
fn enumerations_are_counted() {
    let text = |count| {
        format!(
            "Het aantal bronnen van **Eigen Zaken** is nog steeds 9, waarvan {count} registers (Sluizen, Bruggen en Havens)."
        )
    };
    assert_eq!(found(&text("3")), Vec::<String>::new());
    assert_eq!(found(&text("4")), ["R10 4"]);
    assert_eq!(found("Er zijn twee redenen:\n- de kaart;\n- de prijs."), Vec::<String>::new());
    assert_eq!(found("Er zijn drie redenen:\n- de kaart;\n- de prijs."), ["R10 drie"]);
}

#[test]
fn a_note_about_a_correction_agrees_with_the_table() {
    let note = |value| {
        format!("Het cijfer 'Totaal aantal aanmeldingen' over 2022 is aangepast van 6.100.000 naar {value}.")
    };
    let found = |value| -> Vec<String> {
        findings_of(&document("Geen.", &note(value)))
            .iter()
            .map(|one| format!("{} {}", one.rule.code(), one.published))
            .collect()
    };
    assert_eq!(found("6.150.000"), Vec::<String>::new());
    assert_eq!(found("6.510.000"), ["R11 6.510.000"]);
}

#[test]
fn a_note_about_a_break_asks_for_a_mark_at_the_change() {
    let note = "De stijging van het aantal unieke bezoekers komt door een wijziging in de meetmethodiek.";
    let found = findings_of(&document("Geen.", note));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].rule, found[0].published.as_str()), (Rule::R19, "+0,5%"));
}

#[test]
fn a_breakdown_adds_up_to_its_row() {
    let note = |part| {
        format!(
            "Uitsplitsing van het totaal aantal aanmeldingen: {part} op papier en 312.000 op het scherm in 2023."
        )
    };
    assert_eq!(findings_of(&document("Geen.", &note("7.000.000"))), Vec::new());
    assert_eq!(findings_of(&document("Geen.", &note("6.000.000"))).len(), 1);
}

#[test]
fn a_weighted_percentage_lies_between_what_its_parts_allow() {
    let wrong = document("Geen.", "Niets.").replace("<b>54%</b>\t<b>8</b>", "<b>57%</b>\t<b>11</b>");
    let found = findings_of(&wrong);
    assert_eq!(found.iter().map(|one| one.rule).collect::<Vec<_>>(), [Rule::R12]);
    let wrong = document("Geen.", "Niets.").replace("58%\t6\t", "58%\t7\t");
    assert_eq!(findings_of(&wrong).iter().map(|one| one.rule).collect::<Vec<_>>(), [Rule::R13]);
    let named =
        document("Geen.", "Niets.").replace("Verschil in procentpunt", "Verschil").replace("\t6\t", "\t6%\t");
    assert!(findings_of(&named).iter().any(|one| one.rule == Rule::R14));
}

#[test]
fn what_no_row_tells_is_listed_and_not_judged() {
    for (text, number) in [
        ("De app van het **Havenloket** is ruim 2,3 miljoen keer gedownload.", "ruim 2,3 miljoen"),
        ("Het **Havenloket** telde 5.000 gebruikers per maand.", "5.000"),
        ("Naar verwachting stijgt het aantal aanmeldingen van het **Havenloket** met 40%.", "40%"),
        ("In maart 2023 telde het **Havenloket** 500.000 aanmeldingen.", "500.000"),
        ("Het aantal meldingen steeg overal naar 77.000.", "77.000"),
        ("Bij het **Havenloket** zijn 7 andere organisaties aangesloten.", "7"),
        ("Het aantal aanmeldingen van het **Havenloket** steeg in de afgelopen jaren met 80%.", "80%"),
    ] {
        assert_eq!((found(text), unchecked(text)), (Vec::new(), vec![number.to_owned()]), "{text}");
    }
}

#[test]
fn a_finding_stands_at_its_number() {
    let text = "Bij het **Havenloket** steeg het aantal aanmeldingen naar 9,3 miljoen.";
    let found = findings_of(&document(text, "Niets."));
    let place = &found[0].place;
    assert_eq!((place.line, place.column, place.length), (Some(7), Some(59), 11));
}

/// Every figure of the true sentences, changed by much more than rounding.
#[test]
fn nine_of_ten_changed_numbers_are_found_in_their_sentence() {
    let (mut all, mut hit, mut missed) = (0_u32, 0_u32, Vec::new());
    for text in TRUE {
        for (at, digit) in text.char_indices().filter(|(_, letter)| letter.is_ascii_digit()) {
            let before = text[..at].chars().next_back();
            let leading =
                !before.is_some_and(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','));
            let rest: String = text[at..].chars().take_while(|letter| letter.is_ascii_digit()).collect();
            let year = rest.len() == 4 && rest.starts_with("20");
            let name = text[at..].contains("december") && rest.len() == 2
                || text[at..].contains(" weken") && rest.len() == 1 && text[at + 1..].starts_with(" weken");
            if !leading || year || name {
                continue;
            }
            let other = if digit == '9' {
                '4'
            } else {
                char::from_digit(digit.to_digit(10).unwrap() + 1, 10).unwrap()
            };
            let mut wrong = (*text).to_owned();
            wrong.replace_range(at..=at, &other.to_string());
            all += 1;
            if found(&wrong).is_empty() {
                missed.push(wrong);
            } else {
                hit += 1;
            }
        }
    }
    assert!(all >= 40 && hit * 10 >= all * 9, "{hit} of {all}: {missed:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}", note in "[ -~\n]{0,120}") {
        if let Ok(source) = read::read(document(&text, &note).as_bytes()) {
            super::check(&source);
        }
    }

    #[test]
    fn words_of_the_language_in_any_order_never_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("het"), Just("aantal"), Just("**Havenloket**"), Just("aanmeldingen"), Just("steeg"), Just("met"),
                Just("5%"), Just("naar"), Just("7,3 miljoen"), Just("van"), Just("de"), Just("waarvan"), Just("("),
                Just(")"), Just("en"), Just(","), Just("respectievelijk"), Just("in 2022"), Just("top 3"), Just("20%-30%"),
                Just("verdubbeld"), Just("tussen"), Just("dan"), Just("aangepast"), Just("uitsplitsing"), Just(":"), Just("."),
            ],
            0..40,
        ),
    ) {
        let text = words.join(" ");
        if let Ok(source) = read::read(document(&text, "Niets.").as_bytes()) {
            super::check(&source);
        }
    }
}
