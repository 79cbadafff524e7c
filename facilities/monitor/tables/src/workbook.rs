//! A workbook before it is written: sheets of one table each.

use std::collections::BTreeSet;

use edition::Decimal;
use kernel::Moment;

/// The most signs of a cell that a spreadsheet keeps.
const MAX_CELL: usize = 32_767;
/// The widest column, in signs.
const MAX_WIDTH: usize = 60;
/// The most digits that a spreadsheet keeps exactly.
const MAX_EXACT_DIGITS: usize = 15;

/// A workbook.
pub(crate) struct Book {
    /// Title in its properties.
    pub title: String,
    /// Subject in its properties.
    pub subject: String,
    /// Moment in its properties.
    pub created: Moment,
    /// Sheets in order.
    pub sheets: Vec<Sheet>,
}

/// A sheet: title in the first row, lines below it, then the table, whose header is frozen.
pub(crate) struct Sheet {
    /// Name on its tab.
    pub name: String,
    /// Title in cell A1.
    pub title: String,
    /// Lines below the title, one row each.
    pub lines: Vec<Cell>,
    /// Header of the table; none when the sheet has no table.
    pub header: Vec<String>,
    /// Rows of the table, as wide as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Text that leads to another sheet.
    Link {
        /// Name of the sheet.
        sheet: String,
        /// The text.
        text: String,
    },
}

impl Cell {
    /// A text, or nothing when it is empty.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.chars().take(MAX_CELL).collect()) }
    }

    /// A text, or another when it is empty.
    pub fn or(text: &str, otherwise: &str) -> Self {
        Self::text(if text.is_empty() { otherwise } else { text })
    }

    /// A link to a sheet.
    pub fn link(sheet: &str, text: &str) -> Self {
        Self::Link { sheet: sheet.to_owned(), text: text.to_owned() }
    }

    /// A number of things.
    pub fn count(count: usize) -> Self {
        Self::Number(Decimal::whole(count as i128))
    }

    /// What is written: a number with more digits than a spreadsheet keeps becomes text, so that none is lost.
    pub fn written(&self) -> Self {
        match self {
            Self::Number(number) if number.mantissa().unsigned_abs().to_string().len() > MAX_EXACT_DIGITS => {
                Self::Text(number.to_string())
            }
            other => other.clone(),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Text(text) | Self::Link { text, .. } => text.chars().count(),
            Self::Number(number) => number.to_dutch().len(),
        }
    }
}

impl Sheet {
    /// Row of the header, from 0.
    pub fn header_row(&self) -> usize {
        self.lines.len() + 1
    }

    /// Whether it has a table.
    pub fn has_table(&self) -> bool {
        !self.header.is_empty()
    }

    /// Width of each column in signs.
    pub fn widths(&self) -> Vec<usize> {
        if !self.has_table() {
            let longest = self.lines.iter().map(Cell::width).max().unwrap_or(0);
            return vec![longest.clamp(12, 2 * MAX_WIDTH)];
        }
        let mut widths: Vec<usize> = self.header.iter().map(|text| text.chars().count().min(30)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        widths.into_iter().map(|width| (width + 2).clamp(8, MAX_WIDTH)).collect()
    }
}

/// A name for a tab: at most 31 signs, none of `[]:*?/\`, no quote at an end, different from those taken.
pub(crate) fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let allowed: String = wanted
        .chars()
        .map(|sign| if "[]:*?/\\'".contains(sign) || sign.is_control() { ' ' } else { sign })
        .collect();
    let words = allowed.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = if words.is_empty() { "Blad".to_owned() } else { words };
    for number in 1..usize::MAX {
        let tail = if number == 1 { String::new() } else { format!(" {number}") };
        // Names are measured in UTF-16 units.
        let mut head = String::new();
        for sign in words.chars() {
            if head.encode_utf16().count() + sign.len_utf16() + tail.len() > 31 {
                break;
            }
            head.push(sign);
        }
        let made = format!("{}{tail}", head.trim_end());
        if taken.insert(made.to_lowercase()) {
            return made;
        }
    }
    words
}
