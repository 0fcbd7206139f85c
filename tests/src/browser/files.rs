//! Files that a page gives its reader to keep.

use serde_json::Value;

use super::Browser;

/// Keeps every file that the page makes where a test can read it, and saves none.
const KEEP: &str = "const make = URL.createObjectURL;
    window.files = [];
    URL.createObjectURL = file => { window.files.push(file); return make.call(URL, file); };
    window.names = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) { window.names.push(this.download); } else { click.call(this); }
    };";

impl Browser {
    /// Keeps the files of pages that are loaded from now on, instead of saving them.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn keep_files(&self) {
        self.before_pages(KEEP);
    }

    /// The names of the files that were saved, once there are `count`.
    ///
    /// # Panics
    /// When there are not as many in time.
    pub async fn saved(&self, count: usize) -> Vec<String> {
        let script = format!("return window.names.length >= {count} ? window.names : null;");
        let names = self.wait_for("a file", &script).await;
        let text = |name: &Value| name.as_str().unwrap_or_default().to_owned();
        names.as_array().into_iter().flatten().map(text).collect()
    }

    /// The texts of all files that were made, in order. One of no text has its bytes for letters.
    ///
    /// # Panics
    /// When they cannot be read.
    pub async fn files(&self) -> Vec<String> {
        self.eval(
            "Promise.all(window.files.map(file => file.text())).then(all => { window.read = all; });",
        )
        .await;
        let all = self.wait_for("the files", "return window.read;").await;
        self.eval("window.read = null;").await;
        let text = |text: &Value| text.as_str().unwrap_or_default().to_owned();
        all.as_array().into_iter().flatten().map(text).collect()
    }
}
