//! All statements of the Monitor.

use kernel::{Moment, Problem};
use store::{Row, Rows, Tx, Value, params};

use crate::model::{EditionRow, Installation, ObservationRow};
use edition::{ChangeValue, Decimal, Edition, Observation, Publication, Reason, Restatement, Series};

/// The columns of an edition's row, with what follows them.
macro_rules! edition_where {
    ($rest:literal) => {
        concat!(
            "SELECT edition, version, content_hash, family, status, manifest, signature, package, report, document ",
            "FROM monitor_edition ",
            $rest
        )
    };
}

fn edition_row(row: &Row) -> Result<EditionRow, Problem> {
    let year: i64 = row.get(0)?;
    Ok(EditionRow {
        edition: u16::try_from(year).map_err(|_| Problem::internal("an edition of no year"))?,
        version: row.get(1)?,
        content_hash: row.get(2)?,
        family: row.get(3)?,
        status: row.get(4)?,
        manifest: row.get(5)?,
        signature: row.get(6)?,
        package: row.get(7)?,
        report: row.get(8)?,
        document: row.get(9)?,
    })
}

/// All stored versions of all editions.
pub(crate) async fn editions(rows: &mut Rows) -> Result<Vec<EditionRow>, Problem> {
    let found = rows.all(edition_where!("ORDER BY edition, version LIMIT 1000"), &[]).await?;
    found.iter().map(edition_row).collect()
}

/// The year of the newest edition, when there is one.
pub(crate) async fn newest_year(rows: &mut Rows) -> Result<Option<u16>, Problem> {
    let found = rows.opt("SELECT edition FROM monitor_edition ORDER BY edition DESC LIMIT 1", &[]).await?;
    let year = found.map(|row| row.get::<i64>(0)).transpose()?;
    Ok(year.and_then(|year| u16::try_from(year).ok()))
}

/// One version of an edition, locked until the act is done.
pub(crate) async fn version(
    rows: &mut Rows,
    year: u16,
    version: &str,
) -> Result<Option<EditionRow>, Problem> {
    let found = rows
        .opt(edition_where!("WHERE edition = $1 AND version = $2 {lock}"), &params![i64::from(year), version])
        .await?;
    found.as_ref().map(edition_row).transpose()
}

/// Writes down what was made of a version.
pub(crate) async fn bind(tx: &mut Tx, row: &EditionRow) -> Result<(), Problem> {
    tx.exec(
        "UPDATE monitor_edition SET manifest = $3, signature = $4, package = $5, report = $6 WHERE edition = $1 AND version = $2",
        &params![
            i64::from(row.edition),
            &row.version,
            &row.manifest,
            &row.signature,
            &row.package,
            &row.report
        ],
    )
    .await?;
    Ok(())
}

/// Keeps the document that a version was read from.
pub(crate) async fn set_document(tx: &mut Tx, year: u16, version: &str, blob: &str) -> Result<(), Problem> {
    tx.exec(
        "UPDATE monitor_edition SET document = $3 WHERE edition = $1 AND version = $2",
        &params![i64::from(year), version, blob],
    )
    .await?;
    Ok(())
}

/// Sets the status of one version.
pub(crate) async fn set_status(tx: &mut Tx, year: u16, version: &str, status: &str) -> Result<(), Problem> {
    tx.exec(
        "UPDATE monitor_edition SET status = $3 WHERE edition = $1 AND version = $2",
        &params![i64::from(year), version, status],
    )
    .await?;
    Ok(())
}

/// Sets the status of every version of an edition but one.
pub(crate) async fn supersede(tx: &mut Tx, year: u16, version: &str, status: &str) -> Result<(), Problem> {
    tx.exec(
        "UPDATE monitor_edition SET status = $3 WHERE edition = $1 AND version <> $2",
        &params![i64::from(year), version, status],
    )
    .await?;
    Ok(())
}

