//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The whole Dutch digital government in one program, with invented people: an independent rebuild to test software with.
#[derive(Debug, Parser)]
#[command(
    name = "stelsel",
    version,
    about,
    after_help = "Without a command: stelsel up.\n\nExit codes: 0 done, 1 found something wrong, 2 cannot be done."
)]
pub struct Options {
    /// What to do; `up` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `up`.
    #[command(flatten)]
    pub up: Up,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the data folder and the country on first start, and serve everything.
    #[command(
        after_help = "Examples:\n  stelsel up\n  stelsel up --people 170000 --listen 0.0.0.0:8080 --public-url https://test.example:8080\n  stelsel up --store postgres://stelsel@127.0.0.1/stelsel"
    )]
    Up(Box<Up>),
    /// Look after the journal.
    Journal {
        /// What to do with it.
        #[command(subcommand)]
        command: Journal,
    },
    /// Editions of the Monitor.
    Monitor {
        /// What to do with them.
        #[command(subcommand)]
        command: Monitor,
    },
    /// Drive the journey's operations at a set rate and measure the answers.
    Load(Box<Load>),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// Folder with the database, the keys and the certificates.
    #[arg(long, default_value = "data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// A PostgreSQL database to use instead of the file in the data folder: postgres://user@host:port/name
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,
    /// Folder with keys; the same for all nodes on one database. Default: keys in the data folder.
    #[arg(long, value_name = "FOLDER")]
    pub keys: Option<PathBuf>,
}

/// Options of `stelsel up`.
#[derive(Debug, Clone, Args)]
pub struct Up {
    /// Where the data is.
    #[command(flatten)]
    pub place: Where,
    /// Address for pages and open interfaces; speaks HTTP and HTTPS.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Address for organisations; speaks TLS and asks for a certificate.
    #[arg(long, default_value = "127.0.0.1:8443", value_name = "ADDRESS")]
    pub listen_mtls: SocketAddr,
    /// Further origins under which visitors reach this program, such as https://test.example
    #[arg(long, value_name = "ORIGIN")]
    pub public_url: Vec<String>,
    /// How many people the country has; only on first start.
    #[arg(long, default_value_t = 1700, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=17_500_000))]
    pub people: u32,
    /// Seed of the country; only on first start.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// The clock: `now`, or a moment at which it begins to run, such as 2019-12-31T12:00:00Z
    #[arg(long, default_value = "now", value_name = "now|TIME")]
    pub clock: String,
    /// Run only these facilities, by slug, with commas between them.
    #[arg(long, value_delimiter = ',', value_name = "SLUG,…")]
    pub only: Vec<String>,
    /// A facility that runs on another node: SLUG=https://host:port
    #[arg(long, value_name = "SLUG=ORIGIN")]
    pub remote: Vec<String>,
    /// Stylesheet of an organisation, laid over the built-in one: design tokens of the NL Design System, at most 1 MiB.
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// Mail server for notices: HOST:PORT. Without it no mail is sent.
    #[arg(long, value_name = "HOST:PORT")]
    pub mail: Option<String>,
    /// Sender of notices.
    #[arg(long, default_value = "noreply@stelsel.example", value_name = "ADDRESS")]
    pub mail_from: String,
    /// When ready, print one line of JSON that says where everything is.
    #[arg(long)]
    pub json: bool,
}

/// Commands on the journal.
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Recompute every hash chain and compare it with its seals, and every seal over all chains with its signature. Exit code 1 when something
    /// does not fit.
    Verify {
        /// Where the data is.
        #[command(flatten)]
        place: Where,
        /// Print the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Destroy the key under which the journal keeps what it knows about a person: nobody can read those entries again, while every chain still
    /// verifies. The citizen service number is read from standard input. Exit code 1 when the journal knows nothing about that number.
    #[command(
        after_help = "This cannot be undone, except with a copy of the database from before; destroy those as well.\n\nExample:\n  stelsel journal destroy-key < file-with-the-number"
    )]
    DestroyKey {
        /// Where the data is.
        #[command(flatten)]
        place: Where,
        /// Print the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print every entry as a line of JSON, in the order of each chain.
    Export {
        /// Where the data is.
        #[command(flatten)]
        place: Where,
        /// One line of JSON for each entry (the only form there is).
        #[arg(long)]
        json_lines: bool,
    },
}

