//! Attachments: kept once, under the hash of their content.

use store::Place;

use crate::harness::{number, on_both};

#[test]
fn bytes_come_back_under_their_hash() {
    on_both(async |home| {
        let store = home.open().await;
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[(n % 3) as usize]).collect();
        for bytes in [vec![], vec![1, 2, 3], vec![0; 1024 * 1024], large] {
            let hash = store.put_blob(bytes.clone()).await.unwrap();
            assert_eq!(hash, blake3::hash(&bytes).to_hex().as_str());
            assert_eq!(store.blob(&hash).await.unwrap(), Some(bytes.clone()));
            assert_eq!(store.put_blob(bytes.clone()).await.unwrap(), hash, "the same bytes again");
            assert_eq!(store.blob(&hash).await.unwrap(), Some(bytes));
        }
        let kept = number(&store, "SELECT COUNT(*) FROM blob").await;
        match &home.place {
            Place::Postgres(_) => assert_eq!(kept, 6, "1 + 1 + 1 + 3 parts"),
            Place::Folder(folder) => {
                assert_eq!(kept, 2);
                let folders = std::fs::read_dir(folder.join("blobs")).unwrap();
                let files: usize =
                    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum();
                assert_eq!(files, 2);
            }
        }
        store.close();
    });
}

#[test]
fn an_unknown_or_silly_hash_finds_nothing() {
    on_both(async |home| {
        let store = home.open().await;
        let unknown = "0".repeat(64);
        for hash in [unknown.as_str(), "", "..", "../../etc/passwd", "é", &"g".repeat(64), &"a".repeat(65)] {
            assert_eq!(store.blob(hash).await, Ok(None), "{hash}");
        }
        store.close();
    });
}

#[test]
fn bytes_that_were_touched_are_refused() {
    on_both(async |home| {
        let store = home.open().await;
        let small = store.put_blob(b"een bijlage".to_vec()).await.unwrap();
        let large = store.put_blob(vec![5; 100_000]).await.unwrap();
        match &home.place {
            Place::Folder(folder) => {
                home.raw("UPDATE blob SET bytes = x'00'").await;
                let path = folder.join("blobs").join(&large[..2]).join(&large);
                std::fs::write(path, b"iets anders").unwrap();
            }
            Place::Postgres(_) => home.raw("UPDATE blob SET bytes = '\\x00'").await,
        }
        assert_eq!(store.blob(&small).await.unwrap_err().status, 500);
        assert_eq!(store.blob(&large).await.unwrap_err().status, 500);
        let huge = store.put_blob(vec![0; 100 * 1024 * 1024 + 1]).await.unwrap_err();
        assert_eq!(huge.status, 413);
        store.close();
    });
}
