use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::rules::problems::BAD_REQUEST_URI;

fn errors(body: &Value) -> Vec<(String, String, String)> {
    let problem = validate(body).unwrap_err();
    assert_eq!(problem.status, 400);
    problem.invalid_params.into_iter().map(|wrong| (wrong.name, wrong.code, wrong.reason)).collect()
}

fn one(name: &str, code: &str, reason: &str) -> Vec<(String, String, String)> {
    vec![(name.to_owned(), code.to_owned(), reason.to_owned())]
}

fn question(more: &Value) -> Value {
    let mut body = json!({
        "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": ["000000139"], "fields": ["naam"]
    });
    for (name, value) in more.as_object().unwrap() {
        body.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    body
}

#[test]
fn a_right_question_is_read() {
    let read = validate(&question(
        &json!({"gemeenteVanInschrijving": "0599", "fields": ["aNummer", "geboorte.datum.jaar"]}),
    ));
    let read = read.unwrap();
    assert_eq!(read.burgerservicenummers, ["000000139"]);
    assert_eq!(read.gemeente_van_inschrijving.as_deref(), Some("0599"));
    let names: Vec<_> = read.fields.fields().iter().map(Field::name).collect();
    assert_eq!(names, ["aNummer", "geboorte.datum"]);
}

#[test]
fn the_problem_has_the_official_shape() {
    let problem =
        validate(&json!({"type": "RaadpleegMetBurgerservicenummer", "fields": ["anummer"]})).unwrap_err();
    assert_eq!(problem.status, 400);
    assert_eq!(problem.code, "paramsValidation");
    assert_eq!(problem.title, "Een of meerdere parameters zijn niet correct.");
    assert_eq!(problem.detail, "De foutieve parameter(s) zijn: burgerservicenummer, fields[0].");
    assert_eq!(problem.kind.as_deref(), Some(BAD_REQUEST_URI));
}

#[test]
fn a_body_that_is_no_object_is_no_json() {
    for body in [json!([]), json!("a"), json!(null), json!(1)] {
        let problem = validate(&body).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (400, ""));
        assert_eq!(problem.title, "De bevraging bevat een fout.");
        assert_eq!(problem.detail, "Request body is geen geldige JSON.");
    }
}

#[test]
fn a_missing_type_is_required_and_a_wrong_type_is_a_wrong_value() {
    assert_eq!(errors(&json!({})), one("type", "required", "Parameter is verplicht."));
    assert_eq!(errors(&json!({"postcode": "3077AW"})), one("type", "required", "Parameter is verplicht."));
    for wrong in [json!(""), json!("raadpleegmetburgerservicenummer"), json!(7)] {
        let body = json!({"type": wrong});
        assert_eq!(errors(&body), one("type", "value", "Waarde is geen geldig zoek type."));
    }
}

#[test]
fn a_known_type_that_is_not_answered_yet_says_so() {
    let problem = validate(&json!({"type": "ZoekMetPostcodeEnHuisnummer"})).unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (501, "notImplemented"));
    assert!(problem.detail.contains("ZoekMetPostcodeEnHuisnummer"));
}

#[test]
fn arrays_are_required_are_arrays_and_have_a_size() {
    for name in ["burgerservicenummer", "fields"] {
        let mut body = question(&json!({}));
        body.as_object_mut().unwrap().remove(name);
        assert_eq!(errors(&body), one(name, "required", "Parameter is verplicht."));
        assert_eq!(
            errors(&question(&json!({name: []}))),
            one(name, "minItems", "Array bevat minder dan 1 items.")
        );
        assert_eq!(errors(&question(&json!({name: "naam"}))), one(name, "array", "Parameter is geen array."));
        assert_eq!(errors(&question(&json!({name: null}))), one(name, "array", "Parameter is geen array."));
    }
    let many = json!({"burgerservicenummer": vec!["000000139"; 21]});
    assert_eq!(
        errors(&question(&many)),
        one("burgerservicenummer", "maxItems", "Array bevat meer dan 20 items.")
    );
    let many = json!({"fields": vec!["bestaatNiet"; 131]});
    assert_eq!(errors(&question(&many)), one("fields", "maxItems", "Array bevat meer dan 130 items."));
    assert!(
        validate(&question(
            &json!({"burgerservicenummer": vec!["000000139"; 20], "fields": vec!["naam"; 130]})
        ))
        .is_ok()
    );
}

