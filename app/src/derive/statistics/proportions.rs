//! How many times a proportion is another one, how sure that is, and whether it may be chance.

use super::exact::fisher;
use super::normal::{Z95, two_sided};

/// A number of conversations out of a whole, each perhaps with noise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Part {
    /// Conversations that count.
    pub count: u64,
    /// Out of these.
    pub whole: u64,
    /// Standard deviation of the noise in `count`; 0 where it is exact.
    pub noise: f64,
    /// Standard deviation of the noise in `whole`; 0 where it is exact.
    pub whole_noise: f64,
}

/// How two parts hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// No conversation is in both wholes.
    Separate,
    /// The first whole is among the second, as a cluster is among all conversations.
    Within,
}

/// What a comparison of two proportions tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// First proportion over second, 0 to infinity.
    pub estimate: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval; may be infinite.
    pub high: f64,
    /// How probable at least such a difference is where there is none, 0 to 1.
    pub p: f64,
}

impl Part {
    /// An exact number.
    #[must_use]
    pub const fn exact(count: u64, whole: u64) -> Self {
        Self {
            count,
            whole,
            noise: 0.0,
            whole_noise: 0.0,
        }
    }

    /// The proportion, in 0..=1.
    #[must_use]
    pub fn share(&self) -> f64 {
        (self.count as f64 / self.whole.max(1) as f64).min(1.0)
    }

    const fn is_noisy(&self) -> bool {
        self.noise > 0.0 || self.whole_noise > 0.0
    }

    /// What noise adds to the variance of the proportion.
    fn noise_variance(&self) -> f64 {
        let whole = self.whole.max(1) as f64;
        (self.noise.powi(2) + (self.share() * self.whole_noise).powi(2)) / whole.powi(2)
    }

    /// All of `self` that is not in `part`; their noise adds up.
    fn without(&self, part: &Self) -> Self {
        Self {
            count: self.count.saturating_sub(part.count),
            whole: self.whole.saturating_sub(part.whole),
            noise: self.noise.hypot(part.noise),
            whole_noise: self.whole_noise.hypot(part.whole_noise),
        }
    }
}

/// Compares the proportion `part` with `reference`; `None` where a whole or both counts are nothing.
///
/// The interval is that of the logarithm of the ratio: for separate wholes by Katz, Baptista, Azen and
/// Pike (1978, Biometrics 34), for a whole within the other by the delta method (Agresti, Categorical Data
/// Analysis, 3rd ed., 16.1) on the part and the rest. Where a count is 0, its finite end is that of Clopper and
/// Pearson (1934, Biometrika 26) for the count and of Wilson for the other, put together as Newcombe does (2016, Stat
/// Methods Med Res 25, MOVER-R); under noise half a conversation is added to each number (Walter 1975, Biometrika 62).
///
/// The test compares the part with the reference, or with the rest of it: two proportions, pooled; where
/// fewer than 5 are expected in some cell (Cochran 1954, Biometrics 10), Fisher's exact test. Noise adds
/// to every variance, and noisy numbers are never tested exactly.
#[must_use]
pub fn compare(part: &Part, reference: &Part, relation: Relation) -> Option<Ratio> {
    if part.whole == 0 || reference.whole == 0 || (part.count == 0 && reference.count == 0) {
        return None;
    }
    let other = match relation {
        Relation::Separate => *reference,
        Relation::Within => reference.without(part),
    };
    let estimate = if reference.count == 0 {
        f64::INFINITY
    } else {
        part.share() / reference.share()
    };
    let added = if part.count == 0 || other.count == 0 {
        0.5
    } else {
        0.0
    };
    let (middle, deviation) = logarithm(part, &other, relation, added);
    let end = |sign: f64| (middle + sign * Z95 * deviation).exp();
    let exact = !part.is_noisy() && !other.is_noisy();
    Some(Ratio {
        estimate,
        low: match (part.count, reference.count) {
            (0, _) => 0.0,
            (_, 0) if exact => 1.0 / most_of_none(&other, part, Relation::Separate),
            _ => end(-1.0).min(estimate),
        },
        high: match (part.count, reference.count) {
            (_, 0) => f64::INFINITY,
            (0, _) if exact => most_of_none(part, &other, relation),
            _ => end(1.0).max(estimate),
        },
        p: p_value(part, &other),
    })
}

/// The upper end of the ratio of `none`, which counts nothing, to `other`.
fn most_of_none(none: &Part, other: &Part, relation: Relation) -> f64 {
    const TAIL: f64 = 0.025;
    let most = 1.0 - TAIL.powf(1.0 / none.whole as f64);
    let share = other.share();
    let least = wilson_low(other);
    let against = (least * (2.0 * share - least)).sqrt();
    match relation {
        Relation::Separate => most / against,
        Relation::Within => {
            let weight = none.whole as f64 / (none.whole + other.whole) as f64;
            most / (weight * most + (1.0 - weight) * against)
        }
    }
}

/// The lower end of Wilson's interval at 95 % (1927, JASA 22).
fn wilson_low(part: &Part) -> f64 {
    let (n, p, z) = (part.whole as f64, part.share(), Z95 * Z95);
    let half = Z95 * (p * (1.0 - p) / n + z / (4.0 * n * n)).sqrt();
    ((p + z / (2.0 * n) - half) / (1.0 + z / n)).max(0.0)
}

/// The logarithm of the ratio and its standard deviation, with `added` conversations in each number.
fn logarithm(part: &Part, other: &Part, relation: Relation, added: f64) -> (f64, f64) {
    let (a, n) = (part.count as f64 + added, part.whole as f64 + added);
    let (b, m) = (other.count as f64 + added, other.whole as f64 + added);
    let (p, q) = ((a / n).min(1.0), (b / m.max(1.0)).min(1.0));
    // Of each proportion, squared: sampling and noise.
    let variance_p = p * (1.0 - p) / n + part.noise_variance();
    let variance_q = q * (1.0 - q) / m.max(1.0) + other.noise_variance();
    match relation {
        Relation::Separate => {
            let variance = variance_p / (p * p) + variance_q / (q * q);
            ((p / q).ln(), variance.sqrt())
        }
        Relation::Within => {
            let weight = n / (n + m);
            let whole = weight * p + (1.0 - weight) * q;
            let by_p = 1.0 / p - weight / whole;
            let by_q = (1.0 - weight) / whole;
            let variance = by_p.powi(2) * variance_p + by_q.powi(2) * variance_q;
            ((p / whole).ln(), variance.sqrt())
        }
    }
}

fn p_value(part: &Part, other: &Part) -> f64 {
    if other.whole == 0 {
        return 1.0;
    }
    let (a, n) = (part.count.min(part.whole), part.whole);
    let (b, m) = (other.count.min(other.whole), other.whole);
    let pooled = (a + b) as f64 / (n + m) as f64;
    let rarer = pooled.min(1.0 - pooled) * n.min(m) as f64;
    let noisy = part.is_noisy() || other.is_noisy();
    if !noisy && rarer < 5.0 {
        return fisher([[a, n - a], [b, m - b]]);
    }
    let sampling = pooled * (1.0 - pooled) * (1.0 / n as f64 + 1.0 / m as f64);
    let variance = sampling + part.noise_variance() + other.noise_variance();
    if variance <= 0.0 {
        return 1.0;
    }
    two_sided((part.share() - other.share()) / variance.sqrt())
}

#[cfg(test)]
mod tests;
