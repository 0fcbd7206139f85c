//! TLS: a certificate that is used, renewed while the server runs, and never replaced by a broken one.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kleio_server::listen::connections::Limits;
use kleio_server::listen::tls::{Tls, TlsFiles};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::running::{HEALTH, Running, exchange};

/// Writes a new certificate and its key; gives the certificate.
fn write(directory: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(directory.join("cert.pem"), made.cert.pem()).unwrap();
    fs::write(directory.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn files(directory: &Path) -> TlsFiles {
    TlsFiles {
        certificate: directory.join("cert.pem"),
        key: directory.join("key.pem"),
    }
}

/// Asks for health, trusting only `certificate`.
async fn ask(running: &Running, certificate: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(running.address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?;
    stream.write_all(HEALTH).await?;
    let mut buffer = vec![0; 4096];
    let read = stream.read(&mut buffer).await?;
    Ok(String::from_utf8_lossy(&buffer[..read]).into_owned())
}

#[tokio::test]
async fn a_certificate_is_renewed_while_the_server_runs() {
    let directory = tempfile::TempDir::new().unwrap();
    let first = write(directory.path());
    let tls = Tls::new(files(directory.path())).unwrap();
    let watching = tokio::spawn(tls.clone().watch());
    let running = Running::start(Some(tls), Limits::default()).await;
    assert!(
        ask(&running, &first)
            .await
            .unwrap()
            .starts_with("HTTP/1.1 200")
    );

    let second = write(directory.path());
    let renewed = async {
        while ask(&running, &second).await.is_err() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), renewed)
        .await
        .expect("it was not renewed");
    assert!(ask(&running, &first).await.is_err(), "the old one is gone");

    fs::write(directory.path().join("cert.pem"), "half a file").unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(
        ask(&running, &second).await.is_ok(),
        "a broken one takes no place"
    );
    let third = write(directory.path());
    let renewed = async {
        while ask(&running, &third).await.is_err() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), renewed)
        .await
        .expect("it does not go on");
    watching.abort();
}

#[tokio::test]
async fn who_does_not_speak_tls_gets_nothing() {
    let directory = tempfile::TempDir::new().unwrap();
    write(directory.path());
    let tls = Tls::new(files(directory.path())).unwrap();
    let running = Running::start(Some(tls), Limits::default()).await;
    let mut stream = running.connect().await;
    let said = exchange(&mut stream, HEALTH).await;
    assert!(!said.contains("HTTP/1.1 200"), "{said}");
}

#[test]
fn files_that_cannot_be_used_are_explained() {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path();
    let refused = || Tls::new(files(path)).unwrap_err().to_string();
    assert!(
        refused().contains("cert.pem cannot be read"),
        "{}",
        refused()
    );
    write(path);
    let key = fs::read(path.join("key.pem")).unwrap();
    fs::write(path.join("key.pem"), "").unwrap();
    assert!(refused().contains("no private key"), "{}", refused());
    write(path);
    fs::write(path.join("key.pem"), key).unwrap();
    assert!(
        refused().contains("cannot be used together"),
        "{}",
        refused()
    );
    fs::write(path.join("cert.pem"), "x").unwrap();
    assert!(refused().contains("no certificate"), "{}", refused());
}
