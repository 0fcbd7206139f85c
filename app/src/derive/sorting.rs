//! Sorting that costs little to download: one stable sort of the standard library for all types, which otherwise
//! makes four kilobytes of code for each. Collecting into a tree sorts, too; adding to one does not.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorting a vector, as the methods of slices of these names do.
pub trait Sorting<T> {
    /// Sorts by `compare`; equal ones stay as they were.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by what `key` gives; equal ones stay as they were.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Sorting<T> for Vec<T> {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = places(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        let mut slots: Vec<Option<T>> = self.drain(..).map(Some).collect();
        self.extend(places.into_iter().filter_map(|place| slots[place].take()));
    }

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// What `items` gives, each once and in order.
pub fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// Values by their keys; of those with one key, the last.
pub fn map_of<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// The places of `count` things in their order.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(values in prop::collection::vec((0_u8..6, 0_u8..100), 0..60)) {
            let (mut here, mut there) = (values.clone(), values);
            here.order_by_key(|value| value.0);
            there.sort_by_key(|value| value.0);
            prop_assert_eq!(here, there);
        }
    }
}
