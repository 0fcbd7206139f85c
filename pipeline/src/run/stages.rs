//! The stages as a run does them: each with its progress, and kept in the vault.

use std::path::Path;

use super::assistant::{self, Assistant};
use super::barriers::{self, Barriers};
use super::counted::Counted;
use super::ledger::Ledger;
use super::private::{self, Drawn};
use super::screen::{Screened, Sources};
use super::{RunError, answered, excerpt, private_texts, stand};
use crate::cluster::strays::StrayParams;
use crate::cluster::{self, BaseClusters};
use crate::config::Config;
use crate::embed::choose::Chosen;
use crate::embed::{self, Embedder};
use crate::facets::language::Language;
use crate::facets::{self, Facets};
use crate::hierarchy::Hierarchy;
use crate::llm::Stage;
use crate::matrix::Matrix;
use crate::measure::Support;
use crate::outline::Outline;
use crate::passages;
use crate::progress::Progress;
use crate::project::{self, Position};
use crate::prompted::Tally;
use crate::protect::{self, Passage, Provenance, ScreenedOut, Spent};
use crate::quality::{self, Quality};
use crate::read::Corpus;
use crate::release_dir::{self, ReleaseDirError};
use crate::screener::{ScreenBy, Screening};
use crate::topics::{self, Topics};
use crate::vault::{self, Origin, StageKey, Vault};

/// What every stage needs.
pub(super) struct Stages<'a> {
    pub(super) vault: &'a Vault,
    pub(super) config: &'a Config,
    pub(super) progress: &'a Progress,
    pub(super) assistant: Option<Assistant>,
}

