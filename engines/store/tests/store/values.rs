//! What goes in comes out, the same on both engines.

use kernel::{Clock, PartialDate, Problem, Random};
use store::{Migration, Row, Rows, Store, Tx, Value, params};

use crate::harness::{Home, MIGRATION, act, entry, on_both, on_postgres};

const COLUMNS: &[&str] = &["id", "i", "s", "d", "b", "j", "x", "t"];

fn samples() -> Vec<Vec<Value>> {
    let json = serde_json::json!({ "b": [1, 2.5, null, true, "é\"'"], "a": {} });
    let full = params!["vol", i64::MIN, -3_i64, 2.5_f64, true, json, vec![0_u8, 255, 39], "ëén 'regel'\n"];
    let other =
        params!["waar", i64::MAX, 0_i64, -0.125_f64, false, serde_json::Value::Null, Vec::<u8>::new(), ""];
    let empty = [
        Value::from("leeg"),
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
    ];
    vec![full.into(), other.into(), empty.into()]
}

type Sample = (
    String,
    Option<i64>,
    Option<i64>,
    Option<f64>,
    Option<bool>,
    Option<serde_json::Value>,
    Option<Vec<u8>>,
    Option<String>,
);

fn sample(row: &Row) -> Result<Sample, Problem> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
    ))
}

async fn stored(store: &Store) -> Vec<Sample> {
    store
        .read(async |rows: &mut Rows| {
            let found = rows.all("SELECT id, i, s, d, b, j, x, t FROM sample ORDER BY id", &[]).await?;
            found.iter().map(sample).collect()
        })
        .await
        .unwrap()
}

fn expected() -> Vec<Sample> {
    let json = serde_json::json!({ "b": [1, 2.5, null, true, "é\"'"], "a": {} });
    vec![
        ("leeg".into(), None, None, None, None, None, None, None),
        (
            "vol".into(),
            Some(i64::MIN),
            Some(-3),
            Some(2.5),
            Some(true),
            Some(json),
            Some(vec![0, 255, 39]),
            Some("ëén 'regel'\n".into()),
        ),
        (
            "waar".into(),
            Some(i64::MAX),
            Some(0),
            Some(-0.125),
            Some(false),
            Some(serde_json::Value::Null),
            Some(vec![]),
            Some(String::new()),
        ),
    ]
}

#[test]
fn values_of_every_kind_come_back_whether_put_one_by_one_or_in_bulk() {
    on_both(async |home| {
        let store = home.open().await;
        let one_by_one = async |tx: &mut Tx| {
            for values in samples() {
                let insert =
                    "INSERT INTO sample (id, i, s, d, b, j, x, t) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
                tx.exec(insert, &values).await?;
            }
            tx.record(entry());
            Ok(())
        };
        store.write("k", &act(&store), one_by_one).await.unwrap();
        assert_eq!(stored(&store).await, expected());
        let in_bulk = async |tx: &mut Tx| {
            assert_eq!(tx.exec("DELETE FROM sample", &[]).await?, 3);
            tx.record(entry());
            Ok(tx.bulk("sample", COLUMNS, &samples()).await?)
        };
        assert_eq!(store.write("k", &act(&store), in_bulk).await, Ok(3));
        assert_eq!(stored(&store).await, expected());
        store.close();
    });
}

#[test]
fn a_bulk_that_does_not_fit_leaves_nothing_and_harms_nobody() {
    on_both(async |home| {
        let store = home.open().await;
        let wrong: [Vec<Vec<Value>>; 3] = [
            vec![params!["a", 1_i64].into(), params!["a", 2_i64].into()],
            vec![params!["a", 1_i64].into(), params!["b", "geen getal"].into()],
            vec![params!["a", 1_i64].into(), params!["b"].into()],
        ];
        for rows in wrong {
            let work = async move |tx: &mut Tx| {
                tx.record(entry());
                Ok(tx.bulk("thing", &["id", "n"], &rows).await?)
            };
            let act = act(&store);
            let (answer, neighbour) =
                tokio::join!(store.write("things", &act, work), crate::harness::put(&store, "neighbour", 1));
            assert_eq!(answer.unwrap_err().status, 500);
            neighbour.unwrap();
            assert_eq!(crate::harness::things(&store).await, [("neighbour".to_owned(), 1)]);
            let clear = async |tx: &mut Tx| Ok(tx.exec("DELETE FROM thing", &[]).await?);
            store.maintain("things", clear).await.unwrap();
        }
        store.close();
    });
}

