//! The main job: every stage in order, each kept in the vault as soon as it is finished.
//!
//! Invariant: a stage that is finished is not done again by a later run on the same input and
//! configuration; the release is written last, and whole.

mod assistant;
mod barriers;
mod counted;
mod error;
mod ledger;
mod model_report;
mod near;
mod private;
mod private_texts;
mod providers;
mod references;
mod screen;
mod stages;
mod stand;
mod stored;
mod summary;
mod texts;

use std::path::Path;

use rayon::prelude::*;

use crate::cluster::Rows;
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::embed::api::Api;
use crate::embed::choose::{self, ChooseError, Chosen, Population};
use crate::embed::model::ModelKind;
use crate::facets::language::{self, Language};
use crate::facets::{self, concern};
use crate::hierarchy;
use crate::llm::{Book, Stage};
use crate::progress::Progress;
use crate::protect::Provenance;
use crate::read::{self, Input, ValidReadParams};
use crate::release_dir;
use crate::vault::{self, RootKey, StageName, Unattended, Unlock, Vault};
use assistant::{Assistant, criteria};
use counted::Counted;
pub use error::RunError;
use ledger::Ledger;
use model_report::ModelReport;
use near::Beside;
pub use references::References;
pub use screen::Screened;
use screen::Sources;
use stages::{Embedded, Places, Qualities, Stages};
use stand::Stand;
pub use summary::{SUMMARY_FILE, Summary};

/// Characters of the person's messages that are embedded: what is asked stands at the beginning.
const EMBEDDED_CHARACTERS: usize = 1_000;

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
    run_with(inputs, reading, out, config, progress, &Unattended)
}

