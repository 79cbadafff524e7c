//! Settings for TLS 1.2 and 1.3: who we are, whom we trust, and what the clock says.
//!
//! Revocation lists are part of the settings. Whoever revokes a certificate or renews a list builds new settings and
//! swaps them in; connections that stand keep their old ones. Handshakes are never resumed where clients show
//! certificates: a resumed handshake would not look at the lists again.

use std::sync::Arc;
use std::time::Duration;

use kernel::Clock;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime,
};
use rustls::server::{NoServerSessionStorage, VerifierBuilderError, WebPkiClientVerifier};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};

/// The only application protocol offered.
const ALPN: &[u8] = b"http/1.1";

/// TLS 1.2 and 1.3.
const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A root certificate cannot be used.
    #[error("the trusted root certificate cannot be used: {0}")]
    Root(rustls::Error),
    /// Clients must show a certificate, but none would be trusted.
    #[error("client certificates are demanded but no root certificate to check them with was given")]
    NoRoots,
    /// The verifier refused the roots or the revocation lists.
    #[error("the root certificates or revocation lists cannot be used: {0}")]
    Verifier(#[from] VerifierBuilderError),
    /// The own certificates or key were refused.
    #[error("the certificate chain and its private key cannot be used: {0}")]
    Own(rustls::Error),
}

/// Own certificates, the leaf first and without the root, and the private key of the leaf in PKCS#8 DER.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The certificates.
    pub chain: &'a [Vec<u8>],
    /// The private key.
    pub key_pkcs8: &'a [u8],
}

/// The injected clock, as TLS asks for the time.
#[derive(Debug)]
struct Time(Clock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().seconds()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// Settings of a server.
///
/// With `client_roots` a client may show a certificate, and must when `mandatory` is set. It must chain to one of the
/// roots, be valid at the clock's time and be meant for clients. With `crls` every certificate of the chain but the root
/// must be covered by a list that is not past its next update, and on none of them; without, revocation is not looked at.
/// Without `client_roots` clients are not asked for certificates.
///
/// # Errors
/// When a root, a list, the chain or the key cannot be used, or certificates are mandatory without any root.
pub fn server_config(
    identity: Identity<'_>,
    client_roots: &[Vec<u8>],
    crls: &[Vec<u8>],
    mandatory: bool,
    clock: &Clock,
) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(Time(clock.clone())))
        .with_protocol_versions(&VERSIONS)
        .map_err(TlsError::Own)?;
    let (chain, key) = own(identity);
    let asks = !client_roots.is_empty();
    if mandatory && !asks {
        return Err(TlsError::NoRoots);
    }
    let builder = if asks {
        let verifier = WebPkiClientVerifier::builder_with_provider(roots(client_roots)?, provider)
            .with_crls(lists(crls))
            .enforce_revocation_expiration();
        let verifier = if mandatory { verifier } else { verifier.allow_unauthenticated() };
        builder.with_client_cert_verifier(verifier.build()?)
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(chain, key).map_err(TlsError::Own)?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    if asks {
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(Arc::new(config))
}

/// Settings of a client: trusts servers under `trusted_roots`, checks them against `crls` as [`server_config`] does, and
/// shows its own certificate when it has one and is asked.
///
/// # Errors
/// When a root, a list, the chain or the key cannot be used.
pub fn client_config(
    trusted_roots: &[Vec<u8>],
    crls: &[Vec<u8>],
    identity: Option<Identity<'_>>,
    clock: &Clock,
) -> Result<Arc<ClientConfig>, TlsError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = server_verifier(trusted_roots, crls, &provider)?;
    let builder = ClientConfig::builder_with_details(provider, Arc::new(Time(clock.clone())))
        .with_protocol_versions(&VERSIONS)
        .map_err(TlsError::Own)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        Some(identity) => {
            let (chain, key) = own(identity);
            builder.with_client_auth_cert(chain, key).map_err(TlsError::Own)?
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(Arc::new(config))
}

/// The library's own verifier; "dangerous" is only the name of the door through which one with revocation lists enters.
fn server_verifier(
    trusted_roots: &[Vec<u8>],
    crls: &[Vec<u8>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
    let verifier = WebPkiServerVerifier::builder_with_provider(roots(trusted_roots)?, Arc::clone(provider))
        .with_crls(lists(crls))
        .enforce_revocation_expiration();
    Ok(verifier.build()?)
}

fn roots(ders: &[Vec<u8>]) -> Result<Arc<RootCertStore>, TlsError> {
    let mut store = RootCertStore::empty();
    for der in ders {
        store.add(CertificateDer::from(der.clone())).map_err(TlsError::Root)?;
    }
    Ok(Arc::new(store))
}

fn lists(ders: &[Vec<u8>]) -> Vec<CertificateRevocationListDer<'static>> {
    ders.iter().map(|der| CertificateRevocationListDer::from(der.clone())).collect()
}

fn own(identity: Identity<'_>) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let chain = identity.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    (chain, PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key_pkcs8.to_vec())))
}

#[cfg(test)]
mod tests;
