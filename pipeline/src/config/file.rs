//! `kleio.toml` as it is written: every key optional, each with its place in the file.

use std::path::{Path, PathBuf};

use kleio_shared::policy::{Profile, Threshold};
use serde::Deserialize;
use toml::Spanned;

use super::{ConfigError, EmbedderChoice, places};
use crate::facets::declared::FacetSpec;
use crate::llm::{ModelsConfig, VectorsConfig};
use crate::screener::ScreenSpec;

/// A configuration file that was parsed, or the lack of one; [`ConfigFile::check`] makes it a
/// [`super::Config`].
#[derive(Debug, Clone, Default)]
pub struct ConfigFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) keys: Keys,
}

/// The keys of a configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) title: Option<String>,
    pub(super) profile: Option<Profile>,
    pub(super) seed: Option<u64>,
    pub(super) embedder: Option<Spanned<EmbedderChoice>>,
    pub(super) embedding: Option<VectorsConfig>,
    #[serde(default)]
    pub(super) leave_out: Vec<Spanned<String>>,
    pub(super) thresholds: Option<Spanned<Thresholds>>,
    #[serde(default)]
    pub(super) cluster: ClusterKeys,
    pub(super) screen: Option<Spanned<ScreenSpec>>,
    pub(super) models: Option<Spanned<ModelsConfig>>,
    #[serde(default)]
    pub(super) facets: Vec<Spanned<FacetSpec>>,
}

/// Thresholds that replace those of the profile; they can only be stricter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thresholds {
    pub(super) cluster: Option<Threshold>,
    pub(super) cell: Option<Threshold>,
}

/// `[cluster]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClusterKeys {
    pub(super) size: Option<Spanned<usize>>,
    pub(super) unassigned: Option<Spanned<f64>>,
    pub(super) by: Option<Spanned<String>>,
}

impl ConfigFile {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it cannot be read or is wrong, with line and reason.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_text(path, text)
    }

    /// Parses the text of a configuration; errors call it `kleio.toml`.
    ///
    /// # Errors
    /// When it is wrong, with line and reason.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Self::from_text(Path::new("kleio.toml"), text.to_owned())
    }

    fn from_text(path: &Path, text: String) -> Result<Self, ConfigError> {
        let keys = toml::from_str(&text).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            message: error.to_string(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            text,
            keys,
        })
    }

    /// The error that `value` is wrong for `reason`, with its line.
    pub(super) fn wrong<T>(&self, value: &Spanned<T>, reason: impl Into<String>) -> ConfigError {
        self.wrong_in(places::line_of(&self.text, value.span().start), reason)
    }

    /// The error that the key to which `keys` lead is wrong for `reason`, with its line.
    pub(super) fn wrong_at(&self, keys: &[&str], reason: impl Into<String>) -> ConfigError {
        self.wrong_in(places::line(&self.text, keys).unwrap_or(1), reason)
    }

    fn wrong_in(&self, line: usize, reason: impl Into<String>) -> ConfigError {
        ConfigError::Wrong {
            path: self.path.clone(),
            line,
            reason: reason.into(),
        }
    }
}
