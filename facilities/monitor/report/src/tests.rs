use edition::{
    Break, BreakKind, Decimal, Explanation, Family, Publication, Reason, Restatement, Scale, Target,
};
use serde_json::{Value, to_value};

use crate::{Attachment, Inputs, ReportError, Section, charts, content, letters, pdf};

fn inputs(publication: &Publication) -> Inputs {
    Inputs {
        commentary: vec![Section {
            chapter: publication.edition.chapters[0].slug.clone(),
            heading: "Inloggen".to_owned(),
            paragraphs: vec!["Er wordt meer ingelogd.".to_owned()],
        }],
        summary: vec!["More people log in.".to_owned()],
        charts: charts(publication),
        attachments: vec![Attachment {
            path: "observations.csv".to_owned(),
            media_type: "text/csv".to_owned(),
            bytes: b"indicator,waarde\n".to_vec(),
            description: "Alle waarnemingen".to_owned(),
        }],
        manifest_hash: "0123456789abcdef".repeat(4),
    }
}

/// An edition with everything that a text can be: commands of the typesetter, markup, signs of other scripts.
fn odd() -> Publication {
    let mut made = Publication::built_in().unwrap();
    let text =
        "#panic(\"no\") *x* _y_ $z$ <a> @b `c` ] } \\ // \u{1f600} \u{0} \u{fffe} \u{e000} 漢字 \u{202e}";
    text.clone_into(&mut made.edition.title);
    let facility = &mut made.edition.chapters[0].facilities[0];
    text.clone_into(&mut facility.name);
    text.clone_into(&mut facility.blocks[0].rows[0].label);
    let indicator = facility.blocks[0].rows[0].series[0].id.clone();
    made.explanations.push(Explanation {
        indicator: indicator.clone(),
        facility: "digid".to_owned(),
        period: Some(2019),
        text: text.to_owned(),
        author: text.to_owned(),
        reviewed_by: "Redactie".to_owned(),
    });
    made.restatements.push(Restatement {
        indicator: indicator.clone(),
        period: 2018,
        old: Some(Decimal::whole(640)),
        new: Some(Decimal::whole(647)),
        old_edition: "2019 1.0.0".to_owned(),
        new_edition: "2020 1.0.0".to_owned(),
        reason: Reason::Rekenfout,
        text: text.to_owned(),
        decided_by: "Beheerder".to_owned(),
        date: "2020-06-15".parse().unwrap(),
    });
    made.breaks.push(Break {
        indicator: indicator.clone(),
        first_period: 2019,
        kind: BreakKind::Bron,
        text: text.to_owned(),
        overlap: None,
    });
    made.targets.push(Target {
        indicator,
        period: 2020,
        value: Decimal::whole(700),
        source: text.to_owned(),
    });
    made
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-1.7") && bytes.len() > 100_000
}

#[test]
fn the_same_publication_and_inputs_give_the_same_bytes() {
    let publication = Publication::built_in().unwrap();
    let made = pdf(&publication, &inputs(&publication)).unwrap();
    assert!(is_pdf(&made));
    let again = Publication::built_in().unwrap();
    assert!(made == pdf(&again, &inputs(&again)).unwrap());
}

#[test]
fn another_figure_hash_or_file_gives_other_bytes() {
    let publication = Publication::built_in().unwrap();
    let made = pdf(&publication, &inputs(&publication)).unwrap();
    let mut other = inputs(&publication);
    other.manifest_hash = "f".repeat(64);
    assert!(made != pdf(&publication, &other).unwrap());
    let mut other = inputs(&publication);
    other.attachments[0].bytes.push(b'x');
    assert!(made != pdf(&publication, &other).unwrap());
}

#[test]
fn no_text_of_a_publication_is_a_command() {
    let publication = odd();
    assert!(is_pdf(&pdf(&publication, &inputs(&publication)).unwrap()));
    let said = to_value(content::of(&publication, &inputs(&publication))).unwrap();
    let title = letters::only_ours(said)["title"].clone();
    assert_eq!(
        title,
        Value::String("#panic(\"no\") *x* _y_ $z$ <a> @b `c` ] } \\ // ?   ? ? ?? ?".to_owned())
    );
}

#[test]
fn a_counted_edition_says_so_and_carries_its_scale() {
    let mut publication = Publication::built_in().unwrap();
    publication.family = Family::Meting;
    publication.scale = Some(Scale { ratio: "1:10000".to_owned(), seed: "42".to_owned(), played: true });
    let said = to_value(content::of(&publication, &inputs(&publication))).unwrap();
    assert_eq!(said["counted"], Value::Bool(true));
    assert_eq!(
        said["scale"],
        Value::String(
            "schaal 1:10000, verzonnen land 42; het jaar is sneller gespeeld dan de werkelijkheid".to_owned()
        )
    );
    assert!(is_pdf(&pdf(&publication, &inputs(&publication)).unwrap()));
}

#[test]
fn an_edition_with_nothing_but_tables_has_a_report() {
    let publication = Publication::built_in().unwrap();
    let bare = Inputs { manifest_hash: "A".repeat(64), ..Inputs::default() };
    assert!(pdf(&publication, &bare).unwrap().starts_with(b"%PDF-1.7"));
}

#[test]
fn every_printed_cell_stands_in_a_table_of_its_facility() {
    let publication = Publication::built_in().unwrap();
    let said = to_value(content::of(&publication, &inputs(&publication))).unwrap();
    let mut cells: Vec<(String, String)> = Vec::new();
    for chapter in said["chapters"].as_array().unwrap() {
        for facility in chapter["facilities"].as_array().unwrap() {
            for row in facility["tables"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|table| table["rows"].as_array().unwrap())
            {
                let name = row["name"].as_str().unwrap();
                let all = row["cells"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|cell| (name.to_owned(), cell.as_str().unwrap().to_owned()));
                cells.extend(all);
            }
        }
    }
    for figure in publication.figures() {
        let name =
            if figure.breakdown_name == "Totaal" || cells.iter().any(|(name, _)| *name == figure.seed_name) {
                &figure.seed_name
            } else {
                &figure.breakdown_name
            };
        let printed = |(row, cell): &(String, String)| {
            (row == name || *row == figure.breakdown_name) && *cell == figure.print
        };
        assert!(cells.iter().any(printed), "{} {}", figure.key(), figure.print);
        if let Some(change) = &figure.change_print {
            assert!(
                cells.iter().any(|(row, cell)| row == name && cell == change),
                "{} {change}",
                figure.key()
            );
        }
    }
}

#[test]
fn a_hash_or_a_name_that_is_none_is_refused() {
    let publication = Publication::built_in().unwrap();
    let mut wrong = inputs(&publication);
    wrong.manifest_hash = "0123".to_owned();
    assert!(matches!(pdf(&publication, &wrong), Err(ReportError::Hash(4))));
    for path in ["", "../x", "a//b", "a b", "/a", "a/./b"] {
        let mut wrong = inputs(&publication);
        path.clone_into(&mut wrong.attachments[0].path);
        assert!(matches!(pdf(&publication, &wrong), Err(ReportError::Attachment(_))), "{path}");
    }
    let mut twice = inputs(&publication);
    twice.attachments.push(twice.attachments[0].clone());
    assert!(matches!(pdf(&publication, &twice), Err(ReportError::Attachment(_))));
}
