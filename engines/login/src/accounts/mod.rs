//! Accounts: a person (BSN) with a username, a password and a level. One active account for each person at one issuer; a username
//! stands for one account, whatever its case.

mod data;
mod log_in;
mod model;
mod rules;

use kernel::{Act, Bsn, Level, Moment, Problem};
use serde_json::json;
use store::{Entry, Rows, Store, Subject, Tx};
use trust::seal::MacKey;

pub use model::{Account, Count, NewAccount, Outcome, SeedAccount, Status};
pub use rules::{check_password, check_username, may_become};

use crate::Words;
use crate::passwords::Passwords;

/// How many accounts of a seed go into one transaction.
const SEED_BATCH: usize = 5_000;

/// The accounts of one facility. Clones share everything.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    passwords: Passwords,
    words: Words,
    issuer: &'static str,
    names: MacKey,
}

impl Accounts {
    /// The accounts that `issuer` (the slug of a facility) gives out. `attempt_key` is a secret of the installation, the same after
    /// a restart: failed attempts are kept under the keyed hash of the username.
    #[must_use]
    pub fn new(
        store: Store,
        passwords: Passwords,
        words: Words,
        issuer: &'static str,
        attempt_key: MacKey,
    ) -> Self {
        Self { store, passwords, words, issuer, names: attempt_key }
    }

