//! Files that the reader takes away or brings.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

use super::{document, window};

/// Offers `text` for download as a file called `name`.
pub fn download(name: &str, mime: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&text.into());
    let link = document().and_then(|document| document.create_element("a").ok());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options);
    let (Some(link), Ok(blob)) = (link, blob) else {
        return;
    };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The download has begun; its address is not needed again.
    drop(Url::revoke_object_url(&address));
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

/// Puts `text` on the clipboard; whether that was possible.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let clipboard = window.navigator().clipboard();
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// The page's whole address.
#[must_use]
pub fn address() -> String {
    window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default()
}
