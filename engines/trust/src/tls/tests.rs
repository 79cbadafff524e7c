use kernel::{Moment, Random};
use rustls::{CertificateError, ClientConnection, Error, InvalidMessage, ServerConnection};

use super::*;
use crate::RsaKey;
use crate::fixture::{self, at, authority, issued, keys, now, year};
use crate::x509::{
    ClientIdentity, Domain, Issuer, Parent, Profile, Rank, Reason, Revoked, Serial, Subject, Validity, issue,
    issue_authority,
};

struct Party {
    chain: Vec<Vec<u8>>,
    key: Vec<u8>,
}

impl Party {
    fn new(chain: Vec<Vec<u8>>, key: &RsaKey) -> Self {
        Self { chain, key: key.to_pkcs8().unwrap() }
    }

    fn identity(&self) -> Identity<'_> {
        Identity { chain: &self.chain, key_pkcs8: &self.key }
    }
}

fn server() -> Party {
    Party::new(authority().chain(&issued(Profile::TlsServer, year()).1), &keys().server)
}

fn client(validity: Validity) -> (Serial, Party) {
    let (serial, der) = issued(Profile::LegalPersonAuthentication, validity);
    (serial, Party::new(authority().chain(&der), &keys().client))
}

fn roots() -> Vec<Vec<u8>> {
    vec![authority().root_der().to_vec()]
}

fn lists(revoked: &[Revoked]) -> Vec<Vec<u8>> {
    authority().revocation_lists(1, now(), now().plus_seconds(86_400), revoked).unwrap().to_vec()
}

/// A hierarchy of one authority that nobody here trusts.
fn foreign() -> Party {
    let random = Random::system();
    let subject = Subject {
        organisation: "Elders".to_owned(),
        common_name: "Elders CA".to_owned(),
        kvk: None,
        oin: None,
    };
    let key = RsaKey::from_pkcs8(&keys().foreign.to_pkcs8().unwrap()).unwrap();
    let place = (Domain::Desk, Rank::Tsp);
    let certificate =
        issue_authority(place, &subject, &key, &Parent::Itself(&key), year(), &Serial::random(&random))
            .unwrap();
    let issuer = Issuer::new(key, certificate, "http://elders.test").unwrap();
    let profile = Profile::LegalPersonAuthentication;
    let leaf = issue(profile, &fixture::client_request(), &issuer, year(), &Serial::random(&random)).unwrap();
    Party::new(vec![leaf, issuer.certificate_der().to_vec()], &keys().client)
}

