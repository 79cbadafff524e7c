//! Documents that agree with themselves, and the same with one error in them.

#![expect(clippy::unwrap_used, reason = "what cannot be had ends the test")]

mod support;

use checker::{Report, Severity, check};
use support::{Dice, Document, Kind, corrupt, document};

/// What is worse than a remark.
fn serious(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .filter(|one| one.severity != Severity::Note)
        .map(|one| {
            format!(
                "{:?} {} [{} | {} | {}] {} <> {}: {}",
                one.place.line,
                one.rule.code(),
                one.place.table,
                one.place.row,
                one.place.column_name,
                one.published,
                one.computed,
                one.explanation
            )
        })
        .collect()
}

fn found_at(report: &Report, lines: &[usize]) -> bool {
    report
        .findings
        .iter()
        .any(|one| one.severity != Severity::Note && one.place.line.is_some_and(|line| lines.contains(&line)))
}

/// Documents of two, three and four years.
fn documents() -> impl Iterator<Item = Document> {
    (0..40_u64).map(|seed| {
        document(seed + 1, 2 + usize::try_from(seed % 3).unwrap(), 2031 + u16::try_from(seed).unwrap())
    })
}

#[test]
fn a_document_that_agrees_with_itself_has_no_errors_and_no_warnings() {
    for made in documents() {
        let report = check(&made.bytes()).unwrap();
        assert_eq!(serious(&report), Vec::<String>::new(), "{}", made.lines.join("\n"));
        assert!(report.counts.sums >= 7 && report.counts.pairs >= 6, "{:?}", report.counts);
    }
}

/// Corrupts `many` targets of these kinds and answers with those that were not found.
fn missed(many: usize, seed: u64, kinds: &[Kind]) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let all: Vec<Document> = documents().collect();
    let mut missed = Vec::new();
    for _ in 0..many {
        // With two years a total that is wrong in one of them still closes in the other.
        let made = &all[usize::try_from(dice.below(all.len() as u64)).unwrap()];
        let targets: Vec<_> = made.targets.iter().filter(|target| kinds.contains(&target.kind)).collect();
        let target = targets[usize::try_from(dice.below(targets.len() as u64)).unwrap()];
        let print = corrupt(&mut dice, target);
        let wrong = made.with(target, &print);
        let report = check(&wrong.bytes()).unwrap();
        if !found_at(&report, &target.related) {
            let line = &wrong.lines[target.line - 1];
            missed.push(format!(
                "{:?} {} -> {print} in {line}; findings {:#?}",
                target.kind,
                target.print,
                serious(&report)
            ));
        }
    }
    missed
}

#[test]
fn each_of_two_hundred_corruptions_of_tables_is_found_in_its_row_or_its_relation() {
    let kinds = [Kind::Change, Kind::Rough, Kind::Exact, Kind::Points];
    assert_eq!(missed(200, 2_024, &kinds), Vec::<String>::new());
}

#[test]
fn each_of_a_hundred_corruptions_of_sentences_is_found_in_its_sentence() {
    assert_eq!(missed(100, 77, &[Kind::Said, Kind::Verb]), Vec::<String>::new());
}
