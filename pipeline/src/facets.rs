//! Stage 2: what is kept of a conversation: request, language, turns, concern, and its week.
//!
//! Invariant: nothing kept here quotes a conversation: terms enter only once enough accounts use
//! them, and accounts only as keyed hashes.

pub mod concern;
pub mod language;
pub mod request;
mod stored;
pub mod turns;

use std::collections::BTreeMap;

use kleio_shared::policy::Policy;
use rayon::prelude::*;

use crate::embed::Embedder;
use crate::measure::Column;
use crate::progress::Progress;
use crate::read::Corpus;
use crate::vault::{AccountHash, Vault};
use crate::week::Week;
use concern::ConcernModel;
use language::Language;
use request::{RequestParams, Requests, SpeechAct};
use turns::TurnBand;

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
}

/// Extracts the facets of every conversation; concern by words and, with `sentences`, by the sentence
/// vectors that [`concern::sentences`] gives.
///
/// # Errors
/// When the weights that ship with Kleio cannot be loaded, or a parameter is out of range.
pub fn extract(
    corpus: &Corpus,
    vault: &Vault,
    policy: &Policy,
    sentences: Option<&dyn Embedder>,
    progress: &Progress,
) -> Result<Facets, FacetError> {
    let conversations = &corpus.conversations;
    let bar = progress.stage("facets", "conversations", 3 * conversations.len() as u64);
    let model = ConcernModel::builtin()?;
    let accounts: Vec<AccountHash> = conversations
        .iter()
        .map(|conversation| vault.account_of(conversation))
        .collect();
    let languages: Vec<Language> = conversations
        .par_iter()
        .map(|conversation| {
            let language = language::identify(conversation);
            bar.inc(1);
            language
        })
        .collect();
    let concern = model
        .levels(conversations, sentences, &|done| bar.inc(done))
        .into_iter()
        .map(concern::Concern::level)
        .collect();
    let params = RequestParams {
        min_accounts: u32::try_from(policy.word_support()).unwrap_or(u32::MAX),
        ..RequestParams::default()
    };
    let requests = request::extract(conversations, &dense(&accounts), params.check()?, &|done| {
        bar.inc(done);
    });
    bar.finish();
    Ok(Facets {
        ids: conversations.iter().map(|c| c.id.clone()).collect(),
        accounts,
        accounts_known: corpus.with_account > 0,
        weeks: conversations
            .iter()
            .map(|c| c.timestamp.map(Week::of))
            .collect(),
        languages,
        turns: conversations.iter().map(|c| c.turns).collect(),
        concern,
        requests,
    })
}

/// Why facets could not be extracted.
#[derive(Debug, thiserror::Error)]
pub enum FacetError {
    /// The concern weights are damaged.
    #[error(transparent)]
    Concern(#[from] concern::ConcernError),
    /// A parameter of the request facet is out of range.
    #[error(transparent)]
    Request(#[from] request::RequestError),
}

/// Numbers equal hashes alike: 0, 1, 2 … in order of first appearance.
fn dense(accounts: &[AccountHash]) -> Vec<u32> {
    let mut seen: BTreeMap<AccountHash, u32> = BTreeMap::new();
    accounts
        .iter()
        .map(|account| {
            let next = seen.len() as u32;
            *seen.entry(*account).or_insert(next)
        })
        .collect()
}

impl Facets {
    /// Dense account number of every conversation.
    #[must_use]
    pub fn account_index(&self) -> Vec<u32> {
        dense(&self.accounts)
    }

    /// The facets as columns for measuring; languages by falling frequency, the others in their own
    /// order.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let mut frequency: BTreeMap<Language, usize> = BTreeMap::new();
        for &language in &self.languages {
            *frequency.entry(language).or_default() += 1;
        }
        let mut languages: Vec<Language> = frequency.keys().copied().collect();
        languages.sort_by_key(|language| (std::cmp::Reverse(frequency[language]), *language));
        vec![
            column(
                "language",
                &languages,
                self.languages.iter().copied(),
                Language::name,
            ),
            column(
                "request",
                &SpeechAct::ALL,
                self.requests.acts.iter().copied(),
                SpeechAct::key,
            ),
            column(
                "turns",
                &TurnBand::ALL,
                self.turns.iter().map(|&t| TurnBand::of(t)),
                TurnBand::label,
            ),
            Column {
                name: "concern",
                values: (1..=5).map(|level| level.to_string()).collect(),
                cells: self
                    .concern
                    .iter()
                    .map(|&level| u32::from(level.clamp(1, 5)) - 1)
                    .collect(),
            },
        ]
    }
}

fn column<V: Copy + PartialEq>(
    name: &'static str,
    values: &[V],
    cells: impl Iterator<Item = V>,
    label: impl Fn(V) -> &'static str,
) -> Column {
    let position = |cell: V| values.iter().position(|value| *value == cell).unwrap_or(0) as u32;
    Column {
        name,
        values: values
            .iter()
            .map(|&value| label(value).to_owned())
            .collect(),
        cells: cells.map(position).collect(),
    }
}
