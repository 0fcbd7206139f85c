//! What is withheld is hatched or dashed: in every theme that stands out from its ground at least 3 to 1.

#![allow(
    clippy::unwrap_used,
    reason = "a style sheet that cannot be read fails the test"
)]

use std::fs;
use std::path::Path;

/// What hatches and dashed edges are drawn in, and what may lie below them.
const INK: &str = "--ink-soft";
const GROUNDS: [&str; 2] = ["--paper", "--ground"];

fn style(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    fs::read_to_string(root.join(name)).unwrap()
}

/// The luminance of the first colour called `name` in the first of `sheets` that has one.
fn luminance(name: &str, sheets: &[&str]) -> f64 {
    let told = sheets.iter().find_map(|sheet| {
        let (_, rest) = sheet.split_once(&format!("{name}: #"))?;
        rest.get(..6)
    });
    let colour = u32::from_str_radix(told.unwrap(), 16).unwrap();
    let part = |shift: u32| {
        let level = f64::from((colour >> shift) & 0xff) / 255.0;
        if level <= 0.040_45 {
            level / 12.92
        } else {
            ((level + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

#[test]
fn hatches_stand_out_in_every_theme() {
    let sheets = ["light", "dark", "contrast"].map(|theme| style(&format!("theme/{theme}.css")));
    let [light, dark, contrast] = sheets.each_ref().map(String::as_str);
    let (more, more_dark) = contrast.split_once("data-theme=\"dark\"").unwrap();
    let themes: [&[&str]; 4] = [
        &[light],
        &[dark, light],
        &[more, light],
        &[more_dark, dark, light],
    ];
    for (place, sheets) in themes.into_iter().enumerate() {
        for ground in GROUNDS {
            let (one, other) = (luminance(INK, sheets), luminance(ground, sheets));
            let ratio = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(ratio >= 3.0, "theme {place}, {ground}: {ratio:.2}");
        }
    }
}

#[test]
fn what_is_withheld_is_drawn_in_that_ink() {
    let (chart, compare) = (style("chart.css"), style("compare.css"));
    let hatches: Vec<&str> = chart.split("repeating-linear-gradient(").skip(1).collect();
    assert!(!hatches.is_empty());
    for hatch in hatches {
        let (hatch, _) = hatch.split_once(';').unwrap();
        assert!(hatch.contains(&format!("var({INK})")), "{hatch}");
    }
    for name in [".twin-mark.is-withheld {", ".key-withheld::before {"] {
        let (_, rule) = compare.split_once(name).unwrap();
        let (rule, _) = rule.split_once('}').unwrap();
        assert!(rule.contains(&format!("var({INK})")), "{name} {rule}");
    }
}
