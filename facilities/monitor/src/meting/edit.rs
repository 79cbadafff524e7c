//! What is done with an edition that is being made: one act, one transaction, each.

use kernel::{Act, InvalidParam, Moment, Problem};
use serde_json::{Value, json};
use store::{Entry, Rows, Tx};

use crate::meting::draft::Counted;
use crate::meting::life::{self, State, refused};
use crate::meting::rows::{self, Approval, Draft, Waiver, Words};
use crate::meting::who::Person;
use crate::start::Desk;

/// The key under which everything about an edition is written: one after the other.
pub(crate) fn key(edition: u16) -> String {
    format!("monitor/editie/{edition}")
}

/// The draft of an edition, or 404.
pub(crate) async fn draft(desk: &Desk, edition: u16) -> Result<Draft, Problem> {
    let found =
        desk.house.store.read(async move |rows: &mut Rows| rows::draft_of(rows, edition).await).await?;
    found.ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("Deze editie wordt hier niet gemaakt; GET /monitor/api/v1/edities geeft alle edities.")
}

/// Opens the edition of every year in which this installation counts and that has none yet.
pub(crate) async fn open_years(desk: &Desk, act: &Act, first: u16, now: u16) -> Result<(), Problem> {
    let known = desk.house.store.read(async move |rows: &mut Rows| rows::drafts(rows).await).await?;
    for year in first..=now {
        let edition = year.saturating_add(1);
        let (Some(cutoff), Some(publish_at)) = (life::cutoff(edition), life::publication(edition)) else {
            continue;
        };
        if known.iter().any(|one| one.edition == edition) {
            continue;
        }
        let draft = Draft {
            edition,
            version: "1.0.0".to_owned(),
            state: State::Open,
            cutoff,
            publish_at,
            computed: None,
        };
        let write = async move |tx: &mut Tx| {
            rows::begin(tx, &draft).await?;
            tx.record(entry("monitor.editie.geopend", edition, json!({})));
            Ok(())
        };
        desk.house.store.write(&key(edition), act, write).await?;
    }
    Ok(())
}

fn entry(kind: &'static str, edition: u16, mut body: Value) -> Entry {
    body["editie"] = json!(edition);
    Entry::new(kind, "monitor/editie").with(body)
}

/// Takes a step on request of the chief: every condition of the step is looked at in the same transaction.
pub(crate) async fn advance(
    desk: &Desk,
    act: &Act,
    edition: u16,
    to: State,
    by: &Person,
    note: &str,
) -> Result<Draft, Problem> {
    let now = draft(desk, edition).await?;
    life::may_step(now.state, to)?;
    let fresh = if to == State::Concept { Some(counts_for(desk, &now, act.at).await?) } else { None };
    if to == State::Vastgesteld {
        desk.ready_to_adopt(&now).await?;
    }
    let wanted = desk.wanted_approvals(edition).await?;
    let (by, note) = (by.signature(), note.to_owned());
    desk.house
        .store
        .write(&key(edition), act, async move |tx: &mut Tx| {
            let mut draft = rows::locked(tx, edition).await?.ok_or_else(unknown)?;
            life::may_step(draft.state, to)?;
            match to {
                State::Concept => {
                    rows::put_counts(tx, edition, fresh.as_deref().unwrap_or_default()).await?;
                    draft.computed = Some(tx.act().at);
                }
                State::InControle => differences(&rows::counts(tx, edition).await?)?,
                State::Akkoord => approved(&wanted, &rows::approvals(tx, edition).await?)?,
                _ => {}
            }
            rows::step(tx, &draft, to, &by, &note).await?;
            let body = json!({ "van": draft.state.code(), "naar": to.code(), "door": by });
            tx.record(entry("monitor.editie.overgang", edition, body));
            draft.state = to;
            Ok(draft)
        })
        .await
}

/// The counts of the year, when its window is closed.
async fn counts_for(desk: &Desk, draft: &Draft, now: Moment) -> Result<Vec<Counted>, Problem> {
    if now < draft.cutoff {
        return Err(refused(format!(
            "Tot {} worden nagekomen gebeurtenissen van {} nog opgenomen; de cijfers zijn tot dan voorlopig.",
            draft.cutoff.rfc3339(),
            life::described(draft.edition)
        )));
    }
    let year = i16::try_from(life::described(draft.edition)).map_err(|_| unknown())?;
    let found = desk.house.live.year(year).await?;
    let counts: Vec<Counted> = found.iter().map(Counted::of).collect();
    let missing =
        desk.house.live.catalogue().iter().any(|one| !counts.iter().any(|count| count.indicator == one.id));
    if missing || counts.is_empty() {
        return Err(refused("Niet alle tellingen zijn aanwezig.".to_owned()));
    }
    Ok(counts)
}

