//! What the profiles say, as data.

use der::asn1::ObjectIdentifier;
use der::flagset::FlagSet;
use x509_cert::ext::pkix::KeyUsages;

use super::oids;

/// The kind of a certificate for an end entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `G4TRIALEEPrivGTLSSYS2025`, policy …41.15.35.11: a server (and client) on TLS.
    TlsServer,
    /// `G4TRIALEEPrivGOtherLPAuthentication2025`, policy …41.16.25.8: an organisation that logs in on an interface.
    LegalPersonAuthentication,
}

/// For which purposes a hierarchy of authorities is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Domain {
    /// Priv G-TLS, SYS: server certificates only, extensions as in the reference profiles.
    TlsSystem,
    /// Priv G-Other, LP: legal persons only, extensions as in the reference profiles.
    LegalPerson,
    /// One hierarchy for both on a single desk. Named and built as [`Domain::LegalPerson`], with the purposes and policies
    /// of [`Domain::TlsSystem`] added to its authorities. A deviation: PKIoverheid keeps the two apart.
    Desk,
}

/// The place of an authority in its hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rank {
    /// Signs itself and the intermediate.
    Root,
    /// Signs the TSP CA.
    Intermediate,
    /// The authority of a trust service provider: signs end entities only.
    Tsp,
}

/// The extensions of a certificate, as far as the profile fixes them.
pub(super) struct Traits {
    /// `None` for an end entity, otherwise the path length.
    pub authority: Option<Option<u8>>,
    pub policies: Vec<ObjectIdentifier>,
    pub purposes: Vec<ObjectIdentifier>,
    pub key_usage: FlagSet<KeyUsages>,
    pub qc_statements: bool,
    /// False for the root only, which has nobody above it to point to.
    pub points_to_issuer: bool,
}

impl Profile {
    /// The policy that PKIoverheid TRIAL gives to certificates of this profile, in dotted digits.
    #[must_use]
    pub fn policy(self) -> String {
        self.policy_oid().to_string()
    }

    pub(super) fn policy_oid(self) -> ObjectIdentifier {
        match self {
            Self::TlsServer => oids::TLS_SERVER,
            Self::LegalPersonAuthentication => oids::LP_AUTHENTICATION,
        }
    }

    pub(super) fn traits(self) -> Traits {
        let (purposes, key_usage) = match self {
            Self::TlsServer => (
                vec![oids::SERVER_AUTH, oids::CLIENT_AUTH],
                KeyUsages::DigitalSignature | KeyUsages::KeyEncipherment,
            ),
            Self::LegalPersonAuthentication => (vec![oids::CLIENT_AUTH], KeyUsages::DigitalSignature.into()),
        };
        Traits {
            authority: None,
            policies: vec![oids::NCP, self.policy_oid()],
            purposes,
            key_usage,
            qc_statements: true,
            points_to_issuer: true,
        }
    }
}

impl Domain {
    /// The words in the names of the authorities: of the root, and of the two below it.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::TlsSystem => ("Priv G-TLS", "Priv G-TLS SYS"),
            Self::LegalPerson | Self::Desk => ("Priv G-Other", "Priv G-Other LP"),
        }
    }

    fn serves_tls(self) -> bool {
        self != Self::LegalPerson
    }

    fn serves_legal_persons(self) -> bool {
        self != Self::TlsSystem
    }

    fn policies(self, rank: Rank) -> Vec<ObjectIdentifier> {
        let mut policies = vec![oids::NCP, oids::NCP_PLUS];
        if self.serves_legal_persons() {
            policies.extend([oids::LP_AUTHENTICITY, oids::LP_CONFIDENTIALITY, oids::LP_AUTHENTICATION]);
            if rank == Rank::Intermediate {
                policies.extend([oids::LP_INTERMEDIATE_OCSP, oids::LP_TSP_OCSP]);
            }
        }
        if self.serves_tls() {
            policies.push(oids::TLS_SERVER);
            if rank == Rank::Intermediate {
                policies.extend([oids::TLS_INTERMEDIATE_OCSP, oids::TLS_TSP_OCSP]);
            }
        }
        policies
    }

    fn purposes(self) -> Vec<ObjectIdentifier> {
        let mut purposes = Vec::new();
        if self.serves_legal_persons() {
            purposes.extend([oids::MICROSOFT_FILE_ENCRYPTION, oids::MICROSOFT_DOCUMENT_SIGNING]);
        }
        if self.serves_tls() {
            purposes.push(oids::SERVER_AUTH);
        }
        purposes.push(oids::CLIENT_AUTH);
        if self.serves_legal_persons() {
            purposes.push(oids::DOCUMENT_SIGNING);
        }
        purposes
    }

    pub(super) fn traits(self, rank: Rank) -> Traits {
        let root = rank == Rank::Root;
        Traits {
            authority: Some((rank == Rank::Tsp).then_some(0)),
            policies: if root { Vec::new() } else { self.policies(rank) },
            purposes: if root { Vec::new() } else { self.purposes() },
            key_usage: KeyUsages::DigitalSignature | KeyUsages::KeyCertSign | KeyUsages::CRLSign,
            qc_statements: rank == Rank::Tsp,
            points_to_issuer: !root,
        }
    }
}
