//! Noisy counts under account-level differential privacy, by OpenDP's library, with a ledger of what each
//! query cost.
//!
//! Invariant: a number leaves only through a measurement of OpenDP whose privacy map says what it cost, and
//! that stands in the ledger. The noise is drawn from the system's randomness (through the ChaCha generator
//! that OpenDP takes without OpenSSL), never from a seed that a reader may know.

use std::collections::{BTreeMap, HashMap};

use opendp::accuracy::discrete_laplacian_scale_to_accuracy;
use opendp::domains::{AtomDomain, MapDomain, VectorDomain};
use opendp::measurements::{make_laplace, make_laplace_threshold};
use opendp::measures::{Approximate, MaxDivergence};
use opendp::metrics::{AbsoluteDistance, L0PInfDistance, L1Distance};
use serde::{Deserialize, Serialize};

/// Numbers are told to be within this many of the true ones with this probability of being wrong.
const ALPHA: f64 = 0.05;

/// Scales are a little larger than asked for, so that rounding never makes a query cost more.
const ROUNDING: f64 = 1.0 + 1e-9;

/// Thresholds above this are not looked for.
const HIGHEST: i64 = 1 << 40;

/// Why no noisy number can be had.
#[derive(Debug, thiserror::Error)]
pub enum NoiseError {
    /// OpenDP refused.
    #[error(
        "OpenDP gave no noisy numbers of {on}: {why}. This is a fault in kleio; please report it."
    )]
    Refused {
        /// The query.
        on: String,
        /// What it said.
        why: String,
    },
    /// The budget does not go as far.
    #[error(
        "The delta of {on} is too small for any threshold. Give a larger --dp-delta or --dp-epsilon."
    )]
    Delta {
        /// The query.
        on: String,
    },
}

/// What a query cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was asked.
    pub on: String,
    /// Its epsilon.
    pub epsilon: f64,
    /// Its delta.
    pub delta: f64,
    /// Scale of the noise.
    pub scale: f64,
    /// A number lies within this many of the true one, 95 times of 100.
    pub within: u64,
}

/// How much of a table one account can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Cells that it can change.
    pub cells: u32,
    /// By how much it can change one.
    pub most: u32,
    /// By how much it can change all together.
    pub all: u32,
}

/// Asks for noisy numbers and writes down what they cost.
#[derive(Debug, Default)]
pub struct Noise {
    ledger: Vec<Entry>,
}

impl Noise {
    /// What was spent so far.
    #[must_use]
    pub fn ledger(&self) -> &[Entry] {
        &self.ledger
    }

    /// `counts` with discrete Laplace noise, of which one account can change `reach.all` in sum; what the
    /// noise makes negative is 0.
    ///
    /// # Errors
    /// When OpenDP refuses.
    pub fn counts(
        &mut self,
        on: &str,
        counts: &[u64],
        reach: Reach,
        epsilon: f64,
    ) -> Result<Vec<u64>, NoiseError> {
        let refused = |error: opendp::error::Error| NoiseError::Refused {
            on: on.to_owned(),
            why: error.to_string(),
        };
        let scale = f64::from(reach.all) / epsilon * ROUNDING;
        let space = VectorDomain::new(AtomDomain::<i64>::default());
        let measurement =
            make_laplace::<_, _, MaxDivergence>(space, L1Distance::<i64>::default(), scale, None)
                .map_err(refused)?;
        let cost = measurement.map(&i64::from(reach.all)).map_err(refused)?;
        let exact: Vec<i64> = counts.iter().map(|&count| count as i64).collect();
        let noisy = measurement.invoke(&exact).map_err(refused)?;
        self.write_down(on, cost, 0.0, scale)?;
        Ok(noisy.into_iter().map(|count| count.max(0) as u64).collect())
    }

