//! Numbers, shares, ranges and dates as readers see them.

use kleio_shared::release::AccountBand;
use kleio_shared::stats::Share;

use super::atlas::Atlas;

/// A count with thousands set apart: `12,345`.
#[must_use]
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its unit, in the singular where it is one: `1 conversation`.
#[must_use]
pub fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// Conversations with their unit.
#[must_use]
pub fn conversations(value: u64) -> String {
    counted(value, "conversation", "conversations")
}

/// A proportion in 0..=1 as a percentage with two figures that count: `42%`, `4.2%`, `0.42%`.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if value == 0.0 {
        "0%".to_owned()
    } else if value < 0.005 {
        "<0.01%".to_owned()
    } else if value < 0.995 {
        format!("{value:.2}%")
    } else if value < 9.95 {
        format!("{value:.1}%")
    } else {
        format!("{value:.0}%")
    }
}

/// A ratio: `×2` for twice, `÷2` for half, `×1` for as many.
#[must_use]
pub fn times(ratio: f64) -> String {
    let (sign, factor) = if ratio < 1.0 {
        ('÷', 1.0 / ratio)
    } else {
        ('×', ratio)
    };
    if !factor.is_finite() {
        return "none".to_owned();
    }
    let text = format!("{factor:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "1" {
        "×1".to_owned()
    } else {
        format!("{sign}{text}")
    }
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
        text if points < 0.0 => format!("−{text}"),
        text => format!("+{text}"),
    }
}

/// A share and its interval: `4.2% (3.9% to 4.5%)`.
#[must_use]
pub fn share(share: &Share) -> String {
    format!(
        "{} ({} to {})",
        percent(share.estimate),
        percent(share.low),
        percent(share.high)
    )
}

/// A band of accounts: `100–199`, `1,000+`.
#[must_use]
pub fn accounts(band: AccountBand) -> String {
    match band.below {
        Some(below) if below <= band.at_least + 1 => count(band.at_least),
        Some(below) => format!("{}–{}", count(band.at_least), count(below - 1)),
        None => format!("{}+", count(band.at_least)),
    }
}

/// A Monday `YYYY-MM-DD` as `4 May 2025`; as it stands where it is not such a date.
#[must_use]
pub fn date(iso: &str) -> String {
    parts(iso).map_or_else(
        || iso.to_owned(),
        |(year, month, day)| format!("{day} {month} {year}"),
    )
}

/// A Monday `YYYY-MM-DD` as `4 May`; as it stands where it is not such a date.
#[must_use]
pub fn short_date(iso: &str) -> String {
    parts(iso).map_or_else(
        || iso.to_owned(),
        |(_, month, day)| format!("{day} {}", month.get(..3).unwrap_or(month)),
    )
}

/// The day `days` after the day `YYYY-MM-DD`, written likewise; as it stands where it is no such day.
#[must_use]
pub fn days_after(iso: &str, days: i64) -> String {
    let mut fields = iso.splitn(3, '-').map(|field| field.parse::<i64>().ok());
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) =
        (fields.next(), fields.next(), fields.next())
    else {
        return iso.to_owned();
    };
    let (year, month, day) = civil(days_since(year, month, day) + days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Days since 1970-01-01 of a day of the Gregorian calendar (Hinnant, chrono-compatible low-level date
/// algorithms, `days_from_civil`).
fn days_since(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The reverse of [`days_since`] (`civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = years + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// How many times a proportion is another: `×2.1`, `×1.18`, `×0.48`, `×12`; `×∞` where the other is nothing.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    if ratio.is_infinite() {
        "×∞".to_owned()
    } else if ratio >= 9.95 {
        format!("×{}", count(ratio.round().min(1e15) as u64))
    } else if ratio >= 1.995 {
        format!("×{ratio:.1}")
    } else if ratio == 0.0 {
        "×0".to_owned()
    } else if ratio >= 0.005 {
        format!("×{ratio:.2}")
    } else {
        "×<0.01".to_owned()
    }
}

/// An interval of such ratios: `×1.60 to ×2.5`, `×12 and more`.
#[must_use]
pub fn ratios((low, high): (f64, f64)) -> String {
    if high.is_infinite() {
        format!("{} and more", ratio(low))
    } else {
        format!("{} to {}", ratio(low), ratio(high))
    }
}

fn parts(iso: &str) -> Option<(&str, &'static str, u8)> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut fields = iso.splitn(3, '-');
    let year = fields.next()?;
    let month: usize = fields.next()?.parse().ok()?;
    let day: u8 = fields.next()?.parse().ok()?;
    Some((year, MONTHS.get(month.checked_sub(1)?)?, day))
}

/// A level by name: the highest are `Top clusters`, the lowest `Base clusters`.
#[must_use]
pub fn level(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => "Clusters".to_owned(),
        0 => "Base clusters".to_owned(),
        1 if top == 2 => "Middle clusters".to_owned(),
        _ if level == top => "Top clusters".to_owned(),
        _ => format!("Level {level} clusters"),
    }
}

/// A level of `atlas` by name: groups of the reader's own are `Your groups`.
#[must_use]
pub fn level_in(atlas: &Atlas, number: u8) -> String {
    if atlas.is_regrouped() && number > 0 {
        return "Your groups".to_owned();
    }
    level(number, atlas.top_level())
}

/// One cluster by the level it is on: `Top cluster`.
#[must_use]
pub fn level_of_one(level_number: u8, top: u8) -> String {
    level(level_number, top).trim_end_matches('s').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let band = |at_least, below| accounts(AccountBand { at_least, below });
        assert_eq!(band(100, Some(200)), "100–199");
        assert_eq!(band(1, Some(2)), "1");
        assert_eq!(band(1_000, None), "1,000+");
    }

    #[test]
    fn dates_are_written_out_and_odd_ones_left_alone() {
        assert_eq!(date("2025-05-04"), "4 May 2025");
        assert_eq!(short_date("2025-09-29"), "29 Sep");
        assert_eq!(date("2025-13-04"), "2025-13-04");
    }

    #[test]
    fn days_pass_over_months_and_years() {
        assert_eq!(days_after("2026-03-02", 6), "2026-03-08");
        assert_eq!(days_after("2024-02-26", 6), "2024-03-03");
        assert_eq!(days_after("2025-12-29", 6), "2026-01-04");
        assert_eq!(days_after("someday", 6), "someday");
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
}
