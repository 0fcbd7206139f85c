//! Files beside a message: their kinds, never what is in them.

use serde::de::MapAccess;

use crate::conversation::Attachment;
use crate::read::loose::{FromJson, Loose, Scalar};

/// A file beside a message, by what its name or type says.
pub(super) struct Beside(Attachment);

impl<'de> FromJson<'de> for Beside {
    fn scalar(value: Scalar) -> Option<Self> {
        match value {
            Scalar::Text(name) => Some(Self(file_kind(&name).unwrap_or(Attachment::File))),
            Scalar::Integer(_) | Scalar::Float(_) | Scalar::Bool(_) => None,
        }
    }

    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut kind = None;
        while let Some(key) = from.next_key::<String>()? {
            let value: Loose<Scalar> = from.next_value()?;
            if matches!(
                key.as_str(),
                "mime_type"
                    | "mimeType"
                    | "media_type"
                    | "file_type"
                    | "file_kind"
                    | "type"
                    | "name"
                    | "file_name"
                    | "filename"
            ) {
                kind = kind.or_else(|| value.text().and_then(file_kind));
            }
        }
        Ok(Some(Self(kind.unwrap_or(Attachment::File))))
    }
}

/// What kinds of files are listed.
pub(super) fn files(list: Loose<Vec<Loose<Beside>>>) -> impl Iterator<Item = Attachment> {
    let list = list.known().unwrap_or_default();
    list.into_iter().filter_map(|file| match file {
        Loose::Is(Beside(kind)) => Some(kind),
        Loose::Other => Some(Attachment::Other),
        Loose::Absent => None,
    })
}

/// What a media type or a file's ending tells, where it tells anything.
fn file_kind(name: &str) -> Option<Attachment> {
    const ENDINGS: [(&str, Attachment); 15] = [
        ("png", Attachment::Image),
        ("jpg", Attachment::Image),
        ("jpeg", Attachment::Image),
        ("gif", Attachment::Image),
        ("webp", Attachment::Image),
        ("heic", Attachment::Image),
        ("svg", Attachment::Image),
        ("image", Attachment::Image),
        ("mp3", Attachment::Audio),
        ("wav", Attachment::Audio),
        ("m4a", Attachment::Audio),
        ("audio", Attachment::Audio),
        ("mp4", Attachment::Video),
        ("mov", Attachment::Video),
        ("video", Attachment::Video),
    ];
    let name = name.to_ascii_lowercase();
    let start = name.split('/').next().unwrap_or_default();
    let end = name.rsplit('.').next().unwrap_or_default();
    ENDINGS
        .iter()
        .find(|(known, _)| start == *known || end == *known)
        .map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_type_or_name() {
        for (name, kind) in [
            ("image/png", Some(Attachment::Image)),
            ("clip.MOV", Some(Attachment::Video)),
            ("a.b.mp3", Some(Attachment::Audio)),
            ("txt", None),
            ("", None),
        ] {
            assert_eq!(file_kind(name), kind, "{name}");
        }
    }
}
