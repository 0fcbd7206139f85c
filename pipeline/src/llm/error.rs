//! What can go wrong with a model, for one question and for all of them.

use std::time::Duration;

use super::Stage;
use super::cache::CacheError;
use super::config::ModelsConfigError;
use super::prices::PriceError;

/// Why one question has no answer. It is counted, and the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The answer could not be read, nor could the one that was asked for instead. The reason is
    /// for the model: it may quote the answer, so it is never shown.
    #[error("The model's answer could not be read, and the second one could not either.")]
    Malformed {
        /// What `parse` said of the second answer.
        reason: String,
    },
    /// The model, or a filter before it, would not answer.
    #[error("The model refused to answer.")]
    Refused,
    /// The provider gave no answer, however often it was asked.
    #[error("{0}")]
    NoAnswer(String),
}

/// Why a stage cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LlmError {
    /// `[models]` cannot be used.
    #[error(transparent)]
    Config(#[from] ModelsConfigError),
    /// A price list cannot be used.
    #[error(transparent)]
    Prices(#[from] PriceError),
    /// The vault's cache of replies cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// A stage was asked to use a model that it does not have; a mistake in Kleio.
    #[error("The stage {0} has no model.")]
    NoModel(&'static str),
    /// The key is not in the environment.
    #[error(
        "The stage {stage} needs a key in the environment variable {variable}, which is not set or is no text. Set it, or name another with key_env in {}.", table(.stage)
    )]
    MissingKey {
        /// The stage.
        stage: &'static str,
        /// The variable.
        variable: String,
    },
    /// A budget in dollars cannot be kept without a price.
    #[error(
        "There is a budget in dollars, and no price is known for {model} (stage {stage}). Add it to a file that prices in [models] names, or give the budget in tokens."
    )]
    NoPrice {
        /// The stage.
        stage: &'static str,
        /// Provider and model.
        model: String,
    },
    /// Not every question came back; a mistake in Kleio.
    #[error("Some questions of the stage {0} were lost.")]
    Lost(&'static str),
    /// No client could be made.
    #[error("No connections can be made: {0}.")]
    Client(String),
    /// Nothing at all was answered.
    #[error(
        "{model} answers nothing for the stage {stage}. {why} Put this right and run the same command again."
    )]
    Refused {
        /// The stage.
        stage: &'static str,
        /// Provider, model and server.
        model: String,
        /// What was met, as a sentence.
        why: String,
    },
    /// The provider asks for a longer pause than a run should sit through.
    #[error("{model} asks for a pause of {} minutes. Run the same command again after that: no answer that was received is asked for again.", .pause.as_secs().div_ceil(60))]
    Pause {
        /// Provider, model and server.
        model: String,
        /// How long.
        pause: Duration,
    },
    /// The budget is used up.
    #[error(
        "The budget of {budget} is reached in the stage {stage}: {spent} are spent in this vault, and the next question could cost more than what is left. Raise budget in [models] and run the same command again: no answer that was received is asked for again."
    )]
    Budget {
        /// The stage.
        stage: &'static str,
        /// What there was.
        budget: String,
        /// What is spent.
        spent: String,
    },
    /// More failures than the user allows.
    #[error("In the stage {stage}, {failed} of {asked} questions have no usable answer{}; max_failures in {} allows {allowed}. Choose another model for this stage, or raise max_failures, and run the same command again.", last(.example.as_deref()), table(.stage))]
    TooManyFailures {
        /// The stage.
        stage: &'static str,
        /// So far.
        failed: usize,
        /// How many questions the stage had.
        asked: usize,
        /// How many may fail.
        allowed: usize,
        /// The last failure.
        example: Option<String>,
    },
}

/// The table of the configuration that speaks of a stage.
fn table(stage: &str) -> &'static str {
    if stage == Stage::Embed.name() {
        "[embedding]"
    } else {
        "[models]"
    }
}

fn last(example: Option<&str>) -> String {
    example.map_or_else(String::new, |why| {
        format!(" (the last: {})", why.trim_end_matches('.'))
    })
}
