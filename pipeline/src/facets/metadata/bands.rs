//! Numbers in a handful of bands with round edges.

/// Bands at most.
const MOST_BANDS: usize = 6;

/// The values as numbers, where every value that is given is one.
pub(super) fn numbers(given: &[Option<&str>]) -> Option<Vec<Option<f64>>> {
    let mut any = false;
    let numbers = given
        .iter()
        .map(|value| match value {
            None => Some(None),
            Some(text) => {
                any = true;
                let number = number(text);
                number.is_finite().then_some(Some(number))
            }
        })
        .collect::<Option<Vec<_>>>()?;
    any.then_some(numbers)
}

/// The number that `text` is; NaN where it is none.
pub(super) fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Lower ends of the second band and all above: round numbers (1, 2 or 5 times a power of ten)
/// next to the points that cut `numbers` into equal parts. Empty where they are all alike.
pub(super) fn edges(numbers: &[Option<f64>]) -> Vec<f64> {
    let mut sorted: Vec<f64> = numbers.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = (1..MOST_BANDS)
        .filter_map(|part| sorted.get(part * sorted.len() / MOST_BANDS))
        .map(|&number| round(number))
        .collect();
    edges.dedup();
    let within = |edge: &f64| {
        sorted.first().is_some_and(|least| least < edge) && sorted.last().is_some_and(|m| m >= edge)
    };
    edges.retain(within);
    edges
}

/// The nearest of … 0.5, 1, 2, 5, 10, 20 … in ratio, of either sign.
fn round(number: f64) -> f64 {
    let size = number.abs();
    if size < 1e-9 {
        return 0.0;
    }
    let power = 10_f64.powf(size.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let nearest = steps
        .into_iter()
        .min_by(|a, b| {
            let off = |step: &f64| (size / (step * power)).ln().abs();
            off(a).total_cmp(&off(b))
        })
        .unwrap_or(1.0);
    // Through its decimal form, so that 3 × 0.1 is no 0.30000000000000004.
    let text = format!("{:.6e}", nearest * power * number.signum());
    text.parse().unwrap_or(number)
}

/// The band that `number` falls into.
pub(super) fn band(number: f64, edges: &[f64]) -> u32 {
    edges.iter().filter(|&&edge| number >= edge).count() as u32
}

/// Labels of the bands that `edges` divide.
pub(super) fn labels(edges: &[f64]) -> Vec<String> {
    let mut labels = Vec::new();
    labels.extend(edges.first().map(|first| format!("under {first}")));
    labels.extend(
        edges
            .windows(2)
            .map(|ends| format!("{} to under {}", ends[0], ends[1])),
    );
    labels.extend(edges.last().map(|last| format!("{last} or more")));
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_round_and_bands_hold_alike_many() {
        let numbers: Vec<Option<f64>> = (0..600).map(|n| Some(f64::from(n))).collect();
        let edges = edges(&numbers);
        assert_eq!(edges, [100.0, 200.0, 500.0]);
        assert_eq!(
            labels(&edges),
            [
                "under 100",
                "100 to under 200",
                "200 to under 500",
                "500 or more"
            ]
        );
        assert_eq!(band(99.0, &edges), 0);
        assert_eq!(band(100.0, &edges), 1);
    }

    #[test]
    fn small_and_negative_numbers_have_edges_too() {
        assert_eq!(round(0.31), 0.2);
        assert_eq!(round(-47.0), -50.0);
        assert_eq!(round(0.0), 0.0);
        assert_eq!(edges(&[Some(3.0); 50]), Vec::<f64>::new());
    }

    #[test]
    fn one_word_among_numbers_makes_them_texts() {
        assert_eq!(
            numbers(&[Some("1"), None, Some("2.5")]).unwrap()[2],
            Some(2.5)
        );
        assert_eq!(numbers(&[Some("1"), Some("v2")]), None);
        assert_eq!(numbers(&[None]), None);
    }
}
