//! What the Monitor counts here (cards mijnoverheid and mijnoverheid-berichtenbox, Indicators).

use indicator::{Indicator, Kind, Recount, Words};

use crate::data;

/// Active accounts.
pub const ACTIVE_ACCOUNTS: &str = "mijnoverheid.accounts.actief";
/// Logins.
pub const LOGINS: &str = "mijnoverheid.inloggen";
/// Organisations connected; counted where the connection is made, with [`party::Parties::connect`].
pub const ORGANISATIONS: &str = "mijnoverheid.berichtenbox.organisaties";
/// Letters accepted.
pub const LETTERS: &str = "mijnoverheid.berichtenbox.berichten";
/// Letters opened.
pub const OPENED: &str = "mijnoverheid.berichtenbox.geopend";

/// All of them.
pub const ALL: &[Indicator] = &[
    Indicator {
        id: ACTIVE_ACCOUNTS,
        facility: crate::SLUG,
        title: Words { nl: "Actieve accounts MijnOverheid", en: "Active MijnOverheid accounts" },
        definition: Words {
            nl: "Accounts waarmee de eigenaar minstens een keer heeft ingelogd en die niet gesloten zijn.",
            en: "Accounts whose owner logged in at least once and that are not closed.",
        },
        excluded: Words {
            nl: "Accounts die nooit zijn gebruikt, en accounts van mensen die zijn overleden.",
            en: "Accounts that were never used, and accounts of people who died.",
        },
        unit: Words { nl: "accounts", en: "accounts" },
        kind: Kind::Stock,
        recount: Recount::Sql(data::COUNT_ACTIVE_ACCOUNTS),
    },
    Indicator {
        id: LOGINS,
        facility: crate::SLUG,
        title: Words { nl: "Keren ingelogd bij MijnOverheid", en: "Logins to MijnOverheid" },
        definition: Words {
            nl: "Elke keer dat iemand na het bewijzen van zijn identiteit toegang kreeg tot het eigen account.",
            en: "Each time somebody was let into their own account after proving who they are.",
        },
        excluded: Words {
            nl: "Pogingen die zijn geweigerd of afgebroken, en het vervolgen van een lopende sessie.",
            en: "Attempts that were refused or broken off, and going on with a running session.",
        },
        unit: Words { nl: "keren ingelogd", en: "logins" },
        kind: Kind::Flow,
        recount: Recount::Sql(data::COUNT_LOGINS),
    },
    Indicator {
        id: ORGANISATIONS,
        facility: crate::SLUG,
        title: Words {
            nl: "Organisaties aangesloten op de Berichtenbox",
            en: "Organisations connected to the Berichtenbox",
        },
        definition: Words {
            nl: "Organisaties die met een geldige aansluiting berichten aan burgers mogen sturen.",
            en: "Organisations that hold a valid connection to send messages to citizens.",
        },
        excluded: Words {
            nl: "Organisaties van wie de aansluiting is geëindigd of nog niet is ingegaan.",
            en: "Organisations whose connection has ended or has not begun.",
        },
        unit: Words { nl: "organisaties", en: "organisations" },
        kind: Kind::Stock,
        recount: Recount::Sql(data::COUNT_ORGANISATIONS),
    },
    Indicator {
        id: LETTERS,
        facility: crate::SLUG,
        title: Words { nl: "Berichten naar de Berichtenbox", en: "Messages to the Berichtenbox" },
        definition: Words {
            nl: "Berichten van organisaties aan burgers die zijn aangenomen, geteld op het moment van ontvangst.",
            en: "Messages from organisations to citizens that were accepted, counted at the moment of receipt.",
        },
        excluded: Words {
            nl: "Berichten die zijn geweigerd, en een bericht dat met dezelfde sleutel nog eens is aangeboden.",
            en: "Messages that were refused, and a message that was offered once more under the same key.",
        },
        unit: Words { nl: "berichten", en: "messages" },
        kind: Kind::Flow,
        recount: Recount::Sql(data::COUNT_LETTERS),
    },
    Indicator {
        id: OPENED,
        facility: crate::SLUG,
        title: Words { nl: "Geopende berichten", en: "Messages opened" },
        definition: Words {
            nl: "Berichten waarvan de eigenaar van de Berichtenbox voor het eerst de tekst zag of een bijlage downloadde.",
            en: "Messages of which the owner of the box saw the text or downloaded an attachment for the first time.",
        },
        excluded: Words {
            nl: "Een bericht dat alleen in een lijst is gezien, en elke volgende keer dat hetzelfde bericht wordt geopend.",
            en: "A message that was only seen in a list, and every next time that the same message is opened.",
        },
        unit: Words { nl: "berichten", en: "messages" },
        kind: Kind::Flow,
        recount: Recount::Sql(data::COUNT_OPENED),
    },
];
