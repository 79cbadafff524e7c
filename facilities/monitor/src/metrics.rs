//! The counts for an operator's monitoring, in the text format of Prometheus 0.0.4. Labels never tell persons apart.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;
use indicator::{Catalogue, Kind, Reading};
use web::Answer;

use crate::start::{Asked, Desk};
use crate::{live, stream};

/// Answers all counts.
pub(crate) async fn metrics(desk: Arc<Desk>, asked: Asked) -> Answer {
    let snapshot = live::snapshot(&desk).await?;
    let mut text = counts(desk.house.live.catalogue(), &snapshot.readings);
    let open = stream::STREAMS_MAX.saturating_sub(desk.places.available_permits());
    let commits = desk.house.store.commits();
    text.push_str("# HELP mdo_monitor_stromen Event streams of the live page that are open on this node.\n");
    let _ = writeln!(text, "# TYPE mdo_monitor_stromen gauge\nmdo_monitor_stromen {open}");
    text.push_str("# HELP mdo_opslag_commits_total Durable commits of this node since it started.\n");
    let _ = writeln!(text, "# TYPE mdo_opslag_commits_total counter\nmdo_opslag_commits_total {commits}");
    if asked.wire.header("accept").contains("application/openmetrics-text") {
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        return Ok(([(CONTENT_TYPE, kind)], open_metrics(&text)).into_response());
    }
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// The same as OpenMetrics 1.0: there a family of counters is called without the `_total` of its samples, and the end is marked.
fn open_metrics(text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 6);
    for line in text.lines() {
        let family = line.strip_prefix("# HELP ").or_else(|| line.strip_prefix("# TYPE "));
        match family.and_then(|rest| rest.split_once(' ')).and_then(|(name, _)| name.strip_suffix("_total")) {
            Some(name) => made.push_str(&line.replacen(&format!("{name}_total "), &format!("{name} "), 1)),
            None => made.push_str(line),
        }
        made.push('\n');
    }
    made.push_str("# EOF\n");
    made
}

/// Name of an indicator's metric: `mdo_<voorziening>_<gebeurtenis>`, with `_total` behind a flow.
pub(crate) fn name(id: &str, kind: Kind) -> String {
    let end = if kind == Kind::Flow { "_total" } else { "" };
    format!("mdo_{}{end}", id.replace(['.', '-'], "_"))
}

fn counts(catalogue: &Catalogue, readings: &[Reading]) -> String {
    let mut text = String::new();
    let mut differences = String::new();
    for reading in readings {
        let Some(one) = catalogue.get(reading.id) else { continue };
        let name = name(one.id, one.kind);
        let (kind, since) = match one.kind {
            Kind::Flow => ("counter", "since the year began"),
            Kind::Stock => ("gauge", "now"),
        };
        let help = one.title.en.replace('\\', "\\\\").replace('\n', " ");
        let _ =
            writeln!(text, "# HELP {name} {help}, {since}.\n# TYPE {name} {kind}\n{name} {}", reading.value);
        let difference = i128::from(reading.recount.counted) - i128::from(reading.recount.recounted);
        let _ = writeln!(differences, "mdo_hertelling_verschil{{indicator=\"{}\"}} {difference}", one.id);
    }
    text.push_str(
        "# HELP mdo_hertelling_verschil Count minus recount of an indicator; anything but 0 is a fault.\n",
    );
    text.push_str("# TYPE mdo_hertelling_verschil gauge\n");
    text.push_str(&differences);
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn counters_are_named_as_open_metrics_wants_them() {
        let text =
            "# HELP a_total Things.\n# TYPE a_total counter\na_total 3\n# HELP b Now.\n# TYPE b gauge\nb 1\n";
        let open =
            "# HELP a Things.\n# TYPE a counter\na_total 3\n# HELP b Now.\n# TYPE b gauge\nb 1\n# EOF\n";
        assert_eq!(super::open_metrics(text), open);
    }

    use super::*;
    use edition::Register;

    #[test]
    fn every_series_of_the_register_has_a_metric_name_of_its_own() {
        let register = Register::built_in().unwrap();
        let names: std::collections::HashSet<String> =
            register.indicators.iter().map(|one| name(&one.id, Kind::Flow)).collect();
        assert_eq!(names.len(), 163);
        let legal = |name: &String| name.bytes().all(|sign| sign == b'_' || sign.is_ascii_alphanumeric());
        assert!(names.iter().all(legal));
        assert_eq!(
            name("digid.authenticaties.midden-app", Kind::Flow),
            "mdo_digid_authenticaties_midden_app_total"
        );
        assert_eq!(name("digid.organisaties", Kind::Stock), "mdo_digid_organisaties");
    }
}
