use kernel::Level;
use login::oidc::{ClientRegistration, SubjectType};
use login::services::{Connected, Identifier};
use serde_json::json;
use trust::jose::{Jwks, SignatureAlgorithm};

use crate::fixture::*;

type Change = fn(&mut ClientRegistration);

#[test]
fn a_client_is_registered_only_with_all_that_it_needs() {
    on_both("register", async |world| {
        let wrong: Vec<(&str, Change)> = vec![
            ("client_id", |one| one.client_id = "met spatie".into()),
            ("client_id", |one| one.client_id = "x".repeat(129)),
            ("naam", |one| one.name = " ".into()),
            ("redirect_uris", |one| one.redirect_uris.clear()),
            ("redirect_uris[0]", |one| one.redirect_uris = vec!["http://dienst.example/cb".into()]),
            ("jwks", |one| one.jwks = json!({})),
            ("private_key_jwt", |one| one.jwks = json!({ "keys": [] })),
            ("versleutelen", |one| {
                one.jwks = Jwks { keys: vec![KEYS.client.public(Some(SignatureAlgorithm::Ps256))] }.to_json()
            }),
            ("RS256", |one| one.signing_algorithm = SignatureAlgorithm::Es256),
            ("grondslag", |one| one.legal_basis = None),
            ("grondslag", |one| one.legal_basis = Some(" ".into())),
            ("versleutelen", |one| one.encryption = None),
        ];
        for (about, change) in wrong {
            let mut client = registration();
            change(&mut client);
            let problem = world.provider.register(&world.act(), client).await.unwrap_err();
            assert_eq!((problem.status, problem.code.as_str()), (400, "client"));
            assert!(problem.detail.contains(about), "{about}: {}", problem.detail);
        }
        assert_eq!(world.number("SELECT COUNT(*) FROM login_client").await, 0);
        world.provider.register(&world.act(), registration()).await.unwrap();
        let stored = world.provider.client(CLIENT).await.unwrap().unwrap();
        assert_eq!(
            (stored.subject_type, stored.level, stored.active),
            (SubjectType::Bsn, Level::Basis, true)
        );
        assert_eq!(stored.jwks.to_json(), client_jwks());
        assert_eq!(stored.redirect_uris, registration().redirect_uris);
    });
}

#[test]
fn the_catalogue_counts_organisations_and_services_that_are_active() {
    on_both("catalogue", async |world| {
        let put = async |id: &str, oin: &str, from: &str, until: Option<&str>| {
            let mut one = service();
            one.id = id.into();
            one.oin = oin.parse().unwrap();
            one.active_from = from.parse().unwrap();
            one.active_until = until.map(|until| until.parse().unwrap());
            world.catalogue.put(&world.act(), one).await
        };
        put("a", OIN, "2019-01-01", None).await.unwrap();
        put("b", OIN, "2019-01-01", Some("2019-06-01")).await.unwrap();
        put("c", OTHER_OIN, "2020-01-01", None).await.unwrap();
        put("c", OTHER_OIN, "2020-02-01", None).await.unwrap();
        let on = async |day: &str| world.catalogue.connected(day.parse().unwrap()).await.unwrap();
        assert_eq!(on("2019-05-31").await, Connected { organisations: 1, services: 2 });
        assert_eq!(on("2019-06-01").await, Connected { organisations: 1, services: 1 });
        assert_eq!(on("2020-02-01").await, Connected { organisations: 2, services: 2 });
        assert_eq!(put("d", OIN, "2020-01-01", Some("2020-01-01")).await.unwrap_err().status, 400);
        let mut lawless = service();
        lawless.legal_basis = String::new();
        assert_eq!(world.catalogue.put(&world.act(), lawless.clone()).await.unwrap_err().status, 400);
        lawless.identifier = Identifier::Pseudonym;
        assert_eq!(world.catalogue.put(&world.act(), lawless.clone()).await, Ok(()));
        assert_eq!(world.catalogue.get(SERVICE).await.unwrap(), Some(lawless));
        let ids: Vec<_> =
            world.catalogue.list("a", 10).await.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(ids, [SERVICE, "b", "c"].into_iter().filter(|id| *id > "a").collect::<Vec<_>>());
    });
}
