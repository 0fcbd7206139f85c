//! Names and descriptions by a model, kept only where the words of the group's accounts carry them.
//!
//! Source: Clio, arXiv 2412.13678, appendix G.5. A text goes through: the model's draft, k-support and
//! distinctness, one correction by the model, k-support again, the auditor; where it fails, the builtin
//! namer's text takes its place, so that no cluster is lost for its name.
//!
//! Invariant: of a model's words only those are used that the gate would let through; the gate looks
//! again all the same.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::content_words;

use super::answer::{self, Draft};
use super::audit;
use super::desk::{Desk, Step};
use super::fence::Marked;
use super::prompts::Prompt;
use super::tally::Tally;
use super::template::Filling;
use crate::describe::Text;
use crate::llm::{Ask, LlmError, Stage};

/// Tokens of a name and a description, at most.
const TOKENS: u32 = 500;

/// What a model is shown of a group.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Statements of its members, or the texts of its children; none: the builtin way names it.
    pub(super) inside: Vec<String>,
    /// The same of what is near.
    pub(super) outside: Vec<String>,
    /// Words that enough of its accounts use, the most used first.
    pub(super) words: Vec<String>,
    /// Conversations: the larger group has the first choice of a name.
    pub(super) size: usize,
}

/// Names groups by their indices, other than the names of taken texts.
type Builtin<'a> = &'a dyn Fn(&[usize], &[Text]) -> Vec<Text>;

/// How the groups of one level are named.
pub(super) struct Naming<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) stage: Stage,
    pub(super) prompt: Prompt,
    /// What the facet asks of a name, as a sentence.
    pub(super) criteria: &'a str,
    /// Content words of a text that too few accounts of the group use.
    pub(super) unsupported: &'a (dyn Fn(usize, &str) -> Vec<String> + Sync),
    /// Texts by the builtin way for the groups of these indices, other than those taken.
    pub(super) builtin: Builtin<'a>,
}

