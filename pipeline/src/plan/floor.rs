//! The detection floor: the smallest groups that a configuration could show.
//!
//! What is smaller may be there all the same: that a release shows nothing of it proves nothing.

use kleio_shared::policy::Policy;
use serde::Serialize;

use super::Population;

/// The smallest groups that could be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Floor {
    /// Conversations that a cluster needs: nothing smaller is ever shown as one.
    pub conversations: u64,
    /// Accounts that a cluster needs.
    pub accounts: u64,
    /// The same as a share of the population.
    pub share: f64,
    /// Conversations of an average base cluster: a group of about this size is likely to get a
    /// cluster of its own; a smaller one is likely to be counted with its neighbours.
    pub own_cluster: u64,
    /// Conversations that a facet value, or a word of a name, needs within a cluster.
    pub cell_conversations: u64,
    /// Accounts that a facet value, or a word of a name, needs within a cluster.
    pub cell_accounts: u64,
    /// Where only a sample is taken: conversations that such a group has, on average, among all that
    /// the sample is drawn from.
    pub before_sampling: Option<u64>,
    /// Whether the population could fill a single cluster.
    pub reachable: bool,
}

/// The floor for `population` in `base_clusters` base clusters under `policy`, where one of `drawn`
/// conversations is taken (1 and less: all of them).
pub(super) fn floor(
    policy: &Policy,
    population: &Population,
    base_clusters: usize,
    drawn: f64,
) -> Floor {
    let count = population.conversations;
    let least = policy.cluster;
    // Where accounts are not known, every conversation counts as one.
    let accounts = population.accounts.unwrap_or(count);
    let conversations = least.conversations.max(least.accounts);
    Floor {
        conversations,
        before_sampling: (drawn > 1.0).then(|| (conversations as f64 * drawn).ceil() as u64),
        accounts: least.accounts,
        share: conversations as f64 / count.max(1) as f64,
        own_cluster: (count / base_clusters.max(1) as u64).max(least.conversations),
        cell_conversations: policy.cell.conversations,
        cell_accounts: policy.cell.accounts,
        reachable: least.admits(count, accounts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kleio_shared::policy::Profile;

    fn population(conversations: u64, accounts: Option<u64>) -> Population {
        Population {
            conversations,
            accounts,
            languages: Vec::new(),
            weeks: Vec::new(),
            without_time: 0,
        }
    }

    #[test]
    fn the_floor_is_the_threshold_and_an_own_cluster_takes_more() {
        let policy = Policy::of(Profile::Analyst);
        let floor = floor(&policy, &population(20_000, Some(900)), 200, 5.0);
        assert_eq!((floor.conversations, floor.accounts), (25, 10));
        assert_eq!(floor.own_cluster, 100);
        assert!((floor.share - 0.00125).abs() < 1e-12);
        assert_eq!(floor.before_sampling, Some(125));
        assert!(floor.reachable);
    }

    #[test]
    fn too_few_accounts_are_said() {
        let policy = Policy::of(Profile::Public);
        assert!(!floor(&policy, &population(20_000, Some(200)), 20, 1.0).reachable);
        assert!(floor(&policy, &population(20_000, None), 20, 1.0).reachable);
    }
}
