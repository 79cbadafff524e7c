use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// The days of the tests: 1 January of the years 1 to `YEARS`.
const YEARS: i64 = 12;
const PARTS: [&str; 2] = ["06", "05.1"];

fn year(number: i64) -> PartialDate {
    if number > YEARS { PartialDate::OPEN } else { PartialDate::try_from(number * 10_000 + 101).unwrap() }
}

fn stamp(ver: i64) -> Stamp {
    Stamp { event: format!("event {ver}"), ver, at: Moment::from_micros(ver * 10) }
}

fn since(from: i64) -> Period {
    Period::since(year(from))
}

fn between(from: i64, to: i64) -> Period {
    Period { from: year(from), to: year(to) }
}

/// Changes as the generator thinks of them: `Undo` names an event by its version.
#[derive(Debug, Clone)]
enum Draft {
    Change(Change),
    Undo(i64),
}

fn part() -> impl Strategy<Value = String> {
    prop::sample::select(&PARTS[..]).prop_map(str::to_owned)
}

fn draft() -> impl Strategy<Value = Draft> {
    let doc = (0..1000).prop_map(|n| json!({ "n": n }));
    let change =
        (0..6, part(), 1..=YEARS, 1..=YEARS + 1, doc).prop_map(|(kind, part, from, to, doc)| match kind {
            0 => Change::New { part, valid: since(from), doc },
            1 => Change::New { part, valid: between(from, to), doc },
            2 | 3 => Change::Retroactive { part, valid: between(from, to), doc },
            4 => Change::Correct { part, valid_from: year(from), doc },
            _ => Change::End { part, at: year(from) },
        });
    prop_oneof![6 => change.prop_map(Draft::Change), 1 => (1i64..20).prop_map(Draft::Undo)]
}

fn history() -> impl Strategy<Value = Vec<Vec<Draft>>> {
    prop::collection::vec(prop::collection::vec(draft(), 1..3), 1..20)
}

/// What the oracle believes of each year: where the occurrence began, and what it says.
type Belief = BTreeMap<(String, i64), (PartialDate, Json)>;

/// Carries a change out on single years, without any notion of rows and their registration.
fn believe(belief: &mut Belief, change: &Change, snapshots: &[Belief]) {
    fn put(belief: &mut Belief, part: &str, valid: Period, doc: &Json) {
        for number in (1..=YEARS).filter(|number| valid.contains(year(*number))) {
            belief.insert((part.to_owned(), number), (valid.from, doc.clone()));
        }
    }
    match change {
        Change::New { part, valid, doc } => {
            put(belief, part, *valid, doc);
            belief.retain(|(of, number), _| of != part || year(*number) < valid.to);
        }
        Change::Retroactive { part, valid, doc } => {
            // What is left behind the period begins anew where the period ends.
            let split: Vec<PartialDate> = belief
                .iter()
                .filter(|((of, number), (from, _))| {
                    of == part && year(*number) >= valid.to && *from < valid.to
                })
                .map(|(_, (from, _))| *from)
                .collect();
            for ((of, number), (from, _)) in belief.iter_mut() {
                if of == part && year(*number) >= valid.to && split.contains(from) {
                    *from = valid.to;
                }
            }
            put(belief, part, *valid, doc);
        }
        Change::Correct { part, valid_from, doc } => {
            for ((of, _), (from, held)) in belief.iter_mut() {
                if of == part && from == valid_from {
                    *held = doc.clone();
                }
            }
        }
        Change::End { part, at } => belief.retain(|(of, number), _| of != part || year(*number) < *at),
        Change::Undo { registered_at, .. } => {
            let ver = usize::try_from(registered_at.micros() / 10).unwrap();
            let (before, after) = (&snapshots[ver - 1], &snapshots[ver]);
            let keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
            for key in keys.into_iter().filter(|key| before.get(key) != after.get(key)) {
                match before.get(&key) {
                    Some(held) => belief.insert(key, held.clone()),
                    None => belief.remove(&key),
                };
            }
        }
    }
}

/// Everything that playing a history gives.
struct Played {
    rows: Vec<Voorkomen>,
    events: Vec<(Stamp, Vec<Change>)>,
    /// What was believed after each version; the first is nothing.
    snapshots: Vec<Belief>,
}

fn play(drafts: &[Vec<Draft>]) -> Played {
    let mut played = Played { rows: Vec::new(), events: Vec::new(), snapshots: vec![Belief::new()] };
    for drafts in drafts {
        let stamp = stamp(i64::try_from(played.events.len()).unwrap() + 1);
        let changes: Vec<Change> = drafts
            .iter()
            .map(|draft| match draft {
                Draft::Change(change) => change.clone(),
                Draft::Undo(ver) => Change::Undo {
                    event: format!("event {ver}"),
                    registered_at: Moment::from_micros(ver * 10),
                },
            })
            .collect();
        let before = played.rows.clone();
        let Ok(plan) = apply(&played.rows, &changes, &stamp) else {
            assert_eq!(played.rows, before);
            continue;
        };
        plan.carry_out(&mut played.rows, stamp.at);
        let mut belief = played.snapshots.last().unwrap().clone();
        for change in &changes {
            believe(&mut belief, change, &played.snapshots);
        }
        played.snapshots.push(belief);
        played.events.push((stamp, changes));
    }
    played
}

