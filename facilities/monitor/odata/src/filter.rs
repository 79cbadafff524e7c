//! `$filter`: read into a tree, and held against rows.

use std::cmp::Ordering;

use edition::Decimal;
use exchange::Json;
use kernel::Moment;

use crate::fault::Fault;
use crate::lexer::{Word, words};
use crate::set::{Kind, Set};

/// The longest query part that is read, in bytes.
pub(crate) const LENGTH_MAX: usize = 16_384;

/// How deep parentheses and `not` may go.
const DEPTH_MAX: usize = 40;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    Compare(usize, Operator, Json),
    In(usize, Vec<Json>),
    Text(usize, Function, String),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    StartsWith,
    EndsWith,
    Contains,
}

/// Functions of OData that this service does not have.
const OTHER_FUNCTIONS: [&str; 26] = [
    "concat",
    "indexof",
    "length",
    "substring",
    "matchesPattern",
    "tolower",
    "toupper",
    "trim",
    "day",
    "date",
    "fractionalseconds",
    "hour",
    "maxdatetime",
    "mindatetime",
    "minute",
    "month",
    "now",
    "second",
    "time",
    "totaloffsetminutes",
    "year",
    "ceiling",
    "floor",
    "round",
    "cast",
    "isof",
];

/// Operators of OData that this service does not have.
const OTHER_OPERATORS: [&str; 7] = ["has", "add", "sub", "mul", "div", "divby", "mod"];

impl Condition {
    /// Reads a filter on the columns of a set.
    pub(crate) fn read(text: &str, set: &Set) -> Result<Self, Fault> {
        let mut reader = Reader { words: words(text)?, next: 0, set };
        let found = reader.either(0)?;
        if reader.next < reader.words.len() {
            return Err(reader.unexpected());
        }
        Ok(found)
    }

    /// Whether a row fulfils it.
    pub(crate) fn holds(&self, row: &[Json]) -> bool {
        let cell = |column: &usize| row.get(*column).unwrap_or(&Json::Null);
        match self {
            Self::Compare(column, operator, value) => operator.holds(cell(column), value),
            Self::In(column, values) => values.iter().any(|value| Operator::Equal.holds(cell(column), value)),
            Self::Text(column, function, part) => match (cell(column), function) {
                (Json::Text(text), Function::StartsWith) => text.starts_with(part),
                (Json::Text(text), Function::EndsWith) => text.ends_with(part),
                (Json::Text(text), Function::Contains) => text.contains(part),
                _ => false,
            },
            Self::And(left, right) => left.holds(row) && right.holds(row),
            Self::Or(left, right) => left.holds(row) || right.holds(row),
            Self::Not(inner) => !inner.holds(row),
        }
    }
}

impl Operator {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    /// Nothing equals nothing; otherwise a comparison with nothing is only true for "not equal".
    fn holds(self, cell: &Json, value: &Json) -> bool {
        let order = compare(cell, value);
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Greater => order == Some(Ordering::Greater),
            Self::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
            Self::Less => order == Some(Ordering::Less),
            Self::LessOrEqual => order.is_some_and(Ordering::is_le),
        }
    }
}

/// The order of two cells; `None` when they cannot be compared.
pub(crate) fn compare(left: &Json, right: &Json) -> Option<Ordering> {
    let number = |value: &Json| match value {
        Json::Int(value) => Some(Decimal::whole(i128::from(*value))),
        Json::Exact(value) => Some(*value),
        _ => None,
    };
    match (left, right) {
        (Json::Null, Json::Null) => Some(Ordering::Equal),
        (Json::Text(left), Json::Text(right)) => Some(left.cmp(right)),
        (Json::Bool(left), Json::Bool(right)) => Some(left.cmp(right)),
        _ => number(left)?.compare(number(right)?),
    }
}

