//! Definitions of the tools that an assistant may call: whether there are any, not what they say.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::read::loose::{FromJson, Loose, Scalar};

/// Whether any tools are defined.
#[derive(Debug)]
pub(super) struct Tools(bool);

impl Tools {
    /// Whether `given` defines any.
    pub(super) const fn any(given: &Loose<Self>) -> bool {
        matches!(given, Loose::Is(Self(true)))
    }
}

impl<'de> FromJson<'de> for Tools {
    /// Fine-tuning files write the list as a text of JSON.
    fn scalar(value: Scalar) -> Option<Self> {
        Some(Self(match value {
            Scalar::Text(text) => !matches!(text.trim(), "" | "[]" | "{}" | "null"),
            Scalar::Integer(count) => count > 0,
            Scalar::Float(count) => count > 0.0,
            Scalar::Bool(any) => any,
        }))
    }

    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        while from.next_element::<IgnoredAny>()?.is_some() {
            any = true;
        }
        Ok(Some(Self(any)))
    }

    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut any = false;
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            any = true;
        }
        Ok(Some(Self(any)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_a_list_an_object_or_a_text_of_them() {
        for (json, any) in [
            (r#"[{"type":"function","function":{"name":"look"}}]"#, true),
            (r#"{"look":{"arguments":[]}}"#, true),
            (r#""[{\"name\": \"look\"}]""#, true),
            (r#""look(what): sees it""#, true),
            ("2", true),
            ("[]", false),
            ("{}", false),
            (r#"" [] ""#, false),
            (r#""""#, false),
            ("null", false),
            ("false", false),
        ] {
            let tools: Loose<Tools> = serde_json::from_str(json).unwrap();
            assert_eq!(Tools::any(&tools), any, "{json}");
        }
    }
}
