//! Twelve weeks of moments, with the rhythm of days and weeks.

use jiff::{SignedDuration, Timestamp};
use rand::Rng as _;

use super::dice::{Dice, weighted};
use super::plan::{Topic, Trend, WEEKS};

/// Monday 2 March 2026, 00:00 UTC, in seconds since 1970.
pub(super) const START: i64 = 1_772_409_600;
const DAY: i64 = 86_400;
/// The campaign's first day and length in days.
const CAMPAIGN_DAYS: (i64, i64) = (44, 14);
/// All topics together grow by this share of the first week's activity every week.
const GROWTH: f64 = 0.03;
/// Activity in each local hour.
const HOURS: [f64; 24] = [
    1.2, 0.7, 0.4, 0.3, 0.3, 0.5, 1.2, 2.4, 4.0, 5.4, 6.0, 6.0, 5.0, 5.4, 6.0, 6.0, 5.6, 5.2, 4.6,
    4.8, 5.2, 4.8, 3.6, 2.2,
];

/// When a conversation about `topic` begins, for people `hours_from_utc`.
pub(super) fn moment(topic: &Topic, hours_from_utc: i32, dice: &mut Dice) -> Timestamp {
    let week = week(topic.weeks, dice);
    let weekend = topic.weekend;
    let day = weighted(dice, &[1.05, 1.1, 1.1, 1.0, 0.9, weekend, weekend]);
    within_day((7 * week + day) as i64, hours_from_utc, dice)
}

/// When a conversation of the campaign begins; it keeps no rhythm but the hours.
pub(super) fn campaign_moment(dice: &mut Dice) -> Timestamp {
    let (first, days) = CAMPAIGN_DAYS;
    within_day(first + dice.random_range(0..days), 0, dice)
}

fn week(trend: Trend, dice: &mut Dice) -> usize {
    let activity: Vec<f64> = (0..WEEKS)
        .map(|w| trend.activity(w) * (1.0 + GROWTH * w as f64))
        .collect();
    weighted(dice, &activity)
}

fn within_day(day: i64, hours_from_utc: i32, dice: &mut Dice) -> Timestamp {
    let local = weighted(dice, &HOURS) as i64;
    let hour = (local - i64::from(hours_from_utc)).rem_euclid(24);
    let seconds = START + DAY * day + 3600 * hour + dice.random_range(0..3600);
    Timestamp::UNIX_EPOCH
        .saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or_default()
}
