//! Reads the body of a question. Every error is found at once, with the official names, codes, reasons and order.

use kernel::{InvalidParam, Problem};
use serde_json::{Map, Value};

use super::problems::{not_implemented, not_json, param, pattern, required, wrong_params};
use crate::fields::{self, Field, FieldError, FieldSelection};

const BURGERSERVICENUMMER_PATTERN: &str = "^[0-9]{9}$";
const GEMEENTE_PATTERN: &str = "^[0-9]{4}$";
const MAX_BURGERSERVICENUMMERS: usize = 20;
const MAX_FIELDS: usize = 130;

/// The question type that is answered.
pub const RAADPLEEG_MET_BURGERSERVICENUMMER: &str = "RaadpleegMetBurgerservicenummer";

/// The question types of the interface that this release does not answer.
const NOT_YET_ANSWERED: [&str; 6] = [
    "ZoekMetAdresseerbaarObjectIdentificatie",
    "ZoekMetGeslachtsnaamEnGeboortedatum",
    "ZoekMetNaamEnGemeenteVanInschrijving",
    "ZoekMetNummeraanduidingIdentificatie",
    "ZoekMetPostcodeEnHuisnummer",
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
];

const PARAMETERS: [&str; 4] = ["type", "burgerservicenummer", "fields", "gemeenteVanInschrijving"];

/// A question of the type `RaadpleegMetBurgerservicenummer` that is right in form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// One to twenty numbers of nine digits. They may fail the check on their digits: nobody is found then.
    pub burgerservicenummers: Vec<String>,
    /// Only who is registered in this municipality is to be delivered.
    pub gemeente_van_inschrijving: Option<String>,
    /// What is asked of each person.
    pub fields: FieldSelection,
}

/// Reads a question from the body of a request.
///
/// # Errors
/// 400 with every wrong parameter, or 501 for a question type that is not answered yet.
pub fn validate(body: &Value) -> Result<Question, Problem> {
    let Value::Object(body) = body else { return Err(not_json()) };
    match body.get("type") {
        None | Some(Value::Null) => Err(wrong_params(vec![required("type")])),
        Some(Value::String(name)) if name == RAADPLEEG_MET_BURGERSERVICENUMMER => read(body),
        Some(Value::String(name)) if NOT_YET_ANSWERED.contains(&name.as_str()) => Err(not_implemented(name)),
        Some(_) => Err(wrong_params(vec![param("type", "value", "Waarde is geen geldig zoek type.")])),
    }
}

fn read(body: &Map<String, Value>) -> Result<Question, Problem> {
    let mut errors: Vec<InvalidParam> = body
        .keys()
        .filter(|name| !PARAMETERS.contains(&name.as_str()))
        .map(|name| param(escaped(name), "unknownParam", "Parameter is niet verwacht."))
        .collect();
    let burgerservicenummers = read_burgerservicenummers(body, &mut errors);
    let gemeente_van_inschrijving = read_gemeente(body, &mut errors);
    let fields = read_fields(body, &mut errors);
    if errors.is_empty() {
        Ok(Question { burgerservicenummers, gemeente_van_inschrijving, fields })
    } else {
        Err(wrong_params(errors))
    }
}

fn read_burgerservicenummers(body: &Map<String, Value>, errors: &mut Vec<InvalidParam>) -> Vec<String> {
    const NAME: &str = "burgerservicenummer";
    let Some(items) = read_array(body, NAME, errors) else { return Vec::new() };
    check_size(NAME, items.len(), MAX_BURGERSERVICENUMMERS, errors);
    let mut numbers = Vec::with_capacity(items.len().min(MAX_BURGERSERVICENUMMERS));
    for (index, item) in items.iter().enumerate() {
        match item.as_str().filter(|text| is_digits(text, 9)) {
            Some(number) => numbers.push(number.to_owned()),
            None => errors.push(pattern(format!("{NAME}[{index}]"), BURGERSERVICENUMMER_PATTERN)),
        }
    }
    numbers
}

fn read_gemeente(body: &Map<String, Value>, errors: &mut Vec<InvalidParam>) -> Option<String> {
    const NAME: &str = "gemeenteVanInschrijving";
    let value = body.get(NAME).filter(|value| !value.is_null())?;
    let code = value.as_str().filter(|text| is_digits(text, 4)).map(str::to_owned);
    if code.is_none() {
        errors.push(pattern(NAME, GEMEENTE_PATTERN));
    }
    code
}

fn read_fields(body: &Map<String, Value>, errors: &mut Vec<InvalidParam>) -> FieldSelection {
    const NAME: &str = "fields";
    let Some(items) = read_array(body, NAME, errors) else { return FieldSelection::default() };
    if !check_size(NAME, items.len(), MAX_FIELDS, errors) {
        return FieldSelection::default();
    }
    let mut fields = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let name = format!("{NAME}[{index}]");
        if item.is_null() {
            errors.push(required(name));
            continue;
        }
        match Field::parse(item.as_str().unwrap_or_default()) {
            Ok(field) => fields.push(field),
            Err(FieldError::Pattern) => errors.push(pattern(name, fields::PATTERN)),
            Err(FieldError::NotAllowed) => {
                errors.push(param(name, "fields", "Parameter bevat een niet toegestane veldnaam."));
            }
            Err(FieldError::Unknown) => {
                errors.push(param(name, "fields", "Parameter bevat een niet bestaande veldnaam."));
            }
        }
    }
    FieldSelection::new(fields)
}

fn read_array<'body>(
    body: &'body Map<String, Value>,
    name: &str,
    errors: &mut Vec<InvalidParam>,
) -> Option<&'body Vec<Value>> {
    let array = body.get(name).and_then(Value::as_array);
    if array.is_none() {
        errors.push(if body.contains_key(name) {
            param(name, "array", "Parameter is geen array.")
        } else {
            required(name)
        });
    }
    array
}

/// Reports an array with too few or too many items; whether the size is right.
fn check_size(name: &str, size: usize, maximum: usize, errors: &mut Vec<InvalidParam>) -> bool {
    if size == 0 {
        errors.push(param(name, "minItems", "Array bevat minder dan 1 items."));
    } else if size > maximum {
        errors.push(param(name, "maxItems", format!("Array bevat meer dan {maximum} items.")));
    }
    (1..=maximum).contains(&size)
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of an unexpected parameter, safe to show in a page: the official service answers it with HTML entities.
fn escaped(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{a0}'..='\u{ff}' | '\u{10000}'.. => safe.push_str(&format!("&#{};", u32::from(character))),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
