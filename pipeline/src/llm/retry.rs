//! How long to wait before a call that met a passing trouble is tried again.

use std::time::Duration;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// No pause of ours is longer.
const LONGEST: Duration = Duration::from_secs(60);
/// A pause that a server asks for is kept up to here; a longer one ends the run.
pub(super) const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Exponential back-off: pauses double, and each is drawn from its upper half, so that calls that
/// failed together do not come back together.
#[derive(Debug)]
pub(super) struct Retry {
    pub(super) retries: u32,
    first: Duration,
    seed: u64,
}

impl Retry {
    pub(super) fn new(retries: u32, first: Duration, seed: u64) -> Self {
        Self {
            retries,
            first,
            seed,
        }
    }

    /// The pause after the attempt `attempt` (from 0) of the question with this number.
    pub(super) fn pause(&self, question: u64, attempt: u32) -> Duration {
        let whole = self
            .first
            .saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX))
            .min(LONGEST.max(self.first));
        self.draw(whole, question, attempt)
    }

    /// What to wait beyond a pause that the server asks for, so that not all come back in the same
    /// moment. It does not grow: the server knows when it has room.
    pub(super) fn beyond(&self, question: u64, attempt: u32) -> Duration {
        self.draw(self.first, question, attempt)
    }

    fn draw(&self, whole: Duration, question: u64, attempt: u32) -> Duration {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed ^ question);
        dice.set_stream(attempt.into());
        whole.mul_f64(dice.random_range(0.5..=1.0))
    }
}

/// The pause that a server asks for: `retry-after-ms`, or `retry-after` in seconds or as a date
/// (RFC 9110, section 10.2.3).
pub(super) fn asked_pause(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok();
    let seconds = |n: f64| Duration::try_from_secs_f64(n).ok();
    if let Some(ms) = text("retry-after-ms").and_then(number) {
        return seconds(ms / 1_000.0);
    }
    let after = text(RETRY_AFTER.as_str())?;
    if let Some(n) = number(after) {
        return seconds(n);
    }
    let at = rfc2822::DateTimeParser::new().parse_timestamp(after).ok()?;
    let until: SignedDuration = at.duration_since(now);
    Some(until.try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let retry = Retry::new(5, Duration::from_secs(1), 3);
        for attempt in 0..40 {
            let whole = 2_f64.powi(attempt).min(60.0);
            let pause = retry.pause(99, attempt as u32).as_secs_f64();
            assert!((whole / 2.0..=whole).contains(&pause), "{attempt}: {pause}");
        }
    }

    #[test]
    fn draws_are_seeded_and_differ_by_question() {
        let retry = Retry::new(5, Duration::from_secs(1), 3);
        assert_eq!(
            retry.pause(1, 2),
            Retry::new(9, Duration::from_secs(1), 3).pause(1, 2)
        );
        assert_ne!(retry.pause(1, 2), retry.pause(2, 2));
        assert_ne!(
            retry.pause(1, 2),
            Retry::new(5, Duration::from_secs(1), 4).pause(1, 2)
        );
    }

    #[test]
    fn servers_ask_for_pauses_in_three_ways() {
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let pause = |name, value: &str| asked_pause(&headers(name, value), now);
        assert_eq!(pause("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(
            pause("retry-after-ms", "250"),
            Some(Duration::from_millis(250))
        );
        let date = "Mon, 02 Mar 2026 10:00:30 GMT";
        assert_eq!(pause("retry-after", date), Some(Duration::from_secs(30)));
        let past = "Mon, 02 Mar 2026 09:00:30 GMT";
        assert_eq!(pause("retry-after", past), Some(Duration::ZERO));
        assert_eq!(pause("retry-after", "soon"), None);
        assert_eq!(pause("retry-after", "-3"), None);
        assert_eq!(pause("date", "7"), None);
    }
}
