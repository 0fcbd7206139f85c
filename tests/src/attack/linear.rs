//! The least and the greatest of unknowns that are bound by equations: linear programs, for what is no network.
//!
//! The simplex method with bounds on every unknown (Chvátal, "Linear Programming", 1983, chapter 8), on a dense
//! table: small and slow, and written apart from the gate, so that one fault is not in both. Whatever the gate may
//! rule out, the whole numbers behind a release are a solution, so that no bound found here is wrong for them.

/// Numbers closer than this are the same.
const CLOSE: f64 = 1e-7;

/// Steps after which a search is given up; it then says nothing.
const MOST_STEPS: usize = 50_000;

/// Steps with the steepest unknown, before Bland's rule sees to an end.
const STEEP_STEPS: usize = 2_000;

/// Unknowns within bounds, and sums of them that are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct System {
    /// Least and most of every unknown.
    bounds: Vec<(f64, f64)>,
    /// Unknowns with their factors, and what they sum to.
    equations: Vec<(Vec<(usize, f64)>, f64)>,
}

impl System {
    /// One more unknown; gives its number.
    pub fn unknown(&mut self, least: f64, most: f64) -> usize {
        self.bounds.push((least, most));
        self.bounds.len() - 1
    }

    /// One more sum that is known. An unknown may stand in it once.
    pub fn equation(&mut self, parts: Vec<(usize, f64)>, sum: f64) {
        self.equations.push((parts, sum));
    }

    /// Some solution, to go on from; `None` where there is none, or none was found in time.
    #[must_use]
    pub fn solve(&self) -> Option<Solution> {
        let unknowns = self.bounds.len();
        if self.bounds.iter().any(|&(least, most)| least > most) {
            return None;
        }
        let mut values: Vec<f64> = self.bounds.iter().map(|&(least, _)| least).collect();
        let mut table = Vec::with_capacity(self.equations.len());
        // What is missing in an equation is a helper of its own, to be brought to nothing.
        for (parts, sum) in &self.equations {
            let mut row = vec![0.0; unknowns];
            let mut missing = *sum;
            for &(unknown, factor) in parts {
                row[unknown] = factor;
                missing -= factor * values[unknown];
            }
            if missing < 0.0 {
                row.iter_mut().for_each(|factor| *factor = -*factor);
            }
            values.push(missing.abs());
            table.push(row);
        }
        let helpers = unknowns..values.len();
        let mut bounds = self.bounds.clone();
        bounds.extend(helpers.clone().map(|_| (0.0, f64::INFINITY)));
        let mut solution = Solution {
            unknowns,
            base: helpers.clone().collect(),
            is_base: vec![false; unknowns],
            table,
            values,
            bounds,
        };
        let cost: Vec<(usize, f64)> = helpers.clone().map(|helper| (helper, 1.0)).collect();
        let left = solution.descend(&cost)?;
        if left > CLOSE * 10.0 * (1.0 + helpers.len() as f64) {
            return None;
        }
        for helper in helpers {
            solution.values[helper] = 0.0;
            solution.bounds[helper] = (0.0, 0.0);
        }
        Some(solution)
    }
}

/// A solution at a corner of all there are, and the way to others.
#[derive(Debug, Clone)]
pub struct Solution {
    unknowns: usize,
    /// The unknown that each row gives, in terms of those that are at a bound.
    base: Vec<usize>,
    is_base: Vec<bool>,
    /// Factors of the unknowns, by row; helpers have no columns, because none ever comes back.
    table: Vec<Vec<f64>>,
    values: Vec<f64>,
    bounds: Vec<(f64, f64)>,
}

impl Solution {
    /// The value of an unknown here.
    #[must_use]
    pub fn value(&self, unknown: usize) -> f64 {
        self.values[unknown]
    }

    /// Goes to where an unknown is least; `None` where that takes too long.
    pub fn least(&mut self, unknown: usize) -> Option<f64> {
        self.descend(&[(unknown, 1.0)])
    }

    /// Goes to where an unknown is greatest; `None` where that takes too long.
    pub fn most(&mut self, unknown: usize) -> Option<f64> {
        self.descend(&[(unknown, -1.0)]).map(|least| -least)
    }

    /// Goes to where the cost is least; unknowns in it stand in order.
    fn descend(&mut self, cost: &[(usize, f64)]) -> Option<f64> {
        for step in 0..MOST_STEPS {
            let Some((enters, up)) = self.enters(cost, step < STEEP_STEPS) else {
                return Some(cost.iter().map(|&(at, cost)| cost * self.values[at]).sum());
            };
            self.go(enters, up)?;
        }
        None
    }

    /// The unknown at a bound that lowers the cost when it leaves it, and whether upwards.
    fn enters(&self, cost: &[(usize, f64)], steep: bool) -> Option<(usize, bool)> {
        let mut slope = vec![0.0; self.unknowns];
        for &(at, cost) in cost {
            if at < self.unknowns && !self.is_base[at] {
                slope[at] += cost;
            }
        }
        for (row, &unknown) in self.table.iter().zip(&self.base) {
            let Ok(place) = cost.binary_search_by_key(&unknown, |&(at, _)| at) else {
                continue;
            };
            let cost = cost[place].1;
            for (slope, factor) in slope.iter_mut().zip(row) {
                *slope -= cost * factor;
            }
        }
        let mut best: Option<(usize, bool)> = None;
        for (unknown, &slope_here) in slope.iter().enumerate() {
            let (least, most) = self.bounds[unknown];
            if self.is_base[unknown] || slope_here.abs() <= CLOSE || most <= least {
                continue;
            }
            let up = slope_here < 0.0;
            let end = if up { most } else { least };
            if (end - self.values[unknown]).abs() <= CLOSE {
                continue;
            }
            if !steep {
                return Some((unknown, up));
            }
            if best.is_none_or(|(other, _)| slope_here.abs() > slope[other].abs()) {
                best = Some((unknown, up));
            }
        }
        best
    }

