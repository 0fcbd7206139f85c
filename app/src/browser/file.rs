//! What leaves the page and what comes in: files that the reader saves or brings, and paper.
//!
//! Invariant: nothing is sent anywhere. Files are made here, of what the page shows.

use js_sys::{Array, Date, Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, HtmlInputElement, Url,
};

use super::{after, document, window};

/// How long an address of a file is kept: until the browser has surely begun to save it.
const KEEP_MS: i32 = 10_000;

/// The day, `YYYY-MM-DD`, where the reader is.
#[must_use]
pub fn today() -> String {
    let now = Date::new_0();
    format!(
        "{:04}-{:02}-{:02}",
        now.get_full_year(),
        now.get_month() + 1,
        now.get_date()
    )
}

/// Opens the browser's dialogue for printing.
pub fn print() {
    if let Some(window) = window() {
        // Refused in frames that may not: then there is nothing to print on.
        let _ = window.print();
    }
}

/// Lets the reader save `text` as a file called `name` of media type `kind`.
pub fn download(name: &str, kind: &str, text: &str) {
    if let Some(blob) = blob(text, kind) {
        save(name, &blob);
    }
}

/// Lets the reader save the picture `svg` as PNG, `scale` pixels a user unit; false where the browser
/// cannot draw it.
pub async fn download_png(name: &str, svg: &str, scale: f64) -> bool {
    match png(svg, scale).await {
        Some(blob) => {
            save(name, &blob);
            true
        }
        None => false,
    }
}

async fn png(svg: &str, scale: f64) -> Option<Blob> {
    let address = Url::create_object_url_with_blob(&blob(svg, "image/svg+xml")?).ok()?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address);
    let loaded = JsFuture::from(image.decode()).await.is_ok();
    // The picture is in the image now; the address is of no more use.
    let _ = Url::revoke_object_url(&address);
    if !loaded {
        return None;
    }
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    let [width, height] =
        [image.natural_width(), image.natural_height()].map(|side| f64::from(side) * scale);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .ok()?;
    let made = Promise::new(&mut |resolve, _| {
        // Calls fail only for something that is not a function.
        let give = resolve.clone();
        let taken = Closure::once_into_js(move |blob: JsValue| {
            let _ = give.call1(&JsValue::UNDEFINED, &blob);
        });
        if canvas
            .to_blob_with_type(taken.unchecked_ref(), "image/png")
            .is_err()
        {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

/// The text of the file that was chosen in `input`, which is then empty again; `None` where there is none,
/// it is longer than `most` bytes, or is no text.
pub async fn chosen(input: &HtmlInputElement, most: usize) -> Option<String> {
    let file = input.files()?.get(0)?;
    input.set_value("");
    if file.size() > most as f64 {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}

fn blob(text: &str, kind: &str) -> Option<Blob> {
    let bytes = Uint8Array::from(text.as_bytes());
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&bytes), &options).ok()
}

fn save(name: &str, blob: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return;
    };
    let link = document()
        .and_then(|document| document.create_element("a").ok())
        .and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    after(KEEP_MS, move || {
        // Fails only for an address that is not one.
        let _ = Url::revoke_object_url(&address);
    });
}
