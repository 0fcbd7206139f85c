//! `kleio verify`: examines a release without the vault that it came from.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::release_dir;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The release directory.
    release: PathBuf,
}

pub(super) fn execute(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let (release, report) = release_dir::verify(&args.release)?;
    let manifest = release.manifest();
    let mut text = format!(
        "Release {} of schema {}, profile {}, {} conversations in {} clusters.\n",
        release.id(),
        manifest.schema,
        manifest.policy.profile.name(),
        manifest.totals.conversations,
        release.clusters().len()
    );
    if !manifest.accounts_known {
        text.push_str(&format!("{}\n", super::NO_ACCOUNTS));
    }
    text.push_str(&report.to_string());
    text.push_str(match report.is_sound() {
        true => "The release keeps what it promises.\n",
        false => "Do not publish it; write it again with kleio run.\n",
    });
    super::print(&text)?;
    Ok(match report.is_sound() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
