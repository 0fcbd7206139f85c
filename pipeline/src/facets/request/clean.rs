//! A message without what is not prose: code, links, addresses.

/// `text` without fenced code, lines that look like code or data, links, e-mail addresses and
/// paths. What is taken out leaves a line break, so that no phrase spans it.
#[must_use]
pub(super) fn prose(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        // A fence that opens in the middle of a line ends with that line: people forget to close it.
        let line = line.split("```").next().unwrap_or(line);
        if fenced || looks_like_code(line) {
            continue;
        }
        kept.push('\n');
        for chunk in line.split_inclusive(char::is_whitespace) {
            kept.push_str(if is_address(chunk.trim_end()) {
                "\n"
            } else {
                chunk
            });
        }
    }
    kept
}

/// Whether a line is program text, markup, a table or a log rather than prose.
fn looks_like_code(line: &str) -> bool {
    let (mut signs, mut all) = (0_usize, 0_usize);
    for c in line.chars() {
        all += 1;
        signs += usize::from(matches!(
            c,
            '{' | '}'
                | ';'
                | '='
                | '<'
                | '>'
                | '('
                | ')'
                | '['
                | ']'
                | '/'
                | '\\'
                | '|'
                | '_'
                | '$'
                | '@'
                | '#'
                | '&'
                | '*'
                | '+'
        ));
    }
    let ends = line.ends_with(['{', '}', ';']) || line.ends_with("/>") || line.ends_with(");");
    let starts = [
        "import ", "from ", "def ", "#include", "const ", "let ", "var ", "public ", "private ",
        "return ", "</", "//", "/*", "at ", "$ ", ">>>", "SELECT ", "@",
    ]
    .iter()
    .any(|s| line.starts_with(s));
    let imports = starts && line.contains("import ") && line.split_whitespace().count() <= 8;
    imports
        || signs >= 2 && (signs * 8 > all || (ends || starts) && signs * 16 > all)
        || ends && signs >= 1 && starts
}

fn is_address(chunk: &str) -> bool {
    chunk.contains("://")
        || chunk.starts_with("www.")
        || chunk.contains('@') && chunk.contains('.')
        || chunk.contains('_')
        || chunk.matches(['/', '\\']).count() >= 2
        || chunk.contains("()")
        || chunk.chars().count() > 120 && chunk.is_ascii()
}

/// Whether `text` holds program text or an error's trace.
#[must_use]
pub(super) fn holds_code(text: &str) -> bool {
    text.contains("```")
        || text
            .lines()
            .take(200)
            .filter(|l| looks_like_code(l.trim()))
            .count()
            >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_links_go_and_prose_stays() {
        let text = "Why does this fail? See https://example.org/x\n```js\nlet secret = 1;\n```\nfor (i = 0; i < 10; i++) {\nIt should print a list of words, e.g. cats and dogs.";
        let kept = prose(text);
        assert!(kept.contains("Why does this fail? See"));
        assert!(kept.contains("cats and dogs"));
        for gone in ["example", "secret", "i++"] {
            assert!(!kept.contains(gone), "{gone} in {kept}");
        }
        assert!(holds_code(text) && !holds_code("Just a question (about code)."));
    }
}
