//! What language models would be asked, and what that costs: tokens, dollars, time.
//!
//! The shapes of the calls are those of a run; their sizes are estimates. A token is about four
//! characters of English, fewer of other scripts.

use serde::Serialize;

use super::PlanError;
use crate::config::Config;
use crate::conversation::Conversation;
use crate::facets::declared::{FacetKind, FacetSpec};
use crate::llm::{Prices, Stage, Target, Tokens};
use crate::read::Corpus;

/// Characters of a conversation that a model is shown at most.
const SHOWN_CHARACTERS: usize = 12_000;
/// Questions that are asked of a conversation in one call.
const QUESTIONS: usize = 8;
/// Tokens of the instructions of a call.
const INSTRUCTIONS: u64 = 700;
/// Tokens of a question of a facet, and of a text and any other answer to it.
const QUESTION: u64 = 60;
const TEXT_ANSWER: u64 = 45;
const OTHER_ANSWER: u64 = 10;
/// Tokens of a summary of one conversation, and members and outsiders that are shown of a cluster.
const SUMMARY: u64 = 40;
const EXAMPLES: u64 = 100;
/// Tokens of a cluster's name with its description, and of a name alone.
const DESCRIBED: u64 = 90;
const NAME: u64 = 15;
/// Clusters of a neighbourhood.
const NEIGHBOURHOOD: u64 = 40;
/// Seconds until a model begins to answer, and tokens a second from then on.
const FIRST_TOKEN: f64 = 0.8;
const TOKENS_PER_SECOND: f64 = 60.0;

/// What one stage would ask.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StagePlan {
    /// The stage, as in `[models.STAGE]`.
    pub stage: &'static str,
    /// Provider, model and server.
    pub model: String,
    /// Questions, before any that are asked a second time.
    pub calls: u64,
    /// Tokens of questions.
    pub input_tokens: u64,
    /// Tokens of answers.
    pub output_tokens: u64,
    /// What they cost; `None` where no price of the model is known.
    pub dollars: Option<f64>,
    /// Seconds, with as many calls at a time as configured.
    pub seconds: f64,
}

/// Calls of a stage and their tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Calls {
    calls: u64,
    tokens: Tokens,
}

impl Calls {
    fn add(&mut self, calls: u64, input: u64, output: u64) {
        self.calls += calls;
        self.tokens.input += calls * input;
        self.tokens.output += calls * output;
    }
}

/// What makes the answers of the screener where no rule does.
pub(super) fn screener(config: &Config) -> String {
    let valid = config.models.check().ok();
    let target = valid.as_ref().and_then(|valid| valid.target(Stage::Screen));
    target.map_or_else(|| "a language model".to_owned(), Target::label)
}

/// What every stage with a model would ask of `corpus`.
///
/// # Errors
/// When the file of prices is wrong.
pub(super) fn stages(
    config: &Config,
    corpus: &Corpus,
    base_clusters: usize,
    levels: &[usize],
) -> Result<Vec<StagePlan>, PlanError> {
    let valid = config.models.check()?;
    if !valid.any() {
        return Ok(Vec::new());
    }
    let prices = valid.prices()?;
    let screens = config
        .screen
        .as_ref()
        .is_some_and(|spec| spec.by == crate::screener::ScreenBy::Model);
    let shown: u64 = corpus.conversations.iter().map(shown_tokens).sum();
    let count = corpus.conversations.len() as u64;
    let planned = Stage::ALL.into_iter().filter_map(|stage| {
        let target = valid.target(stage)?;
        let calls = match stage {
            Stage::Screen if !screens => return None,
            Stage::Screen => read(count, shown, QUESTION, OTHER_ANSWER),
            Stage::Facets => facets(config, count, shown),
            Stage::Describe => described(base_clusters as u64),
            Stage::Hierarchy => hierarchy(base_clusters as u64, levels),
            Stage::Audit => {
                let clusters = base_clusters + levels.iter().sum::<usize>();
                let mut calls = Calls::default();
                calls.add(clusters as u64, INSTRUCTIONS + DESCRIBED, OTHER_ANSWER);
                calls
            }
        };
        Some(planned(stage, target, calls, &prices))
    });
    Ok(planned.collect())
}

fn planned(stage: Stage, target: &Target, calls: Calls, prices: &Prices) -> StagePlan {
    let Calls { calls, tokens } = calls;
    let at_a_time = f64::from(target.concurrency.get());
    let answering = calls as f64 * FIRST_TOKEN + tokens.output as f64 / TOKENS_PER_SECOND;
    let allowed = |number: u64, a_minute: Option<std::num::NonZeroU32>| {
        a_minute.map_or(0.0, |limit| 60.0 * number as f64 / f64::from(limit.get()))
    };
    StagePlan {
        stage: stage.name(),
        model: target.label(),
        calls,
        input_tokens: tokens.input,
        output_tokens: tokens.output,
        dollars: prices.cost(target, tokens),
        seconds: (answering / at_a_time)
            .max(allowed(calls, target.requests_per_minute))
            .max(allowed(tokens.total(), target.tokens_per_minute)),
    }
}

