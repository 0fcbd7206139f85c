//! Weeks that begin on Monday, in UTC: as finely as the vault and a release know time.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days from 1970-01-05, the first Monday of Unix time, back to its first day.
const FIRST_MONDAY: i64 = 4;

const SECONDS_PER_DAY: i64 = 86_400;

/// A week, counted from the one that began on 1970-01-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub i32);

impl Week {
    /// The week that `time` falls in.
    #[must_use]
    pub fn of(time: Timestamp) -> Self {
        let day = time.as_second().div_euclid(SECONDS_PER_DAY);
        Self((day - FIRST_MONDAY).div_euclid(7) as i32)
    }

    /// Its Monday as `YYYY-MM-DD`.
    #[must_use]
    pub fn monday(self) -> String {
        let days = i64::from(self.0) * 7 + FIRST_MONDAY;
        let epoch = Date::constant(1970, 1, 1);
        epoch
            .checked_add(jiff::Span::new().days(days))
            .map_or_else(|_| format!("week {}", self.0), |date| date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let week = |text: &str| Week::of(text.parse().unwrap()).monday();
        assert_eq!(week("2026-03-02T00:00:00Z"), "2026-03-02");
        assert_eq!(week("2026-03-08T23:59:59Z"), "2026-03-02");
        assert_eq!(week("2026-03-09T00:00:00Z"), "2026-03-09");
        assert_eq!(week("1970-01-01T00:00:00Z"), "1969-12-29");
    }
}
