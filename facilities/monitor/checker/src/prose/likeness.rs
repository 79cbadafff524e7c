//! Stems of Dutch words, good enough to bring forms of one word together, and which words say the same here.

/// Words for a property that many rows share and that texts leave out or add freely.
const SOFT: &[&str] = &[
    "aangesloten",
    "actieve",
    "verstuurd",
    "verzonden",
    "ontvangen",
    "geleverd",
    "uitgegeven",
    "geregistreerde",
    "uitstaande",
    "gebruikte",
    "ingestuurde",
    "uitgewisselde",
    "afnemende",
    "diverse",
    "huidige",
    "bestaande",
    "aanleverende",
    "uitvragende",
    "landelijke",
    "gerelateerde",
    "systematische",
];

/// Who or what takes part, as opposed to what is done.
const TAKES_PART: &[&str] = &[
    "organisaties",
    "partijen",
    "partners",
    "netwerken",
    "bronhouders",
    "afnemers",
    "registraties",
    "gebruikers",
    "accounts",
    "webdiensten",
    "certificaten",
    "middelen",
    "gemeenten",
    "bedrijven",
    "abonnementen",
    "bezoekers",
    "voorzieningen",
    "providers",
    "aansluitingen",
];

/// Groups of words that may stand for each other, by what they count.
const ALIKE: &[&[&str]] = &[
    &["bedrijven", "ondernemers", "ondernemingen"],
    &["bronnen", "registraties", "registers"],
    &["organisaties", "overheden", "overheidspartijen", "overheidsinstanties", "instanties"],
    &["raadplegingen", "bevragingen", "opvragingen", "bevestigingen", "verzoeken"],
    &["inloggen", "logins", "inlogs"],
    &["koppelingen", "links"],
];

/// Ends of compounds that add nothing here: `Basisniveau`, `berichtenverkeer`.
const TAILS: &[&str] = &["niveau", "verkeer"];

/// Fronts that make another word of it, not a kind of it: an `aanmelding` is no `melding`. As in stems, double vowels are single.
const PREFIXES: &[&str] = &[
    "an", "af", "op", "in", "uit", "terug", "toe", "over", "ver", "be", "ont", "me", "dor", "her", "on",
    "bij",
];

/// Words made comparable, worked out once.
pub(super) struct Likeness {
    alike: Vec<Vec<String>>,
    tails: Vec<String>,
    soft: Vec<String>,
    takes_part: Vec<String>,
}

impl Likeness {
    pub(super) fn new() -> Self {
        Self {
            alike: ALIKE.iter().map(|group| group.iter().map(|word| stem(word)).collect()).collect(),
            tails: TAILS.iter().map(|word| stem(word)).collect(),
            soft: SOFT.iter().map(|word| stem(word)).collect(),
            takes_part: TAKES_PART.iter().map(|word| stem(word)).collect(),
        }
    }

    /// Whether a stem is a word for a property that many rows share and that texts leave out or add freely.
    pub(super) fn is_soft(&self, stem: &str) -> bool {
        self.soft.iter().any(|own| own == stem)
    }

    /// Whether a stem says who or what takes part, as opposed to what is done.
    pub(super) fn takes_part(&self, stem: &str) -> bool {
        self.takes_part.iter().any(|own| self.alike(own, stem))
    }

    /// Whether a stem is a word that adds nothing, as `niveau`.
    pub(super) fn is_tail(&self, stem: &str) -> bool {
        self.tails.iter().any(|own| own == stem)
    }

    /// Whether two stems say the same: equal, one the last part of the other (`overheidsorganisatie`, `organisatie`), one with a tail
    /// that adds nothing, or words that stand for each other.
    pub(super) fn alike(&self, one: &str, other: &str) -> bool {
        self.close(one, other)
            || self.alike.iter().any(|group| {
                group.iter().any(|member| self.ends(one, member))
                    && group.iter().any(|member| self.ends(other, member))
            })
    }

