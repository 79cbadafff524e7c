//! Names of facilities and of blocks of rows, found in text and in names of rows.

use std::collections::BTreeMap;

use crate::source::Source;

use super::lexer::{self, Kind, Token};
use super::likeness;

/// The most names among which one that differs a little is sought.
const MOST_NEAR: usize = 500;

/// The names of a document's sections and blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    aliases: Vec<Alias>,
    /// Index of an alias by its joined stems.
    by_stems: BTreeMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Alias {
    /// Stems joined without spaces.
    joined: String,
    /// Whether only capitals will do, for a short name could be a word.
    capitals: bool,
    section: usize,
    block: Option<String>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Index of its first token.
    pub start: usize,
    /// Index behind its last token.
    pub end: usize,
    /// The section it names.
    pub section: usize,
    /// The block within the section.
    pub block: Option<String>,
    /// Whether it is bold.
    pub bold: bool,
}

impl Names {
    /// The names of all sections that have tables, and of their blocks.
    pub(super) fn new(source: &Source) -> Self {
        let mut made = Self::default();
        for table in &source.tables {
            made.section(source, table.section);
            for row in &table.rows {
                if let Some(block) = &row.block {
                    made.block(table.section, block);
                }
            }
        }
        made
    }

    fn section(&mut self, source: &Source, index: usize) {
        let Some(section) = source.sections.get(index) else { return };
        for name in &section.names {
            self.add(&lexer::tokens(name), index, None);
        }
    }

    fn block(&mut self, section: usize, block: &str) {
        let key = joined(&lexer::tokens(block));
        if self.aliases.iter().any(|alias| alias.section == section && alias.block.as_deref() == Some(&key)) {
            return;
        }
        let tokens = lexer::tokens(block);
        let own: Vec<&Alias> = self.aliases.iter().filter(|alias| alias.section == section).collect();
        let front = (1..tokens.len()).rev().find(|length| {
            let head = joined(tokens.get(..*length).unwrap_or(&[]));
            own.iter().any(|alias| alias.block.is_none() && alias.joined == head)
        });
        let rest = tokens.get(front.unwrap_or(0)..).unwrap_or(&[]).to_vec();
        let general = ["algemeen", "overig", "overige", "totaal"];
        if rest.len() == 1 && rest.iter().any(|token| general.contains(&token.lower.as_str())) {
            return;
        }
        self.add(&tokens, section, Some(&key));
        self.add(&rest, section, Some(&key));
        // A long name is also used without its first word.
        if rest.len() >= 3 {
            self.add(rest.get(1..).unwrap_or(&[]), section, Some(&key));
        }
    }

    fn add(&mut self, tokens: &[Token], section: usize, block: Option<&str>) {
        let joined = joined(tokens);
        if joined.len() < 2 || self.by_stems.contains_key(&joined) {
            return;
        }
        let short = |token: &Token| {
            token.text.chars().count() <= 4 && token.text.chars().all(|letter| !letter.is_lowercase())
        };
        let capitals = matches!(tokens, [only] if short(only));
        self.by_stems.insert(joined.clone(), self.aliases.len());
        self.aliases.push(Alias { joined, capitals, section, block: block.map(str::to_owned) });
    }

    /// The key of a block of rows.
    pub(super) fn block_key(block: &str) -> String {
        joined(&lexer::tokens(block))
    }

    /// The names in a run of tokens, the longest where several begin.
    pub(super) fn find(&self, tokens: &[Token], sections_only: bool) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut index = 0;
        while index < tokens.len() {
            match self.at(tokens, index, sections_only) {
                Some(mention) => {
                    index = mention.end;
                    found.push(mention);
                }
                None => index += 1,
            }
        }
        found
    }

    fn at(&self, tokens: &[Token], start: usize, sections_only: bool) -> Option<Mention> {
        let first = tokens.get(start).filter(|token| token.kind == Kind::Word)?;
        let usable = || self.aliases.iter().filter(|alias| !(sections_only && alias.block.is_some()));
        let mut run = String::new();
        let mut best: Option<(usize, &Alias)> = None;
        for (index, token) in tokens.iter().enumerate().skip(start).take(8) {
            if token.kind == Kind::Sign && !(token.is("-") || token.is("/") || token.is("&")) {
                break;
            }
            run.push_str(&token.stem);
            let capital = first.text.chars().all(|letter| !letter.is_lowercase());
            let exact =
                self.by_stems.get(&run).and_then(|index| self.aliases.get(*index)).filter(|alias| {
                    !(sections_only && alias.block.is_some()) && (!alias.capitals || capital)
                });
            if token.kind == Kind::Word
                && let Some(alias) = exact
            {
                best = Some((index + 1, alias));
            }
        }
        // A bold word that differs from a name only in its end is that name: `Loketteren` for `Loketten`.
        if best.is_none() && first.bold {
            let near = usable().take(MOST_NEAR).find(|alias| {
                let shared =
                    alias.joined.chars().zip(first.stem.chars()).take_while(|(one, two)| one == two).count();
                let longest = alias.joined.chars().count().max(first.stem.chars().count());
                shared >= 7 && longest - shared <= 3
            });
            best = near.map(|alias| (start + 1, alias));
        }
        best.map(|(end, alias)| Mention {
            start,
            end,
            section: alias.section,
            block: alias.block.clone(),
            bold: tokens.get(start..end).unwrap_or(&[]).iter().all(|token| token.bold),
        })
    }
}

fn joined(tokens: &[Token]) -> String {
    tokens
        .iter()
        .filter(|token| token.kind != Kind::Sign)
        .map(|token| if token.kind == Kind::Word { likeness::stem(&token.text) } else { token.text.clone() })
        .collect()
}
