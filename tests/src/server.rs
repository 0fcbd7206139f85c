//! A real `kleio-server` on a free port, and a client that sees its bytes as they are.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::programs::{Outcome, kleio_server};

/// A running server; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    greeting: String,
    address: String,
}

/// What a server sent.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, one `name: value` a line.
    pub head: String,
    /// The value of `Content-Encoding`; empty where there is none.
    pub encoding: String,
    /// The body as it went over the network.
    pub raw: Vec<u8>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Server {
    /// Serves `release` and waits until it listens.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn start(release: &Path) -> Self {
        Self::start_with(&[release], &[])
    }

    /// Serves all of `releases`, with more options.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn start_with(releases: &[&Path], options: &[&str]) -> Self {
        let mut arguments: Vec<&OsStr> = options.iter().map(OsStr::new).collect();
        for release in releases {
            arguments.extend([OsStr::new("--release"), release.as_os_str()]);
        }
        Self::of(&arguments)
    }

    /// Serves what is published in the data directory `data`.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn with_data(data: &Path) -> Self {
        Self::of(&[OsStr::new("--data"), data.as_os_str()])
    }

    fn of(arguments: &[&OsStr]) -> Self {
        let mut child = kleio_server()
            .args(arguments)
            .args(["--bind", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut greeting = String::new();
        let stdout = child.stdout.as_mut().expect("its output is piped");
        BufReader::new(stdout)
            .read_line(&mut greeting)
            .expect("it prints a line");
        let address = greeting
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(address, _)| address.to_owned());
        let Some(address) = address else {
            let output = child.wait_with_output().expect("it ended");
            panic!("the server did not start: {:#?}", Outcome::from(output));
        };
        Self {
            child,
            greeting,
            address,
        }
    }

    /// The line it printed when it was ready.
    #[must_use]
    pub fn greeting(&self) -> &str {
        &self.greeting
    }

    /// `127.0.0.1:` and the port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The full address of `path`, which begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A GET that offers `encoding` (`identity`, `gzip` or `br`).
    ///
    /// # Panics
    /// When there is no answer, or it cannot be decompressed.
    #[must_use]
    pub fn get(&self, path: &str, encoding: &str) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        let mut response = agent
            .get(self.url(path))
            .header("accept-encoding", encoding)
            .header("accept", "text/html,*/*")
            .call()
            .expect("the server answers");
        let head: String = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let encoding = response
            .headers()
            .get("content-encoding")
            .map_or("", |value| value.to_str().expect("the name of a coding"))
            .to_owned();
        let status = response.status().as_u16();
        let raw = response.body_mut().read_to_vec().expect("the body arrives");
        let mut body = Vec::new();
        match encoding.as_str() {
            "gzip" => {
                flate2::read::GzDecoder::new(&raw[..])
                    .read_to_end(&mut body)
                    .expect("it is gzip");
            }
            "br" => brotli::BrotliDecompress(&mut &raw[..], &mut body).expect("it is brotli"),
            _ => body.clone_from(&raw),
        }
        Answer {
            status,
            head,
            encoding,
            raw,
            body,
        }
    }

    /// A GET of JSON.
    ///
    /// # Panics
    /// When the answer is not JSON.
    #[must_use]
    pub fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.get(path, "identity").body).expect("the answer is JSON")
    }

    /// The clusters of the newest release.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn clusters(&self) -> Vec<serde_json::Value> {
        let clusters = self.of_newest("clusters.json");
        clusters.as_array().expect("clusters are a list").clone()
    }

    /// The manifest of the newest release.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn manifest(&self) -> serde_json::Value {
        self.of_newest("manifest.json")
    }

    fn of_newest(&self, file: &str) -> serde_json::Value {
        let releases = self.json("/api/v1/releases");
        let newest = releases["releases"][0]["id"].as_str();
        let newest = newest.expect("the server has a release");
        self.json(&format!("/api/v1/releases/{newest}/{file}"))
    }

    /// Sends the signal (`INT`, `TERM`) and waits for the end.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    #[must_use]
    pub fn stop(mut self, signal: &str) -> Outcome {
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success(), "the server had ended before");
        let mut stderr = String::new();
        let pipe = self.child.stderr.as_mut().expect("its errors are piped");
        pipe.read_to_string(&mut stderr).expect("they are text");
        let status = self.child.wait().expect("it ends");
        Outcome {
            code: status.code(),
            stdout: self.greeting.clone(),
            stderr,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is what is wanted.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
