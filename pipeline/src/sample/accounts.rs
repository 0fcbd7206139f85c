//! Shares conversations out to accounts: many with one to three, few with fifty and more.

use rand::Rng as _;

use super::dice::{Dice, below, chance};

/// The most conversations that one account has.
const LARGEST: f64 = 160.0;
/// How fast the tail falls; above 1, so that the mean is a few conversations.
const TAIL: f64 = 1.15;
/// Chance that a conversation is about the account's main topic, or else its second one.
const MAIN: f64 = 0.5;
const SECOND: f64 = 0.4;
/// Chance that one conversation of an account is in another language than the rest.
const OTHER_LANGUAGE: f64 = 0.03;

/// The account number of each `(topic, language)`; numbers run from 0 without gaps.
///
/// Accounts take from what is left, so the shares of topics and languages stay as they were drawn.
pub(super) fn share_out(cells: &[(usize, usize)], dice: &mut Dice) -> Vec<usize> {
    let mut owners = vec![0; cells.len()];
    let mut left: Vec<usize> = (0..cells.len()).collect();
    let mut account = 0;
    while let Some(first) = take(&mut left, dice, |_| true) {
        owners[first] = account;
        let (main, language) = cells[first];
        let second = left
            .get(below(dice, left.len()))
            .map_or(main, |&i| cells[i].0);
        for _ in 1..size(dice) {
            let topic = match (chance(dice, MAIN), chance(dice, SECOND)) {
                (true, _) => Some(main),
                (_, true) => Some(second),
                _ => None,
            };
            let any_language = chance(dice, OTHER_LANGUAGE);
            let fits = |i: usize| {
                (any_language || cells[i].1 == language) && topic.is_none_or(|t| cells[i].0 == t)
            };
            if let Some(next) = take(&mut left, dice, fits) {
                owners[next] = account;
            }
        }
        account += 1;
    }
    owners
}

/// How many conversations an account has: a Pareto tail, cut off (about 55 % have one only).
fn size(dice: &mut Dice) -> usize {
    let u: f64 = dice.random_range(LARGEST.powf(-TAIL)..1.0);
    u.powf(-1.0 / TAIL) as usize
}

/// Removes one that fits, looking at a few hundred from a random place on.
fn take(left: &mut Vec<usize>, dice: &mut Dice, fits: impl Fn(usize) -> bool) -> Option<usize> {
    const LOOKS: usize = 400;
    let start = below(dice, left.len());
    let at = (0..left.len().min(LOOKS))
        .map(|step| (start + step) % left.len())
        .find(|&at| left.get(at).is_some_and(|&i| fits(i)))?;
    Some(left.swap_remove(at))
}
