//! Letters: from an organisation to the box, and in the box.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use http::header::LOCATION;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, KEY, SENDER, TAX, World, letter};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";

fn with_pdf(mut letter: Value) -> Value {
    letter["bijlagen"] =
        json!([{ "naam": "besluit.pdf", "mimeType": "application/pdf", "inhoud": STANDARD.encode(PDF) }]);
    letter
}

fn problem(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    assert_eq!(answer.header("api-version"), "1.0.0");
    (answer.status.as_u16(), answer.json()["code"].as_str().unwrap().to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_accepted_once_however_often_it_is_offered() {
    for world in World::all().await {
        let mut letter = letter(&world.people[0]);
        let first = world.deliver(SENDER, KEY, &letter).await;
        assert_eq!(first.status, 201, "{}", first.text());
        let body = first.json();
        let id = body["berichtId"].as_str().unwrap();
        assert_eq!(first.header(LOCATION), format!("/api/v1/aanleveringen/{id}"));
        assert_eq!(first.header("api-version"), "1.0.0");
        assert_eq!(
            body,
            json!({
                "berichtId": id, "afzender": SENDER, "ontvanger": letter["ontvanger"], "onderwerp": "Uw aanvraag",
                "tijdstipOntvangst": "2026-11-23T12:00:00Z", "publicatietijdstip": "2026-11-23T12:00:00Z",
                "_links": { "self": { "href": format!("https://127.0.0.1:8443/api/v1/aanleveringen/{id}") } },
            })
        );
        assert!(world.clock.set(world.clock.now().plus_seconds(60)));
        let again = world.deliver(SENDER, &KEY.to_uppercase(), &letter).await;
        assert_eq!((again.status.as_u16(), again.json()), (201, body.clone()));
        letter["onderwerp"] = json!("Iets anders");
        assert_eq!(problem(&world.deliver(SENDER, KEY, &letter).await), refused(409, "idempotencyKeyReused"));
        assert_eq!(world.counted("mijnoverheid.berichtenbox.berichten").await, 1);
        let status = world.send(SENDER, Request::get(format!("/api/v1/aanleveringen/{id}")), "").await;
        assert_eq!(status.json()["status"], "GEPUBLICEERD");
        let other = world.send(TAX, Request::get(format!("/api/v1/aanleveringen/{id}")), "").await;
        assert_eq!(problem(&other), refused(404, "notFound"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_letter_that_cannot_arrive_is_refused_with_its_own_reason_and_noted() {
    for world in World::all().await {
        let asleep = world.somebody("ONGEACTIVEERD").await;
        let dead = world.people[1].clone();
        (world.topic("brp.gebeurtenis.mijnoverheid").handle)(world.death(&dead)).await.unwrap();
        let unknown = "999990019".parse().unwrap();
        let codes = [
            (&asleep, "NietActiefOfGeabonneerd"),
            (&dead, "OntvangerOverleden"),
            (&unknown, "OntvangerOnbekend"),
        ];
        for (place, (bsn, code)) in codes.into_iter().enumerate() {
            let key = format!("0190b5a4-6c1e-7d3a-9f00-00000000000{place}");
            assert_eq!(
                problem(&world.deliver(SENDER, &key, &with_pdf(letter(bsn))).await),
                refused(403, code)
            );
        }
        let mut company = letter(&asleep);
        company["ontvanger"] = json!({ "type": "KVK", "waarde": "12345678" });
        assert_eq!(
            problem(&world.deliver(SENDER, KEY, &company).await),
            refused(403, "NietActiefOfGeabonneerd")
        );
        let noted = "SELECT COUNT(*) FROM mijnoverheid_letter WHERE state = 'AFGEKEURD' AND subject = '' AND body = ''";
        assert_eq!(world.number(noted).await, 4);
        assert_eq!(world.number("SELECT COUNT(*) FROM blob").await, 0);
        let journalled = "SELECT COUNT(*) FROM journal WHERE kind = 'mijnoverheid.bericht.aangeleverd' AND status = 'Error'";
        assert_eq!(world.number(journalled).await, 4);
        assert_eq!(world.counted("mijnoverheid.berichtenbox.berichten").await, 0);
        assert_eq!(world.counted("mijnoverheid.berichtenbox.organisaties").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_law_reaches_a_box_that_was_never_opened() {
    for world in World::all().await {
        let asleep = world.somebody("ONGEACTIVEERD").await;
        world.brp(&asleep, None);
        let mut letter = letter(&asleep);
        letter["afzender"] = json!(TAX);
        assert_eq!(world.deliver(TAX, KEY, &letter).await.status, 201);
        let mut browser = Browser::default();
        browser.log_in(&world, &asleep).await;
        let inbox = browser.get(&world, "/mijnoverheid").await.text();
        assert!(inbox.contains("Belastingdienst") && inbox.contains("Uw aanvraag"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_wrong_in_form_is_told_what_is_wrong() {
    for world in World::all().await {
        let letter = letter(&world.people[0]);
        let ask = |kind: &'static str, key: Option<&'static str>, accept: &'static str, body: String| {
            let mut request =
                Request::post("/api/v1/aanleveringen").header("content-type", kind).header("accept", accept);
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            world.send(SENDER, request, body)
        };
        let right = letter.to_string();
        let json = "application/json";
        assert_eq!(problem(&ask(json, None, json, right.clone()).await), refused(400, "paramsValidation"));
        assert_eq!(
            problem(&ask("text/plain", Some(KEY), json, right.clone()).await),
            refused(415, "unsupportedMediaType")
        );
        assert_eq!(
            problem(&ask(json, Some(KEY), "text/xml", right.clone()).await),
            refused(406, "notAcceptable")
        );
        assert_eq!(problem(&ask(json, Some(KEY), json, "{".into()).await), refused(400, "json"));
        assert_eq!(problem(&ask(json, Some(KEY), json, "{}".into()).await), refused(400, "paramsValidation"));
        let endless = format!("\"{}\"", "a".repeat(8 * 1024 * 1024));
        assert_eq!(problem(&ask(json, Some(KEY), json, endless).await), refused(413, "payloadTooLarge"));
        let mut forged = letter.clone();
        forged["afzender"] = json!(TAX);
        assert_eq!(
            problem(&world.deliver(SENDER, KEY, &forged).await),
            refused(403, "afzenderIsNietAanroeper")
        );
        let nobody = Request::post("/api/v1/aanleveringen").body(axum::body::Body::empty()).unwrap();
        let answer = world.ask(nobody).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (403, Some("certificateRequired"))
        );
        let wrong = world.send(SENDER, Request::get("/api/v1/aanleveringen/7"), "").await;
        assert_eq!(problem(&wrong), refused(400, "paramsValidation"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_for_its_moment_and_is_not_published_after_a_death() {
    for world in World::all().await {
        let mut letter = letter(&world.people[0]);
        letter["publicatietijdstip"] = json!("2026-11-24T08:00:00+01:00");
        let id = world.delivered(&letter).await;
        let mut other = crate::world::letter(&world.people[1]);
        other["publicatietijdstip"] = json!("2026-11-24T08:00:00+01:00");
        let never = world.delivered(&other).await;
        assert_eq!(world.work("berichtenbox.publiceren").await, 0);
        let status = async |id: &str| {
            let request = Request::get(format!("/api/v1/aanleveringen/{id}"));
            world.send(SENDER, request, "").await.json()["status"].as_str().unwrap().to_owned()
        };
        assert_eq!(status(&id).await, "GEACCEPTEERD");
        (world.topic("brp.gebeurtenis.mijnoverheid").handle)(world.death(&world.people[1])).await.unwrap();
        assert!(world.clock.set("2026-11-24T07:00:00Z".parse().unwrap()));
        assert_eq!(world.work("berichtenbox.publiceren").await, 2);
        assert_eq!(status(&id).await, "GEPUBLICEERD");
        assert_eq!(status(&never).await, "NIET_GEPUBLICEERD");
        assert_eq!(world.number("SELECT COUNT(*) FROM mijnoverheid_copy").await, 1);
        assert_eq!(world.counted("mijnoverheid.berichtenbox.berichten").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_stamped_when_it_is_first_opened_and_never_again() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let id = world.delivered(&with_pdf(letter(somebody))).await;
        let mut browser = Browser::default();
        browser.log_in(&world, somebody).await;
        let inbox = browser.get(&world, "/mijnoverheid").await.text();
        assert!(inbox.contains("stelsel-letters__item--unread") && inbox.contains("1 bijlage"));
        assert_eq!(world.counted("mijnoverheid.berichtenbox.geopend").await, 0);
        let page = browser.get(&world, &format!("/mijnoverheid/berichten/{id}")).await.text();
        assert!(
            page.contains("&lt;b&gt;ontvangen&lt;&#x2f;b&gt;")
                || page.contains("&lt;b&gt;ontvangen&lt;/b&gt;")
        );
        assert!(page.contains("besluit.pdf") && page.contains("1 kB"));
        browser.get(&world, &format!("/mijnoverheid/berichten/{id}")).await;
        let file = browser.get(&world, &format!("/mijnoverheid/berichten/{id}/bijlagen/1")).await;
        assert_eq!(file.body, PDF);
        assert_eq!(file.header("content-type"), "application/pdf");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"besluit.pdf\""));
        assert_eq!(world.counted("mijnoverheid.berichtenbox.geopend").await, 1);
        assert!(!browser.get(&world, "/mijnoverheid").await.text().contains("stelsel-letters__item--unread"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn downloading_an_attachment_opens_the_letter() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let id = world.delivered(&with_pdf(letter(somebody))).await;
        let mut browser = Browser::default();
        browser.log_in(&world, somebody).await;
        assert_eq!(
            browser.get(&world, &format!("/mijnoverheid/berichten/{id}/bijlagen/2")).await.status,
            404
        );
        assert_eq!(world.counted("mijnoverheid.berichtenbox.geopend").await, 0);
        assert_eq!(
            browser.get(&world, &format!("/mijnoverheid/berichten/{id}/bijlagen/1")).await.status,
            200
        );
        assert_eq!(world.counted("mijnoverheid.berichtenbox.geopend").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_somebody_else_is_not_there() {
    for world in World::all().await {
        let id = world.delivered(&with_pdf(letter(&world.people[0]))).await;
        let mut other = Browser::default();
        other.log_in(&world, &world.people[1]).await;
        for address in
            [format!("/mijnoverheid/berichten/{id}"), format!("/mijnoverheid/berichten/{id}/bijlagen/1")]
        {
            assert_eq!(other.get(&world, &address).await.status, 404);
        }
        // Any page of the own box has the token; the letter itself is not there.
        let moved =
            other.post(&world, "/mijnoverheid", &format!("/mijnoverheid/berichten/{id}/weggooien")).await;
        assert_eq!(moved.status, 404);
        assert_eq!(world.counted("mijnoverheid.berichtenbox.geopend").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_to_the_archive_to_the_bin_back_and_away_for_good() {
    for world in World::all().await {
        let somebody = &world.people[0];
        let id = world.delivered(&with_pdf(letter(somebody))).await;
        let mut browser = Browser::default();
        browser.log_in(&world, somebody).await;
        let page = format!("/mijnoverheid/berichten/{id}");
        let steps = [
            ("archiveren", 303, "/mijnoverheid/berichten?map=inbox&gedaan=archiveren"),
            ("verwijderen", 409, ""),
            ("weggooien", 303, "/mijnoverheid/berichten?map=archief&gedaan=weggooien"),
            ("terugzetten", 303, "/mijnoverheid/berichten?map=prullenbak&gedaan=terugzetten"),
            ("weggooien", 303, "/mijnoverheid/berichten?map=inbox&gedaan=weggooien"),
            ("verwijderen", 303, "/mijnoverheid/berichten?map=prullenbak&gedaan=verwijderen"),
            ("terugzetten", 404, ""),
        ];
        for (action, status, location) in steps {
            let answer = browser.post(&world, "/mijnoverheid", &format!("{page}/{action}")).await;
            assert_eq!((answer.status.as_u16(), answer.header(LOCATION)), (status, location), "{action}");
        }
        let done =
            browser.get(&world, "/mijnoverheid/berichten?map=prullenbak&gedaan=verwijderen").await.text();
        assert!(
            done.contains("definitief verwijderd") && done.contains("Er zijn geen berichten in deze map")
        );
        assert_eq!(browser.get(&world, &page).await.status, 404);
        assert_eq!(world.number("SELECT COUNT(*) FROM mijnoverheid_letter WHERE body <> ''").await, 0);
        assert_eq!(world.counted("mijnoverheid.berichtenbox.berichten").await, 1);
        let forged = browser.post_with(&world, &format!("{page}/archiveren"), "csrf=0000").await;
        assert_eq!(forged.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_inbox_is_met_page_by_page_newest_first() {
    for world in World::all().await {
        let somebody = &world.people[0];
        for number in 0..45 {
            let mut letter = letter(somebody);
            letter["onderwerp"] = json!(format!("Nummer {number:02}"));
            world.delivered(&letter).await;
            if number % 3 == 0 {
                assert!(world.clock.set(world.clock.now().plus_seconds(1)));
            }
        }
        let mut browser = Browser::default();
        browser.log_in(&world, somebody).await;
        let (mut address, mut met) = ("/mijnoverheid/berichten?map=inbox".to_owned(), Vec::new());
        for page in 0..3 {
            let text = browser.get(&world, &address).await.text();
            met.extend(text.split("Nummer ").skip(1).map(|rest| rest[..2].to_owned()));
            let older =
                text.split("href=\"").find(|part| part.contains("rel=\"next\"") && part.contains("voor="));
            assert_eq!(older.is_some(), page < 2);
            if let Some(older) = older {
                address = older.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
            }
        }
        assert_eq!((met.len(), met[0].as_str(), met[44].as_str()), (45, "44", "00"));
        met.sort();
        met.dedup();
        assert_eq!(met.len(), 45);
        assert_eq!(browser.get(&world, "/mijnoverheid/berichten?map=elders").await.status, 404);
        assert_eq!(browser.get(&world, "/mijnoverheid/berichten?voor=gisteren").await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_by_mail_tells_who_wrote_and_nothing_else() {
    for world in World::all().await {
        let mailed = "SELECT COUNT(*) FROM queue WHERE topic = 'mail'";
        let with_address = "SELECT COUNT(*) FROM mijnoverheid_account WHERE email_verified_at IS NOT NULL AND state = 'ACTIEF'";
        assert!(world.number(with_address).await > 50);
        let read = async |rows: &mut store::Rows| {
            rows.one(
            "SELECT bsn FROM mijnoverheid_account WHERE email_verified_at IS NOT NULL AND state = 'ACTIEF'",
            &[],
        )
        .await?
        .get::<kernel::Bsn>(0)
        };
        let somebody = world.house.store.read(read).await.unwrap();
        world.delivered(&letter(&somebody)).await;
        assert_eq!(world.number(mailed).await, 1);
        let body = async |rows: &mut store::Rows| {
            rows.one("SELECT body FROM queue WHERE topic = 'mail'", &[]).await?.get(0)
        };
        let mail: Value = world.house.store.read(body).await.unwrap();
        let text = mail["text"].as_str().unwrap();
        assert!(text.contains("Gemeente Utrecht") && !text.contains("aanvraag") && !text.contains("http"));
    }
}
