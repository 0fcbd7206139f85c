//! One call to one model through the client library, and what can come of it.
//!
//! Invariant: no error's text has anything from a prompt, a reply's body or a key; of a provider's
//! words only a short code such as `model_not_found` is shown, and never one that holds the key.

mod trouble;

use std::time::Duration;

use genai::adapter::AdapterKind;
use genai::chat::{ChatOptions, ChatResponse, ReasoningEffort, StopReason};
use genai::resolver::{AuthData, Endpoint};
use genai::{ModelIden, ServiceTarget};
use jiff::Timestamp;

use super::cache::{End, Reply};
use super::prompt::Prompt;
use super::retry::asked_pause;
use super::{LlmError, Stage, Target, Tokens, estimate_tokens};
use trouble::Kind;
pub(super) use trouble::Trouble;

const CONNECT: Duration = Duration::from_secs(10);
/// Seeds are signed, and of 32 bits at some providers.
const SEED_BITS: u64 = 0x7fff_ffff;
/// Longer codes of errors are no codes.
const LONGEST_CODE: usize = 40;

/// A model at a server, with the key it takes.
#[derive(Debug)]
pub(super) struct Server {
    client: genai::Client,
    model: ModelIden,
    options: ChatOptions,
    key: Key,
    timeout: Duration,
}

struct Key(String);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(a key)")
    }
}

impl Server {
    pub(super) fn new(
        stage: Stage,
        target: &Target,
        http: &mut Http,
        seed: u64,
    ) -> Result<Self, LlmError> {
        let key = key(stage, target)?;
        let auth = key.clone();
        let endpoint = target.url.as_ref().map(|url| url.as_str().to_owned());
        let client = genai::Client::builder()
            .with_reqwest(http.client(target.is_local())?)
            .with_service_target_resolver_fn(move |mut service: ServiceTarget| {
                service.auth = AuthData::Key(auth);
                service.endpoint = endpoint.map_or(service.endpoint, Endpoint::from_owned);
                Ok(service)
            })
            .build()
            .map_err(|e| LlmError::Client(e.to_string()))?;
        let adapter = target.provider.adapter();
        let mut options = ChatOptions::default()
            .with_seed(seed & SEED_BITS)
            .with_normalize_reasoning_content(true);
        options.temperature = target.temperature;
        options.reasoning_effort = match &target.effort {
            Some(effort) => effort.reasoning(),
            // The library would read an effort off the ends of names such as qwen-max.
            None if adapter == AdapterKind::OpenAI => Some(ReasoningEffort::Budget(0)),
            None => None,
        };
        Ok(Self {
            client,
            model: ModelIden::new(adapter, target.model.as_str()),
            options,
            key: Key(key),
            timeout: http.timeout,
        })
    }

    /// One attempt.
    pub(super) async fn call(&self, prompt: &Prompt<'_>) -> Result<Reply, Trouble> {
        let options = self.options.clone().with_max_tokens(prompt.max_tokens());
        let answered = self
            .client
            .exec_chat(self.model.clone(), prompt.request(), Some(&options))
            .await;
        match answered {
            Ok(response) => Ok(reply(response, prompt)),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    /// One attempt to get the vectors of texts, in their order, and how many tokens the server counts.
    pub(super) async fn embed(
        &self,
        texts: Vec<String>,
    ) -> Result<(Vec<Vec<f32>>, Option<u64>), Trouble> {
        let answered = self
            .client
            .embed_batch(self.model.clone(), texts, None)
            .await;
        let response = answered.map_err(|error| self.trouble(&error))?;
        let counted = told(response.usage.prompt_tokens);
        let mut embeddings = response.embeddings;
        embeddings.sort_by_key(|embedding| embedding.index);
        let vectors = embeddings.into_iter().map(|embedding| embedding.vector);
        Ok((vectors.collect(), counted))
    }

    fn trouble(&self, error: &genai::Error) -> Trouble {
        use genai::Error::{ChatResponseGeneration, HttpError, WebAdapterCall, WebModelCall};
        use genai::webc::Error as Web;
        let pause = error
            .headers()
            .and_then(|headers| asked_pause(headers, Timestamp::now()));
        let kind = match error {
            WebModelCall { webc_error, .. } | WebAdapterCall { webc_error, .. } => match webc_error
            {
                Web::ResponseFailedStatus { status, body, .. } => {
                    Kind::Status(*status, self.code(body))
                }
                Web::Reqwest(error) if error.is_timeout() => Kind::Timeout(self.timeout),
                Web::Reqwest(error) if error.is_connect() => Kind::Connection,
                Web::Reqwest(error) if error.is_builder() => Kind::Request,
                _ => Kind::Unreadable,
            },
            HttpError { status, body, .. } => Kind::Status(*status, self.code(body)),
            ChatResponseGeneration { .. } => Kind::Unreadable,
            _ => Kind::Request,
        };
        Trouble { kind, pause }
    }

    /// The provider's code for an error; only what is certainly none of its free words.
    fn code(&self, body: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_str(body).ok()?;
        let error = body.get("error").unwrap_or(&body);
        let code = ["code", "type"]
            .iter()
            .find_map(|name| error.get(name)?.as_str())?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
        let is_code = code.len() <= LONGEST_CODE && code.chars().all(plain);
        let holds_key =
            !self.key.0.is_empty() && (code.contains(&self.key.0) || self.key.0.contains(code));
        (is_code && !holds_key).then(|| code.to_owned())
    }
}

/// From the environment; empty where the server takes none.
fn key(stage: Stage, target: &Target) -> Result<String, LlmError> {
    let Some(variable) = &target.key_env else {
        return Ok(String::new());
    };
    let key = std::env::var(variable).unwrap_or_default();
    match key.trim() {
        "" => Err(LlmError::MissingKey {
            stage: stage.name(),
            variable: variable.clone(),
        }),
        key => Ok(key.to_owned()),
    }
}

/// The connections of all servers: making a client reads the system's certificates.
#[derive(Debug)]
pub(super) struct Http {
    timeout: Duration,
    local: Option<reqwest::Client>,
    remote: Option<reqwest::Client>,
}

impl Http {
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            local: None,
            remote: None,
        }
    }