    /// As [`Likeness::alike`], without words that stand for each other.
    pub(super) fn close(&self, one: &str, other: &str) -> bool {
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        if short == long {
            return true;
        }
        self.ends(long, short)
            || (short.len() >= 3
                && self
                    .tails
                    .iter()
                    .filter_map(|tail| long.strip_suffix(tail.as_str()))
                    .any(|front| stem(front) == short))
    }

    fn ends(&self, long: &str, short: &str) -> bool {
        long == short
            || (short.len() >= 5 && long.strip_suffix(short).is_some_and(|front| !PREFIXES.contains(&front)))
    }
}

/// The stem of a word, good enough to bring singular and plural, verb and participle together. The letters `l` and `i` count as one, for
/// text that was read from paper mixes them up.
pub(super) fn stem(word: &str) -> String {
    let mut made: String = word
        .to_lowercase()
        .replace("'s", "")
        .replace("\u{2019}s", "")
        .chars()
        .filter_map(|letter| match letter {
            'á' | 'à' | 'ä' | 'â' => Some('a'),
            'é' | 'è' | 'ë' | 'ê' => Some('e'),
            'í' | 'ì' | 'ï' | 'î' => Some('i'),
            'ó' | 'ò' | 'ö' | 'ô' => Some('o'),
            'ú' | 'ù' | 'ü' | 'û' => Some('u'),
            letter if letter.is_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect();
    if let Some(front) = made.strip_suffix("heden") {
        made = format!("{front}heid");
    }
    for front in ["in", "aan", "af", "uit", "op", "terug", "toe"] {
        if let Some(rest) = made.strip_prefix(front).and_then(|rest| rest.strip_prefix("ge"))
            && rest.len() > 3
        {
            made = format!("{front}{rest}");
            break;
        }
    }
    cut(&mut made, "en", 5);
    if !made.ends_with("ss") {
        cut(&mut made, "s", 4);
    }
    cut(&mut made, "e", 4);
    undouble(&mut made);
    if made.len() > 4 && (made.ends_with('d') || made.ends_with('t')) {
        made.pop();
        cut(&mut made, "e", 5);
        undouble(&mut made);
    }
    match made.pop() {
        Some('v') => made.push('f'),
        Some('z') => made.push('s'),
        Some(last) => made.push(last),
        None => {}
    }
    for (double, single) in [("aa", "a"), ("ee", "e"), ("oo", "o"), ("uu", "u")] {
        made = made.replace(double, single);
    }
    made.replace('l', "i")
}

fn cut(word: &mut String, end: &str, least: usize) {
    if word.len() >= least
        && let Some(front) = word.strip_suffix(end)
    {
        *word = front.to_owned();
    }
}

fn undouble(word: &mut String) {
    let mut last = word.chars().rev();
    if let (Some(one), Some(two)) = (last.next(), last.next())
        && one == two
        && !"aeiou".contains(one)
        && word.len() > 3
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_and_plural_verb_and_participle_have_one_stem() {
        for (one, other) in [
            ("account", "accounts"),
            ("bericht", "berichten"),
            ("organisatie", "organisaties"),
            ("zaak", "zaken"),
            ("overheid", "overheden"),
            ("inloggen", "ingelogd"),
            ("inlogt", "ingelogd"),
            ("bedrijf", "bedrijven"),
            ("Kadehandel", "Kadehandei"),
            ("Kade", "Kade's"),
            ("bron", "bronnen"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} and {other}");
        }
        assert_ne!(stem("bezoeken"), stem("bezoekers"));
        assert_ne!(stem("berichten"), stem("berichtenbox"));
    }

    #[test]
    fn compounds_and_words_for_the_same_are_alike() {
        let likeness = Likeness::new();
        let alike = |one: &str, other: &str| likeness.alike(&stem(one), &stem(other));
        assert!(alike("overheidsorganisaties", "organisaties"));
        assert!(alike("Middenniveau", "midden"));
        assert!(alike("berichtenverkeer", "berichten"));
        assert!(alike("bedrijven", "ondernemers"));
        assert!(!alike("berichtenbox", "berichten"));
        assert!(!alike("basisregistraties", "basis"));
        assert!(!alike("accounts", "authenticaties"));
        assert!(!alike("aanmeldingen", "meldingen"));
    }
}
