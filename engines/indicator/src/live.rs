//! Reading the counts as they grow, and counting again.

use std::sync::Arc;

use kernel::{Day, Moment, Problem};
use store::{Rows, Store, params};
use tokio::sync::Mutex;

use crate::{Catalogue, Indicator, Kind, Recount};

/// How old a reading may be before it is taken again.
const FRESH_MICROS: i64 = 500_000;
/// How old a recount may be: it reads the facts themselves, which costs more than adding buckets up.
const RECOUNT_MICROS: i64 = 10_000_000;

/// What one indicator shows at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which indicator.
    pub id: &'static str,
    /// Counted since the last full minute began.
    pub this_minute: i64,
    /// Counted today (Amsterdam); for a stock, how much it changed today.
    pub today: i64,
    /// Counted this calendar year; for a stock, its state.
    pub value: i64,
    /// The latest recount and what the counts said in the same snapshot.
    pub recount: Checked,
}

/// A recount beside the count of the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// When.
    pub at: Moment,
    /// From the counts.
    pub counted: i64,
    /// From the facts.
    pub recounted: i64,
}

impl Checked {
    /// Whether both paths agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.counted == self.recounted
    }
}

/// What one indicator says about one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCount {
    /// Which indicator.
    pub id: &'static str,
    /// The year.
    pub year: i16,
    /// From the counts: events of the year, or the state at its end.
    pub counted: i64,
    /// From the facts.
    pub recounted: i64,
    /// Counted in each month; for a state, how much it changed.
    pub months: [i64; 12],
    /// What the figure was made from: begin of each hour in microseconds, and count, ascending. For a state from the beginning on.
    pub hours: Vec<(Moment, i64)>,
}

/// Readings of all indicators, shared by everybody who looks. Clones share them.
#[derive(Clone)]
pub struct Live {
    store: Store,
    catalogue: Arc<Catalogue>,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    at: Option<Moment>,
    readings: Arc<Vec<Reading>>,
    checked_at: Option<Moment>,
    checks: Vec<Checked>,
}

impl Live {
    /// Nothing is read until somebody asks.
    #[must_use]
    pub fn new(store: Store, catalogue: Arc<Catalogue>) -> Self {
        Self { store, catalogue, held: Arc::default() }
    }

    /// The definitions.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// All readings, in the order of the catalogue, at most half a second old; the recount at most ten.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn readings(&self) -> Result<Arc<Vec<Reading>>, Problem> {
        let mut held = self.held.lock().await;
        let now = self.store.clock().now();
        let fresh = |at: Option<Moment>, most: i64| {
            at.is_some_and(|at| (0..most).contains(&(now.micros() - at.micros())))
        };
        if fresh(held.at, FRESH_MICROS) {
            return Ok(Arc::clone(&held.readings));
        }
        if !fresh(held.checked_at, RECOUNT_MICROS) {
            held.checks = self.check(now).await?;
            held.checked_at = Some(now);
        }
        let checks = held.checks.clone();
        let catalogue = Arc::clone(&self.catalogue);
        let readings = self
            .store
            .read(async move |rows: &mut Rows| {
                let mut readings = Vec::new();
                for (indicator, checked) in catalogue.iter().zip(&checks) {
                    readings.push(read(rows, indicator, now, *checked).await?);
                }
                Ok(readings)
            })
            .await?;
        held.at = Some(now);
        held.readings = Arc::new(readings);
        Ok(Arc::clone(&held.readings))
    }

    /// What every indicator says about one calendar year of Amsterdam, by both paths, in one snapshot. For a year that is not over this is
    /// what was counted until now. A figure without its recount does not exist.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn year(&self, year: i16) -> Result<Vec<YearCount>, Problem> {
        let catalogue = Arc::clone(&self.catalogue);
        let store = self.store.clone();
        let now = self.store.clock().now();
        let runtime = tokio::runtime::Handle::current();
        let task = tokio::task::spawn_blocking(move || {
            runtime.block_on(store.read(async move |rows: &mut Rows| {
                let mut counts = Vec::new();
                for indicator in catalogue.iter() {
                    counts.push(year_count(rows, indicator, year, now).await?);
                }
                Ok(counts)
            }))
        });
        task.await.map_err(|_| Problem::internal("a recount stopped"))?
    }

    /// The hour buckets of one indicator from `from` (included) to `to` (excluded): begin of the hour and count, ascending.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn hours(&self, id: &str, from: Moment, to: Moment) -> Result<Vec<(Moment, i64)>, Problem> {
        let id = id.to_owned();
        self.store.read(async move |rows: &mut Rows| hours(rows, &id, from, to).await).await
    }

    /// Counts everything again now, in one snapshot with the counts.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn check(&self, now: Moment) -> Result<Vec<Checked>, Problem> {
        let catalogue = Arc::clone(&self.catalogue);
        let store = self.store.clone();
        let runtime = tokio::runtime::Handle::current();
        // A recount reads many rows; it must not hold up a thread that answers requests.
        let task = tokio::task::spawn_blocking(move || {
            runtime.block_on(store.read(async move |rows: &mut Rows| {
                let mut checks = Vec::new();
                for indicator in catalogue.iter() {
                    checks.push(recount(rows, indicator, now).await?);
                }
                Ok(checks)
            }))
        });
        task.await.map_err(|_| Problem::internal("a recount stopped"))?
    }
}

