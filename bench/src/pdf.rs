//! A whole, small PDF of a wanted size, to send along with letters.

/// A document of one page with one line of text, of exactly `bytes` bytes, or as small as it can be when that is more.
pub(crate) fn document(bytes: usize) -> Vec<u8> {
    let smallest = with_padding(0).len();
    with_padding(bytes.saturating_sub(smallest))
}

fn with_padding(padding: usize) -> Vec<u8> {
    let text = "BT /F1 12 Tf 72 770 Td (Bijlage bij een proefbericht) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    // Readers pass over comments between objects.
    out.push('%');
    out.push_str(&".".repeat(padding));
    out.push('\n');
    let start = out.len();
    let count = objects.len() + 1;
    out.push_str(&format!("xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"));
    // Ten digits, so that the place of the table does not change the size.
    out.push_str(&format!("startxref\n{start:010}\n%%EOF\n"));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_wanted_size() {
        for bytes in [1000, 50_000, 500_000] {
            assert_eq!(document(bytes).len(), bytes);
        }
        assert_eq!(document(1), document(0));
    }

    #[test]
    fn every_place_in_the_table_is_where_its_object_begins() {
        let text = String::from_utf8(document(2000)).unwrap();
        let start: usize = text.split("startxref\n").nth(1).unwrap()[..10].parse().unwrap();
        assert!(text[start..].starts_with("xref\n0 6\n"));
        for (number, entry) in text[start..].lines().skip(3).take(5).enumerate() {
            let place: usize = entry[..10].parse().unwrap();
            assert!(text[place..].starts_with(&format!("{} 0 obj\n", number + 1)), "{entry}");
        }
    }
}
