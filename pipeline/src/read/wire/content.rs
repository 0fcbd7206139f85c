//! What a message holds: text, and the kinds of everything else.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::conversation::Attachment;
use crate::read::loose::{FromJson, Loose, Scalar};

/// The text of a message, given as text or joined from parts, and what stood beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::read) struct Content {
    pub(in crate::read) text: String,
    pub(in crate::read) attachments: Vec<Attachment>,
    /// Not said by anyone: what a product tells its model about the person.
    pub(in crate::read) context: bool,
}

/// What the type of a part says.
enum Kind {
    /// Text, or nothing.
    Text,
    /// Text; where there is none, this.
    TextOr(Attachment),
    Context,
    Beside(Attachment),
}

impl Content {
    /// Adds what stands below.
    pub(super) fn add(&mut self, other: Self) {
        if !other.text.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(&other.text);
        }
        self.attachments.extend(other.attachments);
        self.context |= other.context;
    }
}

impl<'de> FromJson<'de> for Content {
    fn scalar(value: Scalar) -> Option<Self> {
        match value {
            Scalar::Text(text) => Some(Self {
                text,
                ..Self::default()
            }),
            Scalar::Integer(_) | Scalar::Float(_) | Scalar::Bool(_) => None,
        }
    }

    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::default();
        while let Some(part) = from.next_element::<Loose<Self>>()? {
            all.add(part.known().unwrap_or_default());
        }
        Ok(Some(all))
    }

    /// A part such as `{"type": "text", "text": …}`, or ChatGPT's `{"content_type", "parts"}`.
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::default();
        let mut kind = Loose::<Scalar>::Absent;
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "type" | "content_type" => kind = from.next_value()?,
                "text" | "parts" | "result" | "refusal" | "user_profile" | "user_instructions"
                | "model_set_context" => {
                    let part: Loose<Self> = from.next_value()?;
                    all.add(part.known().unwrap_or_default());
                }
                _ => drop(from.next_value::<IgnoredAny>()?),
            }
        }
        let unknown = Kind::TextOr(Attachment::Other);
        Ok(Some(match kind.text().map_or(unknown, kind_of) {
            Kind::Text => all,
            Kind::TextOr(attachment) => {
                if all.text.trim().is_empty() && all.attachments.is_empty() {
                    all.attachments.push(attachment);
                }
                all
            }
            Kind::Context => Self {
                context: true,
                ..all
            },
            Kind::Beside(attachment) => Self {
                attachments: vec![attachment],
                ..Self::default()
            },
        }))
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "text" | "input_text" | "output_text" | "multimodal_text" | "code" => return Kind::Text,
        "execution_output"
        | "tether_quote"
        | "tether_browsing_display"
        | "system_error"
        | "computer_output" => return Kind::TextOr(Attachment::ToolResult),
        "audio_transcription" => return Kind::TextOr(Attachment::Audio),
        "refusal" => return Kind::TextOr(Attachment::Other),
        "user_editable_context" | "model_editable_context" => return Kind::Context,
        "thoughts" | "reasoning_recap" | "thinking" | "redacted_thinking" | "reasoning" => {
            return Kind::Beside(Attachment::Reasoning);
        }
        _ => {}
    }
    let known = [
        ("image", Attachment::Image),
        ("audio", Attachment::Audio),
        ("video", Attachment::Video),
        ("call_output", Attachment::ToolResult),
        ("tool_result", Attachment::ToolResult),
        ("_result", Attachment::ToolResult),
        ("tool_use", Attachment::ToolCall),
        ("_call", Attachment::ToolCall),
        ("file", Attachment::File),
        ("document", Attachment::File),
    ];
    known
        .iter()
        .find(|(part, _)| name.contains(part))
        .map_or(Kind::TextOr(Attachment::Other), |&(_, attachment)| {
            Kind::Beside(attachment)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(json: &str) -> Loose<Content> {
        serde_json::from_str(json).unwrap()
    }

    fn is(text: &str, attachments: &[Attachment]) -> Loose<Content> {
        Loose::Is(Content {
            text: text.to_owned(),
            attachments: attachments.to_vec(),
            context: false,
        })
    }

    #[test]
    fn content_is_text_or_parts() {
        assert_eq!(content(r#""a\nb""#), is("a\nb", &[]));
        assert_eq!(
            content(
                r#"[{"type":"text","text":"a"},{"type":"image_url","image_url":{"x":[1]}},"b"]"#
            ),
            is("a\nb", &[Attachment::Image])
        );
        assert_eq!(content(r#"{"text":"a","type":"text"}"#), is("a", &[]));
        assert_eq!(content("null"), Loose::Absent);
        assert_eq!(content("3"), Loose::Other);
        assert_eq!(content("true"), Loose::Other);
    }

    #[test]
    fn what_is_not_text_is_known_by_its_kind() {
        for (json, kind) in [
            (
                r#"{"type":"tool_use","name":"f","input":{"text":"x"}}"#,
                Attachment::ToolCall,
            ),
            (
                r#"{"type":"tool_result","content":[{"type":"text","text":"x"}]}"#,
                Attachment::ToolResult,
            ),
            (
                r#"{"type":"function_call_output","text":"x"}"#,
                Attachment::ToolResult,
            ),
            (
                r#"{"thinking":"x","type":"thinking"}"#,
                Attachment::Reasoning,
            ),
            (
                r#"{"content_type":"image_asset_pointer","asset_pointer":"p"}"#,
                Attachment::Image,
            ),
            (r#"{"type":"input_audio"}"#, Attachment::Audio),
            (r#"{"type":"document"}"#, Attachment::File),
            (r#"{"type":"hologram"}"#, Attachment::Other),
            ("{}", Attachment::Other),
        ] {
            assert_eq!(content(json), is("", &[kind]), "{json}");
        }
        assert_eq!(content(r#"{"type":"hologram","text":"a"}"#), is("a", &[]));
    }

    #[test]
    fn a_refusal_is_text() {
        assert_eq!(
            content(r#"[{"type":"refusal","refusal":"I can't help with that."}]"#),
            is("I can't help with that.", &[])
        );
        assert_eq!(
            content(r#"{"type":"output_text","text":"a","refusal":null}"#),
            is("a", &[])
        );
        assert_eq!(
            content(r#"{"type":"refusal","refusal":null}"#),
            is("", &[Attachment::Other])
        );
    }

    #[test]
    fn what_a_tool_gives_without_text_is_a_result() {
        for kind in ["computer_output", "execution_output", "system_error"] {
            let json = format!(
                r#"{{"content_type":"{kind}","computer_id":"1","screenshot":{{"content_type":"image_asset_pointer"}}}}"#
            );
            assert_eq!(content(&json), is("", &[Attachment::ToolResult]), "{kind}");
            let json = format!(r#"{{"content_type":"{kind}","text":"fern"}}"#);
            assert_eq!(content(&json), is("fern", &[]), "{kind}");
        }
        assert_eq!(
            content(r#"{"content_type":"tether_browsing_display","result":" ","summary":null}"#),
            is(" ", &[Attachment::ToolResult])
        );
        assert_eq!(
            content(r#"{"content_type":"audio_transcription","text":""}"#),
            is("", &[Attachment::Audio])
        );
    }

    #[test]
    fn chatgpt_content_has_parts_or_context() {
        assert_eq!(
            content(
                r#"{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer"},"look",null]}"#
            ),
            is("look", &[Attachment::Image])
        );
        let context = content(
            r#"{"content_type":"user_editable_context","user_profile":"p","user_instructions":"i"}"#,
        );
        assert_eq!(
            context,
            Loose::Is(Content {
                text: "p\ni".into(),
                attachments: Vec::new(),
                context: true
            })
        );
    }
}
