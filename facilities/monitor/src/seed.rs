//! From the synthetic country the Monitor takes one thing: how large it is, because every page with counted figures says so.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use kernel::Problem;
use store::{Entry, Tx};
use web::{House, Seeding};

use crate::model::Installation;
use crate::{SLUG, data};

/// Writes down how many people the country has, and its seed.
pub(crate) fn seed(house: Arc<House>, seeding: Seeding) -> BoxFuture<'static, Result<(), Problem>> {
    Box::pin(async move {
        let people = i64::try_from(seeding.people).unwrap_or(i64::MAX);
        let installation = Installation { people, seed: seeding.seed.to_string() };
        let made = seeding.today.to_string();
        let act = house.system_act(SLUG);
        house
            .store
            .write("monitor/installatie", &act, async move |tx: &mut Tx| {
                data::put_installation(tx, &installation, &made).await?;
                let body = serde_json::json!({ "mensen": installation.people, "zaad": installation.seed });
                tx.record(Entry::new("monitor.installatie.vastgelegd", "monitor/installatie").with(body));
                Ok(())
            })
            .await
    })
}
