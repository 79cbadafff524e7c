//! Dutch words as far as the rules of running text need them: words for movement, size, time and manner.

use edition::wording::{Multiple, Qualifier};
use kernel::Language;

/// Which way a word says that a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Not at all.
    Same,
}

const UP: &[&str] = &[
    "gestegen",
    "steeg",
    "stegen",
    "stijgt",
    "stijgen",
    "stijging",
    "stijgingen",
    "groei",
    "groeit",
    "groeide",
    "groeiden",
    "gegroeid",
    "groeien",
    "toename",
    "toegenomen",
    "toeneemt",
    "toenam",
    "verbetering",
    "verhoging",
    "vermeerdering",
    "vermeerderd",
    "uitgebreid",
];

const DOWN: &[&str] = &[
    "gedaald",
    "daalde",
    "daalden",
    "daalt",
    "dalen",
    "daling",
    "dalingen",
    "afname",
    "afgenomen",
    "afneemt",
    "afnam",
    "krimp",
    "gekrompen",
    "kromp",
    "teruggelopen",
    "teruggang",
    "vermindering",
    "verminderd",
    "verlaging",
    "gezakt",
    "zakte",
];

/// Words that say how much more or less only directly behind a number: `8% meer dan`.
const UP_BEHIND: &[&str] = &["meer", "hoger", "groter", "omhoog"];
const DOWN_BEHIND: &[&str] = &["minder", "lager", "kleiner", "omlaag"];

const SAME: &[&str] = &[
    "gelijk",
    "hetzelfde",
    "constant",
    "constante",
    "stabiel",
    "stabiele",
    "stabilisering",
    "stabilisatie",
    "onveranderd",
    "ongewijzigd",
];

/// The way a word says; `behind` when a number stands directly before it.
pub(super) fn way(word: &str, behind: bool) -> Option<Way> {
    if UP.contains(&word) || (behind && UP_BEHIND.contains(&word)) {
        Some(Way::Up)
    } else if DOWN.contains(&word) || (behind && DOWN_BEHIND.contains(&word)) {
        Some(Way::Down)
    } else if SAME.contains(&word) {
        Some(Way::Same)
    } else {
        None
    }
}

/// Whether a word for staying the same leaves room for a small movement.
pub(super) fn is_about_stable(word: &str) -> bool {
    word.starts_with("stabi")
}

/// Nouns for a movement: what stands behind them with `van` is by how much.
pub(super) fn is_movement_noun(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "stijging",
        "daling",
        "groei",
        "toename",
        "afname",
        "verbetering",
        "krimp",
        "vermindering",
        "verhoging",
        "verlaging",
    ];
    NOUNS.contains(&word)
}

/// A multiple that the edition's own texts do not use is read as well: `vervijfvoudigd` is 5.
pub(super) fn multiple(word: &str) -> Option<Times> {
    if let Some(known) = Multiple::from_word(word, Language::Nl) {
        return Some(Times::Word(known));
    }
    const OTHERS: &[(&str, i128)] = &[
        ("vervijfvoudigd", 5),
        ("verzesvoudigd", 6),
        ("verzevenvoudigd", 7),
        ("verachtvoudigd", 8),
        ("vernegenvoudigd", 9),
        ("vertienvoudigd", 10),
    ];
    let past = |stem: &str| -> Option<Times> {
        let participle = format!("{stem}d");
        Multiple::from_word(&participle, Language::Nl).map(Times::Word)
    };
    OTHERS
        .iter()
        .find(|(other, _)| *other == word)
        .map(|(_, factor)| Times::Factor(*factor))
        // `verdubbelde` and `verdubbelt` say the same as `verdubbeld`.
        .or_else(|| word.strip_suffix("de").and_then(past))
        .or_else(|| word.strip_suffix('t').and_then(past))
}

/// How many times as large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// A word with bounds of its own.
    Word(Multiple),
    /// A factor, held to within 5 %.
    Factor(i128),
}

/// Qualifiers beside those of the edition's own texts.
pub(super) fn qualifier(words: &str) -> Option<Qualifier> {
    Qualifier::from_word(words, Language::Nl).or(match words {
        "krap" | "net geen" | "net iets minder dan" | "iets minder dan" => Some(Qualifier::Bijna),
        "net iets meer dan" | "dik" => Some(Qualifier::Ruim),
        "rond" | "rond de" | "om en nabij" | "rondom de" | "ongeveer de" => Some(Qualifier::Ongeveer),
        ">" => Some(Qualifier::MeerDan),
        "<" => Some(Qualifier::MinderDan),
        _ => None,
    })
}

/// A number from two to twelve as a word. One is left out: `een` is an article nearly everywhere.
pub(super) fn number_word(word: &str) -> Option<i128> {
    const WORDS: &[&str] =
        &["twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"];
    let index = WORDS.iter().position(|one| *one == word)?;
    i128::try_from(index).ok().map(|index| index + 2)
}

