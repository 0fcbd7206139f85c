//! Headings: proposed in every neighbourhood, then one list without doubles.

use super::super::answer;
use super::super::desk::Desk;
use super::super::fence::Marked;
use super::super::prompts::Prompt;
use super::super::tally::Tally;
use super::super::template::Filling;
use super::Base;
use super::neighbourhoods::{self, Neighbourhood};
use crate::llm::{Ask, LlmError, Stage};

/// Tokens of a heading, and of all that is around the headings.
const HEADING_TOKENS: u32 = 25;
const FRAME_TOKENS: u32 = 300;

/// Proposals that are de-duplicated in one call, about.
const AT_ONCE: usize = 120;

/// How many headings a level should have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    count: usize,
    least: usize,
    clusters: usize,
}

impl Wanted {
    /// About `count`, at least `least`, for so many `clusters`.
    pub(super) const fn new(count: usize, least: usize, clusters: usize) -> Self {
        Self {
            count,
            least,
            clusters,
        }
    }

    /// With fewer headings the levels still to come would be lost.
    pub(super) const fn least(self) -> usize {
        self.least
    }

    /// How many are wanted of a `part` of `whole`: about, at least, at most.
    fn share(self, part: usize, whole: usize) -> (usize, usize, usize) {
        let about = (self.count * part).div_ceil(whole.max(1)).max(1);
        (about, (about / 2).max(1), about + about.div_ceil(2))
    }
}

/// Asks for headings in every neighbourhood. One whose answer fails proposes none: its clusters go
/// under the headings of others.
pub(super) fn propose(
    desk: &Desk<'_>,
    criteria: &str,
    texts: &[String],
    hoods: &[Neighbourhood],
    wanted: Wanted,
    tally: &mut Tally,
) -> Result<Vec<String>, LlmError> {
    let largest = hoods
        .iter()
        .map(|hood| hood.inside.len())
        .max()
        .unwrap_or(0);
    let asks: Vec<Ask> = hoods
        .iter()
        .map(|hood| {
            let list = |rows: &[usize]| {
                Filling::Data(Marked::list("cluster", rows.iter().map(|&row| &texts[row])))
            };
            let share = wanted.share(hood.inside.len(), wanted.clusters);
            let fillings = [
                ("clusters", list(&hood.inside)),
                ("outside", list(&hood.outside)),
            ];
            ask(desk, Prompt::Propose, criteria, share, fillings.to_vec())
        })
        .collect();
    let (_, _, most) = wanted.share(largest, wanted.clusters);
    names(desk, &asks, most, tally).map(|answers| answers.into_iter().flatten().flatten().collect())
}

/// Asks for one list of headings in place of all that were `proposed`. Where the answer fails, the
/// proposals stay as they are, each once.
pub(super) fn deduplicate(
    desk: &Desk<'_>,
    base: &Base<'_>,
    proposed: Vec<String>,
    wanted: Wanted,
    tally: &mut Tally,
) -> Result<Vec<String>, LlmError> {
    let proposed = once(proposed);
    if proposed.len() < 2 {
        return Ok(proposed);
    }
    let parts = parts(desk, base, &proposed);
    let asks: Vec<Ask> = parts
        .iter()
        .map(|part| {
            let share = wanted.share(part.len(), proposed.len());
            let fillings = vec![("names", Filling::Data(Marked::list("heading", part)))];
            ask(desk, Prompt::Deduplicate, base.criteria, share, fillings)
        })
        .collect();
    let largest = parts.iter().map(Vec::len).max().unwrap_or(0);
    let answers = names(desk, &asks, largest, tally)?;
    let kept = parts
        .into_iter()
        .zip(answers)
        .flat_map(|(part, answer)| answer.unwrap_or(part));
    Ok(once(kept.collect()))
}

/// The proposals in parts of which each fits one call; what is alike is in the same part.
fn parts(desk: &Desk<'_>, base: &Base<'_>, proposed: &[String]) -> Vec<Vec<String>> {
    if proposed.len() <= AT_ONCE {
        return vec![proposed.to_vec()];
    }
    let count = proposed.len().div_ceil(AT_ONCE);
    let labels = neighbourhoods::labels(&(base.embed)(proposed), count, desk.seed(2, 0));
    let mut parts = vec![Vec::new(); count];
    for (name, label) in proposed.iter().zip(labels) {
        parts[label as usize].push(name.clone());
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn ask(
    desk: &Desk<'_>,
    prompt: Prompt,
    criteria: &str,
    (about, least, most): (usize, usize, usize),
    mut fillings: Vec<(&'static str, Filling)>,
) -> Ask {
    let ours = |text: String| Filling::Ours(text);
    fillings.extend([
        ("count", ours(about.to_string())),
        ("least", ours(least.to_string())),
        ("most", ours(most.to_string())),
        ("criteria", ours(criteria.to_owned())),
    ]);
    let tokens = FRAME_TOKENS + HEADING_TOKENS * u32::try_from(most).unwrap_or(u32::MAX / 100);
    desk.prompts.ask(prompt, &fillings, tokens)
}

fn names(
    desk: &Desk<'_>,
    asks: &[Ask],
    most: usize,
    tally: &mut Tally,
) -> Result<Vec<Option<Vec<String>>>, LlmError> {
    let parse = |reply: &str| answer::names(reply, most);
    let answers = desk.ask_all(Stage::Hierarchy, asks, &parse, &|_| ())?;
    tally.count(&answers);
    Ok(answers)
}

/// Each name once, whatever its capitals.
fn once(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if seen.insert(name.to_lowercase()) {
            kept.push(name);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_about_what_is_wanted() {
        let wanted = Wanted::new(10, 2, 100);
        assert_eq!(wanted.share(100, 100), (10, 5, 15));
        assert_eq!(wanted.share(40, 100), (4, 2, 6));
        assert_eq!(wanted.share(1, 100), (1, 1, 2));
    }

    #[test]
    fn doubles_go_and_the_order_stays() {
        let names = ["Wine", "Bread", "wine"].map(str::to_owned).to_vec();
        assert_eq!(once(names), ["Wine", "Bread"]);
    }
}
