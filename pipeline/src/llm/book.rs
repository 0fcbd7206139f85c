//! What everything that asks a provider in one vault shares: replies, budget, prices, counts.
//!
//! Invariant: a vault has one book while a run lasts, so that sentence vectors and answers draw on the
//! same budget.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::budget::Budget;
use super::cache::Cache;
use super::report::Tally;
use super::{LlmError, ModelsConfig, Prices, Rate, Stage, StageReport, Target};
use crate::vault::Seal;

/// The replies in a vault, what they may cost, and what was asked. Clones are the same book.
#[derive(Debug, Clone)]
pub struct Book(Arc<Shared>);

/// What is behind a [`Book`].
#[derive(Debug)]
pub(super) struct Shared {
    cache: Mutex<Cache>,
    pub(super) budget: Budget,
    prices: Prices,
    needs_prices: bool,
    tally: Mutex<Tally>,
    pub(super) seed: u64,
}

impl Book {
    /// Opens the cache of replies in the directory `vault`, and reads prices and budget of `config`.
    /// `seed` is sent to providers that take one, and draws the jitter of pauses.
    ///
    /// # Errors
    /// When the configuration or its prices are wrong, or the cache cannot be used.
    pub fn open(config: &ModelsConfig, vault: &Path, seed: u64) -> Result<Self, LlmError> {
        Self::open_sealed(config, vault, None, seed)
    }

    /// As [`Self::open`], in a vault that is encrypted where there is a `seal`.
    pub(crate) fn open_sealed(
        config: &ModelsConfig,
        vault: &Path,
        seal: Option<&Seal>,
        seed: u64,
    ) -> Result<Self, LlmError> {
        let valid = config.check()?;
        let prices = valid.prices()?;
        let cache = Cache::open(vault, seal)?;
        let spent = cache.spent()?;
        Ok(Self(Arc::new(Shared {
            cache: Mutex::new(cache),
            budget: Budget::new(valid.budget, spent),
            prices,
            needs_prices: valid.budget.dollars.is_some(),
            tally: Mutex::new(Tally::default()),
            seed,
        })))
    }

    /// What was asked, answered, failed and spent since the book was opened, by stage, of stages that
    /// asked anything.
    #[must_use]
    pub fn report(&self) -> Vec<(Stage, StageReport)> {
        self.0.tally().stages()
    }

    /// What is spent in this vault over all its runs, for people.
    #[must_use]
    pub fn spent(&self) -> String {
        self.0.budget.all_spent_in_words()
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.0
    }

    /// The price of a stage's model, without which a budget in dollars cannot be kept.
    pub(super) fn rate(&self, stage: Stage, target: &Target) -> Result<Option<Rate>, LlmError> {
        let rate = self.0.prices.rate(target);
        if rate.is_none() && self.0.needs_prices {
            return Err(LlmError::NoPrice {
                stage: stage.name(),
                model: target.label(),
            });
        }
        Ok(rate)
    }
}

impl Shared {
    pub(super) fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self, stage: Stage, count: impl FnOnce(&mut StageReport)) {
        count(self.tally().of(stage));
    }
}