/// The content of one version with its hash.
pub(crate) async fn content(rows: &mut Rows, year: u16, version: &str) -> Result<(String, String), Problem> {
    let row = rows
        .one(
            "SELECT content_hash, content FROM monitor_edition WHERE edition = $1 AND version = $2",
            &params![i64::from(year), version],
        )
        .await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Removes one version with its series and observations.
pub(crate) async fn remove(tx: &mut Tx, year: u16, version: &str) -> Result<(), Problem> {
    let key = params![i64::from(year), version];
    tx.exec("DELETE FROM monitor_restatement WHERE edition = $1 AND version = $2", &key).await?;
    tx.exec("DELETE FROM monitor_break WHERE edition = $1 AND version = $2", &key).await?;
    tx.exec("DELETE FROM monitor_observation WHERE edition = $1 AND version = $2", &key).await?;
    tx.exec("DELETE FROM monitor_series WHERE edition = $1 AND version = $2", &key).await?;
    tx.exec("DELETE FROM monitor_edition WHERE edition = $1 AND version = $2", &key).await?;
    Ok(())
}

/// Puts an edition down with its series and observations; answers how many observations there are.
pub(crate) async fn put(
    tx: &mut Tx,
    publication: &Publication,
    content: &str,
    hash: &str,
    at: Moment,
) -> Result<usize, Problem> {
    let edition = &publication.edition;
    let observations = observation_values(edition);
    let series = edition.series();
    let day = |day: Option<kernel::Day>| day.map(|day| day.to_string());
    tx.exec(
        "INSERT INTO monitor_edition (edition, version, title, published, reference_date, content_hash, content, facilities, \
         series, observations, imported, family, status, published_at, scale, country_seed, manifest, signature, package, report, document) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'gepubliceerd', $13, $14, $15, '', '', '', '', '')",
        &params![
            i64::from(edition.year),
            &edition.version,
            &edition.title,
            day(edition.date),
            day(edition.reference_date),
            hash,
            content,
            number(edition.facility_count()),
            number(series.len()),
            number(observations.len()),
            at,
            publication.family.code(),
            publication.published,
            publication.scale.as_ref().map(|scale| scale.ratio.clone()),
            publication.scale.as_ref().map(|scale| scale.seed.clone())
        ],
    )
    .await?;
    let rows: Vec<Vec<Value>> = series
        .iter()
        .map(|found| {
            Vec::from(params![
                i64::from(edition.year),
                &edition.version,
                &found.series.id,
                &found.chapter.slug,
                &found.facility.slug,
                found.label,
                found.group,
                found.series.part.clone(),
                number(found.line)
            ])
        })
        .collect();
    tx.bulk("monitor_series", SERIES, &rows).await?;
    tx.bulk("monitor_observation", OBSERVATION, &observations).await?;
    tx.bulk("monitor_restatement", RESTATEMENT, &restatement_values(publication)).await?;
    Ok(observations.len())
}

const SERIES: &[&str] =
    &["edition", "version", "indicator", "chapter", "facility", "label", "column_group", "part", "line"];

const OBSERVATION: &[&str] = &[
    "edition",
    "version",
    "indicator",
    "period",
    "value",
    "lower_bound",
    "upper_bound",
    "unit",
    "words",
    "status",
    "print",
    "change",
    "change_print",
    "line",
];

const RESTATEMENT: &[&str] = &[
    "edition",
    "version",
    "indicator",
    "period",
    "old_value",
    "new_value",
    "old_edition",
    "reason",
    "words",
    "decided_by",
    "day",
];

fn restatement_values(publication: &Publication) -> Vec<Vec<Value>> {
    let text = |value: Option<Decimal>| value.map(|value| value.to_string());
    let row = |one: &Restatement| {
        Vec::from(params![
            i64::from(publication.edition.year),
            &publication.edition.version,
            &one.indicator,
            i64::from(one.period),
            text(one.old),
            text(one.new),
            &one.old_edition,
            one.reason.code(),
            &one.text,
            &one.decided_by,
            one.date.to_string()
        ])
    };
    publication.restatements.iter().map(row).collect()
}

/// The figures that a version of a document replaces.
pub(crate) async fn restatements(
    rows: &mut Rows,
    year: u16,
    version: &str,
    new_edition: &str,
) -> Result<Vec<Restatement>, Problem> {
    let found = rows
        .all(
            "SELECT indicator, period, old_value, new_value, old_edition, reason, words, decided_by, day FROM monitor_restatement \
             WHERE edition = $1 AND version = $2 ORDER BY indicator, period LIMIT 100000",
            &params![i64::from(year), version],
        )
        .await?;
    let damaged = || Problem::internal(format!("a restatement of edition {year} {version} cannot be read"));
    let value =
        |text: Option<String>| text.map(|text| text.parse::<Decimal>().map_err(|_| damaged())).transpose();
    found
        .iter()
        .map(|row| {
            let (period, reason, day): (i64, String, String) = (row.get(1)?, row.get(5)?, row.get(8)?);
            Ok(Restatement {
                indicator: row.get(0)?,
                period: u16::try_from(period).map_err(|_| damaged())?,
                old: value(row.get(2)?)?,
                new: value(row.get(3)?)?,
                old_edition: row.get(4)?,
                new_edition: new_edition.to_owned(),
                reason: Reason::ALL.into_iter().find(|one| one.code() == reason).ok_or_else(damaged)?,
                text: row.get(6)?,
                decided_by: row.get(7)?,
                date: day.parse().map_err(|_| damaged())?,
            })
        })
        .collect()
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The rows of all observations. The printed change stands with the last year of its series: there it was printed.
fn observation_values(edition: &Edition) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for found in edition.series() {
        let last = found.series.observations.iter().map(|one| one.period).max();
        for observation in &found.series.observations {
            let changed = (last == Some(observation.period)).then_some(found.series);
            rows.push(observation_row(edition, found.series, observation, changed));
        }
    }
    rows
}

fn observation_row(
    edition: &Edition,
    series: &Series,
    observation: &Observation,
    changed: Option<&Series>,
) -> Vec<Value> {
    let change = changed.and_then(|series| series.change.as_ref());
    let percent = change.and_then(|change| match change.value {
        ChangeValue::Percent(value) => Some(value.to_string()),
        _ => None,
    });
    let text = |value: Option<Decimal>| value.map(|value| value.to_string());
    Vec::from(params![
        i64::from(edition.year),
        &edition.version,
        &series.id,
        i64::from(observation.period),
        text(observation.value),
        text(observation.lower),
        text(observation.upper),
        observation.unit.clone(),
        observation.text.clone(),
        observation.status.letter(),
        &observation.weergave,
        percent,
        change.map(|change| change.weergave.clone()),
        number(observation.line)
    ])
}

/// Which observations are asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) year: u16,
    pub(crate) version: String,
    /// Empty for all indicators.
    pub(crate) indicator: String,
    /// 0 for all periods.
    pub(crate) period: i64,
    /// Those after this indicator and period.
    pub(crate) after: (String, i64),
    /// At most so many.
    pub(crate) limit: i64,
}

