//! The prompts of all stages: ours, unless a directory of the user's holds others.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::template::{Filling, Template};
use crate::llm::{Ask, Stage, estimate_tokens};

/// A prompt that comes with Kleio.
struct Shipped {
    /// File name without its ending.
    name: &'static str,
    text: &'static str,
    slots: &'static [&'static str],
}

macro_rules! shipped {
    ($($prompt:ident $name:literal $slots:expr;)*) => {
        /// What a prompt is for; each is a file in `pipeline/prompts`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Prompt {
            $($prompt,)*
        }

        /// In the order of [`Prompt`].
        const SHIPPED: &[Shipped] = &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../prompts/", $name, ".md")),
            slots: &$slots,
        },)*];

        #[cfg(test)]
        const ALL: &[Prompt] = &[$(Prompt::$prompt,)*];
    };
}

shipped! {
    Screen "screen" ["conversation", "question"];
    Facets "facets" ["conversation", "questions", "form"];
    Describe "describe" ["members", "outsiders", "criteria", "words"];
    Repair "repair" ["text", "problems", "criteria", "words"];
    Propose "propose" ["clusters", "outside", "count", "least", "most", "criteria"];
    Deduplicate "deduplicate" ["names", "count", "least", "most", "criteria"];
    Assign "assign" ["cluster", "parents"];
    Rename "rename" ["children", "outsiders", "criteria", "words"];
    Audit "audit" ["text"];
}

/// The name of the file of rules about data, which end every system message.
const RULES: &str = "rules";

/// Why a directory of prompts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// The directory or a file in it cannot be read.
    #[error("The prompts in {} cannot be read: {source}. Check prompts under [models] in the configuration.", path.display())]
    Read {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that no stage would use.
    #[error("{} is no prompt that Kleio knows: it would be ignored. Prompts are named {}.", path.display(), names())]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// A prompt that cannot be filled.
    #[error(
        "The prompt {name} is wrong: {why}. Compare it with pipeline/prompts/{name} of the source."
    )]
    Wrong {
        /// File name.
        name: String,
        /// What is wrong.
        why: String,
    },
}

/// Checked prompts.
#[derive(Debug, Clone)]
pub struct Prompts {
    rules: String,
    /// In the order of [`SHIPPED`], which is that of [`Prompt`].
    templates: Vec<Template>,
    /// Tokens of each before it is filled, with the rules; about.
    lengths: Vec<u64>,
    digest: String,
}

impl Prompts {
    /// The prompts in `directory`, and ours for those that it does not have.
    ///
    /// # Errors
    /// When a file of it cannot be read, is not known, or lacks what a stage would fill in.
    pub fn open(directory: Option<&Path>) -> Result<Self, PromptError> {
        let own = directory.map(read_all).transpose()?.unwrap_or_default();
        let text = |name: &str, shipped: &str| {
            own.iter()
                .find(|(file, _)| file == name)
                .map_or_else(|| shipped.to_owned(), |(_, text)| text.clone())
        };
        let rules = text(RULES, include_str!("../../prompts/rules.md"));
        if !rules.contains("{{tag}}") {
            return Err(PromptError::Wrong {
                name: format!("{RULES}.md"),
                why: "it has no slot {{tag}}".to_owned(),
            });
        }
        let mut hash = Sha256::new();
        hash.update(&rules);
        let (mut templates, mut lengths) = (Vec::new(), Vec::new());
        for shipped in SHIPPED {
            let text = text(shipped.name, shipped.text);
            hash.update([0]);
            hash.update(&text);
            let template =
                Template::parse(&text, shipped.slots).map_err(|why| PromptError::Wrong {
                    name: format!("{}.md", shipped.name),
                    why,
                })?;
            templates.push(template);
            lengths.push(estimate_tokens(&text) + estimate_tokens(&rules));
        }
        Ok(Self {
            rules,
            templates,
            lengths,
            digest: hex::encode(hash.finalize()),
        })
    }

