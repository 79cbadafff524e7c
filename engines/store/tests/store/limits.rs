//! Everything has a limit, and past it a clear refusal.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use store::{Place, Rows, Settings, Store, Tx, params};

use crate::harness::{act, entry, faults, number, on_both, on_postgres, on_sqlite, put, things};

/// Acts that may wait for one lane.
const WAITING_MAX: usize = 4096;

#[test]
fn a_full_lane_refuses_and_recovers() {
    on_both(async |home| {
        let store = home.open().await;
        let (started, has_started) = channel();
        let (go, may_go) = channel::<()>();
        let (started, may_go) = (Mutex::new(started), Mutex::new(may_go));
        let blocker = {
            let store = store.clone();
            tokio::spawn(async move {
                let work = async move |_: &mut Tx| {
                    started.lock().unwrap().send(()).unwrap();
                    may_go.lock().unwrap().recv().unwrap();
                    Ok(())
                };
                store.write("things", &act(&store), work).await
            })
        };
        tokio::task::block_in_place(|| has_started.recv().unwrap());
        let more = join_all((0..WAITING_MAX + 3).map(async |_| {
            let record = async |tx: &mut Tx| {
                tx.record(entry());
                Ok(())
            };
            store.write("things", &act(&store), record).await
        }));
        let release = async {
            // Joined behind the acts: all of them have been offered when this runs.
            go.send(()).unwrap();
        };
        let (answers, ()) = tokio::join!(more, release);
        let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
        assert_eq!(refused.len(), 3);
        for problem in refused {
            assert_eq!((problem.status, problem.retry_after_seconds), (503, Some(1)));
        }
        blocker.await.unwrap().unwrap();
        put(&store, "after", 1).await.unwrap();
        assert_eq!(number(&store, "SELECT COUNT(*) FROM journal").await, WAITING_MAX as i64 + 1);
        store.close();
    });
}

#[test]
fn a_second_program_on_one_folder_is_refused_in_clear_words() {
    on_sqlite(async |home| {
        let store = home.open().await;
        let Err(error) = home.try_open(home.settings()).await else { panic!("two on one folder") };
        let Place::Folder(folder) = &home.place else { panic!("a folder") };
        assert_eq!(
            error.to_string(),
            format!(
                "{} is in use by another stelsel; stop that one, or give this one its own --data",
                folder.display()
            )
        );
        store.close();
        home.open().await.close();
    });
}

#[test]
fn an_endless_read_is_cut_off_and_the_next_one_works() {
    on_both(async |home| {
        let store = home.open().await;
        let started = Instant::now();
        let endless = async |rows: &mut Rows| {
            let sql = "WITH RECURSIVE c (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM c) \
                       SELECT COUNT(*) FROM c";
            rows.one(sql, &[]).await?.get::<i64>(0)
        };
        let problem = store.read(endless).await.unwrap_err();
        assert_eq!((problem.status, problem.retry_after_seconds), (503, Some(1)));
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        let many = async |rows: &mut Rows| {
            loop {
                rows.one("SELECT COUNT(*) FROM thing", &[]).await?;
            }
            #[expect(unreachable_code, reason = "gives the loop a type")]
            Ok(())
        };
        assert_eq!(store.read(many).await.unwrap_err().status, 503);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM thing").await, 0);
        store.close();
    });
}

async fn move_pair(store: &Store) {
    let work = async |tx: &mut Tx| {
        tx.record(entry());
        tx.exec("UPDATE thing SET n = n + 1 WHERE id = 'a'", &[]).await?;
        tx.exec("UPDATE thing SET n = n + 1 WHERE id = 'b'", &[]).await?;
        Ok(())
    };
    store.write("things", &act(store), work).await.unwrap();
}

#[test]
fn two_statements_in_one_read_see_the_same_moment() {
    on_both(async |home| {
        let store = home.open().await;
        put(&store, "a", 0).await.unwrap();
        put(&store, "b", 0).await.unwrap();
        let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
        let writer = {
            let store = store.clone();
            tokio::spawn(async move {
                let mut written = 0_i64;
                while stopped.try_recv().is_err() {
                    move_pair(&store).await;
                    written += 1;
                }
                written
            })
        };
        let (mut seen, mut reads) = (std::collections::HashSet::new(), 0);
        while seen.len() < 20 || reads < 200 {
            let pair = store
                .read(async |rows: &mut Rows| {
                    let a: i64 = rows.one("SELECT n FROM thing WHERE id = 'a'", &[]).await?.get(0)?;
                    let b: i64 = rows.one("SELECT n FROM thing WHERE id = 'b'", &[]).await?.get(0)?;
                    Ok((a, b))
                })
                .await
                .unwrap();
            assert_eq!(pair.0, pair.1);
            seen.insert(pair.0);
            reads += 1;
        }
        stop.send(()).unwrap();
        let written = writer.await.unwrap();
        assert_eq!(things(&store).await, [("a".to_owned(), written), ("b".to_owned(), written)]);
        store.close();
    });
}

#[test]
fn the_log_keeps_its_size_under_constant_load() {
    on_sqlite(async |home| {
        let store = home.open().await;
        for n in 0..40 {
            let work = async move |tx: &mut Tx| {
                let bytes = vec![u8::try_from(n).unwrap_or_default(); 4 * 1024 * 1024];
                tx.exec("INSERT INTO sample (id, x) VALUES ($1, $2)", &params![format!("{n}"), bytes])
                    .await?;
                tx.record(entry());
                Ok(())
            };
            store.write("k", &act(&store), work).await.unwrap();
        }
        let Place::Folder(folder) = &home.place else { panic!("a folder") };
        let log = std::fs::metadata(folder.join("main.db-wal")).unwrap().len();
        assert!((32 << 20..72 << 20).contains(&log), "{log} bytes after 160 MB");
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}

#[test]
fn a_lost_connection_is_a_503_for_the_act_in_flight_and_the_next_one_works() {
    on_postgres(async |home| {
        let store = home.try_open(Settings { lanes: 1, ..home.settings() }).await.unwrap();
        put(&store, "before", 1).await.unwrap();
        let (started, has_started) = channel();
        let (go, may_go) = channel::<()>();
        let (started, may_go) = (Mutex::new(started), Mutex::new(may_go));
        let flying = {
            let store = store.clone();
            tokio::spawn(async move {
                let work = async move |tx: &mut Tx| {
                    tx.exec("INSERT INTO thing (id, n) VALUES ('lost', 1)", &[]).await?;
                    tx.record(entry());
                    started.lock().unwrap().send(()).unwrap();
                    may_go.lock().unwrap().recv().unwrap();
                    tx.exec("INSERT INTO thing (id, n) VALUES ('lost too', 1)", &[]).await?;
                    Ok(())
                };
                store.write("things", &act(&store), work).await
            })
        };
        tokio::task::block_in_place(|| has_started.recv().unwrap());
        home.raw(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
        go.send(()).unwrap();
        let problem = flying.await.unwrap().unwrap_err();
        assert_eq!((problem.status, problem.retry_after_seconds), (503, Some(2)));
        put(&store, "next", 2).await.unwrap();
        assert_eq!(things(&store).await, [("before".to_owned(), 1), ("next".to_owned(), 2)]);
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}