impl Naming<'_> {
    /// Names all groups, each name once and none that is `taken`.
    pub(super) fn name(
        &self,
        groups: &[Shown],
        taken: &[Text],
        step: Step<'_>,
    ) -> Result<(Vec<Text>, Tally), LlmError> {
        let mut tally = Tally::default();
        let mut drafts = self.draft(groups, &mut tally, step)?;
        self.correct(groups, &mut drafts, taken, &mut tally)?;
        let mut chosen = self.choose(groups, &drafts, taken);
        self.audit(&mut chosen, &mut tally)?;
        Ok((self.complete(chosen, taken, &mut tally), tally))
    }

    fn draft(
        &self,
        groups: &[Shown],
        tally: &mut Tally,
        step: Step<'_>,
    ) -> Result<Vec<Option<Draft>>, LlmError> {
        let (inside, element) = match self.prompt {
            Prompt::Rename => ("children", "cluster"),
            _ => ("members", "statement"),
        };
        let asked: Vec<usize> = (0..groups.len())
            .filter(|&i| !groups[i].inside.is_empty())
            .collect();
        let asks: Vec<Ask> = asked
            .iter()
            .map(|&i| {
                let list = |texts: &[String]| Filling::Data(Marked::list(element, texts));
                let fillings = [
                    (inside, list(&groups[i].inside)),
                    ("outsiders", list(&groups[i].outside)),
                    ("criteria", Filling::Ours(self.criteria.to_owned())),
                    (
                        "words",
                        Filling::Data(Marked::quote(&groups[i].words.join(", "))),
                    ),
                ];
                self.desk.prompts.ask(self.prompt, &fillings, TOKENS)
            })
            .collect();
        step((groups.len() - asked.len()) as u64);
        let answers = self.desk.ask_all(self.stage, &asks, &answer::draft, step)?;
        tally.count(&answers);
        let mut drafts = vec![None; groups.len()];
        for (index, answer) in asked.into_iter().zip(answers) {
            drafts[index] = answer;
        }
        Ok(drafts)
    }

    /// Asks once more for the drafts that have something wrong with them.
    fn correct(
        &self,
        groups: &[Shown],
        drafts: &mut [Option<Draft>],
        taken: &[Text],
        tally: &mut Tally,
    ) -> Result<(), LlmError> {
        let mut names = Names::of(taken);
        let mut wrong: Vec<(usize, Vec<String>)> = Vec::new();
        for index in by_size(groups) {
            let Some(draft) = &drafts[index] else {
                continue;
            };
            let mut problems = Vec::new();
            let mut missing = (self.unsupported)(index, &draft.name);
            missing.extend((self.unsupported)(index, &draft.description));
            missing.sort_unstable();
            missing.dedup();
            if !missing.is_empty() {
                let missing = missing.join(", ");
                problems.push(format!(
                    "too few people of the group used these words: {missing}"
                ));
            }
            if !names.take(&draft.name) {
                problems.push(
                    "another group has nearly the same name; say what is different".to_owned(),
                );
            }
            if !problems.is_empty() {
                wrong.push((index, problems));
            }
        }
        let asks: Vec<Ask> = wrong
            .iter()
            .filter_map(|(index, problems)| Some((drafts[*index].as_ref()?, index, problems)))
            .map(|(draft, &index, problems)| {
                let mut text = Marked::default();
                text.element("description", None, &draft.description);
                text.element("name", None, &draft.name);
                let fillings = [
                    ("text", Filling::Data(text)),
                    ("problems", Filling::Data(Marked::list("problem", problems))),
                    ("criteria", Filling::Ours(self.criteria.to_owned())),
                    (
                        "words",
                        Filling::Data(Marked::quote(&groups[index].words.join(", "))),
                    ),
                ];
                self.desk.prompts.ask(Prompt::Repair, &fillings, TOKENS)
            })
            .collect();
        let answers = self
            .desk
            .ask_all(self.stage, &asks, &answer::draft, &|_| ())?;
        tally.count(&answers);
        for ((index, _), answer) in wrong.into_iter().zip(answers) {
            if answer.is_some() {
                drafts[index] = answer;
            }
        }
        Ok(())
    }

    /// Which parts of the drafts can be used.
    fn choose(&self, groups: &[Shown], drafts: &[Option<Draft>], taken: &[Text]) -> Vec<Chosen> {
        let mut names = Names::of(taken);
        let mut chosen = vec![Chosen::default(); groups.len()];
        for index in by_size(groups) {
            let Some(draft) = &drafts[index] else {
                continue;
            };
            if (self.unsupported)(index, &draft.name).is_empty() && names.take(&draft.name) {
                chosen[index].name = Some(draft.name.clone());
                if (self.unsupported)(index, &draft.description).is_empty() {
                    chosen[index].description = Some(draft.description.clone());
                }
            }
        }
        chosen
    }

    /// Drops what the auditor, where there is one, does not let through.
    fn audit(&self, chosen: &mut [Chosen], tally: &mut Tally) -> Result<(), LlmError> {
        if !self.desk.asks.has(Stage::Audit) {
            return Ok(());
        }
        let drafts: Vec<(usize, Draft)> = chosen
            .iter()
            .enumerate()
            .filter_map(|(index, chosen)| {
                let name = chosen.name.clone()?;
                let description = chosen.description.clone().unwrap_or_default();
                Some((index, Draft { name, description }))
            })
            .collect();
        let texts: Vec<&Draft> = drafts.iter().map(|(_, draft)| draft).collect();
        let passed = audit::passes(&self.desk, &texts, tally)?;
        for ((index, _), passed) in drafts.iter().zip(passed) {
            if !passed {
                chosen[*index] = Chosen::default();
            }
        }
        Ok(())
    }

    /// Puts builtin texts where the model's are missing.
    fn complete(&self, chosen: Vec<Chosen>, taken: &[Text], tally: &mut Tally) -> Vec<Text> {
        let lacking: Vec<usize> = (0..chosen.len())
            .filter(|&i| chosen[i].name.is_none() || chosen[i].description.is_none())
            .collect();
        tally.replaced += lacking.len() as u64;
        let mut taken = taken.to_vec();
        taken.extend(chosen.iter().filter_map(|chosen| {
            Some(Text {
                name: chosen.name.clone()?,
                description: String::new(),
            })
        }));
        let builtin = if lacking.is_empty() {
            Vec::new()
        } else {
            (self.builtin)(&lacking, &taken)
        };
        let mut builtin = lacking
            .into_iter()
            .zip(builtin)
            .collect::<BTreeMap<usize, Text>>();
        chosen
            .into_iter()
            .enumerate()
            .map(|(index, chosen)| {
                let other = builtin.remove(&index);
                let (name, description) =
                    other.map_or_else(Default::default, |t| (t.name, t.description));
                Text {
                    name: chosen.name.unwrap_or(name),
                    description: chosen.description.unwrap_or(description),
                }
            })
            .collect()
    }
}

/// The parts of a draft that can be used.
#[derive(Debug, Clone, Default)]
struct Chosen {
    name: Option<String>,
    description: Option<String>,
}

/// Names given so far, by their content words in any order.
struct Names(BTreeSet<Vec<String>>);

impl Names {
    fn of(taken: &[Text]) -> Self {
        Self(taken.iter().map(|text| key(&text.name)).collect())
    }

    /// False where the name, or one of the same content words, is taken.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(key(name))
    }
}

/// The content words in order; the whole name where there is none.
fn key(name: &str) -> Vec<String> {
    let mut words = content_words(name);
    if words.is_empty() {
        words.push(name.to_lowercase());
    }
    words.sort_unstable();
    words
}

/// Indices of the groups, the largest first.
fn by_size(groups: &[Shown]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(groups[i].size), i));
    order
}

#[cfg(test)]
mod tests;