    /// The pool that hashes passwords.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// The account with this id.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn by_id(&self, id: &str) -> Result<Option<Account>, Problem> {
        let id = id.to_owned();
        let found = self.store.read(async move |rows: &mut Rows| data::by_id(rows, &id).await).await?;
        Ok(found.map(|found| found.account))
    }

    /// Every account that a person ever had here, newest first.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn by_bsn(&self, bsn: &Bsn) -> Result<Vec<Account>, Problem> {
        let (issuer, bsn) = (self.issuer, bsn.clone());
        self.store.read(async move |rows: &mut Rows| data::by_bsn(rows, issuer, &bsn).await).await
    }

    /// The account that a username stands for, whatever its status. For the operator and for tests, never for a page that
    /// anybody may see.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn by_username(&self, username: &str) -> Result<Option<Account>, Problem> {
        Ok(self.find(username).await?.map(|found| found.account))
    }

    async fn find(&self, username: &str) -> Result<Option<data::Found>, Problem> {
        let (issuer, username) = (self.issuer, username.to_owned());
        self.store.read(async move |rows: &mut Rows| data::by_username(rows, issuer, &username).await).await
    }

    /// How many accounts there are of each status and level.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn counts(&self) -> Result<Vec<Count>, Problem> {
        let issuer = self.issuer;
        self.store.read(async move |rows: &mut Rows| data::counts(rows, issuer).await).await
    }

    /// Makes an account, [`Status::Requested`] until it is activated; its id.
    ///
    /// # Errors
    /// 400 with every fault of the username and password; 409 `usernameTaken`; 503 when hashing or the store is full.
    pub async fn create(&self, act: &Act, account: NewAccount) -> Result<String, Problem> {
        let mut faults: Vec<_> = check_username(&account.username).into_iter().collect();
        faults.extend(check_password(&account.username, &account.password));
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let password_hash = self.passwords.hash(&account.password).await?;
        let row = SeedAccount {
            bsn: account.bsn,
            username: account.username,
            password_hash,
            level: account.level,
            status: Status::Requested,
            email: account.email,
            phone: account.phone,
            created: act.at,
            activated: None,
        };
        let (words, issuer) = (self.words, self.issuer);
        let key = person_key(issuer, &row.bsn);
        self.store
            .write(&key, act, async move |tx: &mut Tx| {
                if data::by_username(tx, issuer, &row.username).await?.is_some() {
                    return Err(Problem::conflict(
                        "usernameTaken",
                        "Deze gebruikersnaam is al in gebruik. Kies een andere.",
                    ));
                }
                let ids = data::insert(tx, issuer, std::slice::from_ref(&row)).await?;
                tx.record(
                    Entry::new(words.account_created, words.activity)
                        .about(Subject::bsn(&row.bsn))
                        .with(json!({ "level": row.level.number() })),
                );
                ids.into_iter().next().ok_or_else(|| Problem::internal("login: no account was made"))
            })
            .await
    }

    /// Puts many accounts in as they are, in batches of 5,000 with one journal entry each; their ids, in the same order. Nothing is
    /// hashed here, see [`SeedAccount::password_hash`].
    ///
    /// # Errors
    /// 400 when a username is wrong; 500 when one is taken or a person would have two active accounts (batches before it remain).
    pub async fn bulk_create(&self, act: &Act, accounts: Vec<SeedAccount>) -> Result<Vec<String>, Problem> {
        let faults: Vec<_> =
            accounts.iter().filter_map(|account| check_username(&account.username)).take(10).collect();
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let mut ids = Vec::with_capacity(accounts.len());
        let mut rest = accounts;
        while !rest.is_empty() {
            let after = rest.split_off(rest.len().min(SEED_BATCH));
            let batch = std::mem::replace(&mut rest, after);
            let (words, issuer) = (self.words, self.issuer);
            let made = self
                .store
                .write("login/seed", act, async move |tx: &mut Tx| {
                    let made = data::insert(tx, issuer, &batch).await?;
                    let amount = i64::try_from(made.len()).unwrap_or(i64::MAX);
                    tx.record(Entry::new(words.account_created, words.activity).times(amount));
                    Ok(made)
                })
                .await?;
            ids.extend(made);
        }
        Ok(ids)
    }

    /// Changes the status of an account. Activating one revokes the active account that its holder had before, with the reason
    /// `vervangen`.
    ///
    /// # Errors
    /// 404 when there is no such account; 409 `status` when it may not go there from where it stands.
    pub async fn change_status(
        &self,
        act: &Act,
        id: &str,
        to: Status,
        reason: Option<&str>,
    ) -> Result<(), Problem> {
        let account = self.by_id(id).await?.ok_or_else(no_account)?;
        let key = person_key(self.issuer, &account.bsn);
        let (words, issuer, id) = (self.words, self.issuer, id.to_owned());
        let reason = reason.map(str::to_owned);
        self.store
            .write(&key, act, async move |tx: &mut Tx| {
                let all = data::by_bsn_to_change(tx, issuer, &account.bsn).await?;
                let now = all.iter().find(|one| one.id == id).ok_or_else(no_account)?;
                if !may_become(now.status, to) {
                    let (from, to) = (now.status.as_str(), to.as_str());
                    return Err(Problem::conflict(
                        "status",
                        format!("Een account met status {from} kan niet {to} worden."),
                    ));
                }
                if to == Status::Active {
                    for old in all.iter().filter(|one| one.status == Status::Active) {
                        change(tx, &words, old, Status::Revoked, Some("vervangen")).await?;
                    }
                }
                change(tx, &words, now, to, reason.as_deref()).await
            })
            .await
    }

    /// Suspends every requested or active account of a person, as after a death in the BRP; how many. Doing it again does nothing.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn suspend_person(&self, act: &Act, bsn: &Bsn, reason: &str) -> Result<u64, Problem> {
        let key = person_key(self.issuer, bsn);
        let (words, issuer, bsn, reason) = (self.words, self.issuer, bsn.clone(), reason.to_owned());
        self.store
            .write(&key, act, async move |tx: &mut Tx| {
                suspend_person(tx, &words, issuer, &bsn, &reason).await
            })
            .await
    }

    /// Sets the highest level that the means of an account reach.
    ///
    /// # Errors
    /// 404 when there is no such account.
    pub async fn change_level(&self, act: &Act, id: &str, level: Level) -> Result<(), Problem> {
        let account = self.by_id(id).await?.ok_or_else(no_account)?;
        let (words, id) = (self.words, id.to_owned());
        let key = person_key(self.issuer, &account.bsn);
        self.store
            .write(&key, act, async move |tx: &mut Tx| {
                let now = data::by_id_to_change(tx, &id).await?.ok_or_else(no_account)?.account;
                if now.level == level {
                    return Ok(());
                }
                data::set_level(tx, &id, level).await?;
                let details = json!({ "level": level.number(), "before": now.level.number() });
                tx.record(changed(&words, &now).with(details));
                Ok(())
            })
            .await
    }

    /// Gives an account another password. Whether the holder knows the old one is the caller's to find out first.
    ///
    /// # Errors
    /// 400 with every fault of the password; 404 when there is no such account; 503 when hashing is full.
    pub async fn change_password(&self, act: &Act, id: &str, password: &str) -> Result<(), Problem> {
        let account = self.by_id(id).await?.ok_or_else(no_account)?;
        let faults = check_password(&account.username, password);
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let hash = self.passwords.hash(password).await?;
        let (words, id) = (self.words, id.to_owned());
        let key = person_key(self.issuer, &account.bsn);
        self.store
            .write(&key, act, async move |tx: &mut Tx| {
                data::set_password(tx, &id, &hash).await?;
                tx.record(changed(&words, &account).with(json!({ "password": "changed" })));
                Ok(())
            })
            .await
    }

    /// Forgets failed attempts older than `before`: at least 24 hours ago, or blocks would be lifted.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn forget_attempts(&self, before: Moment) -> Result<u64, Problem> {
        self.store
            .maintain("login/attempts", async move |tx: &mut Tx| data::forget_attempts(tx, before).await)
            .await
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Accounts({})", self.issuer)
    }
}

