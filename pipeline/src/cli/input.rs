//! What commands that read conversations have in common: where from, in which form, how many.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};

use crate::read::{Format, Input, ReadParams, Sample, SampleBy};

/// Conversations to read.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Files or directories of conversations, or - for standard input: JSON lines, JSON arrays and
    /// plain transcripts (each also packed with gzip or zstd), Parquet files.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// The form of all conversations [default: told from the content of each].
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Draw a random sample of at most N conversations, decided by the seed.
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// What the sample is drawn from.
    #[arg(
        long,
        value_enum,
        default_value_t = SampleByArg::Conversation,
        requires = "sample"
    )]
    sample_by: SampleByArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// Kleio's own: conversation_id, account_id, timestamp, messages.
    Kleio,
    /// WildChat-1M.
    Wildchat,
    /// LMSYS-Chat-1M.
    Lmsys,
    /// ShareGPT: conversations of {from, value}.
    Sharegpt,
    /// An account export of ChatGPT (conversations.json).
    Chatgpt,
    /// An account export of Claude (conversations.json).
    Claude,
    /// OpenAssistant's trees.
    Openassistant,
    /// Lines that begin with Human: and Assistant:.
    Transcript,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Kleio => Self::Kleio,
            FormatArg::Wildchat => Self::WildChat,
            FormatArg::Lmsys => Self::Lmsys,
            FormatArg::Sharegpt => Self::ShareGpt,
            FormatArg::Chatgpt => Self::ChatGpt,
            FormatArg::Claude => Self::Claude,
            FormatArg::Openassistant => Self::OpenAssistant,
            FormatArg::Transcript => Self::Transcript,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SampleByArg {
    /// Accounts first, then one conversation of each: people who write much count no more.
    Account,
    /// Conversations, each with the same chance.
    Conversation,
}

impl InputArgs {
    /// The inputs in the order given.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let inputs = self.inputs.iter();
        inputs.map(|input| Input::from(input.as_str())).collect()
    }

    /// How to read them; `metadata` are the fields that the configuration asks for by name.
    pub(super) fn params(&self, seed: u64, metadata: BTreeSet<String>) -> ReadParams {
        ReadParams {
            format: self.format.map(Into::into),
            metadata,
            sample: self.sample.map(|size| Sample {
                size,
                by: match self.sample_by {
                    SampleByArg::Account => SampleBy::Account,
                    SampleByArg::Conversation => SampleBy::Conversation,
                },
                seed,
            }),
            ..ReadParams::default()
        }
    }
}
