//! Mijn DigiD.

use digid::{TEST_PASSWORD, username_of};
use http::StatusCode;
use serde_json::json;

use crate::house::{Answer, Browser, ORIGIN, World, on_both};
use crate::login::WRONG;
use crate::protocol::{code, redeem};

const LOGIN: &str = "/digid/mijn/inloggen";

fn value_of<'a>(page: &'a Answer, field: &str) -> &'a str {
    let (_, rest) = page.body.split_once(&format!("name=\"{field}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

pub async fn enter(world: &World, browser: &mut Browser) -> Answer {
    let page = browser.get(world, LOGIN).await;
    let number = value_of(&page, "request_id").to_owned();
    let username = username_of(&world.people[0].person);
    let fields =
        [("request_id", number.as_str()), ("gebruikersnaam", &username), ("wachtwoord", TEST_PASSWORD)];
    browser.post(world, LOGIN, &fields).await
}

#[test]
fn one_sees_the_own_account_and_where_one_logged_in() {
    on_both("mijn", async |world: World| {
        let mut browser = Browser::default();
        assert_eq!(browser.get(&world, "/digid/mijn").await.location(), LOGIN);
        let entered = enter(&world, &mut browser).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/digid/mijn"));
        let page = browser.get(&world, "/digid/mijn").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let username = username_of(&world.people[0].person);
        assert!(page.body.contains(&username) && page.body.contains("Actief"));
        assert!(page.body.contains("U hebt de laatste 18 maanden nergens ingelogd."));
        assert!(!page.body.contains(world.people[0].person.burgerservicenummer.as_str()));

        redeem(&world, &code(&world).await, &json!(ORIGIN)).await;
        let page = browser.get(&world, "/digid/mijn").await;
        assert!(page.body.contains("Loket van de gemeente"));
        assert_eq!(world.journalled("digid.mijn.getoond").await, 2);
    });
}

#[test]
fn leaving_needs_the_token_of_the_session() {
    on_both("leave", async |world: World| {
        let mut browser = Browser::default();
        enter(&world, &mut browser).await;
        let page = browser.get(&world, "/digid/mijn").await;
        let token = value_of(&page, "csrf").to_owned();
        let refused = browser.post(&world, "/digid/uitloggen", &[("csrf", "anders")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let left = browser.post(&world, "/digid/uitloggen", &[("csrf", &token)]).await;
        assert_eq!(left.location(), LOGIN);
        assert_eq!(browser.get(&world, "/digid/mijn").await.location(), LOGIN);
    });
}

#[test]
fn a_wrong_password_is_refused_as_for_any_service_and_a_foreign_form_before_it_is_read() {
    on_both("mijn_refused", async |world: World| {
        let mut browser = Browser::default();
        let page = browser.get(&world, LOGIN).await;
        let number = value_of(&page, "request_id").to_owned();
        let fields = [
            ("request_id", number.as_str()),
            ("gebruikersnaam", "wie.dan-ook"),
            ("wachtwoord", "Verkeerd-1"),
        ];
        let refused = browser.post(&world, LOGIN, &fields).await;
        assert!(refused.status == StatusCode::BAD_REQUEST && refused.body.contains(WRONG));
        let foreign = Browser::default().post(&world, LOGIN, &fields).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
        assert_eq!(world.journalled("digid.inloggen.geweigerd").await, 1);
    });
}
