//! One question on its way: the vault, the budget, the pace, the call and its retries, the repair.

mod vectors;

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

use super::book::Shared;
use super::budget::Reached;
use super::cache::{CacheError, End, Reply, Spent};
use super::pace::Pace;
use super::prompt::{Key, Prompt};
use super::retry::{PATIENCE, Retry};
use super::server::{Server, Trouble};
use super::{Failure, LlmError, Rate, Share, Stage, Target, Tokens};

/// So many questions in vain, and not one answered, are taken for a server that answers nothing.
const IN_VAIN: usize = 8;
/// How often at least a call is tried again where a server that does answer is asked too much.
const CROWDED: u32 = 40;

/// A value and the answer it was read from.
pub(super) type Answered<T> = Result<(T, String), Failure>;

/// The way from one stage to its model.
#[derive(Debug)]
pub(super) struct Line {
    stage: Stage,
    target: Target,
    server: Server,
    rate: Option<Rate>,
    retry: Retry,
    pace: Pace,
    answers: AtomicBool,
    in_vain: AtomicUsize,
}

/// Why a question was left.
enum Halt {
    /// Another one has stopped the stage.
    Stopped,
    /// This one stops it.
    Because(LlmError),
}

impl From<CacheError> for Halt {
    fn from(error: CacheError) -> Self {
        Self::Because(error.into())
    }
}

impl Line {
    pub(super) fn new(
        stage: Stage,
        target: &Target,
        server: Server,
        rate: Option<Rate>,
        retry: Retry,
    ) -> Self {
        Self {
            stage,
            target: target.clone(),
            server,
            rate,
            retry,
            pace: Pace::new(target.requests_per_minute, target.tokens_per_minute),
            answers: AtomicBool::new(false),
            in_vain: AtomicUsize::new(0),
        }
    }

    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    pub(super) fn concurrency(&self) -> usize {
        self.target.concurrency.get() as usize
    }

    pub(super) fn key(&self, prompt: &Prompt<'_>, seed: u64) -> Key {
        prompt.key(&self.target, seed)
    }

    /// The answer to a question; `None` where the batch stops. `copies` places want it.
    pub(super) async fn answer<T>(
        &self,
        shared: &Shared,
        batch: &Batch,
        prompt: &Prompt<'_>,
        copies: usize,
        parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
    ) -> Option<Answered<T>> {
        match self.try_answer(shared, batch, prompt, parse).await {
            Ok(answered) => {
                if let Err(failure) = &answered {
                    batch.failed(copies, failure);
                }
                Some(answered)
            }
            Err(Halt::Stopped) => None,
            Err(Halt::Because(error)) => {
                batch.stop(error);
                None
            }
        }
    }