fn year_of(now: Moment) -> (Moment, Moment) {
    bounds(now.day().year(), now)
}

async fn sum(rows: &mut Rows, id: &str, resolution: &str, from: Moment, to: Moment) -> Result<i64, Problem> {
    rows.one(
        "SELECT CAST(COALESCE(SUM(n), 0) AS bigint) FROM indicator_count \
         WHERE indicator = $1 AND resolution = $2 AND bucket >= $3 AND bucket < $4",
        &params![id, resolution, from, to],
    )
    .await?
    .get(0)
}

const BEGINNING: Moment = Moment::from_micros(i64::MIN);
const END: Moment = Moment::from_micros(i64::MAX);

async fn counted(rows: &mut Rows, indicator: &Indicator, now: Moment) -> Result<i64, Problem> {
    let (from, to) = match indicator.kind {
        Kind::Flow => year_of(now),
        Kind::Stock => (BEGINNING, END),
    };
    sum(rows, indicator.id, "hour", from, to).await
}

async fn read(
    rows: &mut Rows,
    indicator: &Indicator,
    now: Moment,
    checked: Checked,
) -> Result<Reading, Problem> {
    let minute = Moment::from_micros(now.micros().div_euclid(60_000_000) * 60_000_000);
    Ok(Reading {
        id: indicator.id,
        this_minute: sum(rows, indicator.id, "minute", minute, END).await?,
        today: sum(rows, indicator.id, "hour", Moment::start_of(now.day()), END).await?,
        value: counted(rows, indicator, now).await?,
        recount: checked,
    })
}

async fn recount(rows: &mut Rows, indicator: &Indicator, now: Moment) -> Result<Checked, Problem> {
    let counted = counted(rows, indicator, now).await?;
    let Recount::Sql(sql) = indicator.recount;
    let (from, to) = year_of(now);
    let values = match indicator.kind {
        Kind::Flow => params![from, to].to_vec(),
        Kind::Stock => params![now].to_vec(),
    };
    Ok(Checked { at: now, counted, recounted: rows.one(sql, &values).await?.get(0)? })
}

async fn hours(rows: &mut Rows, id: &str, from: Moment, to: Moment) -> Result<Vec<(Moment, i64)>, Problem> {
    let found = rows
        .all(
            "SELECT bucket, CAST(SUM(n) AS bigint) FROM indicator_count WHERE indicator = $1 AND resolution = 'hour' \
             AND bucket >= $2 AND bucket < $3 GROUP BY bucket ORDER BY bucket",
            &params![id, from, to],
        )
        .await?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The first moment of a year in Amsterdam, and of the year after it.
fn bounds(year: i16, otherwise: Moment) -> (Moment, Moment) {
    let first = |year| Day::new(year, 1, 1).map_or(otherwise, Moment::start_of);
    (first(year), first(year.saturating_add(1)))
}

async fn year_count(
    rows: &mut Rows,
    indicator: &Indicator,
    year: i16,
    now: Moment,
) -> Result<YearCount, Problem> {
    let (from, to) = bounds(year, now);
    let Recount::Sql(sql) = indicator.recount;
    let (begin, values) = match indicator.kind {
        Kind::Flow => (from, params![from, to].to_vec()),
        // The state of a day is that of its last microsecond; of a year that is not over, the state now.
        Kind::Stock => (BEGINNING, params![Moment::from_micros(to.micros() - 1).min(now)].to_vec()),
    };
    let hours = hours(rows, indicator.id, begin, to).await?;
    let mut months = [0; 12];
    for (at, n) in hours.iter().filter(|(at, _)| *at >= from) {
        let month = usize::try_from(at.day().month()).unwrap_or(1).saturating_sub(1);
        if let Some(place) = months.get_mut(month) {
            *place += n;
        }
    }
    Ok(YearCount {
        id: indicator.id,
        year,
        counted: hours.iter().map(|(_, n)| n).sum(),
        recounted: rows.one(sql, &values).await?.get(0)?,
        months,
        hours,
    })
}