#[test]
fn a_list_a_date_a_moment_and_a_missing_value_can_be_asked_for() {
    on_both(async |home| {
        let store = home.open().await;
        let date = PartialDate::try_from(19_400_000).unwrap();
        let moment = store.clock().now();
        let put = async move |tx: &mut Tx| {
            tx.record(entry());
            let insert = "INSERT INTO sample (id, i) VALUES ($1, $2)";
            tx.exec(insert, &params!["datum", date]).await?;
            tx.exec(insert, &params!["moment", moment]).await?;
            tx.exec(insert, &params!["niets", None::<i64>]).await?;
            Ok(())
        };
        store.write("k", &act(&store), put).await.unwrap();
        let answer = store
            .read(async move |rows: &mut Rows| {
                let list = vec!["datum".to_owned(), "moment".to_owned(), "o'neill\"".to_owned()];
                let sql = "SELECT i FROM sample WHERE id {in:1} AND i > $2 ORDER BY i";
                let found = rows.all(sql, &params![list, 0_i64]).await?;
                let none =
                    rows.all("SELECT id FROM sample WHERE id {in:1}", &params![Vec::<String>::new()]).await?;
                let missing = rows
                    .one("SELECT id FROM sample WHERE i IS NOT DISTINCT FROM $1", &params![None::<i64>])
                    .await?;
                Ok((
                    found[0].get::<PartialDate>(0)?,
                    found[1].get::<kernel::Moment>(0)?,
                    none.len(),
                    missing.get::<String>(0)?,
                ))
            })
            .await;
        assert_eq!(answer, Ok((date, moment, 0, "niets".to_owned())));
        store.close();
    });
}

#[test]
fn a_text_that_one_engine_cannot_hold_is_refused_by_both() {
    on_both(async |home| {
        let store = home.open().await;
        let work = async |tx: &mut Tx| {
            tx.record(entry());
            Ok(tx.exec("INSERT INTO sample (id) VALUES ($1)", &params!["nul \0"]).await?)
        };
        assert_eq!(store.write("k", &act(&store), work).await.unwrap_err().status, 500);
        store.close();
    });
}

#[test]
fn a_read_cannot_change_anything() {
    on_both(async |home| {
        let store = home.open().await;
        let sneaky =
            async |rows: &mut Rows| Ok(rows.exec("INSERT INTO sample (id) VALUES ('a')", &[]).await?);
        assert_eq!(store.read(sneaky).await.unwrap_err().status, 500);
        assert!(stored(&store).await.is_empty());
        store.close();
    });
}

#[test]
fn both_engines_have_the_same_tables_columns_and_keys() {
    on_postgres(async |postgres| {
        let sqlite = Home::sqlite();
        let (one, other) = (sqlite.open().await, postgres.open().await);
        let columns = one.columns().await.unwrap();
        assert_eq!(columns, other.columns().await.unwrap());
        let version: Vec<_> = columns
            .iter()
            .filter(|column| column.table == "version")
            .map(|column| (column.name.as_str(), column.kind.as_str(), column.nullable, column.key))
            .collect();
        assert_eq!(
            version,
            [("id", "text", false, 1), ("text", "text", true, 0), ("valid_to", "integer", false, 2)]
        );
        assert!(columns.iter().any(|column| column.table == "journal" && column.kind == "bytes"));
        one.close();
        other.close();
        std::fs::remove_dir_all(match &sqlite.place {
            store::Place::Folder(folder) => folder,
            store::Place::Postgres(_) => panic!("a folder"),
        })
        .unwrap();
    });
}

#[test]
fn a_migration_runs_once_and_a_wrong_one_leaves_the_old_tables() {
    on_both(async |home| {
        home.open().await.close();
        let second = |text| Migration { owner: "test", name: "0002_test", text };
        let open = async |step: Migration| {
            let clock = Clock::fixed(crate::harness::noon());
            Store::open(home.settings(), &[MIGRATION, step], clock, Random::system()).await
        };
        let wrong = "CREATE TABLE extra (id text NOT NULL, PRIMARY KEY (id)); CREATE TABLE thing (id text);";
        let Err(error) = open(second(wrong)).await else { panic!("a table that is there twice") };
        assert!(error.to_string().starts_with("migration test/0002_test: "), "{error}");
        let right = "CREATE TABLE extra (id text NOT NULL, PRIMARY KEY (id));";
        for _ in 0..2 {
            let store = open(second(right)).await.unwrap();
            assert!(store.columns().await.unwrap().iter().any(|column| column.table == "extra"));
            store.close();
        }
    });
}
