//! Why an evaluation could not be made.

use std::path::PathBuf;

/// Why an evaluation could not be made; the texts are for the user.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file or directory cannot be opened or read.
    #[error("{} cannot be read: {source}. Check that it is there and that you may read it.", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A directory without files of data.
    #[error("{} holds no file that ends in .jsonl or .jsonl.zst. Give files, or a directory of them.", .0.display())]
    NoFiles(PathBuf),
    /// Not one line of a file is what it should be.
    #[error("{} holds nothing to evaluate: {first} Expected on each line: {form}.", path.display())]
    NothingGood {
        /// The file.
        path: PathBuf,
        /// The first line that was refused and why, as a sentence.
        first: String,
        /// What a line should be.
        form: &'static str,
    },
    /// The data lack what the question needs.
    #[error("{} cannot be evaluated in this way: {reason}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is missing, and what to do, as sentences.
        reason: String,
    },
    /// No sentence vectors can be had.
    #[error(transparent)]
    Embedder(#[from] crate::embed::choose::ChooseError),
    /// Clustering was impossible.
    #[error(transparent)]
    Cluster(#[from] crate::cluster::kmeans::KMeansError),
    /// The concern weights are damaged.
    #[error(transparent)]
    Concern(#[from] crate::facets::concern::ConcernError),
    /// A parameter of the request facet is out of range.
    #[error(transparent)]
    Request(#[from] crate::facets::request::RequestError),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] crate::run::RunError),
    /// What a run left could not be read.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// The conversations of a run could not be read.
    #[error(transparent)]
    Conversations(#[from] crate::read::ReadError),
    /// The configuration of a run is wrong.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// The sample could not be made.
    #[error(transparent)]
    Sample(#[from] crate::sample::SampleError),
    /// A release could not be read.
    #[error(transparent)]
    Release(#[from] crate::release_dir::ReleaseDirError),
    /// Nothing can be kept while the evaluation runs, or a report cannot be written.
    #[error("{} cannot be written: {source}. Check that its directory may be written to and that there is space left.", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
