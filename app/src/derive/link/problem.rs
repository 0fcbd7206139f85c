//! What of a link could not be understood, in sentences for the reader who opened it.

use super::{EMBED_KEY, Link, VERSION, VERSION_KEY, decode};
use crate::derive::filter::outdated;
use crate::tr;

/// Which language the interface speaks, and that another page shows it within itself, are no part of the view.
const AROUND: [&str; 2] = ["lang", EMBED_KEY];

/// Pairs that say what goes without saying, and so are in no link that Kleio writes.
const PLAIN: [(&str, &str); 2] = [("colour", "size"), ("view", "map")];

/// One sentence for everything in `query` that this version of Kleio does not understand; none where all
/// of it is taken up by the view.
#[must_use]
pub fn problems(query: &str) -> Vec<String> {
    let pairs = |query: &str| -> Vec<(String, String)> {
        query
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(key, value)| (decode(key), decode(value)))
            .collect()
    };
    let understood = pairs(&Link::parse(query).query());
    let mut problems = Vec::new();
    for (key, value) in pairs(query) {
        if key == VERSION_KEY {
            if !value.parse::<u32>().is_ok_and(|version| version <= VERSION) {
                problems.push(tr!(
                    "This link was made by a newer version of Kleio ({value}; this one reads {version}). What it \
                     has in common is shown. Reload the page, or ask for a new link.",
                    value = value,
                    version = VERSION
                ));
            }
            continue;
        }
        if AROUND.contains(&key.as_str()) {
            continue;
        }
        let plain = PLAIN.contains(&(key.as_str(), value.as_str()));
        if !plain && !understood.iter().any(|(known, _)| *known == key) {
            let old = (key == "filter").then(|| outdated(&value, &short(&value)));
            problems.push(old.flatten().unwrap_or_else(|| {
                tr!(
                    "The link says “{key}={value}”, which this version of Kleio cannot read. The rest of it is shown.",
                    key = short(&key),
                    value = short(&value)
                )
            }));
        }
    }
    problems
}

/// What is quoted of a link: enough to find it there.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_read_whole_has_no_problems() {
        for query in [
            "",
            "?",
            "?colour=size",
            "?view=table&at=0.1,0.2,1.00&v=1",
            "?renderer=table",
            "?embed&lang=de",
        ] {
            assert_eq!(problems(query), Vec::<String>::new(), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_quoted() {
        let found = problems("?at=1e9,0,0&view=globe&new=%3Cb%3E&v=7");
        assert_eq!(found.len(), 4);
        assert!(found[0].contains("“at=1e9,0,0”"));
        assert!(found[1].contains("“view=globe”"));
        assert!(found[2].contains("“new=<b>”"));
        assert!(found[3].contains("newer version"));
    }

    #[test]
    fn a_filter_by_growth_as_it_was_before_is_refused_with_the_reason() {
        let found = problems("?filter=size:ge:9,growth:ge:0.5");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("“size:ge:9,growth:ge:0.5” asks for growth as"));
        assert_eq!(
            problems("?filter=growth-ratio:ge:0.5"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn long_values_are_cut() {
        let found = problems(&format!("?x={}", "ü".repeat(500)));
        assert!(found[0].chars().count() < 160);
    }
}
