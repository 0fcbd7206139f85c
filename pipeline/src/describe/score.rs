//! Which terms set a cluster apart.

use kleio_shared::text::{Tongue, content_words};

use super::act::Acts;
use super::choose::{self, Choice};
use super::counts::{Corpus, Counts};
use super::{DescribeParams, Evidence, Group};
use crate::facets::request::Role;

/// Weight of the corpus as a prior on the rates of a cluster and of its contrast, in accounts.
const PRIOR: f64 = 20.0;

/// How much it counts that many use a term, beside how much more they do than others: more for a
/// parent, whose name must hold for all its children.
const BASE_BREADTH: f64 = 0.6;
const PARENT_BREADTH: f64 = 0.9;

/// Weight of the nearest outsiders against everybody. Where they count for too much, clusters of one
/// topic lose the topic from their names and are left with what is incidental.
const NEARBY: f64 = 0.35;

/// Log-odds beyond which a term is simply the cluster's own: nine times the odds. Beyond this only
/// its spread counts, so that oddities of a few do not win.
const ENOUGH: f64 = 2.2;

/// Share of a cluster's accounts that should use a term of its name.
const SPREAD: f64 = 0.08;

/// Share of a cluster's accounts from which a language is the cluster's own.
const OWN_LANGUAGE: f64 = 0.6;

/// Terms of a cluster that are looked at more closely.
const CANDIDATES: usize = 80;

/// How the language facet calls a language that could not be told.
const UNKNOWN: &str = "Unknown";

