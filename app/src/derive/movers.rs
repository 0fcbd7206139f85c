//! Which clusters of a level grew and shrank most, and which came and went.

use super::atlas::Atlas;
use super::growth::{Change, Growth, Windows, growth};
use crate::derive::sorting::Sorting as _;

/// A cluster and its growth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mover {
    /// The cluster.
    pub index: usize,
    /// Its growth.
    pub growth: Growth,
}

/// The clusters of a level by what became of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Movers {
    /// Those that grew: significant ones first, then by how much they grew at least.
    pub grew: Vec<Mover>,
    /// Those that shrank, likewise.
    pub shrank: Vec<Mover>,
    /// New ones, known ones first.
    pub new: Vec<Mover>,
    /// Vanished ones, known ones first.
    pub vanished: Vec<Mover>,
    /// Clusters that were tested.
    pub tested: usize,
    /// Of these, how many changed significantly.
    pub significant: usize,
    /// Clusters of which too much is withheld.
    pub unknown: usize,
}

/// The movers of `level` between `windows`.
#[must_use]
pub fn movers(atlas: &Atlas, windows: Windows, level: u8) -> Movers {
    let clusters = atlas.at_level(level);
    let mut movers = Movers::default();
    for (&index, growth) in clusters.iter().zip(growth(atlas, windows, clusters)) {
        let mover = Mover { index, growth };
        movers.tested += usize::from(growth.corrected.is_some());
        movers.significant += usize::from(growth.is_significant());
        match growth.change {
            Change::New | Change::PerhapsNew => movers.new.push(mover),
            Change::Vanished | Change::PerhapsVanished => movers.vanished.push(mover),
            Change::Unknown => movers.unknown += 1,
            Change::Grew | Change::Shrank | Change::Unclear => match growth.at_least() {
                Some(ratio) if ratio > 1.0 => movers.grew.push(mover),
                Some(ratio) if ratio < 1.0 => movers.shrank.push(mover),
                Some(_) => {}
                None => movers.unknown += 1,
            },
        }
    }
    let order = |mover: &Mover| (!mover.growth.is_significant(), strength(&mover.growth));
    let strongest = |a: &Mover, b: &Mover| {
        let (a, b) = (order(a), order(b));
        a.0.cmp(&b.0).then(b.1.total_cmp(&a.1))
    };
    movers.grew.order_by(strongest);
    movers.shrank.order_by(strongest);
    let guessed = |mover: &Mover| mover.growth.corrected.is_none();
    movers.new.order_by_key(guessed);
    movers.vanished.order_by_key(guessed);
    movers
}

/// How much it changed at least: the logarithm of what [`Growth::at_least`] says, without its sign.
fn strength(growth: &Growth) -> f64 {
    growth.at_least().map_or(0.0, |ratio| ratio.ln().abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn every_cluster_is_counted_once() {
        let atlas = fixture::atlas();
        for level in 0..=atlas.top_level() {
            let movers = movers(&atlas, Windows::halves(3).unwrap(), level);
            let moved = [&movers.grew, &movers.shrank, &movers.new, &movers.vanished];
            let listed: usize = moved.iter().map(|list| list.len()).sum();
            assert_eq!(listed + movers.unknown, atlas.at_level(level).len());
        }
    }

    #[test]
    fn what_no_longer_shows_may_have_vanished() {
        let atlas = fixture::atlas();
        let movers = movers(&atlas, Windows::halves(3).unwrap(), 0);
        assert_eq!(movers.vanished.len(), 36);
        assert!(
            movers
                .vanished
                .iter()
                .all(|m| m.growth.change == Change::PerhapsVanished)
        );
    }
}
