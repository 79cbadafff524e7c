//! The journal: one append-only, hash-chained entry per act and subject, with the fields of Logboek Dataverwerkingen 1.0
//! (Logius-standaarden/logboek-dataverwerkingen). If it is not here it did not happen.

use std::sync::Arc;

use kernel::{Act, Caller, Moment, Problem, Random};
use sha2::{Digest, Sha256};

use crate::subject::{Fresh, Subjects};
use crate::{Row, Rows, StoreError, Subject, Value, params};

/// Whether the processing came out as asked (`status` of the Logboek).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Ok,
    /// Refused or failed.
    Error,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::Error => "Error",
        }
    }
}

/// What is written down about an act; who, when and on which ground come from the [`Act`] itself.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done, such as `brp.personen.geraadpleegd` (`name` of the Logboek).
    pub kind: &'static str,
    /// The processing activity (`dpl.core.processing_activity_id`): a path under the register of processing activities.
    pub activity: &'static str,
    /// How it came out.
    pub status: Status,
    /// Whom it is about (`dpl.core.data_subject_id`, `..._type`), kept encrypted.
    pub subject: Option<Subject>,
    /// How many things of its kind it stands for, usually 1.
    pub amount: i64,
    /// What else may be known to whoever reads the journal, as JSON: never personal data.
    body: Arc<str>,
    /// What only the subject's key may open.
    pub private: Option<serde_json::Value>,
}

impl Entry {
    /// An entry about nobody in particular.
    #[must_use]
    pub fn new(kind: &'static str, activity: &'static str) -> Self {
        Self {
            kind,
            activity,
            status: Status::Ok,
            subject: None,
            amount: 1,
            body: Arc::from("{}"),
            private: None,
        }
    }

    /// The same entry about `subject`.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The same entry with details that hold no personal data.
    #[must_use]
    pub fn with(self, body: serde_json::Value) -> Self {
        self.with_text(body.to_string().into())
    }

    /// The same entry with details, as JSON text, that hold no personal data: for many entries with the same details.
    #[must_use]
    pub fn with_text(mut self, body: Arc<str>) -> Self {
        self.body = body;
        self
    }

    /// The same entry with details that only the subject's key opens.
    #[must_use]
    pub fn sealed(mut self, private: serde_json::Value) -> Self {
        self.private = Some(private);
        self
    }

    /// The same entry, standing for a refusal or failure.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.status = Status::Error;
        self
    }

    /// The same entry, standing for `amount` things.
    #[must_use]
    pub fn times(mut self, amount: i64) -> Self {
        self.amount = amount;
        self
    }
}

/// An entry as it was read back.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Which chain.
    pub lane: i64,
    /// Place in the chain, from 1.
    pub seq: i64,
    /// The moment of the act. The order of the chain is `seq`; an act that began earlier may stand behind one that began later.
    pub at: Moment,
    /// At which facility.
    pub facility: String,
    /// What was done.
    pub kind: String,
    /// Processing activity.
    pub activity: String,
    /// `Ok` or `Error`.
    pub status: String,
    /// `organisation`, `facility`, `person`, `operator` or `anyone`.
    pub actor_type: String,
    /// OIN of an organisation, `slug OIN` of a facility, pseudonym of a person.
    pub actor: Option<String>,
    /// Purpose (doelbinding).
    pub purpose: Option<String>,
    /// How it came in.
    pub channel: String,
    /// Chain of calls.
    pub trace_id: String,
    /// How many.
    pub amount: i64,
    /// Details.
    pub body: serde_json::Value,
    /// Details that only the subject's key opens, opened when asked by subject: `{"subject": number, "details": what was sealed}`.
    pub private: Option<serde_json::Value>,
    sealed: Option<Vec<u8>>,
}

const COLUMNS: usize = 16;

fn logged(row: &Row) -> Result<Logged, Problem> {
    debug_assert_eq!(row.0.len(), COLUMNS);
    Ok(Logged {
        lane: row.get(0)?,
        seq: row.get(1)?,
        at: row.get(2)?,
        facility: row.get(3)?,
        kind: row.get(4)?,
        activity: row.get(5)?,
        status: row.get(6)?,
        actor_type: row.get(7)?,
        actor: row.get(8)?,
        purpose: row.get(9)?,
        channel: row.get(10)?,
        trace_id: row.get(11)?,
        amount: row.get(12)?,
        body: row.get(13)?,
        sealed: row.get(14)?,
        private: None,
    })
}

/// Entries about one subject, newest first, at most `limit` (1 to 500) before the moment `before`.
pub(crate) async fn about(
    rows: &mut Rows,
    subjects: &Subjects,
    subject: &Subject,
    before: Moment,
    limit: i64,
) -> Result<Vec<Logged>, Problem> {
    let Some(known) = subjects.find(rows, subject).await? else { return Ok(Vec::new()) };
    let found = rows
        .all(
            "SELECT lane, seq, at, facility, kind, activity, status, actor_type, actor, purpose, channel, trace_id, \
             amount, body, sealed, 0 FROM journal WHERE subject = $1 AND at < $2 ORDER BY at DESC, lane, seq DESC LIMIT $3",
            &params![&known.id, before, limit.clamp(1, 500)],
        )
        .await?;
    let mut entries = found.iter().map(logged).collect::<Result<Vec<_>, _>>()?;
    for entry in &mut entries {
        if let Some(sealed) = entry.sealed.take() {
            entry.private = serde_json::from_slice(&known.open(&sealed)?).ok();
        }
    }
    Ok(entries)
}

