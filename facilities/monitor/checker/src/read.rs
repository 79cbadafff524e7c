//! From the text of a document to what the rules look at.

use crate::grid;
use crate::markup;
use crate::source::{ContentsLine, Heading, Section, Source, TextBlock, TextKind};
use crate::{MAX_BYTES, Unreadable};

/// The most headings, tables and rows of a document.
const MAX_HEADINGS: usize = 2_000;
const MAX_ROWS: usize = 2_000;
/// The most pieces of running text.
const MAX_TEXTS: usize = 4_000;
/// The most bytes of a line; a paragraph is a few thousand.
const MAX_LINE: usize = 8_192;
/// From this size on a next line opens a new piece of text.
const MAX_BLOCK: usize = 4_096;

/// Reads a document.
pub(crate) fn read(document: &[u8]) -> Result<Source, Unreadable> {
    if document.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { bytes: document.len() });
    }
    let text = std::str::from_utf8(document).map_err(|wrong| {
        let good = wrong.valid_up_to();
        let line = document.iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
        Unreadable::NotText { byte: good + 1, line }
    })?;
    if let Some(byte) = text.bytes().position(|byte| byte == 0) {
        let line = text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1;
        return Err(Unreadable::NotText { byte: byte + 1, line });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Some(index) = lines.iter().position(|line| line.len() > MAX_LINE) {
        return Err(Unreadable::TooMany { line: index + 1, what: "bytes in one line", limit: MAX_LINE });
    }
    let mut reader = Reader::new(&lines);
    let mut index = 0;
    while index < lines.len() {
        index = reader.line(&lines, index)?;
    }
    reader.end_block();
    let mut source = reader.source;
    source.lines = lines;
    if source.tables.is_empty() && source.headless.is_empty() {
        return Err(Unreadable::NoTables { lines: source.lines.len() });
    }
    grid::add_text_of_cells(&mut source);
    close_sections(&mut source);
    Ok(source)
}

struct Reader {
    source: Source,
    /// Whether headings carry numbers; only then do headings without one open no section.
    numbers: bool,
    chapter: String,
    appendix: bool,
    heading: Option<String>,
    block: Option<TextBlock>,
    rows: usize,
}

impl Reader {
    fn new(lines: &[String]) -> Self {
        let numbers = lines
            .iter()
            .filter_map(|line| markup::heading(line))
            .any(|(_, heading)| markup::numbered(&heading).0.is_some());
        let source = Source { sections: vec![Section::default()], ..Source::default() };
        Self { source, numbers, chapter: String::new(), appendix: false, heading: None, block: None, rows: 0 }
    }

    /// Reads the line at `index`, or the table that starts there; answers with the index of the next.
    fn line(&mut self, lines: &[String], index: usize) -> Result<usize, Unreadable> {
        let Some(line) = lines.get(index) else { return Ok(index + 1) };
        let number = index + 1;
        if let Some((words, page)) = markup::contents_line(line) {
            self.end_block();
            let (own, title) = markup::numbered(&words);
            self.source.contents.push(ContentsLine { number: own, title, page, line: number });
        } else if markup::is_tabular(line) {
            self.end_block();
            return self.table(lines, index);
        } else if let Some((level, words)) = markup::heading(line) {
            self.end_block();
            self.open(level, &words, number)?;
        } else {
            self.text(line, number);
            if self.source.text.len() > MAX_TEXTS {
                return Err(Unreadable::TooMany { line: number, what: "paragraphs", limit: MAX_TEXTS });
            }
        }
        Ok(index + 1)
    }

