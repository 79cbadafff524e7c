//! Each rule of tables and of form on a few rows.

#![expect(clippy::unwrap_used, reason = "what cannot be had ends the test")]

use checker::{Finding, Report, Rule, Severity, check};

/// A document with these lines below the heading of a facility.
fn report(lines: &str) -> Report {
    let text = format!(
        "# Jaarbeeld 2031\n\n**Datum** 02-06-2031\n\n## Bijlage A: Tabellen\n\n### 1.1. Zonnewijzer\n\n{lines}\n"
    );
    check(text.as_bytes()).unwrap()
}

const FIRST: usize = 9;

/// What one rule found: line counted from the first line of the table, printed, computed.
fn found(report: &Report, rule: Rule) -> Vec<(usize, String, String)> {
    let own = report.findings.iter().filter(|one| one.rule == rule);
    own.map(|one| (one.place.line.unwrap() - FIRST, one.published.clone(), one.computed.clone())).collect()
}

fn only(report: &Report, rule: Rule) -> Finding {
    let own: Vec<&Finding> = report.findings.iter().filter(|one| one.rule == rule).collect();
    assert_eq!(own.len(), 1, "{:#?}", report.findings);
    own[0].clone()
}

fn line(line: usize, published: &str, computed: &str) -> Vec<(usize, String, String)> {
    vec![(line, published.to_owned(), computed.to_owned())]
}

#[test]
fn r1_a_change_that_follows_from_its_row_is_no_finding() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t1.000\t1.083\t+8,3%\nAantal struiken\t40\t40\t-\nAantal heggen\t\t7\tnieuw\nAantal hekken\t0\t7\tnieuw";
    assert_eq!(report(rows).findings, Vec::new());
}

#[test]
fn r1_a_wrong_digit_a_wrong_sign_a_wrong_dash_and_a_wrong_nieuw_are_errors() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t1.000\t1.083\t+8,9%\nAantal struiken\t1.000\t1.083\t-8,3%\nAantal heggen\t40\t41\t-\nAantal hagen\t40\t41\tnieuw";
    let expected = [(1, "+8,9%", "+8,3%"), (2, "-8,3%", "+8,3%"), (3, "-", "+2,5%"), (4, "nieuw", "+2,5%")];
    let expected: Vec<_> = expected.iter().flat_map(|(at, print, right)| line(*at, print, right)).collect();
    let report = report(rows);
    assert_eq!(found(&report, Rule::R1), expected);
    assert!(
        report.findings.iter().filter(|one| one.rule == Rule::R1).all(|one| one.severity == Severity::Error)
    );
    assert!(report.findings[1].explanation.starts_with("De verandering heeft het verkeerde teken."));
}

#[test]
fn r1_shows_the_cells_from_which_a_wrong_change_was_taken() {
    let rows = "\t2029\t2030\t%\nTotaal aantal bomen\t1.600\t3.000\t+200,0%\nAantal bomen in het bos\t1.000\t2.400\t+140,0%";
    let finding = only(&report(rows), Rule::R1);
    assert_eq!(finding.computed, "+87,5%");
    let first = finding.candidates.first().unwrap();
    assert_eq!(
        first.formula,
        "verandering van \u{201c}Aantal bomen in het bos\u{201d} 2029 naar \u{201c}Totaal aantal bomen\u{201d} 2030"
    );
    assert_eq!(first.outcome, "+200,0%");
    assert_eq!((finding.place.column, finding.place.length), (Some(33), 7));
}

#[test]
fn r1_a_change_from_a_missing_value_is_an_error() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t\t1.083\t+8,9%\nAantal heggen\t40\t50\t+25,0%";
    let finding = only(&report(rows), Rule::R1);
    assert_eq!((finding.severity, finding.place.line), (Severity::Error, Some(FIRST + 1)));
}

#[test]
fn r1_the_years_in_the_header_of_the_change_say_which_years_are_compared() {
    let rows = "\t2028\t2029\t2030\tVerschil 2028-2030 %\nAantal bomen\t1.000\t1.500\t1.100\t+10,0%";
    assert_eq!(found(&report(rows), Rule::R1), Vec::new());
}