    async fn try_answer<T>(
        &self,
        shared: &Shared,
        batch: &Batch,
        prompt: &Prompt<'_>,
        parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
    ) -> Result<Answered<T>, Halt> {
        let first = match self.reply(shared, batch, prompt).await? {
            Ok(reply) => reply,
            Err(failure) => return Ok(Err(failure)),
        };
        let wrong = match judge(&first, prompt, parse) {
            Err(Wrong::Reason(reason)) => reason,
            Err(Wrong::Refused) => return Ok(Err(Failure::Refused)),
            Ok(value) => return Ok(Ok((value, first.text))),
        };
        shared.count(self.stage, |report| report.repairs += 1);
        let again = prompt.repair(&first.text, &wrong);
        let second = match self.reply(shared, batch, &again).await? {
            Ok(reply) => reply,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(match judge(&second, &again, parse) {
            Ok(value) => Ok((value, second.text)),
            Err(Wrong::Reason(reason)) => Err(Failure::Malformed { reason }),
            Err(Wrong::Refused) => Err(Failure::Refused),
        })
    }

    /// From the vault, else from the server, and then it is in the vault.
    async fn reply(
        &self,
        shared: &Shared,
        batch: &Batch,
        prompt: &Prompt<'_>,
    ) -> Result<Result<Reply, Failure>, Halt> {
        let key = self.key(prompt, shared.seed);
        // By itself: in the condition below, the lock would be held to the end of the block.
        let kept = shared.cache().get(key)?;
        if let Some(reply) = kept {
            shared.cache().own(key, prompt.owners())?;
            shared.count(self.stage, |report| report.kept += 1);
            return Ok(Ok(reply));
        }
        let worst = prompt.worst();
        let aside = shared.budget.set_aside(self.spent(worst)).await;
        let _aside = aside.map_err(|Reached| self.out_of_budget(shared))?;
        let attempt_once = async || self.server.call(prompt).await;
        let called = self.call(shared, batch, key.number(), worst, attempt_once);
        let trouble = match called.await? {
            Ok(reply) => {
                let spent = self.spent(reply.tokens);
                // Spent is spent, even where it cannot be kept.
                shared.budget.spend(spent);
                // Known first whose it is, so that no reply is there that purging would miss.
                shared.cache().own(key, prompt.owners())?;
                shared
                    .cache()
                    .put(key, self.stage, &self.target.model, &reply, spent.dollars)?;
                self.answers.store(true, Ordering::Relaxed);
                shared.count(self.stage, |report| {
                    report.received += 1;
                    report.tokens.add(reply.tokens);
                    report.dollars = self.rate.map(|rate| rate.of(report.tokens));
                });
                return Ok(Ok(reply));
            }
            Err(trouble) => trouble,
        };
        self.in_vain(&trouble)?;
        Ok(Err(Failure::NoAnswer(trouble.to_string())))
    }

    /// Stops where it makes no sense to go on after a call that ended in this trouble.
    fn in_vain(&self, trouble: &Trouble) -> Result<(), Halt> {
        let in_vain = self.in_vain.fetch_add(1, Ordering::Relaxed) + 1;
        let silent = !self.answers.load(Ordering::Relaxed) && in_vain >= IN_VAIN;
        if silent || trouble.is_final() {
            return Err(Halt::Because(self.silent(trouble.to_string())));
        }
        Ok(())
    }

    /// Makes a call, and again where the trouble may pass. `number` is the question's, for draws.
    async fn call<T>(
        &self,
        shared: &Shared,
        batch: &Batch,
        number: u64,
        worst: Tokens,
        attempt_once: impl AsyncFn() -> Result<T, Trouble>,
    ) -> Result<Result<T, Trouble>, Halt> {
        let mut attempt = 0;
        loop {
            batch.unless_stopped(self.pace.turn(worst.total())).await?;
            let trouble = match attempt_once().await {
                Ok(reply) => return Ok(Ok(reply)),
                Err(trouble) => trouble,
            };
            if !trouble.passes() || attempt >= self.retries(&trouble) {
                return Ok(Err(trouble));
            }
            shared.count(self.stage, |report| report.retried += 1);
            let own = match trouble.pause {
                None => self.retry.pause(number, attempt),
                Some(_) => self.retry.beyond(number, attempt),
            };
            let asked = trouble.pause.unwrap_or_default();
            if asked > PATIENCE {
                return Err(Halt::Because(LlmError::Pause {
                    model: self.target.label(),
                    pause: asked,
                }));
            }
            if trouble.is_limit() {
                self.pace.hold(asked.max(own));
            }
            let wait = tokio::time::sleep(asked + own);
            batch.unless_stopped(wait).await?;
            attempt += 1;
        }
    }

    /// A server that only has too much to do gets to every call in time.
    fn retries(&self, trouble: &Trouble) -> u32 {
        let retries = self.retry.retries;
        if trouble.is_limit() && self.answers.load(Ordering::Relaxed) {
            retries.max(CROWDED)
        } else {
            retries
        }
    }

    fn spent(&self, tokens: Tokens) -> Spent {
        Spent {
            dollars: self.rate.map_or(0.0, |rate| rate.of(tokens)),
            tokens: tokens.total(),
        }
    }

    fn out_of_budget(&self, shared: &Shared) -> Halt {
        Halt::Because(LlmError::Budget {
            stage: self.stage.name(),
            budget: shared.budget.in_words(),
            spent: shared.budget.spent_in_words(),
        })
    }

    fn silent(&self, why: String) -> LlmError {
        LlmError::Refused {
            stage: self.stage.name(),
            model: self.target.label(),
            why,
        }
    }

    pub(super) fn batch(&self, asked: usize, max_failures: Share) -> Batch {
        Batch {
            stage: self.stage,
            asked,
            allowed: max_failures.of(asked),
            failed: Cell::new(0),
            stop: RefCell::new(None),
            stopping: Notify::new(),
        }
    }
}

enum Wrong {
    Reason(String),
    Refused,
}

fn judge<T>(
    reply: &Reply,
    prompt: &Prompt<'_>,
    parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
) -> Result<T, Wrong> {
    match reply.end {
        End::Refused => Err(Wrong::Refused),
        End::Cut => Err(Wrong::Reason(format!(
            "It is longer than {} tokens and was cut off there.",
            prompt.max_tokens()
        ))),
        End::Whole => parse(&reply.text).map_err(Wrong::Reason),
    }
}

/// The questions of one call of `ask_all`, and whether they go on.
#[derive(Debug)]
pub(super) struct Batch {
    stage: Stage,
    asked: usize,
    allowed: usize,
    failed: Cell<usize>,
    stop: RefCell<Option<LlmError>>,
    stopping: Notify,
}

impl Batch {
    /// Waits, but not past a stop.
    async fn unless_stopped(&self, wait: impl Future<Output = ()>) -> Result<(), Halt> {
        let stopping = self.stopping.notified();
        if self.stop.borrow().is_some() {
            return Err(Halt::Stopped);
        }
        tokio::select! {
            biased;
            () = stopping => Err(Halt::Stopped),
            () = wait => Ok(()),
        }
    }

    /// The first reason counts.
    fn stop(&self, error: LlmError) {
        self.stop.borrow_mut().get_or_insert(error);
        self.stopping.notify_waiters();
    }

    fn failed(&self, copies: usize, failure: &Failure) {
        let failed = self.failed.get() + copies;
        self.failed.set(failed);
        if failed > self.allowed {
            self.stop(LlmError::TooManyFailures {
                stage: self.stage.name(),
                failed,
                asked: self.asked,
                allowed: self.allowed,
                example: Some(failure.to_string()),
            });
        }
    }

    pub(super) fn outcome(self) -> Result<(), LlmError> {
        self.stop.into_inner().map_or(Ok(()), Err)
    }
}
