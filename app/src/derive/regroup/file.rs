//! A regrouping as a JSON file: written for others to read, and read only where it fits the release.

use crate::derive::sorting::set_of;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::edit::LONGEST_NAME;
use super::{Group, Quality, Recipe, Regrouping};
use crate::derive::atlas::Atlas;
use crate::derive::export::Source;
use crate::tr;

/// What the file says it is.
const KIND: &str = "kleio-regrouping";

/// Version of the file's form.
const VERSION: u32 = 1;

/// Longest file that is read, in bytes: some 30,000 clusters.
pub const LONGEST_FILE: usize = 1_000_000;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// Too long.
    Long,
    /// Not JSON of this form.
    Form(String),
    /// JSON that says that it is something else.
    Kind,
    /// Of another version.
    Version(u32),
    /// Of another release: the file's, and the page's.
    Release(String, String),
    /// A cluster that the release does not have.
    Cluster(String),
    /// A cluster that stands twice.
    Twice(String),
    /// An empty group, or a name that is none.
    Group,
}

impl std::error::Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Long => {
                tr!("This file is longer than 1 MB, which no file of groups is.").to_owned()
            }
            Self::Form(error) => tr!(
                "This file does not hold groups that Kleio has written: {error}.",
                error = error
            ),
            Self::Kind => tr!(
                "This file does not hold groups that Kleio has written: it says that it is something else."
            )
            .to_owned(),
            Self::Version(version) => tr!(
                "This file has version {version} of the form, and this page reads version 1.",
                version = *version
            ),
            Self::Release(of_file, of_page) => tr!(
                "These groups are of release {file}, and the page shows release {page}. Open that release first.",
                file = of_file,
                page = of_page
            ),
            Self::Cluster(id) => tr!(
                "The file names a base cluster {id} that this release does not have.",
                id = id
            ),
            Self::Twice(id) => tr!(
                "The file has the base cluster {id} in two places.",
                id = id
            ),
            Self::Group => tr!(
                "A group of the file has no clusters, no name, or a name of more than 120 characters."
            )
            .to_owned(),
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: String,
    version: u32,
    release: String,
    title: String,
    recipe: Recipe,
    edited: bool,
    quality: Option<FileQuality>,
    groups: Vec<FileGroup>,
    outside: Vec<String>,
    /// For people: it is not read again, and what the browser keeps lacks it.
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none"
    )]
    source: Option<Source>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileQuality {
    silhouette: Option<f64>,
    inertia: f64,
    total: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGroup {
    name: String,
    clusters: Vec<String>,
}

/// Reads past a source, whatever it is.
fn ignored<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Source>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| None)
}

/// `regrouping` in JSON, as the browser keeps it.
#[must_use]
pub fn write(regrouping: &Regrouping) -> String {
    text(regrouping, None)
}

/// The file of `regrouping` for others, in JSON: it says where it is from.
#[must_use]
pub fn export(regrouping: &Regrouping, source: Source) -> String {
    text(regrouping, Some(source))
}

