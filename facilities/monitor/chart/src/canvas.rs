//! The drawing board: shapes and letters as SVG text, colours, and the frame that every chart stands in.

use std::fmt::Write as _;

use crate::model::{Medium, Style};
use crate::scale::Tenths;

/// The letters of the charts: those that this crate carries, then those of the reader's machine.
const FAMILY: &str =
    "'Source Sans 3', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";

/// Advance widths of the semibold letters from space to tilde, in thousandths of the size.
const ADVANCES: [u16; 95] = [
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513, 513,
    513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628, 663, 282,
    494, 597, 502, 745, 657, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324, 344, 324, 513,
    500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549, 564, 564, 373, 431,
    361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
];

/// Width of a text in tenths of a pixel, with an eighth more, for the reader's letters may be wider than ours.
pub(crate) fn text_width(text: &str, size: u16) -> Tenths {
    let thousandths: i64 = text
        .chars()
        .map(|sign| {
            let index = u32::from(sign).checked_sub(32).and_then(|index| usize::try_from(index).ok());
            i64::from(index.and_then(|index| ADVANCES.get(index)).copied().unwrap_or(600))
        })
        .sum();
    thousandths * i64::from(size) * 9 / 8 / 100
}

/// Breaks a text into lines no wider than this; a word that is wider alone stays whole.
pub(crate) fn wrap(text: &str, size: u16, width: Tenths) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Colours. Letters reach 4.5:1 against what they stand on, marks 3:1; a test computes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Letters.
    pub(crate) ink: &'static str,
    /// Letters of less weight.
    pub(crate) muted: &'static str,
    /// Base lines and outlines.
    pub(crate) axis: &'static str,
    /// Grid lines: decoration, every figure is written.
    pub(crate) rule: &'static str,
    /// The newest figure.
    pub(crate) strong: &'static str,
    /// Earlier figures.
    pub(crate) middle: &'static str,
    /// What goes down, and the second of two. Always with an outline in `axis` or `ink`.
    pub(crate) bright: &'static str,
    /// The empty part of a bar. Always with an outline.
    pub(crate) wash: &'static str,
    /// The sheet.
    pub(crate) paper: &'static str,
}

impl Palette {
    pub(crate) const SCREEN: Self = Self {
        ink: "#14231f",
        muted: "#46574f",
        axis: "#5d7068",
        rule: "#d9e4df",
        strong: "#0f5c53",
        middle: "#4a8f82",
        bright: "#ffc93c",
        wash: "#e9f3f0",
        paper: "#ffffff",
    };
    pub(crate) const PRINT: Self = Self {
        ink: "#000000",
        muted: "#3d3d3d",
        axis: "#4d4d4d",
        rule: "#dcdcdc",
        strong: "#2b2b2b",
        middle: "#7c7c7c",
        bright: "#ffffff",
        wash: "#f0f0f0",
        paper: "#ffffff",
    };

    pub(crate) const fn of(medium: Medium) -> Self {
        match medium {
            Medium::Screen => Self::SCREEN,
            Medium::Print => Self::PRINT,
        }
    }
}

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How letters look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: u16,
    pub(crate) bold: bool,
    pub(crate) fill: &'static str,
    pub(crate) anchor: Anchor,
}

impl Type {
    pub(crate) const fn new(size: u16, fill: &'static str) -> Self {
        Self { size, bold: false, fill, anchor: Anchor::Start }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) const fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// Fillings that tell parts and states without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// One colour.
    Solid(&'static str),
    /// Slanted lines: provisional, or less than before.
    Hatched,
    /// Dots.
    Dotted,
    /// Crossed lines.
    Crossed,
}

/// The sheet under a drawing.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    body: String,
    prefix: String,
    patterns: [bool; 3],
    pub(crate) palette: Palette,
    pub(crate) width: Tenths,
}

impl Canvas {
    pub(crate) fn new(id: &str, style: Style) -> Self {
        let width = style.width.clamp(Style::MIN_WIDTH, Style::MAX_WIDTH);
        let medium = if style.medium == Medium::Print { "-print" } else { "" };
        Self {
            body: String::new(),
            prefix: format!("chart-{}-{width}{medium}", id.replace('.', "-")),
            patterns: [false; 3],
            palette: Palette::of(style.medium),
            width: i64::from(width) * 10,
        }
    }

    /// Whether there is room for labels beside the drawing.
    pub(crate) const fn is_wide(&self) -> bool {
        self.width >= 5_200
    }

    pub(crate) fn text(&mut self, x: Tenths, y: Tenths, style: Type, text: &str) {
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let weight = if style.bold { r#" font-weight="600""# } else { "" };
        let (x, y, size, fill) = (px(x), px(y), style.size, style.fill);
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{fill}"{anchor}>{}</text>"#,
            escape(text)
        );
    }