/// The power of ten of a word for a size.
pub(super) fn magnitude(word: &str) -> Option<u8> {
    match word {
        "duizend" => Some(3),
        "miljoen" | "mln" => Some(6),
        "miljard" | "mld" => Some(9),
        _ => None,
    }
}

/// Units of time: a number before them is a duration.
pub(super) fn is_time_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "week",
        "weken",
        "maand",
        "maanden",
        "dag",
        "dagen",
        "uur",
        "uren",
        "minuten",
        "minuut",
        "seconde",
        "seconden",
        "jaar",
        "jaren",
        "kwartaal",
        "kwartalen",
        "werkdagen",
        "werkdag",
        "procentuele",
    ];
    UNITS.contains(&word)
}

/// Words before a number that make it a name: `versie 2`, `artikel 5`.
pub(super) fn names_a_number(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "versie",
        "artikel",
        "lid",
        "figuur",
        "tabel",
        "bijlage",
        "hoofdstuk",
        "paragraaf",
        "pagina",
        "stap",
        "fase",
        "nummer",
        "nr",
        "top",
        "regel",
        "kolom",
        "deel",
        "release",
        "kamerstuk",
        "blz",
        "pag",
    ];
    WORDS.contains(&word)
}

/// Words that make a count only a part of the whole: `5 andere organisaties`.
pub(super) fn is_partial(word: &str) -> bool {
    const WORDS: &[&str] =
        &["andere", "overige", "extra", "nieuwe", "resterende", "verschillende", "diverse", "aanvullende"];
    WORDS.contains(&word)
}

/// Abbreviations whose dot ends no sentence.
pub(super) fn is_abbreviation(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "ca", "resp", "incl", "excl", "bijv", "nr", "mln", "mld", "jl", "etc", "dhr", "mevr", "blz", "pag",
        "art", "evt", "vs", "enz",
    ];
    WORDS.contains(&word) || (word.contains('.') && word.len() <= 8 && !word.ends_with("nl"))
}

/// Words without content of their own, with a space on either side.
const STOP: &str = " de het een en van aan op in via naar bij per met voor over om dat die door uit te of als is zijn was \
     waren wordt worden werd werden heeft hebben had hadden ten tot dan er dit deze zo ook nog steeds al \
     aantal aantallen totaal totale keer keren maal binnen na jaar eind waarbij waarvan daarvan hiervan \
     terwijl maar zowel niet meer minder t.o.v tov opzichte vanaf sinds resp respectievelijk telt gaat \
     ging gingen komt kwam bedraagt bedroeg betreft betrof jaarlijks overall circa ca ruim bijna ongeveer \
     alle beide hun haar zich kunnen kan wel waar wat onder tussen exclusief inclusief etc vanuit gehad \
     zichtbaar uitgekomen uitkwam bereikt blijft blijven bleef bleven gebleven ";

/// Whether a word has no content of its own.
pub(super) fn is_stop(word: &str) -> bool {
    STOP.split(' ').any(|stop| stop == word && !stop.is_empty())
}

/// Whether a word at the end of a part is a participle, not a noun.
pub(super) fn is_participle(word: &str) -> bool {
    const STRONG: &[&str] = &[
        "gebleven",
        "gekomen",
        "uitgekomen",
        "binnengekomen",
        "aangesloten",
        "gegeven",
        "afgegeven",
        "uitgegeven",
        "genomen",
        "verzonden",
        "ontvangen",
        "gelezen",
        "geschreven",
        "ingeschreven",
        "verkregen",
        "opgenomen",
        "verschenen",
        "ingezien",
        "aangeboden",
        "geworden",
    ];
    let fronts = ["ge", "ver", "be", "ont", "her", "uit", "aan", "toe", "af", "op", "over", "in"];
    let weak =
        fronts.iter().any(|front| word.starts_with(front)) && (word.ends_with('d') || word.ends_with('t'));
    weak || STRONG.contains(&word)
}

/// Words that say how strongly something moved.
pub(super) fn is_manner(word: &str) -> bool {
    ["licht", "lichte", "sterk", "sterke", "zeer", "nagenoeg", "vrijwel", "flink", "fors"].contains(&word)
}

/// Words that stand for whatever a facility is used for.
pub(super) fn is_use(word: &str) -> bool {
    ["gebruik", "gebruikt", "gebruiken", "gebruikte"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_many_times_are_read_in_their_forms() {
        assert_eq!(multiple("verdubbeld"), Some(Times::Word(Multiple::Verdubbeld)));
        assert_eq!(multiple("verdubbelde"), Some(Times::Word(Multiple::Verdubbeld)));
        assert_eq!(multiple("vervijfvoudigd"), Some(Times::Factor(5)));
        assert_eq!(multiple("vermeld"), None);
    }
}
