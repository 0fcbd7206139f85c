//! Names that say the same: exact duplicates, and names that share half of their words or more.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::{is_stop, words};

/// How alike the names of one set are; every share is 0 … 1 of the names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Names compared.
    pub names: u64,
    /// Names that another one equals, letter case apart.
    pub duplicates: f64,
    /// Names of whose words (stop words apart) half or more stand in one other name.
    pub near_duplicates: f64,
}

/// Compares each of `names` with all others.
#[must_use]
pub fn likeness(names: &[&str]) -> Likeness {
    let count = names.len() as u64;
    let folded: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    for name in &folded {
        *times.entry(name).or_default() += 1;
    }
    let duplicates: u64 = times.values().filter(|&&times| times > 1).sum();
    let telling: Vec<BTreeSet<String>> = names.iter().map(|name| telling_words(name)).collect();
    let near = telling
        .iter()
        .enumerate()
        .filter(|(own, words)| {
            let mut others = telling.iter().enumerate().filter(|(i, _)| i != own);
            !words.is_empty()
                && others.any(|(_, other)| 2 * words.intersection(other).count() >= words.len())
        })
        .count() as u64;
    let of_all = |part: u64| {
        if count == 0 {
            0.0
        } else {
            part as f64 / count as f64
        }
    };
    Likeness {
        names: count,
        duplicates: of_all(duplicates),
        near_duplicates: of_all(near),
    }
}

fn telling_words(name: &str) -> BTreeSet<String> {
    words(name)
        .into_iter()
        .map(|word| word.folded)
        .filter(|word| !is_stop(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_words_make_a_near_duplicate() {
        let likeness = likeness(&[
            "Fix errors in Python scripts",
            "Fix errors of web servers",
            "Bake sourdough bread",
            "Plan a wedding",
        ]);
        // "fix errors" is half of the words of each of the first two.
        assert_eq!((likeness.duplicates, likeness.near_duplicates), (0.0, 0.5));
    }

    #[test]
    fn a_name_inside_a_longer_one_is_alike_and_the_longer_one_is_not() {
        let likeness = likeness(&["Bake bread", "Bake bread, cakes, biscuits, pies or tarts"]);
        assert_eq!(likeness.near_duplicates, 0.5);
    }

    #[test]
    fn equal_names_are_duplicates() {
        let same = likeness(&["Bake bread", "bake bread"]);
        assert_eq!((same.duplicates, same.near_duplicates), (1.0, 1.0));
        assert_eq!(likeness(&[]).near_duplicates, 0.0);
    }
}
