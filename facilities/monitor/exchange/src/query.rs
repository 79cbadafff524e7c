//! The query part of an address.

/// Replaces `%41` by `A`; with `plus`, `+` by a space. What is no valid escape stays as it is, and bytes that are no UTF-8 become the
/// replacement sign, so that nothing a caller sends can fail here.
#[must_use]
pub fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut made = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let pair = bytes.get(index + 1).zip(bytes.get(index + 2));
        let escaped = pair.and_then(|(high, low)| Some((hex(*high)? << 4) | hex(*low)?));
        match (byte, escaped) {
            (b'%', Some(value)) => {
                made.push(value);
                index += 3;
            }
            (b'+', _) if plus => {
                made.push(b' ');
                index += 1;
            }
            _ => {
                made.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&made).into_owned()
}

const fn hex(sign: u8) -> Option<u8> {
    match sign {
        b'0'..=b'9' => Some(sign - b'0'),
        b'a'..=b'f' => Some(sign - b'a' + 10),
        b'A'..=b'F' => Some(sign - b'A' + 10),
        _ => None,
    }
}

/// Names and values of a query part, decoded, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`. With `plus`, `+` means a space, as in forms.
    #[must_use]
    pub fn new(text: &str, plus: bool) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, plus), decode(value, plus))
        });
        Self(pairs.collect())
    }

    /// The first value with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Names and values in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first name that is given twice.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        let twice = |index: usize, name: &str| self.0.iter().take(index).any(|(found, _)| found == name);
        self.pairs().enumerate().find(|(index, (name, _))| twice(*index, name)).map(|(_, (name, _))| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_values_are_decoded() {
        let query = Query::new("$filter=Measure%20eq+'M1'&a&=b&&x=%zz%4", true);
        let pairs: Vec<_> = query.pairs().collect();
        assert_eq!(pairs, [("$filter", "Measure eq 'M1'"), ("a", ""), ("", "b"), ("x", "%zz%4")]);
        assert_eq!(Query::new("c[T]=ge:1+le:2", false).get("c[T]"), Some("ge:1+le:2"));
        assert_eq!(Query::new("a=1&b=2&a=3", false).repeated(), Some("a"));
        assert_eq!(Query::new("a=1&b=2", false).repeated(), None);
    }

    proptest! {
        #[test]
        fn anything_can_be_decoded(text in any::<String>()) {
            let _ = Query::new(&text, true);
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            prop_assert_eq!(decode(&escaped, true), text);
        }
    }
}
