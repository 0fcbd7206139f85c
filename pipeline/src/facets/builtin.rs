//! Facets answered without a model: computed ones, refusals, fields of the input, and rules.

use kleio_shared::facet::ValueKind;
use rayon::prelude::*;

use super::answers::Answers;
use super::declared::{FacetKind, FacetSpec, REFUSAL, TURNS};
use super::measures::Measure;
use super::metadata::Fields;
use super::refusal;
use crate::config::Config;
use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::matching::{self, MatchSpec};

/// The answer of a category where no rule fits.
const NONE_OF_THEM: &str = "none of these";

/// Answers to every facet of `config` that has no field of its own in `Facets` and needs no model,
/// and to the fields of the input that no facet names; in the order of display. A facet that no
/// conversation has an answer to is left out.
pub(super) fn answers(
    conversations: &[Conversation],
    accounts: &[u32],
    config: &Config,
    embedder: &dyn Embedder,
    done: &(dyn Fn(u64) + Sync),
    begins: &(dyn Fn(&'static str, u64) + Sync),
) -> Vec<Answers> {
    let fields = Fields::new(conversations, accounts, config.policy.cell);
    let mut found: Vec<Answers> = Vec::new();
    for spec in &config.facets {
        let answers = match &spec.kind {
            FacetKind::Computed { of, bands } if spec.name != TURNS => {
                computed(spec, *of, bands, conversations)
            }
            FacetKind::Boolean { .. } if spec.shipped && spec.name == REFUSAL => {
                refusals(spec, conversations)
            }
            FacetKind::Boolean { rule } if !rule.is_empty() => {
                begins("rules", conversations.len() as u64);
                let rules = std::slice::from_ref(rule);
                let best = matching::best(rules, conversations, embedder, done);
                let yes = |fits: Option<u32>| Some(u32::from(fits.is_none()));
                closed(spec, best.into_iter().map(yes).collect())
            }
            FacetKind::Category { rules, .. } if !rules.is_empty() => {
                begins("rules", conversations.len() as u64);
                category(spec, rules, conversations, embedder, done)
            }
            FacetKind::Metadata { field } => {
                match fields.answers(&spec.name, field, spec.question.clone()) {
                    Some(answers) => answers,
                    None => continue,
                }
            }
            _ => continue,
        };
        found.push(answers);
    }
    for answers in undeclared(&fields, config) {
        if found.iter().all(|known| known.name != answers.name) {
            found.push(answers);
        }
    }
    found.retain(|answers| answers.cells.iter().any(Option::is_some));
    found
}

/// Facets of the fields that no facet names and that are not left out.
fn undeclared<'a>(
    fields: &'a Fields<'_>,
    config: &'a Config,
) -> impl Iterator<Item = Answers> + 'a {
    fields
        .names()
        .into_iter()
        .filter(|field| {
            let declared = |spec: &FacetSpec| {
                matches!(&spec.kind, FacetKind::Metadata { field: named } if named == field)
            };
            !config.facets.iter().any(declared) && !config.leave_out.iter().any(|name| name == field)
        })
        .filter_map(|field| {
            let taken = config.facets.iter().any(|spec| spec.name == field);
            let name = if taken {
                format!("{field} (given)")
            } else {
                field.to_owned()
            };
            fields.answers(&name, field, None)
        })
        .filter(Answers::tells_apart)
}

fn computed(
    spec: &FacetSpec,
    of: Measure,
    bands: &[u32],
    conversations: &[Conversation],
) -> Answers {
    let cells = conversations
        .par_iter()
        .map(|conversation| of.value(bands, conversation));
    closed(spec, cells.collect())
}

fn refusals(spec: &FacetSpec, conversations: &[Conversation]) -> Answers {
    let cells = conversations
        .par_iter()
        .map(|conversation| refusal::refused(conversation).map(|refused| u32::from(!refused)));
    closed(spec, cells.collect())
}

fn category(
    spec: &FacetSpec,
    rules: &[MatchSpec],
    conversations: &[Conversation],
    embedder: &dyn Embedder,
    done: &(dyn Fn(u64) + Sync),
) -> Answers {
    let none = rules.len() as u32;
    let best = matching::best(rules, conversations, embedder, done);
    let mut answers = closed(
        spec,
        best.into_iter()
            .map(|best| Some(best.unwrap_or(none)))
            .collect(),
    );
    answers.values.push(NONE_OF_THEM.to_owned());
    answers
}

fn closed(spec: &FacetSpec, cells: Vec<Option<u32>>) -> Answers {
    Answers {
        name: spec.name.clone(),
        kind: spec.kind.shown_as().unwrap_or(ValueKind::Category),
        question: spec.question.clone(),
        values: spec.kind.values(),
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigFile;
    use crate::conversation::{Message, Role};
    use crate::embed::lexical::{Lexical, LexicalParams};

    fn conversation(user: &str, model: &str) -> Conversation {
        Conversation {
            turns: 1,
            messages: vec![Message {
                role: Role::User,
                content: user.to_owned(),
                ..Message::default()
            }],
            metadata: [("model".to_owned(), model.to_owned())].into(),
            ..Conversation::default()
        }
    }

    fn found(file: &str) -> Vec<Answers> {
        let config = ConfigFile::parse(file)
            .unwrap()
            .check(Default::default())
            .unwrap();
        let texts = ["Bake a cake", "Book a flight", "Why is the sky blue?"];
        let conversations: Vec<Conversation> = (0..90)
            .map(|i| conversation(texts[i % 3], ["one", "two"][i % 2]))
            .collect();
        let accounts: Vec<u32> = (0..90).collect();
        let lexical = Lexical::new(LexicalParams::default());
        answers(
            &conversations,
            &accounts,
            &config,
            &lexical,
            &|_| (),
            &|_, _| (),
        )
    }

    #[test]
    fn rules_and_fields_become_facets_and_unanswerable_ones_do_not() {
        let found = found(
            "[[facets]]\nname = \"travels\"\nkind = \"boolean\"\nterms = [\"flight\"]\n\
             [[facets]]\nname = \"subject\"\nkind = \"category\"\nvalues = [\"food\", \"travel\"]\n\
             terms = { food = [\"cake\"], travel = [\"flights\"] }\n",
        );
        let names: Vec<&str> = found.iter().map(|a| a.name.as_str()).collect();
        // No replies: no refusals; no times: no hour of the week.
        assert_eq!(names, ["length", "travels", "subject", "model"]);
        let [_, travels, subject, model] = &found[..] else {
            panic!()
        };
        assert_eq!(travels.values, ["yes", "no"]);
        assert_eq!(travels.cells[..3], [Some(1), Some(0), Some(1)]);
        assert_eq!(subject.values, ["food", "travel", NONE_OF_THEM]);
        assert_eq!(subject.cells[..3], [Some(0), Some(1), Some(2)]);
        assert_eq!(model.values, ["one", "two"]);
    }

    #[test]
    fn fields_can_be_left_out_or_named() {
        let found = found(
            "leave_out = [\"length\"]\n\
             [[facets]]\nname = \"assistant\"\nkind = \"metadata\"\nfield = \"model\"\n",
        );
        let names: Vec<&str> = found.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["assistant"]);
    }
}
