//! Words in scripts that do not divide them: Chinese with a dictionary of words and their kinds,
//! Japanese, Thai, Lao, Khmer and Burmese with the Unicode Consortium's dictionaries.

use std::sync::OnceLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use jieba_rs::Jieba;
use kleio_shared::text::{Script, Tongue};

/// A word found in a run without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment<'a> {
    /// As written.
    pub(crate) text: &'a str,
    /// Whether it can stand for a topic: a noun, verb or adjective of two characters or more.
    pub(crate) content: bool,
    /// Whether the dictionary calls it a verb.
    pub(crate) verb: bool,
}

/// The words of `run`, which is written without spaces; every character is in one of them.
pub(crate) fn segments<'a>(run: &'a str, tongue: Option<Tongue>) -> Vec<Segment<'a>> {
    let chinese = !run.chars().any(|c| {
        matches!(
            Script::of(c),
            Some(Script::Hiragana | Script::Katakana | Script::SouthEastAsian)
        )
    });
    if chinese && tongue != Some(Tongue::Japanese) {
        chinese_words(run)
    } else {
        other_words(run)
    }
}

fn chinese_words(run: &str) -> Vec<Segment<'_>> {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    let tags = DICTIONARY.get_or_init(Jieba::new).tag(run, true);
    tags.into_iter()
        .map(|tag| Segment {
            text: tag.word,
            // n noun, v verb, a adjective, i and l set phrase, j abbreviation; not nr, a person's name.
            content: tag.tag.starts_with(['n', 'v', 'a', 'i', 'l', 'j'])
                && !matches!(tag.tag, "nr" | "nrt" | "nrfg" | "ad" | "vd")
                && tag.word.chars().nth(1).is_some(),
            verb: tag.tag == "v",
        })
        .collect()
}

fn other_words(run: &str) -> Vec<Segment<'_>> {
    static DICTIONARY: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    let dictionary = DICTIONARY
        .get_or_init(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    let mut found = Vec::new();
    let mut start = 0;
    for end in dictionary.segment_str(run) {
        if end == start {
            continue;
        }
        let text = &run[start..end];
        let syllables = text
            .chars()
            .all(|c| Script::of(c) == Some(Script::Hiragana));
        found.push(Segment {
            text,
            content: !syllables && text.chars().nth(1).is_some() && !ends_as_verb(text),
            verb: false,
        });
        start = end;
    }
    found
}

/// Whether a Japanese word begins with a character and ends in syllables, as verbs do.
fn ends_as_verb(text: &str) -> bool {
    let kind = |c: Option<char>| c.and_then(Script::of);
    kind(text.chars().next()) == Some(Script::Han)
        && kind(text.chars().last()) == Some(Script::Hiragana)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(run: &str, tongue: Tongue) -> Vec<&str> {
        segments(run, Some(tongue))
            .into_iter()
            .filter(|s| s.content)
            .map(|s| s.text)
            .collect()
    }

    #[test]
    fn chinese_words_are_whole() {
        assert_eq!(
            content("男朋友让我失眠心理咨询很贵", Tongue::Chinese),
            ["男朋友", "失眠", "心理咨询"]
        );
    }

    #[test]
    fn japanese_nouns_are_found_between_their_endings() {
        let found = content("人工知能の技術について教えてください", Tongue::Japanese);
        assert!(found.contains(&"技術"), "{found:?}");
        assert!(!found.contains(&"について"), "{found:?}");
    }

    #[test]
    fn segments_cover_the_run() {
        for run in ["สวัสดีครับ", "東京タワーに行きたい", "我爱你"]
        {
            let whole: String = segments(run, None).iter().map(|s| s.text).collect();
            assert_eq!(whole, run);
        }
    }
}
