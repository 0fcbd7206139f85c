//! Texts with parts: the subset of ICU MessageFormat that the interface needs.
//!
//! `{name}` stands for a part. `{name, plural, one {…} other {…}}` chooses a form by a number; `=2 {…}` is for this
//! very number, and `#` within a form is the number as the language writes it. Forms may hold parts, and there is
//! always `other`. There is no quoting: no text of the interface needs braces.

use super::{Language, numbers};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, as they stand.
    Words(String),
    /// A number.
    Number(u64),
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&String> for Value {
    fn from(words: &String) -> Self {
        Self::Words(words.clone())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u8> for Value {
    fn from(number: u8) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

/// `text` with its parts filled in. What is not understood stays as it is: the tests see it, and a reader still
/// reads the rest.
pub(super) fn fill(text: &str, parts: &[(&str, Value)], language: Language) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    write(text, None, parts, language, &mut filled);
    filled
}

fn write(
    text: &str,
    counted: Option<u64>,
    parts: &[(&str, Value)],
    language: Language,
    filled: &mut String,
) {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '#']) {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('#') {
            match counted {
                Some(number) => filled.push_str(&numbers::whole(language, number)),
                None => filled.push('#'),
            }
            rest = after;
            continue;
        }
        let Some((inner, after)) = braced(rest) else {
            break;
        };
        rest = after;
        let mut fields = inner.splitn(3, ',').map(str::trim);
        let name = fields.next().unwrap_or_default();
        let value = parts.iter().find(|(each, _)| *each == name);
        match (value, fields.nth(1)) {
            (Some((_, Value::Words(words))), None) => filled.push_str(words),
            (Some((_, Value::Number(number))), None) => {
                filled.push_str(&numbers::whole(language, *number));
            }
            (Some((_, Value::Number(number))), Some(forms)) => {
                let form = chosen(forms, *number, language);
                write(form, Some(*number), parts, language, filled);
            }
            _ => {
                filled.push('{');
                filled.push_str(inner);
                filled.push('}');
            }
        }
    }
    filled.push_str(rest);
}

/// What stands between the brace that `text` begins with and its twin, and what follows.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[1..at], &text[at + 1..]));
        }
    }
    None
}

/// The form for `number` among `one {…} other {…}`: the one for this very number, its plural's, or `other`.
fn chosen(forms: &str, number: u64, language: Language) -> &str {
    let (mut rest, mut best, mut rank) = (forms, "", 0);
    while let Some(at) = rest.find('{') {
        let name = rest[..at].trim();
        let Some((form, after)) = braced(&rest[at..]) else {
            break;
        };
        let fits = if name.strip_prefix('=').and_then(|n| n.parse().ok()) == Some(number) {
            3
        } else if name == numbers::plural(language, number).name() {
            2
        } else {
            u8::from(name == "other")
        };
        if fits > rank {
            (best, rank) = (form, fits);
        }
        rest = after;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, language: Language, number: u64) -> String {
        let parts = [("n", Value::from(number)), ("name", Value::from("Ada"))];
        fill(text, &parts, language)
    }

    #[test]
    fn parts_are_filled_in_where_they_stand() {
        let text = "{name} has {n} of {n}.";
        assert_eq!(
            filled(text, Language::English, 1_200),
            "Ada has 1,200 of 1,200."
        );
        assert_eq!(filled("nothing", Language::English, 0), "nothing");
        assert_eq!(filled("{other} # {", Language::English, 0), "{other} # {");
    }

    #[test]
    fn forms_are_chosen_by_number_and_may_hold_parts() {
        let text = "{n, plural, =0 {none} one {# cluster of {name}} other {# clusters of {name}}}!";
        let seen = [0, 1, 2].map(|number| filled(text, Language::English, number));
        assert_eq!(seen, ["none!", "1 cluster of Ada!", "2 clusters of Ada!"]);
    }

    #[test]
    fn a_form_that_is_not_there_is_the_other() {
        let text = "{n, plural, one {a} few {b} other {c}}";
        let seen = [1, 5, 50].map(|number| filled(text, Language::Arabic, number));
        assert_eq!(seen, ["a", "b", "c"]);
    }

    #[test]
    fn words_are_not_read_again() {
        let parts = [("name", Value::from("{name} #"))];
        assert_eq!(fill("<{name}>", &parts, Language::English), "<{name} #>");
    }
}
