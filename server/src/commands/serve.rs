//! `kleio-server` without a command: serves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::http::HeaderName;
use clap::Args;
use kleio_shared::release::Manifest;
use tracing::warn;

use super::say;
use crate::access::{Role, Visibility};
use crate::access_log::AccessLog;
use crate::address::{self, Exposure};
use crate::auth::oidc::{Oidc, OidcConfig};
use crate::auth::proxy::ProxyLogin;
use crate::client::Client;
use crate::front::Longest;
use crate::limits::peer::{AddressPolicy, Network};
use crate::limits::rate::Rate;
use crate::listen::connections::Limits;
use crate::listen::tls::{Tls, TlsFiles};
use crate::listen::{self, Listen};
use crate::release_dir::ServedRelease;
use crate::state::{AppState, Door, Settings};
use crate::store::Store;
use crate::store::sessions::SessionLimits;
use crate::{monitor, routes, serve, watch};

/// How long answers under way may take once the server was asked to stop.
const GRACE: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// A release directory that kleio run wrote; may be given more than once
    #[arg(long, value_name = "DIR")]
    release: Vec<PathBuf>,
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address::parse)]
    bind: SocketAddr,
    /// Keep users, tokens, published releases and the access log here; users then log in
    #[arg(long, value_name = "DIRECTORY", env = "KLEIO_SERVER_DATA")]
    data: Option<PathBuf>,
    /// Certificate chain in PEM; read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key in PEM; read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy that does TLS and stands in front, by address or network; nobody else is answered
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    behind_proxy: Vec<Network>,
    /// Believe this header of the proxy, which names the user it has logged in
    #[arg(long, value_name = "HEADER", requires_all = ["behind_proxy", "data"])]
    proxy_user_header: Option<HeaderName>,
    /// The role of users whom the proxy names and nobody has added; without it they are not let in
    #[arg(long, value_name = "ROLE", requires = "proxy_user_header")]
    proxy_role: Option<Role>,
    /// Let users log in by this OpenID Connect provider
    #[arg(long, value_name = "URL", requires_all = ["oidc_client", "public_url", "data"])]
    oidc_issuer: Option<String>,
    /// The name of this server at the provider; its secret is taken from KLEIO_OIDC_SECRET
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    oidc_client: Option<String>,
    /// What the provider is called on the login page
    #[arg(long, value_name = "NAME", default_value = "your organisation")]
    oidc_label: String,
    /// The role of users whom the provider knows and nobody has added; without it they are not let in
    #[arg(long, value_name = "ROLE", requires = "oidc_issuer")]
    oidc_role: Option<Role>,
    /// The server's address as browsers see it
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// An origin whose pages may show the map in a frame; may be given more than once
    #[arg(long, value_name = "ORIGIN")]
    allow_embedding: Vec<String>,
    /// Serve Prometheus metrics and health here; not for the public
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address::parse)]
    metrics: Option<SocketAddr>,
    /// Requests a second by address, in the long run; 0 for no limit
    #[arg(long, value_name = "NUMBER", default_value_t = Rate::default().per_second)]
    rate: f64,
    /// Requests at once by address
    #[arg(long, value_name = "NUMBER", default_value_t = Rate::default().burst)]
    burst: f64,
    /// Connections at a time
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().all)]
    connections: usize,
    /// Connections at a time by address
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().each)]
    connections_each: usize,
    /// Minutes without a request after which a session ends
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    session_idle: u32,
    /// Hours after which a session ends in any case
    #[arg(long, value_name = "HOURS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=720))]
    session_hours: u32,
    /// How much of an address the access log keeps
    #[arg(long, value_name = "POLICY", value_enum, default_value_t)]
    log_addresses: AddressPolicy,
    /// Days that the access log keeps an entry
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=36500))]
    log_days: u32,
}

