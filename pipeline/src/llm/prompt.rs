//! What is sent for one question, and the key under which its reply is kept.

use genai::chat::{ChatMessage, ChatRequest};
use sha2::{Digest, Sha256};

use super::{Ask, Owner, Target, Tokens, estimate_tokens};

/// Changes when the same question would be sent in another form.
const FORM: &str = "kleio reply 1";
/// Tokens that providers put around messages, roughly.
const FRAME: u64 = 16;

/// A question, and for a repair the answer that could not be used.
#[derive(Debug, Clone)]
pub(super) struct Prompt<'a> {
    ask: &'a Ask,
    owners: Vec<&'a Owner>,
    wrong: Option<Wrong>,
}

#[derive(Debug, Clone)]
struct Wrong {
    answer: String,
    please: String,
}

impl<'a> Prompt<'a> {
    pub(super) fn first(ask: &'a Ask) -> Self {
        Self {
            ask,
            owners: ask.owner.iter().collect(),
            wrong: None,
        }
    }

    /// The same question is asked about a conversation of somebody else too.
    pub(super) fn shared_with(&mut self, ask: &'a Ask) {
        self.owners.extend(&ask.owner);
    }

    pub(super) fn owners(&self) -> &[&'a Owner] {
        &self.owners
    }

    /// The same question with the answer that was given and what is wrong with it.
    pub(super) fn repair(&self, answer: &str, reason: &str) -> Self {
        // Some providers refuse an empty message.
        let answer = if answer.trim().is_empty() {
            "(no answer)"
        } else {
            answer
        };
        Self {
            ask: self.ask,
            owners: self.owners.clone(),
            wrong: Some(Wrong {
                answer: answer.to_owned(),
                please: format!(
                    "This answer cannot be used: {} Answer the same question once more, in exactly the form that was asked for and with nothing around it.",
                    ended(reason)
                ),
            }),
        }
    }

    pub(super) fn max_tokens(&self) -> u32 {
        self.ask.max_tokens
    }

    /// The most that asking this should take.
    pub(super) fn worst(&self) -> Tokens {
        Tokens {
            input: FRAME + self.texts().map(estimate_tokens).sum::<u64>(),
            output: self.ask.max_tokens.into(),
        }
    }

    pub(super) fn request(&self) -> ChatRequest {
        let mut request = ChatRequest::from_user(self.ask.user.as_str());
        if !self.ask.system.is_empty() {
            request = request.with_system(self.ask.system.as_str());
        }
        if let Some(wrong) = &self.wrong {
            request = request
                .append_message(ChatMessage::assistant(wrong.answer.as_str()))
                .append_message(ChatMessage::user(wrong.please.as_str()));
        }
        request
    }

    /// SHA-256 of everything that the reply depends on, each part after its length.
    pub(super) fn key(&self, target: &Target, seed: u64) -> Key {
        let url = target.url.as_ref().map_or("", |url| url.as_str());
        let temperature = target.temperature.map_or([0xff; 8], f64::to_le_bytes);
        let effort = target.effort.clone().map(String::from).unwrap_or_default();
        let (seed, max_tokens) = (seed.to_le_bytes(), self.ask.max_tokens.to_le_bytes());
        let asked: [&[u8]; 8] = [
            FORM.as_bytes(),
            target.provider.name().as_bytes(),
            url.as_bytes(),
            target.model.as_bytes(),
            &temperature,
            effort.as_bytes(),
            &seed,
            &max_tokens,
        ];
        Key::of(asked.into_iter().chain(self.texts().map(str::as_bytes)))
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let wrong = self.wrong.iter();
        [self.ask.system.as_str(), self.ask.user.as_str()]
            .into_iter()
            .chain(wrong.flat_map(|wrong| [wrong.answer.as_str(), wrong.please.as_str()]))
    }
}

/// With a full stop, unless it has an end of its own.
fn ended(reason: &str) -> String {
    let reason = reason.trim();
    if reason.ends_with(['.', '!', '?']) {
        reason.to_owned()
    } else {
        format!("{reason}.")
    }
}

/// Stands for a question put to one model in one way. Tells nothing of the question's text to
/// anyone who does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub(super) [u8; 32]);

impl Key {
    /// SHA-256 of parts, each after its length.
    pub(super) fn of<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// A number for draws that belong to this question.
    pub(super) fn number(&self) -> u64 {
        self.0
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ModelsConfig, Stage};
    use super::*;

    fn target(more: &str) -> Target {
        let text = format!("provider = \"openai\"\nmodel = \"m\"\n{more}");
        let config: ModelsConfig = toml::from_str(&text).unwrap();
        config
            .check()
            .unwrap()
            .target(Stage::Facets)
            .unwrap()
            .clone()
    }

    fn ask(system: &str, user: &str) -> Ask {
        Ask {
            system: system.to_owned(),
            user: user.to_owned(),
            max_tokens: 10,
            owner: None,
        }
    }

    #[test]
    fn the_key_changes_with_whatever_the_reply_depends_on() {
        let (plain, ask) = (target(""), ask("ab", "c"));
        let first = Prompt::first(&ask);
        let mut keys = vec![
            first.key(&plain, 0),
            first.key(&plain, 1),
            first.key(&target("temperature = 0.3"), 0),
            first.key(&target("temperature = \"default\""), 0),
            first.key(&target("url = \"http://localhost:1\""), 0),
            first.key(&target("effort = \"low\""), 0),
            first.repair("x", "no").key(&plain, 0),
            first.repair("x", "no number").key(&plain, 0),
            Prompt::first(&self::ask("a", "bc")).key(&plain, 0),
        ];
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 9);
        assert_eq!(
            first.key(&plain, 0),
            first.key(&target("key_env = \"K\"\nconcurrency = 2"), 0)
        );
    }

    #[test]
    fn a_repair_says_what_was_wrong() {
        let ask = ask("", "How many?");
        let request = Prompt::first(&ask).repair(" ", "it is no number").request();
        let texts: Vec<_> = request
            .messages
            .iter()
            .filter_map(|m| m.content.joined_texts())
            .collect();
        assert_eq!(texts[1], "(no answer)");
        assert!(texts[2].contains("it is no number. Answer"), "{}", texts[2]);
        assert!(request.system.is_none());
    }
}
