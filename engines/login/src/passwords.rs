//! Password hashing with argon2id on a bounded pool of threads.
//!
//! One hash costs tens of milliseconds and tens of megabytes on purpose. So no more than [`Settings::threads`] run at once, no more than
//! [`Settings::waiting`] wait, and one more is refused with 503 and a time to come back.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kernel::{Problem, Random};
use tokio::sync::Semaphore;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// More memory than this in a stored hash is not believed: it would stop the program.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// After how many seconds to come back when the pool is full: 64 waiting hashes are gone by then on two threads.
const RETRY_SECONDS: u32 = 2;

/// How expensive a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes that could run beside each other.
    pub lanes: u32,
}

impl Default for Cost {
    /// 19 MiB, 2 passes, 1 lane: what the OWASP Password Storage Cheat Sheet recommends for argon2id.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// How the pool is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The cost of new hashes. Stored hashes of another cost still verify, and are replaced at the next login.
    pub cost: Cost,
    /// Hashes that run at once.
    pub threads: usize,
    /// Hashes that may wait for their turn.
    pub waiting: usize,
}

impl Default for Settings {
    /// OWASP's cost, all cores but one (at least one), 64 waiting.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cost: Cost::default(), threads: cores.saturating_sub(1).max(1), waiting: 64 }
    }
}

/// The pool. Clones share it.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    cost: Cost,
    /// One for each hash that runs or waits.
    places: Arc<Semaphore>,
    /// One for each hash that runs.
    threads: Arc<Semaphore>,
    random: Random,
    /// The hash of a password that nobody knows: names without an account are verified against it.
    nobody: Stored,
}

impl Passwords {
    /// Sets up the pool; makes one hash.
    ///
    /// # Errors
    /// When argon2 does not accept the cost.
    pub fn new(settings: Settings, random: Random) -> Result<Self, Problem> {
        let secret = random.bytes::<SALT_BYTES>();
        let nobody = compute(settings.cost, &random.bytes::<SALT_BYTES>(), &secret)?;
        let threads = settings.threads.max(1);
        Ok(Self(Arc::new(Inner {
            cost: settings.cost,
            places: Arc::new(Semaphore::new(threads + settings.waiting)),
            threads: Arc::new(Semaphore::new(threads)),
            random,
            nobody,
        })))
    }

    /// Hashes a password; the answer is a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
    ///
    /// # Errors
    /// 503 when the pool is full.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let salt = self.0.random.bytes::<SALT_BYTES>();
        let (cost, password) = (self.0.cost, password.to_owned());
        let stored = self.run(move || compute(cost, &salt, password.as_bytes())).await??;
        Ok(stored.to_phc())
    }

    /// Whether the password belongs to the stored hash. Without one it costs the same and the answer is no, so that names that do not
    /// exist cannot be told from those that do.
    ///
    /// # Errors
    /// 503 when the pool is full; 500 when the stored hash is no argon2id hash.
    pub async fn verify(&self, stored: Option<&str>, password: &str) -> Result<bool, Problem> {
        let known = stored.is_some();
        let stored = match stored {
            Some(phc) => Stored::from_phc(phc).ok_or_else(|| crate::unreadable("a password hash"))?,
            None => self.0.nobody.clone(),
        };
        let password = password.to_owned();
        let right = self
            .run(move || {
                let again = compute(stored.cost, &stored.salt, password.as_bytes())?;
                Ok::<_, Problem>(trust::seal::equal(&again.hash, &stored.hash))
            })
            .await??;
        Ok(right & known)
    }

    /// Whether the stored hash has another cost than new hashes get.
    #[must_use]
    pub fn needs_rehash(&self, stored: &str) -> bool {
        Stored::from_phc(stored).is_none_or(|stored| stored.cost != self.0.cost)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let full =
            |_| Problem::unavailable("Het is nu erg druk met inloggen. Probeer het zo weer.", RETRY_SECONDS);
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(full)?;
        let stopped = || Problem::internal("login: the password pool stopped");
        let thread = Arc::clone(&self.0.threads).acquire_owned().await.map_err(|_| stopped())?;
        // The permits go along: who stops waiting does not free a thread that is still busy.
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop((thread, place));
            result
        })
        .await
        .map_err(|_| stopped())
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Passwords({:?})", self.0.cost)
    }
}

