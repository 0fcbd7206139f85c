//! What the vault remembers of its last release: the cells that it told, and whose conversations stood
//! behind which cluster.
//!
//! Invariant: conversations and accounts stand in it as hashes only, and it never leaves the vault.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::facets::Facets;
use crate::outline::Outline;
use crate::protect::Told;
use crate::vault::{AccountHash, StageReader, StageWriter, Stored, Table, VaultError};

/// The last release.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ledger {
    /// The first hex digits of the manifest's SHA-256, as `Release::id` gives them.
    pub(super) release: String,
    /// Key of the stages that it was made from.
    pub(super) chain: String,
    /// The release before it, which it was measured against.
    pub(super) before: Option<String>,
    /// What it told.
    pub(super) told: Told,
    /// Parent of every cluster, by level.
    pub(super) parents: Vec<Vec<Option<usize>>>,
    /// Its conversations by the hash of their id.
    pub(super) members: BTreeMap<u64, Member>,
}

/// A conversation of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) account: AccountHash,
    /// Its base cluster, where it was in one.
    pub(super) cluster: Option<u32>,
}

/// Stands for a conversation's id.
pub(super) fn hash(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |hash, &byte| hash << 8 | u64::from(byte))
}

impl Ledger {
    /// The conversations of `outline`, as they are about to be released.
    pub(super) fn members(outline: &Outline, facets: &Facets) -> BTreeMap<u64, Member> {
        let rows = facets.ids.iter().zip(&facets.accounts).zip(&outline.labels);
        rows.map(|((id, &account), &cluster)| (hash(id), Member { account, cluster }))
            .collect()
    }

    /// Parent of every cluster of `outline`, by level.
    pub(super) fn parents(outline: &Outline) -> Vec<Vec<Option<usize>>> {
        let level = |sketches: &Vec<crate::outline::Sketch>| {
            sketches.iter().map(|sketch| sketch.parent).collect()
        };
        outline.levels.iter().map(level).collect()
    }

    /// The clusters that base cluster `base` was part of, level by level.
    pub(super) fn path(&self, base: u32) -> Vec<usize> {
        let mut path = vec![base as usize];
        for parents in &self.parents {
            let Some(Some(parent)) = path.last().and_then(|&at| parents.get(at)) else {
                break;
            };
            path.push(*parent);
        }
        path
    }
}

impl Stored for Ledger {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("release", &(&self.release, &self.chain, &self.before))?;
        to.json("told", &self.told)?;
        to.json("parents", &self.parents)?;
        let mut table = Table::new();
        table.numbers("conversation", self.members.keys().copied())?;
        let accounts: Vec<String> = self
            .members
            .values()
            .map(|m| m.account.to_string())
            .collect();
        table.text("account", accounts.iter().map(String::as_str))?;
        table.optional_numbers("cluster", self.members.values().map(|m| m.cluster))?;
        to.table("members", &table)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let (release, chain, before) = from.json("release")?;
        let table = from.table("members")?;
        let clusters = table.optional_numbers::<u32>("cluster")?;
        let accounts = table.text("account")?;
        let mut members = BTreeMap::new();
        let conversations = table.numbers::<u64>("conversation")?;
        for ((conversation, account), cluster) in
            conversations.into_iter().zip(accounts).zip(clusters)
        {
            let account = account
                .parse()
                .map_err(|_| from.damaged("members", "an account is no hash"))?;
            members.insert(conversation, Member { account, cluster });
        }
        Ok(Self {
            release,
            chain,
            before,
            told: from.json("told")?,
            parents: from.json("parents")?,
            members,
        })
    }
}
