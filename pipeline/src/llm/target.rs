//! Who answers for a stage: provider, address, model and how it is asked.

use std::num::NonZeroU32;

use genai::adapter::AdapterKind;
use genai::chat::ReasoningEffort;
use serde::{Deserialize, Serialize};

/// A protocol and, unless an address is given, the service that speaks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Provider(AdapterKind);

impl Provider {
    pub(super) fn adapter(self) -> AdapterKind {
        self.0
    }

    /// As in `provider = "…"`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.as_lower_str()
    }

    /// The environment variable that holds the key of the provider's own service.
    #[must_use]
    pub fn default_key_env(self) -> Option<&'static str> {
        self.0.default_key_env_name()
    }

    /// Whether it is a server on this machine unless an address says otherwise.
    pub(super) fn is_local(self) -> bool {
        matches!(self.0, AdapterKind::Ollama | AdapterKind::Omlx)
    }
}

impl TryFrom<String> for Provider {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        AdapterKind::from_lower_str(&name).map(Self).ok_or_else(|| {
            format!(
                "{name:?} is no provider. Use \"openai\" with url = \"…\" for any compatible server (Ollama, vLLM, llama.cpp), or one of: {}",
                AdapterKind::all().iter().map(AdapterKind::as_lower_str).collect::<Vec<_>>().join(", ")
            )
        })
    }
}

impl From<Provider> for String {
    fn from(provider: Provider) -> Self {
        provider.name().to_owned()
    }
}

/// The address of a server, up to and with the version: `http://localhost:11434/v1/`.
///
/// Invariant: http or https, no name, password, query or fragment, a slash at its end; https
/// unless the host is on a private network, since conversations are sent there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(reqwest::Url);

impl BaseUrl {
    /// As a text that ends in a slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the server is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // What is wrong with it may be a password in it, so it is not repeated.
        let mut url = reqwest::Url::parse(&text).map_err(|e| {
            format!("the url is no address: {e}. Write it as \"http://localhost:11434/v1\"")
        })?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
            return Err("the url holds a name, a password or a query. Name the environment variable that holds the key in key_env instead".to_owned());
        }
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err("the url does not begin with http:// or https:// and a host".to_owned());
        }
        if url.scheme() == "http" && !is_private(&url) {
            return Err("the url would send conversations over the open network unencrypted. Use https, or a server on this machine or a private network".to_owned());
        }
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.0.into()
    }
}

fn address(url: &reqwest::Url) -> Option<std::net::IpAddr> {
    let host = url.host_str()?;
    host.trim_matches(['[', ']']).parse().ok()
}

fn is_loopback(url: &reqwest::Url) -> bool {
    match address(url) {
        Some(address) => address.is_loopback(),
        None => url
            .host_str()
            .is_some_and(|host| host == "localhost" || host.ends_with(".localhost")),
    }
}

/// Loopback and private addresses, names without a dot and names of local zones.
fn is_private(url: &reqwest::Url) -> bool {
    const ZONES: [&str; 6] = [
        ".localhost",
        ".local",
        ".internal",
        ".lan",
        ".home.arpa",
        ".test",
    ];
    match address(url) {
        Some(std::net::IpAddr::V4(v4)) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        Some(std::net::IpAddr::V6(v6)) => {
            v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
        None => url.host_str().is_some_and(|host| {
            !host.contains('.') || ZONES.iter().any(|zone| host.ends_with(zone))
        }),
    }
}

/// A share between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Share(f64);

impl Share {
    /// Nothing at all.
    pub(super) const NONE: Self = Self(0.0);

    /// How many of `total` that is, rounded up: a share above 0 allows at least one.
    #[must_use]
    pub fn of(self, total: usize) -> usize {
        (self.0 * total as f64).ceil() as usize
    }

    /// Between 0 and 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

impl Default for Share {
    fn default() -> Self {
        Self(0.05)
    }
}

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        (0.0..=1.0)
            .contains(&value)
            .then_some(Self(value))
            .ok_or_else(|| format!("{value} is no share. Write a number from 0 to 1, such as 0.05"))
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        share.0
    }
}