/// The belief that the rows give for one moment.
fn seen(rows: &[Voorkomen], moment: Moment) -> Belief {
    let mut belief = Belief::new();
    for row in rows.iter().filter(|row| row.is_known_at(moment)) {
        for number in (1..=YEARS).filter(|number| row.valid().contains(year(*number))) {
            let twice = belief.insert((row.part.clone(), number), (row.valid_from, row.doc.clone()));
            assert_eq!(twice, None, "two occurrences for one day and one moment");
        }
    }
    belief
}

/// The ends that the changes of a history name.
fn named_ends(events: &[(Stamp, Vec<Change>)]) -> Vec<PartialDate> {
    let end = |change: &Change| match change {
        Change::New { valid, .. } | Change::Retroactive { valid, .. } => Some(valid.to),
        Change::End { at, .. } => Some(*at),
        Change::Correct { .. } | Change::Undo { .. } => None,
    };
    events.iter().flat_map(|(_, changes)| changes.iter().filter_map(end)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_valid_and_known_question_is_answered_as_the_oracle_does(drafts in history()) {
        let played = play(&drafts);
        for (ver, belief) in played.snapshots.iter().enumerate() {
            let at = i64::try_from(ver).unwrap() * 10;
            for moment in [at, at + 5] {
                prop_assert_eq!(&seen(&played.rows, Moment::from_micros(moment)), belief);
            }
        }
    }

    #[test]
    fn what_was_known_at_a_moment_never_changes_and_nothing_disappears(drafts in history()) {
        let mut rows: Vec<Voorkomen> = Vec::new();
        let played = play(&drafts);
        for (stamp, changes) in &played.events {
            let before = rows.clone();
            apply(&rows, changes, stamp).unwrap().carry_out(&mut rows, stamp.at);
            for old in &before {
                let now = rows.iter().filter(|row| (&row.event, &row.part, row.valid_from, row.reg_from)
                    == (&old.event, &old.part, old.valid_from, old.reg_from)).collect::<Vec<_>>();
                prop_assert_eq!(now.len(), 1);
                let closed = Voorkomen { reg_to: now[0].reg_to, onjuist: now[0].onjuist, ..old.clone() };
                prop_assert_eq!(now[0], &closed);
                let unchanged = if old.is_open() { now[0].is_open() || now[0].reg_to == stamp.at } else { now[0] == old };
                prop_assert!(unchanged);
            }
        }
    }

    #[test]
    fn open_rows_of_a_part_never_overlap_and_leave_a_hole_only_where_a_change_named_an_end(drafts in history()) {
        let played = play(&drafts);
        let ends = named_ends(&played.events);
        for part in PARTS {
            let mut open: Vec<&Voorkomen> = played.rows.iter().filter(|row| row.is_open() && row.part == part).collect();
            open.sort_by_key(|row| row.valid_from);
            for (at, row) in open.iter().enumerate() {
                prop_assert!(row.valid_from < row.valid_to);
                match open.get(at + 1) {
                    Some(next) if next.valid_from == row.valid_to => {}
                    Some(next) => prop_assert!(next.valid_from > row.valid_to && ends.contains(&row.valid_to)),
                    None => prop_assert!(row.valid_to == PartialDate::OPEN || ends.contains(&row.valid_to)),
                }
            }
        }
    }

    #[test]
    fn replaying_the_events_gives_the_same_rows_and_a_repeated_event_gives_nothing(drafts in history()) {
        let played = play(&drafts);
        let again = replay(played.events.iter().map(|(stamp, changes)| (stamp, changes.as_slice()))).unwrap();
        let mut rows = played.rows;
        sort(&mut rows);
        prop_assert_eq!(&again, &rows);
        for (stamp, changes) in &played.events {
            if rows.iter().any(|row| row.event == stamp.event) {
                prop_assert_eq!(apply(&rows, changes, stamp), Ok(Plan::default()));
            }
        }
    }

    #[test]
    fn changes_survive_being_written(drafts in history()) {
        for (_, changes) in play(&drafts).events {
            let text = serde_json::to_string(&changes).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Change>>(&text).unwrap(), changes);
        }
    }
}

fn new(from: i64, n: i64) -> Change {
    Change::New { part: "06".into(), valid: since(from), doc: json!({ "n": n }) }
}

fn after(changes: &[Vec<Change>]) -> Vec<Voorkomen> {
    let mut rows = Vec::new();
    for (at, changes) in (1..).zip(changes) {
        apply(&rows, changes, &stamp(at)).unwrap().carry_out(&mut rows, stamp(at).at);
    }
    rows
}

