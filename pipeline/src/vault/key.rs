//! What a stage's output depends on, as one hash.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::VaultError;

/// The stages whose output the vault keeps, in the order in which they follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// Which conversations the screener keeps.
    Screen,
    /// Facet values of each conversation.
    Facets,
    /// A vector for each conversation.
    Embed,
    /// The base cluster of each conversation.
    BaseClusters,
    /// Names and descriptions.
    Describe,
    /// Levels above the base clusters.
    Hierarchy,
    /// Positions on the map.
    Project,
    /// How good each cluster is as a cluster.
    Quality,
    /// Counts, histograms and series.
    Measure,
    /// Where each conversation was read.
    Sources,
    /// Noisy numbers, where a release has noise.
    Noise,
    /// What the last release told. It is no stage of a run: it outlives those that it was made from.
    Released,
}

impl StageName {
    /// All stages of a run, in order.
    pub const ALL: [Self; 11] = [
        Self::Screen,
        Self::Facets,
        Self::Embed,
        Self::BaseClusters,
        Self::Describe,
        Self::Hierarchy,
        Self::Project,
        Self::Quality,
        Self::Measure,
        Self::Sources,
        Self::Noise,
    ];

    /// As in the names of directories.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Screen => "screen",
            Self::Facets => "facets",
            Self::Embed => "embed",
            Self::BaseClusters => "base-clusters",
            Self::Describe => "describe",
            Self::Hierarchy => "hierarchy",
            Self::Project => "project",
            Self::Quality => "quality",
            Self::Measure => "measure",
            Self::Noise => "noise",
            Self::Released => "released",
        }
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The start of a chain of [`StageKey`]s: the input and the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootKey([u8; 32]);

/// Names a stage and, as a SHA-256 chain, all that its output depends on: the input, the program,
/// the configuration of the stage and of all stages before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageKey {
    name: StageName,
    hash: [u8; 32],
}

impl RootKey {
    /// From the [fingerprint](crate::read::Corpus::fingerprint) of the input and the
    /// [version](code_version) of the program.
    #[must_use]
    pub fn new(fingerprint: &str, code: &str) -> Self {
        Self(hash(&[b"kleio", fingerprint.as_bytes(), code.as_bytes()]))
    }

    /// The key of the first stage; see [`StageKey::then`].
    ///
    /// # Errors
    /// As [`StageKey::then`].
    pub fn then(self, name: StageName, config: &impl Serialize) -> Result<StageKey, VaultError> {
        link(&self.0, name, config)
    }
}

impl StageKey {
    /// The key of stage `name` that runs with `config` on what the stage of this key made.
    ///
    /// `config` holds everything else that decides the output: parameters, seed, a hash of the
    /// model file. It must not hold a `HashMap`, whose order differs from run to run.
    ///
    /// # Errors
    /// When `config` cannot be written as JSON.
    pub fn then(self, name: StageName, config: &impl Serialize) -> Result<Self, VaultError> {
        link(&self.hash, name, config)
    }

    /// The hash, in hex.
    #[must_use]
    pub fn hex(self) -> String {
        hex::encode(self.hash)
    }

    /// The stage.
    #[must_use]
    pub const fn name(self) -> StageName {
        self.name
    }

    /// The key as the vault with account key `key_id` writes it: account hashes are part of what
    /// stages make, so a new account key makes old output useless.
    pub(super) fn in_vault(self, key_id: &str) -> String {
        hex::encode(hash(&[&self.hash, key_id.as_bytes()]))
    }
}

fn link(
    before: &[u8; 32],
    name: StageName,
    config: &impl Serialize,
) -> Result<StageKey, VaultError> {
    let config = serde_json::to_vec(config)
        .map_err(|e| VaultError::unstorable(format!("The configuration of stage {name}"), &e))?;
    Ok(StageKey {
        name,
        hash: hash(&[before, name.as_str().as_bytes(), &config]),
    })
}

/// SHA-256 over parts, each with its length before it.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The version of this program, with the hash of its file where that can be read: a changed build
/// never takes up what another one left.
#[must_use]
pub fn code_version() -> String {
    let build = std::env::current_exe().and_then(|path| super::files::hash(&path));
    match build {
        Ok(hash) => format!("{}+{hash}", env!("CARGO_PKG_VERSION")),
        Err(_) => env!("CARGO_PKG_VERSION").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_everywhere_and_in_order() {
        for name in StageName::ALL {
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
        assert!(StageName::ALL.is_sorted());
    }

    #[test]
    fn every_link_of_the_chain_counts() {
        let key = |input: &str, code: &str, first: u32, second: u32| {
            RootKey::new(input, code)
                .then(StageName::Facets, &first)
                .and_then(|key| key.then(StageName::Embed, &second))
                .unwrap()
        };
        let usual = key("input", "1", 1, 2);
        assert_eq!(usual, key("input", "1", 1, 2));
        for other in [
            key("other", "1", 1, 2),
            key("input", "2", 1, 2),
            key("inpu", "t1", 1, 2),
            key("input", "1", 3, 2),
            key("input", "1", 1, 3),
        ] {
            assert_ne!(usual, other);
        }
        assert_ne!(usual.in_vault("a"), usual.in_vault("b"));
        assert_eq!(usual.name(), StageName::Embed);
    }

    #[test]
    fn the_code_version_stays_while_the_program_runs() {
        assert_eq!(code_version(), code_version());
        assert!(code_version().starts_with(env!("CARGO_PKG_VERSION")));
    }
}