/// All that a cluster's text is written from.
#[derive(Debug, Clone)]
pub(super) struct Portrait {
    /// Whether it is made of other clusters.
    pub(super) parent: bool,
    /// Supported terms that set it apart, best first, no two alike.
    pub(super) choices: Vec<Choice>,
    /// Whether its leading act leads everywhere and need not be named.
    pub(super) plain: bool,
    /// Kinds of text that many ask for, commonest first: `stories`, `poems`.
    pub(super) genres: Vec<(u32, &'static str)>,
    /// What people want done.
    pub(super) acts: Acts,
    /// Languages of at least the cell threshold, with their share of the accounts, commonest first.
    pub(super) languages: Vec<(String, f64)>,
    /// The language that the name is written in.
    pub(super) tongue: Tongue,
}

/// Supported terms that set `group` apart, best first.
pub(super) fn terms(
    evidence: &Evidence<'_>,
    corpus: &Corpus,
    group: &Group<'_>,
    counts: &Counts,
    params: DescribeParams,
) -> Vec<(u32, f64)> {
    let contrast = Counts::of(evidence, group.outsiders);
    let tongue = tongue(&languages(evidence, group.members, params));
    let breadth = if group.children.is_empty() {
        BASE_BREADTH
    } else {
        PARENT_BREADTH
    };
    let mut scored: Vec<(u32, f64)> = counts
        .terms
        .iter()
        .filter(|(term, _)| counts.supports(evidence, *term, params.word_support))
        .map(|&(term, users)| {
            let score = log_odds(evidence, corpus, term, users, counts, &contrast, breadth)
                * fitness(evidence, term, tongue)
                * (f64::from(users) / (SPREAD * f64::from(counts.accounts))).min(1.0);
            (term, score)
        })
        .filter(|(_, score)| *score > 0.0)
        .collect();
    if !group.children.is_empty() {
        spread(evidence, group, &mut scored);
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scored.truncate(CANDIDATES);
    scored
}

/// The language that a cluster with these languages is named in.
fn tongue(languages: &[(String, f64)]) -> Tongue {
    languages
        .first()
        .filter(|(_, share)| *share >= OWN_LANGUAGE)
        .and_then(|(name, _)| Tongue::named(name))
        .unwrap_or(Tongue::English)
}

/// Draws the portrait of `group`, for which `scored` are its [`terms`].
pub(super) fn portrait(
    evidence: &Evidence<'_>,
    corpus: &Corpus,
    group: &Group<'_>,
    counts: &Counts,
    scored: &[(u32, f64)],
    params: DescribeParams,
) -> Portrait {
    let acts = Acts::of(evidence, group.members, params.cell);
    let languages = languages(evidence, group.members, params);
    Portrait {
        parent: !group.children.is_empty(),
        genres: genres(evidence, counts, params),
        choices: choose::diverse(evidence, group.members, counts, scored),
        plain: acts.lead_as_everywhere(&corpus.acts),
        acts,
        tongue: tongue(&languages),
        languages,
    }
}

/// How much more the cluster uses a term than its neighbours and than everybody: the mean of the two
/// log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi, Quinn 2008, "Fightin'
/// Words", section 3.5), times a power of the share that uses it, so that a rare oddity does not
/// name a cluster.
fn log_odds(
    evidence: &Evidence<'_>,
    corpus: &Corpus,
    term: u32,
    users: u32,
    counts: &Counts,
    contrast: &Counts,
    breadth: f64,
) -> f64 {
    let base = corpus.rate(evidence, term);
    let smooth = |users: u32, all: u32| {
        let rate = (f64::from(users) + PRIOR * base) / (f64::from(all) + PRIOR);
        (rate / (1.0 - rate).max(1e-9)).ln()
    };
    let inside = smooth(users, counts.accounts);
    let overall = (base / (1.0 - base).max(1e-9)).ln();
    let nearby = if contrast.accounts == 0 {
        overall
    } else {
        smooth(contrast.get(term), contrast.accounts)
    };
    let share = f64::from(users) / f64::from(counts.accounts.max(1));
    (inside - (1.0 - NEARBY) * overall - NEARBY * nearby).clamp(0.0, ENOUGH) * share.powf(breadth)
}

/// How well a term can stand in a name, 0 to 1.5: nouns and phrases well, verbs hardly, words of
/// another language than the name's hardly.
pub(super) fn fitness(evidence: &Evidence<'_>, id: u32, tongue: Tongue) -> f64 {
    let term = evidence.vocabulary.term(id);
    let begins_with_digit = term.key.starts_with(|c: char| c.is_ascii_digit());
    if begins_with_digit || choose::is_weak(&term.key) {
        return 0.0;
    }
    let phrase = !term.parts.is_empty();
    let role = match (term.role, phrase) {
        (Role::Noun, true) => 1.4,
        (Role::Noun, false) => 1.0,
        (Role::Modifier, true) => 0.9,
        (Role::Modifier, false) => 0.6,
        // Where there are no endings, what is tagged a verb is often the matter itself: 失眠, insomnia.
        (Role::Verb, true) if tongue == Tongue::English => 0.4,
        (Role::Verb, false) if tongue == Tongue::English => 0.2,
        (Role::Verb, true) => 0.5,
        (Role::Verb, false) => 0.35,
    };
    let english = tongue == Tongue::English && term.key.is_ascii();
    let role = if english && is_no_noun(&term.key) {
        role * 0.2
    } else {
        role
    };
    let foreign = term
        .tongue
        .is_some_and(|t| t != tongue && t != Tongue::English);
    let weak_part = term
        .parts
        .iter()
        .any(|p| choose::is_weak(&evidence.vocabulary.term(*p).key));
    role * if foreign { 0.04 } else { 1.0 } * if weak_part { 0.5 } else { 1.0 }
}

/// Whether an English word, or the last word of a phrase, has the ending of an adverb or of a past
/// form, which name nothing.
fn is_no_noun(key: &str) -> bool {
    const ADVERB_LIKE: [&str; 20] = [
        "family",
        "reply",
        "supply",
        "assembly",
        "anomaly",
        "monopoly",
        "italy",
        "fly",
        "bully",
        "jelly",
        "belly",
        "rally",
        "lily",
        "butterfly",
        "ally",
        "july",
        "poly",
        "daily",
        "doily",
        "melancholy",
    ];
    const PAST_LIKE: [&str; 16] = [
        "seed", "speed", "feed", "bed", "shed", "breed", "need", "weed", "embed", "hundred", "led",
        "newsfeed", "bleed", "greed", "sled", "med",
    ];
    let last = key.rsplit(' ').next().unwrap_or(key);
    last.len() > 3
        && (last.ends_with("ly") && !ADVERB_LIKE.contains(&last)
            || last.ends_with("ed") && !PAST_LIKE.contains(&last))
}

/// A parent's term should hold for its children: the score grows with the share of children whose
/// own texts use the term.
fn spread(evidence: &Evidence<'_>, group: &Group<'_>, scored: &mut [(u32, f64)]) {
    let said: Vec<Vec<String>> = group
        .children
        .iter()
        .map(|child| content_words(&format!("{}. {}", child.name, child.description)))
        .collect();
    for (id, score) in scored {
        let term = evidence.vocabulary.term(*id);
        let says = |words: &&Vec<String>| {
            if term.parts.is_empty() {
                words.contains(&term.key)
            } else {
                let part = |p: &u32| words.contains(&evidence.vocabulary.term(*p).key);
                words.contains(&term.key) || term.parts.iter().all(part)
            }
        };
        let saying = said.iter().filter(says).count();
        *score *= 0.5 + saying as f64 / said.len().max(1) as f64;
    }
}

/// Kinds of text: the folded term, and how several are called.
const GENRES: [(&str, &str); 26] = [
    ("short story", "short stories"),
    ("story", "stories"),
    ("poem", "poems"),
    ("song", "songs"),
    ("essay", "essays"),
    ("article", "articles"),
    ("blog post", "blog posts"),
    ("email", "emails"),
    ("letter", "letters"),
    ("cover letter", "cover letters"),
    ("script", "scripts"),
    ("screenplay", "screenplays"),
    ("speech", "speeches"),
    ("review", "reviews"),
    ("joke", "jokes"),
    ("dialogue", "dialogues"),
    ("product description", "product descriptions"),
    ("resume", "resumes"),
    ("report", "reports"),
    ("tweet", "tweets"),
    ("caption", "captions"),
    ("headline", "headlines"),
    ("scene", "scenes"),
    ("novel", "novels"),
    ("haiku", "haikus"),
    ("book", "books"),
];

/// Share of a cluster's accounts that must name a kind of text.
const GENRE_SHARE: f64 = 0.15;

fn genres(
    evidence: &Evidence<'_>,
    counts: &Counts,
    params: DescribeParams,
) -> Vec<(u32, &'static str)> {
    let mut found: Vec<(u32, u32, &'static str)> = GENRES
        .iter()
        .filter_map(|(key, several)| Some((evidence.vocabulary.find(key)?, *several)))
        .map(|(term, several)| (counts.get(term), term, several))
        .filter(|(_, term, _)| counts.supports(evidence, *term, params.word_support))
        .filter(|(users, ..)| f64::from(*users) >= GENRE_SHARE * f64::from(counts.accounts))
        .collect();
    found.sort_by_key(|(users, term, _)| (std::cmp::Reverse(*users), *term));
    let mut chosen: Vec<(u32, &'static str)> = Vec::new();
    for (_, term, several) in found {
        if chosen.len() < 2 && chosen.iter().all(|c| !choose::alike(evidence, c.0, term)) {
            chosen.push((term, several));
        }
    }
    chosen
}

fn languages(
    evidence: &Evidence<'_>,
    members: &[u32],
    params: DescribeParams,
) -> Vec<(String, f64)> {
    let mut pairs: Vec<(&str, u32)> = members
        .iter()
        .map(|&m| {
            (
                evidence.languages[m as usize],
                evidence.accounts[m as usize],
            )
        })
        .collect();
    pairs.sort_unstable();
    let mut found: Vec<(&str, u64, u64)> = Vec::new();
    let mut last = None;
    for pair in pairs {
        let new = u64::from(last != Some(pair));
        match found.last_mut() {
            Some((language, conversations, accounts)) if *language == pair.0 => {
                *conversations += 1;
                *accounts += new;
            }
            _ => found.push((pair.0, 1, new)),
        }
        last = Some(pair);
    }
    let all: u64 = found.iter().map(|f| f.2).sum();
    found.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    found
        .into_iter()
        .filter(|(language, ..)| *language != UNKNOWN)
        .filter(|(_, conversations, accounts)| params.cell.admits(*conversations, *accounts))
        .map(|(language, _, accounts)| (language.to_owned(), accounts as f64 / all.max(1) as f64))
        .collect()
}
