//! The models of a run, and the one way to ask them.

use std::collections::BTreeMap;
use std::path::Path;

use futures::{StreamExt as _, stream};

use super::answer::{Answered, Line};
use super::book::Book;
use super::prompt::{Key, Prompt};
use super::retry::Retry;
use super::server::{Http, Server};
use super::{Ask, Failure, LlmError, ModelsConfig, Stage, StageReport, Target, ValidModels};

/// The models of a run. Blocking; must not be used from within an asynchronous runtime.
#[derive(Debug)]
pub struct Models {
    runtime: tokio::runtime::Runtime,
    valid: ValidModels,
    lines: Vec<Line>,
    book: Book,
}

impl Models {
    /// Reads keys from the environment and opens the cache of replies in the directory `vault`.
    ///
    /// `seed` is sent to providers that take one, and draws the jitter of pauses.
    ///
    /// # Errors
    /// When the configuration is wrong, a key or a price is missing, or the cache cannot be used.
    pub fn open(config: &ModelsConfig, vault: &Path, seed: u64) -> Result<Self, LlmError> {
        Self::with_book(config, Book::open(config, vault, seed)?)
    }

    /// As [`Self::open`], with a book that others may share.
    ///
    /// # Errors
    /// When the configuration is wrong, or a key or a price is missing.
    pub fn with_book(config: &ModelsConfig, book: Book) -> Result<Self, LlmError> {
        let valid = config.check()?;
        let seed = book.shared().seed;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| LlmError::Client(e.to_string()))?;
        let mut http = Http::new(valid.timeout);
        let mut lines = Vec::new();
        for stage in Stage::ALL {
            let Some(target) = valid.target(stage) else {
                continue;
            };
            let rate = book.rate(stage, target)?;
            let server = Server::new(stage, target, &mut http, seed)?;
            let retry = Retry::new(valid.retries, valid.first_pause, seed);
            lines.push(Line::new(stage, target, server, rate, retry));
        }
        Ok(Self {
            runtime,
            lines,
            book,
            valid,
        })
    }

    /// Who answers for a stage; `None` where it has no model. What its answers depend on is what
    /// this serialises to.
    #[must_use]
    pub fn target(&self, stage: Stage) -> Option<&Target> {
        self.valid.target(stage)
    }

    /// What was asked, answered, failed and spent so far, by stage, of stages that asked anything.
    #[must_use]
    pub fn report(&self) -> Vec<(Stage, StageReport)> {
        self.book.report()
    }

    /// Asks all questions of a stage; the answers come in their order.
    ///
    /// `parse` reads an answer, or says what is wrong with it, in words for the model, which is then
    /// asked once more. It must always say the same of the same answer. `step` is told how many
    /// further questions are done; the counts add up to the number of questions.
    ///
    /// # Errors
    /// When the budget is reached, more questions fail than the user allows, the provider answers
    /// nothing, or the cache cannot be used. What was received until then is in the vault.
    pub fn ask_all<T>(
        &self,
        stage: Stage,
        asks: &[Ask],
        parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
        step: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Result<T, Failure>>, LlmError> {
        let line = self
            .lines
            .iter()
            .find(|line| line.stage() == stage)
            .ok_or(LlmError::NoModel(stage.name()))?;
        let groups = self.distinct(line, asks);
        let batch = line.batch(asks.len(), self.valid.max_failures);
        let mut answers: Vec<Option<Result<T, Failure>>> = asks.iter().map(|_| None).collect();
        let (shared, going) = (self.book.shared(), &batch);
        self.runtime.block_on(async {
            let mut arriving = stream::iter(&groups)
                .map(|group| async move {
                    let copies = group.places.len();
                    let answer = line.answer(shared, going, &group.prompt, copies, parse);
                    (group, answer.await)
                })
                .buffer_unordered(line.concurrency());
            // After a stop no further call begins, but those under way are waited for: they are paid.
            while let Some((group, answered)) = arriving.next().await {
                if let Some(answered) = answered {
                    step(group.places.len() as u64);
                    place(group, answered, parse, &mut answers);
                }
            }
        });
        shared.count(stage, |report| report.count(&answers));
        batch.outcome()?;
        let answers: Option<Vec<_>> = answers.into_iter().collect();
        answers.ok_or(LlmError::Lost(stage.name()))
    }

    /// Equal questions are asked once.
    fn distinct<'a>(&self, line: &Line, asks: &'a [Ask]) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        for (place, ask) in asks.iter().enumerate() {
            let prompt = Prompt::first(ask);
            let key = line.key(&prompt, self.book.shared().seed);
            let group = *known.entry(key).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => {
                    group.prompt.shared_with(ask);
                    group.places.push(place);
                }
                None => groups.push(Group {
                    prompt,
                    places: vec![place],
                }),
            }
        }
        groups
    }
}

/// A question and everybody who asks it.
struct Group<'a> {
    prompt: Prompt<'a>,
    places: Vec<usize>,
}

fn place<T>(
    group: &Group<'_>,
    answered: Answered<T>,
    parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
    answers: &mut [Option<Result<T, Failure>>],
) {
    let (first, kept) = match answered {
        Ok((value, text)) => (Ok(value), Ok(text)),
        Err(failure) => (Err(failure.clone()), Err(failure)),
    };
    let again = || match &kept {
        Ok(text) => parse(text).map_err(|reason| Failure::Malformed { reason }),
        Err(failure) => Err(failure.clone()),
    };
    let mut first = Some(first);
    for place in &group.places {
        if let Some(answer) = answers.get_mut(*place) {
            *answer = Some(first.take().unwrap_or_else(again));
        }
    }
}