/// Lets both sides talk in memory until they are done or one refuses. The server's verdict comes first.
fn shake(server: Arc<ServerConfig>, client: Arc<ClientConfig>) -> Result<ServerConnection, Error> {
    let name = "localhost".try_into().unwrap();
    let mut client = ClientConnection::new(client, name).unwrap();
    let mut server = ServerConnection::new(server).unwrap();
    for _ in 0..10 {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut wire = wire.as_slice();
        while !wire.is_empty() {
            server.read_tls(&mut wire).unwrap();
            server.process_new_packets()?;
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        let mut wire = wire.as_slice();
        while !wire.is_empty() {
            client.read_tls(&mut wire).unwrap();
            client.process_new_packets()?;
        }
    }
    assert!(!server.is_handshaking() && !client.is_handshaking());
    Ok(server)
}

/// What a server that knows these lists at this instant makes of a client.
fn verdict(
    client: Option<&Party>,
    crls: &[Vec<u8>],
    mandatory: bool,
    when: Moment,
) -> Result<ServerConnection, Error> {
    let clock = Clock::fixed(when);
    let server = server_config(server().identity(), &roots(), crls, mandatory, &clock).unwrap();
    let client = client_config(&roots(), &[], client.map(Party::identity), &clock).unwrap();
    shake(server, client)
}

#[test]
fn a_good_client_is_let_in_and_known_by_its_oin() {
    let (serial, party) = client(year());
    let server = verdict(Some(&party), &lists(&[]), true, now()).unwrap();
    assert_eq!(server.alpn_protocol(), Some(ALPN));
    assert_eq!(server.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
    let shown = ClientIdentity::from_der(&server.peer_certificates().unwrap()[0]).unwrap();
    assert_eq!(shown.oin, Some("00000003999999910000".parse().unwrap()));
    assert_eq!(shown.serial_hex, serial.hex());
    assert!(shown.has_profile(Profile::LegalPersonAuthentication));
}

#[test]
fn a_client_of_tls_1_2_is_let_in_too() {
    let clock = Clock::fixed(now());
    let (_, party) = client(year());
    let server = server_config(server().identity(), &roots(), &lists(&[]), true, &clock).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let (chain, key) = own(party.identity());
    let config = ClientConfig::builder_with_details(Arc::clone(&provider), Arc::new(Time(clock)))
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(server_verifier(&roots(), &[], &provider).unwrap())
        .with_client_auth_cert(chain, key)
        .unwrap();
    let server = shake(server, Arc::new(config)).unwrap();
    assert_eq!(server.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_2));
    assert_eq!(server.peer_certificates().unwrap().len(), 3);
}

#[test]
fn a_client_without_certificate_is_refused_where_one_is_mandatory_only() {
    assert_eq!(verdict(None, &lists(&[]), true, now()).unwrap_err(), Error::NoCertificatesPresented);
    let server = verdict(None, &lists(&[]), false, now()).unwrap();
    assert!(server.peer_certificates().is_none());
}

#[test]
fn a_client_of_a_foreign_authority_is_refused_even_where_none_is_mandatory() {
    for mandatory in [true, false] {
        assert_eq!(
            verdict(Some(&foreign()), &lists(&[]), mandatory, now()).unwrap_err(),
            Error::InvalidCertificate(CertificateError::UnknownIssuer)
        );
    }
}

#[test]
fn an_expired_client_is_refused() {
    let short = Validity { not_before: at("2020-01-01T00:00:00Z"), not_after: at("2020-05-31T00:00:00Z") };
    let error = verdict(Some(&client(short).1), &lists(&[]), true, now()).unwrap_err();
    assert!(matches!(error, Error::InvalidCertificate(CertificateError::ExpiredContext { .. })), "{error}");
}

#[test]
fn a_client_from_the_future_is_refused() {
    let later = Validity { not_before: at("2020-07-01T00:00:00Z"), not_after: at("2021-01-01T00:00:00Z") };
    let error = verdict(Some(&client(later).1), &lists(&[]), true, now()).unwrap_err();
    assert!(
        matches!(error, Error::InvalidCertificate(CertificateError::NotValidYetContext { .. })),
        "{error}"
    );
}

#[test]
fn a_revoked_client_is_refused_and_another_is_not() {
    let (serial, party) = client(year());
    let revoked = [Revoked { serial, at: now(), reason: Reason::KeyCompromise }];
    assert_eq!(
        verdict(Some(&party), &lists(&revoked), true, now()).unwrap_err(),
        Error::InvalidCertificate(CertificateError::Revoked)
    );
    let (_, other) = client(year());
    assert!(verdict(Some(&other), &lists(&revoked), true, now()).is_ok());
}

#[test]
fn a_list_past_its_next_update_lets_nobody_in() {
    let (_, party) = client(year());
    let error = verdict(Some(&party), &lists(&[]), true, now().plus_seconds(86_401)).unwrap_err();
    assert!(
        matches!(error, Error::InvalidCertificate(CertificateError::ExpiredRevocationListContext { .. })),
        "{error}"
    );
}

#[test]
fn a_chain_that_no_list_covers_is_refused() {
    let (_, party) = client(year());
    let of_tsp_only = &lists(&[])[2..];
    assert_eq!(
        verdict(Some(&party), of_tsp_only, true, now()).unwrap_err(),
        Error::InvalidCertificate(CertificateError::UnknownRevocationStatus)
    );
}

#[test]
fn a_client_certificate_is_no_server_certificate() {
    let clock = Clock::fixed(now());
    let (_, party) = client(year());
    let server = server_config(party.identity(), &[], &[], false, &clock).unwrap();
    let client = client_config(&roots(), &[], None, &clock).unwrap();
    assert!(matches!(shake(server, client).unwrap_err(), Error::InvalidCertificate(_)));
}

#[test]
fn a_revoked_server_is_refused_by_a_client_that_has_the_lists() {
    let clock = Clock::fixed(now());
    let (serial, der) = issued(Profile::TlsServer, year());
    let party = Party::new(authority().chain(&der), &keys().server);
    let server = server_config(party.identity(), &[], &[], false, &clock).unwrap();
    let revoked = [Revoked { serial, at: now(), reason: Reason::Superseded }];
    let with = |crls: &[Vec<u8>]| client_config(&roots(), crls, None, &clock).unwrap();
    assert_eq!(
        shake(Arc::clone(&server), with(&lists(&revoked))).unwrap_err(),
        Error::InvalidCertificate(CertificateError::Revoked)
    );
    assert!(shake(server, with(&lists(&[]))).is_ok());
}

#[test]
fn a_mandatory_certificate_needs_a_root_and_a_key_its_certificate() {
    let clock = Clock::fixed(now());
    let party = server();
    assert!(matches!(server_config(party.identity(), &[], &[], true, &clock), Err(TlsError::NoRoots)));
    let broken = vec![b"no certificate".to_vec()];
    assert!(matches!(server_config(party.identity(), &broken, &[], true, &clock), Err(TlsError::Root(_))));
    assert!(matches!(
        server_config(party.identity(), &roots(), &broken, true, &clock),
        Err(TlsError::Verifier(_))
    ));
    let swapped = Party::new(party.chain.clone(), &keys().client);
    assert!(matches!(server_config(swapped.identity(), &[], &[], false, &clock), Err(TlsError::Own(_))));
}

#[test]
fn garbage_on_the_wire_is_an_error_and_no_panic() {
    let config = server_config(server().identity(), &[], &[], false, &Clock::fixed(now())).unwrap();
    let mut server = ServerConnection::new(config).unwrap();
    server.read_tls(&mut b"GET / HTTP/1.1\r\n\r\n".as_slice()).unwrap();
    assert_eq!(
        server.process_new_packets().unwrap_err(),
        Error::InvalidMessage(InvalidMessage::InvalidContentType)
    );
}
