//! What leaves a page and what is brought to it: files that would be saved, text that would be copied, files chosen.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Locator;
use serde_json::Value;

use super::Browser;

/// Keeps every file and every copied text where a test can read it.
const KEEP: &str = "
    window.kleioKept = {files: [], names: [], copied: null};
    const make = URL.createObjectURL;
    URL.createObjectURL = file => { window.kleioKept.files.push(file); return make.call(URL, file); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) { window.kleioKept.names.push(this.download); } else { click.call(this); }
    };
    // There is none on pages that did not come securely, such as the empty one.
    if (navigator.clipboard) {
        navigator.clipboard.writeText = text => { window.kleioKept.copied = text; return Promise.resolve(); };
    }";

impl Browser {
    /// Of pages that are loaded from now on, files are not saved but kept for [`Browser::saved`], and what they copy
    /// for [`Browser::copied`].
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn keep_files(&self) {
        self.before_pages(KEEP);
    }

    /// The names of the files that the page saved, once there are `count`.
    ///
    /// # Panics
    /// When there are not in time.
    pub async fn saved(&self, count: usize) -> Vec<String> {
        let script = format!(
            "const names = window.kleioKept.names; return names.length >= {count} && names;"
        );
        let names = self.wait_for(&format!("{count} files"), &script).await;
        let names = names.as_array().expect("a list").iter();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The text of the file that was saved last.
    ///
    /// # Panics
    /// When there is none.
    pub async fn last_file(&self) -> String {
        let text = self
            .eval("return window.kleioKept.files.at(-1).text();")
            .await;
        text.as_str().expect("a text").to_owned()
    }

    /// All files that the page made, in order, and what it made them of: a picture in PNG is drawn from one in SVG.
    ///
    /// # Panics
    /// When they cannot be read.
    pub async fn files(&self) -> Vec<Vec<u8>> {
        let count = self.eval("return window.kleioKept.files.length;").await;
        let mut files = Vec::new();
        for place in 0..count.as_u64().expect("a number") {
            let script = format!(
                "return new Promise((resolve, reject) => {{
                     const reader = new FileReader();
                     reader.onload = () => resolve(reader.result);
                     reader.onerror = () => reject(reader.error);
                     reader.readAsDataURL(window.kleioKept.files[{place}]);
                 }});"
            );
            let address = self.eval(&script).await;
            let (_, bytes) = address
                .as_str()
                .and_then(|address| address.split_once(";base64,"))
                .expect("a file has an address with its bytes");
            files.push(STANDARD.decode(bytes).expect("they are base64"));
        }
        files
    }

    /// What the page copied, once it has; it is forgotten then.
    ///
    /// # Panics
    /// When it copies nothing.
    pub async fn copied(&self) -> String {
        let script = "const copied = window.kleioKept.copied; window.kleioKept.copied = null; return copied;";
        let text = self.wait_for("something copied", script).await;
        text.as_str().expect("a text").to_owned()
    }

    /// Chooses the file at `path` in the field that `selector` finds.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn bring(&self, selector: &str, path: &Path) {
        self.there(selector).await;
        let field = self.client.find(Locator::Css(selector)).await;
        let field = field.unwrap_or_else(|error| panic!("{selector}: {error}"));
        let path = path.to_str().expect("a path in Unicode");
        field.send_keys(path).await.expect("the field takes a file");
    }
}
