//! Sentence vectors from an API: texts in batches, asked for with the same care as questions.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::answer::Line;
use super::book::Book;
use super::retry::Retry;
use super::server::{Http, Server};
use super::{BaseUrl, LlmError, Provider, Share, Stage, Target};

const BATCH: NonZeroU32 = NonZeroU32::new(64).unwrap();
const CONCURRENCY: NonZeroU32 = NonZeroU32::new(4).unwrap();
const TIMEOUT_SECONDS: NonZeroU32 = NonZeroU32::new(120).unwrap();
const RETRIES: u32 = 5;
const FIRST_PAUSE_SECONDS: f64 = 1.0;

/// `[embedding]` as written: who makes sentence vectors. The texts of conversations are sent there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorsConfig {
    /// Whose protocol is spoken; `openai` for any compatible server.
    pub provider: Provider,
    /// The server, where it is not the provider's own.
    pub url: Option<BaseUrl>,
    /// The model's name at the provider.
    pub model: String,
    /// The environment variable that holds the key; never the key itself.
    #[serde(skip_serializing)]
    pub key_env: Option<String>,
    /// Texts of one call.
    #[serde(skip_serializing)]
    pub batch: Option<NonZeroU32>,
    /// Calls at a time.
    #[serde(skip_serializing)]
    pub concurrency: Option<NonZeroU32>,
    /// Calls a minute.
    #[serde(skip_serializing)]
    pub requests_per_minute: Option<NonZeroU32>,
    /// Tokens a minute.
    #[serde(skip_serializing)]
    pub tokens_per_minute: Option<NonZeroU32>,
    /// Seconds that an answer may take.
    #[serde(skip_serializing)]
    pub timeout_seconds: Option<NonZeroU32>,
    /// How often a call that met a passing trouble is tried again.
    #[serde(skip_serializing)]
    pub retries: Option<u32>,
    /// Seconds of the first pause before a call is tried again; each further one is twice as long.
    #[serde(skip_serializing)]
    pub first_pause_seconds: Option<f64>,
    /// The share of the texts that may stay without a vector before the run stops.
    #[serde(skip_serializing)]
    pub max_failures: Option<Share>,
}

impl VectorsConfig {
    /// Who makes the vectors, after defaults.
    #[must_use]
    pub fn target(&self) -> Target {
        let own_key = || {
            let variable = self.provider.default_key_env();
            variable.filter(|_| self.url.is_none()).map(str::to_owned)
        };
        Target {
            provider: self.provider,
            url: self.url.clone(),
            model: self.model.clone(),
            temperature: None,
            effort: None,
            key_env: self.key_env.clone().or_else(own_key),
            concurrency: self.concurrency.unwrap_or(CONCURRENCY),
            requests_per_minute: self.requests_per_minute,
            tokens_per_minute: self.tokens_per_minute,
        }
    }

    /// Texts of one call.
    #[must_use]
    pub fn texts_a_call(&self) -> u64 {
        self.batch.unwrap_or(BATCH).get().into()
    }

    /// Checks what single values cannot tell.
    ///
    /// # Errors
    /// With the key that is wrong, and what to do.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let pause = self.first_pause_seconds.unwrap_or(FIRST_PAUSE_SECONDS);
        if !(0.0..=60.0).contains(&pause) {
            let why = format!(
                "first_pause_seconds in [embedding] is {pause}. Write a number from 0 to 60."
            );
            return Err(("first_pause_seconds", why));
        }
        if self.model.trim().is_empty() {
            let why = "[embedding] names no model. Add model = \"…\".".to_owned();
            return Err(("model", why));
        }
        Ok(())
    }

    fn first_pause(&self) -> Duration {
        let seconds = self.first_pause_seconds.unwrap_or(FIRST_PAUSE_SECONDS);
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(1))
    }
}

/// Why there are no vectors.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VectorsError {
    /// It makes no sense to go on asking; shared, because the stages meet it one after the other.
    #[error("{0}")]
    Asking(Arc<LlmError>),
    /// The first vector is not what was asked for.
    #[error("{model} gives no vectors that can be used. Check that it is a model of embeddings.")]
    Shape {
        /// Provider, model and server.
        model: String,
    },
}

