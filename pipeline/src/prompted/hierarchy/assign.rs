//! Assignment: every cluster under the heading that fits it best.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::super::answer;
use super::super::desk::Desk;
use super::super::fence::Marked;
use super::super::prompts::Prompt;
use super::super::tally::Tally;
use super::super::template::Filling;
use super::neighbourhoods::by_distance;
use crate::llm::{Ask, LlmError, Stage};
use crate::matrix::Matrix;

/// Headings of one call, at most: of more, the nearest are shown.
const HEADINGS: usize = 100;
/// Tokens of an answer, at most.
const TOKENS: u32 = 250;

/// The heading of every text, as an index into `headings`, of which there is at least one.
///
/// Each call sees the headings in an order of its own, since models prefer what stands first. Where an
/// answer fails, the heading with the nearest vector is taken.
pub(super) fn assign(
    desk: &Desk<'_>,
    embed: &dyn Fn(&[String]) -> Matrix,
    texts: &[String],
    headings: &[String],
    level: u64,
    tally: &mut Tally,
) -> Result<Vec<u32>, LlmError> {
    let together: Vec<String> = texts.iter().chain(headings).cloned().collect();
    let vectors = embed(&together);
    let lists: Vec<Vec<usize>> = (0..texts.len())
        .map(|text| {
            let mut nearest: Vec<usize> = (texts.len()..together.len()).collect();
            by_distance(vectors.row(text), &vectors, &mut nearest);
            nearest.truncate(HEADINGS);
            nearest.into_iter().map(|row| row - texts.len()).collect()
        })
        .collect();
    let shuffled: Vec<Vec<usize>> = lists
        .iter()
        .enumerate()
        .map(|(text, list)| {
            let seed = desk.seed(3 + level, text as u64);
            let mut list = list.clone();
            list.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            list
        })
        .collect();
    let asks: Vec<Ask> = texts
        .iter()
        .zip(&shuffled)
        .map(|(text, list)| ask(desk, text, list, headings))
        .collect();
    let parse = |reply: &str| answer::number(reply, "heading", headings.len().min(HEADINGS));
    let answers = desk.ask_all(Stage::Hierarchy, &asks, &parse, &|_| ())?;
    tally.count(&answers);
    let chosen = answers
        .iter()
        .zip(&shuffled)
        .zip(&lists)
        .map(|((answer, shuffled), nearest)| {
            let chosen = answer.and_then(|number: usize| shuffled.get(number - 1));
            if chosen.is_none() {
                tally.replaced += 1;
            }
            chosen
                .or(nearest.first())
                .map_or(0, |&heading| heading as u32)
        });
    Ok(chosen.collect())
}

fn ask(desk: &Desk<'_>, text: &str, list: &[usize], headings: &[String]) -> Ask {
    let mut parents = Marked::default();
    for (position, &heading) in list.iter().enumerate() {
        let number = (position + 1).to_string();
        parents.element("heading", Some(("number", &number)), &headings[heading]);
    }
    let fillings = [
        ("cluster", Filling::Data(Marked::quote(text))),
        ("parents", Filling::Data(parents)),
    ];
    desk.prompts.ask(Prompt::Assign, &fillings, TOKENS)
}
