//! How wide text is, as the browser sets it.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::document;

/// Widths of single characters in a CSS font, each measured once.
pub struct Characters {
    context: Option<CanvasRenderingContext2d>,
    size_px: f64,
    known: BTreeMap<char, f64>,
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
            known: BTreeMap::new(),
        }
    }

    /// The advance of `character` in pixels; an em where it cannot be measured.
    pub fn advance(&mut self, character: char) -> f64 {
        let (context, size) = (&self.context, self.size_px);
        *self.known.entry(character).or_insert_with(|| {
            context
                .as_ref()
                .and_then(|context| {
                    context
                        .measure_text(character.encode_utf8(&mut [0; 4]))
                        .ok()
                })
                .map_or(size, |metrics| metrics.width())
        })
    }
}
