//! `kleio plan`: what a run would find, take and cost, before it is started.
//!
//! Everything is read and counted; facets, vectors and clusters are tried on a sample, whose times
//! are the measure for the whole. Nothing is written, and no model or server is asked.
//!
//! Invariant: a plan shows counts and facet values, never text. Terms and fields of the input are
//! shown only where enough accounts of the sample share them.

mod embedding;
mod floor;
mod models;
mod population;
mod preview;
mod text;
mod time;

use kleio_shared::policy::Policy;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::cluster::base_count;
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::embed::choose::Chosen;
use crate::facets::{self, FacetError, concern};
use crate::hierarchy::level_sizes;
use crate::progress::Progress;
use crate::read::Corpus;
use crate::screener::{ScreenBy, Screening};
pub use embedding::choose_embedder;
pub use floor::Floor;
pub use models::StagePlan;
pub use population::{Count, Population};
pub use preview::Preview;
pub use time::StageTime;

/// Conversations that are tried.
const SAMPLE: usize = 2_000;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Facets could not be tried.
    #[error(transparent)]
    Facets(#[from] FacetError),
    /// Clusters could not be tried.
    #[error(transparent)]
    Cluster(#[from] crate::cluster::kmeans::KMeansError),
    /// The sentence model is there and cannot be used.
    #[error(transparent)]
    SentenceModel(#[from] crate::embed::model::ModelError),
    /// The models' configuration is wrong.
    #[error(transparent)]
    Models(#[from] crate::llm::ModelsConfigError),
    /// The prompts cannot be used.
    #[error(transparent)]
    Prompts(#[from] crate::prompted::PromptError),
    /// The price list is wrong.
    #[error(transparent)]
    Prices(#[from] crate::llm::LlmError),
    /// The screener would leave nothing.
    #[error(
        "None of the {0} conversations would pass the screener. Give its terms and examples in [screen] a wider meaning, or lower its similarity."
    )]
    NothingPasses(usize),
}

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Thresholds in force.
    pub policy: Policy,
    /// What makes sentence vectors.
    pub embedder: String,
    /// Conversations that could be read; more than `read` where only a sample of them is taken.
    pub drawn_from: u64,
    /// Conversations read.
    pub read: u64,
    /// What the screener would leave, where there is one.
    pub screened: Option<ScreenPlan>,
    /// The conversations that the run would be about.
    pub population: Population,
    /// Facet values of a few conversations, drawn with the seed.
    pub preview: Vec<Preview>,
    /// Questions to language models, stage by stage; empty where none is asked.
    pub models: Vec<StagePlan>,
    /// Expected times, stage by stage.
    pub times: Vec<StageTime>,
    /// Base clusters that are looked for.
    pub base_clusters: u64,
    /// Clusters expected on the levels above, falling.
    pub levels: Vec<u64>,
    /// The smallest groups that could be shown.
    pub floor: Floor,
}

/// What the screener would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScreenPlan {
    /// The question.
    pub question: String,
    /// What would answer it.
    pub by: String,
    /// Conversations that would stay; `None` where a model decides, which is not asked for a plan:
    /// then everything below is about all conversations.
    pub kept: Option<u64>,
}

/// Plans a run on `corpus`. `reading` is how long it took to read, in seconds.
///
/// # Errors
/// When facets or clusters cannot be tried, or the screener would leave nothing.
pub fn plan(
    mut corpus: Corpus,
    reading: f64,
    config: &Config,
    chosen: &Chosen,
    progress: &Progress,
) -> Result<Plan, PlanError> {
    let embedder = &*chosen.embedder;
    let read = corpus.conversations.len();
    let mut clock = time::Clock::new(read);
    clock.exactly("read", reading);
    let screened = narrow(&mut corpus, config, embedder, &mut clock, progress);
    let conversations = &corpus.conversations;
    if conversations.is_empty() {
        return Err(PlanError::NothingPasses(read));
    }
    let count = conversations.len();
    clock.of(count);
    let bar = progress.stage("population", "conversations", count as u64);
    let population = population::population(conversations, &|done| bar.inc(done));
    bar.finish();

    let sample = sample(conversations, config.seed);
    let accounts = facets::dense(&population::account_keys(&sample));
    let lexical = config.embedder == EmbedderChoice::Lexical;
    let sentences = concern::sentences()?.filter(|_| !lexical);
    let sentences = sentences.as_ref().map(|s| s as &dyn Embedder);
    let bar = progress.stage("sample", "conversations", sample.len() as u64);
    let extracted = clock.measured("facets", sample.len(), || {
        facets::of_conversations(
            &sample,
            &accounts,
            config,
            embedder,
            sentences,
            &|done| bar.inc(done),
            &|part, steps| {
                bar.set_message(part);
                bar.inc_length(steps);
            },
        )
    })?;
    bar.finish();
    let base_clusters = base_count(count, config.cluster.size, config.policy.cluster);
    let amount = embedding::amount(config, conversations, embedder)?;
    let here = embedding::asked(config).is_none().then_some(amount);
    let seed = config.seed;
    time::try_vectors(&mut clock, &sample, embedder, here, base_clusters, seed)?;
    let preview = preview::preview(&sample, &extracted, config);
    let levels = level_sizes(base_clusters);
    let models = models::stages(config, &corpus, amount, base_clusters, &levels)?;
    Ok(Plan {
        policy: config.policy,
        embedder: embedding::name(config, chosen),
        drawn_from: corpus.population.max(read as u64),
        read: read as u64,
        screened,
        preview,
        times: clock.times(&models),
        models,
        base_clusters: base_clusters as u64,
        levels: levels.iter().map(|&size| size as u64).collect(),
        floor: floor::floor(
            &config.policy,
            &population,
            base_clusters,
            corpus.population as f64 / read.max(1) as f64,
        ),
        population,
    })
}

/// Does what the screener would do, where no model is needed for it.
fn narrow(
    corpus: &mut Corpus,
    config: &Config,
    embedder: &dyn Embedder,
    clock: &mut time::Clock,
    progress: &Progress,
) -> Option<ScreenPlan> {
    let spec = config.screen.as_ref()?;
    let ScreenBy::Rules(rule) = &spec.by else {
        return Some(ScreenPlan {
            question: spec.question.clone(),
            by: models::screener(config),
            kept: None,
        });
    };
    let count = corpus.conversations.len();
    let bar = progress.stage("screen", "conversations", count as u64);
    let screening = clock.measured("screen", count, || {
        let step = |done| bar.inc(done);
        Screening::by_rule(&spec.question, rule, &corpus.conversations, embedder, &step)
    });
    bar.finish();
    corpus.conversations = screening.keep(std::mem::take(&mut corpus.conversations));
    Some(ScreenPlan {
        question: screening.question,
        by: screening.by,
        kept: Some(corpus.conversations.len() as u64),
    })
}

/// Conversations to try things on, drawn with `seed`, in input order.
fn sample(conversations: &[Conversation], seed: u64) -> Vec<Conversation> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = conversations.len();
    let mut drawn = index::sample(&mut rng, count, count.min(SAMPLE)).into_vec();
    drawn.sort_unstable();
    drawn
        .into_iter()
        .map(|i| conversations[i].clone())
        .collect()
}

#[cfg(test)]
mod tests;
