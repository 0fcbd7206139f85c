//! Why the worker could not group, in the reader's language.

use kleio_regroup::protocol::{JobError, MOST_GROUPS};

use crate::tr;

/// What went wrong, and what to do about it.
#[must_use]
pub fn sentence(error: &JobError) -> String {
    match error {
        JobError::Version => {
            tr!("The page and its worker are of different versions. Load the page again.").to_owned()
        }
        JobError::Broken => {
            tr!("The worker could not be started, or broke down. Load the page again.").to_owned()
        }
        JobError::Unfit => {
            tr!("The worker was given numbers that do not fit each other. Load the page again.")
                .to_owned()
        }
        JobError::Nothing => tr!(
            "All of these clusters are the same in what was chosen as alike. Let something else count as well."
        )
        .to_owned(),
        JobError::Groups(groups, clusters) => tr!(
            "{groups, plural, one {# group} other {# groups}} cannot be made of \
             {clusters, plural, one {# cluster} other {# clusters}}. Choose a number from 1 to the number of \
             clusters, at most {most}.",
            groups = *groups,
            clusters = *clusters,
            most = MOST_GROUPS
        ),
        JobError::Density => {
            tr!("A reach above 0 and at least 2 neighbours are needed.").to_owned()
        }
    }
}
