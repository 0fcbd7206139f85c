//! How the small stages are kept in the vault.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::screen::Screened;
use super::texts::{Named, Texts};
use super::{Embedded, Places, Qualities};
use crate::cluster::BaseClusters;
use crate::hierarchy::Hierarchy;
use crate::outline::{Outline, Sketch};
use crate::protect::{Passage, Standing, Stopped};
use crate::quality::Quality;
use crate::topics::{NEAREST, Topics};
use crate::vault::{StageReader, StageWriter, Stored, Table, VaultError};
use kleio_shared::release::ClusterId;

/// Columns of the nearest topics.
const TOPIC_COLUMNS: [&str; NEAREST] = ["first topic", "second topic", "third topic"];

impl Stored for BaseClusters {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut labels = Table::new();
        labels.optional_numbers("cluster", self.labels.iter().copied())?;
        to.table("labels", &labels)?;
        let mut centroids = Table::new();
        centroids.matrix("centroid", &self.centroids)?;
        to.table("centroids", &centroids)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        Ok(Self {
            labels: from.table("labels")?.optional_numbers("cluster")?,
            centroids: from.table("centroids")?.matrix("centroid")?,
        })
    }
}

impl Stored for Embedded {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut table = Table::new();
        table.matrix("vector", &self.vectors)?;
        if let Some(topics) = &self.topics {
            for (place, column) in TOPIC_COLUMNS.iter().enumerate() {
                table.numbers(column, topics.nearest.iter().map(|nearest| nearest[place]))?;
            }
        }
        to.json("with-topics", &self.topics.is_some())?;
        to.table("vectors", &table)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let columns = from.table("vectors")?;
        let topics = from.json::<bool>("with-topics")?.then(|| {
            let places = TOPIC_COLUMNS.map(|column| columns.numbers::<u32>(column));
            let [first, second, third] = places;
            let (first, second, third) = (first?, second?, third?);
            let nearest = first.into_iter().zip(second).zip(third);
            Ok::<_, VaultError>(Topics {
                nearest: nearest.map(|((a, b), c)| [a, b, c]).collect(),
            })
        });
        Ok(Self {
            vectors: columns.matrix("vector")?,
            topics: topics.transpose()?,
        })
    }
}

impl Stored for Texts {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("texts", &self.0)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        from.json("texts").map(Self)
    }
}

impl Stored for Named {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("parents", &self.hierarchy.parents)?;
        to.json("texts", &self.texts)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        Ok(Self {
            hierarchy: Hierarchy {
                parents: from.json("parents")?,
            },
            texts: from.json("texts")?,
        })
    }
}

impl Stored for Places {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("places", &self.0)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        from.json("places").map(Self)
    }
}

impl Stored for Qualities {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        to.json("qualities", &self.0)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        from.json("qualities").map(Self)
    }
}

/// A [`Sketch`] in the vault; its id follows from level and name.
#[derive(Serialize, Deserialize)]
struct StoredSketch {
    name: String,
    description: String,
    position: [f64; 2],
    quality: Quality,
    parent: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct StoredScreening {
    levels: Vec<Vec<StoredSketch>>,
    unassigned: Vec<u32>,
    withheld: Vec<u64>,
    reasons: Vec<(String, u64)>,
    stopped: [Stopped; 5],
    merged_from: Vec<u64>,
    /// Level and name of clusters: see [`Passage`].
    merged: Vec<(u8, String)>,
    replaced: Vec<(u8, String)>,
    standing: Vec<Vec<Standing>>,
}

/// Level and name of those `clusters` of `outline` that are in it.
fn named(outline: &Outline, clusters: &BTreeSet<ClusterId>) -> Vec<(u8, String)> {
    let all = (0..).zip(&outline.levels);
    all.flat_map(|(level, sketches)| sketches.iter().map(move |sketch| (level, sketch)))
        .filter(|(_, sketch)| clusters.contains(&sketch.id))
        .map(|(level, sketch)| (level, sketch.name.clone()))
        .collect()
}

fn ids(named: &[(u8, String)]) -> BTreeSet<ClusterId> {
    let id = |(level, name): &(u8, String)| ClusterId::new(*level, name);
    named.iter().map(id).collect()
}

impl Stored for Screened {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let mut labels = Table::new();
        labels.optional_numbers("cluster", self.outline.labels.iter().copied())?;
        to.table("labels", &labels)?;
        let level = |sketches: &Vec<Sketch>| sketches.iter().map(StoredSketch::of).collect();
        let screening = StoredScreening {
            levels: self.outline.levels.iter().map(level).collect(),
            unassigned: self.outline.unassigned.clone(),
            withheld: self.withheld.clone(),
            reasons: self.reasons.clone(),
            stopped: self.passage.stopped,
            merged_from: self.passage.merged_from.clone(),
            merged: named(&self.outline, &self.passage.merged),
            replaced: named(&self.outline, &self.passage.replaced),
            standing: self.passage.standing.clone(),
        };
        to.json("screening", &screening)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let stored: StoredScreening = from.json("screening")?;
        let passage = Passage {
            stopped: stored.stopped,
            merged: ids(&stored.merged),
            merged_from: stored.merged_from,
            replaced: ids(&stored.replaced),
            standing: stored.standing,
            ..Passage::default()
        };
        let levels = stored
            .levels
            .into_iter()
            .enumerate()
            .map(|(level, sketches)| {
                sketches
                    .into_iter()
                    .map(|sketch| sketch.at(level as u8))
                    .collect()
            });
        Ok(Self {
            outline: Outline {
                levels: levels.collect(),
                labels: from.table("labels")?.optional_numbers("cluster")?,
                unassigned: stored.unassigned,
            },
            withheld: stored.withheld,
            reasons: stored.reasons,
            passage,
        })
    }
}

impl StoredSketch {
    fn of(sketch: &Sketch) -> Self {
        Self {
            name: sketch.name.clone(),
            description: sketch.description.clone(),
            position: sketch.position,
            quality: sketch.quality,
            parent: sketch.parent,
        }
    }

    fn at(self, level: u8) -> Sketch {
        Sketch {
            id: ClusterId::new(level, &self.name),
            name: self.name,
            description: self.description,
            position: self.position,
            quality: self.quality,
            parent: self.parent,
        }
    }
}
