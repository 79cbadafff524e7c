//! The rules by number, and what each of them means in words.

/// A rule of the checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of each rule stand in one place: `Rule::words`")]
pub enum Rule {
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    R16,
    R17,
    R18,
    R19,
    R20,
    R21,
    R22,
    R23,
    R24,
}

impl Rule {
    /// Every rule in order.
    pub const ALL: [Self; 24] = [
        Self::R1,
        Self::R2,
        Self::R3,
        Self::R4,
        Self::R5,
        Self::R6,
        Self::R7,
        Self::R8,
        Self::R9,
        Self::R10,
        Self::R11,
        Self::R12,
        Self::R13,
        Self::R14,
        Self::R15,
        Self::R16,
        Self::R17,
        Self::R18,
        Self::R19,
        Self::R20,
        Self::R21,
        Self::R22,
        Self::R23,
        Self::R24,
    ];

    /// Its number as the output carries it: `R1`.
    #[must_use]
    pub fn code(self) -> String {
        format!("{self:?}")
    }

    /// What it checks, for a reader: Dutch and English.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one entry for each rule")]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::R1 => (
                "De gedrukte verandering volgt uit de waarden in de rij",
                "The printed change follows from the values in the row",
            ),
            Self::R2 => (
                "Alle veranderingen zijn op dezelfde manier afgerond",
                "All changes are rounded in the same way",
            ),
            Self::R3 => (
                "Een totaal is de som van zijn delen, in elk jaar",
                "A total is the sum of its parts, in every year",
            ),
            Self::R4 => (
                "Delen die in het ene jaar samen het totaal zijn, zijn dat in elk jaar",
                "Parts that make up the total in one year do so in every year",
            ),
            Self::R5 => {
                ("Hetzelfde cijfer in twee tabellen is gelijk", "The same figure in two tables is equal")
            }
            Self::R6 => ("Een getal in de tekst past bij zijn rij", "A number in the text fits its row"),
            Self::R7 => ("Een groei in de tekst past bij zijn rij", "A growth in the text fits its row"),
            Self::R8 => {
                ("Woorden als verdubbeld passen bij de cijfers", "Words such as doubled fit the figures")
            }
            Self::R9 => (
                "Grootste, kleinste en bereiken gelden voor alle leden",
                "Superlatives and ranges hold for all members",
            ),
            Self::R10 => (
                "Een opsomming telt zoveel leden als de tekst zegt",
                "An enumeration has as many members as the text says",
            ),
            Self::R11 => (
                "Een toelichting over een correctie past bij de tabel",
                "A note about a correction fits the table",
            ),
            Self::R12 => (
                "Een gewogen percentage ligt tussen wat de delen toelaten",
                "A weighted percentage lies within what its parts allow",
            ),
            Self::R13 => (
                "Een verschil tussen percentages is in procentpunten berekend",
                "A difference of percentages is computed in points",
            ),
            Self::R14 => (
                "Een verschil in procentpunten heet geen procent",
                "A difference in points is not called percent",
            ),
            Self::R15 => ("Een deel is niet groter dan het geheel", "A part is not larger than the whole"),
            Self::R16 => {
                ("Datums en perioden kloppen met de editie", "Dates and periods agree with the edition")
            }
            Self::R17 => ("De eenheid past bij de naam van de rij", "The unit fits the name of the row"),
            Self::R18 => (
                "Een grens of schatting is niet als exact cijfer gebruikt",
                "A bound or estimate is not used as an exact figure",
            ),
            Self::R19 => (
                "Een breuk in een reeks staat ook bij de verandering",
                "A break in a series is also shown at the change",
            ),
            Self::R20 => ("Een grote verandering is toegelicht", "A large change is explained"),
            Self::R21 => (
                "Een telling over een jaar is niet jaren achtereen exact gelijk",
                "A count over a year is not exactly constant for years",
            ),
            Self::R22 => {
                ("Een naam wordt overal op één manier geschreven", "A name is spelled in one way everywhere")
            }
            Self::R23 => ("Getallen en percentages hebben één vorm", "Numbers and percentages have one form"),
            Self::R24 => (
                "Tabellen, koppen en inhoudsopgave zijn goed opgebouwd",
                "Tables, headings and contents are well formed",
            ),
        }
    }
}
