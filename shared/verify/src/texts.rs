//! The builtin auditor: how far a text that is to be released identifies someone, by the detectors.
//!
//! It comes on top of support by accounts: a name that many use is no secret, but a text with an address
//! or a number in it is wrong whoever uses it.

use kleio_shared::release::{Cluster, Manifest};

use crate::detect;

/// Digits that make a number one that may identify: years, hours and small amounts have fewer.
const LONG_NUMBER: usize = 5;

/// How far `text` identifies someone, 1 (identifies someone) to 5 (nothing particular).
///
/// The scale is that of the auditor of Clio (arXiv 2412.13678, appendix D). A number of five digits or
/// more is 2: it may be that of an account, an order or a patient, whatever stands around it.
#[must_use]
pub fn level(text: &str) -> u8 {
    let found = detect::level(&detect::find(text)).number();
    if has_long_number(text) {
        found.min(2)
    } else {
        found
    }
}

/// Whether digits stand together, spaces and hyphens aside, as in the number of a card.
fn has_long_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
            if digits >= LONG_NUMBER {
                return true;
            }
        } else if !matches!(c, ' ' | '-' | '.' | ',' | '/') {
            digits = 0;
        }
    }
    false
}

/// The texts of a release that came from conversations or from their metadata: whose, what, and the text.
pub fn released<'a>(
    manifest: &'a Manifest,
    clusters: &'a [Cluster],
) -> impl Iterator<Item = (&'a str, &'static str, &'a str)> {
    let values = manifest.facets.iter().flat_map(|facet| {
        let ours = !facet.kind.is_open();
        facet
            .values
            .iter()
            .filter(move |_| !ours)
            .map(move |value| (facet.name.as_str(), "facet value", value.as_str()))
    });
    let names = clusters
        .iter()
        .map(|c| (c.id.as_str(), "name", c.name.as_str()));
    let descriptions = clusters
        .iter()
        .map(|c| (c.id.as_str(), "description", c.description.as_str()));
    values.chain(names).chain(descriptions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_is_low() {
        assert_eq!(level("Fix problems with Python code"), 5);
        assert_eq!(level("Write to jane.roe@example.org"), 1);
        assert_eq!(level("Ask about order 48 1516 23"), 2);
        assert_eq!(level("Ask about the elections of 2024"), 5);
    }
}
