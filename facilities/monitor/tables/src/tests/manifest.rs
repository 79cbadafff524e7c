//! The manifest and its canonical form.

use proptest::prelude::*;

use super::{built_in, counted};
use crate::canonical::Canonical;
use crate::file::{File, sha256};
use crate::manifest::{Build, manifest};

fn build() -> Build {
    Build {
        program: "aa".to_owned(),
        templates: "bb".to_owned(),
        fonts: vec!["dd".to_owned(), "cc".to_owned()],
    }
}

#[test]
fn a_manifest_is_exactly_this() {
    let publication = built_in();
    let listed = [
        File::new("observations.csv", "text/csv", "x"),
        File::new("manifest.json", "application/json", "{}"),
        File::new("breaks.csv", "text/csv", ""),
    ];
    let definitions = sha256(publication.definitions.to_data().as_bytes());
    let expected = format!(
        "{{\"bestanden\":[{{\"bytes\":0,\"pad\":\"breaks.csv\",\"sha256\":\
         \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}},{{\"bytes\":1,\"pad\":\"observations.csv\",\"sha256\":\
         \"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\"}}],\"bouw\":{{\"lettertypen\":[\"sha256:cc\",\"sha256:dd\"],\
         \"programma\":\"sha256:aa\",\"sjablonen\":\"sha256:bb\"}},\"definities\":\"sha256:{definitions}\",\"editie\":2020,\
         \"gepubliceerd\":\"2020-06-15T00:00:00Z\",\"peildatum\":\"2019-12-31\",\"versie\":\"1.0.0\"}}"
    );
    assert_eq!(manifest(&publication, &listed, &build()), expected);
}

#[test]
fn a_manifest_does_not_depend_on_the_order_of_files() {
    let (one, other) = (File::new("a", "", "1"), File::new("b", "", "2"));
    let made = |files: &[File]| manifest(&counted(), files, &build());
    assert_eq!(made(&[one.clone(), other.clone()]), made(&[other, one]));
}

#[test]
fn canonical_members_stand_in_the_order_of_utf_16() {
    let names = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"];
    let members = names.iter().map(|name| ((*name).to_owned(), Canonical::Null)).collect();
    assert_eq!(
        Canonical::Object(members).write(),
        "{\"\\r\":null,\"1\":null,\"\u{80}\":null,\"\u{f6}\":null,\"\u{20ac}\":null,\"\u{1f600}\":null,\"\u{fb33}\":null}"
    );
    let text = Canonical::Text("\u{20ac}$\u{f}\nA'B\"\\\\\"/".to_owned());
    assert_eq!(text.write(), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    let list =
        Canonical::List(vec![Canonical::Flag(true), Canonical::Flag(false), Canonical::Whole(1 << 52)]);
    assert_eq!(list.write(), "[true,false,4503599627370496]");
}

proptest! {
    #[test]
    fn canonical_text_is_read_back_as_it_was(text in any::<String>()) {
        let written = Canonical::Text(text.clone()).write();
        prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
