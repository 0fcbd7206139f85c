//! What the sample's topics are about in words, for an evaluation that compares meanings.

/// What a topic or subtopic is about, in a few English words; `of` is `topic` or `topic/subtopic` as
/// the truth has them. `None` for what is in no sample.
#[must_use]
pub fn about(of: &str) -> Option<&'static str> {
    let lines = include_str!("data/about.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| line.strip_prefix(of)?.strip_prefix(": "))
}

#[cfg(test)]
mod tests {
    use super::super::plan::Plan;
    use super::*;

    #[test]
    fn every_topic_and_subtopic_is_described() {
        for topic in Plan::load().unwrap().topics {
            assert!(about(&topic.id).is_some(), "{}", topic.id);
            for subtopic in &topic.subtopics {
                let name = format!("{}/{subtopic}", topic.id);
                assert!(about(&name).is_some(), "{name}");
            }
        }
        assert_eq!(about("cooking/flights"), None);
    }
}
