use der::Decode;
use proptest::prelude::*;
use x509_cert::certificate::Certificate;
use x509_cert::crl::CertificateList;

use super::*;
use crate::fixture::{at, authority, client_request, issued, keys, now, server_request, year};
use kernel::Random;

fn extensions_of(der: &[u8]) -> Vec<(String, bool)> {
    let certificate = Certificate::from_der(der).unwrap();
    let list = certificate.tbs_certificate().extensions().unwrap().clone();
    list.iter().map(|extension| (extension.extn_id.to_string(), extension.critical)).collect()
}

fn listed(pairs: &[(&str, bool)]) -> Vec<(String, bool)> {
    pairs.iter().map(|(oid, critical)| ((*oid).to_owned(), *critical)).collect()
}

fn refused(profile: Profile, request: &Request, validity: Validity) -> X509Error {
    authority().issue(profile, request, validity, &Random::seeded(1)).unwrap_err()
}

#[test]
fn a_client_certificate_tells_who_its_subject_is() {
    let (serial, der) = issued(Profile::LegalPersonAuthentication, year());
    let identity = ClientIdentity::from_der(&der).unwrap();
    assert_eq!(
        identity,
        ClientIdentity {
            oin: Some("00000003999999910000".parse().unwrap()),
            serial_hex: serial.hex(),
            subject_common_name: "TRIAL Gemeente Voorbeeld burgerzaken".to_owned(),
            organisation: "TRIAL Gemeente Voorbeeld".to_owned(),
            not_before: year().not_before,
            not_after: year().not_after,
            issuer: "TRIAL Stelsel TSP - G4 PKIo Priv G-Other LP - 2019".to_owned(),
            policies: vec!["0.4.0.2042.1.1".to_owned(), "2.16.528.1.1003.1.2.41.16.25.8".to_owned()],
            fingerprint: crate::sha256(&der),
        }
    );
    assert_eq!(
        Certificate::from_der(&der).unwrap().tbs_certificate().subject().to_string(),
        "SERIALNUMBER=00000003999999910000,2.5.4.97=#0c0e4e54524e4c2d3939393939393931,\
         CN=TRIAL Gemeente Voorbeeld burgerzaken,O=TRIAL Gemeente Voorbeeld,C=NL"
    );
}

#[test]
fn extensions_stand_in_the_order_and_with_the_criticality_of_the_reference() {
    let end_entity = [
        ("2.5.29.19", true),
        ("2.5.29.35", false),
        ("1.3.6.1.5.5.7.1.1", false),
        ("2.5.29.32", false),
        ("2.5.29.37", false),
        ("1.3.6.1.5.5.7.1.3", false),
        ("2.5.29.31", false),
        ("2.5.29.14", false),
        ("2.5.29.15", true),
    ];
    let client = issued(Profile::LegalPersonAuthentication, year()).1;
    assert_eq!(extensions_of(&client), listed(&end_entity));
    let server = issued(Profile::TlsServer, year()).1;
    assert_eq!(extensions_of(&server), listed(&[&end_entity[..], &[("2.5.29.17", false)]].concat()));
    let of = |rank| extensions_of(authority().issuer(rank).certificate_der());
    assert_eq!(of(Rank::Tsp), listed(&end_entity));
    let intermediate: Vec<_> =
        end_entity.iter().copied().filter(|(oid, _)| *oid != "1.3.6.1.5.5.7.1.3").collect();
    assert_eq!(of(Rank::Intermediate), listed(&intermediate));
    let root = [("2.5.29.19", true), ("2.5.29.35", false), ("2.5.29.14", false), ("2.5.29.15", true)];
    assert_eq!(of(Rank::Root), listed(&root));
}

#[test]
fn requests_that_break_the_profile_are_refused_with_the_rule() {
    let server = |names: &[&str]| Request {
        dns_names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..server_request()
    };
    for name in ["*.stelsel.test", "stelsel", "a_b.test", "x.onion", "127.0.0.1", "-a.test", "a..test", ""] {
        let error = refused(Profile::TlsServer, &server(&[name]), year());
        assert!(matches!(error, X509Error::DnsName { .. }), "{name}: {error}");
    }
    assert_eq!(refused(Profile::TlsServer, &server(&[]), year()), X509Error::DnsNameCount(0));
    assert_eq!(refused(Profile::TlsServer, &server(&["a.test"; 101]), year()), X509Error::DnsNameCount(101));
    let client = Profile::LegalPersonAuthentication;
    assert_eq!(refused(client, &server_request(), year()), X509Error::DnsNameCount(2));
    let elsewhere = Request { ip_addresses: vec!["10.0.0.1".parse().unwrap()], ..server_request() };
    assert_eq!(refused(Profile::TlsServer, &elsewhere, year()), X509Error::Address);
    for organisation in ["", "x", &"x".repeat(59), "a\nb"] {
        let mut request = client_request();
        request.subject.organisation = organisation.to_owned();
        assert!(matches!(refused(client, &request, year()), X509Error::SubjectField { .. }));
    }
    let mut request = client_request();
    request.subject.oin = Some("00000099123456789012".parse().unwrap());
    assert_eq!(refused(client, &request, year()), X509Error::OinPattern);
}

