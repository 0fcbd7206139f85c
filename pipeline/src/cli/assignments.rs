//! `kleio assignments`: which clusters every conversation is in, from the vault; noted in its access log.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;

use super::secret::PassphraseArgs;
use crate::access::{self, Event};
use crate::facets::Facets;
use crate::run::Screened;
use crate::trace;
use crate::vault::{StageName, VaultReader};

#[derive(Debug, Args)]
pub(super) struct AssignmentsArgs {
    /// The vault, or the directory that holds it.
    vault: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

pub(super) fn execute(args: &AssignmentsArgs) -> anyhow::Result<ExitCode> {
    let vault = VaultReader::open_with(&args.vault, &args.passphrase)?;
    let facets: Facets = vault.load(StageName::Facets)?;
    let screened: Screened = vault.load(StageName::Measure)?;
    let outline = &screened.outline;
    trace::one_may_see_all(&vault)?;
    // Before anything is shown.
    let shown = Event::AssignmentsShown {
        conversations: facets.ids.len() as u64,
    };
    access::note(&vault.log(), Timestamp::now(), shown)?;
    let mut csv = csv::Writer::from_writer(io::BufWriter::new(io::stdout().lock()));
    match write(&mut csv, &facets.ids, outline).and_then(|()| Ok(csv.flush()?)) {
        Err(error) if broken_pipe(&error) => Ok(ExitCode::SUCCESS),
        other => Ok(other.map(|()| ExitCode::SUCCESS)?),
    }
}

fn write<W: io::Write>(
    csv: &mut csv::Writer<W>,
    ids: &[String],
    outline: &crate::outline::Outline,
) -> csv::Result<()> {
    let mut header = vec!["conversation_id".to_owned()];
    header.extend((0..outline.levels.len()).map(|level| format!("level{level}")));
    csv.write_record(&header)?;
    let labels: Vec<_> = (0..outline.levels.len())
        .map(|level| outline.labels_at(level))
        .collect();
    for (conversation, id) in ids.iter().enumerate() {
        csv.write_field(id)?;
        for (clusters, labels) in outline.levels.iter().zip(&labels) {
            let cluster = labels[conversation].map(|label| clusters[label as usize].id.as_str());
            csv.write_field(cluster.unwrap_or_default())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

fn broken_pipe(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::BrokenPipe)
}
