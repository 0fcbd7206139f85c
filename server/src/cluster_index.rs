//! The clusters of a release one by one and in pages: found, searched, and sent as they stand in the
//! release.
//!
//! Invariant: no cluster is written anew. What is sent are pieces of the file that was checked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use kleio_shared::release::Release;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::content::{Caching, Content};

/// Most clusters on one page.
pub const LARGEST_PAGE: usize = 200;

/// Pages kept ready; when there are more, all go.
const PAGES_KEPT: usize = 256;

/// Which clusters are asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Query {
    /// Only those of this level.
    pub level: Option<u8>,
    /// Only the children of this cluster.
    pub parent: Option<String>,
    /// Only those whose name or description has all these words, or parts of words.
    pub words: Vec<String>,
    /// How many to pass over.
    pub skip: usize,
    /// How many to give, 1 to [`LARGEST_PAGE`].
    pub limit: usize,
}

/// An index over the clusters of one release.
#[derive(Debug)]
pub struct ClusterIndex {
    by_id: BTreeMap<String, usize>,
    entries: Vec<Entry>,
    caching: Caching,
    pages: Mutex<BTreeMap<Query, Arc<Content>>>,
}

#[derive(Debug)]
struct Entry {
    level: u8,
    parent: Option<String>,
    /// Name and description in lower case.
    text: String,
    json: Bytes,
    content: Content,
}

impl ClusterIndex {
    /// Indexes `file`, the bytes of the `clusters.json` that `release` was read from.
    ///
    /// # Errors
    /// When the file is no array of as many elements.
    pub(crate) fn new(
        release: &Release,
        file: &Bytes,
        caching: Caching,
    ) -> Result<Self, serde_json::Error> {
        let raw: Vec<&RawValue> =
            Deserialize::deserialize(&mut serde_json::Deserializer::from_slice(file))?;
        let entries: Vec<Entry> = release
            .clusters()
            .iter()
            .zip(raw)
            .map(|(cluster, raw)| {
                let json = file.slice_ref(raw.get().as_bytes());
                Entry {
                    level: cluster.level,
                    parent: cluster.parent.as_ref().map(ToString::to_string),
                    text: format!("{}\n{}", cluster.name, cluster.description).to_lowercase(),
                    content: Content::plain("application/json", caching, json.clone()),
                    json,
                }
            })
            .collect();
        let by_id = release
            .clusters()
            .iter()
            .enumerate()
            .map(|(place, cluster)| (cluster.id.to_string(), place))
            .collect();
        Ok(Self {
            by_id,
            entries,
            caching,
            pages: Mutex::default(),
        })
    }

    /// The cluster called `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Content> {
        Some(&self.entries.get(*self.by_id.get(id)?)?.content)
    }

    /// The clusters that `query` asks for, in the order of the release:
    /// `{"total", "next", "clusters"}`, where `next` is the `skip` of the next page, or null.
    ///
    /// # Errors
    /// Only if an encoder fails, which in memory it does not.
    pub fn page(&self, query: Query) -> std::io::Result<Arc<Content>> {
        let kept = |pages: &BTreeMap<Query, Arc<Content>>| pages.get(&query).cloned();
        let lock = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = kept(&lock()) {
            return Ok(page);
        }
        let body = self.compose(&query);
        let page = Arc::new(Content::compressed("application/json", self.caching, body)?);
        let mut pages = lock();
        if pages.len() >= PAGES_KEPT {
            pages.clear();
        }
        pages.insert(query, page.clone());
        Ok(page)
    }

    fn compose(&self, query: &Query) -> Vec<u8> {
        let found: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| query.level.is_none_or(|level| entry.level == level))
            .filter(|entry| query.parent.is_none() || entry.parent == query.parent)
            .filter(|entry| query.words.iter().all(|word| entry.text.contains(word)))
            .collect();
        let shown: Vec<&Bytes> = found
            .iter()
            .skip(query.skip)
            .take(query.limit)
            .map(|entry| &entry.json)
            .collect();
        let next = query.skip.saturating_add(shown.len());
        let next = if next < found.len() && !shown.is_empty() {
            next.to_string()
        } else {
            "null".to_owned()
        };
        let mut body =
            format!("{{\"total\":{},\"next\":{next},\"clusters\":[", found.len()).into_bytes();
        for (place, json) in shown.into_iter().enumerate() {
            if place > 0 {
                body.push(b',');
            }
            body.extend_from_slice(json);
        }
        body.extend_from_slice(b"]}");
        body
    }
}
