//! The face for people.

use std::sync::Arc;

use axum::extract::State;
use kernel::Language;
use serde_json::{Value, json};
use store::Rows;
use web::{Answer, House, View};

use crate::data;

/// `GET /voorbeeld`
pub async fn board(State(house): State<Arc<House>>, view: View) -> Answer {
    let notes = house.store.read(async |rows: &mut Rows| data::newest(rows).await).await?;
    let name = |oin: &str| {
        let known = oin.parse().ok().and_then(|oin| house.parties.organisation(&oin));
        known.map_or_else(|| oin.to_owned(), |organisation| organisation.name.clone())
    };
    let notes: Vec<Value> =
        notes.iter().map(|(oin, text)| json!({ "by": name(oin), "text": text })).collect();
    let title = match view.language {
        Language::Nl => "Prikbord",
        Language::En => "Notice board",
    };
    view.page(&house, "stelsel", "voorbeeld/prikbord.html", json!({ "page_title": title, "notes": notes }))
}
