//! What a chart is.

use serde::Serialize;

/// The kinds of charts. Source: rule "Charts" of the Monitor; there are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A column per year, from zero, with its value.
    Columns,
    /// A column per year, of parts that make a whole.
    Stacked,
    /// Two shares per sender group, joined by a line; a panel per year.
    Dumbbell,
    /// A dot per series on a logarithmic axis that is marked as such.
    Dots,
    /// Changes of many figures, sorted, left and right of zero.
    Diverging,
    /// A share as a bar inside its denominator.
    Coverage,
    /// One figure over the editions that published it.
    Steps,
}

impl Kind {
    /// Its word in data and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Stacked => "stacked",
            Self::Dumbbell => "dumbbell",
            Self::Dots => "dots",
            Self::Diverging => "diverging",
            Self::Coverage => "coverage",
            Self::Steps => "steps",
        }
    }
}

/// For what a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// The colours of the house.
    Screen,
    /// Black, white and greys.
    Print,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Style {
    /// Colours or greys.
    pub medium: Medium,
    /// Width in CSS pixels; the layout follows it, letters keep their size. Kept between [`Style::MIN_WIDTH`] and [`Style::MAX_WIDTH`].
    pub width: u16,
}

impl Style {
    /// The narrowest: a telephone.
    pub const MIN_WIDTH: u16 = 280;
    /// The widest.
    pub const MAX_WIDTH: u16 = 1200;

    /// In colour, this wide.
    #[must_use]
    pub const fn screen(width: u16) -> Self {
        Self { medium: Medium::Screen, width }
    }

    /// In greys, this wide.
    #[must_use]
    pub const fn print(width: u16) -> Self {
        Self { medium: Medium::Print, width }
    }
}

/// A table of the figures in a chart; the first column names the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What the table is about.
    pub caption: String,
    /// Column headers; never empty.
    pub header: Vec<String>,
    /// Rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// Which charts there are, without drawing them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Id of the chart: that of the series, or of the group that it shows. Of `[a-z0-9.-]`.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Slug of its chapter.
    pub chapter: String,
    /// Slug of its facility; `None` for a chart about a whole chapter.
    pub facility: Option<String>,
    /// Id of its series, for a chart of one series.
    pub indicator: Option<String>,
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// Where it belongs.
    #[serde(flatten)]
    pub entry: Entry,
    /// The message, made by rule from the figures.
    pub headline: String,
    /// What is shown: facility, unit, period.
    pub subtitle: String,
    /// The picture in words, with its figures.
    pub description: String,
    /// The picture. Ids in it begin with the id of the chart and the width, so that two widths may stand on one page.
    pub svg: String,
    /// Width of the picture in CSS pixels.
    pub width: u16,
    /// Height of the picture in CSS pixels.
    pub height: u16,
    /// Its figures as a table.
    pub table: Table,
    /// The source with edition and version, as it stands in the picture.
    pub source: String,
}