/// How long a reasoning model may think, in the library's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Effort(String);

impl Effort {
    pub(super) fn reasoning(&self) -> Option<ReasoningEffort> {
        ReasoningEffort::from_keyword(&self.0)
    }
}

impl TryFrom<String> for Effort {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        if ReasoningEffort::from_keyword(&word).is_some() {
            Ok(Self(word))
        } else {
            Err(format!(
                "{word:?} is no effort. Write \"minimal\", \"low\", \"medium\" or \"high\""
            ))
        }
    }
}

impl From<Effort> for String {
    fn from(effort: Effort) -> Self {
        effort.0
    }
}

/// Who answers for one stage, after defaults.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// Whose protocol is spoken.
    pub provider: Provider,
    /// The server, where it is not the provider's own.
    pub url: Option<BaseUrl>,
    /// The model's name at the provider.
    pub model: String,
    /// Sampling temperature; `None` leaves it to the provider.
    pub temperature: Option<f64>,
    /// How long a reasoning model may think.
    pub effort: Option<Effort>,
    /// The environment variable that holds the key. No part of what an answer depends on.
    #[serde(skip)]
    pub key_env: Option<String>,
    /// Calls at a time.
    #[serde(skip)]
    pub concurrency: NonZeroU32,
    /// Calls a minute.
    #[serde(skip)]
    pub requests_per_minute: Option<NonZeroU32>,
    /// Tokens a minute, of questions and longest answers.
    #[serde(skip)]
    pub tokens_per_minute: Option<NonZeroU32>,
}

impl Target {
    /// Whether the server is this machine, where nobody is paid by the token.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match &self.url {
            Some(url) => url.is_loopback(),
            None => self.provider.is_local(),
        }
    }

    /// For people: provider, model and server.
    #[must_use]
    pub fn label(&self) -> String {
        let (provider, model) = (self.provider.name(), &self.model);
        match &self.url {
            Some(url) => format!("{provider} {model} at {}", url.as_str()),
            None => format!("{provider} {model}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<BaseUrl, String> {
        BaseUrl::try_from(text.to_owned())
    }

    #[test]
    fn addresses_end_in_a_slash_and_hold_no_secret() {
        assert_eq!(
            url("http://localhost:11434/v1").unwrap().as_str(),
            "http://localhost:11434/v1/"
        );
        let error = url("https://me:geheim@example.org/v1").unwrap_err();
        assert!(!error.contains("geheim"), "{error}");
        assert!(url("https://example.org/v1?key=1").is_err());
        assert!(url("ftp://example.org").is_err());
        assert!(url("localhost:8080").is_err());
    }

    #[test]
    fn conversations_do_not_cross_the_open_network_unencrypted() {
        assert!(url("http://example.org/v1").is_err());
        assert!(url("http://8.8.8.8/v1").is_err());
        for private in [
            "http://gpu1:8000/v1",
            "http://10.0.0.7/v1",
            "http://[::1]:8080",
            "http://vllm.svc.cluster.local/v1",
        ] {
            assert!(url(private).is_ok(), "{private}");
        }
        assert!(url("https://example.org/v1").is_ok());
        assert!(url("http://127.0.0.1:1/").unwrap().is_loopback());
        assert!(!url("http://10.0.0.7/v1").unwrap().is_loopback());
    }

    #[test]
    fn an_unknown_provider_is_told_what_there_is() {
        let error = Provider::try_from("opnai".to_owned()).unwrap_err();
        assert!(
            error.contains("anthropic") && error.contains("ollama"),
            "{error}"
        );
    }

    #[test]
    fn a_share_above_zero_allows_one_failure() {
        let share = Share::try_from(0.05).unwrap();
        assert_eq!(
            [share.of(0), share.of(3), share.of(100), share.of(101)],
            [0, 1, 5, 6]
        );
        assert_eq!(Share::try_from(0.0).unwrap().of(1000), 0);
        assert!(Share::try_from(f64::NAN).is_err());
    }
}
