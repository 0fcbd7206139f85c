//! Breaks a name into short lines for the map.

/// Lines of a wrapped text and their greatest width, in pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrapped {
    /// At least one line.
    pub lines: Vec<String>,
    /// Width of the widest line.
    pub width: f64,
}

/// Wraps `text` into at most `most` lines of at most `limit` pixels, with `advance` the width of one
/// character. Lines break between words, and within a word (or between characters of scripts without
/// spaces) only where one is wider than a line. What does not fit ends in an ellipsis.
pub fn wrap(text: &str, limit: f64, most: usize, mut advance: impl FnMut(char) -> f64) -> Wrapped {
    let mut lines: Vec<(String, f64)> = vec![(String::new(), 0.0)];
    let space = advance(' ');
    let mut cut = false;
    'words: for word in text.split_whitespace() {
        let width: f64 = word.chars().map(&mut advance).sum();
        let used = lines.last().map_or(0.0, |(_, used)| *used);
        if used > 0.0 && used + space + width > limit {
            if lines.len() == most {
                cut = true;
                break;
            }
            lines.push((String::new(), 0.0));
        } else if used > 0.0 {
            push(&mut lines, ' ', space);
        }
        for character in word.chars() {
            let step = advance(character);
            let used = lines.last().map_or(0.0, |(_, used)| *used);
            if used > 0.0 && used + step > limit {
                if lines.len() == most {
                    cut = true;
                    break 'words;
                }
                lines.push((String::new(), 0.0));
            }
            push(&mut lines, character, step);
        }
    }
    if cut && let Some((line, used)) = lines.last_mut() {
        let ellipsis = advance('…');
        while *used + ellipsis > limit {
            let Some(last) = line.pop() else { break };
            *used -= advance(last);
        }
        line.truncate(line.trim_end().len());
        line.push('…');
        *used += ellipsis;
    }
    Wrapped {
        width: lines.iter().map(|(_, used)| *used).fold(0.0, f64::max),
        lines: lines.into_iter().map(|(line, _)| line).collect(),
    }
}

fn push(lines: &mut [(String, f64)], character: char, width: f64) {
    if let Some((line, used)) = lines.last_mut() {
        line.push(character);
        *used += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, limit: f64, most: usize) -> Vec<String> {
        let wrapped = wrap(text, limit, most, |_| 1.0);
        assert!(wrapped.width <= limit, "{wrapped:?}");
        wrapped.lines
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(
            lines("Debug Python web applications", 14.0, 3),
            ["Debug Python", "web", "applications"]
        );
    }

    #[test]
    fn scripts_without_spaces_break_between_characters() {
        assert_eq!(lines("编写和调试程序", 4.0, 3), ["编写和调", "试程序"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let cut = lines("one two three four five six", 9.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'), "{cut:?}");
    }

    #[test]
    fn an_empty_name_is_one_empty_line() {
        assert_eq!(lines("  ", 9.0, 2), [""]);
    }
}
