//! Every sentence of the interface and of the server's pages is in every language, with the same parts, and none is shown around the
//! translations.
//!
//! `KLEIO_WORDS=write cargo test -p kleio-tests --test words` writes what a language lacks into its file, empty, and
//! takes out what is not said any more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kleio_shared::language::{self, Language};
use kleio_tests::workspace;

/// All but English, in which the source is written.
const LANGUAGES: [&str; 6] = ["ar", "de", "es", "fr", "ja", "zh"];

/// A program that speaks to readers.
#[derive(Clone, Copy)]
struct Speaker {
    /// Where its source is.
    source: &'static str,
    /// Where its translations are.
    words: &'static str,
    /// What stands before each of its texts.
    calls: &'static [&'static str],
}

const CLIENT: Speaker = Speaker {
    source: "app/src",
    words: "app/words",
    calls: &["tr!("],
};

/// The server's own pages.
const SERVER: Speaker = Speaker {
    source: "server/src",
    words: "server/words",
    calls: &["words.say(", "words.fill(", "words.known("],
};

/// Rust files of a program, with their text up to their unit tests.
fn sources(speaker: Speaker) -> BTreeMap<PathBuf, String> {
    fn walk(directory: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("\n#[cfg(test)]").next().unwrap();
                found.insert(path, code.to_owned());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&workspace::root().join(speaker.source), &mut found);
    found.retain(|path, _| !path.ends_with("tests.rs") && !path.ends_with("words.rs"));
    found
}

/// The string literal that `code` begins with, as the compiler reads it.
fn literal(code: &str) -> Option<String> {
    let mut letters = code.strip_prefix('"')?.chars().peekable();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                'u' => {
                    let code: String = letters
                        .by_ref()
                        .skip(1)
                        .take_while(|letter| *letter != '}')
                        .collect();
                    text.push(
                        u32::from_str_radix(&code, 16)
                            .ok()
                            .and_then(char::from_u32)?,
                    );
                }
                other => text.push(other),
            },
            letter => text.push(letter),
        }
    }
}

/// What a program says, in English.
fn said(speaker: Speaker) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (path, code) in sources(speaker) {
        for call in speaker.calls {
            for (at, _) in code.match_indices(call) {
                let rest = code[at + call.len()..].trim_start();
                let text = literal(rest).unwrap_or_else(|| {
                    panic!("{}: {call} wants a literal: {rest:.60}", path.display())
                });
                said.insert(text);
            }
        }
        // rustfmt may put the call on a line of its own; then it would not be found above.
        let mut lines = code.lines().zip(code.lines().skip(1));
        let apart = lines.any(|(line, next)| {
            let next = format!("words{}", next.trim_start());
            line.ends_with("words") && speaker.calls.iter().any(|call| next.starts_with(call))
        });
        assert!(!apart, "{}", path.display());
    }
    assert!(!said.is_empty());
    said
}

/// Names of the parts of a text.
fn parts(text: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (at, _) in text.match_indices('{') {
        let name: String = text[at + 1..]
            .chars()
            .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_')
            .collect();
        let follows = text[at + 1 + name.len()..].trim_start().chars().next();
        if !name.is_empty() && matches!(follows, Some('}' | ',')) && !is_form(text, at) {
            parts.insert(name);
        }
    }
    parts
}

/// Whether the brace at `at` begins a form of a plural: a keyword stands before it.
fn is_form(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let keyword = before
        .rsplit(|c: char| c.is_whitespace() || c == '{' || c == '}')
        .next();
    let is_key = |word: &str| {
        ["zero", "one", "two", "few", "many", "other"].contains(&word) || word.starts_with('=')
    };
    text[..at].contains(", plural,") && keyword.is_some_and(is_key)
}

fn file(speaker: Speaker, language: &str) -> PathBuf {
    workspace::root().join(format!("{}/{language}.json", speaker.words))
}

