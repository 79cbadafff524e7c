use std::fs;
use std::path::Path;
use std::thread;

use kernel::{KvkNumber, Moment, Random};

use super::folder::disk;
use super::{KeyError, KeyFolder};
use crate::x509::{
    Domain, Issuer, Parent, Profile, Rank, Request, Revoked, Serial, Subject, Validity, X509Error, issue,
    issue_authority, revocation_list,
};
use crate::{RsaKey, RsaSize, pem};

/// What a new hierarchy looks like. Of an existing one only `base_url` is used.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it is for.
    pub domain: Domain,
    /// Where its certificates and revocation lists are published, such as `http://127.0.0.1:8080/pkioverheid`. It is
    /// written into every certificate.
    pub base_url: String,
    /// The name of the trust service provider, at most 25 characters, without `TRIAL`.
    pub provider: String,
    /// The KvK number of the provider.
    pub provider_kvk: Option<KvkNumber>,
    /// The year in the names of the authorities.
    pub year: i16,
    /// When all three certificates begin.
    pub not_before: Moment,
    /// When the root's certificate ends. The intermediate ends a day earlier, the TSP CA two days.
    pub not_after: Moment,
}

/// A root, an intermediate and a TSP CA, with their keys.
#[derive(Debug, Clone)]
pub struct Authority {
    root: Issuer,
    intermediate: Issuer,
    tsp: Issuer,
}

const PARTS: [&str; 3] = ["root", "intermediate", "tsp"];
const DAY_SECONDS: i64 = 86_400;

impl Authority {
    /// Loads the hierarchy in `folder`, or makes one when there is no such folder. Making takes some seconds: three RSA
    /// keys of 4096 bits, each in its own thread. A crash on the way leaves nothing that is taken for a hierarchy.
    ///
    /// # Errors
    /// When a file is missing, too open, damaged or does not belong to the others, or the system refuses.
    pub fn open_or_create(folder: &Path, plan: &Plan, random: &Random) -> Result<Self, KeyError> {
        if !folder.exists() {
            Self::create(folder, plan, random)?;
        }
        Self::open(folder, &plan.base_url)
    }

    /// Loads the hierarchy in `folder`.
    ///
    /// # Errors
    /// When a file is missing, too open, damaged or does not belong to the others, or the system refuses.
    pub fn open(folder: &Path, base_url: &str) -> Result<Self, KeyError> {
        if !folder.exists() {
            return Err(KeyError::Missing { path: folder.to_owned() });
        }
        let keys = KeyFolder::open(folder)?;
        let [root, intermediate, tsp] = PARTS.map(|part| load(&keys, part, base_url));
        let authority = Self { root: root?, intermediate: intermediate?, tsp: tsp? };
        authority.root.check_signed(authority.root.certificate_der())?;
        authority.root.check_signed(authority.intermediate.certificate_der())?;
        authority.intermediate.check_signed(authority.tsp.certificate_der())?;
        Ok(authority)
    }

    fn create(folder: &Path, plan: &Plan, random: &Random) -> Result<(), KeyError> {
        let mut unfinished = folder.as_os_str().to_owned();
        unfinished.push(".new");
        let unfinished = Path::new(&unfinished);
        if unfinished.exists() {
            // Left by a start that was cut off. Nothing was ever issued by it.
            fs::remove_dir_all(unfinished).map_err(disk("cannot remove", unfinished))?;
        }
        let keys = KeyFolder::open(unfinished)?;
        let [root_key, intermediate_key, tsp_key] = three_keys()?;
        let write = |part: &str, key: &RsaKey, certificate: &[u8]| {
            keys.write_rsa_key(&format!("{part}.key.pem"), key)?;
            keys.write_new(&format!("{part}.cer.pem"), pem::certificate(certificate)?.as_bytes())
        };
        let certify = |rank, key: &RsaKey, parent: &Parent<'_>| {
            let place = (plan.domain, rank);
            issue_authority(
                place,
                &plan.subject(rank),
                key,
                parent,
                plan.validity(rank),
                &Serial::random(random),
            )
        };
        let certificate = certify(Rank::Root, &root_key, &Parent::Itself(&root_key))?;
        write("root", &root_key, &certificate)?;
        let root = Issuer::new(root_key, certificate, &plan.base_url)?;
        let certificate = certify(Rank::Intermediate, &intermediate_key, &Parent::Issuer(&root))?;
        write("intermediate", &intermediate_key, &certificate)?;
        let intermediate = Issuer::new(intermediate_key, certificate, &plan.base_url)?;
        let certificate = certify(Rank::Tsp, &tsp_key, &Parent::Issuer(&intermediate))?;
        write("tsp", &tsp_key, &certificate)?;
        fs::rename(unfinished, folder).map_err(disk("cannot rename to", folder))?;
        match folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => super::permissions::sync_folder(parent).map_err(disk("cannot write", parent)),
            None => Ok(()),
        }
    }

    /// The authority of this rank.
    #[must_use]
    pub fn issuer(&self, rank: Rank) -> &Issuer {
        match rank {
            Rank::Root => &self.root,
            Rank::Intermediate => &self.intermediate,
            Rank::Tsp => &self.tsp,
        }
    }

    /// The certificate of the root: the only thing that others must trust.
    #[must_use]
    pub fn root_der(&self) -> &[u8] {
        self.root.certificate_der()
    }

    /// A leaf certificate followed by the TSP CA and the intermediate: what a server or client sends.
    #[must_use]
    pub fn chain(&self, leaf_der: &[u8]) -> Vec<Vec<u8>> {
        vec![
            leaf_der.to_vec(),
            self.tsp.certificate_der().to_vec(),
            self.intermediate.certificate_der().to_vec(),
        ]
    }

    /// Issues a certificate to an end entity, by the TSP CA, and returns its serial number and its DER.
    ///
    /// # Errors
    /// As [`issue`].
    pub fn issue(
        &self,
        profile: Profile,
        request: &Request,
        validity: Validity,
        random: &Random,
    ) -> Result<(Serial, Vec<u8>), X509Error> {
        let serial = Serial::random(random);
        Ok((serial, issue(profile, request, &self.tsp, validity, &serial)?))
    }

    /// The revocation lists of all three authorities, which TLS needs to judge a whole chain: root, intermediate, TSP CA.
    /// `revoked` are certificates of end entities; the authorities' own certificates are not revoked here.
    ///
    /// # Errors
    /// As [`revocation_list`].
    pub fn revocation_lists(
        &self,
        number: u64,
        this_update: Moment,
        next_update: Moment,
        revoked: &[Revoked],
    ) -> Result<[Vec<u8>; 3], X509Error> {
        Ok([
            revocation_list(&self.root, number, this_update, next_update, &[])?,
            revocation_list(&self.intermediate, number, this_update, next_update, &[])?,
            revocation_list(&self.tsp, number, this_update, next_update, revoked)?,
        ])
    }
}

