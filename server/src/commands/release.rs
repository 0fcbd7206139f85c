//! `kleio-server release`: puts up releases, takes them back, goes back. A running server follows.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use kleio_shared::release::{MANIFEST_FILE, Manifest};

use super::{DataArgs, note, operator, say, time};
use crate::access::Visibility;
use crate::publish::{Files, publish};
use crate::state::now;
use crate::store::Store;
use crate::store::log::Action;
use crate::store::releases::{State, Version};

#[derive(Debug, Subcommand)]
pub(super) enum ReleaseCommand {
    /// Puts up a release as the current version of a series
    Publish {
        #[command(flatten)]
        data: DataArgs,
        /// The release directory that kleio run wrote
        release: PathBuf,
        /// The series: 1 to 64 of a to z, digits and -
        #[arg(long, default_value = "main")]
        series: String,
        /// Show even a release of the public profile to users only who log in
        #[arg(long)]
        behind_login: bool,
    },
    /// Lists the versions of all series
    List {
        #[command(flatten)]
        data: DataArgs,
    },
    /// Takes a release back: nobody is shown it any more
    Retire {
        #[command(flatten)]
        data: DataArgs,
        /// Its identifier, as list shows it
        release: String,
    },
    /// Takes back the current version of a series, and makes an earlier one current
    Rollback {
        #[command(flatten)]
        data: DataArgs,
        /// The series
        #[arg(default_value = "main")]
        series: String,
        /// The version to go back to; the latest before otherwise
        #[arg(long, value_name = "VERSION")]
        to: Option<i64>,
    },
}

pub(super) fn run(command: ReleaseCommand) -> anyhow::Result<()> {
    match command {
        ReleaseCommand::Publish {
            data,
            release,
            series,
            behind_login,
        } => {
            // Says what is wrong with the directory, better than the bare files could.
            crate::release_dir::ServedRelease::load(&release)?;
            let files = Files::read(&release)?;
            let store = data.open()?;
            let visibility = behind_login.then_some(Visibility::Login);
            let version = publish(&store, &files, &series, visibility, &operator(), now())?;
            note(&store, Action::Published, &named(&version))?;
            let seen_by = match version.visibility {
                Visibility::Public => "everyone",
                Visibility::Login => "users who log in",
            };
            say(format_args!("{} is up, for {seen_by}.", named(&version)));
        }
        ReleaseCommand::List { data } => {
            let store = data.open()?;
            for version in store.versions()? {
                let state = match version.state {
                    State::Current => "current",
                    State::Past => "past",
                    State::Retired => "retired",
                };
                say(format_args!(
                    "{}\t{}\t{}\t{state}\t{}\t{}\t{}",
                    version.series,
                    version.number,
                    version.id,
                    version.visibility.name(),
                    time(version.published),
                    accounts(&store, &version.id)
                ));
            }
        }
        ReleaseCommand::Retire { data, release } => {
            let store = data.open()?;
            let version = store.retire(&release).with_context(|| {
                format!("{release} was not taken back. kleio-server release list shows what is up.")
            })?;
            note(&store, Action::Retired, &named(&version))?;
            say(format_args!("{} is taken back.", named(&version)));
        }
        ReleaseCommand::Rollback { data, series, to } => {
            let store = data.open()?;
            let version = store.roll_back(&series, to)?;
            note(&store, Action::RolledBack, &named(&version))?;
            say(format_args!("{} is current now.", named(&version)));
        }
    }
    Ok(())
}

/// Whether the conversations of a release said which account they come from.
fn accounts(store: &Store, id: &str) -> &'static str {
    let manifest = std::fs::read(store.release_directory(id).join(MANIFEST_FILE)).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    match manifest.map(|manifest| manifest.accounts_known) {
        Some(true) => "accounts known",
        Some(false) => "accounts unknown: each conversation counts as one",
        None => "the manifest cannot be read",
    }
}

fn named(version: &Version) -> String {
    format!("{} {} ({})", version.series, version.number, version.id)
}
