//! What the tables of a data package are: columns, types, keys. Header lines, descriptions, workbooks and the reader all follow this.

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal number with a dot.
    Number,
    /// A calendar year.
    Year,
    /// A calendar day.
    Day,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name in the header line.
    pub name: &'static str,
    /// What it holds, Dutch.
    pub nl: &'static str,
    /// What it holds, English.
    pub en: &'static str,
    /// What stands in it.
    pub sort: Sort,
    /// Whether it is never empty.
    pub required: bool,
}

/// A column of which every value stands in a column of another table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Column of this table.
    pub column: &'static str,
    /// Path of the other table.
    pub table: &'static str,
    /// Column of the other table.
    pub target: &'static str,
}

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its file.
    pub path: &'static str,
    /// Title, Dutch.
    pub nl: &'static str,
    /// Title, English.
    pub en: &'static str,
    /// Columns in order.
    pub columns: &'static [Column],
    /// Columns that tell its rows apart; none when equal rows may occur.
    pub key: &'static [&'static str],
    /// References to other tables.
    pub references: &'static [Reference],
}

impl Table {
    /// Where a column stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

const fn may(name: &'static str, nl: &'static str, en: &'static str, sort: Sort) -> Column {
    Column { name, nl, en, sort, required: false }
}

const fn must(name: &'static str, nl: &'static str, en: &'static str, sort: Sort) -> Column {
    Column { name, nl, en, sort, required: true }
}

const fn points(column: &'static str, table: &'static str, target: &'static str) -> Reference {
    Reference { column, table, target }
}

use Sort::{Day, Flag, Integer, Number, Text, Year};

pub(crate) const STATUS_CODES: &[&str] = &["A", "B", "D", "E", "L", "M", "O", "P", "Q", "U", "V"];
pub(crate) const SOURCE_CODES: &[&str] = &["publicatie", "meting"];
pub(crate) const REASON_CODES: &[&str] = &["leveringsfout", "rekenfout", "nagekomen", "definitie"];
pub(crate) const BREAK_CODES: &[&str] = &["definitie", "bron", "reikwijdte", "methode", "rekenwijze"];
pub(crate) const DIRECTION_CODES: &[&str] = &["up", "down", "neutral"];
pub(crate) const NOTE_CODES: &[&str] = &["toelichting", "vindplaats"];
pub(crate) const KIND_CODES: &[&str] = &[
    "stock",
    "flow",
    "unique",
    "unique-per-delivery",
    "cohort",
    "ratio",
    "coverage",
    "content",
    "mutation",
    "bound",
];

/// `observations.csv`.
pub(crate) const OBSERVATIONS: Table = Table {
    path: "observations.csv",
    nl: "Waarnemingen",
    en: "Observations",
    columns: &[
        must("editie", "Jaar van de editie", "Year of the edition", Year),
        must("versie", "Versie van de editie", "Version of the edition", Text),
        must("indicator", "Id van de indicator", "Id of the indicator", Text),
        must(
            "uitsplitsing",
            "Code van de uitsplitsing; _T is het totaal",
            "Code in the breakdown; _T is the total",
            Text,
        ),
        must("periode", "Jaar waarover het cijfer gaat", "Year that the figure describes", Year),
        may("waarde", "Exacte waarde", "Exact value", Number),
        may("ondergrens", "De waarde is groter dan dit", "The value is more than this", Number),
        may("bovengrens", "De waarde is kleiner dan dit", "The value is less than this", Number),
        may("waarde_tekst", "Woorden die bij de waarde horen", "Words that belong to the value", Text),
        must(
            "status",
            "Status volgens de codelijst CL_OBS_STATUS",
            "Status by the code list CL_OBS_STATUS",
            Sort::Choice(STATUS_CODES),
        ),
        must("vertrouwelijk", "Of het cijfer geheim is", "Whether the figure is secret", Flag),
        must(
            "bron",
            "publicatie: gelezen uit een gepubliceerd document; meting: geteld in een installatie",
            "publicatie: read from a published document; meting: counted in an installation",
            Sort::Choice(SOURCE_CODES),
        ),
        may(
            "schaal",
            "Schaal van de installatie, zoals 1:1000; leeg bij publicatie",
            "Scale of the installation, such as 1:1000; empty for publicatie",
            Text,
        ),
        must(
            "definitieversie",
            "Versie van de definitie waarmee is geteld",
            "Version of the definition by which it was counted",
            Integer,
        ),
        may(
            "vorige_waarde",
            "Waarde in een eerdere publicatie die door deze wordt vervangen",
            "Value of an earlier publication that this one replaces",
            Number,
        ),
        may(
            "reden_correctie",
            "Waarom een eerdere waarde is vervangen",
            "Why an earlier value was replaced",
            Sort::Choice(REASON_CODES),
        ),
        may(
            "verandering_pct",
            "Verandering ten opzichte van het jaar ervoor in procent, op exacte waarden; bij percentages in procentpunt",
            "Change from the year before in percent, on exact values; in points for percentages",
            Number,
        ),
        may(
            "verandering_weergave",
            "Verandering zoals gepubliceerd; staat bij de laatste periode",
            "Change as published; stands with the last period",
            Text,
        ),
        must("voorziening", "Korte naam van de voorziening", "Short name of the facility", Text),
        may(
            "seednaam",
            "Naam van de rij precies zoals gepubliceerd",
            "Name of the row exactly as published",
            Text,
        ),
        may(
            "weergave",
            "De hele cel precies zoals gepubliceerd",
            "The whole cell exactly as published",
            Text,
        ),
    ],
    key: &["indicator", "uitsplitsing", "periode"],
    references: &[
        points("indicator", "indicators.csv", "indicator"),
        points("uitsplitsing", "breakdowns.csv", "uitsplitsing"),
        points("voorziening", "facilities.csv", "voorziening"),
    ],
};

/// `indicators.csv`.
pub(crate) const INDICATORS: Table = Table {
    path: "indicators.csv",
    nl: "Indicatoren",
    en: "Indicators",
    columns: &[
        must("indicator", "Id van de indicator", "Id of the indicator", Text),
        must("sdmx_code", "Code van de maat in SDMX", "Code of the measure in SDMX", Text),
        must("uitsplitsing", "Code van de uitsplitsing", "Code in the breakdown", Text),
        may("odata_code", "Code van de maat in OData", "Code of the measure in OData", Text),
        must("voorziening", "Korte naam van de voorziening", "Short name of the facility", Text),
        may("hoofdstuk", "Korte naam van het hoofdstuk", "Short name of the chapter", Text),
        may("blok", "Titel van het blok in de tabel", "Title of the block in the table", Text),
        may("kolomgroep", "Titel boven een groep kolommen", "Title above a group of columns", Text),
        may(
            "seednaam",
            "Naam van de rij precies zoals gepubliceerd",
            "Name of the row exactly as published",
            Text,
        ),
        may(
            "deel",
            "Woord dat deze waarde onderscheidt van andere in dezelfde cel",
            "Word that tells this value from others in the same cell",
            Text,
        ),
        must(
            "regel_in_bron",
            "Regel van de rij in het brondocument",
            "Line of the row in the source document",
            Integer,
        ),
        may("titel_nl", "Titel, Nederlands", "Title, Dutch", Text),
        may("titel_en", "Titel, Engels", "Title, English", Text),
        must("soort", "Soort cijfer", "Kind of figure", Sort::Choice(KIND_CODES)),
        may("eenheid", "Wat er wordt geteld", "What is counted", Text),
        must("decimalen", "Aantal decimalen", "Number of decimals", Integer),
        may(
            "definitieversie",
            "Nieuwste versie van de definitie",
            "Newest version of the definition",
            Integer,
        ),
        may("eigenaar", "Rol die voor het cijfer instaat", "Role that answers for the figure", Text),
        may(
            "herkomst",
            "Gebeurtenis of toestand waaruit wordt geteld",
            "Event or state from which it is counted",
            Text,
        ),
        may("richting", "Welke kant goed is", "Which way is good", Sort::Choice(DIRECTION_CODES)),
        may(
            "optelbaar_delen",
            "Of delen van de maat opgeteld mogen worden",
            "Whether parts of the measure may be added",
            Flag,
        ),
        may("optelbaar_tijd", "Of jaren opgeteld mogen worden", "Whether years may be added", Flag),
        may(
            "optelbaar_voorzieningen",
            "Of voorzieningen opgeteld mogen worden",
            "Whether facilities may be added",
            Flag,
        ),
        may(
            "geldig_vanaf",
            "Eerste dag waarop de definitie geldt",
            "First day on which the definition holds",
            Day,
        ),
        may(
            "geldig_tot",
            "Eerste dag waarop de definitie niet meer geldt",
            "First day on which the definition no longer holds",
            Day,
        ),
        may("definitie_nl", "Wat er wordt geteld, Nederlands", "What is counted, Dutch", Text),
        may("definitie_en", "Wat er wordt geteld, Engels", "What is counted, English", Text),
        may("niet_geteld_nl", "Wat er niet wordt geteld, Nederlands", "What is not counted, Dutch", Text),
        may("niet_geteld_en", "Wat er niet wordt geteld, Engels", "What is not counted, English", Text),
    ],
    key: &["indicator"],
    references: &[
        points("uitsplitsing", "breakdowns.csv", "uitsplitsing"),
        points("voorziening", "facilities.csv", "voorziening"),
    ],
};

/// `definitions.csv`.
pub(crate) const DEFINITIONS: Table = Table {
    path: "definitions.csv",
    nl: "Definities",
    en: "Definitions",
    columns: &[
        must("sdmx_code", "Code van de maat in SDMX", "Code of the measure in SDMX", Text),
        must("versie", "Versie van de definitie", "Version of the definition", Integer),
        may("odata_code", "Code van de maat in OData", "Code of the measure in OData", Text),
        may("eigenaar", "Rol die voor het cijfer instaat", "Role that answers for the figure", Text),
        may(
            "herkomst",
            "Gebeurtenis of toestand waaruit wordt geteld",
            "Event or state from which it is counted",
            Text,
        ),
        must("richting", "Welke kant goed is", "Which way is good", Sort::Choice(DIRECTION_CODES)),
        must(
            "optelbaar_delen",
            "Of delen van de maat opgeteld mogen worden",
            "Whether parts of the measure may be added",
            Flag,
        ),
        must("optelbaar_tijd", "Of jaren opgeteld mogen worden", "Whether years may be added", Flag),
        must(
            "optelbaar_voorzieningen",
            "Of voorzieningen opgeteld mogen worden",
            "Whether facilities may be added",
            Flag,
        ),
        must(
            "geldig_vanaf",
            "Eerste dag waarop de definitie geldt",
            "First day on which the definition holds",
            Day,
        ),
        may(
            "geldig_tot",
            "Eerste dag waarop de definitie niet meer geldt",
            "First day on which the definition no longer holds",
            Day,
        ),
        may("definitie_nl", "Wat er wordt geteld, Nederlands", "What is counted, Dutch", Text),
        may("definitie_en", "Wat er wordt geteld, Engels", "What is counted, English", Text),
        may("niet_geteld_nl", "Wat er niet wordt geteld, Nederlands", "What is not counted, Dutch", Text),
        may("niet_geteld_en", "Wat er niet wordt geteld, Engels", "What is not counted, English", Text),
    ],
    key: &["sdmx_code", "versie"],
    references: &[],
};

/// `facilities.csv`.
pub(crate) const FACILITIES: Table = Table {
    path: "facilities.csv",
    nl: "Voorzieningen",
    en: "Facilities",
    columns: &[
        must("voorziening", "Korte naam van de voorziening", "Short name of the facility", Text),
        may("nummer", "Nummer van de paragraaf", "Number of the section", Text),
        may("naam", "Naam zoals gepubliceerd", "Name as published", Text),
        may("hoofdstuk", "Korte naam van het hoofdstuk", "Short name of the chapter", Text),
        may("hoofdstuk_letter", "Letter van de bijlage", "Letter of the appendix", Text),
        may("hoofdstuk_titel", "Titel van het hoofdstuk", "Title of the chapter", Text),
    ],
    key: &["voorziening"],
    references: &[],
};

/// `breakdowns.csv`.
pub(crate) const BREAKDOWNS: Table = Table {
    path: "breakdowns.csv",
    nl: "Uitsplitsingen",
    en: "Breakdowns",
    columns: &[
        must("uitsplitsing", "Code van de uitsplitsing", "Code in the breakdown", Text),
        may("naam", "Naam in woorden", "Name in words", Text),
    ],
    key: &["uitsplitsing"],
    references: &[],
};

/// `breaks.csv`.
pub(crate) const BREAKS: Table = Table {
    path: "breaks.csv",
    nl: "Reeksbreuken",
    en: "Breaks in series",
    columns: &[
        must("indicator", "Id van de indicator", "Id of the indicator", Text),
        must("eerste_periode", "Eerste jaar na de breuk", "First year after the break", Year),
        must("soort", "Waarom de reeks breekt", "Why the series breaks", Sort::Choice(BREAK_CODES)),
        may("tekst", "Uitleg", "Explanation, Dutch", Text),
        may(
            "overlap",
            "Het cijfer van het eerste jaar volgens de oude definitie",
            "The figure of the first year by the old definition",
            Number,
        ),
    ],
    key: &[],
    references: &[points("indicator", "indicators.csv", "indicator")],
};

/// `restatements.csv`.
pub(crate) const RESTATEMENTS: Table = Table {
    path: "restatements.csv",
    nl: "Correcties en revisies",
    en: "Corrections and revisions",
    columns: &[
        must("indicator", "Id van de indicator", "Id of the indicator", Text),
        must("periode", "Jaar waarover het cijfer gaat", "Year that the figure describes", Year),
        may("oud", "Wat eerder was gepubliceerd", "What was published before", Number),
        may("nieuw", "Wat nu is gepubliceerd", "What is published now", Number),
        must("oude_editie", "Waar het oude cijfer staat", "Where the old figure stands", Text),
        must("nieuwe_editie", "Waar het nieuwe cijfer staat", "Where the new figure stands", Text),
        must("reden", "Waarom", "Why", Sort::Choice(REASON_CODES)),
        may("tekst", "Uitleg", "Explanation, Dutch", Text),
        may("besloten_door", "Rol die besloot", "Role that decided", Text),
        must("datum", "Dag van het besluit", "Day of the decision", Day),
    ],
    key: &[],
    references: &[points("indicator", "indicators.csv", "indicator")],
};

/// `notes.csv`.
pub(crate) const NOTES: Table = Table {
    path: "notes.csv",
    nl: "Toelichtingen",
    en: "Notes",
    columns: &[
        must("nummer", "Volgnummer", "Sequence number", Integer),
        must(
            "soort",
            "toelichting: tekst bij cijfers; vindplaats: waar het brondocument iets uitlegt",
            "toelichting: text beside figures; vindplaats: where the source document explains",
            Sort::Choice(NOTE_CODES),
        ),
        must("voorziening", "Korte naam van de voorziening", "Short name of the facility", Text),
        may(
            "indicator",
            "Id van de indicator; leeg als het over de hele voorziening gaat",
            "Id of the indicator; empty for the facility as a whole",
            Text,
        ),
        may("periode", "Jaar; leeg als het over alle jaren gaat", "Year; empty for all years", Year),
        may("kop", "Kop in het brondocument", "Heading in the source document", Text),
        may("tekst", "Toelichting", "Explanation, Dutch", Text),
        may("auteur", "Rol die het schreef", "Role that wrote it", Text),
        may("beoordeeld_door", "Rol die het beoordeelde", "Role that reviewed it", Text),
        may("regel_van", "Eerste regel in het brondocument", "First line in the source document", Integer),
        may("regel_tot", "Laatste regel in het brondocument", "Last line in the source document", Integer),
    ],
    key: &["nummer"],
    references: &[
        points("indicator", "indicators.csv", "indicator"),
        points("voorziening", "facilities.csv", "voorziening"),
    ],
};

/// `targets.csv`.
pub(crate) const TARGETS: Table = Table {
    path: "targets.csv",
    nl: "Doelen",
    en: "Targets",
    columns: &[
        must("indicator", "Id van de indicator", "Id of the indicator", Text),
        must("periode", "Jaar waarvoor het doel geldt", "Year for which the target holds", Year),
        must("waarde", "Wat bereikt moet worden", "What should be reached", Number),
        may("bron", "Wet of beleid dat het doel stelt", "Law or policy that sets the target", Text),
    ],
    key: &[],
    references: &[points("indicator", "indicators.csv", "indicator")],
};

/// Every table, in the order in which they are described.
pub(crate) const TABLES: [&Table; 9] = [
    &OBSERVATIONS,
    &INDICATORS,
    &DEFINITIONS,
    &FACILITIES,
    &BREAKDOWNS,
    &BREAKS,
    &RESTATEMENTS,
    &NOTES,
    &TARGETS,
];
