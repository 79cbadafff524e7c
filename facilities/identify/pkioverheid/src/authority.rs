//! The authority: opened or made on first start, asked for certificates and revocation lists.

use std::path::{Path, PathBuf};

use kernel::{Act, Moment, Problem, Random};
use party::{Certificate, Organisation, Standing};
use trust::keys::{Authority, KeyFolder, Plan};
use trust::x509::{Domain, Profile, PublicKey, Rank, Reason, Request, Revoked, Subject, Validity};
use trust::{RsaKey, RsaSize, pem};
use web::House;

const DAY: i64 = 86_400;
/// Lists are renewed long before this; it may be 48 hours at most.
const LIST_SECONDS: i64 = 36 * 3600;
/// How long an end entity's certificate lasts: the most that the profiles allow.
const LEAF_DAYS: i64 = 397;

/// The authority and where its work is kept.
pub struct Pki {
    authority: Authority,
    folder: PathBuf,
}

/// A certificate with its private key, as files that its holder can use.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate, followed by the authorities between it and the root, in PEM.
    pub certificate_path: PathBuf,
    /// Its private key, in PEM.
    pub key_path: PathBuf,
    /// The chain in DER.
    pub chain: Vec<Vec<u8>>,
    /// The key in PKCS#8 DER.
    pub key: Vec<u8>,
}

fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::internal(format!("pkioverheid: {error}"))
}

impl Pki {
    /// Makes the hierarchy in `keys` when there is none; takes some seconds then. `origin` is written into every certificate as the
    /// place of the authorities' certificates and lists.
    ///
    /// # Errors
    /// When the folder cannot be used, or holds half a hierarchy.
    pub fn create(keys: &Path, origin: &str, now: Moment, random: &Random) -> Result<(), Problem> {
        KeyFolder::open(keys).map_err(fault)?;
        let year = now.day().year();
        let plan = Plan {
            domain: Domain::Desk,
            base_url: format!("{origin}/pkioverheid"),
            provider: "Stelsel".to_owned(),
            provider_kvk: None,
            year,
            not_before: Moment::from_micros(now.seconds() * 1_000_000).plus_seconds(-DAY),
            not_after: Moment::from_micros(now.seconds() * 1_000_000).plus_seconds(10 * 365 * DAY),
        };
        Authority::open_or_create(&keys.join("authority"), &plan, random).map(drop).map_err(fault)
    }

    /// Opens the hierarchy in `keys`.
    ///
    /// # Errors
    /// When it is not there or damaged.
    pub fn open(keys: &Path, origins: &[String]) -> Result<Self, Problem> {
        let origin = origins.first().map(String::as_str).unwrap_or_default();
        let authority =
            Authority::open(&keys.join("authority"), &format!("{origin}/pkioverheid")).map_err(fault)?;
        Ok(Self { authority, folder: keys.join("certificates") })
    }

