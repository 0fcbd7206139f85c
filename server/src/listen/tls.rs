//! TLS with certificate files that are read again when they change.
//!
//! Invariant: a certificate that cannot be used never takes the place of one that can.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error(
        "{0} cannot be read: {1}. See that it exists and that the user who runs the server may read it."
    )]
    Unreadable(PathBuf, #[source] io::Error),
    /// No certificates in PEM.
    #[error(
        "{0} holds no certificate in PEM form. Give the certificate, followed by those of its authority."
    )]
    NoCertificate(PathBuf),
    /// No key in PEM.
    #[error(
        "{0} holds no private key in PEM form (PKCS #8, PKCS #1 or SEC 1), without a passphrase."
    )]
    NoKey(PathBuf),
    /// They do not fit, or are not supported.
    #[error(
        "The certificate in {certificate} and the key in {key} cannot be used together: {error}."
    )]
    Unusable {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why.
        error: rustls::Error,
    },
}

/// Where certificate and key are.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate chain, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

/// Accepts TLS connections with the certificate of the day.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    files: TlsFiles,
    current: Arc<Current>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(
            self.0
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
    }
}

impl Tls {
    /// With the certificate and key in `files`: TLS 1.2 and 1.3.
    ///
    /// # Errors
    /// When they cannot be read or used.
    pub fn new(files: TlsFiles) -> Result<Self, TlsError> {
        let (certified, _) = load(&files)?;
        let current = Arc::new(Current(RwLock::new(Arc::new(certified))));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&files, error))?
            .with_no_client_auth()
            .with_cert_resolver(current.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            files,
            current,
        })
    }

    /// Makes a connection a TLS connection.
    ///
    /// # Errors
    /// When the handshake fails.
    pub async fn accept<S>(&self, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.acceptor.accept(stream).await
    }

    /// Looks at the files for ever, and uses what is new in them.
    pub async fn watch(self) {
        let mut used = digest(&self.files).ok();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let files = self.files.clone();
            let before = used;
            let work = move || match digest(&files) {
                Ok(now) if Some(now) == before => None,
                _ => Some(load(&files)),
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(Some(Ok((certified, now)))) => {
                    let mut current = self
                        .current
                        .0
                        .write()
                        .unwrap_or_else(PoisonError::into_inner);
                    *current = Arc::new(certified);
                    used = Some(now);
                    tracing::info!("A new certificate is used.");
                }
                Ok(Some(Err(error))) => {
                    // Said once for each state of the files: they may be in the middle of a change.
                    let now = digest(&self.files).ok();
                    if now != used {
                        tracing::error!("The certificate stays the old one. {error}");
                        used = now;
                    }
                }
                Ok(None) | Err(_) => {}
            }
        }
    }
}

fn digest(files: &TlsFiles) -> io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    for file in [&files.certificate, &files.key] {
        hash.update(Sha256::digest(fs::read(file)?));
    }
    Ok(hash.finalize().into())
}

/// Reads and checks certificate and key; gives the digest of what was read, too.
fn load(files: &TlsFiles) -> Result<(CertifiedKey, [u8; 32]), TlsError> {
    let read =
        |path: &Path| fs::read(path).map_err(|error| TlsError::Unreadable(path.to_owned(), error));
    let (certificate, key) = (read(&files.certificate)?, read(&files.key)?);
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&certificate)
        .collect::<Result<_, _>>()
        .unwrap_or_default();
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(files.certificate.clone()));
    }
    let private =
        PrivateKeyDer::from_pem_slice(&key).map_err(|_| TlsError::NoKey(files.key.clone()))?;
    let provider = rustls::crypto::ring::default_provider();
    let certified = CertifiedKey::from_der(chain, private, &provider)
        .map_err(|error| unusable(files, error))?;
    let digest = Sha256::new()
        .chain_update(Sha256::digest(&certificate))
        .chain_update(Sha256::digest(&key))
        .finalize();
    Ok((certified, digest.into()))
}

fn unusable(files: &TlsFiles, error: rustls::Error) -> TlsError {
    TlsError::Unusable {
        certificate: files.certificate.clone(),
        key: files.key.clone(),
        error,
    }
}
