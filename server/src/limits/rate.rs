//! Requests a second by address: a bucket of tokens for each (a burst, refilled at a rate).
//!
//! Invariant: the memory is bounded. Buckets that are full again are forgotten, since a new one is full.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Most addresses remembered.
const CAPACITY: usize = 50_000;

/// How many requests an address may make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// A second, in the long run; 0 for no limit.
    pub per_second: f64,
    /// At once.
    pub burst: f64,
}

impl Default for Rate {
    /// 100 a second, 500 at once.
    fn default() -> Self {
        Self {
            per_second: 100.0,
            burst: 500.0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// The buckets.
#[derive(Debug)]
pub struct RateLimit {
    rate: Rate,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

impl RateLimit {
    /// With this rate for every address.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            buckets: Mutex::default(),
        }
    }

    /// Takes one request of `address` at `now`.
    ///
    /// # Errors
    /// With the seconds to wait, where there were too many.
    pub fn take(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        let Rate { per_second, burst } = self.rate;
        if per_second <= 0.0 {
            return Ok(());
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CAPACITY && !buckets.contains_key(&address) {
            make_room(&mut buckets, self.rate, now);
        }
        let bucket = buckets.entry(address).or_insert(Bucket {
            tokens: burst,
            at: now,
        });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * per_second).min(burst);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(((1.0 - bucket.tokens) / per_second).ceil().max(1.0) as u64)
        }
    }
}

/// Forgets full buckets, and where all are in use, the half that asked least: who is let off a limit
/// then is who was furthest from it.
fn make_room(buckets: &mut HashMap<IpAddr, Bucket>, rate: Rate, now: Instant) {
    let tokens = |bucket: &Bucket| {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens + passed * rate.per_second
    };
    buckets.retain(|_, bucket| tokens(bucket) < rate.burst);
    if buckets.len() >= CAPACITY {
        let mut left: Vec<f64> = buckets.values().map(tokens).collect();
        let (_, &mut median, _) = left.select_nth_unstable_by(CAPACITY / 2, f64::total_cmp);
        buckets.retain(|_, bucket| tokens(bucket) < median);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RATE: Rate = Rate {
        per_second: 2.0,
        burst: 3.0,
    };

    #[test]
    fn a_burst_and_then_the_rate() {
        let limit = RateLimit::new(RATE);
        let start = Instant::now();
        let take = |host: u8, ms: u64| {
            limit.take(
                IpAddr::from([10, 0, 0, host]),
                start + Duration::from_millis(ms),
            )
        };
        for _ in 0..3 {
            assert_eq!(take(1, 0), Ok(()));
        }
        assert_eq!(take(1, 0), Err(1));
        assert_eq!(take(2, 0), Ok(()), "another address");
        assert_eq!(take(1, 499), Err(1));
        assert_eq!(take(1, 500), Ok(()));
        assert_eq!(take(1, 501), Err(1));
    }

    #[test]
    fn zero_is_no_limit_and_memory_is_bounded() {
        let none = RateLimit::new(Rate {
            per_second: 0.0,
            burst: 0.0,
        });
        let now = Instant::now();
        assert!((0..1000).all(|_| none.take(IpAddr::from([1, 1, 1, 1]), now).is_ok()));
        let limit = RateLimit::new(RATE);
        for number in 0..120_000_u32 {
            limit.take(IpAddr::from(number.to_be_bytes()), now).ok();
        }
        assert!(limit.buckets.lock().unwrap().len() <= CAPACITY);
    }
}
