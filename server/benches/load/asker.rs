//! One connection that asks again and again, and compares each answer with what it should be.

use std::io::Read as _;
use std::rc::Rc;
use std::time::Instant;

use kleio_shared::release::ClusterId;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::release::Made;

/// A request, and the answer that is right.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// What it is, for the report.
    pub(crate) kind: &'static str,
    request: Rc<[u8]>,
    status: u16,
    body: Rc<[u8]>,
}

/// What one connection measured.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// Microseconds of every answer.
    pub(crate) times: Vec<u32>,
    /// Answers that were not what they should be.
    pub(crate) wrong: u64,
    /// Bytes of bodies.
    pub(crate) bytes: u64,
}

impl Target {
    /// Every GET of the API: the files whole and asked for again, pages, searches and clusters.
    pub(crate) fn all(made: &Made, address: &str, token: Option<&str>) -> Vec<Self> {
        let all: Vec<Value> = serde_json::from_slice(&made.clusters).unwrap();
        let mut targets = Vec::new();
        let mut add = |kind, path: &str, more: &str, check: &dyn Fn(&[u8]) -> bool| {
            let login = token.map_or(String::new(), |t| format!("authorization: Bearer {t}\r\n"));
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: br\r\n{login}{more}\r\n"
            );
            let (head, body) = once(address, request.as_bytes());
            let status = status(&head);
            let plain = if head.contains("content-encoding: br") {
                unpack(&body)
            } else {
                body.clone()
            };
            assert!(check(&plain), "{path}: {head}");
            targets.push(Self {
                kind,
                request: request.into_bytes().into(),
                status,
                body: body.into(),
            });
            head
        };
        let id = &made.id;
        let manifest = format!("/api/v1/releases/{id}/manifest.json");
        let clusters = format!("/api/v1/releases/{id}/clusters.json");
        add("health", "/api/v1/health", "", &|body| {
            body.starts_with(b"{\"status\":\"ok\"")
        });
        add("openapi", "/api/v1/openapi.json", "", &|body| {
            body.len() > 1000
        });
        add("me", "/api/v1/me", "", &|body| {
            body.starts_with(b"{\"login\"")
        });
        add("releases", "/api/v1/releases", "", &|body| {
            String::from_utf8_lossy(body).contains(id.as_str())
        });
        let head = add("manifest", &manifest, "", &|body| body == made.manifest);
        let again = format!("if-none-match: {}\r\n", header(&head, "etag"));
        add("manifest, unchanged", &manifest, &again, &<[u8]>::is_empty);
        let head = add("clusters.json", &clusters, "", &|body| {
            body == made.clusters
        });
        let again = format!("if-none-match: {}\r\n", header(&head, "etag"));
        add(
            "clusters.json, unchanged",
            &clusters,
            &again,
            &<[u8]>::is_empty,
        );
        for number in 0..16_u64 {
            let parent = ClusterId::new(1, &crate::release::name(1, number));
            let path = format!("/api/v1/releases/{id}/clusters?parent={parent}");
            add("children of a cluster", &path, "", &|body| {
                total(body) == 20
            });
            let skip = number * 300;
            let path = format!("/api/v1/releases/{id}/clusters?level=0&skip={skip}");
            add("page of clusters", &path, "", &|body| {
                total(body) == crate::release::BASE
            });
            let path = format!("/api/v1/releases/{id}/clusters?q=topic+{number}7+garden");
            add("search", &path, "", &|body| total(body) > 0);
        }
        for cluster in all.iter().step_by(50) {
            let name = cluster["id"].as_str().unwrap();
            let path = format!("/api/v1/releases/{id}/clusters/{name}");
            let right =
                |body: &[u8]| serde_json::from_slice::<Value>(body).ok().as_ref() == Some(cluster);
            add("cluster", &path, "", &right);
        }
        targets
    }
}

fn total(body: &[u8]) -> u64 {
    let page: Value = serde_json::from_slice(body).unwrap();
    page["total"].as_u64().unwrap()
}

fn unpack(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &body[..], &mut plain).unwrap();
    plain
}

/// Asks over a connection of its own.
fn once(address: &str, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut stream, request).unwrap();
    let mut answer = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "the server hung up");
        answer.extend_from_slice(&buffer[..read]);
        if let Some(whole) = whole(&answer) {
            let (head, body) = whole;
            let head = String::from_utf8_lossy(&answer[..head]).to_lowercase();
            return (head, answer[body.0..body.1].to_vec());
        }
    }
}

fn header(head: &str, name: &str) -> String {
    head.lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")))
        .unwrap()
        .to_owned()
}

fn status(head: &str) -> u16 {
    head.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Where the head ends, and where the body begins and ends, once all of it is there.
fn whole(answer: &[u8]) -> Option<(usize, (usize, usize))> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = &answer[..end];
    let length = if head.get(9..12) == Some(b"304") {
        0
    } else {
        let name = b"content-length: ";
        let at = head.windows(name.len()).position(|part| part == name)? + name.len();
        let digits = head[at..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
    };
    let body = (end + 4, end + 4 + length);
    (answer.len() >= body.1).then_some((end, body))
}

/// A kept connection.
#[derive(Debug)]
pub(crate) struct Asker {
    stream: TcpStream,
    /// Targets by kind, each kind once in every round.
    kinds: Vec<Vec<Target>>,
    whole_file: Target,
    next: usize,
    buffer: Vec<u8>,
    measured: Measured,
}

/// Every so many-th request is for all clusters at once, as a client that opens the release does.
const WHOLE_FILE_EVERY: usize = 100;

impl Asker {
    /// The connection of this `number`, which begins at its own place in the list.
    pub(crate) async fn connect(address: &str, targets: &[Target], number: u64) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut kinds: Vec<Vec<Target>> = Vec::new();
        let mut whole_file = None;
        for target in targets {
            if target.kind == "clusters.json" {
                whole_file = Some(target.clone());
                continue;
            }
            match kinds.iter_mut().find(|kind| kind[0].kind == target.kind) {
                Some(kind) => kind.push(target.clone()),
                None => kinds.push(vec![target.clone()]),
            }
        }
        Self {
            stream,
            kinds,
            whole_file: whole_file.unwrap(),
            next: usize::try_from(number).unwrap() * 7,
            buffer: Vec::with_capacity(64 * 1024),
            measured: Measured::default(),
        }
    }

    pub(crate) fn measured(self) -> Measured {
        self.measured
    }

    fn target(&mut self) -> Target {
        self.next += 1;
        if self.next.is_multiple_of(WHOLE_FILE_EVERY) {
            return self.whole_file.clone();
        }
        let kind = &self.kinds[self.next % self.kinds.len()];
        kind[self.next / self.kinds.len() % kind.len()].clone()
    }

    /// Asks once, and waits for the whole answer.
    pub(crate) async fn ask(&mut self) {
        let target = self.target();
        let started = Instant::now();
        self.stream.write_all(&target.request).await.unwrap();
        self.buffer.clear();
        let (status, body) = loop {
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the server hung up");
            if let Some((_, (from, to))) = whole(&self.buffer) {
                let digits = self.buffer[9..12].iter();
                let status = digits.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
                break (status, &self.buffer[from..to]);
            }
        };
        let time = started.elapsed().as_micros();
        self.measured
            .times
            .push(u32::try_from(time).unwrap_or(u32::MAX));
        self.measured.bytes += body.len() as u64;
        if status != target.status || *body != *target.body {
            self.measured.wrong += 1;
        }
    }
}