    fn client(&mut self, local: bool) -> Result<reqwest::Client, LlmError> {
        let place = if local {
            &mut self.local
        } else {
            &mut self.remote
        };
        if let Some(client) = place {
            return Ok(client.clone());
        }
        // Someone else in this process may have chosen already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(self.timeout)
            .tcp_nodelay(true)
            // A key must not follow to another host.
            .redirect(reqwest::redirect::Policy::none());
        if local {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|e| LlmError::Client(e.without_url().to_string()))?;
        Ok(place.insert(client).clone())
    }
}

/// A number of tokens, where the provider gives one.
fn told(tokens: Option<i32>) -> Option<u64> {
    tokens
        .and_then(|n| u64::try_from(n).ok())
        .filter(|n| *n > 0)
}

fn reply(response: ChatResponse, prompt: &Prompt<'_>) -> Reply {
    let end = match &response.stop_reason {
        Some(StopReason::MaxTokens(_)) => End::Cut,
        Some(StopReason::ContentFilter(_)) => End::Refused,
        _ => End::Whole,
    };
    let text = response.content.joined_texts().unwrap_or_default();
    let usage = &response.usage;
    let tokens = Tokens {
        input: told(usage.prompt_tokens).unwrap_or(prompt.worst().input),
        output: told(usage.completion_tokens).unwrap_or_else(|| estimate_tokens(&text)),
    };
    Reply { text, end, tokens }
}

#[cfg(test)]
mod tests {
    use super::super::ModelsConfig;
    use super::*;

    fn server() -> Server {
        let text = "provider = \"openai\"\nmodel = \"m\"\nkey_env = \"CARGO_PKG_NAME\"";
        let config: ModelsConfig = toml::from_str(text).unwrap();
        let valid = config.check().unwrap();
        let target = valid.target(Stage::Facets).unwrap();
        Server::new(Stage::Facets, target, &mut Http::new(CONNECT), 1).unwrap()
    }

    #[test]
    fn only_short_codes_of_a_provider_are_shown() {
        let server = server();
        let code = |body: &str| server.code(body);
        assert_eq!(
            code(r#"{"error": {"code": "model_not_found"}}"#).as_deref(),
            Some("model_not_found")
        );
        let anthropic =
            r#"{"type": "error", "error": {"type": "overloaded_error", "message": "x"}}"#;
        assert_eq!(code(anthropic).as_deref(), Some("overloaded_error"));
        assert_eq!(
            code(r#"{"error": {"code": "Your message was: hello"}}"#),
            None
        );
        // The key is this crate's name here.
        assert_eq!(code(r#"{"error": {"code": "bad_key_kleio"}}"#), None);
        assert_eq!(code("<html>no</html>"), None);
        assert!(!format!("{server:?}").contains("\"kleio\""));
    }

    #[test]
    fn a_key_that_is_not_there_is_missed_by_name() {
        let text = "provider = \"openai\"\nmodel = \"m\"\nkey_env = \"KLEIO_NO_SUCH_KEY\"";
        let config: ModelsConfig = toml::from_str(text).unwrap();
        let valid = config.check().unwrap();
        let target = valid.target(Stage::Facets).unwrap();
        let error = Server::new(Stage::Facets, target, &mut Http::new(CONNECT), 1).unwrap_err();
        assert!(error.to_string().contains("KLEIO_NO_SUCH_KEY"), "{error}");
    }
}
