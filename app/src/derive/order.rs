//! In which order clusters are listed.
//!
//! Invariant: a cluster whose number is withheld comes after all others, whichever way the order runs,
//! so that it never poses as the smallest.

use crate::derive::sorting::Sorting as _;
use std::cmp::{Ordering, Reverse};

use super::atlas::Atlas;
use super::growth::Windows;
use super::measure::Measure;
use super::search::fold;

/// What the order goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Names, by their letters.
    Name,
    /// A number.
    Measure(Measure),
}

/// An order of clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What it goes by.
    pub by: By,
    /// Greatest first, or the end of the alphabet.
    pub falling: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self::of(By::Measure(Measure::Size))
    }
}

impl Order {
    /// The order in which one looks at `by` first: greatest first, names from the beginning.
    #[must_use]
    pub fn of(by: By) -> Self {
        Self {
            falling: by != By::Name,
            by,
        }
    }

    /// After another choice of `by`: its own order, or the reverse where that is shown already.
    #[must_use]
    pub fn then(&self, by: By) -> Self {
        if self.by == by {
            Self {
                by,
                falling: !self.falling,
            }
        } else {
            Self::of(by)
        }
    }

    /// As it stands in links: `size`, `name`, and with `rev:` before it where it runs the other way.
    #[must_use]
    pub fn key(&self) -> String {
        let by = match &self.by {
            By::Name => "name".to_owned(),
            By::Measure(measure) => measure.key(),
        };
        if *self == Self::of(self.by.clone()) {
            by
        } else {
            format!("rev:{by}")
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let (by, reversed) = match key.strip_prefix("rev:") {
            Some(by) => (by, true),
            None => (key, false),
        };
        let by = match by {
            "name" => By::Name,
            _ => By::Measure(Measure::from_key(by)?),
        };
        let order = Self::of(by);
        Some(Self {
            falling: order.falling != reversed,
            ..order
        })
    }
}

/// The place of every cluster of `atlas` in `order`, each place once; by growth, that between `windows`. Larger
/// clusters come first among equals.
#[must_use]
pub fn ranks(atlas: &Atlas, order: &Order, windows: Option<Windows>) -> Vec<u32> {
    let count = atlas.clusters().len();
    let mut sorted: Vec<usize> = (0..count).collect();
    let size = |index: usize| (Reverse(atlas.cluster(index).conversations), index);
    match &order.by {
        By::Name => {
            let names: Vec<String> = atlas
                .clusters()
                .iter()
                .map(|c| fold::fold(&c.name))
                .collect();
            sorted.order_by(|&a, &b| {
                let compared = names[a].cmp(&names[b]);
                directed(compared, order.falling).then_with(|| size(a).cmp(&size(b)))
            });
        }
        By::Measure(measure) => {
            let values: Vec<Option<f64>> = (0..count)
                .map(|i| measure.known(atlas, windows, i).value)
                .collect();
            sorted.order_by(|&a, &b| {
                let compared = match (values[a], values[b]) {
                    (Some(one), Some(other)) => directed(one.total_cmp(&other), order.falling),
                    (one, other) => other.is_some().cmp(&one.is_some()),
                };
                compared.then_with(|| size(a).cmp(&size(b)))
            });
        }
    }
    let mut ranks = vec![0; count];
    for (rank, index) in (0..).zip(sorted) {
        ranks[index] = rank;
    }
    ranks
}

const fn directed(compared: Ordering, falling: bool) -> Ordering {
    if falling {
        compared.reverse()
    } else {
        compared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    fn listed(order: &Order) -> Vec<usize> {
        let atlas = fixture::atlas();
        let ranks = ranks(&atlas, order, None);
        let mut indices: Vec<usize> = (0..ranks.len()).collect();
        indices.sort_by_key(|&index| ranks[index]);
        indices
    }

    #[test]
    fn both_ways_of_an_order_keep_the_unknown_last() {
        let atlas = fixture::atlas();
        // Shown for top and middle clusters as for base ones: make some unknown by another value.
        let measure = Measure::of("language", "fra");
        for falling in [true, false] {
            let order = Order {
                by: By::Measure(measure.clone()),
                falling,
            };
            let known: Vec<bool> = listed(&order)
                .into_iter()
                .map(|i| measure.known(&atlas, None, i).value.is_some())
                .collect();
            assert!(known.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn sizes_fall_and_rise() {
        let atlas = fixture::atlas();
        let size = |&index: &usize| atlas.cluster(index).conversations;
        let sizes: Vec<u64> = listed(&Order::default()).iter().map(size).collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b));
        let rising = Order::default().then(By::Measure(Measure::Size));
        let sizes: Vec<u64> = listed(&rising).iter().map(size).collect();
        assert!(sizes.is_sorted());
    }

    #[test]
    fn names_begin_at_the_beginning() {
        let atlas = fixture::atlas();
        let first = listed(&Order::of(By::Name))[0];
        assert_eq!(atlas.cluster(first).name, "Cluster 0 of level 0");
    }

    #[test]
    fn keys_go_both_ways() {
        for by in [By::Name, By::Measure(Measure::of("a:b", "ü"))] {
            let order = Order::of(by.clone());
            assert_eq!(Order::from_key(&order.key()), Some(order.clone()));
            let other = order.then(by);
            assert!(other.key().starts_with("rev:"));
            assert_eq!(Order::from_key(&other.key()), Some(other));
        }
        assert_eq!(Order::from_key("rev:flavour"), None);
    }
}
