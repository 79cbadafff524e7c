use proptest::prelude::*;
use serde_json::json;

use super::*;

const AT: Moment = Moment::from_micros(1_800_000_000_000_000);

fn pdf_of(bytes: usize) -> String {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.resize(bytes.saturating_sub(6).max(9), b' ');
    pdf.extend_from_slice(b"%%EOF\n");
    STANDARD.encode(pdf)
}

fn right() -> Value {
    json!({
        "afzender": "00000001003214345000",
        "ontvanger": { "type": "BSN", "waarde": "999990019" },
        "onderwerp": "Voorlopige aanslag",
        "inhoud": "Geachte heer,\n\nTot ziens.",
        "publicatietijdstip": "2027-01-20T08:00:00+01:00",
        "bijlagen": [{ "naam": "aanslag.pdf", "mimeType": "application/pdf", "inhoud": pdf_of(100) }],
    })
}

fn faults(value: &Value) -> Vec<(String, String)> {
    match read(value.to_string().as_bytes(), AT) {
        Ok(_) => Vec::new(),
        Err(problem) => problem.invalid_params.into_iter().map(|one| (one.name, one.code)).collect(),
    }
}

fn one(path: &str, value: Value) -> Vec<(String, String)> {
    let mut letter = right();
    *letter.pointer_mut(path).unwrap() = value;
    faults(&letter)
}

fn fault(name: &str, code: &str) -> Vec<(String, String)> {
    vec![(name.into(), code.into())]
}

#[test]
fn a_right_letter_is_read_whole() {
    let letter = read(right().to_string().as_bytes(), AT).unwrap();
    assert_eq!(letter.recipient, Recipient { kind: RecipientKind::Bsn, value: "999990019".into() });
    assert_eq!(letter.publish_at.map(Moment::rfc3339).as_deref(), Some("2027-01-20T07:00:00Z"));
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].bytes.len(), 100);
}

#[test]
fn every_fault_is_named_at_once() {
    let letter = json!({
        "ontvanger": { "type": "BSN", "waarde": "123456789" },
        "onderwerp": " ",
        "inhoud": 1,
        "publicatietijdstip": "2027-01-20",
        "bijlagen": [{ "naam": "a/b.pdf", "mimeType": "text/plain", "inhoud": "%" }],
    });
    let names: Vec<String> =
        faults(&letter).into_iter().map(|(name, code)| format!("{name} {code}")).collect();
    assert_eq!(
        names,
        [
            "afzender required",
            "ontvanger.waarde pattern",
            "onderwerp minLength",
            "inhoud type",
            "publicatietijdstip format",
            "bijlagen[0].naam pattern",
            "bijlagen[0].mimeType enum",
            "bijlagen[0].inhoud format",
        ]
    );
}

#[test]
fn limits_are_met_exactly() {
    assert_eq!(one("/onderwerp", json!("é".repeat(255))), []);
    assert_eq!(one("/onderwerp", json!("é".repeat(256))), fault("onderwerp", "maxLength"));
    assert_eq!(one("/inhoud", json!("a".repeat(1_048_576))), []);
    assert_eq!(one("/inhoud", json!("a".repeat(1_048_577))), fault("inhoud", "maxLength"));
    assert_eq!(one("/inhoud", json!("é".repeat(524_289))), fault("inhoud", "maxLength"));
    assert_eq!(one("/bijlagen/0/inhoud", json!(pdf_of(512_000))), []);
    assert_eq!(one("/bijlagen/0/inhoud", json!(pdf_of(512_001))), fault("bijlagen", "maxBytes"));
    let last = AT.plus_seconds(PUBLISH_AHEAD_SECONDS_MAX);
    assert_eq!(one("/publicatietijdstip", json!(last.rfc3339())), []);
    assert_eq!(
        one("/publicatietijdstip", json!(last.plus_seconds(1).rfc3339())),
        fault("publicatietijdstip", "maximum")
    );
}

