//! How long a run would take: what was measured on a sample, scaled to the whole.

use std::time::Instant;

use serde::Serialize;

use super::StagePlan;
use crate::cluster::kmeans::{Fit, KMeansError, KMeansParams};
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::llm::estimate_tokens;
use crate::passages::Parts;
use crate::run::excerpt;

/// Conversations whose vectors are tried.
const TRIED: usize = 500;

/// Seconds that naming, hierarchy, map and gate take for a base cluster: measured on the synthetic
/// corpus (`kleio sample`, then `kleio run`), two cores.
const REST_PER_CLUSTER: f64 = 0.05;

/// The time of one stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: &'static str,
    /// Seconds.
    pub seconds: f64,
}

/// Collects times.
#[derive(Debug)]
pub(super) struct Clock {
    conversations: usize,
    clusters: usize,
    times: Vec<StageTime>,
}

impl Clock {
    pub(super) const fn new(conversations: usize) -> Self {
        Self {
            conversations,
            clusters: 0,
            times: Vec::new(),
        }
    }

    /// From now on a run is about this many conversations.
    pub(super) const fn of(&mut self, conversations: usize) {
        self.conversations = conversations;
    }

    /// A time that needs no scaling.
    pub(super) fn exactly(&mut self, stage: &'static str, seconds: f64) {
        self.times.push(StageTime { stage, seconds });
    }

    /// Does `work` on `count` conversations and scales its time to all of them.
    pub(super) fn measured<T>(
        &mut self,
        stage: &'static str,
        count: usize,
        work: impl FnOnce() -> T,
    ) -> T {
        let start = Instant::now();
        let value = work();
        let share = self.conversations as f64 / count.max(1) as f64;
        self.exactly(stage, start.elapsed().as_secs_f64() * share);
        value
    }

    /// All times in the order of a run, with those that models take.
    pub(super) fn times(mut self, models: &[StagePlan]) -> Vec<StageTime> {
        self.exactly(
            "names, hierarchy, map",
            self.clusters as f64 * REST_PER_CLUSTER,
        );
        self.times.extend(models.iter().map(|plan| StageTime {
            stage: plan.waits_as(),
            seconds: plan.seconds,
        }));
        self.times
    }
}

/// Times vectors and k-means on a few conversations. An iteration of k-means compares every
/// conversation with every cluster, so its time grows with both; that of vectors grows with the tokens of
/// `amount`, all that is embedded here. Where there is none, a server makes them, in the time of its calls.
///
/// # Errors
/// When k-means cannot be run, which it can for any sample that is not empty.
pub(super) fn try_vectors(
    clock: &mut Clock,
    sample: &[Conversation],
    embedder: &dyn Embedder,
    amount: Option<Parts>,
    base_clusters: usize,
    seed: u64,
) -> Result<(), KMeansError> {
    clock.clusters = base_clusters;
    let tried = &sample[..sample.len().min(TRIED)];
    let texts: Vec<String> = tried.iter().map(excerpt).collect();
    let start = Instant::now();
    let vectors = embedder.embed(&texts, &|_| ());
    if let Some(amount) = amount {
        let tokens: u64 = texts.iter().map(|text| estimate_tokens(text)).sum();
        let more = amount.tokens as f64 / tokens.max(1) as f64;
        clock.exactly("embed", start.elapsed().as_secs_f64() * more);
    }
    let few = (tried.len() / 20).clamp(1, base_clusters.max(1));
    let start = Instant::now();
    let fitted = KMeansParams {
        seed,
        ..KMeansParams::new(few)
    }
    .check(&vectors)?
    .fit(&vectors, |_| ());
    let share = clock.conversations as f64 / tried.len() as f64;
    let wider = base_clusters as f64 / few as f64;
    let seconds = start.elapsed().as_secs_f64();
    drop(fitted);
    clock.exactly("clusters", seconds * share * wider);
    Ok(())
}
