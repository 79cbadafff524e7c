//! Running text as words, digits and signs with their place, divided into sentences.

use crate::source::TextBlock;

use super::likeness;
use super::words;

/// The most tokens of a sentence; a longer one is divided, for reading one takes time by the square of its length.
const LONGEST: usize = 250;

/// A word, a run of digits or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As written.
    pub text: String,
    /// In small letters.
    pub lower: String,
    /// Its stem; for a duration the number and the stem of its unit (`3~wek`).
    pub stem: String,
    /// What it is.
    pub kind: Kind,
    /// Where it starts in the block, in bytes.
    pub offset: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it follows the one before without a space.
    pub glued: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, perhaps with digits among them.
    Word,
    /// Digits with their dots and commas.
    Digits,
    /// One sign.
    Sign,
}

impl Token {
    /// Whether it is this sign.
    pub(super) fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }
}

/// The sentences of a block.
pub(super) fn sentences(block: &TextBlock) -> Vec<Vec<Token>> {
    let tokens = tokens(&block.text);
    let mut made = Vec::new();
    let mut sentence: Vec<Token> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let ends = ends_sentence(&tokens, index) || sentence.len() + 1 >= LONGEST;
        sentence.push(token.clone());
        if ends {
            made.push(std::mem::take(&mut sentence));
        }
    }
    if !sentence.is_empty() {
        made.push(sentence);
    }
    made
}

fn ends_sentence(tokens: &[Token], index: usize) -> bool {
    let Some(token) = tokens.get(index) else { return false };
    if !(token.is(".") || token.is("!") || token.is("?")) {
        return false;
    }
    let Some(next) = tokens.get(index + 1) else { return true };
    if next.glued {
        return false;
    }
    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
    if before.is_some_and(|before| before.kind == Kind::Word && words::is_abbreviation(&before.lower)) {
        return false;
    }
    next.kind != Kind::Word || next.text.starts_with(|first: char| !first.is_lowercase())
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { text, at: 0, bold: false, glued: false, tokens: Vec::new() };
    while let Some(next) = reader.peek() {
        reader.step(next);
    }
    reader.tokens
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    bold: bool,
    glued: bool,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self, next: char) {
        if next.is_whitespace() {
            self.at += next.len_utf8();
            self.glued = false;
        } else if self.rest().starts_with("**") {
            self.at += 2;
            self.bold = !self.bold;
        } else if matches!(next, '*' | '\\' | '[') {
            self.at += 1;
        } else if self.rest().starts_with("](") {
            let length = self.rest().find(')').map_or(1, |end| end + 1);
            self.at += length;
        } else if next == '<' && self.tag() {
        } else if next.is_ascii_digit() {
            self.digits();
        } else if next.is_alphabetic() {
            self.word();
        } else {
            let end = self.at + next.len_utf8();
            self.push(end, Kind::Sign);
        }
    }

    /// Skips a tag; `<` alone is a sign.
    fn tag(&mut self) -> bool {
        let rest = self.rest();
        let name = rest.strip_prefix("</").or_else(|| rest.strip_prefix('<')).unwrap_or("");
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return false;
        }
        let Some(end) = rest.find('>') else { return false };
        let lower = rest.get(..=end).unwrap_or("").to_ascii_lowercase();
        match lower.as_str() {
            "<b>" | "<strong>" => self.bold = true,
            "</b>" | "</strong>" => self.bold = false,
            _ => {}
        }
        self.at += end + 1;
        true
    }

    fn digits(&mut self) {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = self.at;
        while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
            end += 1;
        }
        let after = self.text.get(end..).and_then(|rest| rest.chars().next());
        if after.is_some_and(char::is_alphabetic) {
            self.word();
        } else {
            self.push(end, Kind::Digits);
        }
    }

    fn word(&mut self) {
        let mut end = self.at;
        let mut letters = self.rest().char_indices().peekable();
        while let Some((index, letter)) = letters.next() {
            let inner = matches!(letter, '\'' | '\u{2019}' | '.')
                && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            if !(letter.is_alphanumeric() || inner) {
                break;
            }
            end = self.at + index + letter.len_utf8();
        }
        self.push(end, Kind::Word);
    }

    fn push(&mut self, end: usize, kind: Kind) {
        let text = self.text.get(self.at..end).unwrap_or("").to_owned();
        let stem = if kind == Kind::Word { likeness::stem(&text) } else { String::new() };
        let token = Token {
            lower: text.to_lowercase(),
            text,
            stem,
            kind,
            offset: self.at,
            end,
            bold: self.bold,
            glued: self.glued,
        };
        self.tokens.push(token);
        self.at = end;
        self.glued = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::TextKind;
    use proptest::prelude::*;

    fn block(text: &str) -> TextBlock {
        TextBlock {
            kind: TextKind::Paragraph,
            text: text.to_owned(),
            line: 7,
            column: 1,
            section: 0,
            heading: None,
            row: None,
        }
    }

    #[test]
    fn abbreviations_and_separators_end_no_sentence() {
        let made = sentences(&block("Een groei t.o.v. 2018 met ca. 1.234,5. Dit was 12%. En nu 5."));
        assert_eq!(made.len(), 3);
        assert!(made[0].iter().any(|token| token.text == "1.234,5"));
        assert_eq!(
            made[2].iter().map(|token| token.text.as_str()).collect::<Vec<_>>(),
            ["En", "nu", "5", "."]
        );
    }

    #[test]
    fn bold_words_tags_and_links_are_seen() {
        let made = tokens("Bij **Het Loket** is <b>veel</b> [te doen](http://x.nl/1) \\_daar");
        let bold: Vec<_> = made.iter().filter(|token| token.bold).map(|token| token.text.as_str()).collect();
        assert_eq!(bold, ["Het", "Loket", "veel"]);
        assert!(!made.iter().any(|token| token.text.contains("http")));
    }

    #[test]
    fn a_token_knows_its_place() {
        let text = "één twee 3";
        let made = tokens(text);
        assert_eq!(block(text).position(made[2].offset), (7, 10));
    }

    proptest! {
        #[test]
        fn any_text_is_divided_without_loss_of_order(text in "\\PC{0,200}") {
            let made = tokens(&text);
            prop_assert!(made.windows(2).all(|pair| pair[0].end <= pair[1].offset));
        }
    }
}