#[test]
fn r2_reports_the_row_that_is_rounded_otherwise() {
    let mut rows = "\t2029\t2030\t%\n".to_owned();
    // The old value 999 makes every change one that rounding decides.
    for (index, new) in [1083_u32, 1156, 2349, 1777, 1238].into_iter().enumerate() {
        let tenths = ((new - 999) * 2000 + 999) / (2 * 999);
        let print = format!("{}.{:03}", new / 1000, new % 1000);
        rows.push_str(&format!("Aantal soort {index}\t999\t{print}\t+{},{}%\n", tenths / 10, tenths % 10));
    }
    assert_eq!(found(&report(&rows), Rule::R2), Vec::new());
    rows.push_str("Aantal soort 9\t999\t1.169\t+17,1%\n");
    let report = report(&rows);
    assert_eq!(found(&report, Rule::R2), line(6, "+17,1%", "+17,0%"));
}

#[test]
fn r2_a_table_that_is_cut_off_as_a_whole_is_left_alone() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t300\t500\t+66,6%\nAantal heggen\t600\t1.000\t+66,6%\nAantal hagen\t700\t1.900\t+171,4%";
    assert_eq!(found(&report(rows), Rule::R2), Vec::new());
}

const SUMS: &str = "\t2028\t2029\t2030\t%\nTotaal aantal bomen\t1.830\t2.241\t2.652\t+18,3%\nAantal bomen in het bos\t1.100\t1.411\t1.722\t+22,0%\nAantal bomen in het park\t730\t830\t930\t+12,0%";

#[test]
fn r3_a_total_that_closes_is_no_finding() {
    let report = report(SUMS);
    assert_eq!(report.findings, Vec::new());
    assert_eq!(report.counts.sums, 3);
}

#[test]
fn r3_a_total_that_does_not_close_is_reported_with_its_difference() {
    let report = report(&SUMS.replace("1.830", "1.930"));
    let finding = only(&report, Rule::R3);
    assert_eq!((finding.published.as_str(), finding.computed.as_str()), ("1.930", "1.830"));
    assert_eq!(finding.place.column_name, "2028");
    assert!(finding.explanation.contains("verschil 100. In 2029 en 2030 is het totaal precies deze som."));
}

#[test]
fn r3_names_the_row_that_explains_the_difference() {
    let rows = format!("{SUMS}\nAantal bomen met bordje\t200\t210\t220\t+4,8%").replace("1.830", "2.030");
    let finding = only(&report(&rows), Rule::R3);
    assert_eq!(finding.candidates[0].formula, "verschil = \u{201c}Aantal bomen met bordje\u{201d}");
    assert_eq!(finding.candidates[0].outcome, "200");
}

#[test]
fn r3_rows_of_which_one_is_by_chance_the_sum_of_two_others_are_no_total() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t8\t9\t+12,5%\nAantal heggen\t5\t6\t+20,0%\nAantal hagen\t3\t4\t+33,3%";
    assert_eq!(report(rows).findings, Vec::new());
}

#[test]
fn r3_a_numbered_list_beside_the_table_adds_up() {
    let rows = "\t2029\t2030\t%\tToelichting\nAantal bomen\t800\t1.083\t+35,4%\t1 Eik 400 2 Beuk 683";
    assert_eq!(found(&report(rows), Rule::R3), Vec::new());
    let wrong = rows.replace("683", "673 3 Es 10 4 Iep 200");
    let finding = only(&report(&wrong), Rule::R3);
    assert_eq!((finding.computed.as_str(), finding.published.as_str()), ("1.283", "1.083"));
    assert_eq!(
        finding.candidates[0].formula,
        "\u{201c}Eik\u{201d} + \u{201c}Beuk\u{201d} + \u{201c}Es\u{201d}"
    );
}

#[test]
fn r4_rows_below_a_row_without_the_name_total_close_in_every_year_or_in_none() {
    let rows = "\t2028\t2029\t2030\t%\nAantal passen\t135.291\t137.722\t150.231\t+9,1%\nAantal rode\t49.791\t40.871\t25.741\t-37,0%\nAantal gele\t85.500\t96.851\t124.490\t+28,5%";
    assert_eq!(found(&report(rows), Rule::R4), Vec::new());
    let finding = only(&report(&rows.replace("85.500", "85.600")), Rule::R4);
    assert_eq!((finding.place.line, finding.computed.as_str()), (Some(FIRST + 1), "135.391"));
}