fn translations(speaker: Speaker, language: &str) -> BTreeMap<String, String> {
    let path = file(speaker, language);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_language_says_all_that_english_says() {
    says_all_that_english_says(CLIENT);
}

#[test]
fn every_language_says_all_that_the_servers_pages_say_in_english() {
    says_all_that_english_says(SERVER);
}

#[test]
fn these_are_the_languages_that_are_spoken() {
    let spoken = language::LANGUAGES.map(Language::tag);
    let spoken = spoken.into_iter().filter(|tag| *tag != "en");
    assert_eq!(spoken.collect::<Vec<_>>(), LANGUAGES);
}

fn says_all_that_english_says(speaker: Speaker) {
    let said = said(speaker);
    if std::env::var("KLEIO_WORDS").is_ok_and(|value| value == "write") {
        for language in LANGUAGES {
            let known = translations(speaker, language);
            let all: BTreeMap<&String, &str> = said
                .iter()
                .map(|text| (text, known.get(text).map_or("", String::as_str)))
                .collect();
            let text = serde_json::to_string_pretty(&all).unwrap();
            fs::write(file(speaker, language), text + "\n").unwrap();
        }
    }
    let mut faults = Vec::new();
    for language in LANGUAGES {
        let known = translations(speaker, language);
        for text in &said {
            match known
                .get(text)
                .filter(|translation| !translation.is_empty())
            {
                None => faults.push(format!("{language} lacks {text:?}")),
                Some(translation) if parts(translation) != parts(text) => {
                    faults.push(format!(
                        "{language} has other parts in {text:?}: {translation:?}"
                    ));
                }
                Some(_) => {}
            }
        }
        for text in known.keys().filter(|text| !said.contains(*text)) {
            faults.push(format!("{language} has what is not said: {text:?}"));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults; see the top of this file. The first: {:#?}",
        faults.len(),
        &faults[..faults.len().min(20)]
    );
}

/// What a reader sees or hears from a view: text between tags, and attributes with words.
#[test]
fn no_view_shows_words_around_the_translations() {
    const SPOKEN: [&str; 6] = [
        "aria-label",
        "title",
        "placeholder",
        "alt",
        "aria-roledescription",
        "label",
    ];
    let wordy = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    let mut faults = Vec::new();
    for (path, code) in sources(CLIENT) {
        if !path.to_string_lossy().contains("/views") {
            continue;
        }
        for (number, line) in (1..).zip(code.lines()) {
            let line = line.trim();
            if line.starts_with("//") {
                continue;
            }
            let mut shown: Vec<String> = Vec::new();
            shown.extend(SPOKEN.iter().filter_map(|name| {
                let at = line.find(&format!("{name}=\""))?;
                literal(&line[at + name.len() + 1..])
            }));
            // A text of its own line, or one that follows a tag.
            let after_tag = line
                .find(">\"")
                .filter(|_| line.starts_with('<'))
                .map(|at| &line[at + 1..]);
            let alone = (line.starts_with('"') && line.ends_with('"')).then_some(line);
            let in_view = after_tag.or(alone).or_else(|| {
                let text = line.strip_prefix('>')?;
                text.starts_with('"').then_some(text)
            });
            shown.extend(in_view.and_then(literal));
            for text in shown.iter().filter(|text| wordy(text) && *text != "Kleio") {
                faults.push(format!("{}:{number}: {text:?}", path.display()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} texts are shown around tr!: {:#?}",
        faults.len(),
        &faults[..faults.len().min(30)]
    );
}

/// What a reader sees of the server's pages: text within an element, alone on its line, or in an attribute.
#[test]
fn no_page_of_the_server_shows_words_around_the_translations() {
    let wordy = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    let mut faults = Vec::new();
    for (path, code) in sources(SERVER) {
        if !path.to_string_lossy().contains("/pages") {
            continue;
        }
        for (number, line) in (1..).zip(code.lines()) {
            let line = line.trim();
            let mut shown: Vec<String> = Vec::new();
            // An attribute in parts, such as an address, begins with `={`.
            shown.extend(
                line.match_indices("{ \"")
                    .filter(|(at, _)| !line[..*at].ends_with('='))
                    .filter_map(|(at, _)| literal(&line[at + 2..])),
            );
            shown.extend(
                ["aria-label=\"", "title=\"", "placeholder=\""]
                    .iter()
                    .filter_map(|name| {
                        let at = line.find(name)?;
                        literal(&line[at + name.len() - 1..])
                    }),
            );
            if line.starts_with('"') && line.ends_with('"') {
                shown.extend(literal(line));
            }
            // The name, and what programs send.
            let kept = ["Kleio", "Authorization: Bearer …"];
            for text in shown
                .iter()
                .filter(|text| wordy(text) && !kept.contains(&&***text))
            {
                faults.push(format!("{}:{number}: {text:?}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
