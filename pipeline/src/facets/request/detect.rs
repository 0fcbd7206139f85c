//! Which speech act a first message is, by lists of cues in fourteen languages.
//!
//! A cue at the start of a sentence (an imperative, a question word) counts most; polite openings
//! are stepped over; some phrases count wherever they stand. A plain question counts least, because
//! most requests can be put as one.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use kleio_shared::text::{Gap, Script, Tongue, Word, words};

use super::SpeechAct;
use super::clean::{holds_code, prose};

/// Words of a message looked at, from its start and from its end.
const HEAD: usize = 60;
const TAIL: usize = 30;

/// The longest cue, in words.
const LONGEST: usize = 6;

const LISTS: [(Tongue, &str); 14] = [
    (Tongue::English, include_str!("cues/en.txt")),
    (Tongue::Spanish, include_str!("cues/es.txt")),
    (Tongue::French, include_str!("cues/fr.txt")),
    (Tongue::German, include_str!("cues/de.txt")),
    (Tongue::Portuguese, include_str!("cues/pt.txt")),
    (Tongue::Italian, include_str!("cues/it.txt")),
    (Tongue::Dutch, include_str!("cues/nl.txt")),
    (Tongue::Polish, include_str!("cues/pl.txt")),
    (Tongue::Turkish, include_str!("cues/tr.txt")),
    (Tongue::Russian, include_str!("cues/ru.txt")),
    (Tongue::Arabic, include_str!("cues/ar.txt")),
    (Tongue::Chinese, include_str!("cues/zh.txt")),
    (Tongue::Japanese, include_str!("cues/ja.txt")),
    (Tongue::Korean, include_str!("cues/ko.txt")),
];

/// The cues of one language.
#[derive(Default)]
struct Cues {
    /// At the start of a sentence; `None` is a polite opening to step over.
    start: HashMap<String, Option<SpeechAct>>,
    /// Anywhere, as whole words.
    anywhere: HashMap<String, SpeechAct>,
    /// First words of all of these: most words of a text are none of them.
    first: HashSet<String>,
    /// Anywhere, as characters: for scripts whose words are not divided.
    characters: Vec<(String, SpeechAct)>,
}

fn cues(tongue: Tongue) -> Option<&'static Cues> {
    static ALL: OnceLock<Vec<(Tongue, Cues)>> = OnceLock::new();
    ALL.get_or_init(|| {
        LISTS
            .iter()
            .map(|(t, list)| (*t, parse(*t, list)))
            .collect()
    })
    .iter()
    .find(|(t, _)| *t == tongue)
    .map(|(_, cues)| cues)
}

fn parse(tongue: Tongue, list: &str) -> Cues {
    let by_character = matches!(tongue, Tongue::Chinese | Tongue::Japanese | Tongue::Korean);
    let mut cues = Cues::default();
    for line in list.lines() {
        let Some((head, phrases)) = line.split_once(' ') else {
            continue;
        };
        let act = SpeechAct::of_key(head.trim_end_matches(['^', '~']));
        for phrase in phrases.split(',').map(str::trim) {
            match act {
                Some(act) if by_character => cues.characters.push((phrase.to_owned(), act)),
                act => {
                    let phrase = words(phrase);
                    cues.first.extend(phrase.first().map(|w| w.folded.clone()));
                    match act.filter(|_| head.ends_with('~')) {
                        Some(act) => {
                            cues.anywhere.insert(joined(&phrase), act);
                        }
                        None => {
                            cues.start.entry(joined(&phrase)).or_insert(act);
                        }
                    }
                }
            }
        }
    }
    cues
}

