//! Whom a journal entry is about: a random id and a key for each subject, kept apart from the journal, so that destroying the key
//! makes the entries unreadable while the chain over them stays whole.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use kernel::{Problem, Random};

use crate::{Rows, StoreError, params};

/// Subjects kept in memory (about half a kilobyte each); past this the memory is emptied and fills anew.
const KEPT: usize = 100_000;

/// Somebody or something that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// What kind of number it is, as the Logboek Dataverwerkingen names it: `BSN`, `OIN`, `KVK`.
    pub kind: &'static str,
    /// The number.
    pub value: String,
}

impl Subject {
    /// A person.
    #[must_use]
    pub fn bsn(bsn: &kernel::Bsn) -> Self {
        Self { kind: "BSN", value: bsn.to_string() }
    }
}

/// The id and key of one subject.
pub(crate) struct Known {
    pub(crate) id: String,
    key: LessSafeKey,
}

impl Known {
    pub(crate) fn seal(&self, plain: Vec<u8>, random: &Random) -> Result<Vec<u8>, StoreError> {
        seal(&self.key, plain, self.id.as_bytes(), random)
    }

    pub(crate) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        open(&self.key, sealed, self.id.as_bytes())
    }
}

/// What a group of acts found or made: known to all only once the group is durable, forgotten act by act when an act is taken back.
#[derive(Default)]
pub(crate) struct Fresh {
    known: HashMap<Subject, Arc<Known>>,
    by_act: Vec<Subject>,
}

impl Fresh {
    pub(crate) fn begin_act(&mut self) {
        self.by_act.clear();
    }

    pub(crate) fn take_back(&mut self) {
        for subject in self.by_act.drain(..) {
            self.known.remove(&subject);
        }
    }
}

/// All subjects: finds, makes, seals and opens. The lookup is an HMAC under the installation's master key.
pub(crate) struct Subjects {
    lookup_key: hmac::Key,
    wrap_key: LessSafeKey,
    known: Mutex<HashMap<Subject, Arc<Known>>>,
    /// How many keys had been destroyed when the memory was last emptied, and when it was looked at before that.
    destroyed: Mutex<(i64, i64)>,
}

fn crypto(what: &str) -> StoreError {
    StoreError::Setup(format!("{what}: the master key does not fit this database"))
}

fn aead_key(bytes: &[u8]) -> Result<LessSafeKey, StoreError> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| crypto("key"))
}

fn seal(
    key: &LessSafeKey,
    mut plain: Vec<u8>,
    context: &[u8],
    random: &Random,
) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE_LEN] = random.bytes();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut plain)
        .map_err(|_| crypto("seal"))?;
    Ok([nonce.as_slice(), &plain].concat())
}

fn open(key: &LessSafeKey, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, StoreError> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or_else(|| crypto("open"))?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| crypto("open"))?;
    let mut body = body.to_vec();
    let plain = key.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| crypto("open"))?;
    Ok(plain.to_vec())
}

impl Subjects {
    pub(crate) fn new(master_key: &[u8; 32]) -> Result<Self, StoreError> {
        let derive = |purpose: &str| {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, master_key), purpose.as_bytes());
            tag.as_ref().to_vec()
        };
        Ok(Self {
            lookup_key: hmac::Key::new(hmac::HMAC_SHA256, &derive("journal subject lookup")),
            wrap_key: aead_key(&derive("journal subject key"))?,
            known: Mutex::new(HashMap::new()),
            destroyed: Mutex::new((0, 0)),
        })
    }

    /// Forgets all that is kept in memory; it fills anew from what is stored.
    pub(crate) fn let_go(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Lets go when `destroyed`, the number of keys that were ever destroyed, differs from one of the last two times: a group of acts that was
    /// under way may bring a destroyed key back once.
    pub(crate) fn refresh(&self, destroyed: i64) {
        let mut seen = self.destroyed.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen != (destroyed, destroyed) {
            *seen = (destroyed, seen.0);
            drop(seen);
            self.let_go();
        }
    }

    fn remembered(&self, subject: &Subject) -> Option<Arc<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(subject).cloned()
    }

    /// Under what a subject is found: nothing that can be turned back into its number without the master key.
    pub(crate) fn lookup(&self, subject: &Subject) -> Vec<u8> {
        let text = format!("{}:{}", subject.kind, subject.value);
        hmac::sign(&self.lookup_key, text.as_bytes()).as_ref().to_vec()
    }

    /// Makes what a durable group found or made known to all.
    pub(crate) fn remember(&self, fresh: &mut Fresh) {
        fresh.by_act.clear();
        if fresh.known.is_empty() {
            return;
        }
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() + fresh.known.len() > KEPT {
            all.clear();
        }
        all.extend(fresh.known.drain());
    }

    async fn stored(&self, rows: &mut Rows, lookup: &[u8]) -> Result<Option<Arc<Known>>, Problem> {
        let found = rows.opt("SELECT id, key FROM subject WHERE lookup = $1", &params![lookup]).await?;
        let Some(row) = found else { return Ok(None) };
        let id: String = row.get(0)?;
        let key = open(&self.wrap_key, &row.get::<Vec<u8>>(1)?, id.as_bytes())?;
        Ok(Some(Arc::new(Known { id, key: aead_key(&key)? })))
    }

    /// The subject, when it occurs in the journal. For a snapshot: what it sees is durable.
    pub(crate) async fn find(
        &self,
        rows: &mut Rows,
        subject: &Subject,
    ) -> Result<Option<Arc<Known>>, Problem> {
        match self.remembered(subject) {
            Some(known) => Ok(Some(known)),
            None => self.stored(rows, &self.lookup(subject)).await,
        }
    }

    /// The subject, made when it is new, within an act.
    pub(crate) async fn obtain(
        &self,
        rows: &mut Rows,
        fresh: &mut Fresh,
        subject: &Subject,
        random: &Random,
    ) -> Result<Arc<Known>, Problem> {
        if let Some(known) = self.remembered(subject).or_else(|| fresh.known.get(subject).cloned()) {
            return Ok(known);
        }
        let lookup = self.lookup(subject);
        let known = match self.stored(rows, &lookup).await? {
            Some(known) => known,
            None => self.make(rows, &lookup, random).await?,
        };
        fresh.known.insert(subject.clone(), Arc::clone(&known));
        fresh.by_act.push(subject.clone());
        Ok(known)
    }

    async fn make(&self, rows: &mut Rows, lookup: &[u8], random: &Random) -> Result<Arc<Known>, Problem> {
        let (id, key) = (random.hex::<16>(), random.bytes::<32>());
        let wrapped = seal(&self.wrap_key, key.to_vec(), id.as_bytes(), random)?;
        let insert =
            "INSERT INTO subject (lookup, id, key) VALUES ($1, $2, $3) ON CONFLICT (lookup) DO NOTHING";
        if rows.exec_quietly(insert, &params![lookup, &id, wrapped]).await? == 1 {
            return Ok(Arc::new(Known { id, key: aead_key(&key)? }));
        }
        // Another lane made it in the meantime.
        Ok(self.stored(rows, lookup).await?.ok_or_else(|| crypto("subject"))?)
    }
}
