//! What is written on a chart is the figure.

use edition::{Decimal, Status};
use kernel::Language;
use proptest::prelude::*;

use super::drawn::texts;
use super::made;
use crate::{Style, chart};

/// Height of the columns in the picture, in the order of the years, with tenths.
fn heights(svg: &str) -> Vec<i64> {
    let rects = svg.split("<rect ").skip(2).filter(|part| part.contains("stroke="));
    let height = |part: &str| {
        let text = part.split("height=\"").nth(1)?.split('"').next()?;
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        Some(whole.parse::<i64>().ok()? * 10 + rest.parse::<i64>().ok()?)
    };
    rects.filter_map(height).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_value_on_a_column_is_the_figure_and_its_height_is_to_scale(value in 0_i64..2_000_000_000) {
        let exact = Decimal::whole(i128::from(value));
        let publication = made::with_value("digid.organisaties", 2019, exact, Status::Normal);
        let drawn = chart(&publication, "digid.organisaties", Language::Nl, Style::screen(640)).unwrap();
        prop_assert!(texts(&drawn.svg).contains(&exact.to_dutch()), "{}", exact.to_dutch());
        prop_assert_eq!(drawn.table.rows.last().unwrap().last().unwrap(), &exact.to_dutch());
        let heights = heights(&drawn.svg);
        prop_assert_eq!(heights.len(), 3);
        let (tallest, most) = (*heights.iter().max().unwrap(), value.max(647));
        for (height, figure) in heights.iter().zip([623, 647, value]) {
            prop_assert!((height * most - figure * tallest).abs() <= most * 2, "{height} of {tallest} for {figure} of {most}");
        }
    }

    #[test]
    fn any_text_in_a_publication_leaves_the_picture_sound(text in "\\PC{0,60}") {
        let mut publication = made::restated();
        publication.restatements[0].text.clone_from(&text);
        publication.edition.title = text;
        let drawn = chart(&publication, "digid-machtigen.bevragingen.herziening-2018", Language::Nl, Style::screen(320)).unwrap();
        texts(&drawn.svg);
    }
}
