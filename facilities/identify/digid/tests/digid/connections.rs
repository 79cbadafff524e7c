//! Accounts and clients that are there from the first start.

use std::sync::Arc;

use ::login::accounts::Outcome;
use country::country;
use digid::{
    FACILITY, MIJNOVERHEID_CLIENT, MIJNOVERHEID_KEYS, MIJNOVERHEID_SERVICE, TEST_PASSWORD, username_of,
};
use trust::jose::Jwks;
use trust::keys::KeyFolder;

use crate::house::{Browser, ORIGIN, OTHER_ORIGIN, World, client_jwks, on_both, seeding, spec};
use crate::protocol::authorization;

#[test]
fn a_filling_that_is_started_again_makes_and_counts_nothing_twice() {
    on_both("seeded", async |world: World| {
        let before = world.counted("digid.accounts.actief").await;
        assert_eq!(before.0, before.1);
        let living =
            country(spec()).flat_map(|household| household.members).filter(|one| one.is_alive()).count();
        let accounts = usize::try_from(before.0).unwrap();
        assert!(accounts * 2 > living && accounts < living, "{accounts} of {living}");
        (FACILITY.seed)(Arc::clone(&world.house), seeding()).await.unwrap();
        assert_eq!(world.counted("digid.accounts.actief").await, before);
        assert_eq!(world.counted("digid.accounts.basis").await, before);
    });
}

#[test]
fn the_people_to_show_the_house_with_can_log_in() {
    on_both("demo", async |world: World| {
        assert_eq!(world.people.len(), 3);
        for demo in &world.people {
            let act = world.house.system_act("digid");
            let username = username_of(&demo.person).to_uppercase();
            let outcome = world.digid().accounts.log_in(&act, &username, TEST_PASSWORD).await.unwrap();
            assert!(
                matches!(outcome, Outcome::LoggedIn { account } if account.bsn == demo.person.burgerservicenummer)
            );
        }
    });
}

#[test]
fn mijnoverheid_is_connected_as_soon_as_its_keys_are_there_and_counted_once() {
    on_both("mijnoverheid", async |world: World| {
        let mut browser = Browser::default();
        let back = format!("{OTHER_ORIGIN}/mijnoverheid/terug");
        let request = authorization(&[("client_id", MIJNOVERHEID_CLIENT), ("redirect_uri", &back)]);
        assert_eq!(browser.get(&world, &request).await.status.as_u16(), 400);
        // The client of these tests is connected beside the counting: the recount knows one service and organisation more.
        assert_eq!(world.counted("digid.webdiensten").await, (1, 2));
        KeyFolder::open(&world.keys())
            .unwrap()
            .write_new(MIJNOVERHEID_KEYS, client_jwks().to_string().as_bytes())
            .unwrap();
        for _ in 0..2 {
            assert_eq!(browser.get(&world, &request).await.status.as_u16(), 303);
        }
        let client = world.digid().provider.client(MIJNOVERHEID_CLIENT).await.unwrap().unwrap();
        assert_eq!(client.redirect_uris, [format!("{ORIGIN}/mijnoverheid/terug"), back]);
        assert_eq!(client.service, MIJNOVERHEID_SERVICE);
        assert_eq!(world.counted("digid.webdiensten").await, (2, 3));
        assert_eq!(world.counted("digid.organisaties").await, (2, 3));
        (FACILITY.start)(Arc::clone(&world.house)).await.unwrap();
        assert_eq!(world.counted("digid.webdiensten").await, (2, 3));
        assert_eq!(world.journalled("digid.webdienst.aangesloten").await, 2);
    });
}

#[test]
fn the_demonstration_client_has_its_private_keys_in_a_closed_file() {
    on_both("testdienst", async |world: World| {
        let demo = digid::demo_client(&world.keys()).unwrap();
        let client = world.digid().provider.client(demo.client_id).await.unwrap().unwrap();
        assert_eq!(
            client.redirect_uris,
            ["http://127.0.0.1:9090/callback", "http://localhost:9090/callback"]
        );
        assert_eq!(client.jwks, Jwks::from_json(demo.jwks.to_string().as_bytes()).unwrap());
        assert_eq!(demo.private_keys, world.keys().join("clients/testdienst.jwks.json"));
        let folder = KeyFolder::open(&world.keys().join("clients")).unwrap();
        let text = folder.read("testdienst.jwks.json").unwrap().unwrap();
        let private: serde_json::Value = serde_json::from_slice(&text).unwrap();
        for (key, key_use) in private["keys"].as_array().unwrap().iter().zip(["sig", "enc"]) {
            assert_eq!(key["use"], key_use);
            for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi", "kid", "alg"] {
                assert!(key[name].is_string(), "{name}");
            }
        }
    });
}
