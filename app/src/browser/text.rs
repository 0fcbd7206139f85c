//! How wide text is, as the browser sets it.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::document;

/// Widths of single characters in a CSS font, each measured once.
pub struct Characters {
    context: Option<CanvasRenderingContext2d>,
    size_px: f64,
    /// Advances of ASCII characters, the most frequent; not a number where not known yet.
    ascii: [f64; 128],
    others: BTreeMap<char, f64>,
}

impl Characters {
    /// Measures in `font` (CSS shorthand) of `size_px`.
    #[must_use]
    pub fn new(font: &str, size_px: f64) -> Self {
        let context = document()
            .and_then(|document| document.create_element("canvas").ok())
            .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok())
            .and_then(|canvas| canvas.get_context("2d").ok()?)
            .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
        if let Some(context) = &context {
            context.set_font(font);
        }
        Self {
            context,
            size_px,
            ascii: [f64::NAN; 128],
            others: BTreeMap::new(),
        }
    }

    /// The advance of `character` in pixels; an em where it cannot be measured.
    pub fn advance(&mut self, character: char) -> f64 {
        let place = character as usize;
        if let Some(&known) = self.ascii.get(place).filter(|known| !known.is_nan()) {
            return known;
        }
        if let Some(&known) = self.others.get(&character) {
            return known;
        }
        let advance = self.measure(character);
        match self.ascii.get_mut(place) {
            Some(known) => *known = advance,
            None => {
                self.others.insert(character, advance);
            }
        }
        advance
    }

    fn measure(&self, character: char) -> f64 {
        self.context
            .as_ref()
            .and_then(|context| {
                context
                    .measure_text(character.encode_utf8(&mut [0; 4]))
                    .ok()
            })
            .map_or(self.size_px, |metrics| metrics.width())
    }
}
