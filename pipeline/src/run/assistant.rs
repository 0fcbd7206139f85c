//! The model's side of a run: opens it, and does its stages in the builtin ones' place.

use indicatif::ProgressBar;
use serde::Serialize;

use super::RunError;
use super::counted::Counted;
use super::stand::Stand;
use super::texts::{Named, Texts};
use crate::cluster::BaseClusters;
use crate::config::Config;
use crate::conversation::Conversation;
use crate::describe::Text;
use crate::embed::Embedder;
use crate::facets::Facets;
use crate::facets::declared::{FacetSpec, REQUEST};
use crate::llm::{Book, LlmError, Models, Stage, Target};
use crate::matrix::Matrix;
use crate::progress::Progress;
use crate::prompted::{self, Desk, Prompts, open_prompts};
use crate::screener::Screening;
use crate::vault::{Hasher, Vault};

/// What stands in a release where no model was used.
pub(super) const BUILTIN: &str = "builtin";

/// The models of a run, with their prompts.
pub(super) struct Assistant {
    models: Models,
    prompts: Prompts,
    seed: u64,
    owners: Hasher,
}

/// What a stage's output depends on, for its key in the vault.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'a> {
    targets: Vec<Option<&'a Target>>,
    prompts: &'a str,
}

impl Assistant {
    /// None where no stage has a model.
    pub(super) fn open(
        config: &Config,
        vault: &Vault,
        book: Option<&Book>,
    ) -> Result<Option<Self>, RunError> {
        let checked = config.models.check().map_err(LlmError::from)?;
        let Some(book) = book.filter(|_| checked.any()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            models: Models::with_book(&config.models, book.clone())?,
            prompts: open_prompts(config.models.prompts.as_deref())?,
            seed: config.seed,
            owners: vault.hasher().clone(),
        }))
    }

    /// Whether a model does `stage`.
    pub(super) fn does(&self, stage: Stage) -> bool {
        self.models.target(stage).is_some()
    }

    /// What the output of `stages` depends on.
    pub(super) fn asked(&self, stages: &[Stage]) -> Asked<'_> {
        Asked {
            targets: stages
                .iter()
                .map(|&stage| self.models.target(stage))
                .collect(),
            prompts: self.prompts.digest(),
        }
    }

    /// The models for readers of a release: one name, or one for each stage where they differ.
    pub(super) fn name(&self) -> String {
        let used = [Stage::Facets, Stage::Describe, Stage::Hierarchy];
        let names = used.map(|stage| self.name_of(stage));
        if names.iter().all(|other| *other == names[0]) {
            let [first, ..] = names;
            return first;
        }
        let parts: Vec<String> = used
            .iter()
            .zip(names)
            .map(|(stage, name)| format!("{}: {name}", stage.name()))
            .collect();
        parts.join(", ")
    }

    fn name_of(&self, stage: Stage) -> String {
        self.models.target(stage).map_or_else(
            || BUILTIN.to_owned(),
            |target| format!("{} ({})", target.model, target.provider.name()),
        )
    }

    fn desk(&self) -> Desk<'_> {
        Desk::new(&self.models, &self.prompts, self.seed).with_owners(&self.owners)
    }

    /// Which conversations stay, by the model's answer to `question`; one without an answer does not.
    pub(super) fn screen(
        &self,
        question: &str,
        conversations: &[Conversation],
        bar: &ProgressBar,
    ) -> Result<Counted<Screening>, RunError> {
        let step = |done| bar.inc(done);
        let (answers, tally) = prompted::screen(&self.desk(), question, conversations, &step)?;
        bar.finish();
        let screening = Screening {
            question: question.to_owned(),
            by: self.name_of(Stage::Screen),
            kept: answers.iter().map(|answer| *answer == Some(true)).collect(),
        };
        Ok(Counted {
            value: screening,
            tally,
        })
    }

    /// Puts the model's answers over the builtin facets.
    pub(super) fn facets(
        &self,
        mut facets: Facets,
        conversations: &[Conversation],
        config: &Config,
        progress: &Progress,
    ) -> Result<Counted<Facets>, RunError> {
        let specs = &config.facets;
        let calls = prompted::facets::calls(specs) * conversations.len();
        let bar = progress.stage("facets", "answers of the model", calls as u64);
        let step = |done| bar.inc(done);
        let (replies, mut tally) =
            prompted::facets::extract(&self.desk(), specs, conversations, &step)?;
        let corpus = prompted::facets::Corpus {
            conversations,
            by: &config.cluster.by,
            word_support: config.policy.word_support(),
        };
        tally.replaced = prompted::facets::apply(&replies, specs, corpus, &mut facets)
            .map_err(crate::facets::FacetError::from)?;
        bar.finish();
        Ok(Counted {
            value: facets,
            tally,
        })
    }

    /// Names and describes the base clusters.
    pub(super) fn describe(
        &self,
        stand: &Stand<'_>,
        base: &BaseClusters,
        vectors: &Matrix,
        progress: &Progress,
    ) -> Result<Counted<Texts>, RunError> {
        let members = base.members();
        let bar = progress.stage("describe", "clusters", members.len() as u64);
        let clusters = prompted::describe::Clusters {
            members: &members,
            centroids: &base.centroids,
            vectors,
            accounts: stand.accounts,
            criteria: stand.criteria,
            statement: &|conversation| stand.statement(conversation),
        };
        let (texts, tally) =
            prompted::describe::describe(&self.desk(), &clusters, stand, &|done| bar.inc(done))?;
        bar.finish();
        Ok(Counted {
            value: Texts(texts),
            tally,
        })
    }

    /// Builds and names the levels above the base clusters.
    pub(super) fn hierarchy(
        &self,
        stand: &Stand<'_>,
        base: &BaseClusters,
        base_texts: &[Text],
        embedder: &dyn Embedder,
        progress: &Progress,
    ) -> Result<Counted<Named>, RunError> {
        let levels = crate::hierarchy::level_sizes(base_texts.len()).len();
        let bar = progress.stage("hierarchy", "levels", levels as u64);
        let below = prompted::hierarchy::Base {
            texts: base_texts,
            members: &base.members(),
            embed: &|texts| embedder.embed(texts, &|_| ()),
            criteria: stand.criteria,
        };
        let step = |done| bar.inc(done);
        let built = prompted::hierarchy::build(&self.desk(), &below, stand, &step)?;
        bar.finish();
        Ok(Counted {
            value: Named {
                hierarchy: built.hierarchy,
                texts: built.texts,
            },
            tally: built.tally,
        })
    }
}

/// What the facet that conversations are clustered by asks of a cluster's name.
pub(super) fn criteria(config: &Config) -> &str {
    let of = |name: &str| {
        let spec: Option<&FacetSpec> = config.facets.iter().find(|spec| spec.name == name);
        spec.and_then(|spec| spec.criteria.as_deref())
    };
    of(&config.cluster.by)
        .or_else(|| of(REQUEST))
        .unwrap_or_default()
}
