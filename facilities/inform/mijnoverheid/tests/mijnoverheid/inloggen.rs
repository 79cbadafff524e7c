//! Accounts and logging in.

use http::header::LOCATION;
use serde_json::json;

use crate::stand_ins::code;
use crate::world::{Browser, World, claims};

fn person(name: &str, age: i64) -> serde_json::Value {
    json!({ "naam": { "volledigeNaam": name }, "leeftijd": age })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_logged_in_is_sent_to_digid_and_comes_back_by_name() {
    for world in World::all().await {
        let somebody = &world.people[0];
        world.brp(somebody, Some(person("Jan de Vries", 40)));
        let mut browser = Browser::default();
        let sent = browser.get(&world, "/mijnoverheid").await;
        assert_eq!((sent.status.as_u16(), sent.header(LOCATION)), (303, "/mijnoverheid/inloggen"));
        let back = browser.log_in(&world, somebody).await;
        assert_eq!((back.status.as_u16(), back.header(LOCATION)), (303, "/mijnoverheid"), "{}", back.text());
        assert_eq!(browser.cookies.len(), 1);
        let page = browser.get(&world, "/mijnoverheid").await.text();
        assert!(
            page.contains("Jan de Vries") && page.contains("DigiD Basis") && page.contains("Inbox"),
            "{page}"
        );
        assert_eq!(world.counted("mijnoverheid.inloggen").await, 1);
        let out = browser.post(&world, "/mijnoverheid", "/mijnoverheid/uitloggen").await;
        assert_eq!((out.status.as_u16(), out.header(LOCATION)), (303, "/"));
        assert_eq!(browser.get(&world, "/mijnoverheid").await.header(LOCATION), "/mijnoverheid/inloggen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_login_activates_the_account_and_the_second_does_not() {
    for world in World::all().await {
        let somebody = world.somebody("ONGEACTIVEERD").await;
        world.brp(&somebody, Some(person("Piet Bakker", 50)));
        let before = world.counted("mijnoverheid.accounts.actief").await;
        for logins in 1..=2 {
            assert_eq!(Browser::default().log_in(&world, &somebody).await.status, 303);
            assert_eq!(world.counted("mijnoverheid.accounts.actief").await, before + 1);
            assert_eq!(world.counted("mijnoverheid.inloggen").await, logins);
        }
        let mut browser = Browser::default();
        browser.log_in(&world, &somebody).await;
        let page = browser.get(&world, "/mijnoverheid").await.text();
        assert!(page.contains("U logde de vorige keer in op") && page.contains("met DigiD Basis"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_refused_and_somebody_who_turned_fourteen_is_not() {
    for world in World::all().await {
        let child = world.child();
        world.brp(&child, Some(person("Kim Smit", 13)));
        let refused = Browser::default().log_in(&world, &child).await;
        assert_eq!(refused.status, 403);
        assert!(refused.text().contains("vanaf de dag dat u 14 jaar wordt"));
        world.brp(&child, Some(person("Kim Smit", 14)));
        assert_eq!(Browser::default().log_in(&world, &child).await.status, 303);
        assert_eq!(world.counted("mijnoverheid.inloggen").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_brp_one_comes_in_nameless_and_without_an_account_one_waits() {
    for world in World::all().await {
        let (somebody, child) = (world.people[1].clone(), world.child());
        world.brp(&somebody, None);
        world.brp(&child, None);
        let mut browser = Browser::default();
        assert_eq!(browser.log_in(&world, &somebody).await.status, 303);
        assert!(browser.get(&world, "/mijnoverheid").await.text().contains(">Ingelogd<"));
        assert_eq!(Browser::default().log_in(&world, &child).await.status, 503);
        let gone = browser.get(&world, "/mijnoverheid/gegevens").await;
        assert_eq!(gone.status, 200);
        assert!(gone.text().contains("Persoonlijke gegevens zijn nu niet op te halen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_nobody_has_is_refused() {
    for world in World::all().await {
        let nobody = "999990019".parse().unwrap();
        assert_eq!(Browser::default().log_in(&world, &nobody).await.status, 403);
        assert_eq!(
            world.number("SELECT COUNT(*) FROM journal WHERE kind = 'mijnoverheid.inloggen.geweigerd'").await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_used_once_by_the_browser_that_asked_and_in_time() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let (mut asked, mut other) = (Browser::default(), Browser::default());
        let (state, nonce) = asked.begin(&world).await;
        other.begin(&world).await;
        let address =
            format!("/mijnoverheid/terug?code={}&state={state}", code(&claims(&world, somebody, &nonce)));
        assert_eq!(Browser::default().get(&world, &address).await.status, 400);
        assert_eq!(other.get(&world, &address).await.status, 400);
        assert_eq!(asked.get(&world, &address).await.status, 303);
        asked.cookies.clear();
        let (state, nonce) = asked.begin(&world).await;
        let kept = asked.cookies.clone();
        let address =
            format!("/mijnoverheid/terug?code={}&state={state}", code(&claims(&world, somebody, &nonce)));
        assert_eq!(asked.get(&world, &address).await.status, 303);
        asked.cookies = kept;
        assert_eq!(asked.get(&world, &address).await.status, 400);
        let mut late = Browser::default();
        let (state, nonce) = late.begin(&world).await;
        assert!(world.clock.set(world.clock.now().plus_seconds(900)));
        let address =
            format!("/mijnoverheid/terug?code={}&state={state}", code(&claims(&world, somebody, &nonce)));
        assert_eq!(late.get(&world, &address).await.status, 400);
        assert_eq!(world.counted("mijnoverheid.inloggen").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_says_anything_else_lets_nobody_in() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let wrong = [
            ("iss", json!("https://elders.example")),
            ("aud", json!("ander")),
            ("nonce", json!("ander")),
            ("exp", json!(1)),
            ("acr", json!("iets")),
        ];
        for (name, value) in wrong {
            let mut browser = Browser::default();
            let (state, nonce) = browser.begin(&world).await;
            let mut claims = claims(&world, somebody, &nonce);
            claims[name] = value;
            let address = format!("/mijnoverheid/terug?code={}&state={state}", code(&claims));
            assert_eq!(browser.get(&world, &address).await.status, 502, "{name}");
            assert_eq!(browser.get(&world, "/mijnoverheid").await.status, 303);
        }
        let mut browser = Browser::default();
        let (state, _) = browser.begin(&world).await;
        let declined =
            browser.get(&world, &format!("/mijnoverheid/terug?error=access_denied&state={state}")).await;
        assert_eq!(declined.status, 403);
        assert_eq!(world.counted("mijnoverheid.inloggen").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_closes_the_account_and_its_sessions_once() {
    for world in World::all().await {
        let somebody = world.people[2].clone();
        world.brp(&somebody, Some(person("An Visser", 71)));
        let before = world.counted("mijnoverheid.accounts.actief").await;
        let mut browser = Browser::default();
        browser.log_in(&world, &somebody).await;
        let topic = world.topic("brp.gebeurtenis.mijnoverheid");
        for _ in 0..2 {
            (topic.handle)(world.death(&somebody)).await.unwrap();
        }
        assert_eq!(world.counted("mijnoverheid.accounts.actief").await, before - 1);
        assert_eq!(browser.get(&world, "/mijnoverheid").await.header(LOCATION), "/mijnoverheid/inloggen");
        assert_eq!(Browser::default().log_in(&world, &somebody).await.status, 403);
        assert_eq!(
            world.number("SELECT COUNT(*) FROM journal WHERE kind = 'mijnoverheid.account.gesloten'").await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_citizen_sees_the_data_of_the_brp_and_who_asked_for_it() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let mut data = person("Jan de Vries", 40);
        data["geboorte"] =
            json!({ "datum": { "type": "Datum", "datum": "1986-05-01", "langFormaat": "1 mei 1986" } });
        world.brp(somebody, Some(data));
        let mut browser = Browser::default();
        browser.log_in(&world, somebody).await;
        let page = browser.get(&world, "/mijnoverheid/gegevens").await.text();
        assert!(page.contains("Jan de Vries") && page.contains("1 mei 1986"));
        world.delivered(&crate::world::letter(somebody)).await;
        let usage = browser.get(&world, "/mijnoverheid/bekeken").await.text();
        for words in [
            "uzelf",
            "dit overzicht bekeken",
            "Gemeente Utrecht",
            "berichten versturen",
            "23 november 2026 om 13:00 uur",
        ] {
            assert!(usage.contains(words), "{words}");
        }
        assert!(!usage.contains(somebody.as_str()));
    }
}