#[tokio::main]
pub(super) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    if args.release.is_empty() && args.data.is_none() {
        bail!(
            "Say what to serve: --release DIR for a release that kleio run wrote, or --data DIRECTORY for releases published with kleio-server release publish."
        );
    }
    let releases: Vec<ServedRelease> = args
        .release
        .iter()
        .map(|directory| ServedRelease::load(directory))
        .collect::<Result<_, _>>()?;
    let guarded = releases.iter().any(|served| {
        Visibility::of(served.release.manifest().policy.profile) == Visibility::Login
    });
    let tls = match (args.tls_cert.clone(), args.tls_key.clone()) {
        (Some(certificate), Some(key)) => Some(Tls::new(TlsFiles { certificate, key })?),
        _ => None,
    };
    let exposure = Exposure {
        address: args.bind,
        login: args.data.is_some(),
        tls: tls.is_some(),
        proxy: !args.behind_proxy.is_empty(),
        guarded,
    };
    exposure.check()?;
    let client = Client::embedded();
    if client.index().is_none() {
        warn!(
            "This kleio-server was built without the client, so there is no map to see. Run make client in Kleio's source directory and build the server again."
        );
    }
    let settings = Settings {
        door: door(&args)?,
        embedders: args.allow_embedding.clone(),
        tls: tls.is_some() || !args.behind_proxy.is_empty(),
        proxies: args.behind_proxy.clone(),
        rate: Rate {
            per_second: args.rate,
            burst: args.burst.max(1.0),
        },
        longest: Longest::default(),
    };
    let state = AppState::new(releases, client, settings)?;
    watch::refresh(&state).await;
    say_what_lacks(&state)?;
    let heading = {
        let list = state.catalogue().list();
        let manifests: Vec<_> = list
            .all
            .iter()
            .map(|l| l.served.release.manifest())
            .collect();
        heading(&manifests, args.data.is_some())
    };

    let stop = serve::asked_to_stop()?;
    let listener = serve::bind(args.bind).await?;
    let address = listener.local_addr()?;
    if let Some(place) = args.metrics {
        let listener = serve::bind(place).await?;
        let at = listener.local_addr()?;
        warn_of_metrics(at);
        say(format_args!(
            "Metrics and health are at http://{at}/metrics"
        ));
        let listen = Listen {
            listener,
            tls: None,
            limits: Limits { all: 64, each: 32 },
        };
        let (router, state) = (monitor::router(state.clone()), state.clone());
        tokio::spawn(listen::serve(listen, router, state, stop.clone(), GRACE));
    }
    if let Some(tls) = tls.clone() {
        tokio::spawn(tls.watch());
    }
    tokio::spawn(watch::run(state.clone(), args.log_days));
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(format_args!(
        "Kleio is serving {heading} at {scheme}://{address}/ (Ctrl-C stops it)"
    ));
    let limits = Limits {
        all: args.connections,
        each: args.connections_each,
    };
    let listen = Listen {
        listener,
        tls,
        limits,
    };
    let router = routes::router(state.clone());
    listen::serve(listen, router, state.clone(), stop, GRACE).await;
    if let Some(door) = state.door() {
        // A log that cannot be written does not keep the server.
        tokio::time::timeout(GRACE, door.log.flush()).await.ok();
    }
    Ok(())
}

fn door(args: &ServeArgs) -> anyhow::Result<Option<Door>> {
    let Some(directory) = &args.data else {
        return Ok(None);
    };
    let store = Arc::new(Store::open(directory)?);
    let log = AccessLog::start(store.clone(), args.log_addresses)
        .context("The access log cannot be started.")?;
    let mut door = Door::new(store, log);
    door.session_limits = SessionLimits {
        idle: i64::from(args.session_idle) * 60,
        absolute: i64::from(args.session_hours) * 3600,
    };
    door.proxy_login = args.proxy_user_header.clone().map(|header| ProxyLogin {
        header,
        newcomers: args.proxy_role,
    });
    if let (Some(issuer), Some(client), Some(public_url)) =
        (&args.oidc_issuer, &args.oidc_client, &args.public_url)
    {
        let secret = std::env::var("KLEIO_OIDC_SECRET").ok();
        door.oidc = Some(Oidc::new(OidcConfig {
            issuer: issuer.clone(),
            client: client.clone(),
            secret: secret.map(openidconnect::ClientSecret::new),
            public_url: public_url.clone(),
            label: args.oidc_label.clone(),
            newcomers: args.oidc_role,
        })?);
    }
    Ok(Some(door))
}

/// What is served, in a few words. Where conversations named no accounts, they are said to count as such.
fn heading(releases: &[&Manifest], data: bool) -> String {
    let unknown = releases.iter().filter(|each| !each.accounts_known).count();
    match releases {
        [one] if !data => format!(
            "{} ({} conversations{}, {} profile)",
            one.title,
            one.totals.conversations,
            match unknown {
                0 => "",
                _ => ", each counted as an account",
            },
            one.policy.profile.name()
        ),
        many => {
            let what = match data {
                true => "releases with a login".to_owned(),
                false => format!("{} releases", many.len()),
            };
            match unknown {
                0 => what,
                _ => format!(
                    "{what} ({unknown} of {} without accounts: each conversation counts as one)",
                    many.len()
                ),
            }
        }
    }
}

/// What an empty data directory needs first.
fn say_what_lacks(state: &AppState) -> anyhow::Result<()> {
    let Some(door) = state.door() else {
        return Ok(());
    };
    let directory = door.store.directory().display();
    if door.store.users()?.is_empty() && door.proxy_login.is_none() && door.oidc.is_none() {
        warn!(
            "Nobody can log in yet. Invite the first user with: kleio-server user invite NAME --role admin --data {directory}"
        );
    }
    if state.catalogue().list().all.is_empty() {
        warn!(
            "No release is up yet. Put one up with: kleio-server release publish DIR --data {directory}"
        );
    }
    Ok(())
}

fn warn_of_metrics(at: SocketAddr) {
    if !at.ip().to_canonical().is_loopback() {
        warn!(
            "Metrics at {at} can be read by every machine that reaches it. They name nobody, but keep the port to your own network."
        );
    }
}
