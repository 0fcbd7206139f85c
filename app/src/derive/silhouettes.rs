//! How well different numbers of groups do, as a plot: places of its points and of the numbers on its axes.

use super::format;
use super::sorting::Sorting as _;
use crate::tr;

/// A number of groups that was tried. Places are shares of the plot, to the right and up.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Groups.
    pub groups: u32,
    /// Their mean silhouette.
    pub silhouette: f64,
    /// Where it lies.
    pub at: [f64; 2],
    /// The point as a sentence.
    pub text: String,
}

/// The plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Points from few groups to many.
    pub points: Vec<Point>,
    /// Where the axis of silhouettes has a line, and its number.
    pub ticks: Vec<(f64, String)>,
    /// Numbers on the axis of groups: the fewest, the best and the most, where they have room.
    pub numbers: Vec<(f64, String)>,
    /// The plot in a sentence.
    pub summary: String,
}

/// Distances of lines that read well; the first with few enough lines is taken.
const STEPS: [f64; 5] = [0.05, 0.1, 0.2, 0.25, 0.5];

/// Lines at most.
const LINES: f64 = 5.0;

/// How near numbers below the plot may stand, as a share of it.
const NEAR: f64 = 0.12;

/// The plot of `found`, numbers of groups with their mean silhouettes; `None` where there are none.
#[must_use]
pub fn plot(found: &[(u32, f64)]) -> Option<Plot> {
    let mut found = found.to_vec();
    found.order_by_key(|&(groups, _)| groups);
    let (fewest, most) = (found.first()?.0, found.last()?.0);
    let best = found
        .iter()
        .copied()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let least = found.iter().map(|&(_, y)| y).fold(0.0, f64::min);
    let greatest = found.iter().map(|&(_, y)| y).fold(0.05, f64::max);
    let step = STEPS
        .into_iter()
        .find(|step| (greatest / step).ceil() - (least / step).floor() < LINES)
        .unwrap_or(0.5);
    let [low, high] = [(least / step).floor(), (greatest / step).ceil()];
    let across = |groups: u32| {
        let [first, last, here] = [fewest, most, groups].map(|n| f64::from(n.max(1)).ln());
        if last > first {
            (here - first) / (last - first)
        } else {
            0.5
        }
    };
    let up = |silhouette: f64| (silhouette / step - low) / (high - low);
    let points = found.iter().map(|&(groups, silhouette)| Point {
        groups,
        silhouette,
        at: [across(groups), up(silhouette)],
        text: tr!(
            "{n, plural, one {# group} other {# groups}}: silhouette {silhouette}",
            n = groups,
            silhouette = format::decimal(silhouette, 2)
        ),
    });
    let ticks = (0..=(high - low) as u32).map(|place| {
        let value = (low + f64::from(place)) * step;
        let text = format::decimal(value.abs(), 2);
        let text = if value < -1e-9 {
            format::signed(true, text)
        } else {
            text
        };
        (up(value), text)
    });
    let mut numbers: Vec<(f64, String)> = Vec::new();
    for groups in [fewest, most, best.0] {
        let at = across(groups);
        if numbers.iter().all(|(other, _)| (other - at).abs() > NEAR) {
            numbers.push((at, format::count(groups.into())));
        }
    }
    Some(Plot {
        points: points.collect(),
        ticks: ticks.collect(),
        numbers,
        summary: tr!(
            "Mean silhouette of k-means by number of groups. The best of {tried} tried is \
             {n, plural, one {# group} other {# groups}} with {silhouette}.",
            tried = found.len(),
            n = best.0,
            silhouette = format::decimal(best.1, 2)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_lines_lie_within_the_plot_and_nothing_is_on_a_line() {
        for found in [
            vec![(2, 0.31), (5, 0.42), (12, 0.18)],
            vec![(3, -0.12), (40, 0.02)],
            vec![(2, 0.97), (3, -0.6)],
            vec![(7, 0.2)],
        ] {
            let plot = plot(&found).unwrap();
            assert_eq!(plot.points.len(), found.len());
            for at in plot.points.iter().flat_map(|point| point.at) {
                assert!((-1e-9..=1.0 + 1e-9).contains(&at), "{at}");
            }
            assert!((2..=6).contains(&plot.ticks.len()), "{:?}", plot.ticks);
            assert!(plot.ticks[0].0.abs() < 1e-9);
            let (last, _) = plot.ticks.last().unwrap();
            assert!((last - 1.0).abs() < 1e-9);
            let zero = plot.ticks.iter().find(|(_, text)| text == "0.00");
            assert!(zero.is_some(), "{:?}", plot.ticks);
        }
    }

    #[test]
    fn the_axes_say_what_lies_where() {
        let plot = plot(&[(2, -0.1), (8, 0.3), (32, 0.1)]).unwrap();
        let ticks: Vec<&str> = plot.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(ticks, ["−0.10", "0.00", "0.10", "0.20", "0.30"]);
        let numbers: Vec<&str> = plot.numbers.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(numbers, ["2", "32", "8"]);
        assert!((plot.points[1].at[0] - 0.5).abs() < 1e-9);
        assert!(
            plot.summary.contains("8 groups with 0.30"),
            "{}",
            plot.summary
        );
    }

    #[test]
    fn nothing_has_no_plot() {
        assert_eq!(plot(&[]), None);
    }
}
