//! What a server that makes sentence vectors would be sent; for a plan it is not asked.

use rayon::prelude::*;

use super::models::{Calls, DESCRIBED, SUMMARY};
use crate::config::{Config, EmbedderChoice};
use crate::conversation::Conversation;
use crate::embed::api;
use crate::embed::choose::{self, ChooseError, Chosen};
use crate::facets::declared::FacetKind;
use crate::facets::language;
use crate::llm::{Tokens, VectorsConfig, estimate_tokens};
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

/// The calls of a run on `corpus`; `clusters` are those of all levels, and `by_model` says whether a model
/// answers facets, so that summaries are embedded.
pub(super) fn calls(
    config: &Config,
    embedding: &VectorsConfig,
    corpus: &Corpus,
    clusters: u64,
    by_model: bool,
) -> Calls {
    let conversations = &corpus.conversations;
    let mut parts = if by_model {
        summaries(conversations.len() as u64)
    } else {
        texts(conversations)
    };
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

/// What people wrote, whole and in its parts.
fn texts(conversations: &[Conversation]) -> Parts {
    let texts: Vec<String> = conversations.par_iter().map(excerpt).collect();
    let languages = conversations.par_iter().map(language::identify);
    let groups: Vec<u32> = languages.map(|language| language as u32).collect();
    let mut parts = Parts::of(&texts, &groups);
    let tokens = texts.iter().map(|text| estimate_tokens(text)).sum();
    add(&mut parts, texts.len() as u64, tokens);
    parts
}

/// As many summaries, whole and in their parts.
fn summaries(count: u64) -> Parts {
    Parts {
        texts: count * (1 + SENTENCES + WORDS),
        tokens: count * (2 * SUMMARY + WORDS),
    }
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
