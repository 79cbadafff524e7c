//! Certificates, requests and revocation lists in the style of PKIoverheid G4 TRIAL.
//!
//! Root -> intermediate -> TSP CA -> end entity. Everything is signed with RSASSA-PSS, SHA-512, MGF1-SHA-512 and 64 octets
//! of salt; authorities have RSA 4096 keys, end entities RSA 3072 or more; keys are always written as `rsaEncryption`.
//! Source of the profiles: the files `profiles/*.yaml` of the public repository `pkioverheid/g4-trial`.
//!
//! Deviations, each on purpose:
//! - A TLS server certificate may also hold the loopback addresses `127.0.0.1` and `::1`, which the profile forbids:
//!   a program on a desk is called by its address.
//! - [`Domain::Desk`] is one hierarchy for server and client certificates; PKIoverheid keeps two.
//! - `organizationIdentifier` may be left out for organisations without a KvK number, such as most public bodies.

mod build;
mod certificate;
mod crl;
mod csr;
mod error;
mod extensions;
mod identity;
mod name;
mod oids;
mod profile;
mod public_key;
mod serial;

pub use certificate::{Issuer, Request, Validity, issue};
pub(crate) use certificate::{Parent, issue_authority};
pub use crl::{MAX_CRL_SECONDS, Reason, Revoked, revocation_list};
pub use csr::CertificateRequest;
pub use error::X509Error;
pub use identity::ClientIdentity;
pub use name::Subject;
pub use profile::{Domain, Profile, Rank};
pub use public_key::PublicKey;
pub use serial::Serial;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_openssl;
