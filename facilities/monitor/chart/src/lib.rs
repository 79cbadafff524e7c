//! Charts of a publication as accessible SVG, the same bytes every time.
//!
//! Which charts a publication has follows from its figures ([`index`]); each is drawn from them alone ([`chart`], [`charts`]), with a
//! headline that says its message, the source and edition inside the picture, a description in words and a table of every figure
//! drawn. Places are computed in whole tenths of a pixel from exact decimals, so that every machine draws the same. [`png`] paints a
//! chart with the letters that this crate carries; no font of the machine is used.

mod canvas;
mod columns;
mod coverage;
mod diverging;
mod dots;
mod dumbbell;
mod model;
mod partition;
mod plan;
mod raster;
mod scale;
mod spark;
mod stacked;
mod steps;
mod words;

#[cfg(test)]
mod tests;

pub use model::{Chart, Entry, Kind, Medium, Style, Table};
pub use plan::{chart, charts, index};
pub use raster::{FONTS, PngError, png};
pub use spark::sparkline;
