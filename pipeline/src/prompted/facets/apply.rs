//! Puts a model's answers into the facets, over the builtin ones.
//!
//! Invariant: where there is no answer, the builtin value stays; of open answers, those that a
//! conversation is clustered by take the place of its own words in everything that follows.

use kleio_shared::facet::ValueKind;

use super::Replies;
use crate::conversation::{Conversation, Message, Role};
use crate::facets::Facets;
use crate::facets::answers::{Answers, OpenAnswers};
use crate::facets::declared::{CONCERN, FacetKind, FacetSpec, LANGUAGE};
use crate::facets::language::Language;
use crate::facets::request::{self, RequestError, RequestParams};
use crate::prompted::answers::Answer;

/// The conversations whose facets these are.
#[derive(Debug, Clone, Copy)]
pub struct Corpus<'a> {
    /// In the order of the facets.
    pub conversations: &'a [Conversation],
    /// The open-text facet that they are clustered by.
    pub by: &'a str,
    /// Distinct accounts that must use a word before it may be kept.
    pub word_support: u64,
}

/// Puts `replies` into `facets`; gives the number of conversations that keep a builtin value for at
/// least one facet that was asked for.
///
/// # Errors
/// When the word support is 0.
pub fn apply(
    replies: &Replies,
    specs: &[FacetSpec],
    corpus: Corpus<'_>,
    facets: &mut Facets,
) -> Result<u64, RequestError> {
    for spec in specs {
        let Some(column) = replies.of(&spec.name) else {
            continue;
        };
        match (&spec.kind, spec.name.as_str()) {
            (FacetKind::Text, _) => facets.open.push(OpenAnswers {
                name: spec.name.clone(),
                texts: column.iter().map(open).collect(),
            }),
            (FacetKind::Language, LANGUAGE) if spec.shipped => {
                for (kept, answer) in facets.languages.iter_mut().zip(column) {
                    if let Some(Answer::Language(language)) = answer {
                        *kept = *language;
                    }
                }
            }
            (FacetKind::Scale { .. }, CONCERN) if spec.shipped => {
                for (kept, answer) in facets.concern.iter_mut().zip(column) {
                    if let Some(Answer::Scale(level)) = answer {
                        *kept = (*level).clamp(1, 5) as u8;
                    }
                }
            }
            _ => closed(spec, column, &mut facets.answers),
        }
    }
    if let Some(column) = replies.of(corpus.by) {
        reword(column, corpus, facets)?;
    }
    let missing = |row: usize| {
        replies
            .columns
            .iter()
            .any(|(_, column)| column[row].is_none())
    };
    Ok((0..corpus.conversations.len())
        .filter(|&row| missing(row))
        .count() as u64)
}

fn open(answer: &Option<Answer>) -> Option<String> {
    match answer {
        Some(Answer::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// A facet with a closed list of values; builtin answers to it, if there are any, fill the gaps.
fn closed(spec: &FacetSpec, column: &[Option<Answer>], all: &mut Vec<Answers>) {
    let values = match spec.kind {
        FacetKind::Language => spoken(column),
        _ => spec.kind.values(),
    };
    let place = |answer: &Answer| match (answer, &spec.kind) {
        (Answer::Choice(place), _) => Some(*place as u32),
        (Answer::Scale(number), FacetKind::Scale { from, .. }) => {
            u32::try_from(number - i64::from(*from)).ok()
        }
        (Answer::YesNo(yes), _) => Some(u32::from(!yes)),
        (Answer::Language(language), _) => {
            let place = values.iter().position(|value| value == language.name());
            place.map(|place| place as u32)
        }
        _ => None,
    };
    let cells = column.iter().map(|answer| answer.as_ref().and_then(place));
    match all.iter_mut().find(|known| known.name == spec.name) {
        Some(known) => {
            for (kept, cell) in known.cells.iter_mut().zip(cells) {
                *kept = cell.or(*kept);
            }
        }
        None => {
            let cells: Vec<Option<u32>> = cells.collect();
            if cells.iter().any(Option::is_some) {
                all.push(Answers {
                    name: spec.name.clone(),
                    kind: spec.kind.shown_as().unwrap_or(ValueKind::Category),
                    question: spec.question.clone(),
                    values: values.clone(),
                    cells,
                });
            }
        }
    }
}

/// The languages that were answered, in alphabetical order.
fn spoken(column: &[Option<Answer>]) -> Vec<String> {
    let mut languages: Vec<Language> = column
        .iter()
        .filter_map(|answer| match answer {
            Some(Answer::Language(language)) => Some(*language),
            _ => None,
        })
        .collect();
    languages.sort_unstable();
    languages.dedup();
    languages
        .into_iter()
        .map(|language| language.name().to_owned())
        .collect()
}

/// Takes the terms and the speech act of a conversation from its summary, where it has one: what is
/// named later, and what stands behind every word of a name, are the summaries.
fn reword(
    column: &[Option<Answer>],
    corpus: Corpus<'_>,
    facets: &mut Facets,
) -> Result<(), RequestError> {
    let summaries: Vec<Conversation> = corpus
        .conversations
        .iter()
        .zip(column)
        .map(|(conversation, answer)| match open(answer) {
            Some(content) => Conversation {
                messages: vec![Message {
                    role: Role::User,
                    content,
                    ..Message::default()
                }],
                ..Conversation::default()
            },
            None => conversation.clone(),
        })
        .collect();
    let params = RequestParams {
        min_accounts: u32::try_from(corpus.word_support).unwrap_or(u32::MAX),
        ..RequestParams::default()
    };
    let accounts = facets.account_index();
    facets.requests = request::extract(&summaries, &accounts, params.check()?, &|_| ());
    Ok(())
}
