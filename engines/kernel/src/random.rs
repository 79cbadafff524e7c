//! Randomness comes from here and nowhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::Moment;

/// Where random bytes come from: the operating system, or (in tests) a counter behind a hash. Clones share the source.
#[derive(Clone)]
pub struct Random(Source);

#[derive(Clone)]
enum Source {
    System(SystemRandom),
    Seeded { seed: u64, next: Arc<AtomicU64> },
}

impl Random {
    /// The operating system's source.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System(SystemRandom::new()))
    }

    /// Repeatable bytes, for tests only.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, next: Arc::new(AtomicU64::new(0)) })
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "without randomness every secret would be guessable; stopping is the only safe answer"
    )]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System(system) => {
                system.fill(&mut bytes).expect("the operating system gives random bytes")
            }
            Source::Seeded { seed, next } => {
                for chunk in bytes.chunks_mut(32) {
                    let block = next.fetch_add(1, Ordering::SeqCst);
                    let hash = digest(&SHA256, &[seed.to_be_bytes(), block.to_be_bytes()].concat());
                    chunk.copy_from_slice(&hash.as_ref()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// `N` random bytes as lower-case hexadecimal.
    #[must_use]
    pub fn hex<const N: usize>(&self) -> String {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        let mut text = String::with_capacity(2 * N);
        for byte in self.bytes::<N>() {
            text.push(DIGITS[usize::from(byte >> 4)]);
            text.push(DIGITS[usize::from(byte & 15)]);
        }
        text
    }

    /// A time-ordered identifier (UUID version 7) for something that happened at `at`.
    #[must_use]
    pub fn uuid(&self, at: Moment) -> uuid::Uuid {
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}