#[test]
fn a_certificate_lives_at_most_397_days_and_within_its_issuer() {
    let until = |from: &str, to: &str| Validity { not_before: at(from), not_after: at(to) };
    let client = Profile::LegalPersonAuthentication;
    let verdict = |validity| refused(client, &client_request(), validity);
    assert_eq!(verdict(until("2020-01-01T00:00:00Z", "2021-02-01T00:00:01Z")), X509Error::Validity);
    assert_eq!(verdict(until("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z")), X509Error::Validity);
    assert_eq!(verdict(until("2018-12-31T00:00:00Z", "2019-12-31T00:00:00Z")), X509Error::OutsideIssuer);
    assert_eq!(verdict(until("2039-01-01T00:00:00Z", "2039-05-19T00:00:00Z")), X509Error::OutsideIssuer);
    issued(client, until("2020-01-01T00:00:00Z", "2021-02-01T00:00:00Z"));
}

#[test]
fn an_authority_without_the_policy_does_not_issue() {
    let root = authority().issuer(Rank::Root);
    let serial = Serial::random(&Random::seeded(1));
    let result = issue(Profile::TlsServer, &server_request(), root, year(), &serial);
    assert_eq!(result, Err(X509Error::Profile));
}

#[test]
fn a_changed_certificate_is_not_signed_by_its_issuer() {
    let (_, mut der) = issued(Profile::LegalPersonAuthentication, year());
    let tsp = authority().issuer(Rank::Tsp);
    assert_eq!(tsp.check_signed(&der), Ok(()));
    assert_eq!(authority().issuer(Rank::Root).check_signed(&der), Err(X509Error::Signature));
    let middle = der.len() / 2;
    der[middle] ^= 1;
    assert!(tsp.check_signed(&der).is_err());
}

#[test]
fn a_revocation_list_holds_number_reason_and_dates() {
    let serial = Serial::random(&Random::seeded(1));
    let revoked = [Revoked { serial, at: at("2020-05-01T12:00:00Z"), reason: Reason::Superseded }];
    let issuer = authority().issuer(Rank::Tsp);
    let der = revocation_list(issuer, 300, now(), now().plus_seconds(MAX_CRL_SECONDS), &revoked).unwrap();
    assert_eq!(issuer.check_signed(&der), Ok(()));
    let list = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&der).unwrap().tbs_cert_list;
    assert_eq!(list.this_update.to_string(), "2020-06-01T10:00:00Z");
    assert_eq!(list.next_update.unwrap().to_string(), "2020-06-03T10:00:00Z");
    let entries = list.revoked_certificates.unwrap();
    assert_eq!(entries[0].serial_number.as_bytes(), serial.as_bytes());
    // ENUMERATED superseded (4), INTEGER 300.
    assert_eq!(entries[0].crl_entry_extensions.as_ref().unwrap()[0].extn_value.as_bytes(), [10, 1, 4]);
    let extensions = list.crl_extensions.unwrap();
    assert_eq!(extensions[1].extn_value.as_bytes(), [2, 2, 1, 44]);
    let twice = [revoked[0], revoked[0]];
    assert_eq!(
        revocation_list(issuer, 1, now(), now().plus_seconds(1), &twice),
        Err(X509Error::RevokedTwice(serial.hex()))
    );
    for seconds in [0, -1, MAX_CRL_SECONDS + 1] {
        let result = revocation_list(issuer, 1, now(), now().plus_seconds(seconds), &[]);
        assert_eq!(result, Err(X509Error::NextUpdate));
    }
}

#[test]
fn reasons_have_their_numbers_and_no_others_are_known() {
    let known: Vec<i64> = (-1..12).filter(|number| Reason::from_number(*number).is_some()).collect();
    assert_eq!(known, [1, 3, 4, 5, 9]);
    assert_eq!(Reason::from_number(9), Some(Reason::PrivilegeWithdrawn));
}

#[test]
fn a_public_key_survives_being_written() {
    let key = PublicKey::of(&keys().client).unwrap();
    let spki = key.to_spki().unwrap();
    assert_eq!(PublicKey::from_spki(&spki).unwrap(), key);
    assert_eq!(key.fingerprint().unwrap(), crate::sha256(&spki));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(ClientIdentity::from_der(&bytes).is_err());
        prop_assert!(CertificateRequest::from_der(&bytes).is_err());
        prop_assert!(PublicKey::from_spki(&bytes).is_err());
        prop_assert!(authority().issuer(Rank::Tsp).check_signed(&bytes).is_err());
    }

    #[test]
    fn a_certificate_with_changed_bytes_never_makes_the_reader_panic(
        place in any::<proptest::sample::Index>(), byte in any::<u8>(), cut in any::<proptest::sample::Index>(),
    ) {
        let mut der = authority().issuer(Rank::Tsp).certificate_der().to_vec();
        let at = place.index(der.len());
        der[at] = byte;
        let _ = ClientIdentity::from_der(&der);
        let end = cut.index(der.len());
        prop_assert!(ClientIdentity::from_der(&der[..end]).is_err());
    }
}
