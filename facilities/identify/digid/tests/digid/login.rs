//! The page on which people log in for a service.

use digid::{TEST_PASSWORD, username_of};
use http::StatusCode;

use crate::house::{Browser, REDIRECT, World, on_both};
use crate::protocol::authorization;

pub const WRONG: &str =
    "Inloggen is niet gelukt. Controleer uw gebruikersnaam en wachtwoord en probeer het opnieuw.";
pub const BLOCKED: &str = "U hebt drie keer een onjuiste gebruikersnaam of een onjuist wachtwoord ingevuld. \
                           Met deze gebruikersnaam kunt u nu 15 minuten niet inloggen.";

/// Goes to the login page as a service sends a browser there; the number of the pending login.
pub async fn arrive(world: &World, browser: &mut Browser) -> String {
    let sent = browser.get(world, &authorization(&[])).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.location().strip_prefix("/digid/inloggen?verzoek=").unwrap().to_owned()
}

pub async fn try_to(
    world: &World,
    browser: &mut Browser,
    number: &str,
    username: &str,
    password: &str,
) -> crate::house::Answer {
    let fields = [
        ("request_id", number),
        ("gebruikersnaam", username),
        ("wachtwoord", password),
        ("handeling", "inloggen"),
    ];
    browser.post(world, "/digid/inloggen", &fields).await
}

#[test]
fn the_page_names_the_service_and_lets_its_form_end_there() {
    on_both("page", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        let page = browser.get(&world, &format!("/digid/inloggen?verzoek={number}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Inloggen bij Loket van de gemeente"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(
            page.header("content-security-policy"),
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
         form-action 'self' https://loket.example:8443; base-uri 'none'; frame-ancestors 'none'"
        );
    });
}

#[test]
fn a_form_without_the_cookie_of_its_own_browser_is_refused() {
    on_both("cookie", async |world: World| {
        let (mut mine, mut other) = (Browser::default(), Browser::default());
        let number = arrive(&world, &mut mine).await;
        let username = username_of(&world.people[0].person);
        let refused = try_to(&world, &mut other, &number, &username, TEST_PASSWORD).await;
        assert_eq!((refused.status, refused.location()), (StatusCode::BAD_REQUEST, ""));
        assert_eq!(
            other.get(&world, &format!("/digid/inloggen?verzoek={number}")).await.status,
            StatusCode::BAD_REQUEST
        );
        let own = arrive(&world, &mut other).await;
        let refused = try_to(&world, &mut other, &number, &username, TEST_PASSWORD).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_ne!(own, number);
        assert_eq!(world.journalled("digid.inloggen.gelukt").await, 0);
        let sent = try_to(&world, &mut mine, &number, &username, TEST_PASSWORD).await;
        assert!(sent.location().starts_with(REDIRECT));
        assert_eq!(mine.cookies(), 0);
    });
}

#[test]
fn a_wrong_password_and_an_unknown_name_read_alike_and_the_third_time_blocks_15_minutes() {
    on_both("blocked", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        let known = username_of(&world.people[0].person);
        for name in [known.as_str(), "bestaat.niet-0000"] {
            let mut texts = Vec::new();
            for _ in 0..4 {
                let page = try_to(&world, &mut browser, &number, name, "Verkeerd-1").await;
                assert_eq!(page.status, StatusCode::BAD_REQUEST);
                texts.push([page.body.contains(WRONG), page.body.contains(BLOCKED)]);
            }
            assert_eq!(texts, [[true, false], [true, false], [false, true], [false, true]], "{name}");
        }
        let page = try_to(&world, &mut browser, &number, &known, TEST_PASSWORD).await;
        assert!(page.body.contains(BLOCKED));
        world.pass(901);
        let number = arrive(&world, &mut browser).await;
        let sent = try_to(&world, &mut browser, &number, &known, TEST_PASSWORD).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert_eq!(world.journalled("digid.inloggen.geweigerd").await, 9);
        assert_eq!(world.journalled("digid.inloggen.gelukt").await, 1);
    });
}

#[test]
fn the_language_follows_the_reader_and_a_change_of_language_keeps_the_login() {
    on_both("language", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        let page = try_to(&world, &mut browser, &number, "wie.dan-ook", "Verkeerd-1").await;
        let back = format!("inloggen%3Fverzoek={number}\" lang=\"en\"");
        assert!(page.body.contains(&back), "{}", page.body);
    });
}

#[test]
fn who_cancels_goes_back_to_the_service_with_access_denied() {
    on_both("cancel", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        let fields = [("request_id", number.as_str()), ("handeling", "annuleren")];
        let sent = browser.post(&world, "/digid/inloggen", &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(
            sent.location().starts_with(&format!("{REDIRECT}?error=access_denied&")),
            "{}",
            sent.location()
        );
        assert_eq!(world.journalled("digid.inloggen.geannuleerd").await, 1);
        let again = browser.post(&world, "/digid/inloggen", &fields).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn a_login_that_took_more_than_ten_minutes_is_over() {
    on_both("over", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        world.pass(600);
        let username = username_of(&world.people[0].person);
        let late = try_to(&world, &mut browser, &number, &username, TEST_PASSWORD).await;
        assert_eq!((late.status, late.location()), (StatusCode::BAD_REQUEST, ""));
    });
}
