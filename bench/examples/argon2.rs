//! How many passwords a second the pool verifies, without anything around it: the ceiling of logins with a password.
//!
//! `cargo run --release -p bench --example argon2 -- [SECONDS] [THREADS]`

use std::io::Write;
use std::time::{Duration, Instant};

use bench::Latencies;
use kernel::Random;
use login::passwords::{Passwords, Settings};
use tokio::task::JoinSet;

const PASSWORD: &str = "een wachtwoord om te meten";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().as_deref().unwrap_or("10").parse()?;
    let mut settings = Settings::default();
    if let Some(threads) = arguments.next() {
        settings.threads = threads.parse()?;
    }
    let pool = Passwords::new(settings, Random::system()).map_err(|problem| problem.detail)?;
    let stored = pool.hash(PASSWORD).await.map_err(|problem| problem.detail)?;
    let (start, end) = (Instant::now(), Duration::from_secs(seconds));
    let mut askers = JoinSet::new();
    // One more than there are threads, so that no thread waits for work.
    for _ in 0..=settings.threads {
        let (pool, stored) = (pool.clone(), stored.clone());
        askers.spawn(async move {
            let mut took = Vec::new();
            while start.elapsed() < end {
                let begun = Instant::now();
                let right = pool.verify(Some(&stored), PASSWORD).await.map_err(|problem| problem.detail)?;
                if !right {
                    return Err("a right password was called wrong".to_owned());
                }
                took.push(begun.elapsed());
            }
            Ok(took)
        });
    }
    let (mut latencies, mut count) = (Latencies::default(), 0u32);
    while let Some(took) = askers.join_next().await {
        for one in took?? {
            latencies.record(one);
            count += 1;
        }
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    let mut out = std::io::stdout();
    writeln!(out, "{pool:?}, {} threads: {rate:.1} verifications a second", settings.threads)?;
    if let Some(one) = latencies.figures() {
        writeln!(
            out,
            "with waiting for a thread: p50 {} ms, p99 {} ms, max {} ms",
            one.p50_ms, one.p99_ms, one.max_ms
        )?;
    }
    Ok(())
}