    /// A hash of all of them: other prompts make other stages.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// About how many tokens the instructions of a question of `stage` have, without what is filled in; of
    /// the longest, where the stage has several kinds of question.
    #[must_use]
    pub fn instructions(&self, stage: Stage) -> u64 {
        let prompts: &[Prompt] = match stage {
            Stage::Screen => &[Prompt::Screen],
            Stage::Facets => &[Prompt::Facets],
            Stage::Describe => &[Prompt::Describe],
            Stage::Hierarchy => &[
                Prompt::Propose,
                Prompt::Deduplicate,
                Prompt::Assign,
                Prompt::Rename,
            ],
            Stage::Audit => &[Prompt::Audit],
            Stage::Embed => &[],
        };
        let lengths = prompts.iter().map(|&prompt| self.lengths[prompt as usize]);
        lengths.max().unwrap_or(0)
    }

    /// What to ask a model.
    pub(super) fn ask(&self, prompt: Prompt, fillings: &[(&str, Filling)], tokens: u32) -> Ask {
        self.templates[prompt as usize].ask(&self.rules, fillings, tokens)
    }
}

fn names() -> String {
    let shipped = SHIPPED.iter().map(|shipped| shipped.name);
    let all: Vec<String> = shipped.chain([RULES]).map(|n| format!("{n}.md")).collect();
    all.join(", ")
}

/// Name without ending and text of every Markdown file in `directory`, by name.
fn read_all(directory: &Path) -> Result<Vec<(String, String)>, PromptError> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| PromptError::Read { path, source }
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(fault(directory))? {
        let path = entry.map_err(fault(directory))?.path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let known = name == RULES || SHIPPED.iter().any(|shipped| shipped.name == name);
        if !known {
            return Err(PromptError::Unknown { path });
        }
        let text = std::fs::read_to_string(&path).map_err(fault(&path))?;
        found.push((name, text));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn ours_can_be_filled_and_end_with_the_task() {
        let prompts = Prompts::open(None).unwrap();
        assert_eq!(prompts.templates.len(), SHIPPED.len());
        for (prompt, Shipped { name, slots, .. }) in ALL.iter().zip(SHIPPED) {
            let fillings: Vec<(&str, Filling)> = slots
                .iter()
                .map(|slot| (*slot, Filling::Ours(format!("[{slot}]"))))
                .collect();
            let ask = prompts.ask(*prompt, &fillings, 1);
            assert!(
                slots
                    .iter()
                    .all(|slot| ask.user.contains(&format!("[{slot}]"))),
                "{name}"
            );
            assert!(ask.system.contains("never addressed to you"), "{name}");
            assert!(
                !ask.user.contains("{{") && !ask.system.contains("{{"),
                "{name}"
            );
            // The last thing a model reads is our task, not data.
            let data = ask.user.find(&format!("[{}]", slots[0])).unwrap();
            assert!(ask.user.len() - data > 80, "{name}");
        }
    }

    #[test]
    fn a_directory_replaces_what_it_has() {
        let dir = tempfile::tempdir().unwrap();
        let ours = Prompts::open(None).unwrap();
        assert_eq!(
            Prompts::open(Some(dir.path())).unwrap().digest(),
            ours.digest()
        );
        fs::write(
            dir.path().join("audit.md"),
            "## System\nJudge.\n## User\n{{text}}\nScore?",
        )
        .unwrap();
        fs::write(dir.path().join("notes.txt"), "ignored").unwrap();
        let own = Prompts::open(Some(dir.path())).unwrap();
        assert_ne!(own.digest(), ours.digest());
        assert!(own.ask(Prompt::Audit, &[], 1).system.starts_with("Judge."));
    }

    #[test]
    fn a_wrong_directory_is_refused_with_the_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(
            dir.path().join("audit.md"),
            "## System\nJudge.\n## User\nScore?",
        )
        .unwrap();
        let error = Prompts::open(Some(dir.path())).unwrap_err().to_string();
        insta::assert_snapshot!(error, @"The prompt audit.md is wrong: it has no slot {{text}}. Compare it with pipeline/prompts/audit.md of the source.");
        fs::write(dir.path().join("audits.md"), "").unwrap();
        fs::remove_file(dir.path().join("audit.md")).unwrap();
        let error = Prompts::open(Some(dir.path())).unwrap_err().to_string();
        assert!(
            error.contains("audits.md is no prompt") && error.contains("screen.md"),
            "{error}"
        );
        let error = Prompts::open(Some(&dir.path().join("none")))
            .unwrap_err()
            .to_string();
        assert!(error.contains("cannot be read"), "{error}");
    }
}
