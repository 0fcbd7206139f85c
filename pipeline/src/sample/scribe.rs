//! Writes one conversation after the other, with the truth about each.

use std::collections::HashSet;
use std::io::Write;

use serde::Serialize;

use super::SampleError;
use super::cast::Seat;
use super::compose::Speaker;
use super::dice::{Dice, below, chance, dice, hex, weighted};
use super::material::Voice;
use super::plan::{Plan, Topic};
use super::plant::Seeds;
use super::wire::{ASSISTANT, Line, Message, Truth, USER};

/// Messages in a conversation, and how often each number is met.
const COUNTS: [usize; 9] = [1, 2, 3, 4, 6, 7, 8, 10, 12];
const COUNT_WEIGHTS: [f64; 9] = [0.05, 0.36, 0.03, 0.25, 0.14, 0.02, 0.07, 0.05, 0.03];
/// How often a first message that was there before is thrown away.
const RETRIES: usize = 6;

/// What conversations are written from.
pub(super) struct Scribe<'a> {
    plan: &'a Plan,
    voices: &'a [Voice],
    accounts: &'a [String],
    seeds: &'a Seeds,
    seed: u64,
    asked: HashSet<String>,
}

impl<'a> Scribe<'a> {
    /// `accounts` are the ids by account number.
    pub(super) fn new(
        plan: &'a Plan,
        voices: &'a [Voice],
        accounts: &'a [String],
        seeds: &'a Seeds,
        seed: u64,
    ) -> Self {
        Self {
            plan,
            voices,
            accounts,
            seeds,
            seed,
            asked: HashSet::new(),
        }
    }

    /// Writes conversation number `at`; they must come in order, for first messages not to repeat.
    pub(super) fn write(
        &mut self,
        at: usize,
        seat: &Seat,
        out: &mut impl Write,
        truth: &mut impl Write,
    ) -> Result<(), SampleError> {
        let parts = (
            self.plan.topics.get(seat.topic),
            self.plan.languages.get(seat.language),
            self.voices.get(seat.language),
            self.accounts.get(seat.account),
        );
        let (Some(topic), Some(language), Some(voice), Some(account)) = parts else {
            return Ok(());
        };
        let Some(speaker) = Speaker::new(voice, language, topic, seat.subtopic) else {
            return Ok(());
        };
        let mut dice = dice(self.seed, at as u64 + 1);
        let mut line = Line {
            conversation_id: format!("conv-{}", hex(&mut dice, 16)),
            account_id: account.clone(),
            timestamp: seat.time.to_string(),
            model: ["assistant-large", "assistant-small"][weighted(&mut dice, &[0.3, 0.7])],
            client: ["web", "phone", "desktop", "api"]
                [weighted(&mut dice, &[0.5, 0.35, 0.1, 0.05])],
            flagged: chance(&mut dice, flag_rate(topic, &language.code)),
            ticket: ticket(&mut dice),
            messages: self.messages(&speaker, seat.campaign, &mut dice),
        };
        let planted = self.seeds.plant(at, &speaker, &mut line, &mut dice);
        write_line(out, &line)?;
        let subtopic = topic.subtopics.get(seat.subtopic);
        let about = Truth {
            conversation_id: &line.conversation_id,
            topic: &topic.id,
            subtopic: subtopic.map_or("", String::as_str),
            language: &language.code,
            concerning: topic.concerning,
            concern: concern(topic, &mut dice),
            campaign: seat.campaign,
            planted: &planted,
        };
        write_line(truth, &about)
    }

    /// One to twelve messages, the person's first.
    fn messages(&mut self, speaker: &Speaker<'_>, campaign: bool, dice: &mut Dice) -> Vec<Message> {
        let count = if campaign {
            2
        } else {
            COUNTS[weighted(dice, &COUNT_WEIGHTS)]
        };
        let request = if campaign {
            speaker.campaign(dice)
        } else {
            self.request(speaker, dice)
        };
        let later = speaker.later(count.div_ceil(2) - 1, dice);
        let mut replies = speaker.replies(count / 2, dice).into_iter();
        let mut messages = Vec::with_capacity(count);
        for content in std::iter::once(request).chain(later) {
            messages.push(Message {
                role: USER,
                content,
            });
            messages.extend(replies.next().map(|content| Message {
                role: ASSISTANT,
                content,
            }));
        }
        messages
    }

    /// A first message that (almost always) nobody sent before.
    fn request(&mut self, speaker: &Speaker<'_>, dice: &mut Dice) -> String {
        let mut request = speaker.request(dice);
        for _ in 0..RETRIES {
            if self.asked.insert(request.clone()) {
                break;
            }
            request = speaker.request(dice);
        }
        request
    }
}

fn flag_rate(topic: &Topic, language: &str) -> f64 {
    let [english, other] = topic.flagged;
    if language == "en" { english } else { other }
}

/// A scalar that only some conversations have.
fn ticket(dice: &mut Dice) -> Option<String> {
    chance(dice, 0.04).then(|| format!("T-{:05}", below(dice, 100_000)))
}

/// The topic's concern, for some conversations one step off; concerning ones stay at 3 or more.
fn concern(topic: &Topic, dice: &mut Dice) -> u8 {
    let (least, most) = if topic.concerning { (3, 5) } else { (1, 3) };
    match weighted(dice, &[0.78, 0.14, 0.08]) {
        1 => topic.concern.saturating_sub(1).max(least),
        2 => (topic.concern + 1).min(most),
        _ => topic.concern,
    }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), SampleError> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")?;
    Ok(())
}
