//! The two timelines as a pure function: from what is registered and a change to what must be closed and inserted.

use kernel::{Moment, PartialDate, Period, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// End of registration of what is known now.
pub const OPEN: Moment = Moment::from_micros(i64::MAX);

/// One occurrence: what was registered of one part for one stretch of validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voorkomen {
    /// Timeline within the object.
    pub part: String,
    /// First day on which it holds.
    pub valid_from: PartialDate,
    /// First day on which it no longer holds; [`PartialDate::OPEN`] when it has no end.
    pub valid_to: PartialDate,
    /// When it was registered.
    pub reg_from: Moment,
    /// When something else was registered in its place; [`OPEN`] while it is what is known.
    pub reg_to: Moment,
    /// Version of the object that brought it.
    pub ver: i64,
    /// Event that brought it.
    pub event: String,
    /// Whether it was closed because it had been wrong. Says nothing about the time when it was still believed.
    pub onjuist: bool,
    /// What is registered.
    pub doc: Json,
}

impl Voorkomen {
    /// The days on which it holds.
    #[must_use]
    pub fn valid(&self) -> Period {
        Period { from: self.valid_from, to: self.valid_to }
    }

    /// Whether it is what is known now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.reg_to == OPEN
    }

    /// Whether it was what was known at `moment`.
    #[must_use]
    pub fn is_known_at(&self, moment: Moment) -> bool {
        self.reg_from <= moment && moment < self.reg_to
    }
}

/// One change of one object. An event holds one or more, carried out in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "camelCase")]
pub enum Change {
    /// Something new holds from a day on: what held until then ends there.
    #[serde(rename = "wijziging")]
    New {
        /// Timeline.
        part: String,
        /// When it holds; usually without an end. Must begin after the last thing that is registered.
        valid: Period,
        /// What holds.
        doc: Json,
    },
    /// Something else held during a period than was registered: only that period is replaced.
    #[serde(rename = "terugwerkend")]
    Retroactive {
        /// Timeline.
        part: String,
        /// When it held.
        valid: Period,
        /// What held.
        doc: Json,
    },
    /// What is registered from a day on is wrong and always was: the right data for the same validity.
    #[serde(rename = "correctie")]
    Correct {
        /// Timeline.
        part: String,
        /// First day of the occurrence that is wrong.
        valid_from: PartialDate,
        /// What is right.
        doc: Json,
    },
    /// What holds ends and nothing follows.
    #[serde(rename = "einde")]
    End {
        /// Timeline.
        part: String,
        /// First day on which it no longer holds.
        at: PartialDate,
    },
    /// An earlier event should not have been registered: what it brought is wrong, what it closed holds again.
    #[serde(rename = "ongedaan")]
    Undo {
        /// Id of that event.
        event: String,
        /// When it was registered, in microseconds UTC.
        registered_at: Moment,
    },
}

/// What is written on the rows that an event brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Id of the event.
    pub event: String,
    /// Version of the object after it.
    pub ver: i64,
    /// When it is registered; later than everything that is registered of the object.
    pub at: Moment,
}

/// An open row whose registration ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Its timeline.
    pub part: String,
    /// Its first day.
    pub valid_from: PartialDate,
    /// Whether it had been wrong.
    pub onjuist: bool,
}

/// What an event does to the rows of its object: first all of `close`, then all of `insert`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows to close at the moment of the event.
    pub close: Vec<Close>,
    /// Rows to add.
    pub insert: Vec<Voorkomen>,
}

/// What an event does to an object of which `rows` are registered: the open rows, and for [`Change::Undo`] all rows.
/// Nothing when the rows hold the event already.
///
/// # Errors
/// 400 when a change cannot be right whatever is registered (no change, an end that is not after the begin), 409 when it
/// clashes with what is registered.
pub fn apply(rows: &[Voorkomen], changes: &[Change], stamp: &Stamp) -> Result<Plan, Problem> {
    let decided = decide(rows, changes, stamp)?;
    let insert = decided.insert.iter().map(|line| line.voorkomen(stamp)).collect();
    Ok(Plan { close: decided.close, insert })
}

/// A plan that still borrows what it inserts.
#[derive(Debug, Default)]
pub(crate) struct Decided<'a> {
    pub(crate) close: Vec<Close>,
    pub(crate) insert: Vec<Line<'a>>,
}

/// An open row while the changes of one event are carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) part: &'a str,
    pub(crate) valid: Period,
    pub(crate) doc: &'a Json,
    /// The stored row that it is; none for a row that the event brings.
    stored: Option<&'a Voorkomen>,
}

