//! XML, written from elements in memory.

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// An element without anything in it. Names are ours, never a caller's.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), attributes: Vec::new(), text: String::new(), children: Vec::new() }
    }

    /// The same with an attribute.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// The same with an attribute when there is a value.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same with this text in it.
    #[must_use]
    pub fn holding(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same with one more element in it.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The same with more elements in it.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// Whether it has elements in it.
    #[must_use]
    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// A document with this element as its root, in UTF-8.
    #[must_use]
    pub fn to_document(&self) -> Vec<u8> {
        let mut made = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut made);
        made.push('\n');
        made.into_bytes()
    }

    fn write(&self, made: &mut String) {
        made.push('<');
        made.push_str(&self.name);
        for (name, value) in &self.attributes {
            made.push(' ');
            made.push_str(name);
            made.push_str("=\"");
            escape(value, made);
            made.push('"');
        }
        if self.text.is_empty() && self.children.is_empty() {
            made.push_str("/>");
            return;
        }
        made.push('>');
        escape(&self.text, made);
        for child in &self.children {
            child.write(made);
        }
        made.push_str("</");
        made.push_str(&self.name);
        made.push('>');
    }
}

/// Escapes for text and attributes alike. Signs that XML 1.0 cannot hold are left out.
fn escape(text: &str, made: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\t' | '\n' | '\r' => made.push_str(&format!("&#{};", u32::from(sign))),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => made.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_escaped() {
        let made = Element::new("a:b").with("c", "\"<&\n").child(Element::new("d").holding("x > y\u{1}"));
        let text = String::from_utf8(made.child(Element::new("e")).to_document()).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a:b c=\"&quot;&lt;&amp;&#10;\"><d>x &gt; y</d><e/></a:b>\n"
        );
    }
}
