//! Clients: the programs of services that ask for logins. The operator registers them; none registers itself.

use kernel::{Act, Level, Oin, Problem};
use serde_json::json;
use store::{Entry, Row, Rows, Tx, params};
use trust::jose::{Jwks, KeyAlgorithm, Recipient, SignatureAlgorithm};

use super::{Provider, uri};

/// The only content encryption.
const CONTENT_ENCRYPTION: &str = "A256GCM";
/// The most redirect URIs of one client.
const REDIRECT_URIS_MAX: usize = 20;

/// How a client proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// With a token that it signs (RFC 7523, OpenID Connect Core section 9).
    PrivateKeyJwt,
    /// With a TLS client certificate that carries its OIN (RFC 8705, section 2.1).
    TlsClientAuth,
}

impl AuthMethod {
    /// As it goes over the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
        }
    }

    /// The method of a name.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::PrivateKeyJwt, Self::TlsClientAuth].into_iter().find(|one| one.as_str() == text)
    }
}

/// Under which number a client knows people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectType {
    /// A pseudonym of its organisation's own.
    Pairwise,
    /// The BSN, always encrypted.
    Bsn,
}

impl SubjectType {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pairwise => "pairwise",
            Self::Bsn => "bsn",
        }
    }

    /// The type of a stored text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Pairwise, Self::Bsn].into_iter().find(|one| one.as_str() == text)
    }
}

/// What the operator enters for a client.
#[derive(Debug, Clone)]
pub struct ClientRegistration {
    /// Its name on the wire: 1 to 128 letters, digits and `-._~:`.
    pub client_id: String,
    /// Name for people.
    pub name: String,
    /// The organisation that runs it.
    pub oin: Oin,
    /// Id of its service in the catalogue.
    pub service: String,
    /// Where the browser may be sent back to: 1 to 20, compared exactly.
    pub redirect_uris: Vec<String>,
    /// Its public keys as a JSON document: those it signs with, and the one to encrypt for.
    pub jwks: serde_json::Value,
    /// How it proves itself.
    pub auth_method: AuthMethod,
    /// Under which number it knows people.
    pub subject_type: SubjectType,
    /// The law that lets it use the BSN; demanded for [`SubjectType::Bsn`].
    pub legal_basis: Option<String>,
    /// How its ID tokens are signed: `RS256` or `PS256`.
    pub signing_algorithm: SignatureAlgorithm,
    /// How its ID tokens are encrypted (the content always with `A256GCM`); demanded for [`SubjectType::Bsn`].
    pub encryption: Option<KeyAlgorithm>,
    /// The lowest level that it accepts, besides that of its service.
    pub level: Level,
}

/// A registered client.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name on the wire.
    pub client_id: String,
    /// Name for people.
    pub name: String,
    /// The organisation that runs it.
    pub oin: Oin,
    /// Id of its service in the catalogue.
    pub service: String,
    /// Where the browser may be sent back to.
    pub redirect_uris: Vec<String>,
    /// Its public keys.
    pub jwks: Jwks,
    /// How it proves itself.
    pub auth_method: AuthMethod,
    /// Under which number it knows people.
    pub subject_type: SubjectType,
    /// The law that lets it use the BSN.
    pub legal_basis: Option<String>,
    /// How its ID tokens are signed.
    pub signing_algorithm: SignatureAlgorithm,
    /// How its ID tokens are encrypted.
    pub encryption: Option<KeyAlgorithm>,
    /// The lowest level that it accepts.
    pub level: Level,
    /// Whether it may be used.
    pub active: bool,
}

impl Provider {
    /// Registers a client, or changes one; it is active from then on.
    ///
    /// # Errors
    /// 400 when a field is wrong, a key is missing, or the BSN is asked for without a legal basis or encryption.
    pub async fn register(&self, act: &Act, registration: ClientRegistration) -> Result<(), Problem> {
        check(&registration)?;
        let words = self.settings.words;
        self.store
            .write(&key(&registration.client_id), act, async move |tx: &mut Tx| {
                put(tx, &registration).await?;
                let details = json!({
                    "client": registration.client_id,
                    "oin": registration.oin,
                    "service": registration.service,
                    "subject_type": registration.subject_type.as_str(),
                    "legal_basis": registration.legal_basis,
                });
                tx.record(Entry::new(words.catalogue_changed, words.activity).with(details));
                Ok(())
            })
            .await
    }

    /// Switches a client off or on.
    ///
    /// # Errors
    /// 404 when there is no such client.
    pub async fn set_client_active(&self, act: &Act, client_id: &str, active: bool) -> Result<(), Problem> {
        let words = self.settings.words;
        let client_id = client_id.to_owned();
        self.store
            .write(&key(&client_id), act, async move |tx: &mut Tx| {
                let sql = "UPDATE login_client SET active = $2, ver = ver + 1 WHERE client_id = $1";
                if tx.exec(sql, &params![&client_id, active]).await? == 0 {
                    return Err(Problem::not_found("Deze OpenID Connect-client is niet geregistreerd."));
                }
                let details = json!({ "client": client_id, "active": active });
                tx.record(Entry::new(words.catalogue_changed, words.activity).with(details));
                Ok(())
            })
            .await
    }

    /// The client with this id, active or not.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn client(&self, client_id: &str) -> Result<Option<Client>, Problem> {
        let client_id = client_id.to_owned();
        self.store.read(async move |rows: &mut Rows| find(rows, &client_id).await).await
    }
}