#[test]
fn three_attachments_are_one_too_many() {
    let mut letter = right();
    let attachment = letter["bijlagen"][0].clone();
    letter["bijlagen"] = json!([attachment, attachment]);
    assert_eq!(faults(&letter), []);
    letter["bijlagen"] = json!([attachment, attachment, attachment]);
    assert_eq!(faults(&letter), fault("bijlagen", "maxItems"));
}

#[test]
fn an_attachment_must_be_a_safe_pdf() {
    let with = |bytes: &[u8]| one("/bijlagen/0/inhoud", json!(STANDARD.encode(bytes)));
    assert_eq!(with(b"PK\x03\x04"), fault("bijlagen[0].inhoud", "pdf"));
    assert_eq!(with(b"%PDF-1.7 << /S /JavaScript >> %%EOF"), fault("bijlagen[0].inhoud", "pdfJavaScript"));
    assert_eq!(with(b"%PDF-1.7 << /Encrypt 1 0 R >> %%EOF"), fault("bijlagen[0].inhoud", "pdfEncrypted"));
}

#[test]
fn a_number_is_judged_by_the_kind_it_is_given() {
    let with = |kind: &str, value: &str| one("/ontvanger", json!({ "type": kind, "waarde": value }));
    assert_eq!(with("KVK", "12345678"), []);
    assert_eq!(with("KVK", "999990019"), fault("ontvanger.waarde", "pattern"));
    assert_eq!(with("OIN", "00000001003214345000"), fault("ontvanger.waarde", "notSender"));
    assert_eq!(with("bsn", "999990019"), fault("ontvanger.type", "enum"));
    assert_eq!(one("/ontvanger", json!("999990019")), fault("ontvanger", "type"));
    assert_eq!(one("/ontvanger", json!({})).len(), 2);
}

#[test]
fn text_that_cannot_be_stored_or_shown_is_refused() {
    assert_eq!(one("/onderwerp", json!("a\nb")), fault("onderwerp", "pattern"));
    assert_eq!(one("/inhoud", json!("a\u{0}b")), fault("inhoud", "pattern"));
    assert_eq!(one("/inhoud", json!("a\r\n\tb")), []);
}

#[test]
fn a_body_that_is_no_object_is_one_problem() {
    for body in [b"".as_slice(), b"[]", b"{", b"\xff", b"\"tekst\""] {
        assert_eq!(read(body, AT).map_err(|problem| problem.code), Err("json".to_owned()));
    }
}

#[test]
fn the_key_of_a_letter_is_a_uuid() {
    let key = "0190B5A4-6c1e-7d3a-9f00-2b7d1c9e4a55";
    assert_eq!(idempotency_key(Some(key)), Ok(key.to_ascii_lowercase()));
    for wrong in [
        None,
        Some(""),
        Some("0190b5a46c1e7d3a9f002b7d1c9e4a55"),
        Some("0190b5a4-6c1e-7d3a-9f00-2b7d1c9e4a5g"),
    ] {
        assert_eq!(idempotency_key(wrong).map_err(|problem| problem.status), Err(400));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, AT);
    }

    #[test]
    fn letters_that_differ_in_one_field_have_other_fingerprints(subject in "[a-z]{1,8}", text in "[a-z]{1,8}") {
        let letter = |subject: &str, text: &str| {
            let mut value = right();
            value["onderwerp"] = json!(subject);
            value["inhoud"] = json!(text);
            fingerprint(&read(value.to_string().as_bytes(), AT).unwrap())
        };
        let own = letter(&subject, &text);
        prop_assert_eq!(&own, &letter(&subject, &text));
        prop_assert_ne!(&own, &letter(&format!("{subject}x"), &text));
        prop_assert_ne!(&own, &letter(&subject, &format!("x{text}")));
        prop_assert_ne!(&own, &letter(&format!("{subject}{text}"), "y"));
    }
}
