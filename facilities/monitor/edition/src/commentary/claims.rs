//! Plain text between calls: no digits, no superlatives, and words such as *verdubbeld*, *sterk* and *daalde* only when the figures of their
//! sentence bear them out.

use kernel::Language;

use crate::commentary::evaluate::Item;
use crate::commentary::view::{Id, Moved, View};
use crate::commentary::{Place, TemplateError};
use crate::wording::{Movement, Multiple, Qualifier, Strength};

/// A series in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) id: Id,
    pub(super) period: u16,
}

/// Digits that somebody typed: each run of them is an error.
pub(super) fn digits(file: &str, text: &str, at: Place) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    let mut inside = false;
    let mut place = at;
    for sign in text.chars() {
        let digit = sign.is_numeric();
        if digit && !inside {
            let message = format!(
                "the digit `{sign}` is typed; a number in the text must come from a figure: use {{{{waarde …}}}}, {{{{periode …}}}} or another function"
            );
            errors.push(TemplateError::new(file, place, "los-cijfer", message));
        }
        inside = digit || (inside && matches!(sign, '.' | ','));
        place = place.after(sign.encode_utf8(&mut [0; 4]));
    }
    errors
}

/// Superlatives that somebody typed: only the function `rang` may say them, because it asks all members of the class.
pub(super) fn superlatives(file: &str, text: &str, at: Place, language: Language) -> Vec<TemplateError> {
    let known: &[&str] = match language {
        Language::Nl => &[
            "grootste", "kleinste", "hoogste", "laagste", "sterkste", "snelste", "grootst", "hoogst",
            "sterkst",
        ],
        Language::En => {
            &["largest", "smallest", "highest", "lowest", "strongest", "fastest", "biggest", "sharpest"]
        }
    };
    let typed = words(text, at).into_iter().filter(|word| known.contains(&word.text.as_str()));
    let error = |word: Word| {
        let message =
            format!("`{}` compares with a whole class: use {{{{rang …}}}}, which names the class", word.text);
        TemplateError::new(file, word.at, "bewering-onjuist", message)
    };
    typed.map(error).collect()
}

struct Word {
    text: String,
    at: Place,
    /// Byte at which it begins in its text.
    start: usize,
}

/// The words of a text in small letters.
fn words(text: &str, at: Place) -> Vec<Word> {
    let (mut found, mut place, mut current): (Vec<Word>, Place, Option<Word>) = (Vec::new(), at, None);
    for (start, sign) in text.char_indices() {
        if sign.is_alphabetic() || sign == '\'' {
            let word = current.get_or_insert_with(|| Word { text: String::new(), at: place, start });
            word.text.extend(sign.to_lowercase());
        } else {
            found.extend(current.take());
        }
        place = place.after(sign.encode_utf8(&mut [0; 4]));
    }
    found.extend(current);
    found
}

fn multiple(word: &str, language: Language) -> Option<Multiple> {
    let forms: &[(&str, Multiple)] = match language {
        Language::Nl => &[
            ("verdubbelde", Multiple::Verdubbeld),
            ("verdubbeling", Multiple::Verdubbeld),
            ("verdrievoudigde", Multiple::Verdrievoudigd),
            ("verdrievoudiging", Multiple::Verdrievoudigd),
            ("verviervoudigde", Multiple::Verviervoudigd),
            ("verviervoudiging", Multiple::Verviervoudigd),
            ("halveerde", Multiple::Gehalveerd),
            ("halvering", Multiple::Gehalveerd),
        ],
        Language::En => &[
            ("doubling", Multiple::Verdubbeld),
            ("tripling", Multiple::Verdrievoudigd),
            ("quadrupling", Multiple::Verviervoudigd),
            ("halving", Multiple::Gehalveerd),
        ],
    };
    let other = || forms.iter().find(|(form, _)| *form == word).map(|(_, multiple)| *multiple);
    Multiple::from_word(word, language).or_else(other)
}

fn movement(word: &str, language: Language) -> Option<Movement> {
    let (up, down): (&[&str], &[&str]) = match language {
        Language::Nl => (
            &[
                "steeg",
                "stijgt",
                "gestegen",
                "stijging",
                "groeide",
                "groeit",
                "gegroeid",
                "groei",
                "toename",
                "toegenomen",
            ],
            &["daalde", "daalt", "gedaald", "daling", "kromp", "gekrompen", "afname", "afgenomen"],
        ),
        Language::En => (
            &["rose", "rises", "risen", "rise", "grew", "grows", "grown", "growth", "increase", "increased"],
            &[
                "fell",
                "falls",
                "fallen",
                "fall",
                "decrease",
                "decreased",
                "decline",
                "declined",
                "drop",
                "dropped",
            ],
        ),
    };
    if up.contains(&word) {
        return Some(Movement::Up);
    }
    down.contains(&word).then_some(Movement::Down)
}

fn strength(word: &str, language: Language) -> Option<Strength> {
    let plain = match (language, word) {
        (Language::Nl, "lichte") => "licht",
        (Language::Nl, "sterke") => "sterk",
        (Language::Nl, "stabiele") => "stabiel",
        (Language::En, "slight") => "slightly",
        (Language::En, "sharp") => "sharply",
        (_, word) => word,
    };
    Strength::from_word(plain, language)
}

/// What a sentence holds, in order.
enum Token {
    /// A word that claims something of a figure.
    Claim(Claim, Place),
    /// A call about a series in a year.
    About(About),
}

