//! Which group went where, as bands between two columns, and as the rows of a table.

use crate::derive::sorting::Sorting as _;
use kleio_regroup::agreement::Agreement;

use super::compare::Grouping;
use crate::derive::format;
use crate::tr;

/// Groups named in what is told of a block.
const NAMED: usize = 4;

/// Space between two blocks, as a share of the whole height that all gaps may take.
const GAPS: f64 = 0.22;

/// A group in one of the two columns; heights in 0..=1 from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its name.
    pub name: String,
    /// Conversations.
    pub weight: u64,
    /// Top and bottom.
    pub span: (f64, f64),
}

/// What went from a group on the left to one on the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Place of the left block.
    pub from: usize,
    /// Place of the right block.
    pub to: usize,
    /// Conversations.
    pub weight: u64,
    /// Share of the left group, 0 to 1.
    pub share: f64,
    /// Top and bottom at the left.
    pub left: (f64, f64),
    /// Top and bottom at the right.
    pub right: (f64, f64),
}

/// A drawing of two groupings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flow {
    /// Blocks of the first grouping.
    pub left: Vec<Block>,
    /// Blocks of the second, ordered so that bands cross little.
    pub right: Vec<Block>,
    /// Bands, from the left block's top down.
    pub bands: Vec<Band>,
}

impl Block {
    /// The block in words: its name and size.
    #[must_use]
    pub fn tell(&self) -> String {
        tr!(
            "{name}, {n, plural, one {# conversation} other {# conversations}}",
            name = &self.name,
            n = self.weight
        )
    }
}

impl Flow {
    /// The block at the left (`false`) or right (`true`) in a sentence: its size, and what went where or came whence,
    /// the most first.
    #[must_use]
    pub fn tell(&self, right: bool, place: usize) -> String {
        let own = |band: &&Band| place == if right { band.to } else { band.from };
        let mut bands: Vec<&Band> = self.bands.iter().filter(own).collect();
        bands.order_by_key(|band| std::cmp::Reverse(band.weight));
        let Some(block) = (if right { &self.right } else { &self.left }).get(place) else {
            return String::new();
        };
        let mut parts: Vec<String> = bands
            .iter()
            .take(NAMED)
            .map(|band| {
                let other = if right {
                    &self.left[band.from]
                } else {
                    &self.right[band.to]
                };
                format!("{} ({})", other.name, format::count(band.weight))
            })
            .collect();
        let more = bands.len().saturating_sub(NAMED);
        if more > 0 {
            parts.push(tr!(
                "and {n, plural, one {# other} other {# others}}",
                n = more
            ));
        }
        let (said, groups) = (block.tell(), format::list(&parts));
        if right {
            tr!("{block}, from {groups}", block = said, groups = groups)
        } else {
            tr!("{block}, to {groups}", block = said, groups = groups)
        }
    }

    /// A band in a sentence.
    #[must_use]
    pub fn tell_band(&self, band: &Band) -> String {
        tr!(
            "{n} of {all, plural, one {# conversation} other {# conversations}} ({share}) went from “{from}” to “{to}”.",
            n = band.weight,
            all = self.left[band.from].weight,
            share = format::percent(band.share),
            from = &self.left[band.from].name,
            to = &self.right[band.to].name
        )
    }
}

/// A band as a path whose sides leave and arrive level, between `ends` in a drawing of `height` that begins at `top`.
#[must_use]
pub fn outline(band: &Band, (x, y): (f64, f64), top: f64, height: f64) -> String {
    let middle = f64::midpoint(x, y);
    let [a, b] = [band.left.0, band.left.1].map(|at| top + at * height);
    let [c, d] = [band.right.0, band.right.1].map(|at| top + at * height);
    format!(
        "M{x:.1} {a:.1}C{middle:.1} {a:.1} {middle:.1} {c:.1} {y:.1} {c:.1}\
         L{y:.1} {d:.1}C{middle:.1} {d:.1} {middle:.1} {b:.1} {x:.1} {b:.1}Z"
    )
}

/// Lays out the flows of `agreement` between `first` and `second`. Blocks on the left stand by size; each
/// on the right near the centre of what comes to it (the barycentre heuristic of Sugiyama and others 1981).
#[must_use]
pub fn flow(first: &Grouping, second: &Grouping, agreement: &Agreement) -> Flow {
    let flows = &agreement.flows;
    let sums = |names: &[String], of: &dyn Fn(&(u32, u32)) -> u32| -> Vec<f64> {
        let mut sums = vec![0.0; names.len()];
        for (pair, weight) in flows {
            if let Some(sum) = sums.get_mut(of(pair) as usize) {
                *sum += weight;
            }
        }
        sums
    };
    let outgoing = sums(&first.names, &|pair| pair.0);
    let incoming = sums(&second.names, &|pair| pair.1);
    let total: f64 = outgoing.iter().sum();
    if total <= 0.0 {
        return Flow::default();
    }
    let mut left = present(&outgoing);
    left.order_by(|&a, &b| outgoing[b].total_cmp(&outgoing[a]).then(a.cmp(&b)));
    let left_spans = spans(&left, &outgoing, total);
    let middle = |group: u32| {
        let place = left.iter().position(|&other| other == group as usize);
        place.map_or(0.0, |place| {
            f64::midpoint(left_spans[place].0, left_spans[place].1)
        })
    };
    let mut centres = vec![0.0; second.names.len()];
    for (&(a, b), weight) in flows {
        centres[b as usize] += weight * middle(a) / incoming[b as usize];
    }
    let mut right = present(&incoming);
    right.order_by(|&a, &b| centres[a].total_cmp(&centres[b]).then(a.cmp(&b)));
    let right_spans = spans(&right, &incoming, total);
    let blocks = |order: &[usize], spans: &[(f64, f64)], names: &[String], sums: &[f64]| {
        let pairs = order.iter().zip(spans);
        pairs
            .map(|(&group, &span)| Block {
                name: names[group].clone(),
                weight: sums[group] as u64,
                span,
            })
            .collect()
    };
    Flow {
        bands: bands(
            flows,
            (&left, &left_spans),
            (&right, &right_spans),
            &outgoing,
            total,
        ),
        left: blocks(&left, &left_spans, &first.names, &outgoing),
        right: blocks(&right, &right_spans, &second.names, &incoming),
    }
}

