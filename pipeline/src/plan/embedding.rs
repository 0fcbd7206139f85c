//! What a server that makes sentence vectors would be sent; for a plan it is not asked.

use rayon::prelude::*;

use super::PlanError;
use super::models::{Calls, DESCRIBED, SUMMARY};
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::choose::{self, ChooseError, Chosen};
use crate::embed::{Embedder, api};
use crate::facets::declared::FacetKind;
use crate::facets::language;
use crate::llm::{Stage, Tokens, VectorsConfig, estimate_tokens};
use crate::matching::{MatchSpec, compared};
use crate::passages::Parts;
use crate::read::Corpus;
use crate::run::{self, excerpt};
use crate::screener::ScreenBy;
use crate::topics;

/// Terms of a cluster that are compared with each other when it is named, and tokens of each: the namer looks
/// at some thirty, of which clusters share many.
const TERMS: u64 = 20;
const TERM: u64 = 2;
/// Sentences of a summary, and different words that it adds to those of all others.
const SENTENCES: u64 = 2;
const WORDS: u64 = 5;

/// The server, where the configuration asks for one.
pub(super) fn asked(config: &Config) -> Option<&VectorsConfig> {
    let asked = config.embedder == EmbedderChoice::Api;
    config.embedding.as_ref().filter(|_| asked)
}

/// What makes the vectors of a run.
pub(super) fn name(config: &Config, chosen: &Chosen) -> String {
    asked(config).map_or_else(|| chosen.name(), api::name)
}

/// The embedder that a plan tries things with: that of the run, but lexical vectors in a server's place.
///
/// # Errors
/// When the configuration asks for a sentence model that is not there or cannot be used.
pub fn choose_embedder(
    config: &Config,
    conversations: &[Conversation],
) -> Result<Chosen, ChooseError> {
    let Some(embedding) = asked(config) else {
        return run::choose_embedder(config, conversations, None);
    };
    let lexical = EmbedderChoice::Lexical;
    let mut chosen = choose::open(lexical, None, choose::Population::default(), config.seed)?;
    chosen.note = Some(format!(
        "The plan does not ask {}, which would cost: words stand in for its vectors, so that what examples match is a guess.",
        embedding.target().label()
    ));
    Ok(chosen)
}

/// What a run embeds of `conversations`: summaries where a model answers facets, else what people wrote, and
/// the sentences and words of either where the vectors are of meaning.
pub(super) fn amount(
    config: &Config,
    conversations: &[Conversation],
    embedder: &dyn Embedder,
) -> Result<Parts, PlanError> {
    let refined = asked(config).is_some() || embedder.reads_meaning();
    let by_model = config.models.check()?.target(Stage::Facets).is_some();
    Ok(if by_model {
        summaries(conversations.len() as u64, refined)
    } else {
        texts(conversations, refined)
    })
}

/// The calls of a run on `corpus`, of which `amount` is embedded; `clusters` are those of all levels.
pub(super) fn calls(
    config: &Config,
    embedding: &VectorsConfig,
    corpus: &Corpus,
    amount: Parts,
    clusters: u64,
) -> Calls {
    let (conversations, mut parts) = (&corpus.conversations, amount);
    let examples = rules(config)
        .filter(|rule| !rule.examples.is_empty())
        .count() as u64;
    if examples > 0 {
        let sent = conversations.par_iter().flat_map_iter(compared);
        let (count, tokens) = sent
            .map(|text| (1, estimate_tokens(&text)))
            .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        add(&mut parts, count, tokens);
    }
    let topics = topics::texts();
    add(
        &mut parts,
        topics.len() as u64,
        topics.iter().map(|text| estimate_tokens(text)).sum(),
    );
    add(&mut parts, clusters, clusters * DESCRIBED);
    add(&mut parts, clusters * TERMS, clusters * TERMS * TERM);
    Calls {
        calls: parts.texts.div_ceil(embedding.texts_a_call()),
        tokens: Tokens {
            input: parts.tokens,
            output: 0,
        },
    }
}

/// What people wrote, whole and, where it is refined, in its parts.
fn texts(conversations: &[Conversation], refined: bool) -> Parts {
    let texts: Vec<String> = conversations.par_iter().map(excerpt).collect();
    let mut parts = Parts::default();
    if refined {
        let languages = conversations.par_iter().map(language::identify);
        let groups: Vec<u32> = languages.map(|language| language as u32).collect();
        parts = Parts::of(&texts, &groups);
    }
    let tokens = texts.iter().map(|text| estimate_tokens(text)).sum();
    add(&mut parts, texts.len() as u64, tokens);
    parts
}

/// As many summaries, whole and, where they are refined, in their parts.
fn summaries(count: u64, refined: bool) -> Parts {
    let mut parts = Parts {
        texts: count,
        tokens: count * SUMMARY,
    };
    if refined {
        let tokens = SUMMARY + WORDS;
        add(&mut parts, count * (SENTENCES + WORDS), count * tokens);
    }
    parts
}

fn rules(config: &Config) -> impl Iterator<Item = &MatchSpec> {
    let screen = config.screen.iter().filter_map(|spec| match &spec.by {
        ScreenBy::Rules(rule) => Some(rule),
        ScreenBy::Model => None,
    });
    let of_facets = config.facets.iter().flat_map(|spec| match &spec.kind {
        FacetKind::Category { rules, .. } => rules.as_slice(),
        FacetKind::Boolean { rule } => std::slice::from_ref(rule),
        _ => &[],
    });
    screen.chain(of_facets)
}

fn add(parts: &mut Parts, texts: u64, tokens: u64) {
    parts.texts += texts;
    parts.tokens += tokens;
}
