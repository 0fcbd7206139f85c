//! How near a conversation comes to example sentences.

use super::MatchSpec;
use crate::conversation::Conversation;
use crate::embed::Embedder;

/// Conversations that are embedded at a time.
pub(super) const BLOCK: usize = 4_096;

/// Messages of a conversation that are looked at, from the first.
pub(super) const MESSAGES: usize = 4;

/// Characters of a message that are looked at: about as long as an example.
pub(super) const CHARACTERS: usize = 300;

/// Examples, ready to be compared with.
pub(super) struct Nearness<'a> {
    embedder: &'a dyn Embedder,
    examples: Vec<String>,
    /// The rule and the least cosine of each example.
    rules: Vec<(u32, f32)>,
}

/// The least cosine that counts where the configuration names none.
///
/// Chosen on invented conversations on twenty topics: at these values at least nine of ten matches
/// are of the examples' topic. Lexical vectors share words only, so their cosines are lower.
fn usual_similarity(embedder: &dyn Embedder) -> f32 {
    if embedder.name().starts_with("lexical") {
        0.35
    } else {
        0.5
    }
}

impl<'a> Nearness<'a> {
    pub(super) fn new(rules: &[MatchSpec], embedder: &'a dyn Embedder) -> Self {
        let usual = usual_similarity(embedder);
        let mut near = Self {
            embedder,
            examples: Vec::new(),
            rules: Vec::new(),
        };
        for (number, rule) in rules.iter().enumerate() {
            for example in &rule.examples {
                near.examples.push(example.clone());
                near.rules
                    .push((number as u32, rule.similarity.unwrap_or(usual)));
            }
        }
        near
    }

    /// For each conversation the rule with the nearest example, where that is near enough.
    pub(super) fn best(&self, conversations: &[&Conversation]) -> Vec<Option<u32>> {
        if self.examples.is_empty() {
            return vec![None; conversations.len()];
        }
        // The examples go first, so that vectors fitted on the texts at hand fit them as well.
        let mut texts = self.examples.clone();
        let mut owner = Vec::new();
        for (index, conversation) in conversations.iter().enumerate() {
            for message in super::compared(conversation) {
                texts.push(message);
                owner.push(index);
            }
        }
        let vectors = self.embedder.embed(&texts, &|_| ());
        let mut best: Vec<Option<(f32, u32)>> = vec![None; conversations.len()];
        for (row, &index) in owner.iter().enumerate() {
            let message = vectors.row(self.examples.len() + row);
            for (example, &(rule, least)) in self.rules.iter().enumerate() {
                let cosine: f32 = vectors
                    .row(example)
                    .iter()
                    .zip(message)
                    .map(|(a, b)| a * b)
                    .sum();
                if cosine >= least && best[index].is_none_or(|(before, _)| cosine > before) {
                    best[index] = Some((cosine, rule));
                }
            }
        }
        best.into_iter()
            .map(|best| best.map(|(_, rule)| rule))
            .collect()
    }
}
