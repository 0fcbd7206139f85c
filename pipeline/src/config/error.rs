//! Why a configuration is refused, with file and line.

use std::path::PathBuf;

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
    #[error("The configuration {} is wrong.\n{message}Known keys: title, profile (public, analyst, open-data), seed, embedder (auto, muse, minilm, e5, lexical, api), leave_out; the tables [thresholds], [cluster], [screen], [models], [embedding]; and [[facets]], one a facet. README.md shows an example of each.", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        message: String,
    },
    /// Differential privacy does not go with the rest.
    #[error("{0}")]
    Privacy(String),
    /// Keys that do not go together, or ask for what there is not.
    #[error("The configuration {} is wrong at line {line}: {reason}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong and what to do, as sentences.
        reason: String,
    },
}
