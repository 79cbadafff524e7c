//! What a program that nobody here wrote makes of our certificates.

use std::fs;
use std::path::Path;
use std::process::Command;

use kernel::Moment;

use super::*;
use crate::fixture::{Folder, authority, issued, keys, now, year};
use crate::pem;

/// Runs openssl in a folder; its success and everything it says.
fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn lay_out(folder: &Path, leaf: &[u8], revoked: &[Revoked]) {
    let of = |rank| authority().issuer(rank).certificate_der().to_vec();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("root.pem", pem::certificate(&of(Rank::Root)).unwrap());
    write("between.pem", pem::bundle(&[of(Rank::Intermediate), of(Rank::Tsp)]).unwrap());
    write("leaf.pem", pem::certificate(leaf).unwrap());
    let lists = authority().revocation_lists(7, now(), now().plus_seconds(86_400), revoked).unwrap();
    write("lists.pem", lists.iter().map(|der| pem::revocation_list(der).unwrap()).collect());
}

fn verify(folder: &Path, purpose: &str, policy: &str, when: Moment) -> (bool, String) {
    let seconds = when.seconds().to_string();
    let fixed = ["verify", "-x509_strict", "-crl_check_all", "-policy_check", "-explicit_policy"];
    let files = ["-CAfile", "root.pem", "-untrusted", "between.pem", "-CRLfile", "lists.pem"];
    let asked = ["-purpose", purpose, "-policy", policy, "-attime", &seconds, "leaf.pem"];
    openssl(folder, &[&fixed[..], &files[..], &asked[..]].concat())
}

#[test]
fn openssl_accepts_both_kinds_of_certificate_strictly() {
    let kinds = [(Profile::TlsServer, "sslserver"), (Profile::LegalPersonAuthentication, "sslclient")];
    for (profile, purpose) in kinds {
        let place = Folder::new(purpose);
        lay_out(place.path(), &issued(profile, year()).1, &[]);
        let (accepted, said) = verify(place.path(), purpose, &profile.policy(), now());
        assert!(accepted && said.ends_with("leaf.pem: OK\n"), "{said}");
    }
}

#[test]
fn openssl_refuses_what_is_revoked_expired_or_of_another_purpose_or_policy() {
    let place = Folder::new("openssl-refuses");
    let profile = Profile::LegalPersonAuthentication;
    let (serial, leaf) = issued(profile, year());
    lay_out(place.path(), &leaf, &[Revoked { serial, at: now(), reason: Reason::KeyCompromise }]);
    let said = |purpose, policy: &str, when| verify(place.path(), purpose, policy, when);
    let expect = |(accepted, said): (bool, String), reason: &str| {
        assert!(!accepted && said.contains(reason), "{said}");
    };
    expect(said("sslclient", &profile.policy(), now()), "certificate revoked");
    lay_out(place.path(), &leaf, &[]);
    expect(said("sslserver", &profile.policy(), now()), "unsuitable certificate purpose");
    expect(said("sslclient", &Profile::TlsServer.policy(), now()), "no explicit policy");
    expect(said("sslclient", &profile.policy(), now().plus_seconds(90_000)), "CRL has expired");
    expect(said("sslclient", &profile.policy(), now().plus_seconds(366 * 86_400)), "certificate has expired");
}

#[test]
fn openssl_shows_the_algorithms_and_places_of_the_profile() {
    let place = Folder::new("openssl-shows");
    lay_out(place.path(), &issued(Profile::TlsServer, year()).1, &[]);
    let (_, said) = openssl(place.path(), &["x509", "-in", "leaf.pem", "-noout", "-text"]);
    for line in [
        "Signature Algorithm: rsassaPss",
        "Hash Algorithm: sha512",
        "Mask Algorithm: mgf1 with sha512",
        "Salt Length: 0x40",
        "Public Key Algorithm: rsaEncryption",
        "Public-Key: (3072 bit)",
        "CA Issuers - URI:http://127.0.0.1:8080/pkioverheid/certs/TRIALStelselTSPG4PKIoPrivGOtherLP2019.cer",
        "URI:http://127.0.0.1:8080/pkioverheid/crl/TRIALStelselTSPG4PKIoPrivGOtherLP2019.crl",
        "Policy: 2.16.528.1.1003.1.2.41.15.35.11",
        "DNS:localhost, DNS:brp.stelsel.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        "TLS Web Server Authentication, TLS Web Client Authentication",
        "Digital Signature, Key Encipherment",
    ] {
        assert!(said.contains(line), "{line} is missing in {said}");
    }
    let tsp = pem::certificate(authority().issuer(Rank::Tsp).certificate_der()).unwrap();
    fs::write(place.path().join("tsp.pem"), tsp).unwrap();
    let (_, said) = openssl(place.path(), &["x509", "-in", "tsp.pem", "-noout", "-text"]);
    assert!(said.contains("CA:TRUE, pathlen:0") && said.contains("Public-Key: (4096 bit)"), "{said}");
}

fn request(folder: &Path, extra: &[&str]) -> Result<CertificateRequest, X509Error> {
    let fixed =
        ["req", "-new", "-nodes", "-subj", "/C=NL/O=Gemeente Voorbeeld/CN=Voorbeeld", "-out", "request.pem"];
    let (made, said) = openssl(folder, &[&fixed[..], extra].concat());
    assert!(made, "{said}");
    let der = pem::read_request(&fs::read(folder.join("request.pem")).unwrap()).unwrap();
    CertificateRequest::from_der(&der)
}

#[test]
fn a_request_of_openssl_is_read_and_a_changed_one_refused() {
    let place = Folder::new("openssl-request");
    let key = pem::private_key(&keys().client.to_pkcs8().unwrap()).unwrap();
    fs::write(place.path().join("key.pem"), key).unwrap();
    let names = "subjectAltName=DNS:a.test,DNS:b.test";
    let ours = ["-key", "key.pem", "-addext", names];
    let read = request(place.path(), &ours).unwrap();
    assert_eq!(
        read,
        CertificateRequest {
            public_key: PublicKey::of(&keys().client).unwrap(),
            common_name: Some("Voorbeeld".to_owned()),
            organisation: Some("Gemeente Voorbeeld".to_owned()),
            dns_names: vec!["a.test".to_owned(), "b.test".to_owned()],
        }
    );
    let pss =
        ["-key", "key.pem", "-sha512", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:64"];
    assert_eq!(request(place.path(), &pss).map(|read| read.public_key), Ok(read.public_key));
    assert_eq!(request(place.path(), &["-key", "key.pem", "-sha1"]), Err(X509Error::SelfSignature));

    request(place.path(), &ours).unwrap();
    let der = pem::read_request(&fs::read(place.path().join("request.pem")).unwrap()).unwrap();
    for at in (0..der.len()).step_by(7) {
        let mut changed = der.clone();
        changed[at] ^= 1;
        assert!(CertificateRequest::from_der(&changed).is_err(), "byte {at}");
    }
}

#[test]
fn a_request_with_a_weak_or_odd_key_is_refused() {
    let place = Folder::new("openssl-weak");
    let made_with = |extra: &[&str]| request(place.path(), &[extra, &["-keyout", "key.pem"]].concat());
    assert_eq!(made_with(&["-newkey", "rsa:2048"]), Err(X509Error::KeyLength(2048)));
    let three = ["-newkey", "rsa:3072", "-pkeyopt", "rsa_keygen_pubexp:3"];
    assert_eq!(made_with(&three), Err(X509Error::Exponent));
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    assert_eq!(made_with(&curve), Err(X509Error::KeyKind));
}