impl Plan {
    fn subject(&self, rank: Rank) -> Subject {
        let (root_words, words) = self.domain.words();
        let year = self.year;
        let owner = match rank {
            Rank::Root | Rank::Intermediate => "PKIoverheid",
            Rank::Tsp => self.provider.as_str(),
        };
        let common_name = match rank {
            Rank::Root => format!("{owner} - G4 Root {root_words} - {year}"),
            Rank::Intermediate => format!("{owner} - G4 Intm {words} - {year}"),
            Rank::Tsp => format!("{owner} - G4 PKIo {words} - {year}"),
        };
        Subject {
            organisation: format!("{owner} - not for Production use"),
            common_name,
            kvk: self.provider_kvk.clone().filter(|_| rank == Rank::Tsp),
            oin: None,
        }
    }

    fn validity(&self, rank: Rank) -> Validity {
        let days_shorter = match rank {
            Rank::Root => 0,
            Rank::Intermediate => 1,
            Rank::Tsp => 2,
        };
        Validity {
            not_before: self.not_before,
            not_after: self.not_after.plus_seconds(-days_shorter * DAY_SECONDS),
        }
    }
}

fn three_keys() -> Result<[RsaKey; 3], KeyError> {
    let make = || RsaKey::generate(RsaSize::Bits4096);
    thread::scope(|scope| {
        let threads = [scope.spawn(make), scope.spawn(make), scope.spawn(make)];
        let [root, intermediate, tsp] =
            threads.map(|thread| thread.join().map_err(|_| KeyError::Interrupted));
        Ok([root??, intermediate??, tsp??])
    })
}

fn load(keys: &KeyFolder, part: &str, base_url: &str) -> Result<Issuer, KeyError> {
    let key_name = format!("{part}.key.pem");
    let name = format!("{part}.cer.pem");
    let missing = |name: &str| KeyError::Missing { path: keys.path().join(name) };
    let key = keys.rsa_key(&key_name)?.ok_or_else(|| missing(&key_name))?;
    let text = keys.read(&name)?.ok_or_else(|| missing(&name))?;
    let content = |why: String| KeyError::Content { path: keys.path().join(&name), why };
    let mut certificates =
        pem::read_certificates(&text).map_err(|error| content(format!("cannot be used: {error}")))?;
    Issuer::new(key, certificates.swap_remove(0), base_url).map_err(|error| content(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, Folder};

    #[test]
    fn a_hierarchy_is_made_once_and_found_again() {
        let place = Folder::new("authority");
        let folder = place.path().join("desk");
        fs::create_dir_all(place.path().join("desk.new")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(place.path().join("desk.new"), fs::Permissions::from_mode(0o700)).unwrap();
        }
        let random = Random::seeded(1);
        let made = Authority::open_or_create(&folder, &fixture::plan(), &random).unwrap();
        let found = Authority::open_or_create(&folder, &fixture::plan(), &random).unwrap();
        for rank in [Rank::Root, Rank::Intermediate, Rank::Tsp] {
            assert_eq!(made.issuer(rank).certificate_der(), found.issuer(rank).certificate_der());
        }
        assert_eq!(made.issuer(Rank::Tsp).base_name(), "TRIALStelselTSPG4PKIoPrivGOtherLP2019");
        assert!(!place.path().join("desk.new").exists());

        let tsp_key = folder.join("tsp.key.pem");
        let root_key = fs::read(folder.join("root.key.pem")).unwrap();
        fs::write(&tsp_key, root_key).unwrap();
        assert_eq!(
            Authority::open(&folder, "http://x").unwrap_err().to_string(),
            format!(
                "{} the private key does not belong to the certificate of the issuer",
                folder.join("tsp.cer.pem").display()
            )
        );
        fs::remove_file(&tsp_key).unwrap();
        assert!(matches!(Authority::open(&folder, "http://x"), Err(KeyError::Missing { .. })));
    }

    #[test]
    fn a_hierarchy_that_is_not_there_is_not_opened() {
        let place = Folder::new("no-authority");
        assert!(matches!(
            Authority::open(&place.path().join("none"), "http://x"),
            Err(KeyError::Missing { .. })
        ));
    }
}
