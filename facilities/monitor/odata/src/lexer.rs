//! Words of a `$filter`.

use crate::fault::Fault;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// A name, an operator, `null`, `true` or `false`.
    Name(String),
    /// A text between quotes.
    Text(String),
    /// A number or a moment.
    Number(String),
    Open,
    Close,
    Comma,
}

/// Splits a filter in words.
pub(crate) fn words(text: &str) -> Result<Vec<Word>, Fault> {
    let signs: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut index = 0;
    while let Some(&sign) = signs.get(index) {
        match sign {
            ' ' | '\t' => index += 1,
            '(' | ')' | ',' => {
                words.push(match sign {
                    '(' => Word::Open,
                    ')' => Word::Close,
                    _ => Word::Comma,
                });
                index += 1;
            }
            '\'' => {
                let (found, end) = quoted(&signs, index + 1)?;
                words.push(Word::Text(found));
                index = end;
            }
            _ => {
                let belongs = |sign: &char| !matches!(sign, ' ' | '\t' | '(' | ')' | ',' | '\'');
                let found: String = signs.iter().skip(index).take_while(|sign| belongs(sign)).collect();
                index += found.chars().count();
                let number = sign.is_ascii_digit() || sign == '-';
                words.push(if number { Word::Number(found) } else { Word::Name(found) });
            }
        }
    }
    Ok(words)
}

/// The text up to the closing quote, in which two quotes are one, and where it ends.
fn quoted(signs: &[char], start: usize) -> Result<(String, usize), Fault> {
    let mut made = String::new();
    let mut index = start;
    loop {
        match (signs.get(index), signs.get(index + 1)) {
            (Some('\''), Some('\'')) => {
                made.push('\'');
                index += 2;
            }
            (Some('\''), _) => return Ok((made, index + 1)),
            (Some(sign), _) => {
                made.push(*sign);
                index += 1;
            }
            (None, _) => {
                let nl = "Een tekst in $filter heeft geen sluitend aanhalingsteken.";
                return Err(Fault::bad("$filter", nl, "A text in $filter has no closing quote."));
            }
        }
    }
}
