//! How far a cluster can be trusted, in words.

use super::format;
use crate::tr;

/// What the coherence of a cluster means: 0 (nothing in common) to 1 (all the same).
#[must_use]
pub fn coherence(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.6 => tr!(
            "Coherence {value} of 1: its conversations have a lot in common, so its name fits most of them.",
            value = format::decimal(value, 2)
        ),
        Some(value) if value >= 0.35 => tr!(
            "Coherence {value} of 1: its conversations have something in common, and differ in the particulars.",
            value = format::decimal(value, 2)
        ),
        Some(value) => tr!(
            "Coherence {value} of 1: its conversations are about many things, so its name is a rough summary.",
            value = format::decimal(value, 2)
        ),
        None => tr!(
            "Coherence is not known: it is not measured for several clusters shown as one, nor where numbers have \
             noise."
        )
        .to_owned(),
    }
}

/// What the stability of a cluster means (Hennig 2007: .75 and more is stable, less than .6 doubtful).
#[must_use]
pub fn stability(value: Option<f64>) -> String {
    match value {
        Some(value) if value >= 0.75 => tr!(
            "Stability {value} of 1: stable. Half of the accounts alone give nearly the same cluster.",
            value = format::decimal(value, 2)
        ),
        Some(value) if value >= 0.6 => tr!(
            "Stability {value} of 1: fairly stable. Half of the accounts alone give a similar cluster, with other \
             edges.",
            value = format::decimal(value, 2)
        ),
        Some(value) => tr!(
            "Stability {value} of 1: doubtful. With half of the accounts, its conversations are grouped otherwise; \
             take its edges lightly.",
            value = format::decimal(value, 2)
        ),
        None => tr!("Stability is not known for this cluster.").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_has_its_own_words() {
        assert!(coherence(Some(0.7)).contains("a lot in common"));
        assert!(coherence(Some(0.2)).contains("many things"));
        assert!(coherence(None).contains("not known"));
        assert!(stability(Some(0.75)).contains("stable."));
        assert!(stability(Some(0.59)).contains("doubtful"));
    }
}
