//! How sure one can be of what an attacker's guesses show, from few of them.

/// One-sided chance of error that leaves 95 % between two ends.
const TAIL: f64 = 0.025;

/// The interval at 95 % of an area under the ROC curve, from so many scores of members and of others.
///
/// Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic", method 5: the
/// areas from which what was seen is no farther than 1.96 standard errors, as Hanley and McNeil (1982) give them for that
/// area. It says something even where an attacker was always right.
pub(super) fn interval(auc: f64, (members, others): (usize, usize)) -> (f64, f64) {
    let (m, n) = (members as f64, others as f64);
    let error = |area: f64| {
        let (q1, q2) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
        let middle = 0.5 * (m + n) - 1.0;
        let variance = area * (1.0 - area) + middle * (q1 + q2 - 2.0 * area * area);
        1.96 * (variance.max(0.0) / (m * n)).sqrt()
    };
    let end = |outside: f64| {
        let (mut inside, mut outside) = (auc, outside);
        for _ in 0..60 {
            let area = 0.5 * (inside + outside);
            if (auc - area).abs() <= error(area) {
                inside = area;
            } else {
                outside = area;
            }
        }
        inside
    };
    (end(0.0), end(1.0))
}

/// The least epsilon under which an attacker could be right so often, at 95 %: hits of members, and false alarms of
/// others, each of so many.
///
/// Under (epsilon, delta) the rate of hits is at most exp(epsilon) times that of false alarms, plus delta, and so for
/// those who were rightly and wrongly called others (Kairouz, Oh, Viswanath 2015). Both rates are taken at the ends of
/// their exact intervals (Clopper, Pearson 1934) that speak for the attacker least.
pub(super) fn least_epsilon(hits: (usize, usize), alarms: (usize, usize), delta: f64) -> f64 {
    let (found, alarmed) = (lowest(hits), 1.0 - lowest((alarms.1 - alarms.0, alarms.1)));
    let proves = |right: f64, wrong: f64| ((right - delta).max(1e-12) / wrong.max(1e-12)).ln();
    proves(found, alarmed)
        .max(proves(1.0 - alarmed, 1.0 - found))
        .max(0.0)
}

/// The least chance under which at least `part` of `whole` is as likely as [`TAIL`].
fn lowest((part, whole): (usize, usize)) -> f64 {
    if part == 0 {
        return 0.0;
    }
    let at_least = |chance: f64| -> f64 {
        // Term by term, from all to `part`.
        let mut term = chance.powi(whole as i32);
        let mut sum = term;
        for count in (part..whole).rev() {
            term *= (count + 1) as f64 / (whole - count) as f64 * (1.0 - chance) / chance;
            sum += term;
        }
        sum
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let chance = 0.5 * (low + high);
        if at_least(chance) < TAIL {
            low = chance;
        } else {
            high = chance;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_intervals_are_those_of_the_tables() {
        // Clopper and Pearson at 95 %: of 10, 5 are 0.187 to 0.813; 10 are 0.692 to 1.
        for (part, expected) in [(5, 0.1871), (10, 0.6915), (0, 0.0), (1, 0.0025)] {
            assert!((lowest((part, 10)) - expected).abs() < 5e-4, "{part}");
        }
    }

    #[test]
    fn few_guesses_prove_little() {
        let sure = |runs| least_epsilon((runs, runs), (0, runs), 0.0);
        assert!(sure(6) < 0.2 && sure(50) > 2.0, "{} {}", sure(6), sure(50));
        assert_eq!(least_epsilon((25, 50), (25, 50), 0.0), 0.0);
        assert!(least_epsilon((50, 50), (0, 50), 0.5) < sure(50));
    }

    #[test]
    fn an_attacker_who_was_always_right_may_have_been_lucky() {
        let (low, high) = interval(1.0, (8, 8));
        assert!(low > 0.65 && low < 0.85 && high == 1.0, "{low}");
        let (low, high) = interval(0.5, (50, 50));
        assert!(
            (low - 0.39).abs() < 0.01 && (high - 0.61).abs() < 0.01,
            "{low} {high}"
        );
    }
}