    /// Moves an unknown until it, or one that depends on it, comes to a bound.
    fn go(&mut self, enters: usize, up: bool) -> Option<()> {
        let sign = if up { 1.0 } else { -1.0 };
        let (least, most) = self.bounds[enters];
        let mut step = most - least;
        let mut leaves: Option<usize> = None;
        for (place, row) in self.table.iter().enumerate() {
            let fall = row[enters] * sign;
            let unknown = self.base[place];
            let (least, most) = self.bounds[unknown];
            let room = if fall > CLOSE {
                (self.values[unknown] - least) / fall
            } else if fall < -CLOSE {
                (most - self.values[unknown]) / -fall
            } else {
                continue;
            };
            let room = room.max(0.0);
            // Of several that stop it at once, Bland's rule takes the first.
            let first = leaves.is_some_and(|other: usize| unknown < self.base[other]);
            if room < step || (first && room <= step + CLOSE) {
                step = room.min(step);
                leaves = Some(place);
            }
        }
        if !step.is_finite() {
            return None;
        }
        for (row, &unknown) in self.table.iter().zip(&self.base) {
            self.values[unknown] -= row[enters] * sign * step;
        }
        self.values[enters] += sign * step;
        match leaves {
            None => self.values[enters] = if up { most } else { least },
            Some(place) => self.exchange(place, enters),
        }
        Some(())
    }

    /// Lets `enters` take the place of what a row gave, which is at a bound now.
    fn exchange(&mut self, place: usize, enters: usize) {
        let leaves = self.base[place];
        let (least, most) = self.bounds[leaves];
        let value = self.values[leaves];
        self.values[leaves] = if (value - least).abs() <= (most - value).abs() {
            least
        } else {
            most
        };
        if leaves < self.unknowns {
            self.is_base[leaves] = false;
        } else {
            self.bounds[leaves] = (0.0, 0.0);
        }
        self.is_base[enters] = true;
        self.base[place] = enters;
        let mut row = std::mem::take(&mut self.table[place]);
        let factor = row[enters];
        row.iter_mut().for_each(|cell| *cell /= factor);
        let used: Vec<usize> = (0..row.len()).filter(|&at| row[at] != 0.0).collect();
        for other in &mut self.table {
            let Some(&factor) = other.get(enters).filter(|factor| **factor != 0.0) else {
                continue;
            };
            for &at in &used {
                other[at] -= factor * row[at];
            }
            other[enters] = 0.0;
        }
        self.table[place] = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_sums_is_found() {
        // a + b = 10, b + c = 7, c at most 3: b is 4 to 7, and a 3 to 6.
        let mut system = System::default();
        let a = system.unknown(0.0, 100.0);
        let b = system.unknown(0.0, 100.0);
        let c = system.unknown(0.0, 3.0);
        system.equation(vec![(a, 1.0), (b, 1.0)], 10.0);
        system.equation(vec![(b, 1.0), (c, 1.0)], 7.0);
        let mut found = system.solve().unwrap();
        let mut range = |at| {
            (
                found.least(at).unwrap().round(),
                found.most(at).unwrap().round(),
            )
        };
        assert_eq!(
            (range(a), range(b), range(c)),
            ((3.0, 6.0), (4.0, 7.0), (0.0, 3.0))
        );
    }

    #[test]
    fn what_contradicts_itself_has_no_solution() {
        let mut system = System::default();
        let a = system.unknown(0.0, 3.0);
        system.equation(vec![(a, 1.0)], 5.0);
        assert!(system.solve().is_none());
    }

    proptest::proptest! {
        // Against all whole numbers that fit: five unknowns, three sums that some of them are in.
        #[test]
        fn no_whole_numbers_that_fit_are_left_out(
            truth in proptest::collection::vec(0_u8..4, 5),
            parts in proptest::collection::vec(0_u8..32, 3),
        ) {
            let of = |mask: u8| (0..5).filter(move |at| mask >> at & 1 == 1);
            let total = |mask: u8, values: &[u8]| of(mask).map(|at| values[at]).sum::<u8>();
            let mut system = System::default();
            for _ in 0..5 {
                system.unknown(0.0, 3.0);
            }
            for &mask in &parts {
                let parts = of(mask).map(|at| (at, 1.0)).collect();
                system.equation(parts, f64::from(total(mask, &truth)));
            }
            let fits: Vec<[u8; 5]> = (0..1_024_u16)
                .map(|code| [0, 2, 4, 6, 8].map(|shift| (code >> shift & 3) as u8))
                .filter(|all| parts.iter().all(|&mask| {
                    total(mask, all) == total(mask, &truth)
                }))
                .collect();
            let mut found = system.solve().unwrap();
            for at in 0..5 {
                let values = fits.iter().map(|all| f64::from(all[at]));
                let (low, high) = values.fold((4.0_f64, -1.0_f64), |(a, b), v| (a.min(v), b.max(v)));
                let (least, most) = (found.least(at).unwrap(), found.most(at).unwrap());
                proptest::prop_assert!(least <= low + 1e-6 && most >= high - 1e-6);
            }
        }
    }
}
