//! Opens ports, and stops when asked to.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Why the server cannot listen where it should.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program is there.
    #[error(
        "Port {port} on {ip} is in use by another program, perhaps another kleio-server. Stop that one, or choose another port, for example --bind {ip_port}.",
        port = .0.port(),
        ip = .0.ip(),
        ip_port = next_port(*.0)
    )]
    InUse(SocketAddr),
    /// Low ports are for the system.
    #[error(
        "The operating system does not let this user listen at {0}. Choose a port of 1024 or above, for example --bind {ip_port}.",
        ip_port = SocketAddr::new(.0.ip(), 8080)
    )]
    Forbidden(SocketAddr),
    /// The address belongs to another machine.
    #[error(
        "This machine does not have the address {ip}. Choose one of its own, for example --bind 127.0.0.1:{port}.",
        ip = .0.ip(),
        port = .0.port()
    )]
    NotOurs(SocketAddr),
    /// Anything else.
    #[error("Kleio cannot listen at {0}: {1}. Choose another address with --bind.")]
    Other(SocketAddr, #[source] io::Error),
}

fn next_port(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8080))
}

/// Opens the port.
///
/// # Errors
/// When it is taken, forbidden or not this machine's.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => BindError::InUse(address),
            io::ErrorKind::PermissionDenied => BindError::Forbidden(address),
            io::ErrorKind::AddrNotAvailable => BindError::NotOurs(address),
            _ => BindError::Other(address, error),
        })
}

/// Becomes true at Ctrl-C or SIGTERM.
///
/// # Errors
/// When the signals cannot be listened for.
pub fn asked_to_stop() -> io::Result<watch::Receiver<bool>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.send_replace(true);
        // Kept so that nobody takes a closed channel for anything else.
        stop.closed().await;
    });
    Ok(stopping)
}
