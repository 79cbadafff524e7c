//! What the charts of the edition 2020 say and look like.

use std::collections::BTreeSet;

use edition::{Decimal, Status};
use kernel::Language;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::made;
use crate::{Chart, Kind, Style, chart, charts, index, png, sparkline};

fn one(id: &str) -> Chart {
    chart(&made::built_in(), id, Language::Nl, Style::screen(640)).unwrap()
}

/// Reads the picture and gives its texts; panics when it is no XML, or names or ids are wrong.
pub(super) fn texts(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let (mut ids, mut used, mut texts) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                inside = tag.name().as_ref() == "text";
                if inside {
                    texts.push(String::new());
                }
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let value = attribute.value.into_owned();
                    match attribute.key.as_ref() {
                        "id" => assert!(ids.insert(value), "an id stands there twice"),
                        "aria-labelledby" => used.extend(value.split(' ').map(str::to_owned)),
                        "font-size" => assert!(value.parse::<u16>().unwrap() >= 12, "letters under 12"),
                        "fill" => used.extend(
                            value.strip_prefix("url(#").map(|rest| rest.trim_end_matches(')').to_owned()),
                        ),
                        _ => {}
                    }
                }
            }
            Event::Text(text) if inside => texts.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(entity) if inside => {
                let sign = match &*entity {
                    "gt" => ">",
                    "lt" => "<",
                    "amp" => "&",
                    _ => "\"",
                };
                texts.last_mut().unwrap().push_str(sign);
            }
            Event::End(_) => inside = false,
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(used.is_subset(&ids), "{used:?} {ids:?}");
    texts
}

#[test]
fn the_edition_has_a_chart_for_every_series_and_for_its_groups() {
    let publication = made::built_in();
    let index = index(&publication);
    let ids: BTreeSet<&str> = index.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), index.len(), "every id once");
    for found in publication.edition.series() {
        assert!(ids.contains(found.series.id.as_str()), "{}", found.series.id);
    }
    let groups: Vec<(&str, Kind)> =
        index.iter().filter(|one| one.indicator.is_none()).map(|one| (one.id.as_str(), one.kind)).collect();
    for group in [
        ("identificeren-en-authenticeren.gebruik", Kind::Dots),
        ("identificeren-en-authenticeren.veranderingen", Kind::Diverging),
        ("digid.accounts.delen", Kind::Stacked),
        ("digid.authenticaties.delen", Kind::Stacked),
        ("mijnoverheid.berichtenbox.ontvangen.delen", Kind::Dots),
        ("mijnoverheid.afzenders-2", Kind::Dumbbell),
        ("hr.terugmeldingen.delen", Kind::Stacked),
        ("digilevering.berichten.delen", Kind::Dots),
    ] {
        assert!(groups.contains(&group), "{group:?} in {groups:?}");
    }
}

#[test]
fn headlines_say_the_message() {
    for (id, headline) in [
        ("digid.authenticaties.totaal", "Authenticaties: 340,8 miljoen in 2019, 10,7% meer dan in 2018"),
        ("pkioverheid.certificaten", "Uitstaande certificaten: 596.316 in 2019, 12,2% minder dan in 2018"),
        ("pkioverheid.tsp", "Trust Service Providers: 8 in 2019, gelijk aan 2018"),
        (
            "digid.accounts.substantieel",
            "Accounts op niveau Substantieel: 731.644 in 2019, 31 keer zo veel als in 2018",
        ),
        ("woz.terugmeldingen", "Terugmeldingen: meer dan 5.000 in 2019"),
        ("digid.accounts.delen", "Actieve DigiD's: 78,0% midden in 2019, was 70,2% in 2018"),
        ("digid.authenticaties.delen", "Authenticaties: de delen tellen niet op tot het totaal van 2019"),
        (
            "mijnoverheid.afzenders-2",
            "Berichten van alle organisaties geopend: binnen 3 weken 54% (2018 46%), binnen 6 weken 59% (2018 53%)",
        ),
        (
            "gegevens-en-registreren.veranderingen",
            "Van 58 cijfers stegen er 38, daalden er 17 en bleven er 3 gelijk",
        ),
        (
            "bro.opvragingen.delen",
            "Views en downloads via PDOK: het meest bij Bodemkundige boormonsterbeschrijvingen (BHR-P), 3,1 miljoen (37% van het totaal)",
        ),
    ] {
        assert_eq!(one(id).headline, headline, "{id}");
    }
    let english =
        chart(&made::built_in(), "digid.authenticaties.totaal", Language::En, Style::screen(640)).unwrap();
    assert_eq!(english.headline, "Authentications: 340.8 million in 2019, 10.7% more than in 2018");
    assert!(texts(&english.svg).contains(&"340,758,404".to_owned()));
}

