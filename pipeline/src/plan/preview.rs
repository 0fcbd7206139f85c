//! Facet values of a few conversations, so that a facet can be judged before a run.

use serde::Serialize;

use crate::config::Config;
use crate::conversation::Conversation;
use crate::facets::Extracted;
use crate::facets::answers::Answers;
use crate::facets::declared::{CONCERN, FacetSpec, LANGUAGE, REQUEST, TASK, TURNS};
use crate::facets::measures::Measure;

/// Conversations that are shown.
const SHOWN: usize = 20;

/// Terms of a request that are shown.
const TERMS: usize = 5;

/// Facet values of one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Facet and value, in the order of display.
    pub values: Vec<(String, String)>,
}

/// Previews of conversations spread evenly over `sample`.
pub(super) fn preview(
    sample: &[Conversation],
    extracted: &Extracted,
    config: &Config,
) -> Vec<Preview> {
    let shown = sample.len().min(SHOWN);
    (0..shown)
        .map(|place| place * sample.len() / shown)
        .map(|i| {
            let declared = config
                .facets
                .iter()
                .filter_map(|spec| Some((spec.name.clone(), value(spec, sample, extracted, i)?)));
            let unnamed =
                |answers: &&Answers| config.facets.iter().all(|spec| spec.name != answers.name);
            let fields = extracted
                .answers
                .iter()
                .filter(unnamed)
                .filter_map(|answers| Some((answers.name.clone(), answer(answers, i)?)));
            Preview {
                values: declared.chain(fields).collect(),
            }
        })
        .collect()
}

fn value(
    spec: &FacetSpec,
    sample: &[Conversation],
    extracted: &Extracted,
    i: usize,
) -> Option<String> {
    if spec.needs_model() {
        return Some("asked of the model in a run".to_owned());
    }
    match spec.name.as_str() {
        LANGUAGE => Some(extracted.languages[i].name().to_owned()),
        REQUEST => Some(request(extracted, i)),
        TASK => Some(extracted.requests.acts[i].key().to_owned()),
        TURNS => {
            let bands = Measure::Turns.bands();
            let place = Measure::Turns.value(bands, &sample[i])?;
            Measure::Turns.values(bands).get(place as usize).cloned()
        }
        CONCERN => Some(extracted.concern[i].to_string()),
        name => extracted
            .answers
            .iter()
            .find(|answers| answers.name == name)
            .and_then(|answers| answer(answers, i)),
    }
}

fn answer(answers: &Answers, i: usize) -> Option<String> {
    let place = answers.cells.get(i).copied()??;
    answers.values.get(place as usize).cloned()
}

/// The terms that enough accounts of the sample share, the rarest first: they say most.
fn request(extracted: &Extracted, i: usize) -> String {
    let vocabulary = extracted.requests.vocabulary.terms();
    let mut terms: Vec<_> = extracted.requests.terms[i]
        .iter()
        .filter_map(|&id| vocabulary.get(id as usize))
        .collect();
    terms.sort_by_key(|term| (term.conversations, &term.key));
    let words: Vec<&str> = terms
        .into_iter()
        .take(TERMS)
        .map(|term| term.display.as_str())
        .collect();
    if words.is_empty() {
        "nothing that enough accounts share".to_owned()
    } else {
        words.join(", ")
    }
}