fn text(regrouping: &Regrouping, source: Option<Source>) -> String {
    let group = |group: &Group| FileGroup {
        name: group.name.clone(),
        clusters: group.clusters.clone(),
    };
    let file = File {
        kind: KIND.to_owned(),
        version: VERSION,
        release: regrouping.release.clone(),
        title: regrouping.title.clone(),
        recipe: regrouping.recipe.clone(),
        edited: regrouping.edited,
        quality: regrouping.quality.map(|quality| FileQuality {
            silhouette: quality.silhouette,
            inertia: quality.inertia,
            total: quality.total,
        }),
        groups: regrouping.groups.iter().map(group).collect(),
        outside: regrouping.outside.clone(),
        source,
    };
    // Fails for no value of these types.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// Reads a file of groups of the release that `atlas` shows.
///
/// # Errors
/// When it is something else, or does not fit.
pub fn read(text: &str, atlas: &Atlas) -> Result<Regrouping, FileError> {
    if text.len() > LONGEST_FILE {
        return Err(FileError::Long);
    }
    let file: File =
        serde_json::from_str(text).map_err(|error| FileError::Form(error.to_string()))?;
    if file.kind != KIND {
        return Err(FileError::Kind);
    }
    if file.version != VERSION {
        return Err(FileError::Version(file.version));
    }
    let release = atlas.release().id();
    if file.release != release {
        return Err(FileError::Release(file.release, release.to_owned()));
    }
    let base = atlas.at_level(0).iter();
    let known = set_of(base.map(|&index| atlas.id(index).as_str()));
    let mut seen = BTreeSet::new();
    let grouped = file.groups.iter().flat_map(|group| &group.clusters);
    for id in grouped.chain(&file.outside) {
        if !known.contains(id.as_str()) {
            return Err(FileError::Cluster(id.chars().take(40).collect()));
        }
        if !seen.insert(id) {
            return Err(FileError::Twice(id.clone()));
        }
    }
    let sound = |group: &FileGroup| {
        let name = group.name.trim();
        !group.clusters.is_empty() && !name.is_empty() && name.chars().count() <= LONGEST_NAME
    };
    if file.groups.is_empty() || !file.groups.iter().all(sound) {
        return Err(FileError::Group);
    }
    let groups = (0..).zip(file.groups).map(|(key, group)| Group {
        key,
        name: group.name.trim().to_owned(),
        clusters: group.clusters,
    });
    Ok(Regrouping {
        title: file.title.chars().take(LONGEST_NAME).collect(),
        release: file.release,
        recipe: file.recipe,
        groups: groups.collect(),
        outside: file.outside,
        quality: file.quality.map(|quality| Quality {
            silhouette: quality.silhouette,
            inertia: quality.inertia,
            total: quality.total,
        }),
        edited: file.edited,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::regrouping;
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn what_is_written_is_read_again() {
        let atlas = fixture::atlas();
        let regrouping = regrouping();
        assert_eq!(read(&write(&regrouping), &atlas), Ok(regrouping.clone()));
        let edited = regrouping.merged(0, 1).unwrap();
        let read = read(&write(&edited), &atlas).unwrap();
        assert!(read.edited && read.quality.is_none());
        assert_eq!(read.groups.len(), 3);
    }

    #[test]
    fn an_exported_file_says_where_it_is_from_which_is_not_read_again() {
        let atlas = fixture::atlas();
        let regrouping = regrouping();
        let link = "https://example.org/?own=x".to_owned();
        let source = Source::new(&atlas, "2026-11-25".to_owned(), link);
        let exported = export(&regrouping, source.clone());
        let file: serde_json::Value = serde_json::from_str(&exported).unwrap();
        assert_eq!(file["source"]["title"], "Fixture");
        assert_eq!(file["source"]["date"], "2026-11-25");
        assert_eq!(file["source"]["link"], source.link);
        let policy = file["source"]["policy"].as_array().unwrap();
        assert_eq!(policy.len(), source.policy.len());
        assert_eq!(read(&exported, &atlas), Ok(regrouping.clone()));
        let odd = exported.replacen("\"source\": {", "\"source\": { \"x\": [{}],", 1);
        assert_eq!(read(&odd, &atlas), Ok(regrouping.clone()));
        // As the browser keeps it, and as files were written before.
        assert!(!write(&regrouping).contains("\"source\""));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_a_reason() {
        let atlas = fixture::atlas();
        let good = write(&regrouping());
        let refused = |text: &str| read(text, &atlas).unwrap_err();
        assert!(matches!(refused("{}"), FileError::Form(_)));
        assert_eq!(refused(&good.replace(KIND, "other")), FileError::Kind);
        let version = good.replace("\"version\": 1", "\"version\": 9");
        assert_eq!(refused(&version), FileError::Version(9));
        let id = atlas.release().id();
        let release = good.replace(id, "0123456789ab");
        assert!(matches!(refused(&release), FileError::Release(_, _)));
        let twice = good.replacen("\"0-0\"", "\"0-4\"", 1);
        assert_eq!(refused(&twice), FileError::Twice("0-4".to_owned()));
        let unknown = good.replacen("\"0-0\"", "\"0-99\"", 1);
        assert_eq!(refused(&unknown), FileError::Cluster("0-99".to_owned()));
        let nameless = good.replacen("\"Group 0\"", "\" \"", 1);
        assert_eq!(refused(&nameless), FileError::Group);
        assert_eq!(refused(&" ".repeat(LONGEST_FILE + 1)), FileError::Long);
    }
}