    /// Lines below each other; the place of the last one.
    pub(crate) fn lines(&mut self, x: Tenths, y: Tenths, style: Type, lines: &[String]) -> Tenths {
        let step = i64::from(style.size) * 13;
        let mut at = y;
        for (index, line) in lines.iter().enumerate() {
            at = y + step * i64::try_from(index).unwrap_or(0);
            self.text(x, at, style, line);
        }
        at
    }

    pub(crate) fn rect(
        &mut self,
        x: Tenths,
        y: Tenths,
        width: Tenths,
        height: Tenths,
        fill: Fill,
        outline: Option<&str>,
    ) {
        let fill = self.fill(fill);
        let (x, y, width, height) = (px(x), px(y), px(width.max(0)), px(height.max(0)));
        let outline = outline.map(|colour| format!(r#" stroke="{colour}""#)).unwrap_or_default();
        let _ = write!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{outline}/>"#
        );
    }

    pub(crate) fn line(
        &mut self,
        from: (Tenths, Tenths),
        to: (Tenths, Tenths),
        colour: &str,
        width: Tenths,
        dashed: bool,
    ) {
        let dash = if dashed { r#" stroke-dasharray="4 3""# } else { "" };
        let (x1, y1, x2, y2) = (px(from.0), px(from.1), px(to.0), px(to.1));
        let _ = write!(
            self.body,
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{}"{dash}/>"#,
            px(width)
        );
    }

    /// An open way through points.
    pub(crate) fn way(&mut self, points: &[(Tenths, Tenths)], colour: &str, width: Tenths) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
        let _ = write!(
            self.body,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="{}" stroke-linejoin="round"/>"#,
            points.join(" "),
            px(width)
        );
    }

    /// A filled shape with these corners.
    pub(crate) fn shape(&mut self, points: &[(Tenths, Tenths)], fill: &str, outline: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
        let _ = write!(
            self.body,
            r#"<polygon points="{}" fill="{fill}" stroke="{outline}" stroke-width="1.5"/>"#,
            points.join(" ")
        );
    }

    pub(crate) fn circle(&mut self, x: Tenths, y: Tenths, radius: Tenths, fill: &str, outline: &str) {
        let (x, y, radius) = (px(x), px(y), px(radius));
        let _ = write!(
            self.body,
            r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="{outline}" stroke-width="1.8"/>"#
        );
    }

    pub(crate) fn diamond(&mut self, x: Tenths, y: Tenths, radius: Tenths, fill: &str, outline: &str) {
        self.shape(&[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], fill, outline);
    }

    fn fill(&mut self, fill: Fill) -> String {
        let (index, name) = match fill {
            Fill::Solid(colour) => return colour.to_owned(),
            Fill::Hatched => (0, "hatched"),
            Fill::Dotted => (1, "dotted"),
            Fill::Crossed => (2, "crossed"),
        };
        if let Some(used) = self.patterns.get_mut(index) {
            *used = true;
        }
        format!("url(#{}-{name})", self.prefix)
    }

    fn definitions(&self) -> String {
        let Palette { strong, middle, wash, paper, .. } = self.palette;
        let prefix = &self.prefix;
        let [hatched, dotted, crossed] = self.patterns;
        let mut made = String::new();
        if hatched {
            let _ = write!(
                made,
                r#"<pattern id="{prefix}-hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="{paper}"/><rect width="3" height="6" fill="{strong}"/></pattern>"#
            );
        }
        if dotted {
            let _ = write!(
                made,
                r#"<pattern id="{prefix}-dotted" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{wash}"/><circle cx="3" cy="3" r="1.6" fill="{strong}"/></pattern>"#
            );
        }
        if crossed {
            let _ = write!(
                made,
                r#"<pattern id="{prefix}-crossed" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="{paper}"/><path d="M0 0L7 7M7 0L0 7" stroke="{middle}" stroke-width="1.2"/></pattern>"#
            );
        }
        if made.is_empty() { made } else { format!("<defs>{made}</defs>") }
    }

    /// The whole picture. `title` and `description` are what a reader that does not see it is told.
    pub(crate) fn finish(self, height: Tenths, language: &str, title: &str, description: &str) -> String {
        let (prefix, width, tall) = (&self.prefix, px(self.width), px(height));
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" role="img" aria-labelledby="{prefix}-title {prefix}-desc" lang="{language}" xml:lang="{language}" font-family="{FAMILY}"><title id="{prefix}-title">{}</title><desc id="{prefix}-desc">{}</desc>{}<rect width="{width}" height="{tall}" fill="{}"/>{}</svg>"#,
            escape(title),
            escape(description),
            self.definitions(),
            self.palette.paper,
            self.body
        )
    }
}

/// Tenths as pixels: `12.5`.
pub(crate) fn px(tenths: Tenths) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Text as it may stand in XML; what XML cannot hold becomes a replacement sign.
pub(crate) fn escape(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\t' | '\n' | '\r' => made.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => made.push('\u{fffd}'),
            _ => made.push(sign),
        }
    }
    made
}
