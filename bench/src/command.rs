//! The command `stelsel load`, without the reading of its command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use kernel::{Clock, Random};
use tokio::net::TcpListener;

use crate::material::{read_bsns, read_people};
use crate::{Content, LoadError, Plan, Report, Snapshot, Target, hello};

/// What can be set on the command line. [`Options::default`] is what it means when nothing is.
#[derive(Clone)]
pub struct Options {
    /// `--mix`: hello, hello-mtls, brp, letters, login or journey.
    pub mix: String,
    /// `--public`: address of the public port, such as `http://127.0.0.1:8080`.
    pub public: Option<String>,
    /// `--mtls`: address of the port for organisations, such as `https://127.0.0.1:8443`.
    pub mtls: Option<String>,
    /// `--ca`: PEM file with the root certificate.
    pub ca: Option<PathBuf>,
    /// `--identity CERTIFICATE KEY`, any number of times: PEM files of organisations.
    pub identities: Vec<(PathBuf, PathBuf)>,
    /// `--people`: JSON file, a list of objects with bsn, username and password.
    pub people: Option<PathBuf>,
    /// `--bsns`: text file, one BSN on each line.
    pub bsns: Option<PathBuf>,
    /// `--brp-purpose`: the doelbinding of questions.
    pub brp_purpose: Option<String>,
    /// `--letters-purpose`: the doelbinding of letters.
    pub letters_purpose: Option<String>,
    /// `--fields`: fields to ask of the BRP; empty for number, name and birth.
    pub brp_fields: Vec<String>,
    /// `--attachment-bytes`: size of the PDF with each letter; 0 for none.
    pub attachment_bytes: usize,
    /// `--rate`: requests a second; 0 for as fast as the connections allow.
    pub rate_per_second: u32,
    /// `--seconds`: how long to measure.
    pub seconds: u32,
    /// `--warm-up`: how many seconds of the same load come before.
    pub warm_up_seconds: u32,
    /// `--connections`: how many requests may be under way at once.
    pub connections: usize,
    /// `--seed`: makes the choices repeatable.
    pub seed: u64,
    /// `--pid`: process of the server, to report its memory and processor time.
    pub server_pid: Option<u32>,
    /// The server's clock, by which certificates are judged.
    pub clock: Clock,
    /// Where idempotency keys come from.
    pub random: Random,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mix: "journey".to_owned(),
            public: None,
            mtls: None,
            ca: None,
            identities: Vec::new(),
            people: None,
            bsns: None,
            brp_purpose: None,
            letters_purpose: None,
            brp_fields: Vec::new(),
            attachment_bytes: 0,
            rate_per_second: 100,
            seconds: 30,
            warm_up_seconds: 5,
            connections: 32,
            seed: 1,
            server_pid: None,
            clock: Clock::real(),
            random: Random::system(),
        }
    }
}

impl Options {
    fn plan(&self) -> Result<Plan, LoadError> {
        let mut content = Content { attachment_bytes: self.attachment_bytes, ..Content::default() };
        if !self.brp_fields.is_empty() {
            content.brp_fields.clone_from(&self.brp_fields);
        }
        let target = Target {
            public: self.public.clone(),
            mtls: self.mtls.clone(),
            ca: self.ca.clone(),
            identities: self.identities.clone(),
            people: self.people.as_deref().map(read_people).transpose()?.unwrap_or_default(),
            bsns: self.bsns.as_deref().map(read_bsns).transpose()?.unwrap_or_default(),
            brp_purpose: self.brp_purpose.clone(),
            letters_purpose: self.letters_purpose.clone(),
        };
        Ok(Plan {
            target,
            mix: self.mix.parse()?,
            content,
            rate_per_second: self.rate_per_second,
            seconds: self.seconds,
            connections: self.connections,
            warm_up_seconds: self.warm_up_seconds,
            seed: self.seed,
            server_pid: self.server_pid,
            clock: self.clock.clone(),
            random: self.random.clone(),
        })
    }
}

/// Runs `stelsel load`. `progress` is called each second.
///
/// # Errors
/// When the options cannot be carried out, as a sentence for whoever gave them.
pub async fn command(options: Options, progress: impl Fn(&Snapshot)) -> Result<Report, String> {
    let plan = options.plan().map_err(|error| error.to_string())?;
    crate::run(&plan, progress).await.map_err(|error| error.to_string())
}

/// Serves the bare server on an address of its own until the future is dropped, so that it can be measured in another process than the
/// generator's, as the real server is.
///
/// # Errors
/// When the port cannot be opened.
pub async fn serve_hello(address: SocketAddr) -> Result<(), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    hello::serve(listener).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(options: &Options) -> String {
        options.plan().and_then(|plan| plan.check()).unwrap_err().to_string()
    }

    fn file(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("stelsel-load-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_said() {
        let hello = Options { mix: "hello".to_owned(), ..Options::default() };
        assert!(hello.plan().unwrap().check().is_ok());
        assert_eq!(refused(&Options::default()), "the mix journey needs the address for organisations");
        assert_eq!(
            refused(&Options { connections: 0, ..hello.clone() }),
            "the number of connections is 0; it must be from 1 to 20000"
        );
        assert_eq!(
            refused(&Options { mix: "alles".to_owned(), ..hello.clone() }),
            "there is no mix \"alles\"; choose hello, hello-mtls, brp, letters, login or journey"
        );
        let login = Options { mix: "login".to_owned(), public: Some("http://a".to_owned()), ..hello };
        assert_eq!(refused(&login), "the mix login needs a file with people who can log in");
    }

    #[test]
    fn numbers_of_people_are_read_from_a_file_and_a_wrong_one_is_not_repeated() {
        let good = file("good", "# proefpersonen\n999990019\n\n 999990019 # nog eens\n");
        let options = Options { bsns: Some(good.clone()), mix: "hello".to_owned(), ..Options::default() };
        assert_eq!(options.plan().unwrap().target.bsns.len(), 2);
        let wrong = file("wrong", "999990019\n123456789\n");
        let error = refused(&Options { bsns: Some(wrong.clone()), ..options });
        assert!(error.ends_with("line 2: fails the check on its digits (elfproef)"), "{error}");
        std::fs::remove_file(good).unwrap();
        std::fs::remove_file(wrong).unwrap();
    }

    #[test]
    fn a_wrong_file_of_people_does_not_show_what_is_in_it() {
        let people = file("people", r#"[{"bsn":"123456789","username":"jan","password":"geheim"}]"#);
        let error = refused(&Options { people: Some(people.clone()), ..Options::default() });
        assert!(error.contains("line 1: must be a JSON list"), "{error}");
        assert!(!error.contains("geheim") && !error.contains("123456789"));
        std::fs::remove_file(people).unwrap();
    }
}
