//! Signs that our letters can draw. The two standards refuse a document with any other, and one odd sign in an explanation must not keep
//! a whole edition from appearing.

use serde_json::{Map, Value};
use typst::foundations::Bytes;
use typst::text::Font;

/// The same data with every sign that our letters lack as a question mark, and control signs as spaces.
pub(crate) fn only_ours(data: Value) -> Value {
    let fonts: Vec<Font> = chart::FONTS.into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect();
    let drawn = |sign: char| fonts.iter().all(|font| font.info().coverage.contains(u32::from(sign)));
    walk(data, &drawn)
}

fn walk(data: Value, drawn: &impl Fn(char) -> bool) -> Value {
    match data {
        Value::String(text) if text.is_ascii() && !text.contains(|sign: char| sign.is_ascii_control()) => {
            Value::String(text)
        }
        Value::String(text) => Value::String(text.chars().map(|sign| ours(sign, drawn)).collect()),
        Value::Array(all) => Value::Array(all.into_iter().map(|one| walk(one, drawn)).collect()),
        Value::Object(all) => Value::Object(
            all.into_iter().map(|(name, one)| (name, walk(one, drawn))).collect::<Map<String, Value>>(),
        ),
        other => other,
    }
}

fn ours(sign: char, drawn: &impl Fn(char) -> bool) -> char {
    if sign.is_control() || sign.is_whitespace() {
        if sign == '\u{a0}' || sign == '\u{202f}' { '\u{a0}' } else { ' ' }
    } else if drawn(sign) {
        sign
    } else {
        '?'
    }
}
