//! The words of the sample, one file a language.
//!
//! A file is a list of blocks. `[name]` starts a list: one template a line, or several set apart by
//! bars. `[topic]` and `[topic/subtopic]`, for topics of the plan, hold lines that begin with a sign:
//! `+` a task that fits the frames of `[ask]` and `[terse]`, `?` a whole request, `~` a sentence of
//! context, `>` a later message of the person, `<` a piece of advice, `$` something pasted under the
//! request, `!` something shown in a reply. `#` begins a comment. `any.txt` holds what needs no
//! translation and belongs to every language.

use std::collections::BTreeMap;

use super::SampleError;
use super::plan::Plan;
use super::template::{Slots, Template};

const LANGUAGES: usize = 12;
const FILES: [(&str, &str); LANGUAGES] = [
    ("en", include_str!("data/en.txt")),
    ("es", include_str!("data/es.txt")),
    ("zh", include_str!("data/zh.txt")),
    ("fr", include_str!("data/fr.txt")),
    ("de", include_str!("data/de.txt")),
    ("pt", include_str!("data/pt.txt")),
    ("ru", include_str!("data/ru.txt")),
    ("ja", include_str!("data/ja.txt")),
    ("ar", include_str!("data/ar.txt")),
    ("it", include_str!("data/it.txt")),
    ("ko", include_str!("data/ko.txt")),
    ("tr", include_str!("data/tr.txt")),
];
const ANY: (&str, &str) = ("any", include_str!("data/any.txt"));

/// Values that the code binds to slots, by the list whose templates may use them.
const BOUND: [&str; 7] = [
    "task", "person", "email", "address", "phone", "card", "canary",
];

/// The lists that every language needs.
const NEEDED: [&str; 17] = [
    "ask",
    "terse",
    "open",
    "close",
    "also",
    "lead",
    "end",
    "advice",
    "follow",
    "decline",
    "safe",
    "support",
    "personal",
    "canary",
    "canary_reply",
    "person",
    "phone",
];

/// What can be said in one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Voice {
    lists: BTreeMap<String, Vec<Template>>,
    blocks: BTreeMap<String, Block>,
}

/// What belongs to one topic or one subtopic.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// Phrases for the frames of `[ask]`.
    pub tasks: Vec<Template>,
    /// Whole requests.
    pub questions: Vec<Template>,
    /// Circumstances.
    pub context: Vec<Template>,
    /// Later messages of the person.
    pub follow: Vec<Template>,
    /// What the assistant says.
    pub advice: Vec<Template>,
    /// Code, tables and the like under a request.
    pub pasted: Vec<Template>,
    /// The same in a reply.
    pub shown: Vec<Template>,
}

impl Voice {
    /// All languages of the plan, in its order.
    pub(super) fn load(plan: &Plan) -> Result<Vec<Self>, SampleError> {
        plan.languages
            .iter()
            .map(|language| {
                let file = FILES.iter().find(|(code, _)| *code == language.code);
                let file = file.ok_or_else(|| {
                    SampleError::Plan(format!("There is no material for \"{}\".", language.code))
                })?;
                let mut voice = Self::default();
                voice.read(ANY, plan)?;
                voice.read(*file, plan)?;
                voice.check(file.0, plan)?;
                Ok(voice)
            })
            .collect()
    }

    /// The list called `name`; empty where there is none.
    pub(super) fn list(&self, name: &str) -> &[Template] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The block of a topic, or of a subtopic as `topic/subtopic`.
    pub(super) fn block(&self, name: &str) -> Option<&Block> {
        self.blocks.get(name)
    }

    /// Whether anything can be asked about `topic/subtopic`.
    pub(super) fn speaks_of(&self, name: &str) -> bool {
        self.block(name)
            .is_some_and(|b| !b.tasks.is_empty() || !b.questions.is_empty())
    }

    fn read(&mut self, (file, text): (&'static str, &str), plan: &Plan) -> Result<(), SampleError> {
        let mut name = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = |message: String| SampleError::Material {
                file,
                line: number,
                message,
            };
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(header) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                if header.contains('/') && !plan.has_subtopic(header) {
                    return Err(wrong(format!("The plan has no subtopic \"{header}\".")));
                }
                header.clone_into(&mut name);
            } else if plan.has_subtopic(&name) || plan.topics.iter().any(|t| t.id == name) {
                let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
                let block = self.blocks.entry(name.clone()).or_default();
                let list = block.list(sign).ok_or_else(|| {
                    wrong(format!("The sign \"{sign}\" is none of + ? ~ > < $ !."))
                })?;
                list.push(Template::parse(rest).map_err(wrong)?);
            } else {
                let more = Template::parse_alternatives(line).map_err(wrong)?;
                self.lists.entry(name.clone()).or_default().extend(more);
            }
        }
        Ok(())
    }

    /// Refuses material with gaps, so that composing never meets one.
    fn check(&self, file: &'static str, plan: &Plan) -> Result<(), SampleError> {
        let wrong = |message: String| SampleError::Material {
            file,
            line: 0,
            message,
        };
        if let Some(name) = NEEDED.iter().find(|name| self.list(name).is_empty()) {
            return Err(wrong(format!("The list [{name}] is missing.")));
        }
        for topic in &plan.topics {
            let spoken = topic
                .subtopics
                .iter()
                .filter(|s| self.speaks_of(&format!("{}/{s}", topic.id)));
            if spoken.count() == 0 {
                return Err(wrong(format!(
                    "Nothing can be asked about \"{}\".",
                    topic.id
                )));
            }
        }
        let templates = self
            .lists
            .values()
            .flatten()
            .chain(self.blocks.values().flat_map(Block::all));
        for name in templates.flat_map(Template::slots) {
            if self.list(name).is_empty() && !BOUND.contains(&name) {
                return Err(wrong(format!("The slot {{{name}}} has no list [{name}].")));
            }
        }
        Ok(())
    }
}

impl Block {
    fn list(&mut self, sign: &str) -> Option<&mut Vec<Template>> {
        match sign {
            "+" => Some(&mut self.tasks),
            "?" => Some(&mut self.questions),
            "~" => Some(&mut self.context),
            ">" => Some(&mut self.follow),
            "<" => Some(&mut self.advice),
            "$" => Some(&mut self.pasted),
            "!" => Some(&mut self.shown),
            _ => None,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Template> {
        [
            &self.tasks,
            &self.questions,
            &self.context,
            &self.follow,
            &self.advice,
            &self.pasted,
            &self.shown,
        ]
        .into_iter()
        .flatten()
    }
}

/// A voice, with values for some slots.
pub(super) struct Bound<'a> {
    /// Fills all slots that are not bound.
    pub voice: &'a Voice,
    /// Names and values.
    pub values: &'a [(&'static str, &'a str)],
}

impl Slots for Bound<'_> {
    fn list(&self, name: &str) -> Option<&[Template]> {
        Some(self.voice.list(name))
    }

    fn bound(&self, name: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, v)| *v)
    }
}

impl Plan {
    fn has_subtopic(&self, name: &str) -> bool {
        name.split_once('/').is_some_and(|(topic, subtopic)| {
            self.topics
                .iter()
                .any(|t| t.id == topic && t.subtopics.iter().any(|s| s == subtopic))
        })
    }
}
