//! Charts as PNG, painted with letters that this crate carries.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// The letters: Source Sans 3 by Adobe, SIL Open Font License 1.1 (`fonts/OFL.md`): regular, semibold, bold, italic.
pub const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/SourceSans3-Regular.otf"),
    include_bytes!("../fonts/SourceSans3-Semibold.otf"),
    include_bytes!("../fonts/SourceSans3-Bold.otf"),
    include_bytes!("../fonts/SourceSans3-It.otf"),
];

/// The widest picture that is painted, in pixels.
const MAX_WIDTH: u32 = 4_000;

/// Why a picture could not be painted.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The text is no SVG.
    #[error("the picture is no readable SVG: {0}; give the svg of a chart")]
    Unreadable(#[from] resvg::usvg::Error),
    /// No such size.
    #[error("a picture of {0} pixels wide cannot be painted; ask for 1 to {MAX_WIDTH}")]
    Size(u32),
    /// The painted picture could not be written.
    #[error("the painted picture could not be written as PNG: {0}")]
    Encoding(String),
}

/// A chart as PNG of this many pixels wide. No font of the machine is used.
///
/// # Errors
/// [`PngError`] when `svg` is no SVG, or `width` is zero or over 4000.
pub fn png(svg: &str, width: u32) -> Result<Vec<u8>, PngError> {
    if width == 0 || width > MAX_WIDTH {
        return Err(PngError::Size(width));
    }
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    fonts.set_sans_serif_family("Source Sans 3");
    let options =
        Options { fontdb: Arc::new(fonts), font_family: "Source Sans 3".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let scaled = size.scale_to_width(width).ok_or(PngError::Size(width))?;
    let mut pixels = Pixmap::new(scaled.width(), scaled.height()).ok_or(PngError::Size(width))?;
    let (across, down) = (
        f64::from(scaled.width()) / f64::from(tree.size().width()),
        f64::from(scaled.height()) / f64::from(tree.size().height()),
    );
    #[expect(clippy::cast_possible_truncation, reason = "a scale below 4000 fits")]
    let transform = Transform::from_scale(across as f32, down as f32);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Encoding(error.to_string()))
}
