//! Levels above the base clusters by a model, in the paper's six steps.
//!
//! Per level: the clusters' texts are embedded, cut into neighbourhoods, headings are proposed in each
//! (shown the nearest clusters outside of it), proposals are de-duplicated across neighbourhoods, every
//! cluster is assigned to the best heading (in shuffled order), and each parent is named anew from the
//! children that it got. Source: Clio, arXiv 2412.13678, appendix G.7.
//!
//! Invariant: no parent has a single child, and it ends whatever the model answers: where a step gets
//! no usable answer, the builtin way takes its place for that unit.

mod assign;
mod neighbourhoods;
mod propose;
mod tidy;

pub(crate) use neighbourhoods::SIZE as NEIGHBOURHOOD;

use super::desk::Desk;
use super::naming::{Naming, Shown};
use super::tally::Tally;
use crate::describe::Text;
use crate::hierarchy::{self, Hierarchy};
use crate::llm::LlmError;
use crate::matrix::Matrix;

/// Children of a parent that a model is shown, the largest first.
const SHOWN_CHILDREN: usize = 60;
/// Clusters nearby that a model is shown beside them.
const SHOWN_NEAR: usize = 10;

/// What the levels are built from.
pub(crate) struct Base<'a> {
    /// Texts of the base clusters.
    pub(crate) texts: &'a [Text],
    /// Conversations of each.
    pub(crate) members: &'a [Vec<u32>],
    /// Sentence vectors of texts, one row each, comparable within one call.
    pub(crate) embed: &'a dyn Fn(&[String]) -> Matrix,
    /// What the facet asks of a name, as a sentence.
    pub(crate) criteria: &'a str,
}

/// The words of a group of conversations, and its name by the builtin way.
pub(crate) trait Words: Sync {
    /// Content words of `text` that too few accounts of `members` use.
    fn unsupported(&self, text: &str, members: &[u32]) -> Vec<String>;

    /// Words that enough accounts of `members` use, the most used first.
    fn common(&self, members: &[u32]) -> Vec<String>;

    /// Builtin texts for groups of conversations with the texts of their children, none `taken`.
    fn describe(&self, groups: &[(&[u32], &[Text])], taken: &[Text]) -> Vec<Text>;
}

/// Levels with their texts, and what became of the answers.
pub(crate) struct Built {
    pub(crate) hierarchy: Hierarchy,
    /// `texts[l - 1]` are those of level `l`.
    pub(crate) texts: Vec<Vec<Text>>,
    pub(crate) tally: Tally,
}

/// Builds the levels above `base`.
pub(crate) fn build(
    desk: &Desk<'_>,
    base: &Base<'_>,
    words: &dyn Words,
    step: &dyn Fn(u64),
) -> Result<Built, LlmError> {
    let mut built = Built {
        hierarchy: Hierarchy::default(),
        texts: Vec::new(),
        tally: Tally::default(),
    };
    let mut taken = base.texts.to_vec();
    let mut below: Vec<Text> = base.texts.to_vec();
    let mut members: Vec<Vec<u32>> = base.members.to_vec();
    let sizes = hierarchy::level_sizes(base.texts.len());
    for (level, &size) in sizes.iter().enumerate() {
        let left = sizes.len() - 1 - level;
        let wanted = propose::Wanted::new(size, 2 << left, below.len());
        let (parents, near) = arrange(desk, base, &below, wanted, level as u64, &mut built.tally)?;
        let count = tidy::count(&parents);
        if count < 2 {
            break;
        }
        members = gather(&members, &parents, count);
        let (texts, tally) = name(desk, base, words, &below, &parents, &members, &near, &taken)?;
        built.tally += tally;
        taken.extend_from_slice(&texts);
        below.clone_from(&texts);
        built.texts.push(texts);
        built.hierarchy.parents.push(parents);
        step(1);
    }
    Ok(built)
}

/// Steps one to five: the parent of every cluster, and for every parent the parents near it.
fn arrange(
    desk: &Desk<'_>,
    base: &Base<'_>,
    below: &[Text],
    wanted: propose::Wanted,
    level: u64,
    tally: &mut Tally,
) -> Result<(Vec<u32>, Vec<Vec<usize>>), LlmError> {
    let texts: Vec<String> = below.iter().map(line).collect();
    let vectors = (base.embed)(&texts);
    let hoods = neighbourhoods::cut(&vectors, desk.seed(1, level));
    let proposed = propose::propose(desk, base.criteria, &texts, &hoods, wanted, tally)?;
    let headings = propose::deduplicate(desk, base, proposed, wanted, tally)?;
    let mut parents = None;
    if headings.len() >= wanted.least() {
        let assigned = assign::assign(desk, base.embed, &texts, &headings, level, tally)?;
        let tidied = tidy::tidy(assigned, &vectors);
        parents = Some(tidied).filter(|parents| tidy::count(parents) >= wanted.least());
    }
    let parents = match parents {
        Some(parents) => parents,
        None => {
            tally.replaced += 1;
            builtin(&vectors)
        }
    };
    let near = neighbourhoods::near(&tidy::means(&vectors, &parents), SHOWN_NEAR);
    Ok((parents, near))
}

/// One level by the builtin way.
fn builtin(vectors: &Matrix) -> Vec<u32> {
    hierarchy::build(vectors)
        .parents
        .into_iter()
        .next()
        .unwrap_or_else(|| vec![0; vectors.rows()])
}

/// Step six: every parent is named from its children.
#[allow(
    clippy::too_many_arguments,
    reason = "a step of `build`, which knows all of them"
)]
fn name(
    desk: &Desk<'_>,
    base: &Base<'_>,
    words: &dyn Words,
    below: &[Text],
    parents: &[u32],
    members: &[Vec<u32>],
    near: &[Vec<usize>],
    taken: &[Text],
) -> Result<(Vec<Text>, Tally), LlmError> {
    let mut children: Vec<Vec<Text>> = vec![Vec::new(); members.len()];
    for (text, &parent) in below.iter().zip(parents) {
        children[parent as usize].push(text.clone());
    }
    let groups: Vec<Shown> = (0..members.len())
        .map(|parent| Shown {
            inside: children[parent]
                .iter()
                .take(SHOWN_CHILDREN)
                .map(line)
                .collect(),
            outside: near[parent]
                .iter()
                .filter_map(|&other| children[other].first().map(line))
                .collect(),
            words: words.common(&members[parent]),
            size: members[parent].len(),
        })
        .collect();
    let unsupported = |group: usize, text: &str| words.unsupported(text, &members[group]);
    let builtin = |indices: &[usize], taken: &[Text]| {
        let groups: Vec<(&[u32], &[Text])> = indices
            .iter()
            .map(|&i| (members[i].as_slice(), children[i].as_slice()))
            .collect();
        words.describe(&groups, taken)
    };
    Naming {
        desk: *desk,
        stage: crate::llm::Stage::Hierarchy,
        prompt: super::prompts::Prompt::Rename,
        criteria: base.criteria,
        unsupported: &unsupported,
        builtin: &builtin,
    }
    .name(&groups, taken, &|_| ())
}

/// Name and description as one line: what is embedded and shown.
fn line(text: &Text) -> String {
    format!("{}: {}", text.name, text.description)
}

/// The conversations of every parent, ascending.
fn gather(members: &[Vec<u32>], parents: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut gathered = vec![Vec::new(); count];
    for (members, &parent) in members.iter().zip(parents) {
        gathered[parent as usize].extend_from_slice(members);
    }
    gathered
        .iter_mut()
        .for_each(|members: &mut Vec<u32>| members.sort_unstable());
    gathered
}

#[cfg(test)]
mod tests;