struct Reader<'a> {
    words: Vec<Word>,
    next: usize,
    set: &'a Set,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.next)
    }

    fn take(&mut self) -> Option<Word> {
        let word = self.words.get(self.next).cloned();
        self.next += 1;
        word
    }

    fn takes(&mut self, wanted: &Word) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn takes_name(&mut self, name: &str) -> bool {
        self.takes(&Word::Name(name.to_owned()))
    }

    fn unexpected(&self) -> Fault {
        let found = match self.peek() {
            None => return Fault::bad("$filter", "$filter houdt te vroeg op.", "$filter ends too early."),
            Some(Word::Name(text) | Word::Number(text)) => text.clone(),
            Some(Word::Text(text)) => format!("'{text}'"),
            Some(Word::Open) => "(".to_owned(),
            Some(Word::Close) => ")".to_owned(),
            Some(Word::Comma) => ",".to_owned(),
        };
        let found: String = found.chars().take(40).collect();
        if OTHER_OPERATORS.contains(&found.as_str()) {
            return Fault::unsupported(&found);
        }
        let nl = format!("`{found}` werd in $filter niet verwacht (woord {}).", self.next + 1);
        Fault::bad("$filter", nl, format!("`{found}` was not expected in $filter (word {}).", self.next + 1))
    }

    fn expect(&mut self, wanted: &Word) -> Result<(), Fault> {
        if self.takes(wanted) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn either(&mut self, depth: usize) -> Result<Condition, Fault> {
        let mut left = self.both(depth)?;
        while self.takes_name("or") {
            left = Condition::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Condition, Fault> {
        let mut left = self.single(depth)?;
        while self.takes_name("and") {
            left = Condition::And(Box::new(left), Box::new(self.single(depth)?));
        }
        Ok(left)
    }

    fn single(&mut self, depth: usize) -> Result<Condition, Fault> {
        if depth > DEPTH_MAX {
            let nl = format!("$filter is dieper genest dan {DEPTH_MAX}.");
            return Err(Fault::bad("$filter", nl, format!("$filter is nested deeper than {DEPTH_MAX}.")));
        }
        if self.takes_name("not") {
            return Ok(Condition::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.takes(&Word::Open) {
            let inner = self.either(depth + 1)?;
            self.expect(&Word::Close)?;
            return Ok(inner);
        }
        let Some(Word::Name(name)) = self.peek().cloned() else { return Err(self.unexpected()) };
        if self.words.get(self.next + 1) == Some(&Word::Open) {
            self.next += 2;
            return self.function(&name);
        }
        let column = self.column()?;
        self.comparison(column)
    }

    fn column(&mut self) -> Result<usize, Fault> {
        match self.peek().cloned() {
            Some(Word::Name(name)) => {
                let column = self.set.column(&name).ok_or_else(|| Fault::unknown_property(&name))?;
                self.next += 1;
                Ok(column)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn function(&mut self, name: &str) -> Result<Condition, Fault> {
        let function = match name {
            "startswith" => Function::StartsWith,
            "endswith" => Function::EndsWith,
            "contains" => Function::Contains,
            _ if OTHER_FUNCTIONS.contains(&name) => return Err(Fault::unsupported(name)),
            _ => {
                let name: String = name.chars().take(40).collect();
                let nl = format!("De functie `{name}` bestaat niet.");
                return Err(Fault::bad("$filter", nl, format!("There is no function `{name}`.")));
            }
        };
        let column = self.column()?;
        self.expect(&Word::Comma)?;
        let Some(Word::Text(part)) = self.peek().cloned() else { return Err(self.unexpected()) };
        self.next += 1;
        self.expect(&Word::Close)?;
        let known = self.set.columns.get(column);
        if known.is_none_or(|column| column.kind != Kind::Text) {
            let name = known.map_or("", |column| &column.name);
            let nl = format!("`{name}` is geen tekst.");
            return Err(Fault::bad(name, nl, format!("`{name}` is no text.")));
        }
        Ok(Condition::Text(column, function, part))
    }

    fn comparison(&mut self, column: usize) -> Result<Condition, Fault> {
        if self.takes_name("in") {
            self.expect(&Word::Open)?;
            let mut values = vec![self.literal(column)?];
            while self.takes(&Word::Comma) {
                values.push(self.literal(column)?);
            }
            self.expect(&Word::Close)?;
            return Ok(Condition::In(column, values));
        }
        let operator = match self.peek() {
            Some(Word::Name(name)) => Operator::of(name),
            _ => None,
        };
        let Some(operator) = operator else { return Err(self.unexpected()) };
        self.next += 1;
        Ok(Condition::Compare(column, operator, self.literal(column)?))
    }

    /// A value that the column can hold.
    fn literal(&mut self, column: usize) -> Result<Json, Fault> {
        let Some(column) = self.set.columns.get(column) else { return Err(self.unexpected()) };
        let Some(word) = self.take() else { return Err(self.unexpected()) };
        let found = match (&word, column.kind) {
            (Word::Name(name), _) if name == "null" => Some(Json::Null),
            (Word::Name(name), Kind::Bool) => name.parse().ok().map(Json::Bool),
            (Word::Text(text), Kind::Text) => Some(Json::text(text)),
            (Word::Number(text), Kind::Whole | Kind::Exact) => text.parse().ok().map(Json::Exact),
            (Word::Number(text), Kind::Moment) => {
                text.parse().ok().map(|moment: Moment| Json::text(moment.rfc3339()))
            }
            _ => None,
        };
        found.ok_or_else(|| {
            let name = &column.name;
            let nl = format!("`{name}` wordt vergeleken met iets dat geen {} is.", column.kind.edm());
            Fault::bad(
                name,
                nl,
                format!("`{name}` is compared with something that is no {}.", column.kind.edm()),
            )
        })
    }
}
