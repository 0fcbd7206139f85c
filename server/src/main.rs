//! The `kleio-server` command.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use kleio_server::client::Client;
use kleio_server::release_dir::ServedRelease;
use kleio_server::state::AppState;
use kleio_server::{address, routes, serve};
use tracing::warn;

/// Shows a Kleio release in the browser.
///
/// The release is checked against its own privacy policy before anything is served. The server reads
/// the release's two files, answers from memory, and never writes.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// The release directory that kleio run wrote
    #[arg(long, value_name = "DIR")]
    release: PathBuf,
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address::parse)]
    bind: SocketAddr,
    /// Let other machines read a release of the analyst profile
    #[arg(long)]
    allow_remote: bool,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .without_time()
        .init();
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // Nothing sensible is left to do where standard error is gone.
            writeln!(io::stderr(), "kleio-server: {problem}").ok();
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(args: &Args) -> anyhow::Result<()> {
    let served = ServedRelease::load(&args.release)?;
    let manifest = served.release.manifest();
    address::check_exposure(args.bind, manifest.policy.profile, args.allow_remote)?;
    let heading = format!(
        "{} ({} conversations, {} profile)",
        manifest.title,
        manifest.totals.conversations,
        manifest.policy.profile.name()
    );
    let client = Client::embedded();
    if client.index().is_none() {
        warn!(
            "This kleio-server was built without the client, so there is no map to see. Run make client in Kleio's source directory and build the server again."
        );
    }
    let listener = serve::bind(args.bind).await?;
    let address = listener.local_addr()?;
    // Nobody may be reading standard output, which is no reason not to serve.
    writeln!(
        io::stdout(),
        "Kleio is serving {heading} at http://{address}/ (Ctrl-C stops it)"
    )
    .ok();
    serve::serve(listener, routes::router(AppState::new(served, client))).await?;
    Ok(())
}
