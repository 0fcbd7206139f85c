//! Lines of keys in the text of a configuration, for errors that are found once it is parsed.

use toml::de::{DeTable, DeValue};

/// The line, from 1, of the key that `path` leads to, or of the last on the way that is there; `None` where
/// not even the first is.
pub(super) fn line(text: &str, path: &[&str]) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut table = table.get_ref();
    let mut found = None;
    for name in path {
        let Some((key, value)) = table
            .iter()
            .find(|(key, _)| key.get_ref().as_ref() == *name)
        else {
            break;
        };
        found = Some(key.span().start);
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    found.map(|start| line_of(text, start))
}

/// The line, from 1, of the byte `start`.
pub(super) fn line_of(text: &str, start: usize) -> usize {
    let before = &text.as_bytes()[..start.min(text.len())];
    1 + before.iter().filter(|&&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_wherever_its_table_stands() {
        let text = "seed = 1\n\n[models]\nmodel = \"m\"\nbudget = { dollars = -1.0 }\n\n[models.audit]\ntemperature = 3.0\n";
        for (path, expected) in [
            (&["seed"][..], Some(1)),
            (&["models"], Some(3)),
            (&["models", "budget", "dollars"], Some(5)),
            (&["models", "audit"], Some(7)),
            (&["models", "audit", "temperature"], Some(8)),
            (&["models", "screen"], Some(3)),
            (&["embedding"], None),
        ] {
            assert_eq!(line(text, path), expected, "{path:?}");
        }
    }
}
