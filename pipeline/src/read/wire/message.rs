//! One message as any of the known forms writes it.

use serde::de::{IgnoredAny, MapAccess};

use super::{Content, Messages, Tools, files::files};
use crate::conversation::Attachment;
use crate::read::loose::{FromJson, Loose, Scalar};

/// The keys of a message that are read.
#[derive(Debug, Default)]
pub(in crate::read) struct Message {
    /// `role`, or `from` (ShareGPT), `sender` (Claude), `author` (ChatGPT).
    pub(in crate::read) role: Loose<Scalar>,
    /// `content`, or `value` (ShareGPT). Null in tool calls; OpenAI's `refusal` where it is null.
    pub(in crate::read) content: Loose<Content>,
    /// `text` (Claude, OpenAssistant).
    pub(in crate::read) text: Loose<Content>,
    /// From `tool_calls`, `function_call`, `tools`, `attachments`, `files` and `images`.
    pub(in crate::read) attachments: Vec<Attachment>,
    /// ChatGPT: `all`, or the tool that is called.
    pub(in crate::read) recipient: Loose<Scalar>,
    /// ChatGPT: not shown to the person.
    pub(in crate::read) hidden: bool,
    /// ChatGPT: the model that wrote it.
    pub(in crate::read) model: Loose<Scalar>,
    pub(in crate::read) time: Loose<Scalar>,
    pub(in crate::read) id: Loose<Scalar>,
    pub(in crate::read) parent: Loose<Scalar>,
    /// WildChat: unique, unlike the conversation's hash.
    pub(in crate::read) turn_identifier: Loose<Scalar>,
    /// OpenAssistant: answers to this message, of which one is followed.
    pub(in crate::read) replies: Messages,
    /// OpenAssistant: 0 is the best of the replies.
    pub(in crate::read) rank: Loose<Scalar>,
    /// OpenAssistant.
    pub(in crate::read) deleted: bool,
    /// OpenAssistant.
    pub(in crate::read) user_id: Loose<Scalar>,
    /// OpenAssistant.
    pub(in crate::read) lang: Loose<Scalar>,
}

/// A role by itself, or in an object with more about the author.
struct Author(Scalar);

/// What ChatGPT says about a message.
#[derive(Default)]
struct About {
    attachments: Vec<Attachment>,
    hidden: bool,
    model: Loose<Scalar>,
}

/// How many calls there are.
struct Calls(usize);

impl<'de> FromJson<'de> for Message {
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut message = Self::default();
        let mut author = Loose::<Author>::Absent;
        let mut refusal = Loose::<Content>::Absent;
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "role" => message.role = from.next_value()?,
                "from" | "sender" | "author" => author = from.next_value()?,
                "content" | "value" => message.content = from.next_value()?,
                "text" => message.text = from.next_value()?,
                "refusal" => refusal = from.next_value()?,
                "tool_calls" | "function_call" => {
                    let calls: Loose<Calls> = from.next_value()?;
                    let count = calls.known().map_or(0, |Calls(count)| count);
                    let calls = std::iter::repeat_n(Attachment::ToolCall, count);
                    message.attachments.extend(calls);
                }
                "tools" | "functions" => {
                    if Tools::any(&from.next_value()?) {
                        message.attachments.push(Attachment::Tools);
                    }
                }
                "attachments" | "files" | "images" => {
                    message.attachments.extend(files(from.next_value()?));
                }
                "metadata" => {
                    let about: Loose<About> = from.next_value()?;
                    let about = about.known().unwrap_or_default();
                    message.attachments.extend(about.attachments);
                    message.hidden |= about.hidden;
                    message.model = about.model;
                }
                "recipient" => message.recipient = from.next_value()?,
                "timestamp" | "create_time" | "created_at" | "created_date" => {
                    message.time = message.time.or(from.next_value()?);
                }
                "id" | "uuid" | "message_id" => message.id = from.next_value()?,
                "parent" | "parent_message_uuid" | "parent_id" => {
                    message.parent = from.next_value()?;
                }
                "turn_identifier" => message.turn_identifier = from.next_value()?,
                "replies" => {
                    let replies: Loose<Messages> = from.next_value()?;
                    message.replies = replies.known().unwrap_or_default();
                }
                "rank" => message.rank = from.next_value()?,
                "deleted" => message.deleted = truth(&from.next_value()?),
                "user_id" => message.user_id = from.next_value()?,
                "lang" => message.lang = from.next_value()?,
                _ => drop(from.next_value::<IgnoredAny>()?),
            }
        }
        // A role says more than a name.
        message.role = match (message.role, author) {
            (Loose::Absent, Loose::Is(Author(role))) => Loose::Is(role),
            (Loose::Absent, Loose::Other) => Loose::Other,
            (role, _) => role,
        };
        if let Loose::Is(refusal) = refusal {
            message.refuse(refusal);
        }
        Ok(Some(message))
    }
}