fn refusal(rows: &[Voorkomen], change: Change) -> (u16, String) {
    let problem = apply(rows, &[change], &stamp(9)).unwrap_err();
    (problem.status, problem.code)
}

#[test]
fn a_change_closes_what_held_and_keeps_it_for_the_days_before() {
    let rows = after(&[vec![new(1, 1)], vec![new(4, 2)]]);
    let picture: Vec<_> = rows.iter().map(|row| (row.valid(), row.is_open(), row.onjuist, row.ver)).collect();
    assert_eq!(
        picture,
        [(since(1), false, false, 1), (between(1, 4), true, false, 2), (since(4), true, false, 2)]
    );
}

#[test]
fn a_correction_keeps_the_validity_and_marks_what_was_wrong() {
    let doc = json!({ "n": 7 });
    let correct = Change::Correct { part: "06".into(), valid_from: year(1), doc: doc.clone() };
    let rows = after(&[vec![new(1, 1)], vec![correct]]);
    assert_eq!((rows[0].onjuist, rows[0].reg_to), (true, stamp(2).at));
    assert_eq!((rows[1].valid(), &rows[1].doc, rows[1].onjuist), (since(1), &doc, false));
}

#[test]
fn a_retroactive_change_replaces_only_its_own_period() {
    let doc = json!({ "n": 2 });
    let change = Change::Retroactive { part: "06".into(), valid: between(3, 5), doc };
    let rows = after(&[vec![new(1, 1)], vec![change]]);
    let mut open: Vec<_> =
        rows.iter().filter(|row| row.is_open()).map(|row| (row.valid(), row.doc["n"].clone())).collect();
    open.sort_by_key(|(valid, _)| valid.from);
    assert_eq!(open, [(between(1, 3), json!(1)), (between(3, 5), json!(2)), (since(5), json!(1))]);
}

#[test]
fn an_undone_event_is_wrong_and_what_it_closed_holds_again() {
    let undo = |ver: i64| Change::Undo { event: format!("event {ver}"), registered_at: stamp(ver).at };
    let rows = after(&[vec![new(1, 1)], vec![new(4, 2)], vec![undo(2)], vec![undo(3)]]);
    let known = |ver: i64| {
        let mut found: Vec<_> = rows
            .iter()
            .filter(|row| row.is_known_at(stamp(ver).at))
            .map(|row| (row.valid(), row.doc.clone()))
            .collect();
        found.sort_by_key(|(valid, _)| valid.from);
        found
    };
    assert_eq!(known(3), known(1));
    assert_eq!(known(4), known(2));
    assert!(rows.iter().filter(|row| row.ver == 2).all(|row| row.onjuist));
}

#[test]
fn what_cannot_be_right_or_clashes_is_refused_with_its_code() {
    let rows = after(&[vec![new(3, 1)], vec![Change::End { part: "06".into(), at: year(6) }]]);
    let part = || "06".to_owned();
    let doc = json!({});
    let (geldigheid, overlap, voorkomen, gebeurtenis) = (
        (400, "geldigheid".into()),
        (409, "overlap".into()),
        (409, "voorkomen".into()),
        (409, "gebeurtenis".into()),
    );
    let period = |from, to| Change::New { part: part(), valid: between(from, to), doc: doc.clone() };
    assert_eq!(refusal(&rows, period(8, 7)), geldigheid);
    assert_eq!(refusal(&rows, period(8, 8)), geldigheid);
    assert_eq!(refusal(&rows, period(5, 9)), overlap);
    assert_eq!(refusal(&rows, period(2, 3)), overlap);
    let retroactive = Change::Retroactive { part: part(), valid: between(2, 1), doc: doc.clone() };
    assert_eq!(refusal(&rows, retroactive), geldigheid);
    assert_eq!(refusal(&rows, Change::End { part: part(), at: year(7) }), voorkomen);
    assert_eq!(refusal(&rows, Change::End { part: part(), at: year(2) }), geldigheid);
    assert_eq!(refusal(&rows, Change::End { part: "09.1".into(), at: year(2) }), voorkomen);
    assert_eq!(refusal(&rows, Change::Correct { part: part(), valid_from: year(4), doc }), voorkomen);
    let undo = |event: &str, registered_at| Change::Undo { event: event.into(), registered_at };
    assert_eq!(refusal(&rows, undo("event 1", stamp(1).at)), gebeurtenis, "event 2 built upon it");
    assert_eq!(refusal(&rows, undo("event 8", stamp(8).at)), gebeurtenis, "it never happened");
    assert_eq!(apply(&rows, &[], &stamp(9)).unwrap_err().status, 400);
    assert_eq!(
        apply(&rows, &[new(7, 1)], &Stamp { at: stamp(2).at, ..stamp(9) }).unwrap_err().code,
        "registratie"
    );
}