/// As [`Accounts::suspend_person`], within a transaction of the facility's own.
///
/// # Errors
/// When the store refuses.
pub async fn suspend_person(
    tx: &mut Tx,
    words: &Words,
    issuer: &str,
    bsn: &Bsn,
    reason: &str,
) -> Result<u64, Problem> {
    let mut suspended = 0;
    for account in data::by_bsn_to_change(tx, issuer, bsn).await? {
        if matches!(account.status, Status::Requested | Status::Active) {
            change(tx, words, &account, Status::Suspended, Some(reason)).await?;
            suspended += 1;
        }
    }
    Ok(suspended)
}

/// Whose account this is and where it stands, on a connection that is already open.
pub(crate) async fn holder(rows: &mut Rows, id: &str) -> Result<Option<(Bsn, Status)>, Problem> {
    let found = data::by_id(rows, id).await?;
    Ok(found.map(|found| (found.account.bsn, found.account.status)))
}

/// As [`holder`], with the account held: nobody changes it before this transaction ends.
pub(crate) async fn holder_to_use(tx: &mut Tx, id: &str) -> Result<Option<(Bsn, Status)>, Problem> {
    let found = data::by_id_to_change(tx, id).await?;
    Ok(found.map(|found| (found.account.bsn, found.account.status)))
}

async fn change(
    tx: &mut Tx,
    words: &Words,
    account: &Account,
    to: Status,
    reason: Option<&str>,
) -> Result<(), Problem> {
    data::set_status(tx, &account.id, to, reason).await?;
    let details = json!({ "status": to.as_str(), "before": account.status.as_str(), "reason": reason });
    tx.record(changed(words, account).with(details));
    Ok(())
}

fn changed(words: &Words, account: &Account) -> Entry {
    Entry::new(words.account_changed, words.activity).about(Subject::bsn(&account.bsn))
}

/// All accounts of one person change one after the other.
fn person_key(issuer: &str, bsn: &Bsn) -> String {
    format!("login/{issuer}/{bsn}")
}

fn no_account() -> Problem {
    Problem::not_found("Dit account bestaat niet.")
}

fn refused(faults: Vec<kernel::InvalidParam>) -> Problem {
    Problem::bad_request("paramsValidation", "De gebruikersnaam of het wachtwoord voldoet niet.")
        .with_params(faults)
}
