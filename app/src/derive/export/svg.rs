//! Writing SVG 1.1: elements with attributes and text, everything escaped.

/// A picture in the making.
#[derive(Debug)]
pub(super) struct Svg {
    text: String,
}

/// How wide letters are, on the wide side: those of East Asia and all others. There is no browser to ask what font it
/// will be.
pub(super) fn letters(wide: f64, narrow: f64) -> impl Fn(char) -> f64 + Copy {
    move |letter| if letter > '\u{2e80}' { wide } else { narrow }
}

/// Width of a letter of small text.
pub(super) fn small(letter: char) -> f64 {
    letters(11.5, 6.0)(letter)
}

/// An attribute.
pub(super) type Attribute<'a> = (&'a str, String);

impl Svg {
    /// A picture of `width` by `height` user units, called `title` and described by `description` for assistive
    /// technology.
    pub(super) fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        let (width, height) = (number(width), number(height));
        Self {
            text: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
                 viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"system-ui, sans-serif\">\n\
                 <title>{}</title>\n<desc>{}</desc>\n",
                escape(title),
                escape(description)
            ),
        }
    }

    /// An element without content.
    pub(super) fn element(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.open(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with text in it.
    pub(super) fn text(&mut self, attributes: &[Attribute<'_>], text: &str) {
        self.open("text", attributes);
        self.text.push('>');
        self.text.push_str(&escape(text));
        self.text.push_str("</text>\n");
    }

    /// Begins a part of which only what lies within the box (left, top, width, height) is seen.
    pub(super) fn open_within(&mut self, [left, top, width, height]: [f64; 4]) {
        let sides = [left, top, width, height].map(number);
        let [left, top, width, height] = &sides;
        self.text.push_str(&format!(
            "<svg x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{left} {top} {width} {height}\" overflow=\"hidden\">\n"
        ));
    }

    /// Ends the part.
    pub(super) fn close(&mut self) {
        self.text.push_str("</svg>\n");
    }

    /// The whole picture.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.text
    }

    fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text
                .push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
}

/// A length with two decimals at most: pictures are for people, and short files for everyone.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// XML text and attribute values; characters that XML 1.0 cannot hold are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            _ if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut svg = Svg::new(10.0, 20.5, "<b>\"&\u{1}", "<script>");
        svg.text(&[("x", "\" onload=\"x".to_owned())], "</text><script>");
        let text = svg.finish();
        assert_eq!(text.matches("<script").count(), 0);
        assert!(text.contains("<title>&lt;b&gt;&quot;&amp;</title>"));
        assert!(!text.contains("\" onload"));
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [number(1.0), number(0.126), number(-0.001), number(20.5)],
            ["1", "0.13", "0", "20.5"]
        );
    }
}
