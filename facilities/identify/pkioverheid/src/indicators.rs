//! What is counted here.

use indicator::{Indicator, Kind, Recount, Words};

/// All of them.
pub const ALL: &[Indicator] = &[Indicator {
    id: "pkioverheid.certificaten",
    facility: "pkioverheid",
    title: Words { nl: "Uitstaande PKIoverheid-certificaten", en: "PKIoverheid certificates outstanding" },
    definition: Words {
        nl: "Certificaten die hier zijn uitgegeven en niet zijn ingetrokken.",
        en: "Certificates issued here and not revoked.",
    },
    excluded: Words {
        nl: "Certificaten van de autoriteiten zelf. Een verlopen certificaat telt mee tot het wordt opgeruimd.",
        en: "Certificates of the authorities themselves. An expired certificate counts until it is cleaned up.",
    },
    unit: Words { nl: "certificaten", en: "certificates" },
    kind: Kind::Stock,
    recount: Recount::Sql(
        "SELECT CAST(COUNT(*) AS bigint) FROM certificate WHERE issued <= $1 AND (revoked IS NULL OR revoked > $1)",
    ),
}];
