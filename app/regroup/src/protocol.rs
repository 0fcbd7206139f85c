//! What the page asks its worker, and what the worker answers.
//!
//! A message is a header in JSON and arrays beside it, which are transferred and not copied. The worker's
//! file has no hash in its name, so a browser may hold another version than the page's: every message
//! carries [`VERSION`], and the wrong one is refused.

use serde::{Deserialize, Serialize};

/// Raised whenever a message changes.
pub const VERSION: u32 = 3;

/// What stands for "in no group" in an array of labels.
pub const NO_GROUP: u32 = u32::MAX;

/// Most groups that may be asked for: more than anyone can look at.
pub const MOST_GROUPS: u32 = 500;

/// How to group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Method {
    /// K-means into so many groups.
    KMeans {
        /// Groups.
        groups: u32,
    },
    /// Ward's joins, cut at so many groups.
    Hierarchical {
        /// Groups.
        groups: u32,
    },
    /// DBSCAN.
    Density {
        /// Distance within which clusters are neighbours, where 1 is how far they lie from their mean; `None` for one
        /// that fits the data.
        reach: Option<f32>,
        /// Neighbours that make a place dense, itself included, at least 2.
        neighbours: u32,
    },
}

/// One of the things that make clusters alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Values of a row.
    pub dims: u32,
    /// How much it counts, above 0; the shares of all parts need not sum to 1.
    pub share: f64,
}

/// A request. Beside it stand, in this order: the values of each part (f32, a row a cluster), weights
/// (f32, one a cluster, above 0), and texts (UTF-8; see [`pack_texts`]). For [`Job::Name`] there are no
/// parts, and labels (u32) come last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// [`VERSION`] of who asks.
    pub version: u32,
    /// Comes back with every answer.
    pub id: u32,
    /// What to do.
    pub job: Job,
    /// What makes clusters alike.
    pub parts: Vec<Part>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Job {
    /// Group the clusters and name the groups.
    Group {
        /// How.
        method: Method,
        /// Seed of every random step.
        seed: u64,
    },
    /// Say how well k-means does with different numbers of groups.
    Suggest {
        /// Seed of every random step.
        seed: u64,
    },
    /// Name given groups.
    Name,
}

/// An answer; labels (u32, [`NO_GROUP`] for none) stand beside [`Answer::Grouped`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// [`VERSION`] of who answers.
    pub version: u32,
    /// That of the request.
    pub id: u32,
    /// The answer.
    pub answer: Answer,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// So much is done, 0 to 1.
    Progress(f32),
    /// The groups.
    Grouped(Grouped),
    /// Numbers of groups, each with the mean silhouette.
    Suggested(Vec<(u32, f64)>),
    /// Names of the groups asked about, empty ones likewise.
    Named(Vec<String>),
    /// It cannot be done.
    Failed(JobError),
}

/// Why a request cannot be met. The page says it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum JobError {
    /// The page and the worker are of different versions.
    #[error("the page and its worker are of different versions")]
    Version,
    /// The worker could not be started, or broke down; said by the page itself.
    #[error("the worker could not be started, or broke down")]
    Broken,
    /// Arrays that do not fit each other, or hold what are no numbers.
    #[error("the worker was given numbers that do not fit each other")]
    Unfit,
    /// Nothing to tell clusters apart by.
    #[error("all clusters are the same in what was chosen as alike")]
    Nothing,
    /// A number of groups that is impossible, and the number of clusters.
    #[error("{0} groups cannot be made of {1} clusters; at most {MOST_GROUPS} can be made")]
    Groups(u32, usize),
    /// Parameters of density that are impossible.
    #[error("a reach above 0 and at least 2 neighbours are needed")]
    Density,
}

/// What came of grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grouped {
    /// Names of the groups, largest group first; as many as there are groups. Empty where the texts of a group
    /// say nothing of it.
    pub names: Vec<String>,
    /// Mean silhouette of a sample of at most 400 clusters; none for fewer than two groups.
    pub silhouette: Option<f64>,
    /// Sum of squared distances to the groups' centres, by weight, of the clusters that are in one.
    pub inertia: f64,
    /// The same with everything in one group.
    pub total: f64,
    /// The distance that was used, where the method has one; in the unit in which one is asked for.
    pub reach: Option<f32>,
}

/// Between a cluster's name and its description.
const UNIT: char = '\u{1f}';
/// Between clusters.
const RECORD: char = '\u{1e}';

/// Names and descriptions as one text.
#[must_use]
pub fn pack_texts<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut packed = String::new();
    for (place, (name, description)) in texts.enumerate() {
        if place > 0 {
            packed.push(RECORD);
        }
        let plain = |c: &char| *c != UNIT && *c != RECORD;
        packed.extend(name.chars().filter(plain));
        packed.push(UNIT);
        packed.extend(description.chars().filter(plain));
    }
    packed
}

/// Names and descriptions from [`pack_texts`].
pub fn unpack_texts(packed: &str) -> impl Iterator<Item = (&str, &str)> {
    packed
        .split(RECORD)
        .filter(|text| !text.is_empty())
        .map(|text| text.split_once(UNIT).unwrap_or((text, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let texts = [
            ("Bread", "About bread."),
            ("Züge", ""),
            ("列车", "关于列车"),
        ];
        let packed = pack_texts(texts.into_iter());
        assert!(unpack_texts(&packed).eq(texts));
        assert_eq!(unpack_texts("").count(), 0);
    }

    #[test]
    fn messages_are_readable_json() {
        let ask = Ask {
            version: VERSION,
            id: 3,
            job: Job::Group {
                method: Method::KMeans { groups: 50 },
                seed: 7,
            },
            parts: vec![Part {
                dims: 48,
                share: 1.0,
            }],
        };
        let text = serde_json::to_string(&ask).unwrap();
        assert!(text.contains(r#""k-means":{"groups":50}"#), "{text}");
        assert_eq!(serde_json::from_str::<Ask>(&text).unwrap(), ask);
    }
}
