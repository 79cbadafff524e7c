//! What is counted here.

use indicator::{Indicator, Kind, Recount, Words};
use kernel::Level;
use login::{Counting, Fact};

use crate::clients::MIJNOVERHEID_SERVICE;

/// Identities that were handed to services.
pub const AUTHENTICATIONS: &str = "digid.authenticaties.totaal";
/// Those at level Basis.
pub const AUTHENTICATIONS_BASIS: &str = "digid.authenticaties.basis";
/// Those for MijnOverheid.
pub const AUTHENTICATIONS_MIJNOVERHEID: &str = "digid.authenticaties.mijnoverheid";
/// Active accounts.
pub const ACCOUNTS: &str = "digid.accounts.actief";
/// Active accounts at level Basis.
pub const ACCOUNTS_BASIS: &str = "digid.accounts.basis";
/// Services in the catalogue.
pub const SERVICES: &str = "digid.webdiensten";
/// Organisations with a service in the catalogue.
pub const ORGANISATIONS: &str = "digid.organisaties";

/// Which figures one authentication adds to. It is counted in the transaction that hands out the ID token.
#[must_use]
pub fn counting() -> Counting {
    Counting::new(|fact: &Fact| {
        let mut figures = vec![(AUTHENTICATIONS, String::new())];
        if fact.authenticated.level == Level::Basis {
            figures.push((AUTHENTICATIONS_BASIS, String::new()));
        }
        if fact.service == MIJNOVERHEID_SERVICE {
            figures.push((AUTHENTICATIONS_MIJNOVERHEID, String::new()));
        }
        figures
    })
}

const AUTHENTICATION: Words = Words { nl: "authenticaties", en: "authentications" };
const ACCOUNT: Words = Words { nl: "accounts", en: "accounts" };

/// What an authentication is not.
const NOT_AUTHENTICATED: Words = Words {
    nl: "Pogingen, getoonde pagina's, codes die niet zijn ingewisseld, een tweede inwisseling van dezelfde code, UserInfo, en inloggen bij Mijn DigiD zelf.",
    en: "Attempts, pages shown, codes never redeemed, a second redemption of the same code, UserInfo, and logging in to My DigiD itself.",
};

/// What an active account is not.
const NOT_ACTIVE: Words = Words {
    nl: "Aangevraagde, opgeschorte, ingetrokken, vervallen en verwijderde accounts.",
    en: "Accounts that are requested, suspended, revoked, expired or removed.",
};

/// All of them.
pub const ALL: &[Indicator] = &[
    Indicator {
        id: AUTHENTICATIONS,
        facility: "digid",
        title: Words { nl: "Authenticaties", en: "Authentications" },
        definition: Words {
            nl: "Keren dat een dienst een ID-token kreeg en zo te weten kwam wie er inlogde.",
            en: "Times that a service received an ID token and so learnt who logged in.",
        },
        excluded: NOT_AUTHENTICATED,
        unit: AUTHENTICATION,
        kind: Kind::Flow,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_authentication WHERE at >= $1 AND at < $2",
        ),
    },
    Indicator {
        id: AUTHENTICATIONS_BASIS,
        facility: "digid",
        title: Words { nl: "Authenticaties op Basis", en: "Authentications at level Basis" },
        definition: Words {
            nl: "Authenticaties waarbij iemand alleen met gebruikersnaam en wachtwoord liet zien wie hij is.",
            en: "Authentications in which somebody proved who they are with a username and password only.",
        },
        excluded: NOT_AUTHENTICATED,
        unit: AUTHENTICATION,
        kind: Kind::Flow,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_authentication WHERE at >= $1 AND at < $2 AND level = 10",
        ),
    },
    Indicator {
        id: AUTHENTICATIONS_MIJNOVERHEID,
        facility: "digid",
        title: Words { nl: "Authenticaties naar MijnOverheid", en: "Authentications to MijnOverheid" },
        definition: Words {
            nl: "Authenticaties waarbij MijnOverheid de dienst was.",
            en: "Authentications in which MijnOverheid was the service.",
        },
        excluded: NOT_AUTHENTICATED,
        unit: AUTHENTICATION,
        kind: Kind::Flow,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_authentication WHERE at >= $1 AND at < $2 \
             AND service = '3e1a6f0c-9d52-4b7e-8a41-5c0f7d2b9e63'",
        ),
    },
    Indicator {
        id: ACCOUNTS,
        facility: "digid",
        title: Words { nl: "Actieve DigiD's", en: "Active DigiD accounts" },
        definition: Words {
            nl: "Accounts waarmee nu kan worden ingelogd: geactiveerd en daarna niet opgeschort of beëindigd.",
            en: "Accounts that can be logged in with now: activated, and not suspended or ended since.",
        },
        excluded: NOT_ACTIVE,
        unit: ACCOUNT,
        kind: Kind::Stock,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_account WHERE issuer = 'digid' AND activated <= $1 \
             AND (status = 'active' OR changed > $1)",
        ),
    },
    Indicator {
        id: ACCOUNTS_BASIS,
        facility: "digid",
        title: Words { nl: "Actieve DigiD's op Basis", en: "Active DigiD accounts at level Basis" },
        definition: Words {
            nl: "Actieve accounts die geen hoger niveau dan Basis halen: zonder sms-controle en zonder app.",
            en: "Active accounts that reach no level above Basis: without a text message check and without the app.",
        },
        excluded: NOT_ACTIVE,
        unit: ACCOUNT,
        kind: Kind::Stock,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_account WHERE issuer = 'digid' AND activated <= $1 \
             AND (status = 'active' OR changed > $1) AND level = 10",
        ),
    },
    Indicator {
        id: SERVICES,
        facility: "digid",
        title: Words { nl: "Aangesloten webdiensten", en: "Connected services" },
        definition: Words {
            nl: "Diensten in de catalogus waarbij nu met DigiD kan worden ingelogd.",
            en: "Services in the catalogue that can be logged in to with DigiD now.",
        },
        excluded: Words {
            nl: "Diensten die nog niet begonnen of al geëindigd zijn, en Mijn DigiD zelf.",
            en: "Services that have not begun or have ended, and My DigiD itself.",
        },
        unit: Words { nl: "webdiensten", en: "services" },
        kind: Kind::Stock,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(*) AS bigint) FROM login_service WHERE active_from <= $1 \
             AND (active_until IS NULL OR active_until > $1)",
        ),
    },
    Indicator {
        id: ORGANISATIONS,
        facility: "digid",
        title: Words { nl: "Aangesloten organisaties", en: "Connected organisations" },
        definition: Words {
            nl: "Organisaties (OIN) met ten minste één actieve webdienst in de catalogus.",
            en: "Organisations (OIN) with at least one active service in the catalogue.",
        },
        excluded: Words {
            nl: "Organisaties zonder actieve webdienst. Wie er meer heeft, telt één keer.",
            en: "Organisations without an active service. Who has more than one counts once.",
        },
        unit: Words { nl: "organisaties", en: "organisations" },
        kind: Kind::Stock,
        recount: Recount::Sql(
            "SELECT CAST(COUNT(DISTINCT oin) AS bigint) FROM login_service WHERE active_from <= $1 \
             AND (active_until IS NULL OR active_until > $1)",
        ),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recount_for_mijnoverheid_names_its_service() {
        let found = ALL.iter().find(|one| one.id == AUTHENTICATIONS_MIJNOVERHEID).unwrap();
        let Recount::Sql(sql) = found.recount;
        assert!(sql.contains(MIJNOVERHEID_SERVICE));
    }
}