impl Line<'_> {
    fn voorkomen(&self, stamp: &Stamp) -> Voorkomen {
        Voorkomen {
            part: self.part.to_owned(),
            valid_from: self.valid.from,
            valid_to: self.valid.to,
            reg_from: stamp.at,
            reg_to: OPEN,
            ver: stamp.ver,
            event: stamp.event.clone(),
            onjuist: false,
            doc: self.doc.clone(),
        }
    }
}

/// As [`apply`], without copying a document.
pub(crate) fn decide<'a>(
    rows: &'a [Voorkomen],
    changes: &'a [Change],
    stamp: &Stamp,
) -> Result<Decided<'a>, Problem> {
    if rows.iter().any(|row| row.event == stamp.event) {
        return Ok(Decided::default());
    }
    if changes.is_empty() {
        let detail = "De gebeurtenis wijzigt niets. Geef ten minste één wijziging.";
        return Err(Problem::bad_request("wijzigingen", detail));
    }
    if rows.iter().any(|row| row.reg_from >= stamp.at || (!row.is_open() && row.reg_to >= stamp.at)) {
        return Err(Problem::conflict("registratie", "Er is al iets geregistreerd op of na dit moment."));
    }
    let open = rows.iter().filter(|row| row.is_open()).map(|row| Line {
        part: &row.part,
        valid: row.valid(),
        doc: &row.doc,
        stored: Some(row),
    });
    let mut work = Work { stored: rows, open: open.collect(), close: Vec::new() };
    for change in changes {
        work.change(change)?;
    }
    work.finish()
}

/// The rows that a list of events makes, each with its stamp: what the table of the object type must hold, in the order of
/// part, validity and registration.
///
/// # Errors
/// The first event that does not fit; none does not when the list was registered here.
pub fn replay<'a>(
    events: impl IntoIterator<Item = (&'a Stamp, &'a [Change])>,
) -> Result<Vec<Voorkomen>, Problem> {
    let mut rows: Vec<Voorkomen> = Vec::new();
    for (stamp, changes) in events {
        let plan = apply(&rows, changes, stamp)?;
        plan.carry_out(&mut rows, stamp.at);
    }
    sort(&mut rows);
    Ok(rows)
}

/// Puts rows in the order of part, validity and registration.
pub(crate) fn sort(rows: &mut [Voorkomen]) {
    rows.sort_by(|a, b| {
        (&a.part, a.valid_from, a.reg_from, a.reg_to).cmp(&(&b.part, b.valid_from, b.reg_from, b.reg_to))
    });
}

impl Plan {
    /// Carries the plan out on rows in memory.
    pub fn carry_out(self, rows: &mut Vec<Voorkomen>, at: Moment) {
        for close in self.close {
            let target = rows
                .iter_mut()
                .find(|row| row.is_open() && row.part == close.part && row.valid_from == close.valid_from);
            if let Some(row) = target {
                row.reg_to = at;
                row.onjuist = close.onjuist;
            }
        }
        rows.extend(self.insert);
    }
}

/// The open rows while the changes of one event are carried out.
struct Work<'a> {
    stored: &'a [Voorkomen],
    open: Vec<Line<'a>>,
    close: Vec<Close>,
}

impl<'a> Work<'a> {
    fn change(&mut self, change: &'a Change) -> Result<(), Problem> {
        match change {
            Change::New { part, valid, doc } => self.new_fact(part, *valid, doc),
            Change::Retroactive { part, valid, doc } => self.retroactive(part, *valid, doc),
            Change::Correct { part, valid_from, doc } => self.correct(part, *valid_from, doc),
            Change::End { part, at } => self.end(part, *at),
            Change::Undo { event, registered_at } => self.undo(event, *registered_at),
        }
    }

    fn new_fact(&mut self, part: &'a str, valid: Period, doc: &'a Json) -> Result<(), Problem> {
        check_period(part, valid)?;
        if self.of(part).any(|held| held.from >= valid.from) {
            return Err(overlap(part, valid.from));
        }
        let last = self.of(part).find(|held| held.to > valid.from);
        match last {
            Some(held) if !held.is_open() => return Err(overlap(part, held.from)),
            Some(held) => self.cut(part, held.from, &[Period { from: held.from, to: valid.from }], false),
            None => {}
        }
        self.insert(part, valid, doc);
        Ok(())
    }

    fn retroactive(&mut self, part: &'a str, valid: Period, doc: &'a Json) -> Result<(), Problem> {
        check_period(part, valid)?;
        let hit: Vec<Period> = self.of(part).filter(|held| held.overlaps(valid)).collect();
        for held in hit {
            let left = Period { from: held.from, to: valid.from };
            let right = Period { from: valid.to, to: held.to };
            self.cut(part, held.from, &[left, right], false);
        }
        self.insert(part, valid, doc);
        Ok(())
    }

