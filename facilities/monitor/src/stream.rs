//! The stream behind the live page: server-sent events, each a JSON object of the figures that changed.

use std::sync::Arc;
use std::time::Duration;

use kernel::Problem;
use serde_json::{Map, Value};
use tokio::sync::OwnedSemaphorePermit;
use web::Answer;

use crate::live;
use crate::start::{Asked, Desk};

/// Streams at once; one more is refused.
pub(crate) const STREAMS_MAX: usize = 1_000;
/// At most one event in this time.
const PACE: Duration = Duration::from_secs(1);
/// Failures in a row after which a stream ends; the browser comes back by itself.
const FAILURES_MAX: u32 = 10;

/// Opens a stream.
pub(crate) async fn open(desk: Arc<Desk>, _: Asked) -> Answer {
    let place = Arc::clone(&desk.places).try_acquire_owned().map_err(|_| {
        let detail =
            "Er kijken nu te veel lezers tegelijk mee. De pagina zelf blijft bereikbaar; laad haar opnieuw.";
        Problem::unavailable(detail, 30)
    })?;
    let first = live::snapshot(&desk).await?.values();
    let watch = Watch { desk, _place: place, sent: Map::new(), next: Some(first), failures: 0 };
    Ok(web::stream(futures_util::stream::unfold(watch, Watch::event)))
}

/// One reader of the stream. The place is free again when the stream is dropped.
struct Watch {
    desk: Arc<Desk>,
    _place: OwnedSemaphorePermit,
    sent: Map<String, Value>,
    next: Option<Map<String, Value>>,
    failures: u32,
}

impl Watch {
    /// The next event: what changed since the one before, as soon as something did.
    async fn event(mut self) -> Option<(String, Self)> {
        loop {
            let values = match self.next.take() {
                Some(first) => first,
                None => {
                    tokio::time::sleep(PACE).await;
                    match live::snapshot(&self.desk).await {
                        Ok(snapshot) => snapshot.values(),
                        Err(_) if self.failures < FAILURES_MAX => {
                            self.failures += 1;
                            continue;
                        }
                        Err(_) => return None,
                    }
                }
            };
            self.failures = 0;
            let changed = changes(&self.sent, &values);
            if !changed.is_empty() || self.sent.is_empty() {
                self.sent = values;
                return Some((Value::Object(changed).to_string(), self));
            }
        }
    }
}

/// The entries of `now` that are new or other than in `before`.
fn changes(before: &Map<String, Value>, now: &Map<String, Value>) -> Map<String, Value> {
    now.iter()
        .filter(|(key, value)| before.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_holds_what_changed_and_nothing_else() {
        let map = |value: Value| value.as_object().cloned().unwrap();
        let before = map(json!({ "a.today": 1, "a.agrees": true }));
        let now = map(json!({ "a.today": 2, "a.agrees": true, "b.today": 0 }));
        assert_eq!(Value::Object(changes(&before, &now)), json!({ "a.today": 2, "b.today": 0 }));
        assert!(changes(&now, &now).is_empty());
    }
}
