//! `[models]` of a configuration: which model answers for which stage, and within what limits.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::target::{BaseUrl, Effort, Provider, Share, Target};
use super::{LlmError, Prices, Stage};

/// The model's name that stands for Kleio's own way of doing a stage.
const BUILTIN: &str = "builtin";
const CONCURRENCY: u32 = 8;
const TIMEOUT_SECONDS: u32 = 120;
const RETRIES: u32 = 5;
const FIRST_PAUSE_SECONDS: f64 = 1.0;

/// `[models]` as written. What is said here holds for every stage that does not say otherwise.
///
/// Single values are checked as they are read, so that an error has its line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelsConfig {
    /// Whose protocol is spoken: `openai`, `anthropic`, `ollama` …
    pub provider: Option<Provider>,
    /// The server, where it is not the provider's own.
    pub url: Option<BaseUrl>,
    /// The model's name at the provider, or `builtin`.
    pub model: Option<String>,
    /// The environment variable that holds the key; never the key itself.
    pub key_env: Option<String>,
    /// Sampling temperature of all stages; without it each has the paper's.
    pub temperature: Option<Temperature>,
    /// How long a reasoning model may think.
    pub effort: Option<Effort>,
    /// Calls at a time.
    pub concurrency: Option<NonZeroU32>,
    /// Calls a minute.
    pub requests_per_minute: Option<NonZeroU32>,
    /// Tokens a minute.
    pub tokens_per_minute: Option<NonZeroU32>,
    /// Seconds that an answer may take.
    pub timeout_seconds: Option<NonZeroU32>,
    /// How often a call that met a passing trouble is tried again.
    pub retries: Option<u32>,
    /// Seconds of the first pause before a call is tried again; each further one is twice as long.
    pub first_pause_seconds: Option<f64>,
    /// The share of a stage's questions that may fail before the run stops.
    pub max_failures: Option<Share>,
    /// What may be spent in a vault.
    pub budget: BudgetConfig,
    /// Prices that add to Kleio's and replace them.
    pub prices: Option<PathBuf>,
    /// A directory of prompts that take the place of Kleio's (see `pipeline/prompts`).
    pub prompts: Option<PathBuf>,
    /// `[models.screen]`.
    pub screen: Option<StageModel>,
    /// `[models.facets]`.
    pub facets: Option<StageModel>,
    /// `[models.describe]`.
    pub describe: Option<StageModel>,
    /// `[models.hierarchy]`.
    pub hierarchy: Option<StageModel>,
    /// `[models.audit]`.
    pub audit: Option<StageModel>,
}

/// `[models.STAGE]`: what is different for one stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StageModel {
    /// See [`ModelsConfig::provider`]. With it, neither `url` nor `key_env` is taken from there.
    pub provider: Option<Provider>,
    /// See [`ModelsConfig::url`]. With it, `key_env` is not taken from there.
    pub url: Option<BaseUrl>,
    /// See [`ModelsConfig::model`].
    pub model: Option<String>,
    /// See [`ModelsConfig::key_env`].
    pub key_env: Option<String>,
    /// See [`ModelsConfig::temperature`].
    pub temperature: Option<Temperature>,
    /// See [`ModelsConfig::effort`].
    pub effort: Option<Effort>,
    /// See [`ModelsConfig::concurrency`].
    pub concurrency: Option<NonZeroU32>,
    /// See [`ModelsConfig::requests_per_minute`].
    pub requests_per_minute: Option<NonZeroU32>,
    /// See [`ModelsConfig::tokens_per_minute`].
    pub tokens_per_minute: Option<NonZeroU32>,
}

/// `[models] budget = { dollars = 5.0, tokens = 2_000_000 }`; counted over all runs in a vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BudgetConfig {
    /// US dollars, by the prices known to Kleio.
    pub dollars: Option<f64>,
    /// Tokens of questions and answers.
    pub tokens: Option<u64>,
}

/// A temperature, or `"default"` for models that take none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Temperature {
    /// From 0 to 2.
    Is(f64),
    /// Whatever the provider's default is; nothing is sent.
    Left(LeftToProvider),
}

/// The word `"default"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeftToProvider {
    /// The provider's.
    Default,
}

/// A checked `[models]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidModels {
    targets: [Option<Target>; Stage::ALL.len()],
    pub(super) timeout: Duration,
    pub(super) retries: u32,
    pub(super) first_pause: Duration,
    pub(super) max_failures: Share,
    pub(super) budget: BudgetConfig,
    prices: Option<PathBuf>,
}

/// Why `[models]` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelsConfigError {
    /// A stage has a model and no provider.
    #[error(
        "The stage {0} has a model and no provider in [models]. Add provider = \"openai\" with the url of your server, or another provider."
    )]
    NoProvider(&'static str),
    /// A stage has a provider and no model.
    #[error("[models.{0}] names no model. Add model = \"…\", or model = \"builtin\".")]
    NoModel(&'static str),
    /// A provider and no model for any stage.
    #[error(
        "[models] names no model. Add model = \"…\" there, or in [models.facets], [models.describe] and the other stages."
    )]
    NoModelAtAll,
    /// Out of range.
    #[error("{what} in [models{}{}] is {value}. Write a number {range}.", if .stage.is_some() { "." } else { "" }, .stage.unwrap_or_default())]
    Range {
        /// The stage whose own table has the key.
        stage: Option<&'static str>,
        /// The key.
        what: &'static str,
        /// What it is.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
}