#[test]
fn every_wrong_number_is_named() {
    let body =
        question(&json!({"burgerservicenummer": ["1234567890", "123456789", "12345678a", 123_456_789]}));
    let reason = "Waarde voldoet niet aan patroon ^[0-9]{9}$.";
    let names: Vec<_> = errors(&body)
        .into_iter()
        .map(|(name, code, text)| {
            assert_eq!((code.as_str(), text.as_str()), ("pattern", reason));
            name
        })
        .collect();
    assert_eq!(names, ["burgerservicenummer[0]", "burgerservicenummer[2]", "burgerservicenummer[3]"]);
}

#[test]
fn a_municipality_has_four_digits() {
    for code in [json!("123"), json!("12345"), json!("<b>"), json!(""), json!(599)] {
        let body = question(&json!({"gemeenteVanInschrijving": code}));
        let reason = "Waarde voldoet niet aan patroon ^[0-9]{4}$.";
        assert_eq!(errors(&body), one("gemeenteVanInschrijving", "pattern", reason));
    }
}

#[test]
fn an_unexpected_parameter_is_named_with_entities() {
    let body = question(&json!({"<script>alert('hello world');</script>": "een waarde"}));
    let name = "&lt;script&gt;alert(&#39;hello world&#39;);&lt;/script&gt;";
    assert_eq!(errors(&body), one(name, "unknownParam", "Parameter is niet verwacht."));
}

#[test]
fn each_field_is_judged_by_pattern_then_permission_then_existence() {
    let body = question(&json!({"fields": ["a*nummer", "naam", "rni", "naam.nietBestaand", null, 7]}));
    let found: Vec<_> =
        errors(&body).into_iter().map(|(name, code, reason)| format!("{name} {code} {reason}")).collect();
    assert_eq!(
        found,
        [
            r"fields[0] pattern Waarde voldoet niet aan patroon ^[a-zA-Z0-9\._]{1,200}$.",
            "fields[2] fields Parameter bevat een niet toegestane veldnaam.",
            "fields[3] fields Parameter bevat een niet bestaande veldnaam.",
            "fields[4] required Parameter is verplicht.",
            r"fields[5] pattern Waarde voldoet niet aan patroon ^[a-zA-Z0-9\._]{1,200}$.",
        ]
    );
}

#[test]
fn all_errors_come_at_once_in_the_official_order() {
    let body = json!({
        "fields": "naam", "gemeenteVanInschrijving": "x", "type": "RaadpleegMetBurgerservicenummer",
        "burgerservicenummer": [], "voornamen": "Pietje"
    });
    let problem = validate(&body).unwrap_err();
    let expected =
        "De foutieve parameter(s) zijn: voornamen, burgerservicenummer, gemeenteVanInschrijving, fields.";
    assert_eq!(problem.detail, expected);
}

proptest! {
    #[test]
    fn nine_digits_are_always_accepted(number in "[0-9]{9}") {
        let body = question(&json!({"burgerservicenummer": [number]}));
        prop_assert!(validate(&body).is_ok());
    }

    #[test]
    fn other_text_is_never_accepted_as_a_number(text in "\\PC{0,12}") {
        prop_assume!(!is_digits(&text, 9));
        let body = question(&json!({"burgerservicenummer": [text]}));
        prop_assert!(validate(&body).is_err());
    }

    #[test]
    fn a_refusal_names_what_was_wrong(name in "[a-z]{1,8}x") {
        let problem = validate(&question(&json!({name.clone(): 1}))).unwrap_err();
        prop_assert_eq!(problem.detail, format!("De foutieve parameter(s) zijn: {name}."));
    }
}