impl From<LlmError> for VectorsError {
    fn from(error: LlmError) -> Self {
        Self::Asking(Arc::new(error))
    }
}

/// A model of embeddings at a server. Blocking; must not be used from within an asynchronous runtime.
#[derive(Debug)]
pub struct VectorApi {
    runtime: tokio::runtime::Runtime,
    line: Line,
    book: Book,
    label: String,
    batch: usize,
    max_failures: Share,
    dims: usize,
}

impl VectorApi {
    /// Reads the key from the environment and asks for one vector, to learn its length, unless `book` has
    /// it.
    ///
    /// # Errors
    /// When the key or a price is missing, or the server gives no vector.
    pub fn open(config: &VectorsConfig, book: Book) -> Result<Self, VectorsError> {
        let target = config.target();
        let seed = book.shared().seed;
        let timeout = config.timeout_seconds.unwrap_or(TIMEOUT_SECONDS);
        let mut http = Http::new(Duration::from_secs(timeout.get().into()));
        let server = Server::new(Stage::Embed, &target, &mut http, seed)?;
        let rate = book.rate(Stage::Embed, &target)?;
        let retries = config.retries.unwrap_or(RETRIES);
        let retry = Retry::new(retries, config.first_pause(), seed);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| LlmError::Client(error.to_string()))?;
        let mut api = Self {
            runtime,
            line: Line::new(Stage::Embed, &target, server, rate, retry),
            book,
            label: target.label(),
            batch: config.batch.unwrap_or(BATCH).get() as usize,
            max_failures: config.max_failures.unwrap_or_default(),
            dims: 0,
        };
        api.dims = api.learn_dims()?;
        Ok(api)
    }

    fn learn_dims(&self) -> Result<usize, VectorsError> {
        match self.ask(&["What is this?"], None, Share::NONE, &|_| ()) {
            Ok(vectors) => {
                let dims = vectors.into_iter().flatten().next().map_or(0, |v| v.len());
                (dims > 0).then_some(dims).ok_or(VectorsError::Shape {
                    model: self.label.clone(),
                })
            }
            Err(VectorsError::Asking(error)) => Err(match &*error {
                LlmError::TooManyFailures { example, .. } => LlmError::Refused {
                    stage: Stage::Embed.name(),
                    model: self.label.clone(),
                    why: example.clone().unwrap_or_default(),
                }
                .into(),
                _ => VectorsError::Asking(error),
            }),
            Err(error) => Err(error),
        }
    }

    /// Length of a vector.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.dims
    }

    /// The vector of every text, in order; `None` for those that cannot be had. `step` is told how many
    /// further texts are done.
    ///
    /// # Errors
    /// When the budget is reached, more texts fail than the user allows, the server answers nothing, or
    /// the cache cannot be used. What was received until then is in the vault.
    pub fn vectors(
        &self,
        texts: &[&str],
        step: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Option<Vec<f32>>>, VectorsError> {
        self.ask(texts, Some(self.dims), self.max_failures, step)
    }

    fn ask(
        &self,
        texts: &[&str],
        dims: Option<usize>,
        max_failures: Share,
        step: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Option<Vec<f32>>>, VectorsError> {
        let (line, shared) = (&self.line, self.book.shared());
        let mut vectors = Vec::with_capacity(texts.len());
        let mut missing = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            let wanted = line.wanted(text);
            let kept = line.kept_vector(shared, wanted, dims)?;
            if kept.is_none() {
                missing.push((place, wanted));
            }
            vectors.push(kept);
        }
        step((texts.len() - missing.len()) as u64);
        let batch = line.batch(texts.len(), max_failures);
        let going = &batch;
        self.runtime.block_on(async {
            let mut arriving = stream::iter(missing.chunks(self.batch))
                .map(|part| async move {
                    let wanted: Vec<_> = part.iter().map(|(_, wanted)| *wanted).collect();
                    (part, line.vectors(shared, going, &wanted, dims).await)
                })
                .buffer_unordered(line.concurrency());
            while let Some((part, found)) = arriving.next().await {
                step(part.len() as u64);
                for ((place, _), vector) in part.iter().zip(found) {
                    vectors[*place] = vector;
                }
            }
        });
        shared.count(Stage::Embed, |report| report.asked += texts.len());
        batch.outcome()?;
        Ok(vectors)
    }
}
