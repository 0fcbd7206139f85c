//! A set of clusters as one cluster, so that what shows a cluster shows a set.
//!
//! Invariant: its numbers come from [`super::super::sums`] alone, as those of a reader's own groups do.

use kleio_shared::release::{Cluster, ClusterId};

use crate::derive::atlas::Atlas;
use crate::derive::regroup::regrouped::own_group;

/// Index of the set itself in the atlas that [`whole`] makes.
pub const WHOLE: usize = 0;

/// The base clusters `base` of `atlas` under one group of their own, at [`WHOLE`]; they follow it in their
/// order.
#[must_use]
pub fn whole(atlas: &Atlas, base: &[usize]) -> Atlas {
    let id = ClusterId::new(1, "own set");
    let mut clusters = vec![own_group(atlas, id.clone(), "", base)];
    clusters.extend(base.iter().map(|&index| Cluster {
        parent: Some(id.clone()),
        ..atlas.cluster(index).clone()
    }));
    atlas.with_own(clusters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::cells::Reading;
    use crate::derive::chart::{Subject, bars};
    use crate::derive::fixture;

    #[test]
    fn a_set_has_the_bounds_that_its_clusters_leave() {
        let atlas = fixture::atlas();
        let set = whole(&atlas, &atlas.at_level(0)[..3]);
        assert!(set.is_own(WHOLE));
        assert_eq!(set.cluster(WHOLE).conversations, 180);
        let bars = bars(&set, Subject::Cluster(WHOLE), "language").bars;
        assert_eq!(bars[0].label, "English");
        assert_eq!(bars[0].share, Some(2.0 / 3.0));
        assert!(bars[0].text.contains("120 conversations, 67%"));
        let withheld = bars.iter().find(|bar| bar.reading == Reading::Withheld);
        assert!(withheld.unwrap().text.contains("a cluster within"));
    }

    #[test]
    fn a_set_of_nothing_has_nothing() {
        let set = whole(&fixture::atlas(), &[]);
        assert_eq!(set.cluster(WHOLE).conversations, 0);
    }
}