/// Entries of one lane after `seq`, in the order of the chain, at most `limit` (1 to 1,000).
pub(crate) async fn after(rows: &mut Rows, lane: i64, seq: i64, limit: i64) -> Result<Vec<Logged>, Problem> {
    let found = rows
        .all(
            "SELECT lane, seq, at, facility, kind, activity, status, actor_type, actor, purpose, channel, trace_id, \
             amount, body, sealed, 0 FROM journal WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            &params![lane, seq, limit.clamp(1, 1000)],
        )
        .await?;
    found.iter().map(logged).collect()
}

/// One lane's chain: where it stands and what the next entry links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) lane: i64,
    pub(crate) seq: i64,
    pub(crate) hash: [u8; 32],
}

/// Puts an entry into the journal; the values of [`Chain::append`] in this order.
pub(crate) const INSERT: &str = "INSERT INTO journal (lane, seq, at, facility, kind, activity, status, subject, \
     subject_type, actor_type, actor, connection, purpose, level, channel, trace_id, span_id, parent_span_id, amount, body, \
     sealed, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
/// Values of a row.
const STORED: usize = 22;

/// SHA-256 over the previous hash and every value, each with its kind and length before it so that nothing can shift.
pub(crate) fn link(previous: &[u8; 32], lane: i64, seq: i64, values: &[Value]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(lane.to_be_bytes());
    hasher.update(seq.to_be_bytes());
    let mut put = |tag: u8, bytes: &[u8]| {
        hasher.update([tag]);
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    for value in values {
        match value {
            Value::Int(number) => put(1, &number.to_be_bytes()),
            Value::Text(text) => put(2, text.as_bytes()),
            Value::Bytes(bytes) => put(3, bytes),
            _ => put(0, &[]),
        }
    }
    hasher.finalize().into()
}

impl Chain {
    /// Where `lane` stands now.
    pub(crate) async fn load(rows: &mut Rows, lane: i64) -> Result<Self, Problem> {
        let last = rows
            .opt("SELECT seq, hash FROM journal WHERE lane = $1 ORDER BY seq DESC LIMIT 1", &params![lane])
            .await?;
        let Some(row) = last else { return Ok(Self { lane, seq: 0, hash: [0; 32] }) };
        let hash = row.get::<Vec<u8>>(1)?.try_into().map_err(|_| StoreError::Setup("journal hash".into()))?;
        Ok(Self { lane, seq: row.get(0)?, hash })
    }

    /// Links an entry to the chain; the row to be stored, for [`INSERT`].
    pub(crate) fn append(&mut self, values: Vec<Value>) -> Vec<Value> {
        let seq = self.seq + 1;
        let hash = link(&self.hash, self.lane, seq, &values);
        let mut row = Vec::with_capacity(STORED);
        row.extend([Value::Int(self.lane), Value::Int(seq)]);
        row.extend(values);
        row.push(hash.into());
        debug_assert_eq!(row.len(), STORED);
        self.seq = seq;
        self.hash = hash;
        row
    }
}

/// What is sealed with the subject's key.
#[derive(serde::Serialize)]
struct Plain<'a> {
    subject: &'a str,
    details: Option<&'a serde_json::Value>,
}

/// What is needed to write down whom an entry is about.
pub(crate) struct Scribe<'a> {
    pub(crate) rows: &'a mut Rows,
    pub(crate) subjects: &'a Subjects,
    pub(crate) fresh: &'a mut Fresh,
    pub(crate) random: &'a Random,
}

impl Scribe<'_> {
    /// How an actor stands in the journal: a person by pseudonym, never by number.
    async fn actor(&mut self, caller: &Caller) -> Result<(&'static str, Option<String>), Problem> {
        Ok(match caller {
            Caller::Anyone => ("anyone", None),
            Caller::Operator => ("operator", None),
            Caller::Organisation(oin) => ("organisation", Some(oin.to_string())),
            Caller::Facility { slug, oin } => ("facility", Some(format!("{slug} {oin}"))),
            Caller::Person(bsn) => {
                let known =
                    self.subjects.obtain(self.rows, self.fresh, &Subject::bsn(bsn), self.random).await?;
                ("person", Some(known.id.clone()))
            }
        })
    }

    /// The values of an entry in the order in which they are hashed and stored, without lane, seq and hash.
    pub(crate) async fn values(&mut self, act: &Act, entry: Entry) -> Result<Vec<Value>, Problem> {
        let (actor_type, actor) = self.actor(&act.caller).await?;
        let subject_type = entry.subject.as_ref().map(|subject| subject.kind);
        let (subject, sealed) = match entry.subject {
            None => (None, None),
            Some(subject) => {
                let known = self.subjects.obtain(self.rows, self.fresh, &subject, self.random).await?;
                let plain = Plain { subject: &subject.value, details: entry.private.as_ref() };
                let plain =
                    serde_json::to_vec(&plain).map_err(|error| Problem::internal(error.to_string()))?;
                let sealed = known.seal(plain, self.random)?;
                (Some(known.id.clone()), Some(sealed))
            }
        };
        let values = params![
            act.at,
            &act.facility,
            entry.kind,
            entry.activity,
            entry.status.as_str(),
            subject,
            subject_type,
            actor_type,
            actor,
            act.connection.clone(),
            act.purpose.clone(),
            act.level.map(kernel::Level::number),
            act.channel.as_str(),
            &act.trace.trace_id,
            &act.trace.span_id,
            act.trace.parent_span_id.clone(),
            entry.amount,
            &*entry.body,
            sealed,
        ];
        Ok(Vec::from(values))
    }
}
