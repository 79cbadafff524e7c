//! What is counted here.

use indicator::{Indicator, Kind, Recount, Words};

use crate::data;

/// All of them.
pub const ALL: &[Indicator] = &[Indicator {
    id: "voorbeeld.notities",
    facility: "voorbeeld",
    title: Words { nl: "Geprikte notities", en: "Notes pinned" },
    definition: Words {
        nl: "Notities die een organisatie heeft geprikt.",
        en: "Notes that an organisation pinned.",
    },
    excluded: Words { nl: "Geweigerde notities.", en: "Refused notes." },
    unit: Words { nl: "notities", en: "notes" },
    kind: Kind::Flow,
    recount: Recount::Sql(data::RECOUNT),
}];
