//! Plants what a release must never show: canaries, each of them once, and personal data.

use std::collections::{BTreeMap, BTreeSet};

use super::compose::Speaker;
use super::dice::{Dice, below, chance, hex, pick, shuffle};
use super::wire::{ASSISTANT, Line, Planted, USER};

/// Conversations with a canary, where the sample is large enough.
const CANARIES: usize = 200;
/// A smaller sample has one canary in so many conversations.
const CONVERSATIONS_PER_CANARY: usize = 20;
/// Personal data is in one of so many conversations.
const CONVERSATIONS_PER_PERSON: usize = 50;

/// What to plant into which conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Seeds {
    canaries: BTreeMap<usize, (Place, String)>,
    people: BTreeSet<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    UserMessage,
    AssistantReply,
    AccountId,
    Metadata,
}

impl Seeds {
    /// Draws them for `conversations`; `alone` are those whose account has no other one, so that a
    /// canary in the account id stands in the corpus once.
    pub(super) fn draw(conversations: usize, alone: &[usize], dice: &mut Dice) -> Self {
        let count = CANARIES.min(conversations / CONVERSATIONS_PER_CANARY);
        let mut alone = alone.to_vec();
        shuffle(dice, &mut alone);
        let mut words = BTreeSet::new();
        let mut canaries = BTreeMap::new();
        while canaries.len() < count {
            let place = match canaries.len() % 20 {
                0..=10 => Place::UserMessage,
                11..=15 => Place::AssistantReply,
                16..=17 => Place::AccountId,
                _ => Place::Metadata,
            };
            let place = if alone.is_empty() {
                Place::UserMessage
            } else {
                place
            };
            let at = match place {
                Place::AccountId => alone.pop().unwrap_or_default(),
                _ => below(dice, conversations),
            };
            let word = canary(dice);
            if !canaries.contains_key(&at) && words.insert(word.clone()) {
                canaries.insert(at, (place, word));
            }
        }
        let people = (0..conversations / CONVERSATIONS_PER_PERSON)
            .map(|_| below(dice, conversations))
            .collect();
        Self { canaries, people }
    }

    /// How many canaries there are.
    pub(super) fn canaries(&self) -> usize {
        self.canaries.len()
    }

    /// How many conversations hold personal data.
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }

    /// Plants what belongs into conversation number `at`; returns what that was.
    pub(super) fn plant(
        &self,
        at: usize,
        speaker: &Speaker<'_>,
        line: &mut Line,
        dice: &mut Dice,
    ) -> Vec<Planted> {
        let mut planted = Vec::new();
        if self.people.contains(&at) {
            planted.extend(person(speaker, line, dice));
        }
        if let Some((place, canary)) = self.canaries.get(&at) {
            place.put(canary, speaker, line, dice);
            planted.push(Planted {
                kind: "canary",
                place: place.name(),
                text: canary.clone(),
            });
        }
        planted
    }
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::UserMessage => "user_message",
            Self::AssistantReply => "assistant_reply",
            Self::AccountId => "account_id",
            Self::Metadata => "metadata",
        }
    }

    fn put(self, canary: &str, speaker: &Speaker<'_>, line: &mut Line, dice: &mut Dice) {
        let values = [("canary", canary)];
        match self {
            Self::UserMessage => {
                let sentence = speaker.bound("canary", &values, dice);
                say(line, USER, &sentence, speaker);
            }
            Self::AssistantReply => {
                let sentence = speaker.bound("canary_reply", &values, dice);
                say(line, ASSISTANT, &sentence, speaker);
            }
            Self::AccountId => line.account_id = format!("acct-{canary}"),
            Self::Metadata => line.ticket = Some(canary.to_owned()),
        }
    }
}

/// Puts a sentence behind the first message of `role`, or makes one where there is none.
fn say(line: &mut Line, role: &'static str, sentence: &str, speaker: &Speaker<'_>) {
    match line.messages.iter_mut().find(|m| m.role == role) {
        Some(message) if message.content.contains("\n\n") => {
            message.content.push_str(&format!("\n\n{sentence}"));
        }
        Some(message) => speaker.append(&mut message.content, sentence),
        None => line.messages.push(super::wire::Message {
            role,
            content: sentence.to_owned(),
        }),
    }
}

/// A marked string, or a word that could be a name and is none.
fn canary(dice: &mut Dice) -> String {
    const SYLLABLES: [&str; 24] = [
        "vor", "zim", "quel", "thra", "plox", "ewi", "drun", "kya", "osh", "mbel", "ruv", "jant",
        "fisk", "ulo", "gwen", "tarb", "yxi", "polm", "sney", "abru", "crad", "ilth", "noz",
        "wurp",
    ];
    const WORDS: [&str; 8] = [
        "marrow", "tinder", "basalt", "thistle", "cobalt", "pewter", "juniper", "lantern",
    ];
    if chance(dice, 0.5) {
        let word = pick(dice, &WORDS).copied().unwrap_or_default();
        return format!("KLEIO-CANARY-{word}-{}", hex(dice, 8));
    }
    let mut word: String = (0..5)
        .filter_map(|_| pick(dice, &SYLLABLES))
        .copied()
        .collect();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// Lets the person give a name and what else the sentence asks for.
fn person(speaker: &Speaker<'_>, line: &mut Line, dice: &mut Dice) -> Vec<Planted> {
    let email = format!(
        "{}@{}",
        speaker.bound("mail_user", &[], dice),
        speaker.bound("mail_host", &[], dice)
    );
    let values = [
        ("person", "name", speaker.bound("person", &[], dice)),
        ("email", "email", email),
        ("phone", "phone", speaker.bound("phone", &[], dice)),
        ("address", "address", speaker.bound("address", &[], dice)),
        ("card", "card", card(dice)),
    ];
    let bound = values
        .each_ref()
        .map(|(slot, _, text)| (*slot, text.as_str()));
    let sentence = speaker.bound("personal", &bound, dice);
    say(line, USER, &sentence, speaker);
    values
        .into_iter()
        .filter(|(_, _, text)| sentence.contains(text.as_str()))
        .map(|(_, kind, text)| Planted {
            kind,
            place: "user_message",
            text,
        })
        .collect()
}

/// A number that passes Luhn's check but belongs to no bank (it begins as a test number does).
fn card(dice: &mut Dice) -> String {
    let mut digits: Vec<u32> = vec![4, 0, 0, 0, 0, 0];
    digits.extend((0..9).map(|_| below(dice, 10) as u32));
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, digit) {
            (0, 5..) => 2 * digit - 9,
            (0, _) => 2 * digit,
            _ => digit,
        })
        .sum();
    digits.push((10 - sum % 10) % 10);
    let text: String = digits
        .into_iter()
        .filter_map(|d| char::from_digit(d, 10))
        .collect();
    let parts = [
        text.get(..4),
        text.get(4..8),
        text.get(8..12),
        text.get(12..),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::dice::dice;

    #[test]
    fn cards_pass_the_check_of_luhn() {
        let mut dice = dice(3, 0);
        for _ in 0..100 {
            let card = card(&mut dice);
            let digits = card.chars().filter_map(|c| c.to_digit(10));
            let sum: u32 = digits
                .rev()
                .enumerate()
                .map(|(i, d)| {
                    if i % 2 == 1 {
                        (2 * d) / 10 + (2 * d) % 10
                    } else {
                        d
                    }
                })
                .sum();
            assert_eq!((card.len(), sum % 10), (19, 0), "{card}");
        }
    }
}
