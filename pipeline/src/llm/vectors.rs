//! Sentence vectors from an API: texts in batches, asked for with the same care as questions.

use std::num::NonZeroU32;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::retry::{PATIENCE, Retry};
use super::server::{Http, Server, Trouble};
use super::{BaseUrl, LlmError, Provider, Target};

const BATCH: NonZeroU32 = NonZeroU32::new(64).unwrap();
const CONCURRENCY: NonZeroU32 = NonZeroU32::new(4).unwrap();
const TIMEOUT_SECONDS: NonZeroU32 = NonZeroU32::new(120).unwrap();
const RETRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);

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
    /// Seconds that an answer may take.
    #[serde(skip_serializing)]
    pub timeout_seconds: Option<NonZeroU32>,
    /// How often a call that met a passing trouble is tried again.
    #[serde(skip_serializing)]
    pub retries: Option<u32>,
}

/// Why there are no vectors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    /// The key is not in the environment.
    #[error(
        "The embedder needs a key in the environment variable {0}, which is not set or is no text. Set it, or name another with key_env in [embedding]."
    )]
    MissingKey(String),
    /// The client could not be made.
    #[error("{0}")]
    Client(String),
    /// The provider gave no vectors, however often it was asked.
    #[error("{model} gave no sentence vectors. {why}")]
    NoAnswer {
        /// Provider, model and server.
        model: String,
        /// What was met, as a sentence.
        why: String,
    },
    /// The vectors are not what was asked for.
    #[error(
        "{model} gave vectors of another number or length than before, or with values that are no numbers. Check that it is a model of embeddings."
    )]
    Shape {
        /// Provider, model and server.
        model: String,
    },
}

/// A model of embeddings at a server. Blocking; must not be used from within an asynchronous runtime.
#[derive(Debug)]
pub struct VectorApi {
    runtime: tokio::runtime::Runtime,
    server: Server,
    label: String,
    retry: Retry,
    batch: usize,
    concurrency: usize,
    dims: usize,
}

impl VectorApi {
    /// Reads the key from the environment and asks for one vector, to learn its length. `seed` draws
    /// the jitter of pauses.
    ///
    /// # Errors
    /// When the key is missing or the server gives no vector.
    pub fn open(config: &VectorsConfig, seed: u64) -> Result<Self, VectorsError> {
        let target = target(config);
        let key = match &target.key_env {
            None => String::new(),
            Some(variable) => std::env::var(variable)
                .ok()
                .filter(|key| !key.trim().is_empty())
                .ok_or_else(|| VectorsError::MissingKey(variable.clone()))?,
        };
        let client = |error: LlmError| VectorsError::Client(error.to_string());
        let timeout = config.timeout_seconds.unwrap_or(TIMEOUT_SECONDS);
        let mut http = Http::new(Duration::from_secs(timeout.get().into()));
        let server = Server::with_key(&target, key.trim(), &mut http, seed).map_err(client)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| VectorsError::Client(error.to_string()))?;
        let count = |number: Option<NonZeroU32>, usual: NonZeroU32| number.unwrap_or(usual).get();
        let retries = config.retries.unwrap_or(RETRIES);
        let mut api = Self {
            runtime,
            server,
            label: target.label(),
            retry: Retry::new(retries, FIRST_PAUSE, seed),
            batch: count(config.batch, BATCH) as usize,
            concurrency: count(config.concurrency, CONCURRENCY) as usize,
            dims: 0,
        };
        let probe = ["What is this?".to_owned()];
        let vectors = api.runtime.block_on(api.ask(0, &probe))?;
        api.dims = vectors.first().map_or(0, Vec::len);
        if api.dims == 0 {
            return Err(api.wrong_shape());
        }
        Ok(api)
    }

    /// Length of a vector.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.dims
    }

    /// The vector of every text, in order. `step` is told how many further texts are done.
    ///
    /// # Errors
    /// When the server gives none, however often it is asked, or not what it gave at first.
    pub fn vectors(
        &self,
        texts: &[String],
        step: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Vec<f32>>, VectorsError> {
        let calls = texts.chunks(self.batch).enumerate();
        let batches: Vec<Vec<Vec<f32>>> = self.runtime.block_on(
            stream::iter(calls)
                .map(|(number, batch)| async move {
                    let vectors = self.ask(number as u64 + 1, batch).await?;
                    if vectors.iter().any(|vector| vector.len() != self.dims) {
                        return Err(self.wrong_shape());
                    }
                    step(batch.len() as u64);
                    Ok(vectors)
                })
                .buffered(self.concurrency)
                .try_collect(),
        )?;
        Ok(batches.into_iter().flatten().collect())
    }

    async fn ask(&self, number: u64, texts: &[String]) -> Result<Vec<Vec<f32>>, VectorsError> {
        // Servers refuse an empty text; a space says as little.
        let sent = |text: &String| {
            if text.is_empty() {
                " ".to_owned()
            } else {
                text.clone()
            }
        };
        let mut attempt = 0;
        loop {
            let trouble = match self.server.embed(texts.iter().map(sent).collect()).await {
                Ok(vectors) => {
                    let whole = vectors.len() == texts.len()
                        && vectors.iter().flatten().all(|value| value.is_finite());
                    return if whole {
                        Ok(vectors)
                    } else {
                        Err(self.wrong_shape())
                    };
                }
                Err(trouble) => trouble,
            };
            let pause = self.retry.pause(number, attempt);
            let pause = trouble.pause.map_or(pause, |asked| asked.max(pause));
            let is_over = attempt >= self.retry.retries || pause > PATIENCE;
            if is_over || trouble.is_final() || !trouble.passes() {
                return Err(self.no_answer(&trouble));
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    fn no_answer(&self, trouble: &Trouble) -> VectorsError {
        VectorsError::NoAnswer {
            model: self.label.clone(),
            why: trouble.to_string(),
        }
    }

    fn wrong_shape(&self) -> VectorsError {
        VectorsError::Shape {
            model: self.label.clone(),
        }
    }
}

fn target(config: &VectorsConfig) -> Target {
    let own_key = || {
        let variable = config.provider.default_key_env();
        variable.filter(|_| config.url.is_none()).map(str::to_owned)
    };
    Target {
        provider: config.provider,
        url: config.url.clone(),
        model: config.model.clone(),
        temperature: None,
        effort: None,
        key_env: config.key_env.clone().or_else(own_key),
        concurrency: config.concurrency.unwrap_or(CONCURRENCY),
        requests_per_minute: None,
        tokens_per_minute: None,
    }
}
