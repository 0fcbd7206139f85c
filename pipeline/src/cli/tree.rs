//! `kleio tree`: the hierarchy for reading, or as JSON for programs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kleio_shared::release::{ClusterId, Release, Tree};
use serde::Serialize;

use crate::release_dir;

#[derive(Debug, Args)]
pub(super) struct TreeArgs {
    /// The release directory.
    release: PathBuf,
    /// Print an array of {id, level, parent, name, description, conversations}.
    #[arg(long)]
    json: bool,
}

/// One element of the JSON output.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    level: u8,
    parent: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    conversations: u64,
}

pub(super) fn execute(args: &TreeArgs) -> anyhow::Result<ExitCode> {
    let release = release_dir::read(&args.release)?;
    let text = if args.json {
        json(&release)?
    } else {
        outline(&release)
    };
    super::print(&text)?;
    if args.json && !release.manifest().accounts_known {
        // The array has no place for it, and who reads a program's output still sees this.
        super::tell(super::NO_ACCOUNTS);
    }
    Ok(ExitCode::SUCCESS)
}

fn json(release: &Release) -> serde_json::Result<String> {
    let entries: Vec<Entry<'_>> = release
        .clusters()
        .iter()
        .map(|cluster| Entry {
            id: cluster.id.as_str(),
            level: cluster.level,
            parent: cluster.parent.as_ref().map(ClusterId::as_str),
            name: &cluster.name,
            description: &cluster.description,
            conversations: cluster.conversations,
        })
        .collect();
    serde_json::to_string_pretty(&entries).map(|json| json + "\n")
}

fn outline(release: &Release) -> String {
    let tree = release.tree();
    let mut text = format!(
        "{} ({} conversations, profile {})\n",
        release.manifest().title,
        release.manifest().totals.conversations,
        release.manifest().policy.profile.name()
    );
    if !release.manifest().accounts_known {
        text.push_str(&format!("{}\n", super::NO_ACCOUNTS));
    }
    for &root in tree.roots() {
        branch(release, &tree, root, 0, &mut text);
    }
    text
}

fn branch(release: &Release, tree: &Tree, index: usize, depth: usize, text: &mut String) {
    let cluster = &release.clusters()[index];
    let indent = "  ".repeat(depth);
    text.push_str(&format!(
        "{indent}{}  [{}, {:.1} %]\n",
        cluster.name,
        cluster.conversations,
        cluster.share.estimate * 100.0
    ));
    for &child in tree.children(index) {
        branch(release, tree, child, depth + 1, text);
    }
}
