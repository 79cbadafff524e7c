//! The language of templates: text with calls between double braces, read into parts with their places.

use crate::commentary::{Place, TemplateError};

/// The functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `naam ID [vorm=kort|onderwerp]`: title, or what a sentence about it is about; `naam voorziening=SLUG`: a facility in running text.
    Naam,
    /// `waarde ID PERIODE [miljard|miljoen|duizend] [DECIMALEN] [woord=…] [eenheid=ja]`: a figure.
    Waarde,
    /// `groei ID PERIODE [DECIMALEN] [woord=…] [vorm=…]`: change in percent.
    Groei,
    /// `verschil ID PERIODE [DECIMALEN] [woord=…] [vorm=…]`: difference; of percentages in points.
    Verschil,
    /// `keer ID PERIODE [woord=…]`: how many times as large.
    Keer,
    /// `rang ID PERIODE maat=waarde|groei|daling klasse=voorziening|soort|eenheid|alles [plaats=N]`: a superlative, with its class.
    Rang,
    /// `aandeel ID PERIODE van=ID [DECIMALEN] [woord=…]`: share of one figure in another.
    Aandeel,
    /// `opsomming ID… PERIODE [vorm=kort|onderwerp]`: names with their figures.
    Opsomming,
    /// `periode JAAR|nieuwste|vorige|eerste|peildatum|editie`.
    Periode,
    /// `aantal vergeleken|gestegen|gedaald|gelijk|nieuw|voorzieningen|cijfers PERIODE [voorziening=SLUG] [hoofdstuk=SLUG]`: how many.
    Aantal,
    /// `top N PERIODE soort=KIND`: the largest figures of all of that kind, with their facilities.
    Top,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 11] = [
        Self::Naam,
        Self::Waarde,
        Self::Groei,
        Self::Verschil,
        Self::Keer,
        Self::Rang,
        Self::Aandeel,
        Self::Opsomming,
        Self::Periode,
        Self::Aantal,
        Self::Top,
    ];

    /// Its word in a template.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Naam => "naam",
            Self::Waarde => "waarde",
            Self::Groei => "groei",
            Self::Verschil => "verschil",
            Self::Keer => "keer",
            Self::Rang => "rang",
            Self::Aandeel => "aandeel",
            Self::Opsomming => "opsomming",
            Self::Periode => "periode",
            Self::Aantal => "aantal",
            Self::Top => "top",
        }
    }

    /// The options that it knows.
    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Naam => &["vorm", "voorziening"],
            Self::Opsomming => &["vorm"],
            Self::Waarde => &["woord", "eenheid"],
            Self::Groei | Self::Verschil => &["woord", "vorm"],
            Self::Keer => &["woord"],
            Self::Rang => &["maat", "klasse", "plaats"],
            Self::Aandeel => &["van", "woord"],
            Self::Periode => &[],
            Self::Aantal => &["voorziening", "hoofdstuk"],
            Self::Top => &["soort"],
        }
    }
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Which.
    pub function: Function,
    /// What stands behind it, in order, without the options.
    pub arguments: Vec<String>,
    /// Name and value of each `name=value`.
    pub options: Vec<(String, String)>,
    /// Where its braces begin.
    pub at: Place,
}

impl Call {
    /// The value of an option.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain text.
    Text {
        /// The text.
        text: String,
        /// Where it begins.
        at: Place,
    },
    /// A call.
    Call(Call),
}

/// A template, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// Its parts in order.
    pub parts: Vec<Part>,
}

impl Template {
    /// Reads a template. `start` is the place of its first sign in its file.
    ///
    /// # Errors
    /// Every fault in its form, each with its place.
    pub fn read(file: &str, source: &str, start: Place) -> Result<Self, Vec<TemplateError>> {
        let (mut parts, mut errors) = (Vec::new(), Vec::new());
        let (mut rest, mut at) = (source, start);
        while let Some(open) = rest.find("{{") {
            let (text, call) = rest.split_at(open);
            if !text.is_empty() {
                parts.push(Part::Text { text: text.to_owned(), at });
            }
            at = at.after(text);
            let Some(close) = call.find("}}") else {
                errors.push(TemplateError::new(file, at, "niet-gesloten", "`{{` has no `}}` behind it"));
                rest = "";
                break;
            };
            let (inside, tail) = (&call[2..close], &call[close + 2..]);
            match read_call(inside, at) {
                Ok(made) => parts.push(Part::Call(made)),
                Err((code, what)) => errors.push(TemplateError::new(file, at, code, what)),
            }
            at = at.after(&call[..close + 2]);
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text { text: rest.to_owned(), at });
        }
        if errors.is_empty() { Ok(Self { parts }) } else { Err(errors) }
    }
}

fn read_call(inside: &str, at: Place) -> Result<Call, (&'static str, String)> {
    let mut words = inside.split_whitespace();
    let name = words.next().unwrap_or("");
    let Some(function) = Function::ALL.into_iter().find(|one| one.word() == name) else {
        let known: Vec<&str> = Function::ALL.iter().map(|one| one.word()).collect();
        return Err((
            "onbekende-functie",
            format!("`{name}` is no function; there are {}", known.join(", ")),
        ));
    };
    let (mut arguments, mut options) = (Vec::new(), Vec::new());
    for word in words {
        match word.split_once('=') {
            Some((option, value)) if function.options().contains(&option) && !value.is_empty() => {
                options.push((option.to_owned(), value.to_owned()));
            }
            Some((option, _)) => {
                let known = function.options().join(", ");
                return Err((
                    "argument",
                    format!("`{name}` has no option `{option}` with that value; it knows: {known}"),
                ));
            }
            None => arguments.push(word.to_owned()),
        }
    }
    Ok(Call { function, arguments, options, at })
}
