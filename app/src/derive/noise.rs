//! How far noisy numbers may be off, for every place where a number stands.
//!
//! Invariant: where a release says that it has noise, no count is written without its ± here.

use kleio_shared::release::Noise;

use super::atlas::Atlas;
use super::chart::Subject;
use super::format;
use crate::tr;

/// Ledger entries of counts of conversations, and of accounts.
pub const CONVERSATIONS: &str = "clusters";
const ACCOUNTS: &str = "accounts";
/// The entry of the weekly series.
pub const WEEKS: &str = "weeks";

/// The entry of the facet `name`.
#[must_use]
pub fn facet(name: &str) -> String {
    format!("facet {name}")
}

/// What is said beside intervals and tests, where there is noise.
#[must_use]
pub fn in_tests(atlas: &Atlas) -> Option<&'static str> {
    is_noisy(atlas)
        .then(|| tr!("Intervals and tests include the noise that was added to every number."))
}

/// How far a count of the part `on` may be off in the row of `subject`, 95 times of 100; none where
/// numbers are exact. A parent's number is the sum of noisy ones, whose errors partly cancel.
#[must_use]
pub fn within(atlas: &Atlas, subject: Subject, on: &str) -> Option<u64> {
    let noise: &Noise = atlas.release().manifest().dp.as_ref()?;
    let of_one = noise.ledger.iter().find(|spent| spent.on == on)?.within;
    let parts = match subject {
        Subject::Overall => atlas.at_level(0).len(),
        Subject::Cluster(index) => atlas.leaves_below(index).len(),
    };
    Some((of_one as f64 * (parts as f64).sqrt()).ceil() as u64)
}

/// A cluster's conversations, or those of everything: `1,234`, or `1,234 ± 30`.
#[must_use]
pub fn conversations(atlas: &Atlas, subject: Subject) -> String {
    let (_, count) = subject.profile(atlas);
    with(format::count(count), within(atlas, subject, CONVERSATIONS))
}

/// A band of accounts that are known.
#[must_use]
pub fn accounts(atlas: &Atlas, subject: Subject) -> String {
    let band = match subject {
        Subject::Overall => atlas.release().manifest().totals.accounts,
        Subject::Cluster(index) => atlas.cluster(index).accounts,
    };
    with(format::band(band), within(atlas, subject, ACCOUNTS))
}

/// What stands beside the title of a chart of counts of the part `on`.
#[must_use]
pub fn beside_title(atlas: &Atlas, subject: Subject, on: &str, unit: &str) -> String {
    match within(atlas, subject, on) {
        Some(within) => tr!(
            "{unit}, each count ± {within}",
            unit = unit,
            within = within
        ),
        None => unit.to_owned(),
    }
}

/// Whether numbers that are no counts are made of noisy ones.
#[must_use]
pub fn is_noisy(atlas: &Atlas) -> bool {
    atlas.release().manifest().dp.is_some()
}

/// Text of a number that is no count: `4.2%`, or `≈ 4.2%` where it is made of noisy ones.
#[must_use]
pub fn about(atlas: &Atlas, text: String) -> String {
    if is_noisy(atlas) {
        tr!("≈ {number}", number = text)
    } else {
        text
    }
}

fn with(text: String, within: Option<u64>) -> String {
    match within {
        Some(within) => tr!("{number} ± {within}", number = text, within = within),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn exact_numbers_stand_alone() {
        let atlas = fixture::atlas();
        let base = Subject::Cluster(atlas.at_level(0)[0]);
        assert_eq!(conversations(&atlas, base), "60");
        assert_eq!(beside_title(&atlas, base, WEEKS, "a week"), "a week");
        assert_eq!(about(&atlas, "4%".to_owned()), "4%");
    }

    #[test]
    fn noisy_numbers_say_how_far_they_may_be_off() {
        let atlas = fixture::noisy();
        let base = Subject::Cluster(atlas.at_level(0)[0]);
        assert_eq!(conversations(&atlas, base), "60 ± 30");
        // Four base clusters: twice as far.
        let middle = Subject::Cluster(atlas.at_level(1)[0]);
        assert_eq!(conversations(&atlas, middle), "240 ± 60");
        let title = beside_title(&atlas, base, &facet("language"), "%");
        assert_eq!(title, "%, each count ± 70");
        assert_eq!(about(&atlas, "4%".to_owned()), "≈ 4%");
    }
}