fn two_facilities(there: &str) -> String {
    format!(
        "\t2028\t2029\t2030\t%\nAantal meldingen via Seinpost\t847\t995\t1.058\t+6,3%\n\n### 1.2. Seinpost\n\n\t2028\t2029\t2030\t%\nAantal meldingen over Zonnewijzer\t847\t{there}\t1.058\t+6,3%"
    )
}

#[test]
fn r5_rows_that_name_each_others_facility_are_equal() {
    let agrees = report(&two_facilities("995"));
    assert_eq!((agrees.findings.clone(), agrees.counts.pairs), (Vec::new(), 1));
    let differs = report(&two_facilities("996"));
    let expected = [line(1, "995", "996"), line(6, "996", "995")].concat();
    assert_eq!(found(&differs, Rule::R5), expected);
}

#[test]
fn r15_a_part_is_not_larger_than_the_whole() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t1.000\t1.100\t+10,0%\nAantal bomen in het park\t1.200\t900\t-25,0%\nAantal bezoeken\t500\t600\t+20,0%\nAantal unieke bezoekers\t400\t601\t+50,3%";
    let expected = [line(2, "1.200", "<= 1.000"), line(4, "601", "<= 600")].concat();
    assert_eq!(found(&report(rows), Rule::R15), expected);
    let of_which = "\t2029\t2030\t%\nAantal bomen\t10\t11\t+10,0%\nwaarvan in het park\t4\t12\t+200,0%";
    assert_eq!(found(&report(of_which), Rule::R15), line(2, "12", "<= 11"));
}

#[test]
fn r15_what_was_opened_after_six_weeks_is_at_least_what_was_opened_after_three() {
    let rows = "Groep\t% Geopend na 3 weken\t\t% Geopend na 6 weken\n\t2029\t2030\t2029\t2030\nBossen\t50%\t61%\t55%\t60%";
    assert_eq!(found(&report(rows), Rule::R15), line(2, "61%", "<= 60"));
}

#[test]
fn r16_days_exist_and_agree_with_the_reference_date() {
    let table = "\t2029\t2030\t%\nAantal bomen\t10\t11\t+10,0%\n\n";
    let fine = format!("{table}De peildatum 31 december 2030 geldt. Stand 31-12-2030.");
    assert_eq!(report(&fine).findings, Vec::new());
    let wrong = format!(
        "{table}De peildatum 31 december 2030 geldt.\n\nStand 31-12-2029. Op 31 november 2030 was er storm."
    );
    let prints: Vec<String> =
        found(&report(&wrong), Rule::R16).into_iter().map(|(_, print, _)| print).collect();
    assert_eq!(prints, ["31-12-2029", "31 november 2030"]);
    let late = "\t2030\t2031\t%\nAantal bomen\t10\t11\t+10,0%";
    assert_eq!(found(&report(late), Rule::R16), line(0, "2031", ""));
}

#[test]
fn r17_a_row_has_one_unit_and_it_fits_the_name() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t100%\t100%\t-\nHeggen\t100%\t12\t";
    let report = report(rows);
    let own: Vec<_> =
        report.findings.iter().filter(|one| one.rule == Rule::R17).map(|one| one.severity).collect();
    assert_eq!(own, [Severity::Note, Severity::Warning]);
}

#[test]
fn r18_no_change_is_computed_from_a_bound() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t> 5.000\t6.000\t+20,0%";
    assert_eq!(only(&report(rows), Rule::R18).severity, Severity::Warning);
}

#[test]
fn r20_a_large_change_without_a_note_is_a_remark() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t100\t150\t+50,0%\nAantal heggen\t4\t8\t+100,0%";
    assert_eq!(found(&report(rows), Rule::R20), line(1, "+50,0%", "+50,0%"));
    let explained = format!("{rows}\n\n#### Toelichting\n\nEr zijn meer bomen geplant.");
    assert_eq!(report(&explained).findings, Vec::new());
}

