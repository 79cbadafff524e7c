//! Whether bytes are a PDF that a citizen can open safely: no encryption, no script (card, Bad input 7).
//!
//! Names are read as ISO 32000-1, section 7.3.5, writes them, `#xx` included. Streams that are compressed are passed over, so a
//! script within a compressed object stream is not seen; `/Encrypt` always stands outside of those.

/// Why an attachment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfFault {
    /// It does not begin with `%PDF-` or does not end with `%%EOF`.
    NotPdf,
    /// It is encrypted.
    Encrypted,
    /// It holds JavaScript.
    JavaScript,
}

impl PdfFault {
    /// Machine-readable code and what is wrong, for people.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotPdf => ("pdf", "De inhoud is geen volledig PDF-bestand (van %PDF- tot en met %%EOF)."),
            Self::Encrypted => {
                ("pdfEncrypted", "Het PDF-bestand is versleuteld; lever het zonder beveiliging aan.")
            }
            Self::JavaScript => ("pdfJavaScript", "Het PDF-bestand bevat JavaScript; lever het zonder aan."),
        }
    }
}

/// The end mark must stand within this many bytes of the end.
const END_BYTES: usize = 1024;
/// Longest name that is looked at.
const NAME_BYTES_MAX: usize = 127;

/// Judges an attachment.
///
/// # Errors
/// The first fault.
pub fn check(bytes: &[u8]) -> Result<(), PdfFault> {
    let tail = bytes.get(bytes.len().saturating_sub(END_BYTES)..).unwrap_or_default();
    if !bytes.starts_with(b"%PDF-") || find(tail, b"%%EOF", 0).is_none() {
        return Err(PdfFault::NotPdf);
    }
    let mut at = 0;
    let mut filtered = false;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if *byte == b'/' {
            let (name, length) = name(rest.get(1..).unwrap_or_default());
            match name.as_slice() {
                b"Encrypt" => return Err(PdfFault::Encrypted),
                b"JavaScript" | b"JS" => return Err(PdfFault::JavaScript),
                b"Filter" => filtered = true,
                _ => {}
            }
            at += 1 + length;
        } else if rest.starts_with(b"endobj") {
            filtered = false;
            at += 6;
        } else if filtered && (rest.starts_with(b"stream\n") || rest.starts_with(b"stream\r\n")) {
            filtered = false;
            at = find(bytes, b"endstream", at).unwrap_or(bytes.len());
        } else {
            at += 1;
        }
    }
    Ok(())
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|place| from + place)
}

/// The name that begins here and how many bytes it takes.
fn name(bytes: &[u8]) -> (Vec<u8>, usize) {
    let mut name = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte <= b' ' || b"()<>[]{}/%".contains(&byte) || name.len() > NAME_BYTES_MAX {
            break;
        }
        let escaped = (byte == b'#').then(|| hex(bytes.get(at + 1..at + 3)?)).flatten();
        name.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    (name, at)
}

fn hex(digits: &[u8]) -> Option<u8> {
    let text =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|one| one.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pdf(inside: &str) -> Vec<u8> {
        format!(
            "%PDF-1.7\n1 0 obj\n<< /Type /Catalog {inside} >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
        )
        .into_bytes()
    }

    #[test]
    fn a_plain_pdf_is_accepted() {
        assert_eq!(check(&pdf("")), Ok(()));
        assert_eq!(check(&pdf("/JSX 1 /Encryption 2")), Ok(()));
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert_eq!(check(b""), Err(PdfFault::NotPdf));
        assert_eq!(check(b"PK\x03\x04 not a pdf %%EOF"), Err(PdfFault::NotPdf));
        assert_eq!(check(b"%PDF-1.7 cut off"), Err(PdfFault::NotPdf));
    }

    #[test]
    fn scripts_and_encryption_are_found_however_their_names_are_written() {
        assert_eq!(
            check(&pdf("/OpenAction << /S /JavaScript /JS (app.alert) >>")),
            Err(PdfFault::JavaScript)
        );
        assert_eq!(check(&pdf("/AA << /O << /S /J#61vaScript >> >>")), Err(PdfFault::JavaScript));
        assert_eq!(check(&pdf("/JS<</Length 4>>")), Err(PdfFault::JavaScript));
        assert_eq!(check(&pdf("/Encrypt 5 0 R")), Err(PdfFault::Encrypted));
        assert_eq!(check(&pdf("/#45ncrypt 5 0 R")), Err(PdfFault::Encrypted));
    }

    #[test]
    fn the_bytes_of_a_compressed_stream_are_no_names_and_those_of_a_plain_one_are() {
        let stream = |filter: &str| pdf(&format!("{filter} >>\nstream\n\u{1}/JS \u{2}\nendstream\n<<"));
        assert_eq!(check(&stream("/Filter /FlateDecode")), Ok(()));
        assert_eq!(check(&stream("")), Err(PdfFault::JavaScript));
        let behind = pdf("/Filter /FlateDecode >>\nstream\nx\nendstream\nendobj\n2 0 obj\n<< /JS (x)");
        assert_eq!(check(&behind), Err(PdfFault::JavaScript));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_check_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = check(&bytes);
            let framed = [b"%PDF-".as_slice(), &bytes, b"%%EOF"].concat();
            let _ = check(&framed);
        }

        #[test]
        fn every_way_to_escape_a_forbidden_name_is_seen(mask in any::<u16>()) {
            let written: String = "JavaScript"
                .bytes()
                .enumerate()
                .map(|(at, byte)| if mask >> at & 1 == 1 { format!("#{byte:02X}") } else { char::from(byte).to_string() })
                .collect();
            prop_assert_eq!(check(&pdf(&format!("/{written} 1"))), Err(PdfFault::JavaScript));
        }
    }
}
