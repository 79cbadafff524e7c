//! One migration text, the same tables on both engines.

use super::support::{Engine, Town, engines};

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_tables_columns_and_keys() {
    let engines = engines();
    let Some(postgres @ Engine::Postgres(_)) = engines.get(1) else { return };
    let first = Town::new(&Engine::Sqlite).await.house.store.columns().await.unwrap();
    let second = Town::new(postgres).await.house.store.columns().await.unwrap();
    assert!(first.len() > 50);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one, other);
    }
    assert_eq!(first.len(), second.len());
}