impl Stages<'_> {
    /// The assistant, where a model does `stage`.
    pub(super) fn who_does(&self, stage: Stage) -> Option<&Assistant> {
        self.assistant
            .as_ref()
            .filter(|assistant| assistant.does(stage))
    }

    /// What made facets and names, for readers of the release.
    pub(super) fn provider(&self) -> String {
        self.assistant
            .as_ref()
            .map_or_else(|| assistant::BUILTIN.to_owned(), Assistant::name)
    }

    /// The stage's outcome from the vault, or computed and kept there.
    pub(super) fn keep<T: vault::Stored>(
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
    pub(super) fn narrow(
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
            answered(embedder, Counted::builtin(screening))
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

    pub(super) fn embed(
        &self,
        corpus: &Corpus,
        facets: &Facets,
        chosen: &Chosen,
    ) -> Result<Embedded, RunError> {
        let embedder = &*chosen.embedder;
        let bar = self
            .progress
            .stage("embed", "texts", corpus.conversations.len() as u64);
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
        let languages = self.languages(facets);
        let step = |done| bar.inc(done);
        let mut vectors = embedder.embed(&texts, &step);
        let lost = if embedder.loses_texts() {
            vectors.zero_rows()
        } else {
            Vec::new()
        };
        let topics = if embedder.reads_meaning() {
            // Before centring, which takes out what is common to the corpus and so its main topic.
            let watch = passages::Watch {
                begins: &|part, more| {
                    bar.set_message(part);
                    bar.inc_length(more);
                },
                done: &step,
            };
            let examples = topics::texts();
            (watch.begins)("topics", examples.len() as u64);
            let examples = embedder.embed(&examples, &step);
            let topics = topics::assign(&vectors, &examples);
            vectors = passages::refine(vectors, &texts, &languages, embedder, watch);
            Some(topics)
        } else {
            embed::centre_by_group(&mut vectors, &languages);
            None
        };
        answered(embedder, ())?;
        let mut vectors = chosen.to_cluster(vectors, &texts, &languages);
        for row in lost {
            // In no cluster then: centred, nothing would look like something.
            vectors.row_mut(row).fill(0.0);
        }
        bar.finish();
        Ok(Embedded { vectors, topics })
    }

    /// The language of what stands for each conversation, as a number.
    pub(super) fn languages(&self, facets: &Facets) -> Vec<u32> {
        let summaries = stand::summaries(facets, &self.config.cluster.by);
        let summary = |row: usize| summaries.and_then(|all| all[row].as_ref());
        let languages = facets.languages.iter().enumerate();
        languages
            .map(|(row, &language)| match summary(row) {
                // Summaries are English, whatever the conversation is written in.
                Some(_) => Language::English as u32,
                None => language as u32,
            })
            .collect()
    }

    pub(super) fn cluster(&self, rows: cluster::Rows<'_>) -> Result<BaseClusters, RunError> {
        let bar = self
            .progress
            .stage("clusters", "iterations", cluster::MOST_ITERATIONS as u64);
        let base = cluster::cluster(
            rows,
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

    pub(super) fn project(&self, base: &BaseClusters, hierarchy: &Hierarchy) -> Places {
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

    pub(super) fn quality(
        &self,
        rows: cluster::Rows<'_>,
        base: &BaseClusters,
        hierarchy: &Hierarchy,
    ) -> Result<Qualities, RunError> {
        let bar = self.progress.stage("quality", "draws", quality::DRAWS);
        let parents_again = self.who_does(Stage::Hierarchy).is_none();
        let qualities = quality::measure(
            rows,
            base,
            hierarchy,
            parents_again,
            self.config.seed,
            &|| bar.inc(1),
        )?;
        bar.finish();
        Ok(Qualities(qualities))
    }

    /// Writes the release, after the vault has kept what it tells: a run that is killed between the two
    /// compares the next release with one that nobody saw, which is strict but safe. Gives the names of
    /// the facets that had to be left out, and what each layer of the gate stopped.
    pub(super) fn release(
        &self,
        place: &Place<'_>,
        sources: &Sources<'_>,
        screened: &Screened,
        provenance: &Provenance,
        embedder: &dyn Embedder,
    ) -> Result<(Vec<String>, Barriers), RunError> {
        let (facets, accounts) = (sources.facets, sources.accounts);
        let nothing = || RunError::NothingToRelease {
            conversations: facets.ids.len(),
            accounts: cluster::distinct(&(0..accounts.len() as u32).collect::<Vec<_>>(), accounts),
            policy: Box::new(self.config.policy),
        };
        let outline = &screened.outline;
        if outline.levels[0].is_empty() {
            return Err(nothing());
        }
        let measured = sources.measure(outline);
        let passage = Passage {
            previous: sources
                .beside
                .map(|beside| (beside.ledger().told.clone(), sources.kin(outline))),
            rare_words: facets.requests.rare,
            summaries: barriers::refused(facets, &self.config.cluster.by, accounts),
            ..screened.passage.clone()
        };
        let (release, told) =
            protect::protect_after(&measured, &self.config.policy, provenance, &passage)
                .map_err(|_| nothing())?;
        let left_out = release.left_out();
        let stopped = Barriers {
            values: protect::values::rare(&measured, &self.config.policy),
            cells: release.withheld_cells(),
            passage,
        };
        let release = answered(embedder, release.with_vectors(embedder, self.config.seed))?;
        let files = release.files().map_err(ReleaseDirError::from)?;
        let ledger = Ledger {
            release: release_dir::id(&files),
            chain: place.chain.clone(),
            before: place.before.clone(),
            told,
            parents: Ledger::parents(outline),
            members: Ledger::members(outline, facets),
        };
        if sources
            .beside
            .is_none_or(|beside| *beside.ledger() != ledger)
        {
            self.vault.remember(&ledger)?;
        }
        release_dir::write(&files, &place.out.join("release"))?;
        Ok((left_out, stopped))
    }
}

impl Stages<'_> {
    /// Writes a release of numbers that are noisy, and gives the clusters that are in it.
    pub(super) fn release_noisy(
        &self,
        out: &Path,
        sources: &Sources<'_>,
        outline: &Outline,
        drawn: &Drawn,
        provenance: Provenance,
        embedder: &dyn Embedder,
    ) -> Result<Screened, RunError> {
        let policy = &self.config.policy;
        if drawn.clusters.is_empty() {
            return Err(RunError::NothingUnderNoise);
        }
        let (left, noisy) = private_texts::measured(drawn, outline, sources.facets, policy)?;
        let mut withheld = vec![0; left.levels.len()];
        withheld[0] = (outline.levels[0].len() - left.levels[0].len()) as u64;
        let provenance = Provenance {
            withheld: withheld.clone(),
            ..provenance
        };
        let passage = Passage::default();
        let spent = Spent {
            contributions: private::CONTRIBUTIONS,
            ledger: drawn.ledger.clone(),
        };
        let release = protect::protect_noisy(&noisy, policy, &provenance, &passage, &spent)
            .map_err(|_| RunError::NothingUnderNoise)?;
        let release = answered(embedder, release.with_vectors(embedder, self.config.seed))?;
        let files = release.files().map_err(ReleaseDirError::from)?;
        release_dir::write(&files, &out.join("release"))?;
        Ok(Screened {
            outline: left,
            withheld,
            reasons: Vec::new(),
            passage,
        })
    }
}

/// Where a release goes, and what it is made from.
pub(super) struct Place<'a> {
    pub(super) out: &'a Path,
    /// Key of the stages that it was made from.
    pub(super) chain: String,
    /// The release that it was measured against.
    pub(super) before: Option<String>,
}

/// What the sentence model says of every conversation.
pub(super) struct Embedded {
    /// Vectors, centred per language.
    pub(super) vectors: Matrix,
    /// Nearest topics; `None` with lexical vectors, which know no topic by its meaning.
    pub(super) topics: Option<Topics>,
}

/// Qualities by level and cluster; without any where none is released.
pub(super) struct Qualities(pub(super) Vec<Vec<Quality>>);

impl Qualities {
    pub(super) fn of(&self, level: usize, cluster: usize) -> Quality {
        let of = self.0.get(level).and_then(|level| level.get(cluster));
        of.copied().unwrap_or_default()
    }
}

/// Positions by level and cluster.
pub(super) struct Places(pub(super) Vec<Vec<Position>>);
