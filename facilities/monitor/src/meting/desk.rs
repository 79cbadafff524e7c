//! What a draft looks like now, and whether it may be adopted.

use std::collections::BTreeSet;

use checker::{Finding, Severity};
use edition::{Explanation, Publication, Scale};
use kernel::{InvalidParam, Problem};
use store::Rows;

use crate::meting::draft::{self, Counted, Inputs};
use crate::meting::edit::Wanted;
use crate::meting::life::{self, State, refused};
use crate::meting::rows::{self, Draft, Words};
use crate::start::Desk;
use crate::{data, rules};

impl Desk {
    /// The counts of a draft: those that were taken, or those of this moment while the edition is open.
    pub(crate) async fn counts(&self, draft: &Draft) -> Result<Vec<Counted>, Problem> {
        let edition = draft.edition;
        if draft.state != State::Open {
            return self
                .house
                .store
                .read(async move |rows: &mut Rows| rows::counts(rows, edition).await)
                .await;
        }
        let year = i16::try_from(life::described(edition))
            .map_err(|_| Problem::not_found("Dit jaar is er niet."))?;
        let found = self.house.live.year(year).await?;
        Ok(found.iter().map(Counted::of).collect())
    }

    /// The draft as a publication.
    pub(crate) async fn draft_publication(&self, draft: &Draft) -> Result<Publication, Problem> {
        let counts = self.counts(draft).await?;
        let (edition, store) = (draft.edition, &self.house.store);
        let (installation, words) = store
            .read(async move |rows: &mut Rows| {
                Ok((data::installation(rows).await?, rows::explanations(rows, edition).await?))
            })
            .await?;
        let all = self.shelf.all().await?;
        let previous = all
            .iter()
            .rev()
            .find(|one| one.row.family == "meting" && one.publication.edition.year < draft.edition);
        let scale = installation.and_then(|one| {
            let ratio = format!("1:{}", rules::scale(one.people)?);
            Some(Scale { ratio, seed: one.seed, played: false })
        });
        let version = draft.version.parse().map_err(|_| Problem::internal("a draft without a version"))?;
        let mut made = draft::publication(&Inputs {
            edition: draft.edition,
            version,
            published: draft.publish_at,
            settled: draft.state >= State::Vastgesteld,
            counts: &counts,
            previous: previous.map(|one| one.publication.as_ref()),
            catalogue: self.house.live.catalogue(),
            register: &self.register,
            definitions: &self.definitions,
            form: &self.form,
            scale,
        });
        made.explanations = words.iter().filter_map(reviewed).collect();
        Ok(made)
    }

    /// Every value that an owner must approve.
    pub(crate) async fn wanted_approvals(&self, edition: u16) -> Result<Vec<Wanted>, Problem> {
        let counts =
            self.house.store.read(async move |rows: &mut Rows| rows::counts(rows, edition).await).await?;
        let period = life::described(edition);
        let wanted = counts.iter().map(|one| {
            let version = self
                .definitions
                .get(&draft::measure(&self.register, &one.indicator))
                .map_or(1, |one| one.version);
            let facility = self.house.live.catalogue().get(&one.indicator).map_or("", |one| one.facility);
            Wanted {
                indicator: one.indicator.clone(),
                facility: facility.to_owned(),
                value_hash: one.value_hash(period, version),
            }
        });
        Ok(wanted.collect())
    }

    /// What the checker finds in a draft and nobody let pass or explained.
    pub(crate) async fn open_findings(&self, draft: &Draft) -> Result<Vec<Finding>, Problem> {
        let publication = self.draft_publication(draft).await?;
        let report = checker::check_publication(&publication);
        let edition = draft.edition;
        let waived =
            self.house.store.read(async move |rows: &mut Rows| rows::waivers(rows, edition).await).await?;
        // A waiver holds until its day, that day included.
        let today = self.house.clock.today();
        let holds = |until: &str| until.parse::<kernel::Day>().is_ok_and(|until| until >= today);
        let waived: BTreeSet<String> =
            waived.into_iter().filter(|one| holds(&one.until)).map(|one| one.finding).collect();
        let open = report.findings.into_iter().filter(|one| {
            one.severity != Severity::Note
                && !waived.contains(&finding_id(one))
                && !explained(&publication, one)
        });
        Ok(open.collect())
    }

    /// What the checker says about an edition: about its document when that is here, else about its figures.
    pub(crate) async fn report_on(&self, year: u16) -> Result<checker::Report, Problem> {
        let Some(found) = self.shelf.edition(year).await? else {
            let draft = crate::meting::edit::draft(self, year).await?;
            return Ok(checker::check_publication(&self.draft_publication(&draft).await?));
        };
        let document = match found.row.document.as_str() {
            "" => None,
            blob => self.house.store.blob(blob).await?,
        };
        let made = tokio::task::spawn_blocking(move || match document {
            Some(text) => checker::check(&text).map_err(|error| Problem::internal(error.to_string())),
            None => Ok(checker::check_publication(&found.publication)),
        });
        made.await.map_err(|_| Problem::internal("a check stopped"))?
    }

    /// Refuses to adopt an edition with open findings, or one that cannot be built twice with the same bytes.
    pub(crate) async fn ready_to_adopt(&self, draft: &Draft) -> Result<(), Problem> {
        let open = self.open_findings(draft).await?;
        if !open.is_empty() {
            let listed = open.iter().take(100).map(|one| InvalidParam {
                name: finding_id(one),
                code: one.rule.code(),
                reason: one.explanation.clone(),
            });
            let detail = format!("Er staan nog {} bevindingen open; zie invalidParams.", open.len());
            return Err(refused(detail).with_params(listed.collect()));
        }
        let publication = self.draft_publication(draft).await?;
        let made = tokio::task::spawn_blocking(move || {
            let first = crate::binding::build(&publication)?;
            let again = crate::binding::rebuild(&first.files)?;
            Ok::<_, Problem>(first.manifest == again.manifest)
        });
        let same = made.await.map_err(|_| Problem::internal("a build stopped"))??;
        if same {
            return Ok(());
        }
        Err(refused("De editie is niet twee keer met dezelfde bytes te maken.".to_owned()))
    }
}

/// By what a finding is known: a hash over what it says, so that a changed figure makes another finding.
pub(crate) fn finding_id(finding: &Finding) -> String {
    let place = &finding.place;
    let text = format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        finding.rule.code(),
        place.table,
        place.row,
        place.column_name,
        place.figure.as_deref().unwrap_or(""),
        finding.published,
        finding.computed
    );
    tables::sha256(text.as_bytes()).chars().take(16).collect()
}

/// Outliers, constants and breaks are closed by a reviewed explanation of their series; contradictions are not.
fn explained(publication: &Publication, finding: &Finding) -> bool {
    let may = matches!(finding.rule.code().as_str(), "R19" | "R20" | "R21");
    let Some(figure) = finding.place.figure.as_deref().filter(|_| may) else { return false };
    let indicator = figure.split('/').next().unwrap_or(figure);
    publication.explanations.iter().any(|one| one.indicator == indicator)
}

fn reviewed(words: &Words) -> Option<Explanation> {
    let (reviewer, _) = words.reviewer.as_ref()?;
    Some(Explanation {
        indicator: words.indicator.clone(),
        facility: words.facility.clone(),
        period: (words.period != 0).then_some(words.period),
        text: words.words.clone(),
        author: words.author.clone(),
        reviewed_by: reviewer.clone(),
    })
}
