//! From publication and inputs to the bytes of the PDF.

use std::collections::BTreeSet;

use edition::Publication;
use kernel::Moment;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Array, Bytes, Datetime, Dict, IntoValue, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::content;
use crate::inputs::{Attachment, Inputs};
use crate::letters;
use crate::world::Report;

/// How many runs the typesetter remembers of what it computed: none, for reports are rare and memory is not free.
const REMEMBERED_RUNS: usize = 0;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The manifest hash is not one.
    #[error("the manifest hash has {0} characters; give the 64 hexadecimal digits of a SHA-256")]
    Hash(usize),
    /// A name of an attachment is given twice or is none.
    #[error(
        "the attachment `{0}` has no usable name or has one that another has; give each its own plain name"
    )]
    Attachment(String),
    /// The data of the report could not be written down.
    #[error("the contents of the report could not be written down: {0}")]
    Contents(#[from] serde_json::Error),
    /// The typesetter refused; its messages name the place in the template.
    #[error("the report could not be typeset: {0}")]
    Typesetting(String),
}

/// The report as PDF/UA-1 and PDF/A-3a in one file. Same publication and inputs, same bytes.
///
/// # Errors
/// [`ReportError`] when the hash or the name of an attachment is unusable, or when something cannot be set by the rules of the two
/// standards. A sign that no letter of ours draws becomes a question mark.
pub fn pdf(publication: &Publication, inputs: &Inputs) -> Result<Vec<u8>, ReportError> {
    check(inputs)?;
    let data =
        serde_json::to_vec(&letters::only_ours(serde_json::to_value(content::of(publication, inputs))?))?;
    let mut given = Dict::new();
    given.insert("data".into(), Bytes::new(data).into_value());
    given.insert("attachments".into(), attachments(&inputs.attachments).into_value());
    let world =
        Report::new(given).ok_or_else(|| ReportError::Typesetting("the template has no name".to_owned()))?;
    let made = typeset(&world, publication);
    typst::comemo::evict(REMEMBERED_RUNS);
    made
}

fn check(inputs: &Inputs) -> Result<(), ReportError> {
    let hash = &inputs.manifest_hash;
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ReportError::Hash(hash.chars().count()));
    }
    let mut known = BTreeSet::new();
    for Attachment { path, .. } in &inputs.attachments {
        let plain = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        let signs = path.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_./".contains(sign));
        if !plain || !signs || !known.insert(path) {
            return Err(ReportError::Attachment(path.clone()));
        }
    }
    Ok(())
}

fn attachments(files: &[Attachment]) -> Array {
    let files = files.iter().map(|file| {
        let mut made = Dict::new();
        made.insert("path".into(), file.path.as_str().into_value());
        made.insert("type".into(), file.media_type.as_str().into_value());
        made.insert("description".into(), file.description.as_str().into_value());
        made.insert("bytes".into(), Bytes::new(file.bytes.clone()).into_value());
        made.into_value()
    });
    files.collect()
}

fn typeset(world: &Report, publication: &Publication) -> Result<Vec<u8>, ReportError> {
    let Warned { output, .. } = typst::compile::<PagedDocument>(world);
    let document = output.map_err(|errors| ReportError::Typesetting(told(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| ReportError::Typesetting(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("monitor {} {}", publication.family.code(), publication.name())),
        creator: Smart::Custom(Some("Stelsel".to_owned())),
        timestamp: timestamp(publication.published),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| ReportError::Typesetting(told(&errors)))
}

/// The moment of publication, in UTC.
fn timestamp(published: Moment) -> Option<Timestamp> {
    let text = published.rfc3339();
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u8>().ok());
    let year = text.get(0..4)?.parse().ok()?;
    let moment = Datetime::from_ymd_hms(
        year,
        number(5, 7)?,
        number(8, 10)?,
        number(11, 13)?,
        number(14, 16)?,
        number(17, 19)?,
    )?;
    Some(Timestamp::new_utc(moment))
}

fn told(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: Vec<String> = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{}", error.message, hints.concat())
        })
        .collect();
    messages.join("; ")
}
