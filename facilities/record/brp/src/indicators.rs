//! What the Monitor counts at the BRP.

use indicator::{Indicator, Kind, Recount, Words};

/// Outgoing messages with data of a person.
pub const BERICHTEN: &str = "brp.berichten";
/// Breakdown of [`BERICHTEN`]: answers to questions over REST.
pub const REST: &str = "rest";
/// Organisations with a connection; counted where connections are made.
pub const ORGANISATIES: &str = "brp.organisaties";
/// Events about a person that were registered.
pub const GEBEURTENISSEN: &str = "brp.gebeurtenissen";
/// Breakdown of [`GEBEURTENISSEN`]: deaths.
pub const OVERLIJDEN: &str = "overlijden";
/// Kind of the journal entry of one delivered persoonslijst.
pub const VERSTREKT: &str = "brp.persoon.verstrekt";
/// Kind of the journal entry of a registered death.
pub const OVERLIJDEN_GEREGISTREERD: &str = "brp.overlijden.geregistreerd";

/// Counts [`BERICHTEN`] again from the journal.
pub const BERICHTEN_RECOUNT: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM journal \
     WHERE kind = 'brp.persoon.verstrekt' AND at >= $1 AND at < $2";
/// Counts [`ORGANISATIES`] again from the connections.
pub const ORGANISATIES_RECOUNT: &str = "SELECT CAST(COUNT(DISTINCT oin) AS bigint) FROM connection \
     WHERE facility = 'brp' AND active_from <= $1 AND active_until > $1";
/// Counts [`GEBEURTENISSEN`] again from the journal.
pub const GEBEURTENISSEN_RECOUNT: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM journal \
     WHERE kind = 'brp.overlijden.geregistreerd' AND at >= $1 AND at < $2";

/// The definitions.
pub const INDICATORS: &[Indicator] = &[
    Indicator {
        id: BERICHTEN,
        facility: "brp",
        title: Words { nl: "Berichten naar afnemers", en: "Messages to consumers" },
        definition: Words {
            nl: "Uitgaande berichten met gegevens van een persoon: van een antwoord op een vraag telt elke verstrekte \
                 persoonslijst als een bericht.",
            en: "Outgoing messages with data of a person: of an answer to a question each delivered persoonslijst \
                 counts as one message.",
        },
        excluded: Words {
            nl: "Geweigerde vragen en vragen waarbij niemand is gevonden.",
            en: "Refused questions and questions for which nobody was found.",
        },
        unit: Words { nl: "berichten", en: "messages" },
        kind: Kind::Flow,
        recount: Recount::Sql(BERICHTEN_RECOUNT),
    },
    Indicator {
        id: ORGANISATIES,
        facility: "brp",
        title: Words { nl: "Aangesloten organisaties", en: "Connected organisations" },
        definition: Words {
            nl: "Organisaties met ten minste een geldige aansluiting op de BRP.",
            en: "Organisations with at least one valid connection to the BRP.",
        },
        excluded: Words {
            nl: "Organisaties waarvan elke aansluiting is beëindigd of nog niet is ingegaan.",
            en: "Organisations of which every connection has ended or has not begun yet.",
        },
        unit: Words { nl: "organisaties", en: "organisations" },
        kind: Kind::Stock,
        recount: Recount::Sql(ORGANISATIES_RECOUNT),
    },
    Indicator {
        id: GEBEURTENISSEN,
        facility: "brp",
        title: Words { nl: "Geregistreerde gebeurtenissen", en: "Registered events" },
        definition: Words {
            nl: "Gebeurtenissen over een persoon die een gemeente met een brondocument heeft laten registreren.",
            en: "Events about a person that a municipality had registered with a source document.",
        },
        excluded: Words {
            nl: "De eerste vulling van het register en geweigerde mutaties.",
            en: "The first filling of the register and refused mutations.",
        },
        unit: Words { nl: "gebeurtenissen", en: "events" },
        kind: Kind::Flow,
        recount: Recount::Sql(GEBEURTENISSEN_RECOUNT),
    },
];