    /// The root certificate in DER: what a client must trust.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        self.authority.root_der()
    }

    /// Writes the root certificate in PEM to `path`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_root(&self, path: &Path) -> Result<(), Problem> {
        let text = pem::certificate(self.root()).map_err(fault)?;
        std::fs::write(path, text).map_err(fault)
    }

    /// The certificate of an authority by the name under which it is published.
    #[must_use]
    pub fn published(&self, name: &str) -> Option<Vec<u8>> {
        [Rank::Root, Rank::Intermediate, Rank::Tsp]
            .into_iter()
            .map(|rank| self.authority.issuer(rank))
            .find(|issuer| issuer.base_name() == name)
            .map(|issuer| issuer.certificate_der().to_vec())
    }

    /// The revocation lists of root, intermediate and TSP, with the names under which they are published.
    ///
    /// # Errors
    /// When the store is unreachable or a list cannot be signed.
    pub async fn lists(&self, house: &House) -> Result<Vec<(String, Vec<u8>)>, Problem> {
        let now = Moment::from_micros(house.clock.now().seconds() * 1_000_000);
        let revoked = house
            .parties
            .certificates(None)
            .await?
            .iter()
            .filter(|certificate| certificate.not_after > now)
            .filter_map(|certificate| {
                let (at, reason) = certificate.revoked?;
                Some(Revoked {
                    serial: certificate.serial.parse().ok()?,
                    at,
                    reason: Reason::from_number(reason)?,
                })
            })
            .collect::<Vec<_>>();
        // Seconds since 1970 only grow, also over a restart and between nodes.
        let number = u64::try_from(now.seconds()).unwrap_or(0);
        let lists = self
            .authority
            .revocation_lists(number, now, now.plus_seconds(LIST_SECONDS), &revoked)
            .map_err(fault)?;
        let names = [Rank::Root, Rank::Intermediate, Rank::Tsp]
            .map(|rank| self.authority.issuer(rank).base_name().to_owned());
        Ok(names.into_iter().zip(lists).collect())
    }

    /// Issues a certificate for a new key, writes both to files that only their owner may read, and writes the certificate down.
    ///
    /// # Errors
    /// 400 when the profile refuses a name; 500 when the disk does; 503 when the store is full.
    pub async fn issue(
        &self,
        house: &House,
        act: &Act,
        profile: Profile,
        organisation: &Organisation,
        file: &str,
        hosts: Vec<String>,
    ) -> Result<Issued, Problem> {
        let key = tokio::task::spawn_blocking(|| RsaKey::generate(RsaSize::Bits3072))
            .await
            .map_err(fault)?
            .map_err(fault)?;
        let start = Moment::from_micros(act.at.seconds() * 1_000_000).plus_seconds(-60);
        let validity = Validity { not_before: start, not_after: start.plus_seconds(LEAF_DAYS * DAY - 1) };
        let (names, addresses): (Vec<_>, Vec<_>) =
            hosts.into_iter().partition(|host| host.parse::<std::net::IpAddr>().is_err());
        let request = Request {
            subject: Subject {
                organisation: organisation.name.clone(),
                common_name: organisation.name.clone(),
                kvk: organisation.kvk.clone(),
                oin: Some(organisation.oin.clone()),
            },
            public_key: PublicKey::of(&key).map_err(fault)?,
            dns_names: names,
            ip_addresses: addresses.iter().filter_map(|address| address.parse().ok()).collect(),
        };
        let (serial, der) = self
            .authority
            .issue(profile, &request, validity, &house.random)
            .map_err(|error| Problem::bad_request("certificate", error.to_string()))?;
        let chain = self.authority.chain(&der);
        let issued = self.write(file, &chain, &key)?;
        let certificate = Certificate {
            serial: serial.hex(),
            oin: Some(organisation.oin.clone()),
            profile: profile.policy(),
            subject: organisation.name.clone(),
            not_before: validity.not_before,
            not_after: validity.not_after,
            der,
            issued: act.at,
            revoked: None,
        };
        house.parties.add_certificate(act, certificate).await?;
        Ok(issued)
    }

    fn write(&self, file: &str, chain: &[Vec<u8>], key: &RsaKey) -> Result<Issued, Problem> {
        let folder = KeyFolder::open(&self.folder).map_err(fault)?;
        let pkcs8 = key.to_pkcs8().map_err(fault)?;
        let (certificate, private) = (format!("{file}.crt.pem"), format!("{file}.key.pem"));
        folder.write_new(&private, pem::private_key(&pkcs8).map_err(fault)?.as_bytes()).map_err(fault)?;
        folder.write_new(&certificate, pem::bundle(chain).map_err(fault)?.as_bytes()).map_err(fault)?;
        Ok(Issued {
            certificate_path: self.folder.join(certificate),
            key_path: self.folder.join(private),
            chain: chain.to_vec(),
            key: pkcs8,
        })
    }

    /// What was issued before under this file name; `None` when there is nothing.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn read(&self, file: &str) -> Result<Option<Issued>, Problem> {
        let folder = KeyFolder::open(&self.folder).map_err(fault)?;
        let (certificate, private) = (format!("{file}.crt.pem"), format!("{file}.key.pem"));
        let (Some(chain), Some(key)) =
            (folder.read(&certificate).map_err(fault)?, folder.read(&private).map_err(fault)?)
        else {
            return Ok(None);
        };
        Ok(Some(Issued {
            certificate_path: self.folder.join(certificate),
            key_path: self.folder.join(private),
            chain: pem::read_certificates(&chain).map_err(fault)?,
            key: pem::read_private_key(&key).map_err(fault)?,
        }))
    }

    /// The path of a certificate's file, when it is on this machine.
    #[must_use]
    pub fn path_of(&self, file: &str) -> Option<String> {
        let path = self.folder.join(format!("{file}.crt.pem"));
        path.exists().then(|| path.display().to_string())
    }
}

/// The name of the files of an organisation's certificate: its OIN and the start of the serial number, or its OIN for the first.
#[must_use]
pub fn file_name(oin: &kernel::Oin, number: usize) -> String {
    if number == 0 { format!("oin-{oin}") } else { format!("oin-{oin}-{number}") }
}

/// How a certificate stands, in the words of the templates.
#[must_use]
pub fn state_of(certificate: &Certificate, standing: Standing, now: Moment) -> &'static str {
    match standing {
        Standing::Revoked { .. } => "revoked",
        _ if certificate.not_after < now => "expired",
        _ => "valid",
    }
}
