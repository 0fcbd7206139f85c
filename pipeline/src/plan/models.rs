//! What language models would be asked, and what that costs: tokens, dollars, time.
//!
//! The shapes of the calls are those of a run, and so are the lengths of its prompts; what answers will be
//! long is estimated. A token is about four characters of English, fewer of other scripts.

use serde::Serialize;

use super::{PlanError, embedding};
use crate::config::Config;
use crate::conversation::Conversation;
use crate::facets::declared::{FacetKind, FacetSpec};
use crate::llm::{Prices, Stage, Target, Tokens};
use crate::passages::Parts;
use crate::prompted::facets::QUESTIONS;
use crate::prompted::{self, open_prompts};
use crate::read::Corpus;

/// Tokens of a question of a facet with its form, and of a text and any other answer to it with its key:
/// the shipped questions are of 20 to 110 tokens, a summary of the length that they ask for of 30 to 60.
const QUESTION: u64 = 60;
const TEXT_ANSWER: u64 = 45;
const OTHER_ANSWER: u64 = 10;
/// Tokens of a summary of one conversation, without its key.
pub(super) const SUMMARY: u64 = 40;
/// Members and outsiders that are shown of a cluster.
const EXAMPLES: u64 = 2 * prompted::describe::STATEMENTS as u64;
/// Tokens of a cluster's name (ten words at most) with its description (two sentences), and of a name alone.
pub(super) const DESCRIBED: u64 = 90;
const NAME: u64 = 15;
/// Clusters of a neighbourhood.
const NEIGHBOURHOOD: u64 = prompted::hierarchy::NEIGHBOURHOOD as u64;
/// Seconds until a model begins to answer, and tokens a second from then on. Assumed and not measured, since
/// nobody is asked for a plan: of the order of small hosted models. The plan says so; where calls or tokens a
/// minute are limited, the limits mostly decide, and these are exact.
pub(super) const FIRST_TOKEN: f64 = 0.8;
pub(super) const TOKENS_PER_SECOND: f64 = 60.0;

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
pub(super) struct Calls {
    pub(super) calls: u64,
    pub(super) tokens: Tokens,
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

/// What every stage with a model would ask of `corpus`, and a server for the vectors of `amount`.
///
/// # Errors
/// When the file of prices is wrong.
pub(super) fn stages(
    config: &Config,
    corpus: &Corpus,
    amount: Parts,
    base_clusters: usize,
    levels: &[usize],
) -> Result<Vec<StagePlan>, PlanError> {
    let valid = config.models.check()?;
    let prices = valid.prices()?;
    let prompts = open_prompts(config.models.prompts.as_deref())?;
    let screens = config
        .screen
        .as_ref()
        .is_some_and(|spec| spec.by == crate::screener::ScreenBy::Model);
    let shown: u64 = corpus.conversations.iter().map(shown_tokens).sum();
    let count = corpus.conversations.len() as u64;
    let planned = Stage::ALL.into_iter().filter_map(|stage| {
        let target = valid.target(stage)?;
        let instructions = prompts.instructions(stage);
        let calls = match stage {
            // Not of those that `[models]` speaks of.
            Stage::Embed => return None,
            Stage::Screen if !screens => return None,
            Stage::Screen => read(count, shown, instructions + QUESTION, OTHER_ANSWER),
            Stage::Facets => facets(config, count, shown, instructions),
            Stage::Describe => described(base_clusters as u64, instructions),
            Stage::Hierarchy => hierarchy(base_clusters as u64, levels, instructions),
            Stage::Audit => {
                let clusters = base_clusters + levels.iter().sum::<usize>();
                let mut calls = Calls::default();
                calls.add(clusters as u64, instructions + DESCRIBED, OTHER_ANSWER);
                calls
            }
        };
        Some(planned(stage, target, calls, &prices))
    });
    let mut planned: Vec<StagePlan> = planned.collect();
    if let Some(embedding) = embedding::asked(config) {
        let clusters = base_clusters + levels.iter().sum::<usize>();
        let calls = embedding::calls(config, embedding, corpus, amount, clusters as u64);
        planned.push(self::planned(
            Stage::Embed,
            &embedding.target(),
            calls,
            &prices,
        ));
    }
    Ok(planned)
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

/// One call a conversation that is asked `asked` tokens beside it and answered in `answer`.
fn read(count: u64, shown: u64, asked: u64, answer: u64) -> Calls {
    let mut calls = Calls::default();
    calls.add(count, asked, answer);
    calls.tokens.input += shown;
    calls
}

/// Up to [`QUESTIONS`] facets in one call a conversation.
fn facets(config: &Config, count: u64, shown: u64, instructions: u64) -> Calls {
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
        let asked = instructions + QUESTION * questions.len() as u64;
        let calls = read(count, shown, asked, answer);
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

fn described(clusters: u64, instructions: u64) -> Calls {
    let mut calls = Calls::default();
    calls.add(
        clusters,
        instructions + EXAMPLES * SUMMARY,
        DESCRIBED + NAME,
    );
    calls
}

/// Proposing, de-duplicating, assigning and renaming, level by level.
fn hierarchy(base: u64, levels: &[usize], instructions: u64) -> Calls {
    let mut calls = Calls::default();
    let mut below = base;
    for &level in levels {
        let level = level as u64;
        let groups = below.div_ceil(NEIGHBOURHOOD);
        calls.add(
            groups,
            instructions + NEIGHBOURHOOD * DESCRIBED,
            NAME * level.div_ceil(groups.max(1)),
        );
        calls.add(1, instructions + NAME * level * 3 / 2, NAME * level);
        calls.add(below, instructions + DESCRIBED + NAME * level, NAME);
        let children = below.div_ceil(level.max(1));
        let asked = instructions + DESCRIBED * children;
        calls.add(level, asked, DESCRIBED + NAME);
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
        .take(prompted::CHARACTERS);
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
            "embed" => "embed (server)",
            _ => "audit (model)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigFile, Overrides};
    use crate::conversation::{Message, Role};
    use crate::embed::lexical::{Lexical, LexicalParams};

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
        let (corpus, lexical) = (corpus(1_000), Lexical::new(LexicalParams::default()));
        let amount = embedding::amount(&config, &corpus.conversations, &lexical).unwrap();
        stages(&config, &corpus, amount, 10, &[4, 2]).unwrap()
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
        let instructions = open_prompts(None).unwrap().instructions(Stage::Facets);
        // A thousand tokens of conversation each, and the questions.
        assert_eq!(
            facets.input_tokens,
            1_000 * (1_000 + instructions + 5 * QUESTION)
        );
        // The rules and the prompt's own words, by their files.
        assert!((300..700).contains(&instructions), "{instructions}");
        assert!(facets.dollars.unwrap() > 0.0);
        let rest: u64 = plans[1..].iter().map(|plan| plan.input_tokens).sum();
        assert!(rest < facets.input_tokens / 10);
    }

    #[test]
    fn a_server_for_vectors_is_planned_and_priced() {
        let embedding = "embedder = \"api\"\n[embedding]\nprovider = \"openai\"\nmodel = \"text-embedding-3-small\"\n";
        let plans = stages_of(embedding);
        let [plan] = &plans[..] else {
            panic!("{plans:?}");
        };
        assert_eq!((plan.stage, plan.output_tokens), ("embed", 0));
        // 250 tokens of every conversation at least, the topics, and names and terms of 16 clusters.
        assert!((250_000..300_000).contains(&plan.input_tokens), "{plan:?}");
        assert!((1_000 / 64..100).contains(&plan.calls), "{plan:?}");
        assert!(
            plan.dollars.is_some_and(|dollars| dollars > 0.0),
            "{plan:?}"
        );
        let slow = stages_of(&format!("{embedding}requests_per_minute = 1\n"));
        assert!(slow[0].seconds >= 60.0 * slow[0].calls as f64);
        assert_eq!(
            stages_of("[embedding]\nprovider = \"openai\"\nmodel = \"m\"\n"),
            []
        );
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
