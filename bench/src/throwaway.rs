//! A hierarchy of certificates that lives as long as one run, for the bare server over mutual TLS. It is made as the real one is, so that
//! handshakes cost the same.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Clock, Oin, Random};
use rustls::ServerConfig;
use trust::keys::{Authority, KeyFolder, Plan};
use trust::tls::Identity;
use trust::x509::{Domain, Profile, PublicKey, Request, Subject, Validity};
use trust::{RsaKey, RsaSize};

use crate::LoadError;

const DAY_SECONDS: i64 = 86_400;
const YEAR_SECONDS: i64 = 366 * DAY_SECONDS;
/// Never given out: the prefix for organisations without a number of their own.
const CLIENT_OIN: &str = "00000099000000001000";

/// Authority, server and one client, in a folder that is removed with this.
pub struct Throwaway {
    folder: PathBuf,
    server: Arc<ServerConfig>,
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        // Nothing of it is worth keeping; what cannot be removed now is removed with the system's temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Throwaway {
    /// Makes one. Takes seconds: it generates five RSA keys.
    ///
    /// # Errors
    /// When the temporary folder cannot be written or a certificate cannot be made.
    pub fn make(clock: &Clock, random: &Random) -> Result<Self, LoadError> {
        let folder = std::env::temp_dir().join(format!("stelsel-load-{}", random.hex::<8>()));
        let made = Self::fill(&folder, clock, random);
        if made.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        Ok(Self { server: made?, folder })
    }

    fn fill(folder: &Path, clock: &Clock, random: &Random) -> Result<Arc<ServerConfig>, LoadError> {
        let failed = |error: &dyn std::fmt::Display| LoadError::Peer(error.to_string());
        let now = clock.now();
        let keys = KeyFolder::open(folder).map_err(|error| failed(&error))?;
        let plan = Plan {
            domain: Domain::Desk,
            base_url: "http://127.0.0.1/pkioverheid".to_owned(),
            provider: "Stelsel Load".to_owned(),
            provider_kvk: None,
            year: now.day().year(),
            not_before: now.plus_seconds(-DAY_SECONDS),
            not_after: now.plus_seconds(YEAR_SECONDS),
        };
        let authority = Authority::open_or_create(&folder.join("authority"), &plan, random)
            .map_err(|error| failed(&error))?;
        let issuing = Issuing { authority: &authority, clock, random };
        let (server_chain, server_key) = issuing.issue(Profile::TlsServer)?;
        let (client_chain, client_key) = issuing.issue(Profile::LegalPersonAuthentication)?;
        let write = |name: &str, text: Result<String, trust::pem::PemError>| {
            let text = text.map_err(|error| failed(&error))?;
            keys.write_new(name, text.as_bytes()).map_err(|error| failed(&error))
        };
        write("ca.pem", trust::pem::certificate(authority.root_der()))?;
        write("client.cer.pem", trust::pem::bundle(&client_chain))?;
        write("client.key.pem", trust::pem::private_key(&client_key))?;
        let identity = Identity { chain: &server_chain, key_pkcs8: &server_key };
        let roots = [authority.root_der().to_vec()];
        Ok(trust::tls::server_config(identity, &roots, &[], true, clock)?)
    }

    /// Settings of the server: it asks for certificates of this hierarchy and accepts no other.
    #[must_use]
    pub fn server(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }

    /// The root certificate, a PEM file.
    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// Certificate chain and private key of the client, PEM files.
    #[must_use]
    pub fn client(&self) -> (PathBuf, PathBuf) {
        (self.folder.join("client.cer.pem"), self.folder.join("client.key.pem"))
    }
}

struct Issuing<'a> {
    authority: &'a Authority,
    clock: &'a Clock,
    random: &'a Random,
}

impl Issuing<'_> {
    /// A chain and the private key of its leaf, in PKCS#8.
    fn issue(&self, profile: Profile) -> Result<(Vec<Vec<u8>>, Vec<u8>), LoadError> {
        let failed = |error: &dyn std::fmt::Display| LoadError::Peer(error.to_string());
        let now = self.clock.now();
        let key = RsaKey::generate(RsaSize::Bits3072).map_err(|error| failed(&error))?;
        let server = profile == Profile::TlsServer;
        let oin = CLIENT_OIN.parse::<Oin>().map_err(|error| failed(&error))?;
        let request = Request {
            subject: Subject {
                organisation: "Stelsel Load".to_owned(),
                common_name: if server { "localhost" } else { "Stelsel Load" }.to_owned(),
                kvk: None,
                oin: (!server).then_some(oin),
            },
            public_key: PublicKey::of(&key).map_err(|error| failed(&error))?,
            dns_names: if server { vec!["localhost".to_owned()] } else { Vec::new() },
            ip_addresses: if server { vec![IpAddr::V4(Ipv4Addr::LOCALHOST)] } else { Vec::new() },
        };
        let validity =
            Validity { not_before: now.plus_seconds(-3600), not_after: now.plus_seconds(30 * DAY_SECONDS) };
        let issued = self.authority.issue(profile, &request, validity, self.random);
        let (_, leaf) = issued.map_err(|error| failed(&error))?;
        let key = key.to_pkcs8().map_err(|error| failed(&error))?;
        Ok((self.authority.chain(&leaf), key))
    }
}