impl ModelsConfigError {
    /// The keys below `[models]` that lead to what is wrong; the last of them need not be there.
    #[must_use]
    pub fn path(&self) -> Vec<&'static str> {
        match self {
            Self::NoProvider(stage) | Self::NoModel(stage) => vec![stage],
            Self::NoModelAtAll => Vec::new(),
            Self::Range { stage, what, .. } => {
                let keys = what.split('.');
                stage.iter().copied().chain(keys).collect()
            }
        }
    }
}

impl ModelsConfig {
    fn of(&self, stage: Stage) -> Option<&StageModel> {
        match stage {
            Stage::Screen => self.screen.as_ref(),
            Stage::Facets => self.facets.as_ref(),
            Stage::Describe => self.describe.as_ref(),
            Stage::Hierarchy => self.hierarchy.as_ref(),
            Stage::Audit => self.audit.as_ref(),
            Stage::Embed => None,
        }
    }

    /// Fills in defaults and checks what single values cannot tell.
    ///
    /// # Errors
    /// When a stage lacks a model or a provider, or a number is out of range.
    pub fn check(&self) -> Result<ValidModels, ModelsConfigError> {
        let mut targets = [const { None }; Stage::ALL.len()];
        for (place, stage) in targets.iter_mut().zip(Stage::ALL) {
            *place = self.target(stage)?;
        }
        let asks_for_a_model = self.provider.is_some() || self.url.is_some();
        if asks_for_a_model && self.model.is_none() && targets.iter().all(Option::is_none) {
            return Err(ModelsConfigError::NoModelAtAll);
        }
        let first_pause = self.first_pause_seconds.unwrap_or(FIRST_PAUSE_SECONDS);
        in_range(
            None,
            "first_pause_seconds",
            first_pause,
            0.0..=60.0,
            "from 0 to 60",
        )?;
        if let Some(dollars) = self.budget.dollars {
            let any = 0.0..=f64::MAX;
            in_range(None, "budget.dollars", dollars, any, "of at least 0")?;
        }
        let timeout = self
            .timeout_seconds
            .map_or(TIMEOUT_SECONDS, NonZeroU32::get);
        Ok(ValidModels {
            targets,
            timeout: Duration::from_secs(timeout.into()),
            retries: self.retries.unwrap_or(RETRIES),
            first_pause: Duration::from_secs_f64(first_pause),
            max_failures: self.max_failures.unwrap_or_default(),
            budget: self.budget,
            prices: self.prices.clone(),
        })
    }

    /// `None` where the stage is done without a model.
    fn target(&self, stage: Stage) -> Result<Option<Target>, ModelsConfigError> {
        let none = StageModel::default();
        let own = self.of(stage).unwrap_or(&none);
        let Some(model) = own.model.clone().or_else(|| self.model.clone()) else {
            return if self.of(stage).is_some() {
                Err(ModelsConfigError::NoModel(stage.name()))
            } else {
                Ok(None)
            };
        };
        if model == BUILTIN {
            return Ok(None);
        }
        let provider = own
            .provider
            .or(self.provider)
            .ok_or(ModelsConfigError::NoProvider(stage.name()))?;
        // A key must not be sent to a server that it was not meant for.
        let other_provider = own.provider.is_some();
        let url = own
            .url
            .clone()
            .or_else(|| self.url.clone().filter(|_| !other_provider));
        let other_server = other_provider || own.url.is_some();
        let key_env = own
            .key_env
            .clone()
            .or_else(|| self.key_env.clone().filter(|_| !other_server))
            .or_else(|| {
                provider
                    .default_key_env()
                    .filter(|_| url.is_none())
                    .map(str::to_owned)
            });
        let temperature = match own.temperature.or(self.temperature) {
            None => Some(stage.temperature()),
            Some(Temperature::Left(LeftToProvider::Default)) => None,
            Some(Temperature::Is(value)) => {
                in_range(
                    own.temperature.map(|_| stage.name()),
                    "temperature",
                    value,
                    0.0..=2.0,
                    "from 0 to 2, or \"default\"",
                )?;
                Some(value)
            }
        };
        let concurrency = own.concurrency.or(self.concurrency);
        Ok(Some(Target {
            provider,
            url,
            model,
            temperature,
            effort: own.effort.clone().or_else(|| self.effort.clone()),
            key_env,
            concurrency: concurrency
                .or(NonZeroU32::new(CONCURRENCY))
                .unwrap_or(NonZeroU32::MIN),
            requests_per_minute: own.requests_per_minute.or(self.requests_per_minute),
            tokens_per_minute: own.tokens_per_minute.or(self.tokens_per_minute),
        }))
    }
}

impl ValidModels {
    /// Who answers for a stage; `None` where it is done without a model. What an answer depends on
    /// is what a target serialises to.
    #[must_use]
    pub fn target(&self, stage: Stage) -> Option<&Target> {
        Stage::ALL
            .iter()
            .zip(&self.targets)
            .find_map(|(s, target)| (*s == stage).then_some(target.as_ref())?)
    }

    /// Whether any stage has a model.
    #[must_use]
    pub fn any(&self) -> bool {
        self.targets.iter().any(Option::is_some)
    }

    /// Kleio's prices with the user's.
    ///
    /// # Errors
    /// When the user's file cannot be read or is wrong.
    pub fn prices(&self) -> Result<Prices, LlmError> {
        Ok(Prices::with(self.prices.as_deref())?)
    }
}

fn in_range(
    stage: Option<&'static str>,
    what: &'static str,
    value: f64,
    allowed: std::ops::RangeInclusive<f64>,
    range: &'static str,
) -> Result<(), ModelsConfigError> {
    if allowed.contains(&value) {
        Ok(())
    } else {
        Err(ModelsConfigError::Range {
            stage,
            what,
            value,
            range,
        })
    }
}

#[cfg(test)]
mod tests;