    fn table(&mut self, lines: &[String], first: usize) -> Result<usize, Unreadable> {
        let run: Vec<(usize, &str)> = lines
            .iter()
            .enumerate()
            .skip(first)
            .take_while(|(_, line)| markup::is_tabular(line) && markup::contents_line(line).is_none())
            .map(|(index, line)| (index + 1, line.as_str()))
            .collect();
        self.rows += run.len();
        if self.rows > MAX_ROWS {
            return Err(Unreadable::TooMany { line: first + 1, what: "rows of tables", limit: MAX_ROWS });
        }
        let section = self.source.sections.len().saturating_sub(1);
        let tables = grid::tables(&run, section, self.heading.as_deref())?;
        // Two lines with figures and no years are a table that lost its header; anything less is a matter of layout.
        if tables.is_empty() && run.iter().filter(|(_, line)| grid::has_figures(line)).count() >= 2 {
            self.source.headless.push(first + 1);
        }
        self.source.tables.extend(tables);
        // What follows a table is no longer under the heading that stands above it, unless that heading explains.
        if !self.heading.as_deref().is_some_and(markup::is_note_heading) {
            self.heading = None;
        }
        Ok(first + run.len().max(1))
    }

    fn open(&mut self, level: usize, words: &str, line: usize) -> Result<(), Unreadable> {
        if self.source.headings.len() >= MAX_HEADINGS {
            return Err(Unreadable::TooMany { line, what: "headings", limit: MAX_HEADINGS });
        }
        if self.source.title.is_empty() && level == 1 {
            words.clone_into(&mut self.source.title);
        }
        let (number, title) = markup::numbered(words);
        let appendix = markup::is_appendix(words);
        let opens = number.is_some() || appendix || (!self.numbers && !markup::is_note_heading(words));
        self.source.headings.push(Heading { level, number: number.clone(), title: title.clone(), line });
        if !opens {
            self.heading = Some(words.to_owned());
            return Ok(());
        }
        if appendix || level <= 2 {
            words.clone_into(&mut self.chapter);
            self.appendix |= appendix;
        }
        self.heading = None;
        self.source.sections.push(Section {
            number,
            names: markup::names(&title),
            title,
            chapter: self.chapter.clone(),
            appendix: self.appendix,
            first_line: line,
            last_line: line,
        });
        Ok(())
    }

    fn text(&mut self, line: &str, number: usize) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.end_block();
            return;
        }
        if markup::cover_value(line, "Versie").is_some() {
            return;
        }
        if let Some(date) = markup::cover_value(line, "Datum") {
            self.source.date = self.source.date.or_else(|| markup::numeric_day(&date));
            return;
        }
        if self.source.reference_date.is_none() {
            self.source.reference_date = markup::reference_day(line);
        }
        if trimmed.ends_with(':') && markup::is_note_heading(trimmed) {
            self.end_block();
            self.heading = Some(markup::clean(trimmed.trim_end_matches(':')));
            return;
        }
        let mark = ["- ", "* ", "\u{2022} "].iter().find(|mark| trimmed.starts_with(**mark));
        if mark.is_none()
            && let Some(block) = self.block.as_mut().filter(|block| block.text.len() < MAX_BLOCK)
        {
            block.text.push('\n');
            block.text.push_str(line);
            return;
        }
        self.end_block();
        let before = line.chars().take_while(|sign| sign.is_whitespace()).count();
        let skip = mark.map_or(0, |mark| mark.chars().count());
        self.block = Some(TextBlock {
            kind: if mark.is_some() { TextKind::Item } else { TextKind::Paragraph },
            text: line.chars().skip(before + skip).collect(),
            line: number,
            column: before + skip + 1,
            section: self.source.sections.len().saturating_sub(1),
            heading: self.heading.clone(),
            row: None,
        });
    }

    fn end_block(&mut self) {
        if let Some(block) = self.block.take() {
            self.source.text.push(block);
        }
    }
}

/// Gives each section its last line.
fn close_sections(source: &mut Source) {
    let firsts: Vec<usize> = source.sections.iter().map(|section| section.first_line).collect();
    let end = source.lines.len();
    for (index, section) in source.sections.iter_mut().enumerate() {
        let next = firsts.get(index + 1).map_or(end, |first| first.saturating_sub(1));
        section.first_line = section.first_line.max(1);
        section.last_line = next;
    }
}
