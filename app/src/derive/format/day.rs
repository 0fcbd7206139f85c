//! Days as readers see them, in their language.

use crate::tr;

/// A Monday `YYYY-MM-DD` as `4 May 2025`; as it stands where it is not such a date.
#[must_use]
pub fn date(iso: &str) -> String {
    let written = || {
        let (year, month, day) = parts(iso)?;
        let month = match month {
            1 => tr!("January"),
            2 => tr!("February"),
            3 => tr!("March"),
            4 => tr!("April"),
            5 => tr!("May"),
            6 => tr!("June"),
            7 => tr!("July"),
            8 => tr!("August"),
            9 => tr!("September"),
            10 => tr!("October"),
            11 => tr!("November"),
            12 => tr!("December"),
            _ => return None,
        };
        Some(tr!(
            "{day} {month} {year}",
            day = day,
            month = month,
            year = year
        ))
    };
    written().unwrap_or_else(|| iso.to_owned())
}

/// A Monday `YYYY-MM-DD` as `4 May`; as it stands where it is not such a date.
#[must_use]
pub fn short_date(iso: &str) -> String {
    let Some((_, month, day)) = parts(iso) else {
        return iso.to_owned();
    };
    // A message a month, because a language may shorten a month's name, such as “May”, that English does not.
    match month {
        1 => tr!("{day} Jan", day = day),
        2 => tr!("{day} Feb", day = day),
        3 => tr!("{day} Mar", day = day),
        4 => tr!("{day} Apr", day = day),
        5 => tr!("{day} May", day = day),
        6 => tr!("{day} Jun", day = day),
        7 => tr!("{day} Jul", day = day),
        8 => tr!("{day} Aug", day = day),
        9 => tr!("{day} Sep", day = day),
        10 => tr!("{day} Oct", day = day),
        11 => tr!("{day} Nov", day = day),
        12 => tr!("{day} Dec", day = day),
        _ => iso.to_owned(),
    }
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

/// Year, month and day of `YYYY-MM-DD`; the year as it stands.
fn parts(iso: &str) -> Option<(&str, u8, u8)> {
    let mut fields = iso.splitn(3, '-');
    let year = fields.next()?;
    Some((
        year,
        fields.next()?.parse().ok()?,
        fields.next()?.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
