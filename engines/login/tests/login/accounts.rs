use kernel::{Level, Moment};
use login::accounts::{Accounts, Count, NewAccount, Outcome, SeedAccount, Status};
use login::passwords::{Cost, Passwords, Settings};
use store::Subject;
use trust::seal::MacKey;

use crate::fixture::*;

fn asked(bsn: &str, username: &str, password: &str) -> NewAccount {
    NewAccount {
        bsn: bsn.parse().unwrap(),
        username: username.into(),
        password: password.into(),
        level: Level::Basis,
        email: Some("p.jansen@example.nl".into()),
        phone: None,
    }
}

fn blocked(seconds: i64) -> Outcome {
    Outcome::Blocked { until: start().plus_seconds(seconds) }
}

#[test]
fn an_account_is_asked_for_activated_and_logged_in_with() {
    on_both("life", async |world| {
        let id = world.accounts.create(&world.act(), asked(BSN, USERNAME, PASSWORD)).await.unwrap();
        assert_eq!(world.log_in(USERNAME, PASSWORD).await, Outcome::Refused);
        world.accounts.change_status(&world.act(), &id, Status::Active, None).await.unwrap();
        world.pass(60);
        let Outcome::LoggedIn { account } = world.log_in("jansenp", PASSWORD).await else {
            panic!("refused")
        };
        assert_eq!((account.id.as_str(), account.username.as_str()), (id.as_str(), USERNAME));
        assert_eq!((account.status, account.level), (Status::Active, Level::Basis));
        assert_eq!((account.activated, account.last_login), (Some(start()), Some(start().plus_seconds(60))));
        assert_eq!(world.accounts.by_bsn(&bsn()).await.unwrap(), [(*account).clone()]);
        assert_eq!(world.accounts.by_id(&id).await.unwrap(), Some(*account));
        let history =
            world.store.journal_about(Subject::bsn(&bsn()), Moment::from_micros(i64::MAX), 10).await.unwrap();
        let mut kinds: Vec<_> = history.iter().map(|one| one.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(
            kinds,
            [WORDS.account_created, WORDS.account_changed, WORDS.logged_in, WORDS.login_refused]
        );
    });
}

#[test]
fn a_username_is_taken_whatever_its_case_and_every_fault_is_told_at_once() {
    on_both("taken", async |world| {
        world.jansen().await;
        let taken =
            world.accounts.create(&world.act(), asked(OTHER_BSN, "JANSENP", PASSWORD)).await.unwrap_err();
        assert_eq!((taken.status, taken.code.as_str()), (409, "usernameTaken"));
        let wrong = world.accounts.create(&world.act(), asked(OTHER_BSN, "kort", "kort")).await.unwrap_err();
        let faults: Vec<_> =
            wrong.invalid_params.iter().map(|one| (one.name.as_str(), one.code.as_str())).collect();
        assert_eq!(
            faults,
            [
                ("username", "pattern"),
                ("password", "pattern"),
                ("password", "uppercase"),
                ("password", "digit"),
                ("password", "special"),
                ("password", "username"),
            ]
        );
    });
}

#[test]
fn a_name_that_does_not_exist_is_refused_and_blocked_exactly_as_one_that_does() {
    on_both("alike", async |world| {
        world.jansen().await;
        for name in [USERNAME, "niemand"] {
            world.clock.set(start());
            for (wait, expected) in [(0, Outcome::Refused), (60, Outcome::Refused), (60, blocked(1_020))] {
                world.pass(wait);
                assert_eq!(world.log_in(name, "Fout-12345").await, expected, "{name}");
            }
            assert_eq!(
                world.log_in(name, PASSWORD).await,
                blocked(1_020),
                "the right password does not help"
            );
            let now = world.clock.now();
            let until = world.accounts.blocked_until(name, now).await.unwrap();
            assert_eq!(until, Some(start().plus_seconds(1_020)));
            world.pass(900);
            assert_eq!(world.log_in(name, "Fout-12345").await, Outcome::Refused, "counting starts anew");
        }
        assert!(matches!(world.log_in(USERNAME, PASSWORD).await, Outcome::LoggedIn { .. }));
        let text = format!("{:?}", world.journal().await).to_lowercase();
        assert!(!text.contains("jansenp") && !text.contains("niemand"), "{text}");
        let reasons = world.journalled(WORDS.login_refused).await;
        let unknown = reasons.iter().filter(|body| body["reason"] == "unknown").count();
        let password = reasons.iter().filter(|body| body["reason"] == "password").count();
        assert_eq!((reasons.len(), unknown, password), (10, 4, 4));
    });
}

#[test]
fn failures_older_than_a_day_no_longer_count_and_a_login_wipes_them_out() {
    on_both("window", async |world| {
        world.jansen().await;
        for wait in [0, 10, 86_400, 10, 86_400] {
            world.pass(wait);
            assert_eq!(world.log_in(USERNAME, "Fout-12345").await, Outcome::Refused);
        }
        assert!(matches!(world.log_in(USERNAME, PASSWORD).await, Outcome::LoggedIn { .. }));
        assert_eq!(world.number("SELECT COUNT(*) FROM login_attempt").await, 0);
        for _ in 0..2 {
            assert_eq!(world.log_in(USERNAME, "Fout-12345").await, Outcome::Refused);
        }
        world.pass(1);
        assert_eq!(world.accounts.forget_attempts(world.clock.now()).await.unwrap(), 1);
        assert_eq!(world.log_in(USERNAME, "Fout-12345").await, Outcome::Refused);
    });
}

#[test]
fn guesses_at_the_same_time_get_no_more_tries_than_guesses_in_turn() {
    on_both("beside", async |world| {
        world.jansen().await;
        let guesses = (0..8).map(|_| {
            let (accounts, act) = (world.accounts.clone(), world.act());
            tokio::spawn(async move { accounts.log_in(&act, USERNAME, "Fout-12345").await.unwrap() })
        });
        let guesses: Vec<_> = guesses.collect();
        let mut refused = 0;
        for guess in guesses {
            match guess.await.unwrap() {
                Outcome::Refused => refused += 1,
                other => assert_eq!(other, blocked(900)),
            }
        }
        assert_eq!(refused, 2);
        world.accounts.unblock(&world.act(), USERNAME).await.unwrap();
        assert!(matches!(world.log_in(USERNAME, PASSWORD).await, Outcome::LoggedIn { .. }));
    });
}

#[test]
fn a_person_who_died_is_suspended_once_and_is_refused_as_anybody() {
    on_both("died", async |world| {
        let id = world.jansen().await;
        assert_eq!(world.accounts.suspend_person(&world.act(), &bsn(), "overlijden").await, Ok(1));
        assert_eq!(world.accounts.suspend_person(&world.act(), &bsn(), "overlijden").await, Ok(0));
        assert_eq!(world.log_in(USERNAME, PASSWORD).await, Outcome::Refused);
        let account = world.accounts.by_id(&id).await.unwrap().unwrap();
        assert_eq!(
            (account.status, account.status_reason.as_deref()),
            (Status::Suspended, Some("overlijden"))
        );
        assert_eq!((account.version, world.journalled(WORDS.account_changed).await.len()), (2, 1));
        world.accounts.change_status(&world.act(), &id, Status::Removed, None).await.unwrap();
        let back = world.accounts.change_status(&world.act(), &id, Status::Active, None).await.unwrap_err();
        assert_eq!((back.status, back.code.as_str()), (409, "status"));
        let free = world.accounts.create(&world.act(), asked(OTHER_BSN, USERNAME, PASSWORD)).await;
        assert!(free.is_ok(), "the username is free again");
        let unknown =
            world.accounts.change_status(&world.act(), "x", Status::Active, None).await.unwrap_err();
        assert_eq!(unknown.status, 404);
    });
}

#[test]
fn a_second_account_replaces_the_first_only_when_it_is_activated() {
    on_both("replace", async |world| {
        let first = world.jansen().await;
        let second = world.accounts.create(&world.act(), asked(BSN, "JansenNieuw", PASSWORD)).await.unwrap();
        assert!(matches!(world.log_in(USERNAME, PASSWORD).await, Outcome::LoggedIn { .. }));
        world.accounts.change_status(&world.act(), &second, Status::Active, None).await.unwrap();
        assert_eq!(world.log_in(USERNAME, PASSWORD).await, Outcome::Refused);
        assert!(matches!(world.log_in("JansenNieuw", PASSWORD).await, Outcome::LoggedIn { .. }));
        let old = world.accounts.by_username(USERNAME).await.unwrap().unwrap();
        assert_eq!(
            (old.id, old.status, old.status_reason.as_deref()),
            (first, Status::Revoked, Some("vervangen"))
        );
        world.accounts.change_level(&world.act(), &second, Level::Midden).await.unwrap();
        assert_eq!(
            world.accounts.counts().await.unwrap(),
            [
                Count { status: Status::Active, level: Level::Midden, accounts: 1 },
                Count { status: Status::Revoked, level: Level::Basis, accounts: 1 },
            ]
        );
    });
}

#[test]
fn thousands_of_accounts_are_put_in_with_one_hash_between_them() {
    on_both("many", async |world| {
        let password_hash = world.accounts.passwords().hash(PASSWORD).await.unwrap();
        let seeds = (0u32..).filter_map(|number| kernel::Bsn::complete(91_000_000 + number)).take(6_000);
        let seeds = seeds.enumerate().map(|(number, bsn)| SeedAccount {
            bsn,
            username: format!("burger{number}"),
            password_hash: password_hash.clone(),
            level: Level::Basis,
            status: Status::Active,
            email: None,
            phone: None,
            created: start(),
            activated: Some(start()),
        });
        let seeds: Vec<_> = seeds.collect();
        let ids = world.accounts.bulk_create(&world.act(), seeds.clone()).await.unwrap();
        assert_eq!(ids.len(), 6_000);
        let Outcome::LoggedIn { account } = world.log_in("Burger5999", PASSWORD).await else {
            panic!("refused")
        };
        assert_eq!((account.id, account.bsn), (ids[5_999].clone(), seeds[5_999].bsn.clone()));
        assert_eq!(world.journalled(WORDS.account_created).await.len(), 2);
        let again = world.accounts.bulk_create(&world.act(), seeds[..1].to_vec()).await;
        assert!(again.is_err());
    });
}

#[test]
fn a_password_changes_and_an_old_hash_is_replaced_at_the_next_login() {
    on_both("rehash", async |world| {
        let id = world.jansen().await;
        let weak = world.accounts.change_password(&world.act(), &id, "zwak").await.unwrap_err();
        assert_eq!(weak.invalid_params.len(), 4);
        world.accounts.change_password(&world.act(), &id, "Nieuw-4567").await.unwrap();
        assert_eq!(world.log_in(USERNAME, PASSWORD).await, Outcome::Refused);
        let dearer = Settings { cost: Cost { memory_kib: 128, ..cheap().cost }, ..cheap() };
        let passwords = Passwords::new(dearer, world.random.clone()).unwrap();
        let accounts = Accounts::new(world.store.clone(), passwords, WORDS, "digid", MacKey::new(&[5; 32]));
        for _ in 0..2 {
            let outcome = accounts.log_in(&world.act(), USERNAME, "Nieuw-4567").await.unwrap();
            assert!(matches!(outcome, Outcome::LoggedIn { .. }));
        }
        let dear = "SELECT COUNT(*) FROM login_account WHERE password LIKE '$argon2id$v=19$m=128,%'";
        assert_eq!(world.number(dear).await, 1);
        let long = "Aa1-".repeat(100);
        assert_eq!(accounts.log_in(&world.act(), USERNAME, &long).await.unwrap(), Outcome::Refused);
    });
}
