//! Contrast, computed by the formula of WCAG 2.2.

use crate::canvas::Palette;

fn light(colour: &str) -> f64 {
    let part = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn letters_reach_four_and_a_half_to_one() {
    for palette in [Palette::SCREEN, Palette::PRINT] {
        for letters in [palette.ink, palette.muted, palette.strong] {
            assert!(contrast(letters, palette.paper) >= 4.5, "{letters}");
        }
        for ground in [palette.bright, palette.wash] {
            assert!(contrast(palette.ink, ground) >= 4.5, "{ground}");
        }
        assert!(contrast(palette.paper, palette.strong) >= 4.5);
    }
}

#[test]
fn marks_and_outlines_reach_three_to_one() {
    for palette in [Palette::SCREEN, Palette::PRINT] {
        for mark in [palette.strong, palette.middle, palette.axis, palette.ink] {
            assert!(contrast(mark, palette.paper) >= 3.0, "{mark}");
        }
        for outlined in [palette.bright, palette.wash] {
            assert!(contrast(palette.axis, outlined) >= 3.0, "{outlined}");
        }
    }
}

#[test]
fn columns_differ_in_print_grey() {
    for palette in [Palette::SCREEN, Palette::PRINT] {
        assert!(
            contrast(palette.strong, palette.middle) >= 1.8,
            "the newest column against the earlier ones"
        );
    }
}