fn key(client_id: &str) -> String {
    format!("login/client/{client_id}")
}

fn check(registration: &ClientRegistration) -> Result<Jwks, Problem> {
    let wrong = |detail: String| Err(Problem::bad_request("client", detail));
    let id = &registration.client_id;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    if !(1..=128).contains(&id.len()) || !id.bytes().all(plain) {
        return wrong("client_id heeft 1 tot 128 letters, cijfers en de tekens -._~:".into());
    }
    if registration.name.trim().is_empty() || registration.service.is_empty() {
        return wrong("Een client heeft een naam en een dienst.".into());
    }
    let count = registration.redirect_uris.len();
    if !(1..=REDIRECT_URIS_MAX).contains(&count) {
        return wrong(format!(
            "Een client heeft 1 tot {REDIRECT_URIS_MAX} redirect_uris; dit zijn er {count}."
        ));
    }
    for (index, one) in registration.redirect_uris.iter().enumerate() {
        if let Err(why) = uri::check_redirect(one) {
            return wrong(format!("redirect_uris[{index}]: {why}"));
        }
    }
    let jwks = match Jwks::from_json(registration.jwks.to_string().as_bytes()) {
        Ok(jwks) => jwks,
        Err(error) => return wrong(format!("jwks: {error}")),
    };
    let signs = |one: &trust::jose::Jwk| one.key_use != Some(trust::jose::KeyUse::Encryption);
    if registration.auth_method == AuthMethod::PrivateKeyJwt && !jwks.keys.iter().any(signs) {
        return wrong("jwks: voor private_key_jwt is een sleutel om te ondertekenen (use sig) nodig.".into());
    }
    if registration.signing_algorithm == SignatureAlgorithm::Es256 {
        return wrong("ID-tokens worden met RS256 of PS256 ondertekend.".into());
    }
    if let Some(algorithm) = registration.encryption
        && Recipient::from_set(&jwks, algorithm).is_err()
    {
        return wrong(format!("jwks: een RSA-sleutel om te versleutelen ({}) ontbreekt.", algorithm.name()));
    }
    if registration.subject_type == SubjectType::Bsn {
        if registration.legal_basis.as_ref().is_none_or(|basis| basis.trim().is_empty()) {
            return wrong(
                "Een client die het BSN krijgt, moet de wettelijke grondslag daarvoor noemen.".into(),
            );
        }
        if registration.encryption.is_none() {
            return wrong("Een client die het BSN krijgt, moet ID-tokens laten versleutelen.".into());
        }
    }
    Ok(jwks)
}

async fn put(tx: &mut Tx, one: &ClientRegistration) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO login_client (client_id, name, oin, service, redirect_uris, jwks, auth_method, subject_type, \
         legal_basis, signing_alg, encryption_alg, encryption_enc, level, active, ver) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) \
         ON CONFLICT (client_id) DO UPDATE SET name = excluded.name, oin = excluded.oin, service = excluded.service, \
         redirect_uris = excluded.redirect_uris, jwks = excluded.jwks, auth_method = excluded.auth_method, \
         subject_type = excluded.subject_type, legal_basis = excluded.legal_basis, \
         signing_alg = excluded.signing_alg, encryption_alg = excluded.encryption_alg, \
         encryption_enc = excluded.encryption_enc, level = excluded.level, active = excluded.active, \
         ver = login_client.ver + 1",
        &params![
            &one.client_id,
            &one.name,
            &one.oin,
            &one.service,
            json!(one.redirect_uris),
            &one.jwks,
            one.auth_method.as_str(),
            one.subject_type.as_str(),
            one.legal_basis.clone(),
            one.signing_algorithm.name(),
            one.encryption.map(KeyAlgorithm::name),
            one.encryption.map(|_| CONTENT_ENCRYPTION),
            one.level.number(),
            true
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(rows: &mut Rows, client_id: &str) -> Result<Option<Client>, Problem> {
    let sql = "SELECT client_id, name, oin, service, redirect_uris, jwks, auth_method, subject_type, legal_basis, \
               signing_alg, encryption_alg, level, active FROM login_client WHERE client_id = $1";
    rows.opt(sql, &params![client_id]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Client, Problem> {
    let strange = || crate::unreadable("an OpenID Connect client");
    let text = |index| row.get::<String>(index);
    let encryption: Option<String> = row.get(10)?;
    Ok(Client {
        client_id: row.get(0)?,
        name: row.get(1)?,
        oin: row.get(2)?,
        service: row.get(3)?,
        redirect_uris: serde_json::from_str(&text(4)?).map_err(|_| strange())?,
        jwks: Jwks::from_json(text(5)?.as_bytes()).map_err(|_| strange())?,
        auth_method: AuthMethod::from_text(&text(6)?).ok_or_else(strange)?,
        subject_type: SubjectType::from_text(&text(7)?).ok_or_else(strange)?,
        legal_basis: row.get(8)?,
        signing_algorithm: SignatureAlgorithm::from_name(&text(9)?).ok_or_else(strange)?,
        encryption: match encryption {
            Some(name) => Some(KeyAlgorithm::from_name(&name).ok_or_else(strange)?),
            None => None,
        },
        level: Level::from_number(row.get(11)?).ok_or_else(strange)?,
        active: row.get(12)?,
    })
}
