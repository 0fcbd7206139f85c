//! What a release had to leave out whole.

use super::Release;
use crate::measure::Measured;

impl Release {
    /// What of `measured` is not in the release, because some cell of it could not be protected whatever
    /// was hidden: names of facets, and `week`.
    #[must_use]
    pub fn left_out(&self, measured: &Measured) -> Vec<String> {
        let is_here = |name: &str| self.manifest.facets.iter().any(|facet| facet.name == name);
        let facets = measured.facets.iter().map(|facet| facet.name.as_str());
        let mut left_out: Vec<String> = facets
            .filter(|name| !is_here(name))
            .map(Into::into)
            .collect();
        if self.manifest.weeks.is_empty() && !measured.weeks.is_empty() {
            left_out.push("week".to_owned());
        }
        left_out
    }
}
