//! The privacy policy of a release: how many conversations and accounts anything shown must have.

use serde::{Deserialize, Serialize};

/// The smallest support that a cluster or a cell needs to be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Conversations needed, at least 1.
    pub conversations: u64,
    /// Distinct accounts needed, at least 1.
    pub accounts: u64,
}

impl Threshold {
    /// Whether `conversations` by `accounts` distinct accounts may be shown.
    #[must_use]
    pub const fn admits(self, conversations: u64, accounts: u64) -> bool {
        conversations >= self.conversations && accounts >= self.accounts
    }
}

/// Named sets of thresholds; see [`Policy::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Reports that anyone may read.
    Public,
    /// Analysts behind a login.
    Analyst,
    /// Public or synthetic corpora only: nothing is protected, and every page says so.
    OpenData,
}

impl Profile {
    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Analyst => "analyst",
            Self::OpenData => "open-data",
        }
    }
}

/// The thresholds that a release keeps, as written into its manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The profile these thresholds come from.
    pub profile: Profile,
    /// What a cluster of any level needs.
    pub cluster: Threshold,
    /// What a cell (cluster × facet value, or × week) needs. Its accounts are also the support
    /// that every released word needs (k-support).
    pub cell: Threshold,
}

/// The most that one account can do to any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Influence {
    /// Conversations of an account that count in one base cluster.
    pub cluster: u64,
    /// Conversations of an account that count in all clusters together.
    pub release: u64,
}

impl Influence {
    /// Conversations of an account that count in a cluster of so many base clusters, at most.
    #[must_use]
    pub fn within(self, base_clusters: u64) -> u64 {
        self.release
            .min(self.cluster.saturating_mul(base_clusters.max(1)))
    }
}

impl Policy {
    /// The policy of a profile.
    #[must_use]
    pub const fn of(profile: Profile) -> Self {
        let (cluster, cell) = match profile {
            Profile::Public => ((500, 250), (15, 5)),
            Profile::Analyst => ((25, 10), (15, 5)),
            Profile::OpenData => ((2, 1), (1, 1)),
        };
        Self {
            profile,
            cluster: Threshold {
                conversations: cluster.0,
                accounts: cluster.1,
            },
            cell: Threshold {
                conversations: cell.0,
                accounts: cell.1,
            },
        }
    }

    /// Distinct accounts of a cluster that must use a word before the cluster's text may contain it.
    #[must_use]
    pub const fn word_support(&self) -> u64 {
        self.cell.accounts
    }

    /// The lowest level of the auditor's scale, 1 (identifies someone) to 5 (nothing particular), with
    /// which a text may be released; 1 lets everything through.
    #[must_use]
    pub const fn least_level(&self) -> u8 {
        match self.profile {
            Profile::Public => 4,
            Profile::Analyst => 3,
            Profile::OpenData => 1,
        }
    }

    /// How many conversations of one account count; none: all of them.
    #[must_use]
    pub const fn influence(&self) -> Option<Influence> {
        match self.profile {
            Profile::Public | Profile::Analyst => Some(Influence {
                cluster: 15,
                release: 100,
            }),
            Profile::OpenData => None,
        }
    }

    /// Whether this policy is at least as strict as the one its profile names.
    #[must_use]
    pub const fn keeps_profile(&self) -> bool {
        let least = Self::of(self.profile);
        self.cluster.conversations >= least.cluster.conversations
            && self.cluster.accounts >= least.cluster.accounts
            && self.cell.conversations >= least.cell.conversations
            && self.cell.accounts >= least.cell.accounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_needs_both_conversations_and_accounts() {
        let cell = Policy::of(Profile::Analyst).cell;
        assert!(cell.admits(15, 5));
        assert!(!cell.admits(14, 5));
        assert!(!cell.admits(15, 4));
    }

    #[test]
    fn a_weakened_policy_does_not_keep_its_profile() {
        let mut policy = Policy::of(Profile::Public);
        assert!(policy.keeps_profile());
        policy.cell.accounts = 1;
        assert!(!policy.keeps_profile());
    }
}
