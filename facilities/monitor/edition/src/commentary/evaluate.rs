//! From a template to pieces.

use crate::commentary::template::{Function, Part, Template};
use crate::commentary::view::View;
use crate::commentary::{Meaning, Piece, Place, TemplateError, claims, functions, plain};
use crate::decimal::Decimal;
use crate::wording::{Printed, Qualifier};
use crate::words::capital_first;

/// What a call became.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Its pieces.
    pub(super) pieces: Vec<Piece>,
    /// The number it begins with, for a word that stands before it: exact and as printed.
    pub(super) number: Option<(Decimal, Printed)>,
    /// The series and year it is about.
    pub(super) about: Option<claims::About>,
}

/// A part of the text, for the check of words over more than one part.
pub(super) enum Item<'t> {
    Text(&'t str, Place),
    Call(Option<claims::About>),
}

pub(super) fn evaluate(
    file: &str,
    template: &Template,
    view: &View<'_>,
) -> Result<Vec<Piece>, Vec<TemplateError>> {
    let (mut pieces, mut errors, mut items) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = "";
    for part in &template.parts {
        match part {
            Part::Text { text, at } => {
                errors.extend(claims::digits(file, text, *at));
                errors.extend(claims::superlatives(file, text, *at, view.language));
                pieces.push(Piece::Text(text.clone()));
                items.push(Item::Text(text, *at));
                before = text;
            }
            Part::Call(call) => {
                let word = Qualifier::ending(before, view.language).map(|(word, _)| word);
                let fail = |(code, what): functions::Fault| TemplateError::new(file, call.at, code, what);
                match functions::call(view, call, word.is_some()) {
                    Ok(outcome) => {
                        if let (Some(word), Some((exact, printed))) = (word, outcome.number) {
                            errors.extend(functions::claim(view, word, exact, printed).err().map(fail));
                        }
                        let start = starts_sentence(&pieces) && call.function != Function::Periode;
                        pieces.extend(if start { capital(outcome.pieces) } else { outcome.pieces });
                        items.push(Item::Call(outcome.about));
                    }
                    Err(fault) => {
                        errors.push(fail(fault));
                        items.push(Item::Call(None));
                    }
                }
                before = "";
            }
        }
    }
    errors.extend(claims::check(file, &items, view));
    errors.sort_by_key(|error| error.at);
    if errors.is_empty() { Ok(joined(pieces)) } else { Err(errors) }
}

fn starts_sentence(pieces: &[Piece]) -> bool {
    let text = plain(pieces);
    let ended = text.trim_end();
    ended.is_empty()
        || (text.len() > ended.len() && ended.ends_with(['.', '!', '?']) && !ended.ends_with("ca."))
}

fn capital(mut pieces: Vec<Piece>) -> Vec<Piece> {
    match pieces.first_mut() {
        Some(Piece::Text(text)) => *text = capital_first(text),
        Some(Piece::Number(bound)) if bound.meaning == Meaning::Factor => {
            bound.text = capital_first(&bound.text)
        }
        _ => {}
    }
    pieces
}

/// Texts that follow each other become one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut made: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (made.last_mut(), piece) {
            (Some(Piece::Text(last)), Piece::Text(next)) => last.push_str(&next),
            (_, piece) => made.push(piece),
        }
    }
    made
}
