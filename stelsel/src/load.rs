//! `stelsel load`: the load generator of the crate `bench`, aimed at a running house by the line that `stelsel up --json` printed.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::first_start::Made;
use crate::options::Load;
use crate::summary;

/// What is read of the line that `stelsel up --json` printed.
struct Target {
    public: String,
    mtls: String,
    ca: PathBuf,
    identities: Vec<(PathBuf, PathBuf)>,
    people: PathBuf,
    bsns: PathBuf,
}

fn target(options: &Load) -> Result<Target, String> {
    let path = &options.target;
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    let line =
        text.lines().find(|line| line.starts_with('{')).ok_or_else(|| wrong("holds no line of JSON"))?;
    let ready: serde_json::Value = serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
    let field = |value: &serde_json::Value, name: &str| {
        value[name].as_str().map(str::to_owned).ok_or_else(|| wrong(&format!("has no {name}")))
    };
    let mut identities = Vec::new();
    for one in ready["organisations"].as_array().ok_or_else(|| wrong("has no organisations"))? {
        identities.push((field(one, "certificate")?.into(), field(one, "key")?.into()));
    }
    // The generator reads people from a file of their own.
    let people = path.with_extension("people.json");
    let accounts: Vec<serde_json::Value> =
        ready["people"].as_array().into_iter().flatten().map(account).collect();
    let accounts = serde_json::Value::from(accounts).to_string();
    std::fs::write(&people, accounts).map_err(|error| wrong(&error.to_string()))?;
    let made: Made = serde_json::from_value(ready["country"].clone()).map_err(|_| wrong("has no country"))?;
    let bsns = path.with_extension("bsns.txt");
    std::fs::write(&bsns, numbers(made)).map_err(|error| wrong(&error.to_string()))?;
    Ok(Target {
        public: field(&ready, "public")?,
        mtls: field(&ready, "mtls")?,
        ca: field(&ready, "ca")?.into(),
        identities,
        people,
        bsns,
    })
}

fn account(person: &serde_json::Value) -> serde_json::Value {
    serde_json::json!({ "bsn": person["bsn"], "username": person["username"], "password": person["password"] })
}

/// The citizen service numbers of the country, one a line, at most 200,000: the same pure function made them in the server.
fn numbers(made: Made) -> String {
    let people = country::country(made.spec()).flat_map(|household| household.members);
    people
        .filter(country::Person::is_alive)
        .take(200_000)
        .map(|one| format!("{}\n", one.burgerservicenummer))
        .collect()
}

/// Drives operations and reports.
///
/// # Errors
/// Why it cannot be done.
pub async fn load(options: Load) -> Result<ExitCode, String> {
    let target = target(&options)?;
    // The bare server to compare with is started by the generator itself.
    let bare = options.mix.starts_with("hello");
    let wanted = bench::command::Options {
        mix: options.mix.clone(),
        public: Some(target.public).filter(|_| !bare),
        mtls: Some(target.mtls).filter(|_| !bare),
        ca: Some(target.ca),
        identities: target.identities,
        people: Some(target.people),
        bsns: Some(options.people.clone().unwrap_or(target.bsns)),
        attachment_bytes: options.attachment as usize,
        rate_per_second: options.rate,
        seconds: options.seconds,
        warm_up_seconds: options.warm_up,
        connections: options.connections as usize,
        server_pid: options.pid,
        ..bench::command::Options::default()
    };
    let bar = summary::bar("seconds", Some(u64::from(options.seconds + options.warm_up)));
    let told = bar.clone();
    let report = bench::command::command(wanted, move |_| told.inc(1)).await?;
    bar.finish_and_clear();
    summary::say(&if options.json { report.json() } else { report.table() });
    Ok(ExitCode::SUCCESS)
}
