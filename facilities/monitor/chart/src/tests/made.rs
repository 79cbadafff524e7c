//! Publications made up for the tests.

use edition::{Break, BreakKind, Decimal, Family, Publication, Reason, Restatement, Scale, Status};

pub(super) fn built_in() -> Publication {
    Publication::built_in().unwrap()
}

/// The same, with the newest value of one series replaced.
pub(super) fn with_value(id: &str, period: u16, value: Decimal, status: Status) -> Publication {
    let mut made = built_in();
    for chapter in &mut made.edition.chapters {
        for facility in &mut chapter.facilities {
            let rows = facility.blocks.iter_mut().flat_map(|block| &mut block.rows);
            for series in rows.flat_map(|row| &mut row.series).filter(|one| one.id == id) {
                for one in series.observations.iter_mut().filter(|one| one.period == period) {
                    (one.value, one.status) = (Some(value), status);
                }
            }
        }
    }
    made
}

pub(super) fn counted() -> Publication {
    let mut made = built_in();
    made.family = Family::Meting;
    made.scale = Some(Scale { ratio: "1:10000".to_owned(), seed: "42".to_owned(), played: true });
    made
}

pub(super) fn broken() -> Publication {
    let mut made = built_in();
    made.breaks.push(Break {
        indicator: "overheid-nl.bezoeken".to_owned(),
        first_period: 2019,
        kind: BreakKind::Methode,
        text: "Een bezoek is sindsdien enger omschreven.".to_owned(),
        overlap: None,
    });
    made
}

pub(super) fn restated() -> Publication {
    let mut made = built_in();
    made.restatements.push(Restatement {
        indicator: "digid-machtigen.bevragingen".to_owned(),
        period: 2018,
        old: Some(Decimal::whole(13_250_056)),
        new: Some(Decimal::whole(16_595_710)),
        old_edition: "2019 1.0.0".to_owned(),
        new_edition: "2020 1.0.0".to_owned(),
        reason: Reason::Leveringsfout,
        text: "Verkeerd aangeleverd & <verbeterd>.".to_owned(),
        decided_by: "Beheerder".to_owned(),
        date: "2020-06-15".parse().unwrap(),
    });
    made
}