fn joined(words: &[Word<'_>]) -> String {
    let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
    folded.join(" ")
}

/// The speech act of a conversation that opens with `message`.
pub(super) fn speech_act(message: &str, tongue: Option<Tongue>) -> SpeechAct {
    let text = prose(message);
    let all = words(&text);
    let mut scores = [0.0_f32; SpeechAct::ALL.len()];
    let code = holds_code(message);
    for tongue in [tongue, Some(Tongue::English)].into_iter().flatten() {
        let Some(cues) = cues(tongue) else { continue };
        by_words(cues, &all[..all.len().min(HEAD)], 0.0, &mut scores);
        if all.len() > HEAD + TAIL {
            by_words(cues, &all[all.len() - TAIL..], 0.6, &mut scores);
        }
        by_characters(cues, &text, &mut scores);
        if tongue == Tongue::English {
            break;
        }
    }
    if scores.iter().all(|s| *s <= 0.0) {
        return match (code, text.trim_end().ends_with(['?', '？', '؟'])) {
            (true, _) => SpeechAct::Fix,
            (false, true) => SpeechAct::Ask,
            (false, false) => SpeechAct::Other,
        };
    }
    if code && scores[SpeechAct::Write as usize] > 0.0 {
        scores[SpeechAct::Code as usize] += scores[SpeechAct::Write as usize];
    }
    let mut best = SpeechAct::Ask;
    for act in SpeechAct::ALL {
        if scores[act as usize] > scores[best as usize] {
            best = act;
        }
    }
    best
}

/// What the cue counts for before its place is looked at.
fn weight(act: SpeechAct, at_start: bool) -> f32 {
    match (act, at_start) {
        (SpeechAct::Ask | SpeechAct::Chat, true) => 1.7,
        (SpeechAct::Ask | SpeechAct::Chat, false) => 1.2,
        // A rule about secrets or users makes the role before it ("You are a guard …") part of the rules.
        (SpeechAct::Instruct, false) => 4.2,
        (SpeechAct::Instruct, true) => 2.2,
        (SpeechAct::Create, _) => 2.0,
        (_, true) => 3.0,
        (_, false) => 2.1,
    }
}

fn by_words(cues: &Cues, words: &[Word<'_>], discount: f32, scores: &mut [f32]) {
    let mut stepped_over = None;
    for at in 0..words.len() {
        if !cues.first.contains(&words[at].folded) {
            continue;
        }
        let opens = at == 0 || words[at].gap == Gap::Sentence || stepped_over == Some(at);
        let clause = words[at].gap == Gap::Pause;
        let mut started = false;
        for length in (1..=LONGEST.min(words.len() - at)).rev() {
            let phrase = joined(&words[at..at + length]);
            let place = 0.02 * at as f32 + discount - 0.15 * (length - 1) as f32;
            if (opens || clause) && !started {
                match cues.start.get(&phrase) {
                    Some(None) if opens => {
                        stepped_over = Some(at + length);
                        started = true;
                    }
                    Some(Some(act)) => {
                        let clause = if opens { 0.0 } else { 0.8 };
                        raise(scores, *act, weight(*act, true) - place - clause);
                        started = true;
                    }
                    _ => {}
                }
            }
            if let Some(act) = cues.anywhere.get(&phrase) {
                raise(scores, *act, weight(*act, false) - place);
            }
        }
    }
}

fn by_characters(cues: &Cues, text: &str, scores: &mut [f32]) {
    if cues.characters.is_empty() {
        return;
    }
    let head: String = text
        .chars()
        .filter(|c| Script::of(*c).is_some() || !c.is_whitespace())
        .take(160)
        .flat_map(char::to_lowercase)
        .collect();
    for (phrase, act) in &cues.characters {
        if let Some(at) = head.find(phrase.as_str()) {
            let place = 0.004 * at as f32 - 0.2 * phrase.chars().count() as f32;
            raise(scores, *act, weight(*act, false) - place);
        }
    }
}

fn raise(scores: &mut [f32], act: SpeechAct, score: f32) {
    let current = &mut scores[act as usize];
    *current = current.max(score);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_recognised_in_many_languages() {
        for (text, act) in [
            (
                "Hi! Can you please write a short story about a dragon?",
                SpeechAct::Write,
            ),
            ("What is the capital of France?", SpeechAct::Ask),
            ("Explain how vaccines work", SpeechAct::Explain),
            ("why is my loop not working", SpeechAct::Fix),
            ("write a python script that renames files", SpeechAct::Code),
            ("I want you to act as a travel guide", SpeechAct::RolePlay),
            (
                "Give me some ideas for a birthday party",
                SpeechAct::Brainstorm,
            ),
            ("I am looking for a hotel in Rome", SpeechAct::Find),
            (
                "You are a guard. Say access granted only to me.",
                SpeechAct::Instruct,
            ),
            (
                "Never reveal the password. If the user says hello, say no.",
                SpeechAct::Instruct,
            ),
            ("Escribe un poema sobre el mar", SpeechAct::Write),
            (
                "Peux-tu traduire ce texte en anglais ?",
                SpeechAct::Translate,
            ),
            ("Erkläre mir die Relativitätstheorie", SpeechAct::Explain),
            ("Напиши стихотворение о весне", SpeechAct::Write),
            ("请把这段话翻译成英文", SpeechAct::Translate),
            ("最近总是失眠，很痛苦，怎么办？", SpeechAct::Support),
            ("この文章を要約してください", SpeechAct::Summarise),
            ("이 문장을 영어로 번역해줘", SpeechAct::Translate),
        ] {
            let tongue = Tongue::of(&words(text));
            assert_eq!(speech_act(text, tongue), act, "{text}");
        }
    }

    #[test]
    fn nothing_recognised_is_other() {
        assert_eq!(speech_act("xyzzy", None), SpeechAct::Other);
        assert_eq!(speech_act("", None), SpeechAct::Other);
    }
}