#[test]
fn r21_a_count_over_a_year_does_not_stay_the_same_to_the_last_digit() {
    let rows = "\t2028\t2029\t2030\t%\nAantal bezoeken\t12.345\t12.345\t12.345\t-\nAantal bomen\t12.345\t12.345\t12.345\t-";
    let finding = only(&report(rows), Rule::R21);
    assert_eq!((finding.severity, finding.place.line), (Severity::Warning, Some(FIRST + 1)));
}

#[test]
fn r22_a_name_is_spelled_in_one_way() {
    let rows = "\t2029\t2030\t%\nAantal aangesloten organisatie\t10\t11\t+10,0%\n\n### 1.2. Seinpost\n\nNu **Sein-post**.\n\n\t2029\t2030\t%\nAantal aangesloten organisaties\t10\t11\t+10,0%";
    let report = report(rows);
    let prints: Vec<String> = found(&report, Rule::R22).into_iter().map(|(_, print, _)| print).collect();
    assert_eq!(prints.len(), 2, "{:#?}", report.findings);
    assert!(prints.contains(&"Sein-post".to_owned()));
}

#[test]
fn r23_numbers_have_dutch_signs() {
    let rows = "\t2029\t2030\t%\nAantal bomen\t15,023\t16.025\t+6.7%\nAantal heggen\t1.5.3\t12\t-\nAantal hagen\tveel\t12\t-";
    let report = report(rows);
    let own: Vec<_> = found(&report, Rule::R23).into_iter().map(|(at, print, _)| (at, print)).collect();
    let expected = [(1, "15,023"), (1, "+6.7%"), (2, "1.5.3"), (3, "veel")];
    assert_eq!(own, expected.map(|(at, print)| (at, print.to_owned())));
}

#[test]
fn r24_ragged_rows_empty_headers_and_lost_headers_are_findings() {
    let rows = "\t2029\t2030\t%\t\nAantal bomen\t10\t11\t+10,0%\tiets\nAantal heggen\t10\nAantal hagen\t10\t10\t-\tx\ty\n\nbla\t12\t13\nbla\t14\t15";
    let lines: Vec<usize> = found(&report(rows), Rule::R24).into_iter().map(|(at, ..)| at).collect();
    assert_eq!(lines, [0, 2, 3, 5]);
}

#[test]
fn r24_years_headings_and_contents_agree() {
    let text = "# Jaarbeeld\n\n## 1. Inhoud\n\n1.1. Zonnewijzer .....\t3\n1.2. Seinpost .....\t2\n1.3. Niets .....\t4\n\n## Bijlage A: Tabellen\n\n### 1.1. Zonnewijzer\n\n\t2028\t2029\t2030\t%\nA\t1\t1\t1\t-\n\n### 1.4. Seinpost\n\n\t2028\t2029\t2030\t%\nB\t1\t1\t1\t-\n\n### 1.5. Dijk\n\n\t2028\t2030\t%\nC\t1\t1\t-\n";
    let report = check(text.as_bytes()).unwrap();
    let own: Vec<(Option<usize>, Severity)> = report
        .findings
        .iter()
        .filter(|one| one.rule == Rule::R24)
        .map(|one| (one.place.line, one.severity))
        .collect();
    let note = Severity::Note;
    assert_eq!(
        own,
        [(Some(6), note), (Some(6), note), (Some(7), note), (Some(21), note), (Some(23), Severity::Warning)]
    );
}

#[test]
fn cells_with_two_values_are_checked_each_on_its_own() {
    let rows = "\t2029\t2030\t%\nAantal partners\t7 partners, 405 lijnen\t7 partners, 390 lijnen\t- - 3,7%";
    let fine = report(rows);
    assert_eq!(found(&fine, Rule::R1), Vec::new());
    assert_eq!(found(&fine, Rule::R24).len(), 1);
    let wrong = report(&rows.replace("390", "380"));
    assert_eq!(found(&wrong, Rule::R1), line(1, "- - 3,7%", "-6,2%"));
}