impl Message {
    /// Takes a refusal for the text, where there is none.
    fn refuse(&mut self, refusal: Content) {
        let silent = |given: &Loose<Content>| match given {
            Loose::Absent => true,
            Loose::Is(content) => content.text.trim().is_empty(),
            Loose::Other => false,
        };
        if silent(&self.content) && silent(&self.text) {
            let mut content = std::mem::take(&mut self.content)
                .known()
                .unwrap_or_default();
            content.add(refusal);
            self.content = Loose::Is(content);
        }
    }
}

impl<'de> FromJson<'de> for Author {
    fn scalar(value: Scalar) -> Option<Self> {
        Some(Self(value))
    }

    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut role = Loose::<Scalar>::Absent;
        while let Some(key) = from.next_key::<String>()? {
            let value: Loose<Scalar> = from.next_value()?;
            if key == "role" {
                role = value;
            }
        }
        Ok(role.known().map(Self))
    }
}

impl<'de> FromJson<'de> for About {
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut about = Self::default();
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "attachments" => about.attachments = files(from.next_value()?).collect(),
                "is_visually_hidden_from_conversation" | "is_user_system_message" => {
                    about.hidden |= truth(&from.next_value()?);
                }
                "model_slug" => about.model = from.next_value()?,
                _ => drop(from.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Some(about))
    }
}

impl<'de> FromJson<'de> for Calls {
    fn scalar(_: Scalar) -> Option<Self> {
        Some(Self(1))
    }

    fn list<A: serde::de::SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut count = 0;
        while from.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Some(Self(count)))
    }

    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Self(1)))
    }
}

fn truth(value: &Loose<Scalar>) -> bool {
    matches!(value, Loose::Is(Scalar::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> Message {
        let message: Loose<Message> = serde_json::from_str(json).unwrap();
        message.known().unwrap()
    }

    #[test]
    fn the_author_has_many_names() {
        for json in [
            r#"{"role":"user"}"#,
            r#"{"from":"user"}"#,
            r#"{"sender":"user"}"#,
            r#"{"author":{"name":null,"role":"user"}}"#,
            r#"{"author":"Jo","role":"user"}"#,
            r#"{"role":"user","from":7}"#,
        ] {
            assert_eq!(message(json).role.text(), Some("user"), "{json}");
        }
    }

    #[test]
    fn a_refusal_is_the_text_where_there_is_no_other() {
        for (json, text) in [
            (r#"{"content":null,"refusal":"I can't."}"#, "I can't."),
            (r#"{"refusal":"I can't.","content":[]}"#, "I can't."),
            (r#"{"content":"Sure.","refusal":"none"}"#, "Sure."),
            (r#"{"content":"Sure.","refusal":null}"#, "Sure."),
            (r#"{"content":"","refusal":false}"#, ""),
        ] {
            let content = message(json).content.known().unwrap();
            assert_eq!(content.text, text, "{json}");
        }
        let older = message(r#"{"text":"Sure.","refusal":"none"}"#);
        assert!(older.content.is_absent());
    }

    #[test]
    fn files_are_known_by_type_or_name() {
        use Attachment::{File, Image, Other, ToolCall, Tools, Video};
        let given = message(
            r#"{"attachments":[{"file_name":"notes.txt","file_type":"text/plain","extracted_content":"x"},
                {"mimeType":"image/png","name":"x"},{"file_name":"clip.MOV"},7],
                "files":["cat.jpeg"],"tool_calls":[{},{}],"tools":[{"name":"look"},{}]}"#,
        );
        assert_eq!(
            given.attachments,
            [File, Image, Video, Other, Image, ToolCall, ToolCall, Tools]
        );
    }
}
