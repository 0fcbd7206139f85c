//! The client's files, embedded when the server was built.

use std::collections::BTreeMap;

use crate::content::{Caching, Content};

/// A file of the built client.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedFile {
    /// Absolute path of its address: `/index.html`.
    pub path: &'static str,
    /// Its bytes.
    pub identity: &'static [u8],
    /// Its bytes in gzip, where that is smaller.
    pub gzip: Option<&'static [u8]>,
    /// Its bytes in brotli, where that is smaller.
    pub brotli: Option<&'static [u8]>,
}

static EMBEDDED: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/client.rs"));

const INDEX: &str = "/index.html";

/// The client, by path; empty where the server was built without one.
#[derive(Debug, Clone)]
pub struct Client {
    files: BTreeMap<&'static str, Content>,
}

impl Client {
    /// The client that this binary was built with.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(EMBEDDED)
    }

    /// A client of these files.
    #[must_use]
    pub fn new(files: &[EmbeddedFile]) -> Self {
        let files = files
            .iter()
            .map(|file| {
                let caching = if has_hashed_name(file.path) {
                    Caching::Immutable
                } else {
                    Caching::Revalidate
                };
                let content = Content::precompressed(
                    mime(file.path),
                    caching,
                    file.identity,
                    file.gzip,
                    file.brotli,
                );
                (file.path, content)
            })
            .collect();
        Self { files }
    }

    /// The file at `path`, an absolute path as requests name it.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Content> {
        self.files.get(if path == "/" { INDEX } else { path })
    }

    /// The start page; `None` where the server was built without a client.
    #[must_use]
    pub fn index(&self) -> Option<&Content> {
        self.files.get(INDEX)
    }

    /// The address of its icon, whose name has a hash of its content.
    #[must_use]
    pub fn icon(&self) -> Option<&'static str> {
        self.paths().find(|path| path.starts_with("/icon"))
    }

    /// The addresses of all files.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.files.keys().copied()
    }
}

/// Whether Trunk put a hash of the content into the file's name, as in `kleio-1f00c0ffee15bad1_bg.wasm`.
fn has_hashed_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(['-', '_'])
        .skip(1)
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_content_hash_are_kept_for_good() {
        assert!(has_hashed_name("/kleio-app-1f00c0ffee15bad1.js"));
        assert!(has_hashed_name("/kleio-app-f00c0ffee15bad1_bg.wasm"));
        assert!(has_hashed_name("/style-1f00c0ffee15bad1.css"));
        assert!(!has_hashed_name("/index.html"));
        assert!(!has_hashed_name(
            "/snippets/kleio-app-1f00c0ffee15bad1/inline0.js"
        ));
        assert!(!has_hashed_name("/1f00c0ffee15bad1.js"));
    }

    #[test]
    fn the_start_page_is_at_the_root_too() {
        let client = Client::new(&[EmbeddedFile {
            path: "/index.html",
            identity: b"<p>Hello</p>",
            gzip: None,
            brotli: None,
        }]);
        assert_eq!(&client.file("/").unwrap().identity()[..], b"<p>Hello</p>");
        assert!(client.file("/../Cargo.toml").is_none());
    }
}