/// Commands on editions.
#[derive(Debug, Subcommand)]
pub enum Monitor {
    /// Read a published edition from a document and keep its figures.
    Import {
        /// Where the data is.
        #[command(flatten)]
        place: Where,
        /// The document: Markdown with tables in the form of the report.
        file: PathBuf,
        /// Take the place of the same version with other figures.
        #[arg(long)]
        replace: bool,
        /// Why figures differ from the version before this one: leveringsfout, rekenfout, nagekomen or definitie.
        #[arg(long, value_name = "REASON", value_parser = ["leveringsfout", "rekenfout", "nagekomen", "definitie"])]
        reason: Option<String>,
        /// The same in words, for the list of corrections.
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        /// Print the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check a document in the form of the report: recompute its figures and compare what must say the same. Exit code 0 when nothing was
    /// found (remarks on form do not count), 1 when something was, 2 when it cannot be read.
    #[command(
        after_help = "Examples:\n  stelsel monitor check report.md\n  stelsel monitor check report.md --sarif > findings.sarif"
    )]
    Check {
        /// The document: Markdown with tables in the form of the report.
        file: PathBuf,
        /// Print the findings as JSON.
        #[arg(long, conflicts_with = "sarif")]
        json: bool,
        /// Print the findings as SARIF 2.1.0, for editors.
        #[arg(long)]
        sarif: bool,
    },
    /// Write an edition in one of its forms.
    #[command(
        after_help = "Examples:\n  stelsel monitor export --edition 2020 --format csv --out observations.csv\n  stelsel monitor export --edition 2020 --format datapackage --out package"
    )]
    Export {
        /// Where the data is; without a data folder there, the edition that the program carries is written.
        #[command(flatten)]
        place: Where,
        /// Year in the name of the edition.
        #[arg(long, value_name = "YEAR")]
        edition: u16,
        /// Its version; default: the newest.
        #[arg(long = "edition-version", value_name = "VERSION")]
        version: Option<String>,
        /// The form.
        #[arg(long, value_enum)]
        format: ExportForm,
        /// File (or folder) to write.
        #[arg(long, value_name = "PATH")]
        out: PathBuf,
    },
    /// Build an edition again from its data package alone, and compare every hash. Exit code 0 when all are the same, 1 when not, 2 when the
    /// package cannot be read.
    Rebuild {
        /// The package: a folder or a ZIP file.
        package: PathBuf,
        /// Print the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// The forms of `stelsel monitor export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportForm {
    /// observations.csv: every figure on a row of its own.
    Csv,
    /// Every figure as JSON-stat 2.0.
    Jsonstat,
    /// Every figure as SDMX-CSV 2.0.
    SdmxCsv,
    /// Every figure as SDMX-JSON 2.0.
    SdmxJson,
    /// The whole data package, in a folder, or in one file when PATH ends in .zip
    Datapackage,
    /// The report.
    Pdf,
    /// The report as one page.
    Html,
}

/// Options of `stelsel load`.
#[derive(Debug, Clone, Args)]
pub struct Load {
    /// The file with the JSON line that `stelsel up --json` printed.
    #[arg(long, value_name = "FILE")]
    pub target: PathBuf,
    /// hello, hello-mtls, brp, letters, login or journey
    #[arg(long, default_value = "journey", value_name = "NAME")]
    pub mix: String,
    /// Acts a second; 0 for as fast as the connections allow.
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub rate: u32,
    /// How long, in seconds.
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub seconds: u32,
    /// Seconds of the same load before measuring begins.
    #[arg(long, default_value_t = 3, value_name = "N")]
    pub warm_up: u32,
    /// Connections at once.
    #[arg(long, default_value_t = 32, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub connections: u32,
    /// File with citizens' service numbers, one a line; default: the three people of the target.
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// Process of the server, to measure its memory and processor.
    #[arg(long, value_name = "PID")]
    pub pid: Option<u32>,
    /// Bytes of the attachment of each letter; 0 for none.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub attachment: u32,
    /// Print the outcome as JSON.
    #[arg(long)]
    pub json: bool,
}
