//! What an attacker plants, and how a guess is judged.

use std::collections::BTreeSet;

use super::*;

#[test]
fn no_candidate_stands_for_two_symptoms() {
    let all: Vec<&str> = SYMPTOMS
        .iter()
        .flat_map(|(_, diagnoses)| *diagnoses)
        .collect();
    let different: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(different.len(), all.len());
    let inside = |a: &&&str| all.iter().any(|b| b != *a && b.contains(**a));
    assert_eq!(all.iter().find(inside), None);
}

#[test]
fn the_adaptive_attacker_stays_just_below_the_support_of_a_word() {
    for accounts in [5, 50] {
        let target = targets(0)[0];
        let lines = planted(&target, 0, Attacker::Adaptive, accounts);
        assert_eq!(lines.len(), PLANTED);
        for candidate in target.candidates() {
            let users: BTreeSet<&str> = lines
                .iter()
                .filter(|line| {
                    line["messages"][0]["content"]
                        .as_str()
                        .unwrap()
                        .contains(candidate)
                })
                .map(|line| line["account_id"].as_str().unwrap())
                .collect();
            assert_eq!(
                users.len(),
                JUST_TOO_FEW,
                "{candidate} with {accounts} accounts"
            );
        }
    }
}

#[test]
fn blind_guesses_are_right_once_in_five() {
    let right: usize = (0..200)
        .flat_map(|round| {
            targets(round)
                .into_iter()
                .enumerate()
                .map(move |(n, t)| (round, n, t))
        })
        .filter(|(round, number, target)| {
            scrambled(*round, *number, 4) % CANDIDATES == target.diagnosis
        })
        .count();
    assert!((350..=450).contains(&right), "{right} of 2000");
}
