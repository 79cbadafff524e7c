//! The world of the typesetter: one source, the letters of the crate `chart`, the data, and nothing of the machine.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};

/// The document for the typesetter, for the manifest to name by its hash.
pub const TEMPLATE: &str = include_str!("template/report.typ");

/// See above. It has no files, no packages and no date of today.
pub(crate) struct Report {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
}

impl Report {
    /// A world in which the template sees `inputs` as `sys.inputs`; `None` when the name of the template is no path, which it is.
    pub(crate) fn new(inputs: Dict) -> Option<Self> {
        let fonts: Vec<Font> =
            chart::FONTS.into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect();
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        let path = RootedPath::new(VirtualRoot::Project, VirtualPath::new("report.typ").ok()?);
        Some(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(path.intern(), TEMPLATE.to_owned()),
        })
    }
}

impl World for Report {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
