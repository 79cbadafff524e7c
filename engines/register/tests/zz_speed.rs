mod support;
use kernel::{PartialDate, Period};
use register::{Change, Load};
use serde_json::json;
use store::{Rows, Tx};
use support::{PERSOON, act, engines, entry, event};
#[tokio::test(flavor = "multi_thread")]
async fn speed() {
    for fixture in engines().await {
        let n: usize = std::env::var("N").ok().and_then(|v| v.parse().ok()).unwrap_or(10_000);
        let mut rows = 0;
        let mut took = std::time::Duration::ZERO;
        let mut made = 0;
        let mut prep = std::time::Duration::ZERO;
        for batch in 0..n / 1000 {
            let objects: Vec<Load> = (0..1000).map(|i| {
                let k = batch * 1000 + i;
                let d = |y: i64| Period::since(PartialDate::try_from(y * 10000 + 101).unwrap());
                let mut changes = vec![Change::New { part: "01".into(), valid: d(1980), doc: json!({"aNummer": format!("{k:010}"), "bsn": format!("{k:09}"), "voornamen": "Johanna Maria", "geslachtsnaam": "Vries", "voorvoegsel": "de", "geboortedatum": 19800101, "geboorteplaats": "0363", "geboorteland": "6030", "geslacht": "V", "aanduidingNaamgebruik": "E"}) }];
                for p in ["02","03","04.01","05.01","07","09.01","09.02"] { changes.push(Change::New { part: p.into(), valid: d(1990), doc: json!({"burgerservicenummer": format!("{k:09}"), "voornamen": "Pieter", "geslachtsnaam": "Jansen", "geboortedatum": 19500101, "geboorteplaats": "0363", "geboorteland": "6030", "geslacht": "M"}) }); }
                for y in [1980, 1995, 2005, 2015] { changes.push(Change::New { part: "08".into(), valid: d(y), doc: json!({"gemeenteVanInschrijving": "0363", "datumInschrijving": 19800101, "functieAdres": "W", "datumAanvangAdreshouding": y*10000+101, "straatnaam": "Dorpsstraat", "naamOpenbareRuimte": "Dorpsstraat", "huisnummer": k % 200, "postcode": "1234AB", "woonplaats": "Amsterdam", "adresseerbaarObjectIdentificatie": "0363010000000001", "nummeraanduidingIdentificatie": "0363200000000001"}) }); }
                Load { root: format!("r{k:09}"), event: event(&format!("e{k}")), changes }
            }).collect();
            let started = std::time::Instant::now();
            let act = act(&fixture.store);
            let batch = PERSOON.prepare(&act, &objects).unwrap();
            prep += started.elapsed();
            let loaded = fixture
                .store
                .write("x", &act, async move |tx: &mut Tx| PERSOON.load(tx, &batch, &entry()).await)
                .await
                .unwrap();
            took += started.elapsed();
            rows += loaded.rows;
            made += loaded.objects;
        }
        println!("prepare {prep:?}");
        println!(
            "{} {} rows + {} objects in {:?}: {:.0} rows/s incl heads and events",
            fixture.name,
            rows,
            made,
            took,
            (rows + 2 * made) as f64 / took.as_secs_f64()
        );
        let store = fixture.store.clone();
        let started = std::time::Instant::now();
        for i in 0..3000usize {
            let root = format!("r{:09}", (i * 7919) % n);
            let c = store
                .read(async move |rows: &mut Rows| {
                    PERSOON.valid_on(rows, &root, PartialDate::try_from(20200101).unwrap()).await
                })
                .await
                .unwrap();
            assert_eq!(c.len(), 9);
        }
        println!("{} reads/s {:.0}", fixture.name, 3000.0 / started.elapsed().as_secs_f64());
    }
}
