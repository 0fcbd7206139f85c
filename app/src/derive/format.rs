//! Numbers, shares and ranges as readers see them, in their language.

mod day;

pub use self::day::{date, days_after, short_date};

use kleio_shared::release::Band;
use kleio_shared::stats::Share;

use super::atlas::Atlas;
use crate::tr;
use crate::words::{language, numbers};

/// A count with thousands set apart: `12,345`.
#[must_use]
pub fn count(value: u64) -> String {
    numbers::whole(language(), value)
}

/// A number with so many digits behind the point.
#[must_use]
pub fn decimal(value: f64, places: usize) -> String {
    numbers::decimal(language(), value, places)
}

/// A number with at most two digits behind the point: `3`, `0.4`, `2.25`.
#[must_use]
pub fn plain(value: f64) -> String {
    written(&((value * 1e2).round() / 1e2).to_string())
}

/// A number that is written with a point, such as `0.5` or `1.5e-6`, with the language's sign for it.
#[must_use]
pub fn written(number: &str) -> String {
    number.replace('.', numbers::separators(language()).1)
}

/// One sentence after another.
#[must_use]
pub fn sentences(all: &[String]) -> String {
    joined(all, |before, next| {
        tr!("{before} {next}", before = before, next = next)
    })
}

/// Names or numbers in a row, with what the language puts between them.
#[must_use]
pub fn list(all: &[String]) -> String {
    joined(all, |before, next| {
        tr!("{before}, {next}", before = before, next = next)
    })
}

fn joined(all: &[String], join: fn(String, &String) -> String) -> String {
    let mut all = all.iter();
    let first = all.next().cloned().unwrap_or_default();
    all.fold(first, join)
}

/// A count with its unit, in the singular where it is one: `1 conversation`.
#[must_use]
pub fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// Conversations with their unit.
#[must_use]
pub fn conversations(value: u64) -> String {
    tr!(
        "{n, plural, one {# conversation} other {# conversations}}",
        n = value
    )
}

/// A proportion in 0..=1 as a percentage with two figures that count: `42%`, `4.2%`, `0.42%`.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let places = if value == 0.0 {
        0
    } else if value < 0.005 {
        return tr!("<{number}%", number = decimal(0.01, 2));
    } else if value < 0.995 {
        2
    } else if value < 9.95 {
        1
    } else {
        0
    };
    percents(decimal(value, places))
}

/// A number of percents: `4.2%`.
#[must_use]
pub fn percents(number: String) -> String {
    tr!("{number}%", number = number)
}

/// A number that is withheld, but known to be this much or more.
#[must_use]
pub fn at_least(number: String) -> String {
    tr!("≥ {number}", number = number)
}

/// A share; what it is at least where it is withheld; a dash where nothing is known.
#[must_use]
pub fn share_or_least(share: Option<f64>, least: Option<f64>) -> String {
    share
        .map(percent)
        .or_else(|| least.map(|least| at_least(percent(least))))
        .unwrap_or_else(|| "–".to_owned())
}

/// What is more than nothing, or less, with its sign: `+25%`, `−4.0%`.
#[must_use]
pub fn signed(is_less: bool, number: String) -> String {
    if is_less {
        tr!("−{number}", number = number)
    } else {
        tr!("+{number}", number = number)
    }
}

/// A ratio: `×2` for twice, `÷2` for half, `×1` for as many.
#[must_use]
pub fn times(ratio: f64) -> String {
    let factor = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    if !factor.is_finite() {
        return tr!("none").to_owned();
    }
    let text = format!("{factor:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if ratio < 1.0 && text != "1" {
        tr!("÷{number}", number = written(text))
    } else {
        multiplied(written(text))
    }
}

/// So many times something: `×1.4`.
#[must_use]
pub fn multiplied(number: String) -> String {
    tr!("×{number}", number = number)
}

/// A difference of shares in percentage points, with its sign.
#[must_use]
pub fn points(difference: f64) -> String {
    let points = difference * 100.0;
    let text = if points.abs() < 10.0 {
        format!("{:.1}", points.abs())
    } else {
        format!("{:.0}", points.abs())
    };
    match text.trim_end_matches(".0") {
        "0" => "0".to_owned(),
        text => signed(points < 0.0, written(text)),
    }
}

/// A share and its interval: `4.2% (3.9% to 4.5%)`.
#[must_use]
pub fn share(share: &Share) -> String {
    tr!(
        "{share} ({low} to {high})",
        share = percent(share.estimate),
        low = percent(share.low),
        high = percent(share.high)
    )
}

/// From one number to another, within a word or two: `100–199`.
#[must_use]
pub fn range(low: String, high: String) -> String {
    tr!("{low}–{high}", low = low, high = high)
}

/// From one number or day to another: `×1.6 to ×2.5`.
#[must_use]
pub fn from_to(low: String, high: String) -> String {
    tr!("{low} to {high}", low = low, high = high)
}

