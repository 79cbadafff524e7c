//! A death in the BRP.

use digid::{TEST_PASSWORD, username_of};
use http::StatusCode;
use serde_json::{Value, json};
use store::Claimed;

use crate::house::{Browser, ORIGIN, World, on_both};
use crate::login::{WRONG, arrive, try_to};
use crate::mijn;
use crate::protocol::{code, redeem};

fn message(id: &str, body: Value) -> Claimed {
    Claimed {
        id: id.into(),
        topic: "brp.gebeurtenis.digid".into(),
        key: "sleutel".into(),
        attempts: 0,
        trace_id: "0af7651916cd43dd8448eb211c80319c".into(),
        body,
    }
}

fn died(world: &World) -> Value {
    let number = world.people[0].person.burgerservicenummer.as_str();
    json!({ "type": "nl.brp.overleden", "data": { "burgerservicenummer": number, "datum": "2026-03-26" } })
}

#[test]
fn a_death_ends_the_account_at_once_and_counts_once_however_often_it_is_told() {
    on_both("death", async |world: World| {
        let mut browser = Browser::default();
        mijn::enter(&world, &mut browser).await;
        let given = code(&world).await;
        let (before, recount) = world.counted("digid.accounts.actief").await;
        assert_eq!(before, recount);
        for id in ["een", "een", "twee"] {
            (world.topic.handle)(message(id, died(&world))).await.unwrap();
        }
        assert_eq!(world.counted("digid.accounts.actief").await, (before - 1, before - 1));
        assert_eq!(world.counted("digid.accounts.basis").await, (before - 1, before - 1));
        assert_eq!(world.journalled("digid.overlijden.verwerkt").await, 2);

        let refused = redeem(&world, &given, &json!(ORIGIN)).await;
        assert_eq!(
            (refused.status, refused.json()["error"].as_str()),
            (StatusCode::BAD_REQUEST, Some("invalid_grant"))
        );
        assert_eq!(browser.get(&world, "/digid/mijn").await.location(), "/digid/mijn/inloggen");
        let number = arrive(&world, &mut browser).await;
        let username = username_of(&world.people[0].person);
        let page = try_to(&world, &mut browser, &number, &username, TEST_PASSWORD).await;
        assert!(page.status == StatusCode::BAD_REQUEST && page.body.contains(WRONG));
    });
}

#[test]
fn a_message_that_is_no_death_is_given_up_without_telling_whom_it_was_about() {
    on_both("other_event", async |world: World| {
        let number = world.people[0].person.burgerservicenummer.as_str();
        let other = json!({ "type": "nl.brp.verhuisd", "data": { "burgerservicenummer": number } });
        let problem = (world.topic.handle)(message("drie", other)).await.unwrap_err();
        assert_eq!(problem.status, 400);
        assert!(!problem.detail.contains(number));
    });
}
