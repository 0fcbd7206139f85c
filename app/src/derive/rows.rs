//! The hierarchy as the rows that a reader sees: which are open, and which are in the window.

use crate::derive::sorting::Sorting as _;
use std::collections::BTreeSet;
use std::ops::Range;

use super::atlas::Atlas;

/// A visible row of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The cluster.
    pub index: usize,
    /// Depth, 1 for top clusters (as `aria-level` counts).
    pub depth: usize,
    /// Place among its siblings, from 1.
    pub place: usize,
    /// Number of siblings, itself included.
    pub siblings: usize,
    /// Whether it has children, and if so whether they are shown.
    pub open: Option<bool>,
}

/// All rows where exactly the clusters in `expanded` show their children; siblings by their `ranks`, one
/// a cluster (see [`super::order::ranks`]).
#[must_use]
pub fn rows(atlas: &Atlas, expanded: &BTreeSet<usize>, ranks: &[u32]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut stack = Vec::new();
    let push = |siblings: &[usize], depth, stack: &mut Vec<Row>| {
        push_siblings(atlas, siblings, depth, stack, expanded, ranks);
    };
    push(atlas.tree().roots(), 1, &mut stack);
    while let Some(row) = stack.pop() {
        rows.push(row);
        if row.open == Some(true) {
            let children = atlas.tree().children(row.index);
            push(children, row.depth + 1, &mut stack);
        }
    }
    rows
}

fn push_siblings(
    atlas: &Atlas,
    siblings: &[usize],
    depth: usize,
    stack: &mut Vec<Row>,
    expanded: &BTreeSet<usize>,
    ranks: &[u32],
) {
    let mut sorted = siblings.to_vec();
    sorted.order_by_key(|&index| ranks.get(index).copied().unwrap_or(u32::MAX));
    for (place, &index) in sorted.iter().enumerate().rev() {
        let has_children = !atlas.tree().children(index).is_empty();
        stack.push(Row {
            index,
            depth,
            place: place + 1,
            siblings: sorted.len(),
            open: has_children.then(|| expanded.contains(&index)),
        });
    }
}

/// Rows to put into the document: those in the viewport and `spare` more on either side.
///
/// All lengths in pixels; every row is `row_height` high.
#[must_use]
pub fn window(
    rows: usize,
    row_height: f64,
    scroll_top: f64,
    viewport: f64,
    spare: usize,
) -> Range<usize> {
    let first = (scroll_top.max(0.0) / row_height).floor() as usize;
    let last = ((scroll_top.max(0.0) + viewport) / row_height).ceil() as usize;
    let start = first.saturating_sub(spare).min(rows);
    start..(last + spare).clamp(start, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::order::{Order, ranks};

    fn by_size(atlas: &Atlas, expanded: &BTreeSet<usize>) -> Vec<Row> {
        rows(atlas, expanded, &ranks(atlas, &Order::default(), None))
    }

    #[test]
    fn only_top_clusters_show_at_first_and_the_largest_leads() {
        let atlas = fixture::atlas();
        let rows = by_size(&atlas, &BTreeSet::new());
        assert_eq!(rows.len(), atlas.at_level(atlas.top_level()).len());
        assert_eq!(rows[0].index, atlas.at_level(atlas.top_level())[0]);
        assert!(
            rows.iter()
                .all(|row| row.depth == 1 && row.open == Some(false))
        );
    }

    #[test]
    fn children_follow_their_parent() {
        let atlas = fixture::atlas();
        let first = atlas.at_level(atlas.top_level())[0];
        let rows = by_size(&atlas, &BTreeSet::from([first]));
        let children = atlas.tree().children(first).len();
        assert!(rows[1..=children].iter().all(|row| row.depth == 2
            && row.siblings == children
            && atlas.tree().parent(row.index) == Some(first)));
        assert_eq!(rows[children + 1].depth, 1);
    }

    #[test]
    fn siblings_follow_any_order_and_know_their_place() {
        let atlas = fixture::atlas();
        let rising = Order::default().then(crate::derive::order::By::Measure(
            crate::derive::measure::Measure::Size,
        ));
        let all: BTreeSet<usize> = (0..atlas.clusters().len()).collect();
        let rows = rows(&atlas, &all, &ranks(&atlas, &rising, None));
        assert_eq!(rows.len(), atlas.clusters().len());
        for row in &rows {
            assert!((1..=row.siblings).contains(&row.place));
        }
    }

    #[test]
    fn the_window_stays_within_the_rows() {
        assert_eq!(window(1_000, 30.0, 3_000.0, 300.0, 5), 95..115);
        assert_eq!(window(4, 30.0, 0.0, 300.0, 5), 0..4);
        assert_eq!(window(0, 30.0, 90.0, 300.0, 5), 0..0);
    }
}
