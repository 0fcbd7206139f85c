//! `kleio sample`: a synthetic corpus with its ground truth, for demonstrations and measurements.
//!
//! Invariant: no word in it comes from a real conversation, and nothing in it tells how to do harm.

mod about;
mod accounts;
mod calendar;
mod cast;
mod compose;
mod dice;
mod material;
mod plan;
mod plant;
mod scribe;
mod style;
mod template;
mod wire;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub use self::about::about;
use self::cast::Seat;
use self::dice::{dice, hex};
use self::material::Voice;
use self::plan::Plan;
use self::plant::Seeds;
use self::scribe::Scribe;

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
        let mut dice = dice(self.params.seed, 0);
        let (plan, voices) = (&self.plan, self.voices.as_slice());
        let seats = cast::draw(plan, voices, self.params.conversations, &mut dice);
        let accounts = seats.iter().map(|s| s.account + 1).max().unwrap_or(0);
        let ids: Vec<String> = (0..accounts)
            .map(|_| format!("acct-{}", hex(&mut dice, 12)))
            .collect();
        let seeds = Seeds::draw(seats.len(), &alone(&seats, accounts), &mut dice);
        let (mut out, mut truth) = (BufWriter::new(out), BufWriter::new(truth));
        let mut scribe = Scribe::new(plan, voices, &ids, &seeds, self.params.seed);
        for (at, seat) in seats.iter().enumerate() {
            scribe.write(at, seat, &mut out, &mut truth)?;
        }
        out.flush()?;
        truth.flush()?;
        Ok(SampleSummary {
            conversations: seats.len(),
            accounts,
            topics: plan.topics.len(),
            languages: plan.languages.len(),
            campaign: seats.iter().filter(|s| s.campaign).count(),
            canaries: seeds.canaries(),
            personal: seeds.people(),
        })
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

#[cfg(test)]
mod tests;
