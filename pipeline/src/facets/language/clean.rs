//! Takes the prose out of a message: no code, no URLs, no identifiers, no numbers.

/// Appends at most `limit` characters of the prose of `message` to `out`, words separated by single
/// spaces, and gives the number of characters appended.
pub(super) fn append_prose(message: &str, limit: usize, out: &mut String) -> usize {
    let mut used = 0;
    let mut fence = None;
    for line in message.lines() {
        let trimmed = line.trim();
        if let Some(mark) = fence_mark(trimmed) {
            match fence {
                None => fence = Some(mark),
                Some(open) if open == mark => fence = None,
                Some(_) => {}
            }
            continue;
        }
        if fence.is_some() || looks_like_code(trimmed) {
            continue;
        }
        for word in trimmed.split_whitespace().filter(|w| is_prose(w)) {
            let left = limit - used;
            if left < 2 {
                return limit;
            }
            let length = word.chars().count().min(left - 1);
            out.extend(word.chars().take(length));
            out.push(' ');
            used += length + 1;
        }
    }
    used
}

fn fence_mark(line: &str) -> Option<char> {
    ['`', '~']
        .into_iter()
        .find(|&mark| line.chars().take_while(|&c| c == mark).count() >= 3)
}

/// A line is taken for code when it ends as statements do or a sixth of it is operators.
fn looks_like_code(line: &str) -> bool {
    // Greek questions end in a semicolon too.
    if line.is_ascii() && line.ends_with([';', '{', '}']) {
        return true;
    }
    let (mut operators, mut all) = (0_usize, 0_usize);
    for c in line.chars().take(400) {
        all += 1;
        operators += usize::from("{}[]()<>=;_/\\|$#@*+&^%".contains(c));
    }
    operators >= 3 && operators * 6 > all
}

/// URLs, addresses, paths, identifiers and words with digits say nothing about the language. A word
/// with other letters may be a whole sentence, where no spaces are written.
fn is_prose(word: &str) -> bool {
    !word.is_ascii()
        || !(word.contains("://")
            || word.starts_with("www.")
            || word.contains(['@', '_', '\\', '`', '=', '{', '}', '<', '>', '$'])
            || word.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(message: &str) -> String {
        let mut out = String::new();
        append_prose(message, 2_000, &mut out);
        out
    }

    #[test]
    fn fenced_code_urls_and_identifiers_are_left_out() {
        let message =
            "Please read https://example.org/a?b=c and\n```rust\nlet x = 1;\n```\nfix my_fn today";
        assert_eq!(prose(message), "Please read and fix today ");
    }

    #[test]
    fn bare_statements_are_left_out() {
        assert_eq!(prose("int main() {\n  return f(a[0], b);\n}"), "");
    }

    #[test]
    fn the_limit_is_kept_in_characters() {
        let mut out = String::new();
        assert_eq!(append_prose("żółć żółć żółć", 7, &mut out), 7);
        assert!(out.chars().count() <= 7, "{out:?}");
    }
}
