mod support;
use serde_json::json;
use support::*;
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn speed() {
    let t = std::time::Instant::now();
    let all = people(1700);
    println!("people {:?}", t.elapsed());
    for fixture in registers(1).await {
        let t = std::time::Instant::now();
        fill(&fixture, all.clone()).await;
        println!("{} seed 1700: {:?}", fixture.name, t.elapsed());
        for workers in [64usize] {
            let t = std::time::Instant::now();
            let per = 20_000 / workers;
            let fx = std::sync::Arc::new((fixture.store.clone(), fixture.clock.clone()));
            let tasks: Vec<_> = (0..workers).map(|w| {
                let fx = fx.clone();
                let numbers: Vec<String> = all.iter().map(|p| p.burgerservicenummer.to_string()).collect();
                tokio::spawn(async move {
                    let oin = gemeente("0363");
                    for i in 0..per {
                        let body = json!({"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [numbers[(w * 7919 + i * 31) % numbers.len()]], "fields": ["burgerservicenummer", "naam", "geboorte.datum", "adressering", "verblijfplaats"]});
                        let act = kernel::Act { caller: kernel::Caller::Organisation(oin.clone()), ..kernel::Act::system("brp", fx.1.now(), fx.0.random()) };
                        brp::ask::ask(&fx.0, &act, &attributes("gemeenteCode:0363"), &body).await.unwrap();
                    }
                })
            }).collect();
            for t in tasks {
                t.await.unwrap();
            }
            let c = std::fs::read_to_string("/proc/self/stat").unwrap();
            let f: Vec<&str> = c.split(' ').collect();
            println!("utime {} stime {} commits {}", f[13], f[14], fixture.store.commits());
            let el = t.elapsed();
            println!("{el:?}");
            println!("{} ask x{workers}: {:.0}/s", fixture.name, 20_000.0 / t.elapsed().as_secs_f64());
        }
        let body = json!({"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [all[0].burgerservicenummer.to_string()], "fields": ["burgerservicenummer", "naam", "geboorte.datum", "adressering", "verblijfplaats"]});
        let bsn = all[0].burgerservicenummer.to_string();
        let today = fixture.clock.today();
        let time = |name: &str, t: std::time::Instant| {
            println!("  {name}: {:.1} us", t.elapsed().as_secs_f64() * 1e6 / 2000.0)
        };
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            brp::rules::validate(&body).unwrap();
        }
        time("validate", t);
        let q = brp::rules::validate(&body).unwrap();
        let at = attributes(
            "010120 010210 010220 010230 010240 016110 PANM01 PANM02 010310 PAAD01 081010 081030 081110 081115 081120 081130 081140 081150 081160 081170 081180 081190 081210 088510 081310 081320 081330 081340 081350 PAVP01 PAVP02 PAVP03 PAVP04 PAVP05 PAVP06",
        );
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            brp::rules::authorise(&at, &q).unwrap();
        }
        time("authorise", t);
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            brp::rules::protocol(&q);
        }
        time("protocol", t);
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            let b = bsn.clone();
            fixture
                .store
                .read(async move |rows: &mut store::Rows| brp::data::lists_with_bsn(rows, &b, today).await)
                .await
                .unwrap();
        }
        time("lists", t);
        let b = bsn.clone();
        let l: Vec<_> = fixture
            .store
            .read(async move |rows: &mut store::Rows| brp::data::lists_with_bsn(rows, &b, today).await)
            .await
            .unwrap()
            .into_iter()
            .map(|g| g.lijst)
            .collect();
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            brp::rules::answer(&q, &l, today, &brp::tabellen::Landelijk);
        }
        time("answer", t);
    }
}
