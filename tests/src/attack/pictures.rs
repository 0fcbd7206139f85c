//! What a PNG file holds beside its pixels: texts, which may be compressed there.

use std::io::Cursor;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Keywords and texts of all kinds (tEXt, zTXt, iTXt) wherever they stand in `file`, and its colour profile, unpacked;
/// `None` where it is no PNG.
///
/// # Panics
/// When it is one that cannot be read to its end.
#[must_use]
pub fn texts(file: &[u8]) -> Option<Vec<Vec<u8>>> {
    if !file.starts_with(SIGNATURE) {
        return None;
    }
    let decoder = png::Decoder::new(Cursor::new(file));
    let mut reader = decoder.read_info().expect("a PNG begins as one");
    // Texts may follow the pixels.
    reader.finish().expect("a PNG ends as one");
    let info = reader.info();
    let mut texts = Vec::new();
    for text in &info.uncompressed_latin1_text {
        texts.extend(
            [text.keyword.as_str(), text.text.as_str()]
                .into_iter()
                .flat_map(latin1),
        );
    }
    for text in &info.compressed_latin1_text {
        let unpacked = text.get_text().expect("a text unpacks");
        texts.extend(
            [text.keyword.as_str(), unpacked.as_str()]
                .into_iter()
                .flat_map(latin1),
        );
    }
    for text in &info.utf8_text {
        texts.extend(latin1(&text.keyword));
        let unpacked = text.get_text().expect("a text unpacks");
        let parts = [&text.language_tag, &text.translated_keyword, &unpacked];
        texts.extend(parts.map(|part| part.clone().into_bytes()));
    }
    texts.extend(info.icc_profile.as_ref().map(|profile| profile.to_vec()));
    Some(texts)
}

/// A text that was read as Latin-1, and its bytes as they stand in the file: they may be of another encoding than PNG
/// says.
fn latin1(text: &str) -> [Vec<u8>; 2] {
    let bytes = text
        .chars()
        .map(|letter| u8::try_from(letter).unwrap_or(b'?'));
    [text.as_bytes().to_vec(), bytes.collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pixel, with a text of each kind, of which two are compressed and one stands behind the pixel.
    fn with_texts() -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 1, 1);
        let clear = "stands in clear".to_owned();
        encoder.add_text_chunk("Title".to_owned(), clear).unwrap();
        // Bytes of UTF-8 in a text that should be Latin-1.
        let russian: String = "велквозим".bytes().map(char::from).collect();
        let packed = russian.repeat(30);
        encoder
            .add_ztxt_chunk("Comment".to_owned(), packed)
            .unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[0]).unwrap();
        let mut late = png::text_metadata::ITXtChunk::new("Author", "鬯鬻龘靐".repeat(30));
        late.compressed = true;
        writer.write_text_chunk(&late).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn texts_are_found_compressed_or_not_before_and_behind_the_pixels() {
        let holds = |bytes: &[u8], text: &str| {
            let mut windows = bytes.windows(text.len());
            windows.any(|window| window == text.as_bytes())
        };
        let file = with_texts();
        let texts = texts(&file).unwrap();
        for (text, compressed) in [
            ("stands in clear", false),
            ("велквозим", true),
            ("鬯鬻龘靐", true),
            ("Comment", false),
            ("Author", false),
        ] {
            assert!(texts.iter().any(|bytes| holds(bytes, text)), "{text}");
            assert_ne!(holds(&file, text), compressed, "{text}");
        }
    }

    #[test]
    fn what_is_no_png_has_none() {
        assert_eq!(texts(b"<svg></svg>"), None);
        assert_eq!(texts(b""), None);
    }
}
