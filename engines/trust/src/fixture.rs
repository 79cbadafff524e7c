//! Keys and a hierarchy that the tests share: making them takes seconds.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use kernel::{Moment, Random};

use crate::jose::SigningKey;
use crate::keys::{Authority, Plan};
use crate::x509::{Domain, Profile, PublicKey, Request, Serial, Subject, Validity};
use crate::{RsaKey, RsaSize};

/// A folder of its own for one test, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trust-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Keys {
    pub(crate) client: RsaKey,
    pub(crate) server: RsaKey,
    pub(crate) foreign: RsaKey,
}

pub(crate) fn keys() -> &'static Keys {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| {
        let make = || RsaKey::generate(RsaSize::Bits3072).unwrap();
        Keys { client: make(), server: make(), foreign: make() }
    });
    &KEYS
}

pub(crate) struct SigningKeys {
    pub(crate) rsa: SigningKey,
    pub(crate) p256: SigningKey,
}

pub(crate) fn signing_keys() -> &'static SigningKeys {
    static KEYS: LazyLock<SigningKeys> = LazyLock::new(|| SigningKeys {
        rsa: SigningKey::rsa(Arc::new(RsaKey::from_pkcs8(&keys().server.to_pkcs8().unwrap()).unwrap())),
        p256: SigningKey::generate_p256().unwrap(),
    });
    &KEYS
}

pub(crate) fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

/// The instant at which the tests stand still.
pub(crate) fn now() -> Moment {
    at("2020-06-01T10:00:00Z")
}

pub(crate) fn plan() -> Plan {
    Plan {
        domain: Domain::Desk,
        base_url: "http://127.0.0.1:8080/pkioverheid/".to_owned(),
        provider: "Stelsel TSP".to_owned(),
        provider_kvk: Some("99999990".parse().unwrap()),
        year: 2019,
        not_before: at("2019-01-01T00:00:00Z"),
        not_after: at("2039-05-20T00:00:00Z"),
    }
}

pub(crate) fn authority() -> &'static Authority {
    static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
        let place = Folder::new("shared-authority");
        Authority::open_or_create(&place.path().join("desk"), &plan(), &Random::system()).unwrap()
    });
    &AUTHORITY
}

pub(crate) fn year() -> Validity {
    Validity { not_before: at("2020-01-01T00:00:00Z"), not_after: at("2021-01-01T00:00:00Z") }
}

pub(crate) fn client_request() -> Request {
    Request {
        subject: Subject {
            organisation: "Gemeente Voorbeeld".to_owned(),
            common_name: "Gemeente Voorbeeld burgerzaken".to_owned(),
            kvk: Some("99999991".parse().unwrap()),
            oin: Some("00000003999999910000".parse().unwrap()),
        },
        public_key: PublicKey::of(&keys().client).unwrap(),
        dns_names: Vec::new(),
        ip_addresses: Vec::new(),
    }
}

pub(crate) fn server_request() -> Request {
    Request {
        subject: Subject {
            organisation: "Stelsel".to_owned(),
            common_name: "Stelsel".to_owned(),
            kvk: None,
            oin: None,
        },
        public_key: PublicKey::of(&keys().server).unwrap(),
        dns_names: vec!["localhost".to_owned(), "brp.stelsel.test".to_owned()],
        ip_addresses: ["127.0.0.1", "::1"].map(|text| text.parse::<IpAddr>().unwrap()).to_vec(),
    }
}

pub(crate) fn issued(profile: Profile, validity: Validity) -> (Serial, Vec<u8>) {
    let request = match profile {
        Profile::TlsServer => server_request(),
        Profile::LegalPersonAuthentication => client_request(),
    };
    authority().issue(profile, &request, validity, &Random::system()).unwrap()
}
