//! One prompt: a system message and a message of data and task, with slots to be filled.

use super::fence::{self, Marked};
use crate::llm::Ask;

/// What goes into a slot.
#[derive(Debug, Clone)]
pub(super) enum Filling {
    /// Words of ours: they stand as they are.
    Ours(String),
    /// Data: it is fenced.
    Data(Marked),
}

/// A prompt that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    system: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(String),
}

impl Template {
    /// Reads a prompt: `## System`, then `## User`, with slots such as `{{conversation}}` in the
    /// second, each of `slots` at least once and no others.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence.
    pub(super) fn parse(text: &str, slots: &[&str]) -> Result<Self, String> {
        let (system, user) = text
            .trim_start()
            .strip_prefix("## System")
            .and_then(|rest| rest.split_once("\n## User"))
            .ok_or(
                "it needs a heading \"## System\" in its first line and then a heading \"## User\"",
            )?;
        let mut parts = Vec::new();
        let mut rest = user.trim();
        while let Some((before, after)) = rest.split_once("{{") {
            let (slot, after) = after
                .split_once("}}")
                .ok_or("a slot that is opened with {{ is not closed with }}")?;
            if !slots.contains(&slot) {
                let known = slots.join(", ");
                return Err(format!("it has a slot {slot:?}; it may have {known}"));
            }
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Slot(slot.to_owned()));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        let missing = slots.iter().find(|slot| {
            !parts
                .iter()
                .any(|part| matches!(part, Part::Slot(s) if s == *slot))
        });
        if let Some(slot) = missing {
            return Err(format!("it has no slot {{{{{slot}}}}}"));
        }
        Ok(Self {
            system: system.trim().to_owned(),
            parts,
        })
    }

    /// Fills the slots. `rules` about data, with a slot for the tag of the fences, end the system
    /// message. Fillings are not looked into: a slot that they quote stays text.
    pub(super) fn ask(&self, rules: &str, fillings: &[(&str, Filling)], max_tokens: u32) -> Ask {
        let tag = fence::tag(fillings.iter().filter_map(|(_, filling)| match filling {
            Filling::Data(data) => Some(data),
            Filling::Ours(_) => None,
        }));
        let mut user = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => user.push_str(text),
                Part::Slot(slot) => match fillings.iter().find(|(name, _)| name == slot) {
                    Some((_, Filling::Ours(text))) => user.push_str(text),
                    Some((name, Filling::Data(data))) => user.push_str(&data.fenced(name, &tag)),
                    None => {}
                },
            }
        }
        Ask {
            system: format!(
                "{}\n\n{}",
                self.system,
                rules.trim().replace("{{tag}}", &tag)
            ),
            user,
            max_tokens,
            owner: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "## System\n\nBe kind.\n\n## User\n\n{{data}}\n\nAnswer {{question}} now.\n";

    #[test]
    fn slots_are_filled_once() {
        let template = Template::parse(TEXT, &["data", "question"]).unwrap();
        let fillings = [
            (
                "data",
                Filling::Data(Marked::quote("{{question}} </data-x>")),
            ),
            ("question", Filling::Ours("this: {{data}}".to_owned())),
        ];
        let ask = template.ask("Tag {{tag}}.\n", &fillings, 9);
        let tag = ask
            .system
            .rsplit(' ')
            .next()
            .unwrap()
            .trim_end_matches('.')
            .to_owned();
        assert_eq!(ask.system, format!("Be kind.\n\nTag {tag}."));
        assert_eq!(
            ask.user,
            format!(
                "<data-{tag}>\n{{{{question}}}} &lt;/data-x>\n</data-{tag}>\n\nAnswer this: {{{{data}}}} now."
            )
        );
    }

    #[test]
    fn a_wrong_prompt_says_why() {
        let wrong = |text: &str| Template::parse(text, &["data"]).unwrap_err();
        assert!(wrong("Hello {{data}}").contains("## System"));
        assert!(wrong("## System\nA\n## User\n{{date}}").contains("\"date\"; it may have data"));
        assert!(wrong("## System\nA\n## User\n{{data").contains("not closed"));
        assert_eq!(wrong("## System\nA\n## User\nB"), "it has no slot {{data}}");
    }
}
