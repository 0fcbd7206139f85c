//! The choice of one name: which beginning and which terms, so that it is unlike those of others.

use std::ops::RangeInclusive;

use kleio_shared::text::{Tongue, words};

use super::frame::{Frame, Lead};
use super::taken::Taken;
use super::{Name, letters};
use crate::describe::choose::alike;
use crate::describe::score::Portrait;
use crate::describe::template::Templates;
use crate::describe::{Evidence, Group};

/// Words of a name at most.
const LONGEST: usize = 10;

/// Terms a name may be made of.
const POOL: usize = 14;

/// Terms in the name of a cluster whose names with fewer are too much like others.
const MOST_TERMS: usize = 5;

/// Weakest term in a name, relative to the strongest.
const WEAKEST: f64 = 0.15;

/// Choices of terms that are tried, the best first, for a name that is like no other.
const TRIED: usize = 200;

/// All that one group's name is chosen from.
pub(super) struct Naming<'a> {
    evidence: &'a Evidence<'a>,
    portrait: &'a Portrait,
    leads: &'a [Lead<'a>],
    /// A name must be unlike those of its own level and of its children.
    children: Taken,
}

impl<'a> Naming<'a> {
    pub(super) fn of(
        evidence: &'a Evidence<'a>,
        group: &Group<'_>,
        portrait: &'a Portrait,
        leads: &'a [Lead<'a>],
    ) -> Self {
        let mut children = Taken::default();
        for (number, child) in group.children.iter().enumerate() {
            children.add(number, &child.name);
        }
        Self {
            evidence,
            portrait,
            leads,
            children,
        }
    }

    /// Names of others that `text` is too much like.
    pub(super) fn clashes(&self, text: &str, taken: &Taken) -> usize {
        taken.clashes(text) + self.children.clashes(text)
    }

    /// The name that is most its own beside those `taken`.
    pub(super) fn choose(&self, taken: &Taken) -> Candidate {
        let mut found: Option<Candidate> = None;
        for lead in self.leads {
            // Better another beginning than a name that says what another one says. But what a parent is
            // about, even in the words of a child, tells more than that people asked.
            let tells = !self.portrait.parent && !self.portrait.choices.is_empty();
            if matches!(lead, Lead::Act | Lead::Terms) && found.is_some() && !tells {
                continue;
            }
            let candidate = self.beginning_with(*lead, taken);
            if found
                .as_ref()
                .is_none_or(|best| candidate.clashes < best.clashes)
            {
                found = Some(candidate);
            }
            if found.as_ref().is_some_and(|best| best.clashes == 0) {
                break;
            }
        }
        found.unwrap_or_default()
    }

    /// The best name with `lead`; it has more terms than its frame asks for only where fewer would make it too
    /// much like another.
    fn beginning_with(&self, lead: Lead<'_>, taken: &Taken) -> Candidate {
        let mut frame = Frame::of(self.evidence, self.portrait, lead);
        let pool: Vec<(u32, f64)> = self
            .portrait
            .choices
            .iter()
            .filter(|c| {
                frame
                    .fixed
                    .iter()
                    .all(|f| !alike(self.evidence, *f, c.term))
            })
            .filter(|c| !frame.says(self.evidence, c.term))
            .take(POOL)
            .map(|c| (c.term, c.score))
            .collect();
        let bare = frame.name(self.evidence, &[]);
        let bare_is_new = !taken.texts.contains(&bare.text.to_lowercase())
            && self.clashes(&bare.text, taken) == 0;
        if frame.terms == 0 && bare_is_new {
            return Candidate {
                clashes: 0,
                name: bare,
            };
        }
        frame.lead_and_terms();
        let usual = frame.terms.max(1);
        let mut found: Option<Candidate> = None;
        for most in usual..=MOST_TERMS.max(usual) {
            // Up to the usual number of terms fewer will do; beyond it, fewer were tried.
            let sizes = if most == usual { 1..=most } else { most..=most };
            let candidate = self.best(&frame, &pool, sizes, taken);
            let clashes = |of: &Option<Candidate>| of.as_ref().map_or(usize::MAX, |c| c.clashes);
            if clashes(&candidate) < clashes(&found) {
                found = candidate;
            }
            if clashes(&found) == 0 {
                break;
            }
        }
        found.unwrap_or_else(|| {
            let name = self.nothing_to_say(frame.lead.as_deref(), taken);
            Candidate {
                clashes: self.clashes(&name.text, taken),
                name,
            }
        })
    }

    /// A general phrase for a cluster without supported terms, or whose every name is taken: what it is about and what
    /// is wanted, as far as either is known. It is unlike the names of others where that can be helped.
    fn nothing_to_say(&self, lead: Option<&str>, taken: &Taken) -> Name {
        let templates = Templates::of(Tongue::English);
        let after_lead = |phrase: &str| match lead {
            Some(lead) => format!("{lead}: {}", phrase.to_lowercase()),
            None => phrase.to_owned(),
        };
        let act = self.portrait.acts.leading();
        let wanted = act.and_then(|act| templates.get(&format!("nothing.{}", act.key())));
        let own = lead.map(str::to_owned).into_iter();
        let mut own = own
            .chain(wanted.map(after_lead))
            .chain(wanted.map(str::to_owned));
        let base = after_lead(templates.get("name.nothing").unwrap_or_default());
        let of_many = self.portrait.languages.first();
        let of_many = of_many.map(|(language, _)| format!("{base} in {language}"));
        let numbered = (1..10_000).map(|n| format!("{base}, group {}", letters(n)));
        let mut general = std::iter::once(base.clone()).chain(of_many).chain(numbered);
        let is_open = |text: &String| !taken.texts.contains(&text.to_lowercase());
        let text = own.find(|text| is_open(text) && self.clashes(text, taken) == 0);
        Name {
            text: text.or_else(|| general.find(is_open)).unwrap_or_default(),
            terms: Vec::new(),
        }
    }

    /// The best name of as many terms of `pool` as one of `sizes`, of those that are like the fewest others;
    /// `None` where all are taken or too long.
    fn best(
        &self,
        frame: &Frame,
        pool: &[(u32, f64)],
        sizes: RangeInclusive<usize>,
        taken: &Taken,
    ) -> Option<Candidate> {
        let strongest = pool.first().map_or(0.0, |p| p.1);
        let least = if self.portrait.parent { 3 } else { 2 };
        let mut choices: Vec<(f64, Vec<usize>)> = combinations(pool.len(), sizes)
            .into_iter()
            .filter(|picked| frame.lead.is_some() || picked.len() >= least.min(pool.len()))
            .map(|picked| {
                let scores: f64 = picked.iter().map(|&p| pool[p].1 / strongest).sum();
                let mut others = picked.iter().skip(1);
                let weak = others.any(|&p| pool[p].1 < WEAKEST * strongest);
                // Fewer terms are worth less, but a weak third term is worth nothing.
                (if weak { scores - 1.0 } else { scores }, picked)
            })
            .collect();
        choices.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut found: Option<Candidate> = None;
        for (_, picked) in choices.into_iter().take(TRIED) {
            let terms: Vec<u32> = picked.iter().map(|&p| pool[p].0).collect();
            let name = frame.name(self.evidence, &terms);
            if words(&name.text).len() > LONGEST || taken.texts.contains(&name.text.to_lowercase())
            {
                continue;
            }
            let clashes = self.clashes(&name.text, taken);
            if found.as_ref().is_none_or(|best| clashes < best.clashes) {
                found = Some(Candidate { clashes, name });
            }
            if clashes == 0 {
                break;
            }
        }
        found
    }
}

/// A name that might be given.
#[derive(Default)]
pub(super) struct Candidate {
    /// Names of others that it is too much like.
    pub(super) clashes: usize,
    pub(super) name: Name,
}

/// Choices of `sizes` of `count` positions, each in rising order, full ones first.
fn combinations(count: usize, sizes: RangeInclusive<usize>) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for size in sizes.rev().filter(|size| (1..=count).contains(size)) {
        let mut picked: Vec<usize> = (0..size).collect();
        loop {
            all.push(picked.clone());
            let Some(at) = (0..size).rev().find(|&i| picked[i] < count - size + i) else {
                break;
            };
            picked[at] += 1;
            for i in at + 1..size {
                picked[i] = picked[i - 1] + 1;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_all_there_once() {
        assert_eq!(
            combinations(3, 1..=2),
            [
                vec![0, 1],
                vec![0, 2],
                vec![1, 2],
                vec![0],
                vec![1],
                vec![2]
            ]
        );
        assert!(combinations(0, 1..=3).is_empty());
    }
}