enum Claim {
    Multiple(Qualifier, Multiple),
    Movement(Movement),
    Strength(Strength),
}

/// Checks the words of every sentence against the figures in it.
pub(super) fn check(file: &str, items: &[Item<'_>], view: &View<'_>) -> Vec<TemplateError> {
    let mut sentences: Vec<Vec<Token>> = vec![Vec::new()];
    for item in items {
        match item {
            Item::Call(about) => {
                if let (Some(sentence), Some(about)) = (sentences.last_mut(), about) {
                    sentence.push(Token::About(about.clone()));
                }
            }
            Item::Text(text, at) => read_text(text, *at, view.language, &mut sentences),
        }
    }
    sentences.iter().flat_map(|sentence| check_sentence(file, sentence, view)).collect()
}

fn read_text(text: &str, at: Place, language: Language, sentences: &mut Vec<Vec<Token>>) {
    let all = words(text, at);
    let mut previous_end = 0;
    for (index, word) in all.iter().enumerate() {
        let between = text.get(previous_end..word.start).unwrap_or("");
        if ends_sentence(between, index.checked_sub(1).and_then(|before| all.get(before))) {
            sentences.push(Vec::new());
        }
        previous_end = word.start + word.text.len();
        let beside = |other: Option<&Word>| other.is_some_and(|one| movement(&one.text, language).is_some());
        let neighbours =
            beside(index.checked_sub(1).and_then(|before| all.get(before))) || beside(all.get(index + 1));
        let claim = if let Some(found) = multiple(&word.text, language) {
            let before = Qualifier::ending(text.get(..word.start).unwrap_or(""), language);
            Some(Claim::Multiple(before.map_or(Qualifier::Plain, |(word, _)| word), found))
        } else if let Some(found) = strength(&word.text, language) {
            (neighbours || found == Strength::Stabiel).then_some(Claim::Strength(found))
        } else {
            movement(&word.text, language).map(Claim::Movement)
        };
        if let (Some(claim), Some(sentence)) = (claim, sentences.last_mut()) {
            sentence.push(Token::Claim(claim, word.at));
        }
    }
    if ends_sentence(text.get(previous_end..).unwrap_or(""), all.last()) {
        sentences.push(Vec::new());
    }
}

/// Whether a sentence ends between two words.
fn ends_sentence(between: &str, before: Option<&Word>) -> bool {
    let stop = between.contains(['.', '!', '?', ';']) || between.contains("\n\n");
    stop && before.is_none_or(|word| word.text != "ca")
}

fn check_sentence(file: &str, sentence: &[Token], view: &View<'_>) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    for (index, token) in sentence.iter().enumerate() {
        let Token::Claim(claim, at) = token else { continue };
        let about = |token: &Token| match token {
            Token::About(about) => Some(about.clone()),
            Token::Claim(..) => None,
        };
        let following = sentence.iter().skip(index + 1).find_map(about);
        let near = following.or_else(|| sentence.iter().take(index).rev().find_map(about));
        // Of `van … naar …` the later year is meant.
        let newest = near.and_then(|near| {
            sentence.iter().filter_map(about).filter(|one| one.id == near.id).max_by_key(|one| one.period)
        });
        let moved = newest.and_then(|one| view.moved(&one.id, one.period));
        if let Some(message) = judge(claim, moved.as_ref(), view.language) {
            errors.push(TemplateError::new(file, *at, "bewering-onjuist", message));
        }
    }
    errors
}

/// What is wrong with a claim; `None` when it is true, or when it is about no figure and may stand as a mere word.
fn judge(claim: &Claim, moved: Option<&Moved>, language: Language) -> Option<String> {
    let Some(moved) = moved else {
        return match claim {
            Claim::Multiple(_, word) => Some(format!(
                "`{}` is about no figure in its sentence whose change is known: use {{{{keer …}}}}",
                word.word(language)
            )),
            _ => None,
        };
    };
    let (old, new) = (moved.old, moved.new);
    match claim {
        Claim::Multiple(before, word) if !word.fits(*before, old, new) => {
            let right = match Multiple::choose(old, new) {
                Some((before, word)) => {
                    format!(
                        "the right word is `{}`",
                        [before.word(language), word.word(language)].join(" ").trim()
                    )
                }
                None => "no such word is right; use {{groei …}}".to_owned(),
            };
            Some(format!("`{}` is not true of {old} to {new}; {right}", word.word(language)))
        }
        Claim::Strength(word) if !word.fits(old, new) => {
            let right = Strength::choose(old, new).map_or_else(
                || "no such word is right".to_owned(),
                |word| format!("the right word is `{}`", word.word(language)),
            );
            Some(format!("`{}` is not true of {old} to {new}; {right}", word.word(language)))
        }
        Claim::Movement(said) if Movement::between(old, new).is_some_and(|is| is != *said) => {
            let right = match (Movement::between(old, new), language) {
                (Some(Movement::Up), Language::Nl) => "gestegen",
                (Some(Movement::Down), Language::Nl) => "gedaald",
                (_, Language::Nl) => "gelijk gebleven",
                (Some(Movement::Up), Language::En) => "rose",
                (Some(Movement::Down), Language::En) => "fell",
                (_, Language::En) => "remained unchanged",
            };
            Some(format!("the text says the other way than {old} to {new}; the right word is `{right}`"))
        }
        _ => None,
    }
}
