//! What tokens cost: Kleio's list, and the user's over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Target, Tokens};

const OURS: &str = include_str!("prices.toml");
const PER: f64 = 1e6;

/// US dollars for a million tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Of what is asked.
    pub input: f64,
    /// Of answers.
    pub output: f64,
}

/// By provider and model.
type Rates = BTreeMap<String, BTreeMap<String, Rate>>;

/// Kleio's rates and the user's.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    ours: Rates,
    users: Rates,
}

/// Why a price list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// The file cannot be read.
    #[error("The prices {} cannot be read: {source}. Check prices in [models].", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not as it should be.
    #[error("The prices {} are wrong.\n{message}A price is a line such as gpt-4o-mini = {{ input = 0.15, output = 0.60 }} under [openai], in dollars for a million tokens.", .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        message: String,
    },
    /// Below zero, or no number.
    #[error("The prices {} give {model} a price that is no amount. Write numbers of at least 0.", .path.display())]
    Amount {
        /// The file.
        path: PathBuf,
        /// The model.
        model: String,
    },
}

impl Prices {
    /// Kleio's prices, and those of a file, which win.
    ///
    /// # Errors
    /// When the file cannot be read or is wrong.
    pub fn with(file: Option<&Path>) -> Result<Self, PriceError> {
        let users = match file {
            None => Rates::new(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|source| PriceError::Read {
                    path: path.to_owned(),
                    source,
                })?;
                parse(path, &text)?
            }
        };
        Ok(Self {
            ours: parse(Path::new("prices.toml"), OURS)?,
            users,
        })
    }

    /// What a model's tokens cost; `None` where nobody said. A server on this machine costs nothing
    /// unless the user says so: Kleio's list is of the providers' own services.
    #[must_use]
    pub fn rate(&self, target: &Target) -> Option<Rate> {
        find(&self.users, target).or_else(|| {
            if target.is_local() {
                Some(Rate::default())
            } else {
                find(&self.ours, target)
            }
        })
    }

    /// What these tokens cost, in US dollars; `None` where nobody said what the model costs.
    #[must_use]
    pub fn cost(&self, target: &Target, tokens: Tokens) -> Option<f64> {
        self.rate(target).map(|rate| rate.of(tokens))
    }
}

impl Rate {
    /// US dollars.
    #[must_use]
    pub fn of(self, tokens: Tokens) -> f64 {
        (tokens.input as f64 * self.input + tokens.output as f64 * self.output) / PER
    }
}

fn find(rates: &Rates, target: &Target) -> Option<Rate> {
    let of_provider = rates.get(target.provider.name())?.iter();
    of_provider
        .filter(|(name, _)| is_meant(name, &target.model))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, rate)| *rate)
}

/// Itself, itself of some date, or any beginning that ends in `*`. Names that only begin alike are
/// other models, and often dearer.
fn is_meant(name: &str, model: &str) -> bool {
    if let Some(beginning) = name.strip_suffix('*') {
        return model.starts_with(beginning);
    }
    let Some(rest) = model.strip_prefix(name) else {
        return false;
    };
    let date = rest.trim_start_matches(['-', '@']);
    let digits = date.replace('-', "");
    let is_date = digits.len() == 8
        && digits.chars().all(|c| c.is_ascii_digit())
        && date.chars().take_while(char::is_ascii_digit).count() >= 4;
    rest.is_empty() || (date.len() < rest.len() && (is_date || date == "latest"))
}

fn parse(path: &Path, text: &str) -> Result<Rates, PriceError> {
    let rates: Rates = toml::from_str(text).map_err(|error| PriceError::Parse {
        path: path.to_owned(),
        message: error.to_string(),
    })?;
    let fine = |amount: f64| amount.is_finite() && amount >= 0.0;
    for (model, rate) in rates.values().flatten() {
        if !fine(rate.input) || !fine(rate.output) {
            return Err(PriceError::Amount {
                path: path.to_owned(),
                model: model.clone(),
            });
        }
    }
    Ok(rates)
}

#[cfg(test)]
mod tests {
    use super::super::{ModelsConfig, Stage};
    use super::*;

    fn target(text: &str) -> Target {
        let config: ModelsConfig = toml::from_str(text).unwrap();
        config
            .check()
            .unwrap()
            .target(Stage::Facets)
            .unwrap()
            .clone()
    }

    #[test]
    fn a_name_stands_for_its_dates_and_no_other_model() {
        let prices = Prices::with(None).unwrap();
        let mini = target("provider = \"openai\"\nmodel = \"gpt-4o-mini-2024-07-18\"");
        assert_eq!(prices.rate(&mini).unwrap().input, 0.15);
        let tokens = Tokens {
            input: 2_000_000,
            output: 1_000_000,
        };
        assert!((prices.cost(&mini, tokens).unwrap() - 0.90).abs() < 1e-9);
        for (name, model, meant) in [
            ("gpt-5", "gpt-5", true),
            ("gpt-5", "gpt-5-2025-08-07", true),
            ("gpt-5", "gpt-5-pro", false),
            ("gpt-5", "gpt-5.1", false),
            ("claude-opus-4", "claude-opus-4-20250514", true),
            ("claude-opus-4", "claude-opus-4-5-20251101", false),
            ("claude-haiku-4-5", "claude-haiku-4-5@20251001", true),
            ("qwen*", "qwen2.5:7b", true),
        ] {
            assert_eq!(is_meant(name, model), meant, "{name} {model}");
        }
    }

    #[test]
    fn local_is_free_and_unknown_is_unknown() {
        let prices = Prices::with(None).unwrap();
        let local =
            target("provider = \"openai\"\nmodel = \"gpt-4o\"\nurl = \"http://localhost:1\"");
        assert_eq!(prices.rate(&local), Some(Rate::default()));
        let unknown = target("provider = \"groq\"\nmodel = \"m\"");
        assert_eq!(prices.rate(&unknown), None);
    }

    #[test]
    fn the_users_prices_win_and_are_checked() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mine.toml");
        std::fs::write(
            &path,
            "[ollama]\n\"qwen*\" = { input = 0.1, output = 0.2 }\n",
        )
        .unwrap();
        let prices = Prices::with(Some(&path)).unwrap();
        let qwen = target("provider = \"ollama\"\nmodel = \"qwen2.5:7b\"");
        assert_eq!(prices.rate(&qwen).unwrap().output, 0.2);
        std::fs::write(&path, "[ollama]\nqwen = { input = 0.1 }\n").unwrap();
        let error = Prices::with(Some(&path)).unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("mine.toml"),
            "{error}"
        );
        std::fs::write(&path, "[ollama]\nqwen = { input = -0.1, output = nan }\n").unwrap();
        assert!(matches!(
            Prices::with(Some(&path)),
            Err(PriceError::Amount { .. })
        ));
    }
}
