//! The JSON of a line, read leniently: a value of an unexpected type is noted, not an error.
//!
//! Invariant: what Kleio does not use is skipped without being built in memory.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A value that should be a `T`.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Loose<T> {
    /// No such key, or null.
    #[default]
    Absent,
    /// As expected.
    Is(T),
    /// Some other JSON.
    Other,
}

/// The keys of a line that are read.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) conversation_id: Loose<Scalar>,
    pub(super) account_id: Loose<Scalar>,
    pub(super) user_id: Loose<Scalar>,
    pub(super) timestamp: Loose<Scalar>,
    pub(super) messages: Loose<Vec<Loose<Message>>>,
}

/// A text or a number.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Integer(i128),
    Float(f64),
}

/// One entry of `messages`.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) role: Loose<Scalar>,
    /// Null in tool calls.
    pub(super) content: Loose<Content>,
}

/// The text of a message: given as text, or joined from the text parts of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content(pub(super) String);

impl<T> Loose<T> {
    fn or_other(value: Option<T>) -> Self {
        value.map_or(Self::Other, Self::Is)
    }
}

/// What kinds of JSON make a `Self`; by default none does.
trait FromJson<'de>: Sized {
    fn scalar(_: Scalar) -> Option<Self> {
        None
    }
    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de> FromJson<'de> for Line {
    /// Where a key comes twice, the last one counts.
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut line = Self::default();
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "conversation_id" => line.conversation_id = from.next_value()?,
                "account_id" => line.account_id = from.next_value()?,
                "user_id" => line.user_id = from.next_value()?,
                "timestamp" => line.timestamp = from.next_value()?,
                "messages" => line.messages = from.next_value()?,
                _ => drop(from.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Some(line))
    }
}

impl FromJson<'_> for Scalar {
    fn scalar(value: Scalar) -> Option<Self> {
        Some(value)
    }
}

impl<'de> FromJson<'de> for Vec<Loose<Message>> {
    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self::new();
        while let Some(message) = from.next_element()? {
            list.push(message);
        }
        Ok(Some(list))
    }
}

impl<'de> FromJson<'de> for Message {
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut message = Self::default();
        while let Some(key) = from.next_key::<String>()? {
            match key.as_str() {
                "role" => message.role = from.next_value()?,
                "content" => message.content = from.next_value()?,
                _ => drop(from.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Some(message))
    }
}

impl<'de> FromJson<'de> for Content {
    fn scalar(value: Scalar) -> Option<Self> {
        match value {
            Scalar::Text(text) => Some(Self(text)),
            Scalar::Integer(_) | Scalar::Float(_) => None,
        }
    }

    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut joined = String::new();
        while let Some(part) = from.next_element::<Loose<Self>>()? {
            if let Loose::Is(Self(text)) = part
                && !text.is_empty()
            {
                if !joined.is_empty() {
                    joined.push('\n');
                }
                joined.push_str(&text);
            }
        }
        Ok(Some(Self(joined)))
    }

    /// A part: `{"type": "text", "text": …}`. Pictures and calls have no `text` and count as empty.
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut text = Loose::<Self>::Absent;
        while let Some(key) = from.next_key::<String>()? {
            if key == "text" {
                text = from.next_value()?;
            } else {
                from.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(match text {
            Loose::Is(text) => text,
            Loose::Absent | Loose::Other => Self(String::new()),
        }))
    }
}

impl<'de, T: FromJson<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: FromJson<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Loose<T>, E> {
        Ok(Loose::Absent)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Loose<T>, E> {
        Ok(Loose::Other)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Integer(value.into()))))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Integer(value.into()))))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Float(value))))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Text(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Loose<T>, A::Error> {
        T::list(from).map(Loose::or_other)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Loose<T>, A::Error> {
        T::object(from).map(Loose::or_other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(json: &str) -> Loose<Content> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn content_is_text_or_parts() {
        let is = |text: &str| Loose::Is(Content(text.to_owned()));
        assert_eq!(content(r#""a\nb""#), is("a\nb"));
        assert_eq!(
            content(
                r#"[{"type":"text","text":"a"},{"type":"image_url","image_url":{"x":[1]}},"b"]"#
            ),
            is("a\nb")
        );
        assert_eq!(content(r#"{"type":"text","text":"a"}"#), is("a"));
        assert_eq!(content("null"), Loose::Absent);
        assert_eq!(content("3"), Loose::Other);
        assert_eq!(content("true"), Loose::Other);
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        let Loose::Is(line) =
            serde_json::from_str::<Loose<Line>>(r#"{"user_id":1,"user_id":"b","more":{"x":[]}}"#)
                .unwrap()
        else {
            panic!("an object is a line");
        };
        assert_eq!(line.user_id, Loose::Is(Scalar::Text("b".into())));
    }
}
