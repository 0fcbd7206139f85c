//! Vectors of released texts: which base clusters say similar things, for a reader to group them anew.
//!
//! The file holds one signed byte a value, row after row, one row for each base cluster in the order of
//! `clusters.json`. Everything else about it stands in the manifest.

use serde::Deserialize;

use super::{Manifest, ReleaseError, VECTORS_FILE, sha256_hex};
use crate::cluster::Points;

/// What the manifest says of the file of vectors.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorsSummary {
    /// What made the vectors from the texts: `muse-v3`, `lexical`.
    pub model: String,
    /// Length of a row, at least 1.
    pub dims: u32,
    /// Rows: as many as there are base clusters.
    pub rows: u64,
    /// What a byte is multiplied by.
    pub scale: f64,
}

/// The vectors of a release, one row for each base cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    dims: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Reads `bytes`, the file of vectors that belongs to `manifest`.
    ///
    /// # Errors
    /// When the manifest knows of no such file, or of another one.
    pub fn open(manifest: &Manifest, bytes: &[u8]) -> Result<Self, ReleaseError> {
        let unfit = |why: &str| ReleaseError::Vectors(why.to_owned());
        let summary = manifest
            .vectors
            .as_ref()
            .ok_or_else(|| unfit("the manifest does not mention it"))?;
        let digest = sha256_hex(bytes);
        let mut files = manifest.files.iter();
        if !files.any(|file| file.path == VECTORS_FILE && file.sha256 == digest) {
            return Err(ReleaseError::Hash { file: VECTORS_FILE });
        }
        let base = manifest.levels.iter().find(|level| level.level == 0);
        if base.map_or(0, |level| level.clusters) != summary.rows {
            return Err(unfit("it has other rows than there are base clusters"));
        }
        if summary.rows.checked_mul(u64::from(summary.dims)) != Some(bytes.len() as u64)
            || summary.dims == 0
        {
            return Err(unfit("its length is not that of its rows"));
        }
        if !(summary.scale.is_finite() && summary.scale > 0.0) {
            return Err(unfit("its scale is not a number above 0"));
        }
        let value = |&byte: &u8| f32::from(byte.cast_signed()) * summary.scale as f32;
        Ok(Self {
            dims: summary.dims as usize,
            values: bytes.iter().map(value).collect(),
        })
    }

    /// The rows as points.
    #[must_use]
    pub fn points(&self) -> Points<'_> {
        // Rows are whole and hold at least one value; the other case cannot be reached.
        Points::new(self.dims, &self.values).unwrap_or_default()
    }
}