/// Observations in the order of indicator and period.
pub(crate) async fn observations(rows: &mut Rows, asked: &Asked) -> Result<Vec<ObservationRow>, Problem> {
    let found = rows
        .all(
            "SELECT indicator, period, value, lower_bound, upper_bound, unit, words, status, print, change, change_print, line \
             FROM monitor_observation WHERE edition = $1 AND version = $2 AND ($3 = '' OR indicator = $3) \
             AND (CAST($4 AS bigint) = 0 OR period = $4) AND (indicator > $5 OR (indicator = $5 AND period > $6)) \
             ORDER BY indicator, period LIMIT $7",
            &params![
                i64::from(asked.year),
                &asked.version,
                &asked.indicator,
                asked.period,
                &asked.after.0,
                asked.after.1,
                asked.limit
            ],
        )
        .await?;
    found.iter().map(observation).collect()
}

fn observation(row: &Row) -> Result<ObservationRow, Problem> {
    Ok(ObservationRow {
        indicator: row.get(0)?,
        period: row.get(1)?,
        value: row.get(2)?,
        lower: row.get(3)?,
        upper: row.get(4)?,
        unit: row.get(5)?,
        words: row.get(6)?,
        status: row.get(7)?,
        print: row.get(8)?,
        change: row.get(9)?,
        change_print: row.get(10)?,
        line: row.get(11)?,
    })
}

/// Whether an indicator has a series in one version of an edition.
pub(crate) async fn has_series(
    rows: &mut Rows,
    year: u16,
    version: &str,
    indicator: &str,
) -> Result<bool, Problem> {
    let found = rows
        .opt(
            "SELECT line FROM monitor_series WHERE edition = $1 AND version = $2 AND indicator = $3",
            &params![i64::from(year), version, indicator],
        )
        .await?;
    Ok(found.is_some())
}

/// What this installation is a picture of, when that was written down.
pub(crate) async fn installation(rows: &mut Rows) -> Result<Option<Installation>, Problem> {
    let found = rows.opt("SELECT people, seed FROM monitor_installation WHERE id = 1", &[]).await?;
    found.map(|row| Ok(Installation { people: row.get(0)?, seed: row.get(1)? })).transpose()
}

/// The day on which the country of this installation was made, when that was written down.
pub(crate) async fn installed(rows: &mut Rows) -> Result<Option<kernel::Day>, Problem> {
    let found = rows.opt("SELECT made FROM monitor_installation WHERE id = 1", &[]).await?;
    let made: Option<String> = found.map(|row| row.get(0)).transpose()?;
    Ok(made.and_then(|day| day.parse().ok()))
}

/// Writes down what this installation is a picture of.
pub(crate) async fn put_installation(
    tx: &mut Tx,
    installation: &Installation,
    made: &str,
) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO monitor_installation (id, people, seed, made) VALUES (1, $1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET people = excluded.people, seed = excluded.seed, made = excluded.made",
        &params![installation.people, &installation.seed, made],
    )
    .await?;
    Ok(())
}