/// A hash with all that is needed to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stored {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn to_phc(&self) -> String {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let (salt, hash) = (STANDARD_NO_PAD.encode(&self.salt), STANDARD_NO_PAD.encode(&self.hash));
        format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}")
    }

    fn from_phc(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.strip_prefix("$argon2id$v=19$")?.split('$').collect();
        let [cost, salt, hash] = parts.as_slice() else { return None };
        let numbers: Vec<&str> = cost.split(',').collect();
        let [memory, passes, lanes] = numbers.as_slice() else { return None };
        let number = |text: &str, name| text.strip_prefix(name).and_then(|digits| digits.parse().ok());
        let cost = Cost {
            memory_kib: number(memory, "m=").filter(|kib| *kib <= MEMORY_KIB_MAX)?,
            passes: number(passes, "t=")?,
            lanes: number(lanes, "p=")?,
        };
        let bytes = |text| STANDARD_NO_PAD.decode(text).ok();
        Some(Self { cost, salt: bytes(salt)?, hash: bytes(hash).filter(|hash| hash.len() == HASH_BYTES)? })
    }
}

fn compute(cost: Cost, salt: &[u8], password: &[u8]) -> Result<Stored, Problem> {
    let failed = |error: argon2::Error| Problem::internal(format!("login: argon2: {error}"));
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_BYTES)).map_err(failed)?;
    let mut hash = vec![0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut hash)
        .map_err(failed)?;
    Ok(Stored { cost, salt: salt.to_vec(), hash })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    fn pool(threads: usize, waiting: usize) -> Passwords {
        Passwords::new(Settings { cost: CHEAP, threads, waiting }, Random::seeded(1)).unwrap()
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
    }

    proptest! {
        #[test]
        fn a_hash_survives_being_written(
            memory_kib in 8u32..100_000, passes in 1u32..9, lanes in 1u32..9,
            salt in proptest::collection::vec(any::<u8>(), 16), hash in proptest::collection::vec(any::<u8>(), 32),
        ) {
            let stored = Stored { cost: Cost { memory_kib, passes, lanes }, salt, hash };
            prop_assert_eq!(Stored::from_phc(&stored.to_phc()), Some(stored));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(\\$argon2id\\$v=19\\$)?\\PC{0,60}") {
            let _ = Stored::from_phc(&text);
        }
    }

    #[test]
    fn the_hash_is_argon2id_as_its_reference_computes_it() {
        // Made with the reference program: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32
        let cost = Cost { memory_kib: 65_536, passes: 2, lanes: 1 };
        let stored = compute(cost, b"somesalt", b"password").unwrap();
        assert_eq!(
            trust::hex(&stored.hash),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
        );
    }

    #[test]
    fn only_the_right_password_verifies_and_nobody_never_does() {
        runtime().block_on(async {
            let pool = pool(1, 8);
            let phc = pool.hash("Geheim-1").await.unwrap();
            assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
            assert_eq!(pool.verify(Some(&phc), "Geheim-1").await, Ok(true));
            assert_eq!(pool.verify(Some(&phc), "geheim-1").await, Ok(false));
            assert_eq!(pool.verify(None, "Geheim-1").await, Ok(false));
            assert!(!pool.needs_rehash(&phc));
            let dearer = Settings { cost: Cost { passes: 2, ..CHEAP }, threads: 1, waiting: 1 };
            let dearer = Passwords::new(dearer, Random::seeded(2)).unwrap();
            assert!(dearer.needs_rehash(&phc));
            assert_eq!(dearer.verify(Some(&phc), "Geheim-1").await, Ok(true));
        });
    }

    #[test]
    fn a_full_pool_refuses_with_a_time_to_come_back() {
        runtime().block_on(async {
            let pool = pool(1, 1);
            let (release, wait) = std::sync::mpsc::channel::<()>();
            let running = tokio::spawn({
                let pool = pool.clone();
                async move { pool.run(move || wait.recv().is_err()).await }
            });
            let waiting = tokio::spawn({
                let pool = pool.clone();
                async move { pool.run(|| true).await }
            });
            while pool.0.places.available_permits() > 0 {
                tokio::task::yield_now().await;
            }
            let refused = pool.verify(None, "Geheim-1").await.unwrap_err();
            assert_eq!((refused.status, refused.retry_after_seconds), (503, Some(2)));
            drop(release);
            assert_eq!(running.await.unwrap(), Ok(true));
            assert_eq!(waiting.await.unwrap(), Ok(true));
            assert_eq!(pool.verify(None, "Geheim-1").await, Ok(false));
        });
    }
}
