//! Sentences with choices in them: `Bake {bread|a cake} for {n9} people.`
//!
//! `{a|b}` is a choice, `{name}` a slot (another list, or a value bound by the caller), `\{` and `\}`
//! are braces, `\n` is a new line.

use super::dice::{Dice, pick};

/// A parsed sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Choice(Vec<Template>),
    Slot(String),
}

/// Where slots find what fills them.
pub(super) trait Slots {
    /// The templates of the list called `name`.
    fn list(&self, name: &str) -> Option<&[Template]>;
    /// The text bound to `name`; it goes before a list.
    fn bound(&self, name: &str) -> Option<&str>;
}

impl Template {
    /// Parses one line; the error says what is wrong with it.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let mut rest = line;
        let template = parse_until_end(&mut rest, 0)?;
        if rest.is_empty() {
            Ok(template)
        } else {
            Err(format!("There is a brace too many before \"{rest}\"."))
        }
    }

    /// Parses a line of alternatives, `a|b|c`.
    pub(super) fn parse_alternatives(line: &str) -> Result<Vec<Self>, String> {
        split(line).into_iter().map(Self::parse).collect()
    }

    /// The names of all slots in it.
    pub(super) fn slots(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(_) => {}
                Piece::Slot(name) => names.push(name.as_str()),
                Piece::Choice(options) => names.extend(options.iter().flat_map(Self::slots)),
            }
        }
        names
    }

    /// Appends one reading of it to `out`. A slot that `slots` does not know stays empty; the
    /// material is checked for those when it is loaded.
    pub(super) fn render(&self, dice: &mut Dice, slots: &impl Slots, out: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Choice(options) => {
                    if let Some(option) = pick(dice, options) {
                        option.render(dice, slots, out);
                    }
                }
                Piece::Slot(name) => {
                    if let Some(text) = slots.bound(name) {
                        out.push_str(text);
                    } else if let Some(template) = pick(dice, slots.list(name).unwrap_or_default())
                    {
                        template.render(dice, slots, out);
                    }
                }
            }
        }
    }
}

/// Splits at the bars that are in no braces.
fn split(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in line.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&line[start..]);
    parts
}

/// Reads up to the end of the line or, inside braces, up to the `|` or `}` that ends the option.
fn parse_until_end(rest: &mut &str, depth: usize) -> Result<Template, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    while let Some(c) = rest.chars().next() {
        if depth > 0 && (c == '|' || c == '}') {
            break;
        }
        if rest.starts_with("\\{") || rest.starts_with("\\}") {
            text.push_str(&rest[1..2]);
            *rest = &rest[2..];
        } else if let Some(after) = rest.strip_prefix("\\n") {
            text.push('\n');
            *rest = after;
        } else if c == '}' {
            break;
        } else if let Some(after) = rest.strip_prefix('{') {
            *rest = after;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(parse_braces(rest, depth + 1)?);
        } else {
            text.push(c);
            *rest = &rest[c.len_utf8()..];
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(Template { pieces })
}

fn parse_braces(rest: &mut &str, depth: usize) -> Result<Piece, String> {
    let mut options = Vec::new();
    loop {
        options.push(parse_until_end(rest, depth)?);
        if let Some(after) = rest.strip_prefix('|') {
            *rest = after;
        } else if let Some(after) = rest.strip_prefix('}') {
            *rest = after;
            break;
        } else {
            return Err("An opening brace is never closed.".to_owned());
        }
    }
    match options.as_slice() {
        [only] => match only.pieces.as_slice() {
            [Piece::Text(name)] => Ok(Piece::Slot(name.clone())),
            _ => Err("A choice needs a bar, and a slot needs a plain name.".to_owned()),
        },
        _ => Ok(Piece::Choice(options)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::dice::dice;

    struct Fixed(Vec<Template>);

    impl Slots for Fixed {
        fn list(&self, name: &str) -> Option<&[Template]> {
            (name == "n").then_some(self.0.as_slice())
        }
        fn bound(&self, name: &str) -> Option<&str> {
            (name == "task").then_some("sleep")
        }
    }

    fn readings(line: &str) -> std::collections::BTreeSet<String> {
        let slots = Fixed(Template::parse_alternatives("7|{8|9}").unwrap());
        let template = Template::parse(line).unwrap();
        let mut dice = dice(1, 0);
        (0..200)
            .map(|_| {
                let mut out = String::new();
                template.render(&mut dice, &slots, &mut out);
                out
            })
            .collect()
    }

    #[test]
    fn choices_nest_and_slots_are_filled() {
        let seen: Vec<String> = readings("{a|b {n}} to {task}").into_iter().collect();
        assert_eq!(
            seen,
            ["a to sleep", "b 7 to sleep", "b 8 to sleep", "b 9 to sleep"]
        );
    }

    #[test]
    fn escaped_braces_and_line_ends_are_text() {
        let seen: Vec<String> = readings(r"f \{ {n|m}\n\}").into_iter().collect();
        assert_eq!(seen, ["f { m\n}", "f { n\n}"]);
    }

    #[test]
    fn broken_braces_are_refused() {
        for line in ["a {b|c", "a b}", "{a {n}}"] {
            assert!(Template::parse(line).is_err(), "{line}");
        }
    }
}
