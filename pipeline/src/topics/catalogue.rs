//! The public list of topics.

use std::sync::OnceLock;

/// Something people ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The wider heading that it stands under.
    pub broad: &'static str,
    /// What it is called in full.
    pub name: &'static str,
    /// What it is called beside other words.
    pub short: &'static str,
    examples: Vec<&'static str>,
}

impl Topic {
    /// The name and the ways of asking.
    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.examples.iter().copied())
    }
}

/// All topics, by wider heading.
#[must_use]
pub fn catalogue() -> &'static [Topic] {
    static TOPICS: OnceLock<Vec<Topic>> = OnceLock::new();
    TOPICS.get_or_init(|| {
        include_str!("catalogue.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(topic)
            .collect()
    })
}

/// `Broad > Name | Short: example; example`, where the short name may be missing.
fn topic(line: &'static str) -> Option<Topic> {
    let (path, examples) = line.split_once(": ")?;
    let (broad, names) = path.split_once(" > ")?;
    let (name, short) = names.split_once(" | ").unwrap_or((names, names));
    Some(Topic {
        broad,
        name,
        short,
        examples: examples.split("; ").collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_a_topic_of_its_own() {
        let lines = include_str!("catalogue.txt").lines();
        let lines = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(catalogue().len(), lines);
        for names in [
            catalogue().iter().map(|t| t.name).collect::<BTreeSet<_>>(),
            catalogue().iter().map(|t| t.short).collect(),
        ] {
            assert_eq!(names.len(), lines);
        }
    }

    #[test]
    fn a_topic_has_at_least_three_ways_of_asking() {
        for topic in catalogue() {
            assert!(topic.texts().count() >= 4, "{}", topic.name);
        }
    }
}
