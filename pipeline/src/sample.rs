//! `kleio sample`: a synthetic corpus with its ground truth, for demonstrations and measurements.
//!
//! Invariant: no word in it comes from a real conversation, and nothing in it tells how to do harm.

mod accounts;
mod calendar;
mod cast;
mod compose;
mod dice;
mod material;
mod plan;
mod plant;
mod style;
mod template;
mod wire;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::cast::Seat;
use self::compose::Speaker;
use self::dice::{Dice, below, chance, dice, hex, weighted};
use self::material::Voice;
use self::plan::Plan;
use self::plant::Seeds;
use self::wire::{ASSISTANT, Line, Message, Truth, USER};

/// What kind of sample to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleParams {
    /// How many conversations, 1 to [`SampleParams::MOST`].
    pub conversations: usize,
    /// Same seed and number, same bytes.
    pub seed: u64,
}

impl Default for SampleParams {
    fn default() -> Self {
        Self {
            conversations: 20_000,
            seed: 0,
        }
    }
}

/// Why no sample could be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The number of conversations is out of range.
    #[error(
        "A sample has 1 to {} conversations, and {asked} were asked for. Give another number.",
        SampleParams::MOST
    )]
    Conversations {
        /// What was asked for.
        asked: usize,
    },
    /// The built-in plan is broken.
    #[error("The built-in plan of the sample is broken: {0} Please report this.")]
    Plan(String),
    /// Built-in material is broken; line 0 stands for the whole file.
    #[error(
        "The built-in words of the sample ({file}.txt, line {line}) are broken: {message} Please report this."
    )]
    Material {
        /// Name of the file of words.
        file: &'static str,
        /// Line in it, from 1; 0 where the whole file is meant.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A file could not be written.
    #[error(
        "The sample could not be written: {0}. Check that the disk has room and the place is writable."
    )]
    Write(#[from] std::io::Error),
    /// A line could not be put into JSON.
    #[error("A line of the sample could not be written as JSON: {0}.")]
    Json(#[from] serde_json::Error),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleSummary {
    /// Lines in each of the two files.
    pub conversations: usize,
    /// Different accounts.
    pub accounts: usize,
    /// Topics of the plan, concerning ones included.
    pub topics: usize,
    /// Languages of the plan.
    pub languages: usize,
    /// Conversations of the coordinated campaign.
    pub campaign: usize,
    /// Conversations that hold a canary.
    pub canaries: usize,
    /// Conversations that hold invented personal data.
    pub personal: usize,
}

/// A sample that can be written.
#[derive(Debug, Clone)]
pub struct Sample {
    params: SampleParams,
    plan: Plan,
    voices: Vec<Voice>,
}

impl SampleParams {
    /// The largest sample, in conversations.
    pub const MOST: usize = 10_000_000;

    /// Checks the number and loads the words.
    ///
    /// # Errors
    /// The number is out of range, or (a bug) the built-in material is broken.
    pub fn check(self) -> Result<Sample, SampleError> {
        if !(1..=Self::MOST).contains(&self.conversations) {
            return Err(SampleError::Conversations {
                asked: self.conversations,
            });
        }
        let plan = Plan::load()?;
        let voices = Voice::load(&plan)?;
        Ok(Sample {
            params: self,
            plan,
            voices,
        })
    }
}

/// Where the truth about a sample goes: `sample.jsonl` gives `sample.truth.jsonl` beside it.
#[must_use]
pub fn truth_path(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".jsonl").unwrap_or(&name);
    out.with_file_name(format!("{stem}.truth.jsonl"))
}

impl Sample {
    /// Writes the conversations to `out` and the truth about them to `truth`, as JSON lines in the
    /// same order (that of time).
    ///
    /// # Errors
    /// One of the two cannot be written.
    pub fn write(
        &self,
        out: &mut impl Write,
        truth: &mut impl Write,
    ) -> Result<SampleSummary, SampleError> {
        let (mut out, mut truth) = (BufWriter::new(out), BufWriter::new(truth));
        let mut first = dice(self.params.seed, 0);
        let seats = cast::draw(
            &self.plan,
            &self.voices,
            self.params.conversations,
            &mut first,
        );
        let accounts = seats.iter().map(|s| s.account + 1).max().unwrap_or(0);
        let ids: Vec<String> = (0..accounts)
            .map(|_| format!("acct-{}", hex(&mut first, 12)))
            .collect();
        let seeds = Seeds::draw(seats.len(), &alone(&seats, accounts), &mut first);
        for (at, seat) in seats.iter().enumerate() {
            let mut dice = dice(self.params.seed, at as u64 + 1);
            if let Some(account) = ids.get(seat.account) {
                self.conversation(at, seat, account, &seeds, &mut dice, (&mut out, &mut truth))?;
            }
        }
        out.flush()?;
        truth.flush()?;
        Ok(SampleSummary {
            conversations: seats.len(),
            accounts,
            topics: self.plan.topics.len(),
            languages: self.plan.languages.len(),
            campaign: seats.iter().filter(|s| s.campaign).count(),
            canaries: seeds.canaries(),
            personal: seeds.people(),
        })
    }