    /// The keys whose count is large enough that no single account can have brought them here but with
    /// probability `delta`, and at least `least`; with their noisy counts.
    ///
    /// # Errors
    /// When OpenDP refuses, or no threshold is high enough for `delta`.
    pub fn selected(
        &mut self,
        on: &str,
        counts: &BTreeMap<u64, u64>,
        reach: Reach,
        (epsilon, delta): (f64, f64),
        least: u64,
    ) -> Result<BTreeMap<u64, u64>, NoiseError> {
        let refused = |error: opendp::error::Error| NoiseError::Refused {
            on: on.to_owned(),
            why: error.to_string(),
        };
        let scale = f64::from(reach.all) / epsilon * ROUNDING;
        let distance = (reach.cells, i64::from(reach.all), i64::from(reach.most));
        let with = |threshold: i64| {
            let domain = MapDomain::new(AtomDomain::<u64>::default(), AtomDomain::<i64>::default());
            let metric = L0PInfDistance(AbsoluteDistance::<i64>::default());
            make_laplace_threshold::<_, _, Approximate<MaxDivergence>>(
                domain, metric, scale, threshold, None,
            )
            .map_err(refused)
        };
        let costs = |threshold: i64| with(threshold)?.map(&distance).map_err(refused);
        // The lowest threshold that is safe enough, by halving.
        let (mut low, mut high) = (i64::from(reach.most), i64::from(reach.most) + 1);
        while costs(high)?.1 > delta {
            low = high;
            high *= 2;
            if high > HIGHEST {
                return Err(NoiseError::Delta { on: on.to_owned() });
            }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if costs(middle)?.1 > delta {
                low = middle;
            } else {
                high = middle;
            }
        }
        let threshold = high.max(i64::try_from(least).unwrap_or(HIGHEST));
        let measurement = with(threshold)?;
        let (cost, chance) = measurement.map(&distance).map_err(refused)?;
        let exact: HashMap<u64, i64> = counts
            .iter()
            .map(|(&k, &count)| (k, count as i64))
            .collect();
        let noisy = measurement.invoke(&exact).map_err(refused)?;
        self.write_down(on, cost, chance, scale)?;
        let kept: BTreeMap<u64, i64> = noisy.into_iter().collect();
        Ok(kept
            .into_iter()
            .map(|(key, count)| (key, count.max(0) as u64))
            .collect())
    }

    fn write_down(
        &mut self,
        on: &str,
        epsilon: f64,
        delta: f64,
        scale: f64,
    ) -> Result<(), NoiseError> {
        let within = discrete_laplacian_scale_to_accuracy(scale, ALPHA).map_err(|error| {
            NoiseError::Refused {
                on: on.to_owned(),
                why: error.to_string(),
            }
        })?;
        self.ledger.push(Entry {
            on: on.to_owned(),
            epsilon,
            delta,
            scale,
            within: within.ceil() as u64,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: Reach = Reach {
        cells: 3,
        most: 1,
        all: 3,
    };

    #[test]
    fn what_a_query_costs_is_read_as_it_was_written() {
        for value in [
            1.0135847774428441e-6,
            3.999999996,
            0.7500000007500001,
            39.99999996000002,
            0.0,
        ] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<f64>(&text).unwrap(), value);
        }
    }

    #[test]
    fn noise_is_of_the_size_that_the_ledger_says() {
        let mut noise = Noise::default();
        let exact = vec![1_000; 4_000];
        let noisy = noise.counts("clusters", &exact, REACH, 0.5).unwrap();
        let entry = &noise.ledger()[0];
        assert!(entry.epsilon <= 0.5 && entry.epsilon > 0.499, "{entry:?}");
        let outside = noisy
            .iter()
            .filter(|count| count.abs_diff(1_000) > entry.within)
            .count();
        assert!(outside < 260, "{outside} of 4000, about 200 expected");
        let apart = noisy.iter().filter(|&&count| count != 1_000).count();
        assert!(apart > 3_000, "{apart} differ");
    }

    #[test]
    fn what_one_account_brought_is_not_selected() {
        let mut noise = Noise::default();
        let counts: BTreeMap<u64, u64> = (0..2_000)
            .map(|key| (key, if key < 100 { 400 } else { 1 }))
            .collect();
        let kept = noise
            .selected("words", &counts, REACH, (1.0, 1e-6), 5)
            .unwrap();
        assert!(kept.keys().all(|&key| key < 100), "{kept:?}");
        assert!(kept.len() >= 99, "{}", kept.len());
        let entry = &noise.ledger()[0];
        assert!(entry.delta <= 1e-6 && entry.epsilon <= 1.0, "{entry:?}");
    }
}