/// As [`run`]; an encrypted vault is opened with the passphrase that `unlock` gives.
///
/// # Errors
/// As [`run`], and when the passphrase is missing or wrong.
pub fn run_with(
    inputs: &[Input],
    reading: &ValidReadParams,
    out: &Path,
    config: &Config,
    progress: &Progress,
    unlock: &dyn Unlock,
) -> Result<Summary, RunError> {
    release_dir::check_replaceable(&out.join("release"))?;
    let vault = Vault::open_with(out, unlock)?;
    // Before anything is read: keys, prices and prompts that are missing are told at once.
    let book = providers::book(config, &vault)?;
    let assistant = Assistant::open(config, &vault, book.as_ref())?;
    let server = providers::server(config, book.as_ref())?;
    let purged = vault.purged();
    let pass_over = |account: Option<&str>, time| purged.holds(account, time);
    let mut corpus = read::read_without(inputs, reading, &pass_over, progress)?;
    let references = References::of(&corpus);
    let report = summary::Reading::of(&corpus);
    // Said now, because a run that finds nothing to release has no summary.
    report.problems().for_each(|problem| progress.say(problem));
    for note in config.left_out_of(&corpus)? {
        progress.say(&note);
    }
    let stages = Stages {
        vault: &vault,
        config,
        progress,
        assistant,
    };
    let asked = |of: &[Stage]| stages.assistant.as_ref().map(|a| a.asked(of));
    let input = format!("{}{}", corpus.fingerprint, purged.fingerprint());
    let root = RootKey::new(&input, &vault::code_version());

    let by_sentences =
        config.embedder != EmbedderChoice::Lexical && ModelKind::Muse.find().is_some();
    if !by_sentences {
        progress
            .say("Concern goes by words alone, without the sentence model MUSE, and finds less.");
    }
    let chosen = choose_embedder(config, &corpus.conversations, server)?;
    let name = chosen.name();
    let embedder = &*chosen.embedder;
    chosen.note.iter().for_each(|note| progress.say(note));
    let screen_key = root.then(
        StageName::Screen,
        &(&config.screen, &name, config.seed, asked(&[Stage::Screen])),
    )?;
    let (narrowed, screen_tally) = stages.narrow(screen_key, &mut corpus, embedder)?;

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
        let sentences = concern::sentences().map_err(ChooseError::from)?;
        let sentences = sentences.filter(|_| by_sentences);
        let sentences = sentences.as_ref().map(|s| s as &dyn Embedder);
        let facets = facets::extract(&corpus, &vault, config, embedder, sentences, progress)?;
        let facets = answered(embedder, facets)?;
        match stages.who_does(Stage::Facets) {
            Some(assistant) => assistant.facets(facets, &corpus.conversations, config, progress),
            None => Ok(Counted::builtin(facets)),
        }
    })?;
    let (facets, facets_tally) = (facets.value, facets.tally);
    let embed_key = facets_key.then(StageName::Embed, &(&name, config.seed))?;
    let Embedded { vectors, topics } =
        stages.keep(embed_key, || stages.embed(&corpus, &facets, &chosen))?;
    drop(corpus);
    let accounts = facets.account_index();

    let base_key = embed_key.then(
        StageName::BaseClusters,
        &(config.policy, &config.cluster, config.seed),
    )?;
    let languages = stages.languages(&facets);
    let rows = Rows {
        vectors: &vectors,
        accounts: &accounts,
        groups: &languages,
    };
    let base = stages.keep(base_key, || stages.cluster(rows))?;
    let describe_key = base_key.then(
        StageName::Describe,
        &(config.seed, asked(&[Stage::Describe, Stage::Audit])),
    )?;
    let meaning = embedder.reads_meaning().then_some(embedder);
    let evidence = texts::Evidence::new(&facets, &accounts, topics.as_ref(), meaning);
    // Where one account is enough there is nobody to hide. By the input alone, so that another build of the
    // program makes the same release of it.
    let evidence = if config.policy.word_support() > 1 {
        evidence.with_margin(&input)
    } else {
        evidence
    };
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
            .and_then(|texts| answered(embedder, Counted::builtin(texts))),
    })?;
    let (base_texts, describe_tally) = (base_texts.value, base_texts.tally);
    let hierarchy_key = describe_key.then(
        StageName::Hierarchy,
        &asked(&[Stage::Hierarchy, Stage::Audit]),
    )?;
    let named = stages.keep(hierarchy_key, || match stages.who_does(Stage::Hierarchy) {
        Some(assistant) => assistant
            .hierarchy(&stand, &base, &base_texts.0, embedder, progress)
            .and_then(|named| answered(embedder, named)),
        None => texts::describe_parents(
            &evidence,
            &base,
            hierarchy::build(&base.centroids),
            &base_texts,
            &config.policy,
            progress,
        )
        .and_then(|named| answered(embedder, Counted::builtin(named))),
    })?;
    let (named, hierarchy_tally) = (named.value, named.tally);
    let project_key = hierarchy_key.then(StageName::Project, &config.seed)?;
    let places = stages.keep(project_key, || Ok(stages.project(&base, &named.hierarchy)))?;

    let quality_key = project_key.then(StageName::Quality, &config.seed)?;
    let qualities = match config.dp {
        Some(_) => Qualities(Vec::new()),
        None => stages.keep(quality_key, || {
            stages.quality(rows, &base, &named.hierarchy)
        })?,
    };

    let outline = texts::outline(&base, &base_texts, &named, &places, &qualities);
    let past: Option<Ledger> = match config.dp {
        // Noise hides the difference of two releases; their budgets add up.
        Some(_) => None,
        None => vault.recall()?,
    };
    let chain = project_key.hex();
    // A run that made the last release goes by the one before it, as it did then.
    let measured_against = past.as_ref().and_then(|past| {
        let again = past.chain == chain;
        if again {
            past.before.clone()
        } else {
            Some(past.release.clone())
        }
    });
    let beside = past
        .as_ref()
        .map(|past| Beside::new(past, &facets, config.policy.cell));
    let sources = Sources {
        facets: &facets,
        accounts: &accounts,
        evidence: &evidence,
        policy: &config.policy,
        beside: beside.as_ref(),
        first: measured_against.is_none(),
    };
    let measure_key = quality_key.then(StageName::Measure, &(config.policy, &measured_against))?;
    let before_gate = config.dp.map(|dp| (dp, outline.clone()));
    let screened = stages.keep(measure_key, || {
        Ok(screen::screen(outline, &sources, progress))
    })?;
    let sources_key = measure_key.then(StageName::Sources, &references.files)?;
    stages.keep(sources_key, || Ok(references))?;
    let provenance = Provenance {
        title: config.title.clone(),
        accounts_known: facets.accounts_known,
        provider: stages.provider(),
        embedder: name.clone(),
        seed: config.seed,
        screening: narrowed.clone(),
        withheld: screened.withheld.clone(),
    };
    let without_vector = if embedder.loses_texts() {
        vectors.zero_rows().len()
    } else {
        0
    };
    let tallies = vec![
        ("screen", "conversations were left out", screen_tally),
        ("facets", "conversations got a facet", facets_tally),
        ("describe", "clusters were named", describe_tally),
        ("hierarchy", "parents were chosen or named", hierarchy_tally),
    ];
    let models = |book: &Book| {
        let name = stages.assistant.as_ref().map(Assistant::name);
        ModelReport::of(book, name, tallies.clone(), without_vector)
    };
    if let Some((dp, outline)) = before_gate {
        let key = measure_key.then(StageName::Noise, &dp)?;
        let drawn = stages.keep(key, || {
            Ok(private::draw(&outline, &sources, (dp.epsilon, dp.delta))?)
        })?;
        let screened =
            stages.release_noisy(out, &sources, &outline, &drawn, provenance, embedder)?;
        let summary = Summary::new(report, out, &facets, &accounts, &screened, config, &name)
            .narrowed(narrowed)
            .with_models(book.as_ref().map(models));
        summary.keep(&vault)?;
        return Ok(summary);
    }
    let place = stages::Place {
        out,
        chain,
        before: measured_against,
    };
    let (left_out, barriers) =
        stages.release(&place, &sources, &screened, &provenance, embedder)?;
    let summary = Summary::new(report, out, &facets, &accounts, &screened, config, &name)
        .narrowed(narrowed)
        .with_left_out(left_out)
        .with_barriers(barriers)
        .with_models(book.as_ref().map(models));
    summary.keep(&vault)?;
    Ok(summary)
}

/// `value`, unless the embedder could not give the vectors that it is made of.
fn answered<T>(embedder: &dyn Embedder, value: T) -> Result<T, RunError> {
    match embedder.failure() {
        None => Ok(value),
        Some(failure) => Err(ChooseError::from(failure).into()),
    }
}

/// The embedder that `config` asks for, or the best for the languages and lengths of `conversations`.
///
/// # Errors
/// When it asks for a sentence model that is not there or cannot be used, or for `api` without a `server`.
pub fn choose_embedder(
    config: &Config,
    conversations: &[Conversation],
    server: Option<Api>,
) -> Result<Chosen, ChooseError> {
    let population: Population = match config.embedder {
        EmbedderChoice::Auto => {
            let of = |conversation| {
                let characters = excerpt(conversation).chars().count();
                (language::identify(conversation), characters)
            };
            let texts: Vec<(Language, usize)> = conversations.par_iter().map(of).collect();
            texts.into_iter().collect()
        }
        _ => Population::default(),
    };
    choose::open(config.embedder, server, population, config.seed)
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
