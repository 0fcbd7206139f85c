//! Stage 2: what is kept of a conversation: its week, and the answers to every facet.
//!
//! Request, task, language, turns and concern have fields of their own, because later stages build
//! on them; every other facet, shipped or declared, is a list of [`Answers`].
//!
//! Invariant: nothing kept here quotes a conversation: terms and values of fields enter only once
//! enough accounts use them, and accounts only as keyed hashes.

pub mod answers;
mod builtin;
mod columns;
pub mod concern;
pub mod declared;
pub mod language;
pub mod measures;
mod metadata;
pub mod refusal;
pub mod request;
mod stored;

use std::collections::BTreeMap;

use kleio_shared::policy::Policy;
use rayon::prelude::*;

use crate::config::Config;
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::progress::Progress;
use crate::read::Corpus;
use crate::vault::{AccountHash, Vault};
use crate::week::Week;
use answers::{Answers, OpenAnswers};
use concern::ConcernModel;
use language::Language;
use request::{RequestParams, Requests};

/// Facets of all conversations, one entry each, in input order.
#[derive(Debug, Clone, PartialEq)]
pub struct Facets {
    /// Conversation ids.
    pub ids: Vec<String>,
    /// Keyed hash of the account; of the conversation's own id where the account is not known.
    pub accounts: Vec<AccountHash>,
    /// Whether any conversation named its account.
    pub accounts_known: bool,
    /// The week it began in.
    pub weeks: Vec<Option<Week>>,
    /// Language of the person's messages.
    pub languages: Vec<Language>,
    /// Messages in the conversation.
    pub turns: Vec<u32>,
    /// Concern, 1 (benign) to 5.
    pub concern: Vec<u8>,
    /// What was asked for, as a leading speech act and supported terms.
    pub requests: Requests,
    /// Closed-list facets that have no field above, in the order of display.
    pub answers: Vec<Answers>,
    /// Open-text facets that a model answered.
    pub open: Vec<OpenAnswers>,
    /// Names of the facets that may be released, in the order of display.
    pub shown: Vec<String>,
}

/// Facets that follow from the conversations alone.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// See [`Facets::languages`].
    pub languages: Vec<Language>,
    /// See [`Facets::concern`].
    pub concern: Vec<u8>,
    /// See [`Facets::requests`].
    pub requests: Requests,
    /// See [`Facets::answers`].
    pub answers: Vec<Answers>,
}

/// Extracts every facet that needs no model; concern by words and, with `sentences`, by the vectors that
/// [`concern::sentences`] gives. Those of the configuration that need one (see
/// [`declared::FacetSpec::needs_model`]) have no answers yet: the stage that asks the model adds
/// them to [`Facets::answers`] and [`Facets::open`].
///
/// # Errors
/// When the weights that ship with Kleio cannot be loaded, or a parameter is out of range.
pub fn extract(
    corpus: &Corpus,
    vault: &Vault,
    config: &Config,
    embedder: &dyn Embedder,
    sentences: Option<&dyn Embedder>,
    progress: &Progress,
) -> Result<Facets, FacetError> {
    let conversations = &corpus.conversations;
    let accounts: Vec<AccountHash> = conversations
        .iter()
        .map(|conversation| vault.account_of(conversation))
        .collect();
    let bar = progress.stage("facets", "conversations", conversations.len() as u64);
    let extracted = of_conversations(
        conversations,
        &dense(&accounts),
        config,
        embedder,
        sentences,
        &|done| bar.inc(done),
        &|part, steps| {
            bar.set_message(part);
            bar.inc_length(steps);
        },
    )?;
    bar.set_message("");
    bar.finish();
    Ok(Facets {
        ids: conversations.iter().map(|c| c.id.clone()).collect(),
        accounts,
        accounts_known: corpus.with_account > 0,
        weeks: conversations
            .iter()
            .map(|c| c.timestamp.map(Week::of))
            .collect(),
        languages: extracted.languages,
        turns: conversations.iter().map(|c| c.turns).collect(),
        concern: extracted.concern,
        requests: extracted.requests,
        answers: extracted.answers,
        open: Vec::new(),
        shown: columns::shown(config),
    })
}

/// The facets of conversations whose accounts have the dense numbers `accounts`.
///
/// `done` is told of finished steps; `begins` what begins now and how many steps more that is.
///
/// # Errors
/// As [`extract`].
pub fn of_conversations(
    conversations: &[Conversation],
    accounts: &[u32],
    config: &Config,
    embedder: &dyn Embedder,
    sentences: Option<&dyn Embedder>,
    done: &(dyn Fn(u64) + Sync),
    begins: &(dyn Fn(&'static str, u64) + Sync),
) -> Result<Extracted, FacetError> {
    let model = ConcernModel::builtin()?;
    let languages: Vec<Language> = conversations
        .par_iter()
        .map(|conversation| {
            let language = language::identify(conversation);
            done(1);
            language
        })
        .collect();
    begins("concern", conversations.len() as u64);
    let concern = model
        .levels(conversations, sentences, done)
        .into_iter()
        .map(concern::Concern::level)
        .collect();
    begins("request", conversations.len() as u64);
    let requests = request::extract(
        conversations,
        accounts,
        request_params(&config.policy).check()?,
        done,
    );
    let answers = builtin::answers(conversations, accounts, config, embedder, done, begins);
    Ok(Extracted {
        languages,
        concern,
        requests,
        answers,
    })
}

fn request_params(policy: &Policy) -> RequestParams {
    RequestParams {
        min_accounts: u32::try_from(policy.word_support()).unwrap_or(u32::MAX),
        ..RequestParams::default()
    }
}

/// Why facets could not be extracted.
#[derive(Debug, thiserror::Error)]
pub enum FacetError {
    /// The concern weights are damaged.
    #[error(transparent)]
    Concern(#[from] concern::ConcernError),
    /// The sentence model is there and cannot be used.
    #[error(transparent)]
    Model(#[from] crate::embed::model::ModelError),
    /// A parameter of the request facet is out of range.
    #[error(transparent)]
    Request(#[from] request::RequestError),
}

/// Numbers equal accounts alike: 0, 1, 2 … in order of first appearance.
pub fn dense<A: Ord + Clone>(accounts: &[A]) -> Vec<u32> {
    let mut seen: BTreeMap<A, u32> = BTreeMap::new();
    accounts
        .iter()
        .map(|account| {
            let next = seen.len() as u32;
            *seen.entry(account.clone()).or_insert(next)
        })
        .collect()
}

impl Facets {
    /// Dense account number of every conversation.
    #[must_use]
    pub fn account_index(&self) -> Vec<u32> {
        dense(&self.accounts)
    }
}