/// Refuses when the two paths of counting differ anywhere: both counts stand in the refusal.
fn differences(counts: &[Counted]) -> Result<(), Problem> {
    let wrong: Vec<InvalidParam> = counts
        .iter()
        .filter(|one| one.counted != one.recounted)
        .map(|one| InvalidParam {
            name: one.indicator.clone(),
            code: "hertelling-verschilt".to_owned(),
            reason: format!("geteld {}, herteld {}", one.counted, one.recounted),
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let detail = "De telling en de hertelling verschillen; zie invalidParams voor beide. Zoek de oorzaak: deze editie kan zo niet verder.";
    Err(Problem::conflict("hertelling-verschilt", detail).with_params(wrong))
}

/// A value that an owner must approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) indicator: String,
    pub(crate) facility: String,
    pub(crate) value_hash: String,
}

/// Refuses as long as a value is not approved by two people.
fn approved(wanted: &[Wanted], approvals: &[Approval]) -> Result<(), Problem> {
    let open: Vec<InvalidParam> = wanted
        .iter()
        .filter(|one| {
            !approvals.iter().any(|approval| {
                approval.indicator == one.indicator
                    && approval.value_hash == one.value_hash
                    && approval.second.is_some()
            })
        })
        .map(|one| InvalidParam {
            name: one.indicator.clone(),
            code: "akkoord-ontbreekt".to_owned(),
            reason: format!(
                "De eigenaar van {} keurde deze waarde nog niet met twee mensen goed.",
                one.facility
            ),
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(refused("Niet alle waarden zijn goedgekeurd; zie invalidParams.".to_owned()).with_params(open))
}

/// How far an approval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eyes {
    /// One of two has looked.
    First,
    /// Two have.
    Both,
}

/// Approves one value. The first call is the first pair of eyes, a call by somebody else the second.
pub(crate) async fn approve(
    desk: &Desk,
    act: &Act,
    edition: u16,
    wanted: Wanted,
    hash: &str,
    by: &Person,
) -> Result<Eyes, Problem> {
    if wanted.value_hash != hash {
        return Err(Problem::new(
            412,
            "waarde-gewijzigd",
            "Voorwaarde niet vervuld",
            "De waarde is een andere dan die u zag; haal haar opnieuw op en keur die goed.",
        ));
    }
    let by = by.signature();
    desk.house
        .store
        .write(&key(edition), act, async move |tx: &mut Tx| {
            let draft = rows::locked(tx, edition).await?.ok_or_else(unknown)?;
            if draft.state != State::InControle {
                return Err(refused(format!(
                    "Goedkeuren kan als de editie in controle is; zij is nu `{}`.",
                    draft.state.code()
                )));
            }
            let at = tx.act().at;
            let before = rows::approvals(tx, edition).await?;
            let before = before
                .into_iter()
                .find(|one| one.indicator == wanted.indicator && one.value_hash == wanted.value_hash);
            let (approval, eyes) = match before {
                None => (
                    Approval {
                        indicator: wanted.indicator.clone(),
                        value_hash: wanted.value_hash.clone(),
                        first_by: by.clone(),
                        first_at: at,
                        second: None,
                    },
                    Eyes::First,
                ),
                Some(one) if one.second.is_some() => return Ok(Eyes::Both),
                Some(one) if one.first_by == by => {
                    return Err(Problem::conflict(
                        "vier-ogen",
                        "Dezelfde persoon keurde deze waarde al goed; een ander moet de tweede zijn.",
                    ));
                }
                Some(one) => (Approval { second: Some((by.clone(), at)), ..one }, Eyes::Both),
            };
            rows::put_approval(tx, edition, &approval).await?;
            let body =
                json!({ "indicator": approval.indicator, "waardeHash": approval.value_hash, "door": by });
            tx.record(entry("monitor.waarneming.akkoord", edition, body));
            Ok(eyes)
        })
        .await
}

/// Writes an explanation down; another person reviews it before it is published.
pub(crate) async fn explain(desk: &Desk, act: &Act, edition: u16, words: Words) -> Result<String, Problem> {
    let id = words.id.clone();
    desk.house
        .store
        .write(&key(edition), act, async move |tx: &mut Tx| {
            changeable(&rows::locked(tx, edition).await?.ok_or_else(unknown)?)?;
            rows::put_explanation(tx, edition, &words).await?;
            let body = json!({ "id": words.id, "indicator": words.indicator, "door": words.author });
            tx.record(entry("monitor.toelichting.geschreven", edition, body));
            Ok(())
        })
        .await?;
    Ok(id)
}

/// Words and waivers change only before the edition is adopted.
fn changeable(draft: &Draft) -> Result<(), Problem> {
    if draft.state < State::Vastgesteld {
        return Ok(());
    }
    Err(refused(format!("Aan een editie die `{}` is verandert niets meer.", draft.state.code())))
}

/// Reviews an explanation: by somebody else than its author.
pub(crate) async fn review(
    desk: &Desk,
    act: &Act,
    edition: u16,
    id: &str,
    facility: &str,
    by: &Person,
) -> Result<(), Problem> {
    let (by, id, facility) = (by.signature(), id.to_owned(), facility.to_owned());
    desk.house
        .store
        .write(&key(edition), act, async move |tx: &mut Tx| {
            changeable(&rows::locked(tx, edition).await?.ok_or_else(unknown)?)?;
            let all = rows::explanations(tx, edition).await?;
            let mut found = all
                .into_iter()
                .find(|one| one.id == id && one.facility == facility)
                .ok_or_else(|| Problem::not_found("Deze toelichting is er niet."))?;
            if found.author == by {
                return Err(Problem::conflict(
                    "vier-ogen",
                    "Wie de toelichting schreef, kan haar niet ook beoordelen.",
                ));
            }
            found.reviewer = Some((by.clone(), tx.act().at));
            rows::put_explanation(tx, edition, &found).await?;
            tx.record(entry("monitor.toelichting.beoordeeld", edition, json!({ "id": id, "door": by })));
            Ok(())
        })
        .await
}

/// Lets a finding pass, by name and with a reason that is published.
pub(crate) async fn waive(desk: &Desk, act: &Act, edition: u16, waiver: Waiver) -> Result<(), Problem> {
    desk.house
        .store
        .write(&key(edition), act, async move |tx: &mut Tx| {
            changeable(&rows::locked(tx, edition).await?.ok_or_else(unknown)?)?;
            rows::put_waiver(tx, edition, &waiver).await?;
            let body = json!({ "bevinding": waiver.finding, "regel": waiver.rule, "door": waiver.by });
            tx.record(entry("monitor.bevinding.doorgelaten", edition, body));
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(counted: i64, recounted: i64) -> Counted {
        Counted {
            indicator: "digid.authenticaties.totaal".to_owned(),
            counted,
            recounted,
            months: Vec::new(),
            digest: String::new(),
        }
    }

    #[test]
    fn a_recount_that_differs_is_refused_with_both_counts() {
        assert_eq!(differences(&[counted(5, 5)]), Ok(()));
        let refusal = differences(&[counted(5, 5), counted(5, 6)]).unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_str()), (409, "hertelling-verschilt"));
        assert_eq!(refusal.invalid_params.len(), 1);
        assert_eq!(refusal.invalid_params[0].reason, "geteld 5, herteld 6");
    }

    #[test]
    fn a_value_needs_two_people_and_the_hash_that_it_has_now() {
        let wanted =
            Wanted { indicator: "a".to_owned(), facility: "f".to_owned(), value_hash: "h".to_owned() };
        let approval = |hash: &str, second| Approval {
            indicator: "a".to_owned(),
            value_hash: hash.to_owned(),
            first_by: "x".to_owned(),
            first_at: Moment::from_micros(0),
            second,
        };
        let both = Some(("y".to_owned(), Moment::from_micros(1)));
        let wanted = [wanted];
        assert!(approved(&wanted, &[]).is_err());
        assert!(approved(&wanted, &[approval("h", None)]).is_err());
        assert!(approved(&wanted, &[approval("old", both.clone())]).is_err());
        assert_eq!(approved(&wanted, &[approval("h", both)]), Ok(()));
    }
}