fn present(sums: &[f64]) -> Vec<usize> {
    (0..sums.len()).filter(|&group| sums[group] > 0.0).collect()
}

/// Height of a conversation, and of a gap between `count` blocks.
fn scales(count: usize, total: f64) -> (f64, f64) {
    if count < 2 {
        return (1.0 / total, 0.0);
    }
    ((1.0 - GAPS) / total, GAPS / (count - 1) as f64)
}

fn spans(order: &[usize], sums: &[f64], total: f64) -> Vec<(f64, f64)> {
    let (unit, gap) = scales(order.len(), total);
    let mut top = 0.0;
    order
        .iter()
        .map(|&group| {
            let span = (top, top + sums[group] * unit);
            top = span.1 + gap;
            span
        })
        .collect()
}

type Column<'a> = (&'a [usize], &'a [(f64, f64)]);

fn bands(
    flows: &std::collections::BTreeMap<(u32, u32), f64>,
    (left, left_spans): Column<'_>,
    (right, right_spans): Column<'_>,
    outgoing: &[f64],
    total: f64,
) -> Vec<Band> {
    let mut left_tops: Vec<f64> = left_spans.iter().map(|span| span.0).collect();
    let mut right_tops: Vec<f64> = right_spans.iter().map(|span| span.0).collect();
    let (left_unit, right_unit) = (scales(left.len(), total).0, scales(right.len(), total).0);
    let mut bands = Vec::new();
    for (from, &a) in left.iter().enumerate() {
        for (to, &b) in right.iter().enumerate() {
            let Some(&weight) = flows.get(&(a as u32, b as u32)) else {
                continue;
            };
            let (x, y) = (left_tops[from], right_tops[to]);
            left_tops[from] += weight * left_unit;
            right_tops[to] += weight * right_unit;
            bands.push(Band {
                from,
                to,
                weight: weight as u64,
                share: weight / outgoing[a],
                left: (x, left_tops[from]),
                right: (y, right_tops[to]),
            });
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::super::compare::{compare, of_level, of_regrouping};
    use super::super::tests::regrouping;
    use super::*;
    use crate::derive::fixture;

    fn example() -> Flow {
        let atlas = fixture::atlas();
        let (first, second) = (of_level(&atlas, 2, "Release"), of_regrouping(&regrouping()));
        flow(&first, &second, &compare(&atlas, &first, &second))
    }

    #[test]
    fn bands_fill_their_blocks_at_both_ends() {
        let flow = example();
        assert_eq!((flow.left.len(), flow.right.len()), (3, 4));
        for (place, block) in flow.left.iter().enumerate() {
            let own: Vec<&Band> = flow.bands.iter().filter(|b| b.from == place).collect();
            let height: f64 = own.iter().map(|b| b.left.1 - b.left.0).sum();
            assert!((height - (block.span.1 - block.span.0)).abs() < 1e-9);
            assert_eq!(own.iter().map(|b| b.weight).sum::<u64>(), block.weight);
            assert!((own.iter().map(|b| b.share).sum::<f64>() - 1.0).abs() < 1e-9);
        }
        for (place, block) in flow.right.iter().enumerate() {
            let own = flow.bands.iter().filter(|b| b.to == place);
            let height: f64 = own.map(|b| b.right.1 - b.right.0).sum();
            assert!((height - (block.span.1 - block.span.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_block_says_where_its_conversations_went_and_a_band_what_it_is() {
        let flow = example();
        let first = flow.tell(false, 0);
        let band = flow.bands.iter().find(|band| band.from == 0).unwrap();
        let (from, to) = (&flow.left[0].name, &flow.right[band.to].name);
        assert!(
            first.starts_with(&format!("{}, to ", flow.left[0].tell())),
            "{first}"
        );
        assert!(first.contains(to.as_str()), "{first}");
        assert!(flow.tell(true, 0).contains(", from "));
        assert_eq!(flow.tell(true, 99), "");
        assert!(
            flow.tell_band(band)
                .contains(&format!("went from “{from}” to “{to}”"))
        );
    }

    #[test]
    fn blocks_stay_within_the_drawing_and_apart() {
        let flow = example();
        for column in [&flow.left, &flow.right] {
            assert!(
                column
                    .windows(2)
                    .all(|pair| pair[0].span.1 < pair[1].span.0)
            );
            assert!(column.last().unwrap().span.1 <= 1.0 + 1e-9);
        }
    }
}
