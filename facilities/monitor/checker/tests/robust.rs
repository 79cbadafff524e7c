//! Whatever is offered, the checker answers, quickly and without falling over.

use std::time::{Duration, Instant};

use checker::{MAX_BYTES, Unreadable, check};
use edition::Publication;
use kernel::Language;
use proptest::prelude::*;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,3}(\\.[0-9]{3}){0,12}",
        "[+-]?[0-9]{1,40},[0-9]{1,3}%",
        "20[0-9]{2}",
        "[0-9]{1,39} (miljard|miljoen|partners, 4 lijnen)",
        Just("Totaal".to_owned()),
        Just("-".to_owned()),
        Just("<b>1.000</b>".to_owned()),
        Just(String::new()),
        "[> ]?[0-9]{1,4} ?%?",
        "\\PC{0,12}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(cell(), 1..7).prop_map(|cells| cells.join("\t")),
        Just("\t2029\t2030\t%".to_owned()),
        Just("\t% na 3 weken\t\t% na 6 weken".to_owned()),
        "#{1,7} ([0-9]\\.){0,3} \\PC{0,20}",
        "## Bijlage [A-Z]: \\PC{0,9}",
        "(Het aantal \\*\\*[A-Z]{2,5}\\*\\* steeg met [0-9]{1,4}% naar [0-9]{1,4} (miljoen|duizend)?\\.? ?){0,3}",
        "\\PC{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = check(&bytes);
    }

    #[test]
    fn any_lines_get_the_same_report_twice(lines in proptest::collection::vec(line(), 0..40)) {
        let text = lines.join("\n");
        let first = check(text.as_bytes());
        prop_assert_eq!(&first, &check(text.as_bytes()));
        if let Ok(report) = first {
            let lines = text.lines().count();
            for one in &report.findings {
                prop_assert!(one.place.line.is_none_or(|line| line >= 1 && line <= lines));
            }
            prop_assert!(report.to_json(Language::Nl).is_object());
            prop_assert!(report.to_sarif("a.md", Language::En).is_object());
        }
    }
}

fn quick(document: &[u8]) -> Result<checker::Report, Unreadable> {
    within(1, document)
}

fn within(seconds: u64, document: &[u8]) -> Result<checker::Report, Unreadable> {
    let begun = Instant::now();
    let answer = check(document);
    assert!(begun.elapsed() < Duration::from_secs(seconds), "{:?}", begun.elapsed());
    answer
}

#[test]
fn ten_megabytes_are_refused_at_once() {
    let garbage: Vec<u8> =
        (0..10_000_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(quick(&garbage), Err(Unreadable::TooLarge { bytes: 10_000_000 }));
}

#[test]
fn what_is_no_text_or_has_no_table_is_refused_with_the_place() {
    assert_eq!(quick(b"een\ntwee \xff"), Err(Unreadable::NotText { byte: 10, line: 2 }));
    assert_eq!(quick(b"een\ntwee \0"), Err(Unreadable::NotText { byte: 10, line: 2 }));
    assert_eq!(quick(b"een\ntwee\n"), Err(Unreadable::NoTables { lines: 2 }));
    assert_eq!(quick(b""), Err(Unreadable::NoTables { lines: 0 }));
}

#[test]
fn a_megabyte_made_to_be_slow_is_answered_within_seconds() {
    let fill = |start: &str, line: &str| {
        let mut text = start.to_owned();
        while text.len() + line.len() < MAX_BYTES {
            text.push_str(line);
        }
        text
    };
    let header = "## Bijlage A: X\n### 1.1. Y\n\t2028\t2029\t2030\t%\n";
    let _ = within(10, fill(header, "Totaal\t3.000.001\t3.000.002\t3.000.003\t+0,0%\n").as_bytes());
    let _ = within(10, fill(header, "a\n\tb\n").as_bytes());
    let _ = within(10, fill("\t2029\t2030\n", "#### x\n").as_bytes());
    let _ = within(10, fill("\t2029\t2030\n", "**a** 5% ").as_bytes());
    let _ = within(10, fill("\t2029\t2030\n", "<").as_bytes());
    let _ = within(10, fill("\t2029\t2030\n", "a\n\n").as_bytes());
    let _ = within(10, fill(header, "\t").as_bytes());
    let mut rows = header.to_owned();
    for index in 0..1_900 {
        rows.push_str(&format!(
            "Totaal aantal {index}\t{index}.001\t3.{:03}\t3.000.003\t+0,0%\n",
            index % 1000
        ));
    }
    let _ = within(10, rows.as_bytes());
}

#[test]
fn the_edition_that_the_program_carries_is_checked_as_a_publication() {
    let report = checker::check_publication(&Publication::built_in().unwrap());
    assert!(report.counts.rows > 100 && report.counts.sums > 0);
    assert!(report.findings.iter().all(|one| one.place.figure.is_some()), "{:#?}", report.findings);
}

/// The document from which the carried edition was read, when it stands beside the repository: the same errors in its tables, and within a second.
#[test]
fn the_published_document_and_the_edition_read_from_it_have_the_same_errors() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap();
    let found = std::fs::read_dir(root.join("../shared/seed")).ok().and_then(|files| {
        files
            .filter_map(|file| Some(file.ok()?.path()))
            .find(|path| path.extension().is_some_and(|end| end == "txt"))
    });
    let Some(path) = found else {
        eprintln!("the published document is not here; this check is left out");
        return;
    };
    let document = quick(&std::fs::read(path).unwrap()).unwrap();
    let edition = checker::check_publication(&Publication::built_in().unwrap());
    let errors = |report: &checker::Report| {
        use checker::Rule::{R1, R2, R3, R4, R5, R15};
        let own = report.findings.iter().filter(|one| {
            one.severity == checker::Severity::Error && [R1, R2, R3, R4, R5, R15].contains(&one.rule)
        });
        own.map(|one| (one.rule, one.place.row.clone(), one.published.clone())).collect::<Vec<_>>()
    };
    assert!(!errors(&document).is_empty());
    assert_eq!(errors(&document), errors(&edition));
}