/// One call a conversation that is asked `question` tokens and answered in `answer`.
fn read(count: u64, shown: u64, question: u64, answer: u64) -> Calls {
    let mut calls = Calls::default();
    calls.add(count, INSTRUCTIONS + question, answer);
    calls.tokens.input += shown;
    calls
}

/// Up to [`QUESTIONS`] facets in one call a conversation.
fn facets(config: &Config, count: u64, shown: u64) -> Calls {
    let asked: Vec<&FacetSpec> = config.facets.iter().filter(|spec| is_asked(spec)).collect();
    let mut all = Calls::default();
    for questions in asked.chunks(QUESTIONS) {
        let answer: u64 = questions
            .iter()
            .map(|spec| {
                if spec.is_text() {
                    TEXT_ANSWER
                } else {
                    OTHER_ANSWER
                }
            })
            .sum();
        let calls = read(count, shown, QUESTION * questions.len() as u64, answer);
        all.calls += calls.calls;
        all.tokens.input += calls.tokens.input;
        all.tokens.output += calls.tokens.output;
    }
    all
}

/// Whether a model is asked: whatever is neither computed nor answered by rules.
fn is_asked(spec: &FacetSpec) -> bool {
    let computed = matches!(
        spec.kind,
        FacetKind::Computed { .. } | FacetKind::Metadata { .. }
    );
    spec.needs_model() || spec.shipped && !computed
}

fn described(clusters: u64) -> Calls {
    let mut calls = Calls::default();
    calls.add(
        clusters,
        INSTRUCTIONS + EXAMPLES * SUMMARY,
        DESCRIBED + NAME,
    );
    calls
}

/// Proposing, de-duplicating, assigning and renaming, level by level.
fn hierarchy(base: u64, levels: &[usize]) -> Calls {
    let mut calls = Calls::default();
    let mut below = base;
    for &level in levels {
        let level = level as u64;
        let groups = below.div_ceil(NEIGHBOURHOOD);
        calls.add(
            groups,
            INSTRUCTIONS + NEIGHBOURHOOD * DESCRIBED,
            NAME * level.div_ceil(groups.max(1)),
        );
        calls.add(1, INSTRUCTIONS + NAME * level * 3 / 2, NAME * level);
        calls.add(below, INSTRUCTIONS + DESCRIBED + NAME * level, NAME);
        let children = below.div_ceil(level.max(1));
        calls.add(level, INSTRUCTIONS + DESCRIBED * children, DESCRIBED + NAME);
        below = level;
    }
    calls
}

/// Tokens of a conversation as far as a model is shown it.
fn shown_tokens(conversation: &Conversation) -> u64 {
    let characters = conversation
        .messages
        .iter()
        .flat_map(|message| message.content.chars())
        .take(SHOWN_CHARACTERS);
    let quarters: u64 = characters
        .map(|c| match c.len_utf8() {
            1 => 1,
            2 => 2,
            _ => 3,
        })
        .sum();
    quarters / 4
}

impl StagePlan {
    /// The stage in a list of times.
    pub(super) fn waits_as(&self) -> &'static str {
        match self.stage {
            "screen" => "screen (model)",
            "facets" => "facets (model)",
            "describe" => "names (model)",
            "hierarchy" => "hierarchy (model)",
            _ => "audit (model)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigFile, Overrides};
    use crate::conversation::{Message, Role};

    fn corpus(count: usize) -> Corpus {
        let conversation = Conversation {
            messages: vec![Message {
                role: Role::User,
                content: "a ".repeat(2_000),
                ..Message::default()
            }],
            ..Conversation::default()
        };
        Corpus {
            conversations: vec![conversation; count],
            ..Corpus::default()
        }
    }

    fn stages_of(models: &str) -> Vec<StagePlan> {
        let config = ConfigFile::parse(models)
            .unwrap()
            .check(Overrides::default())
            .unwrap();
        stages(&config, &corpus(1_000), 10, &[4, 2]).unwrap()
    }

    #[test]
    fn without_models_nothing_is_asked() {
        assert_eq!(stages_of(""), []);
    }

    #[test]
    fn facets_are_most_of_the_work_and_prices_are_the_lists() {
        let plans = stages_of("[models]\nprovider = \"openai\"\nmodel = \"gpt-4o-mini\"\n");
        let stages: Vec<&str> = plans.iter().map(|plan| plan.stage).collect();
        assert_eq!(stages, ["facets", "describe", "hierarchy", "audit"]);
        let facets = &plans[0];
        assert_eq!(facets.calls, 1_000);
        // A thousand tokens of conversation each, and the questions.
        assert_eq!(
            facets.input_tokens,
            1_000 * (1_000 + INSTRUCTIONS + 5 * QUESTION)
        );
        assert!(facets.dollars.unwrap() > 0.0);
        let rest: u64 = plans[1..].iter().map(|plan| plan.input_tokens).sum();
        assert!(rest < facets.input_tokens / 10);
    }

    #[test]
    fn a_local_model_costs_nothing_and_limits_take_time() {
        let plans = stages_of(
            "[models]\nprovider = \"ollama\"\nmodel = \"any\"\nrequests_per_minute = 60\n",
        );
        assert_eq!(plans[0].dollars, Some(0.0));
        assert!(plans[0].seconds >= 1_000.0);
    }
}