    fn correct(&mut self, part: &'a str, valid_from: PartialDate, doc: &'a Json) -> Result<(), Problem> {
        let Some(valid) = self.of(part).find(|held| held.from == valid_from) else {
            return Err(Problem::conflict(
                "voorkomen",
                format!("Onderdeel {part} heeft geen voorkomen dat geldig is vanaf {valid_from}."),
            ));
        };
        self.cut(part, valid_from, &[], true);
        self.insert(part, valid, doc);
        Ok(())
    }

    fn end(&mut self, part: &'a str, at: PartialDate) -> Result<(), Problem> {
        let Some(valid) = self.of(part).max_by_key(|held| held.from) else {
            return Err(Problem::conflict(
                "voorkomen",
                format!("Onderdeel {part} heeft niets om te beëindigen."),
            ));
        };
        if valid.to <= at {
            return Err(Problem::conflict(
                "voorkomen",
                format!("Onderdeel {part} was al beëindigd op {}.", valid.to),
            ));
        }
        if at <= valid.from {
            return Err(end_before_begin(part));
        }
        self.cut(part, valid.from, &[Period { from: valid.from, to: at }], false);
        Ok(())
    }

    fn undo(&mut self, event: &str, registered_at: Moment) -> Result<(), Problem> {
        let stored = self.stored;
        let brought: Vec<&Voorkomen> = stored.iter().filter(|row| row.event == event).collect();
        let closed: Vec<&Voorkomen> = stored.iter().filter(|row| row.reg_to == registered_at).collect();
        if brought.is_empty() && closed.is_empty() {
            return Err(Problem::conflict(
                "gebeurtenis",
                "Deze gebeurtenis heeft dit object niet gewijzigd.",
            ));
        }
        let untouched = |row: &Voorkomen| {
            self.open.iter().any(|line| line.stored.is_some_and(|one| std::ptr::eq(one, row)))
        };
        if !brought.iter().all(|row| untouched(row)) {
            return Err(Problem::conflict(
                "gebeurtenis",
                "Latere gebeurtenissen bouwen voort op deze gebeurtenis. Maak eerst die ongedaan.",
            ));
        }
        for row in brought {
            self.cut(&row.part, row.valid_from, &[], true);
        }
        for row in closed {
            self.insert(&row.part, row.valid(), &row.doc);
        }
        Ok(())
    }

    /// The validity of the open rows of a part.
    fn of(&self, part: &str) -> impl Iterator<Item = Period> {
        self.open.iter().filter(move |line| line.part == part).map(|line| line.valid)
    }

    /// Closes the open row of `part` that begins on `from`, and keeps what it says for the periods that hold a day.
    fn cut(&mut self, part: &'a str, from: PartialDate, keep: &[Period], onjuist: bool) {
        let Some(at) = self.open.iter().position(|line| line.part == part && line.valid.from == from) else {
            return;
        };
        let line = self.open.remove(at);
        for period in keep.iter().filter(|period| period.from < period.to) {
            self.insert(part, *period, line.doc);
        }
        if line.stored.is_some() {
            self.close.push(Close { part: part.to_owned(), valid_from: from, onjuist });
        }
    }

    fn insert(&mut self, part: &'a str, valid: Period, doc: &'a Json) {
        self.open.push(Line { part, valid, doc, stored: None });
    }

    /// The plan, when for every day of every part at most one row is open.
    fn finish(mut self) -> Result<Decided<'a>, Problem> {
        self.open.sort_by_key(|line| (line.part, line.valid.from));
        for pair in self.open.windows(2) {
            if let [first, second] = pair
                && first.part == second.part
                && first.valid.to > second.valid.from
            {
                return Err(overlap(second.part, second.valid.from));
            }
        }
        self.open.retain(|line| line.stored.is_none());
        Ok(Decided { close: self.close, insert: self.open })
    }
}

fn check_period(part: &str, valid: Period) -> Result<(), Problem> {
    if valid.to <= valid.from { Err(end_before_begin(part)) } else { Ok(()) }
}

fn end_before_begin(part: &str) -> Problem {
    Problem::bad_request(
        "geldigheid",
        format!("Het einde van de geldigheid van onderdeel {part} ligt niet na het begin."),
    )
}

fn overlap(part: &str, from: PartialDate) -> Problem {
    Problem::conflict(
        "overlap",
        format!(
            "Onderdeel {part} heeft al een voorkomen in deze periode (geldig vanaf {from}). \
             Registreer een correctie of een wijziging met terugwerkende kracht."
        ),
    )
}

#[cfg(test)]
mod tests;
