//! Looks for canaries in what can be seen.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::Canary;

/// Finds canaries in bytes, in whatever way JSON, HTML or an address writes them.
#[derive(Debug)]
pub struct Finder {
    finder: AhoCorasick,
    owner: Vec<usize>,
}

impl Finder {
    /// For these canaries.
    ///
    /// # Panics
    /// When there are too many of them.
    #[must_use]
    pub fn new(canaries: &[Canary]) -> Self {
        let mut forms = Vec::new();
        let mut owner = Vec::new();
        for (index, canary) in canaries.iter().enumerate() {
            let core = &canary.core;
            let escaped: String = core
                .encode_utf16()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect();
            let percent: String = core.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let entity: String = core.chars().map(|c| format!("&#{};", c as u32)).collect();
            let mut all = BTreeSet::from([core.clone(), core.to_lowercase(), core.to_uppercase()]);
            all.extend([escaped, percent, entity]);
            owner.extend(std::iter::repeat_n(index, all.len()));
            forms.extend(all);
        }
        Self {
            finder: AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .build(forms)
                .expect("some thousand patterns"),
            owner,
        }
    }

    /// Indices of the canaries in `bytes`.
    #[must_use]
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<usize> {
        self.finder
            .find_overlapping_iter(bytes)
            .map(|found| self.owner[found.pattern().as_usize()])
            .collect()
    }
}

/// What was looked through: by the name of a place, how many bytes, and which canaries were in them.
#[derive(Debug, Default)]
pub struct Searched {
    places: BTreeMap<String, (u64, BTreeSet<usize>)>,
}

impl Searched {
    /// Looks through `bytes`, which belong to `place`.
    pub fn look(&mut self, finder: &Finder, place: &str, bytes: &[u8]) {
        let (size, found) = self.places.entry(place.to_owned()).or_default();
        *size += bytes.len() as u64;
        found.extend(finder.found_in(bytes));
    }

    /// Places in order, with their bytes and canaries.
    pub fn places(&self) -> impl Iterator<Item = (&str, u64, &BTreeSet<usize>)> {
        self.places
            .iter()
            .map(|(place, (size, found))| (place.as_str(), *size, found))
    }

    /// Every canary that came out anywhere.
    #[must_use]
    pub fn out(&self) -> BTreeSet<usize> {
        self.places
            .values()
            .flat_map(|(_, found)| found.iter().copied())
            .collect()
    }
}