/// A band, as of accounts: `100–199`, `1,000+`.
#[must_use]
pub fn band(band: Band) -> String {
    match band.below {
        Some(below) if below <= band.at_least + 1 => count(band.at_least),
        Some(below) => range(count(band.at_least), count(below - 1)),
        None => tr!("{number}+", number = count(band.at_least)),
    }
}

/// How many times a proportion is another: `×2.1`, `×1.18`, `×0.48`, `×12`; `×∞` where the other is nothing.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    multiplied(if ratio.is_infinite() {
        "∞".to_owned()
    } else if ratio >= 9.95 {
        count(ratio.round().min(1e15) as u64)
    } else if ratio >= 1.995 {
        decimal(ratio, 1)
    } else if ratio == 0.0 {
        "0".to_owned()
    } else if ratio >= 0.005 {
        decimal(ratio, 2)
    } else {
        tr!("<{number}", number = decimal(0.01, 2))
    })
}

/// An interval of such ratios: `×1.60 to ×2.5`, `×12 and more`.
#[must_use]
pub fn ratios((low, high): (f64, f64)) -> String {
    if high.is_infinite() {
        tr!("{low} and more", low = ratio(low))
    } else {
        from_to(ratio(low), ratio(high))
    }
}

/// A level by name: the highest are `Top clusters`, the lowest `Base clusters`.
#[must_use]
pub fn level(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("Clusters").to_owned(),
        0 => tr!("Base clusters").to_owned(),
        1 if top == 2 => tr!("Middle clusters").to_owned(),
        _ if level == top => tr!("Top clusters").to_owned(),
        _ => tr!("Level {level} clusters", level = level),
    }
}

/// A level of `atlas` by name: groups of the reader's own are `Your groups`.
#[must_use]
pub fn level_in(atlas: &Atlas, number: u8) -> String {
    if atlas.is_regrouped() && number > 0 {
        return tr!("Your groups").to_owned();
    }
    level(number, atlas.top_level())
}

/// One cluster by the level it is on: `Top cluster`.
#[must_use]
pub fn level_of_one(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("Cluster").to_owned(),
        0 => tr!("Base cluster").to_owned(),
        1 if top == 2 => tr!("Middle cluster").to_owned(),
        _ if level == top => tr!("Top cluster").to_owned(),
        _ => tr!("Level {level} cluster", level = level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, speak};

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1_234), "1,234");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn percentages_keep_two_figures() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.000_01), "<0.01%");
        assert_eq!(percent(0.004_2), "0.42%");
        assert_eq!(percent(0.042), "4.2%");
        assert_eq!(percent(0.421), "42%");
        assert_eq!(percent(1.0), "100%");
    }

    #[test]
    fn bands_read_inclusively() {
        let band = |at_least, below| band(Band { at_least, below });
        assert_eq!(band(100, Some(200)), "100–199");
        assert_eq!(band(1, Some(2)), "1");
        assert_eq!(band(1_000, None), "1,000+");
    }

    #[test]
    fn ratios_keep_two_figures() {
        assert_eq!(ratio(2.096), "×2.1");
        assert_eq!(ratio(0.484), "×0.48");
        assert_eq!(ratio(1_234.0), "×1,234");
        assert_eq!(ratio(f64::INFINITY), "×∞");
        assert_eq!(ratio(0.0), "×0");
        assert_eq!(ratios((1.6, 2.5)), "×1.60 to ×2.5");
        assert_eq!(ratios((12.0, f64::INFINITY)), "×12 and more");
    }

    #[test]
    fn levels_have_names() {
        assert_eq!(level(2, 2), "Top clusters");
        assert_eq!(level(1, 2), "Middle clusters");
        assert_eq!(level(1, 3), "Level 1 clusters");
        assert_eq!(level_of_one(0, 2), "Base cluster");
        assert_eq!(level(0, 0), "Clusters");
    }

    #[test]
    fn ratios_and_differences_say_their_direction() {
        let ratios = [0.25, 0.5, 1.0, 1.5, 4.0, 0.98].map(times);
        assert_eq!(ratios, ["÷4", "÷2", "×1", "×1.5", "×4", "×1"]);
        assert_eq!(times(0.0), "none");
        let differences = [-0.2, -0.015, 0.0, 0.04].map(points);
        assert_eq!(differences, ["−20", "−1.5", "0", "+4"]);
    }

    #[test]
    fn numbers_are_written_in_the_language() {
        speak(Language::German, None);
        assert_eq!(count(12_345), "12.345");
        assert_eq!(percent(0.042), "4,2%");
        assert_eq!(plain(2.25), "2,25");
        assert_eq!(points(-0.015), "−1,5");
        assert_eq!(times(1.5), "×1,5");
        assert_eq!(ratios((1.6, 1_234.0)), "×1,60 to ×1.234");
        speak(Language::English, None);
    }

    #[test]
    fn sentences_and_names_are_put_together() {
        let all = ["A".to_owned(), "B".to_owned(), "C".to_owned()];
        assert_eq!(list(&all), "A, B, C");
        assert_eq!(sentences(&all[..1]), "A");
        assert_eq!(sentences(&[]), "");
    }
}
