//! Descriptions: what people of a cluster asked for, in the past tense, with shares in words.

use kleio_shared::text::Tongue;

use super::Evidence;
use super::choose::alike;
use super::names::{capitalised, displays};
use super::score::Portrait;
use super::template::{Templates, fill};

/// Terms that a description adds to those of the name.
const MORE: usize = 3;

/// The description that goes with a name made of `named` terms. It is written in English, around
/// terms of the cluster's own language.
pub(super) fn description(evidence: &Evidence<'_>, portrait: &Portrait, named: &[u32]) -> String {
    let templates = Templates::of(Tongue::English);
    let say = |key: &str, texts: &[&str]| fill(templates.get(key).unwrap_or_default(), texts);
    let show = |terms: &[u32]| templates.list(&displays(evidence, terms));
    let mut main: Vec<u32> = named.to_vec();
    for choice in &portrait.choices {
        if main.len() < 3 && !main.contains(&choice.term) {
            main.push(choice.term);
        }
    }
    let more: Vec<u32> = portrait
        .choices
        .iter()
        .map(|c| c.term)
        .filter(|t| main.iter().all(|m| !alike(evidence, *m, *t)))
        .take(MORE)
        .collect();
    let mut text = if main.is_empty() {
        say("past.nothing", &[])
    } else {
        let act = portrait.acts.leading().map_or("none", |a| a.key());
        say(&format!("past.{act}"), &[&show(&main)])
    };
    if !more.is_empty() {
        text.push(' ');
        text.push_str(&say("also", &[&show(&more)]));
        text = text.replace(" ,", ",");
    }
    text.push('.');
    let facts = facts(portrait);
    if !facts.is_empty() {
        text.push(' ');
        text.push_str(&capitalised(&facts));
        text.push('.');
    }
    text
}

/// What most requests were for and which languages they were in; empty where nothing can be said.
fn facts(portrait: &Portrait) -> String {
    let templates = Templates::of(Tongue::English);
    let say = |key: &str, texts: &[&str]| fill(templates.get(key).unwrap_or_default(), texts);
    let act = |at: usize| {
        let (act, share) = portrait.acts.0.get(at)?;
        Some((templates.get(&format!("do.{}", act.key()))?, *share))
    };
    let mut facts: Vec<String> = Vec::new();
    match (act(0), act(1)) {
        (Some((first, a)), Some((second, b))) if b >= 0.12 => {
            if let Some(band) = band(a + b) {
                facts.push(say("acts.two", &[band, first, second]));
            }
        }
        (Some((first, a)), _) => {
            if let Some(band) = band(a) {
                facts.push(say("acts", &[band, first]));
            }
        }
        _ => {}
    }
    if let Some((language, share)) = portrait.languages.first()
        && let Some(band) = band(*share).filter(|_| language != "English" || *share < 0.9)
    {
        let band = if facts.is_empty() {
            band.to_owned()
        } else {
            band.to_lowercase()
        };
        facts.push(say("language", &[&band, language]));
    }
    facts.join("; ")
}

/// A share in words; `None` where it is too small to be worth any.
fn band(share: f64) -> Option<&'static str> {
    let key = match share {
        s if s >= 0.9 => "share.all",
        s if s >= 0.6 => "share.most",
        s if s >= 0.4 => "share.half",
        s if s >= 0.28 => "share.third",
        s if s >= 0.1 => "share.some",
        _ => return None,
    };
    Templates::of(Tongue::English).get(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_bands() {
        assert_eq!(band(0.95), Some("Nearly all"));
        assert_eq!(band(0.5), Some("About half"));
        assert_eq!(band(0.05), None);
    }
}
