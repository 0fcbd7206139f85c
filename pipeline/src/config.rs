//! What a run may be told: defaults, `kleio.toml`, then the command line.

use std::path::{Path, PathBuf};

use kleio_shared::policy::{Policy, Profile, Threshold};
use serde::{Deserialize, Serialize};

use crate::llm::VectorsConfig;

/// Configuration as written, every field optional.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    title: Option<String>,
    profile: Option<Profile>,
    seed: Option<u64>,
    embedder: Option<EmbedderChoice>,
    embedding: Option<VectorsConfig>,
    #[serde(default)]
    thresholds: Thresholds,
}

/// Thresholds that replace those of the profile; they can only be stricter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    cluster: Option<Threshold>,
    cell: Option<Threshold>,
}

/// Which sentence vectors to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmbedderChoice {
    /// The best model for the languages found of those that are there, else lexical vectors.
    #[default]
    Auto,
    /// MUSE; an error where its file is not there.
    Muse,
    /// MiniLM, for English; an error where its file is not there.
    #[serde(rename = "minilm")]
    MiniLm,
    /// e5; an error where its file is not there.
    E5,
    /// Lexical vectors.
    Lexical,
    /// The server that `[embedding]` names.
    Api,
}

/// What the command line says; it wins over the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--profile`.
    pub profile: Option<Profile>,
    /// `--seed`.
    pub seed: Option<u64>,
}

/// A checked configuration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// A heading for readers of the release.
    pub title: String,
    /// Thresholds.
    pub policy: Policy,
    /// Seed of every random step.
    pub seed: u64,
    /// Which sentence vectors to use.
    pub embedder: EmbedderChoice,
    /// The server that the embedder `api` asks.
    pub embedding: Option<VectorsConfig>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("The configuration {} cannot be read: {source}. Check the path given with --config.", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not the TOML that Kleio knows; the parser's message shows line and column.
    #[error("The configuration {} is wrong.\n{message}Known keys: title, profile (public, analyst, open-data), seed, embedder (auto, muse, minilm, e5, lexical, api), [embedding] provider, url, model, key_env, batch, concurrency, timeout_seconds, retries, [thresholds] cluster and cell, each {{ conversations, accounts }}.", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        message: String,
    },
    /// Thresholds below those of the profile.
    #[error("The [thresholds] are weaker than those of the profile {}. Raise them, or choose a profile that allows them; open-data is only for public or synthetic conversations.", .0.name())]
    Weak(Profile),
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
        toml::from_str(&text).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            message: error.to_string(),
        })
    }

    /// Adds what the command line says and checks the whole.
    ///
    /// # Errors
    /// When thresholds are weaker than the profile's.
    pub fn check(self, overrides: Overrides) -> Result<Config, ConfigError> {
        let profile = overrides
            .profile
            .or(self.profile)
            .unwrap_or(Profile::Analyst);
        let mut policy = Policy::of(profile);
        policy.cluster = self.thresholds.cluster.unwrap_or(policy.cluster);
        policy.cell = self.thresholds.cell.unwrap_or(policy.cell);
        if !policy.keeps_profile() {
            return Err(ConfigError::Weak(profile));
        }
        Ok(Config {
            title: self
                .title
                .unwrap_or_else(|| "What people use the assistant for".to_owned()),
            policy,
            seed: overrides.seed.or(self.seed).unwrap_or(0),
            embedder: self.embedder.unwrap_or_default(),
            embedding: self.embedding,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ConfigFile, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_command_line_wins() {
        let file = parse("profile = \"public\"\nseed = 3\n").unwrap();
        let config = file
            .check(Overrides {
                profile: Some(Profile::OpenData),
                seed: None,
            })
            .unwrap();
        assert_eq!(config.policy, Policy::of(Profile::OpenData));
        assert_eq!(config.seed, 3);
    }

    #[test]
    fn thresholds_can_only_be_raised() {
        let raised = "[thresholds]\ncluster = { conversations = 60, accounts = 30 }\n";
        let config = parse(raised).unwrap().check(Overrides::default()).unwrap();
        assert_eq!(config.policy.cluster.accounts, 30);
        let lowered = "[thresholds]\ncell = { conversations = 2, accounts = 1 }\n";
        let error = parse(lowered)
            .unwrap()
            .check(Overrides::default())
            .unwrap_err();
        assert!(matches!(error, ConfigError::Weak(Profile::Analyst)));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = parse("seed = 1\nsede = 2\n").unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("sede"),
            "{error}"
        );
    }
}
