//! What a record holds beside its messages though it is said before them: instructions and tools.

use super::speech;
use crate::conversation::{Attachment, Message, Role};
use crate::read::{
    Reason,
    loose::{Loose, Scalar},
    wire::{self, Content},
};

/// System prompts, and whether tools are defined.
pub(super) struct Front {
    /// From `system`, and by its longer names.
    pub(super) prompts: [Loose<Content>; 2],
    pub(super) tools: bool,
}

impl Front {
    /// Puts prompts in front of `messages`, as if they were the first of them; one that is there
    /// already is not said again. Definitions of tools become an attachment of the system prompt.
    /// Returns how many messages more were said: tools alone are not.
    pub(super) fn put(self, messages: &mut Vec<Message>) -> Result<usize, Reason> {
        let mut said = 0;
        for prompt in self.prompts {
            let Some(prompt) = message(prompt)? else {
                continue;
            };
            if !messages.contains(&prompt) {
                messages.insert(said, prompt);
                said += 1;
            }
        }
        if self.tools {
            let first = messages.first();
            if first.is_none_or(|first| first.role != Role::System) {
                let system = Message {
                    role: Role::System,
                    ..Message::default()
                };
                messages.insert(0, system);
            }
            messages[0].attachments.push(Attachment::Tools);
        }
        Ok(said)
    }
}

fn message(prompt: Loose<Content>) -> Result<Option<Message>, Reason> {
    let content = match prompt {
        Loose::Absent => return Ok(None),
        Loose::Is(content) => content,
        Loose::Other => Content {
            attachments: vec![Attachment::Tools],
            ..Content::default()
        },
    };
    speech::message(wire::Message {
        role: Loose::Is(Scalar::Text("system".to_owned())),
        content: Loose::Is(content),
        ..wire::Message::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{
        ReadParams,
        parse::{Parsed, parse},
    };

    const HI: &str = r#"{"role":"user","content":"hi"}"#;
    const BRIEF: &str = r#"{"role":"system","content":"Be brief."}"#;

    /// A record with `keys` before its messages.
    fn parsed(keys: &str, messages: &[&str]) -> Parsed {
        let line = format!(r#"{{{keys}"messages":[{}]}}"#, messages.join(","));
        let params = ReadParams::default().check().unwrap();
        parse(line.as_bytes(), &params).unwrap()
    }

    fn noted(content: &str) -> Message {
        Message {
            role: Role::System,
            content: content.to_owned(),
            attachments: vec![Attachment::Tools],
        }
    }

    #[test]
    fn a_prompt_beside_the_messages_is_one_of_them() {
        let within = parsed("", &[BRIEF, HI]);
        assert_eq!((within.turns, within.messages.len()), (2, 2));
        for keys in [
            r#""system":"Be brief.","#,
            r#""system_prompt":"Be brief.","#,
            r#""system_message":"Be brief.","#,
            r#""system":[{"type":"text","text":"Be brief."}],"#,
            r#""system":"Be brief.","system_prompt":"Be brief.","#,
        ] {
            assert_eq!(parsed(keys, &[HI]), within, "{keys}");
            assert_eq!(parsed(keys, &[BRIEF, HI]), within, "{keys}");
        }
        for keys in [r#""system":"","#, r#""system":null,"#] {
            assert_eq!(parsed(keys, &[HI]), parsed("", &[HI]), "{keys}");
        }
    }

    #[test]
    fn prompts_come_in_order_and_are_no_metadata() {
        let keys = r#""system":"linux","system_prompt":"Be kind.","model":"m","#;
        let chat = parsed(keys, &[BRIEF, HI]);
        let texts: Vec<_> = chat.messages.iter().map(|m| m.content.as_str()).collect();
        assert_eq!(texts, ["linux", "Be kind.", "Be brief.", "hi"]);
        assert_eq!(chat.turns, 4);
        assert_eq!(chat.metadata.len(), 1);
        assert_eq!(chat.metadata["model"], "m");
        assert_eq!(parsed(r#""system":7,"#, &[HI]).messages[0], noted(""));
    }

    #[test]
    fn tools_are_noted_with_the_prompt() {
        for tools in [r#"[{"name":"look"},{}]"#, r#""[{\"name\": \"look\"}]""#] {
            let keys = format!(r#""tools":{tools},"#);
            let alone = parsed(&keys, &[HI]);
            assert_eq!(alone.messages[0], noted(""));
            assert_eq!((alone.turns, alone.messages.len()), (1, 2));
            assert!(alone.metadata.is_empty());
            let with = parsed(&keys, &[BRIEF, HI]);
            assert_eq!(with.messages[0], noted("Be brief."));
            assert_eq!((with.turns, with.messages.len()), (2, 2));
        }
        let none = parsed(r#""tools":[],"functions":"[]","#, &[HI]);
        assert_eq!(none, parsed("", &[HI]));
    }
}