#[test]
fn every_picture_is_sound_xml_with_name_description_and_source_at_every_width() {
    for publication in [made::built_in(), made::counted(), made::broken(), made::restated()] {
        for style in [Style::screen(320), Style::screen(740), Style::print(640)] {
            for language in [Language::Nl, Language::En] {
                for chart in charts(&publication, language, style) {
                    let all = texts(&chart.svg).join(" ");
                    assert!(all.contains(&chart.source), "{}", chart.entry.id);
                    assert!(all.contains(&chart.headline), "{}", chart.entry.id);
                    assert!(
                        !chart.description.is_empty() && !chart.table.rows.is_empty(),
                        "{}",
                        chart.entry.id
                    );
                    assert!(chart.table.header.iter().all(|cell| !cell.is_empty()), "{}", chart.entry.id);
                    assert!(
                        chart.table.rows.iter().all(|row| row.len() == chart.table.header.len()),
                        "{}",
                        chart.entry.id
                    );
                    assert!(!chart.svg.contains("<script"));
                }
            }
        }
    }
}

#[test]
fn counted_figures_carry_their_scale_inside_the_picture() {
    let chart = chart(&made::counted(), "digid.organisaties", Language::Nl, Style::screen(640)).unwrap();
    let all = texts(&chart.svg).join(" ");
    assert!(all.contains("Geteld in Stelsel bij verzonnen mensen: schaal 1:10000, land 42, sneller gespeeld dan de werkelijkheid."), "{all}");
}

#[test]
fn a_break_is_a_gap_with_a_word_and_no_change_is_told() {
    let chart = chart(&made::broken(), "overheid-nl.bezoeken", Language::Nl, Style::screen(640)).unwrap();
    assert!(texts(&chart.svg).contains(&"reeksbreuk".to_owned()));
    assert_eq!(
        chart.headline,
        "Bezoeken aan het portaal: 36,9 miljoen in 2019, door een reeksbreuk niet te vergelijken met 2018"
    );
    let changes = crate::chart(
        &made::broken(),
        "dienstverlening-en-informatie-verstrekken.veranderingen",
        Language::Nl,
        Style::screen(640),
    );
    assert!(changes.unwrap().table.rows.iter().all(|row| !row[0].contains("Bezoeken aan het portaal")));
}

#[test]
fn a_restated_figure_has_steps_and_a_remark() {
    let publication = made::restated();
    let steps =
        chart(&publication, "digid-machtigen.bevragingen.herziening-2018", Language::Nl, Style::screen(640))
            .unwrap();
    assert_eq!(steps.entry.kind, Kind::Steps);
    assert_eq!(
        steps.headline,
        "Bevragingen door aangesloten diensten 2018: herzien van 13.250.056 naar 16.595.710"
    );
    assert!(texts(&steps.svg).iter().any(|text| text.contains("Verkeerd aangeleverd & <verbeterd>.")));
    let columns =
        chart(&publication, "digid-machtigen.bevragingen", Language::Nl, Style::screen(640)).unwrap();
    assert!(
        texts(&columns.svg)
            .join(" ")
            .contains("2018: herzien; eerder gepubliceerd: 13.250.056 (2019 1.0.0).")
    );
}

#[test]
fn provisional_is_hatched_and_missing_and_open_ends_are_told() {
    let provisional = made::with_value("digid.organisaties", 2019, Decimal::whole(700), Status::Provisional);
    let drawn = chart(&provisional, "digid.organisaties", Language::Nl, Style::screen(640)).unwrap();
    assert!(drawn.svg.contains("-hatched"));
    assert!(texts(&drawn.svg).contains(&"voorlopig".to_owned()));
    assert!(texts(&one("digid.accounts.substantieel").svg).contains(&"ontbreekt".to_owned()));
    assert!(texts(&one("woz.terugmeldingen").svg).contains(&"> 5.000".to_owned()));
}

#[test]
fn the_same_publication_gives_the_same_pictures() {
    let all = || charts(&made::built_in(), Language::Nl, Style::screen(640));
    assert_eq!(all(), all());
}

#[test]
fn a_picture_is_painted_with_letters_of_its_own() {
    let drawn = one("digid.organisaties");
    let painted = png(&drawn.svg, 1280).unwrap();
    assert_eq!(&painted[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(painted, png(&drawn.svg, 1280).unwrap());
    let without = png(&drawn.svg.replace("Aangesloten", ""), 1280).unwrap();
    assert_ne!(painted, without, "letters are painted");
    assert!(png("no picture", 640).is_err());
    assert!(png(&drawn.svg, 0).is_err());
    assert!(png(&drawn.svg, 4_001).is_err());
}

#[test]
fn a_small_line_has_gaps_and_a_band() {
    let values = [Some(Decimal::whole(1)), None, Some(Decimal::whole(3)), Some(Decimal::whole(4))];
    let drawn = sparkline(&values, &[Some(Decimal::whole(2)); 4]);
    assert_eq!(drawn.matches("<polyline").count(), 2);
    assert_eq!(drawn.matches("<polygon").count(), 1);
    assert!(drawn.contains(r#"aria-hidden="true""#));
    assert!(texts(&drawn).is_empty());
    assert!(texts(&sparkline(&[], &[])).is_empty());
}
