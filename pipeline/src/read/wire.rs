//! One conversation as any of the known forms writes it: the keys that are read, by their real names.
//!
//! Sources: the data cards of WildChat-1M, LMSYS-Chat-1M and OpenAssistant; ChatGPT's and Claude's
//! account exports as their users describe them; ShareGPT's as fine-tuning tools read it.

mod content;
mod files;
mod message;
mod tools;

use serde::de::{MapAccess, SeqAccess};

use super::loose::{FromJson, Loose, Scalar};
pub(super) use content::Content;
pub(super) use message::Message;
use tools::Tools;

/// Messages as they were given.
pub(super) type Messages = Vec<Loose<Message>>;

/// The keys of a record that are read, of whatever form it is.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) conversation_id: Loose<Scalar>,
    /// WildChat: a hash of the content, not unique.
    pub(super) conversation_hash: Loose<Scalar>,
    /// ShareGPT, ChatGPT.
    pub(super) id: Loose<Scalar>,
    /// Claude.
    pub(super) uuid: Loose<Scalar>,
    /// OpenAssistant.
    pub(super) message_tree_id: Loose<Scalar>,
    /// OpenAssistant's table of single messages.
    pub(super) message_id: Loose<Scalar>,
    pub(super) account_id: Loose<Scalar>,
    pub(super) user_id: Loose<Scalar>,
    /// Claude: `{"uuid": …}`.
    pub(super) account: Loose<Account>,
    /// WildChat.
    pub(super) hashed_ip: Loose<Scalar>,
    pub(super) timestamp: Loose<Scalar>,
    /// ChatGPT.
    pub(super) create_time: Loose<Scalar>,
    /// Claude.
    pub(super) created_at: Loose<Scalar>,
    /// Ours.
    pub(super) messages: Loose<Messages>,
    /// WildChat and LMSYS-Chat.
    pub(super) conversation: Loose<Messages>,
    /// ShareGPT, also as `items`.
    pub(super) conversations: Loose<Messages>,
    /// Claude.
    pub(super) chat_messages: Loose<Messages>,
    /// ChatGPT: every message by the name of its node.
    pub(super) mapping: Loose<Mapping>,
    /// The last message of the branch that the person sees: ChatGPT's `current_node`, Claude's
    /// `current_leaf_message_uuid`.
    pub(super) current: Loose<Scalar>,
    /// OpenAssistant: the root of a tree.
    pub(super) prompt: Loose<Box<Message>>,
    /// A whole transcript in one text: `transcript`, `chosen` or `text`.
    pub(super) transcript: Loose<Scalar>,
    /// Instructions beside the messages, as fine-tuning files and requests to a model have them.
    pub(super) system: Loose<Content>,
    /// The same by longer names: `system_prompt` or `system_message`.
    pub(super) system_prompt: Loose<Content>,
    /// Whether tools are defined, under `tools` or `functions`.
    pub(super) tools: bool,
    /// Every further key with a text, a number or a truth value.
    pub(super) fields: Vec<(String, Scalar)>,
}

/// An account's id, given by itself or in an object.
#[derive(Debug)]
pub(super) struct Account(pub(super) Scalar);

/// ChatGPT's nodes in the order of the file.
#[derive(Debug)]
pub(super) struct Mapping(pub(super) Vec<(String, Node)>);

/// A place in ChatGPT's tree.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) parent: Loose<Scalar>,
    pub(super) message: Loose<Message>,
}

impl<'de> FromJson<'de> for Record {
    /// A bare list is taken for the messages of a conversation that says no more.
    fn list<A: SeqAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        Ok(Some(Self {
            messages: Loose::or_other(Messages::list(from)?),
            ..Self::default()
        }))
    }

    /// Where a key comes twice, the last one counts.
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut record = Self::default();
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "conversation_id" => record.conversation_id = from.next_value()?,
                "conversation_hash" => record.conversation_hash = from.next_value()?,
                "id" => record.id = from.next_value()?,
                "uuid" => record.uuid = from.next_value()?,
                "message_tree_id" => record.message_tree_id = from.next_value()?,
                "message_id" => record.message_id = from.next_value()?,
                "account_id" => record.account_id = from.next_value()?,
                "user_id" => record.user_id = from.next_value()?,
                "account" => record.account = from.next_value()?,
                "hashed_ip" => record.hashed_ip = from.next_value()?,
                "timestamp" => record.timestamp = from.next_value()?,
                "create_time" => record.create_time = from.next_value()?,
                "created_at" => record.created_at = from.next_value()?,
                "messages" => record.messages = from.next_value()?,
                "conversation" => record.conversation = from.next_value()?,
                "conversations" | "items" => record.conversations = from.next_value()?,
                "chat_messages" => record.chat_messages = from.next_value()?,
                "mapping" => record.mapping = from.next_value()?,
                "current_node" | "current_leaf_message_uuid" => {
                    record.current = from.next_value()?;
                }
                "prompt" => record.prompt = from.next_value()?,
                "transcript" | "chosen" | "text" => {
                    record.transcript = record.transcript.or(from.next_value()?);
                }
                "system" => record.system = from.next_value()?,
                "system_prompt" | "system_message" => record.system_prompt = from.next_value()?,
                "tools" | "functions" => {
                    record.tools |= Tools::any(&from.next_value()?);
                }
                _ => {
                    if let Loose::Is(value) = from.next_value()? {
                        record.fields.push((key, value));
                    }
                }
            }
        }
        Ok(Some(record))
    }
}

impl<'de> FromJson<'de> for Account {
    fn scalar(value: Scalar) -> Option<Self> {
        Some(Self(value))
    }

    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut id = Loose::<Scalar>::Absent;
        while let Some(key) = from.next_key::<String>()? {
            let value: Loose<Scalar> = from.next_value()?;
            if matches!(key.as_str(), "uuid" | "id") {
                id = id.or(value);
            }
        }
        Ok(id.known().map(Self))
    }
}

impl<'de> FromJson<'de> for Mapping {
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut nodes = Vec::new();
        while let Some(key) = from.next_key::<String>()? {
            if let Loose::Is(node) = from.next_value()? {
                nodes.push((key, node));
            }
        }
        Ok(Some(Self(nodes)))
    }
}

impl<'de> FromJson<'de> for Node {
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut node = Self::default();
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "parent" => node.parent = from.next_value()?,
                "message" => node.message = from.next_value()?,
                _ => drop(from.next_value::<serde::de::IgnoredAny>()?),
            }
        }
        Ok(Some(node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        let Loose::Is(record) =
            serde_json::from_str::<Loose<Record>>(r#"{"user_id":1,"user_id":"b","more":{"x":[]}}"#)
                .unwrap()
        else {
            panic!("an object is a record");
        };
        assert_eq!(record.user_id, Loose::Is(Scalar::Text("b".into())));
        assert!(record.fields.is_empty());
    }

    #[test]
    fn instructions_and_tools_are_no_fields() {
        let Loose::Is(record) = serde_json::from_str::<Loose<Record>>(
            r#"{"system":"linux","system_prompt":3,"tools":"[{}]","functions":null,"model":"m"}"#,
        )
        .unwrap() else {
            panic!("an object is a record");
        };
        let system = Content {
            text: "linux".into(),
            ..Content::default()
        };
        assert_eq!(record.system, Loose::Is(system));
        assert_eq!(record.system_prompt, Loose::Other);
        assert!(record.tools);
        assert_eq!(record.fields.len(), 1);
    }
}