    fn conversation(
        &self,
        at: usize,
        seat: &Seat,
        account: &str,
        seeds: &Seeds,
        dice: &mut Dice,
        (out, truth): (&mut impl Write, &mut impl Write),
    ) -> Result<(), SampleError> {
        let parts = (
            self.plan.topics.get(seat.topic),
            self.plan.languages.get(seat.language),
            self.voices.get(seat.language),
        );
        let (Some(topic), Some(language), Some(voice)) = parts else {
            return Ok(());
        };
        let Some(speaker) = Speaker::new(voice, language, topic, seat.subtopic) else {
            return Ok(());
        };
        let [english, other] = topic.flagged;
        let flag_rate = if language.code == "en" {
            english
        } else {
            other
        };
        let mut line = Line {
            conversation_id: format!("conv-{}", hex(dice, 16)),
            account_id: account.to_owned(),
            timestamp: seat.time.to_string(),
            model: ["assistant-large", "assistant-small"][weighted(dice, &[0.3, 0.7])],
            client: ["web", "phone", "desktop", "api"][weighted(dice, &[0.5, 0.35, 0.1, 0.05])],
            flagged: chance(dice, flag_rate),
            ticket: chance(dice, 0.04).then(|| format!("T-{:05}", below(dice, 100_000))),
            messages: messages(&speaker, seat.campaign, dice),
        };
        let planted = seeds.plant(at, &speaker, &mut line, dice);
        write_line(out, &line)?;
        let truth_line = Truth {
            conversation_id: &line.conversation_id,
            topic: &topic.id,
            subtopic: topic
                .subtopics
                .get(seat.subtopic)
                .map_or("", String::as_str),
            language: &language.code,
            concerning: topic.concerning,
            concern: concern(topic.concern, topic.concerning, dice),
            campaign: seat.campaign,
            planted: &planted,
        };
        write_line(truth, &truth_line)
    }
}

/// One to twelve messages, the person's first.
fn messages(speaker: &Speaker<'_>, campaign: bool, dice: &mut Dice) -> Vec<Message> {
    const COUNTS: [usize; 9] = [1, 2, 3, 4, 6, 7, 8, 10, 12];
    let request = if campaign {
        speaker.campaign(dice)
    } else {
        speaker.request(dice)
    };
    let count = if campaign {
        2
    } else {
        COUNTS[weighted(
            dice,
            &[0.05, 0.36, 0.03, 0.25, 0.14, 0.02, 0.07, 0.05, 0.03],
        )]
    };
    let mut asked = std::iter::once(request).chain(speaker.later(count.div_ceil(2) - 1, dice));
    let mut asked: Vec<String> = asked.by_ref().collect();
    asked.reverse();
    (0..count)
        .map(|turn| match turn % 2 {
            0 => Message {
                role: USER,
                content: asked.pop().unwrap_or_default(),
            },
            _ => Message {
                role: ASSISTANT,
                content: speaker.reply(dice),
            },
        })
        .collect()
}

/// The topic's concern, for some conversations one step off; concerning ones stay at 3 or more.
fn concern(usual: u8, concerning: bool, dice: &mut Dice) -> u8 {
    let (least, most) = if concerning { (3, 5) } else { (1, 3) };
    match weighted(dice, &[0.78, 0.14, 0.08]) {
        1 => (usual - 1).max(least),
        2 => (usual + 1).min(most),
        _ => usual,
    }
}

/// Places of the conversations whose account has no other.
fn alone(seats: &[Seat], accounts: usize) -> Vec<usize> {
    let mut counts = vec![0_u32; accounts];
    for seat in seats {
        counts[seat.account] += 1;
    }
    let once = seats
        .iter()
        .enumerate()
        .filter(|(_, s)| counts[s.account] == 1 && !s.campaign);
    once.map(|(at, _)| at).collect()
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), SampleError> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")?;
    Ok(())
}

#[cfg(test)]
mod tests;
