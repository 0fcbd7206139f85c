//! A real `kleio-server` on a free port, and a client that sees its bytes as they are.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::programs::{Outcome, kleio_server};

/// A running server; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    greeting: String,
    address: String,
    /// Where its metrics are, where it was asked for them.
    metrics: Option<String>,
    /// What it says after that, and its errors, read as they come, so that it never waits for a reader.
    said: [Option<JoinHandle<String>>; 2],
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
        Self::with(arguments)
    }

    /// As [`Self::start`], to somebody who asks for more at a time than people do.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn without_limit(release: &Path) -> Self {
        let release = release.as_os_str();
        Self::with([
            OsStr::new("--release"),
            release,
            "--rate".as_ref(),
            "0".as_ref(),
        ])
    }

    /// Serves what is published in the data directory `data`.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn with_data(data: &Path) -> Self {
        Self::with([OsStr::new("--data"), data.as_os_str()])
    }

    /// Serves what these arguments say, at a free port.
    ///
    /// # Panics
    /// When the server does not start.
    #[must_use]
    pub fn with(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let mut child = kleio_server()
            .args(arguments)
            .args(["--bind", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let errors = listen(child.stderr.take().expect("its errors are piped"));
        let mut stdout = BufReader::new(stdout);
        let mut line = || {
            let mut line = String::new();
            stdout.read_line(&mut line).expect("it prints a line");
            line
        };
        let mut greeting = line();
        let mut metrics = None;
        if greeting.starts_with("Metrics ") {
            metrics = address_in(&greeting);
            greeting = line();
        }
        let Some(address) = address_in(&greeting) else {
            let status = child.wait().expect("it ended");
            let stderr = errors.join().expect("they are text");
            panic!("the server did not start: {status}: {greeting}{stderr}");
        };
        Self {
            child,
            greeting,
            address,
            metrics,
            said: [Some(listen(stdout)), Some(errors)],
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

    /// A GET of where its metrics are; `None` where it was not asked for them.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    pub fn monitor(&self, path: &str) -> Option<Answer> {
        let request = agent().get(format!("http://{}{path}", self.metrics.as_ref()?));
        Some(Answer::of(request.call().expect("the monitor answers")))
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
        self.ask(
            path,
            &[("accept-encoding", encoding), ("accept", "text/html,*/*")],
        )
    }

    /// A GET with these headers. Where the answer leads elsewhere, it is not followed.
    ///
    /// # Panics
    /// As for [`Self::get`].
    #[must_use]
    pub fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call().expect("the server answers"))
    }

    /// A POST of `body` with these headers. Where the answer leads elsewhere, it is not followed.
    ///
    /// # Panics
    /// As for [`Self::get`].
    #[must_use]
    pub fn send(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = agent().post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.send(body).expect("the server answers"))
    }

    /// A DELETE with these headers.
    ///
    /// # Panics
    /// As for [`Self::get`].
    #[must_use]
    pub fn delete(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().delete(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call().expect("the server answers"))
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
        let status = self.child.wait().expect("it ends");
        let [said, stderr] = self
            .said
            .each_mut()
            .map(|heard| heard.take().expect("it was not asked before").join());
        Outcome {
            code: status.code(),
            stdout: self.greeting.clone() + &said.expect("it is text"),
            stderr: stderr.expect("they are text"),
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

/// The host and port of the first address in a line.
fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://")?;
    Some(rest.split_once('/')?.0.to_owned())
}

/// Reads to the end of what a process says, however long that takes.
fn listen(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).expect("it says text");
        text
    })
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}

impl Answer {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
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
}
