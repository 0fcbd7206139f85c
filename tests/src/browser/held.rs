//! What a page holds on to: whether it grows as one works with it.

use serde_json::json;

use super::Browser;

/// What is held once everything that is not was thrown away.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Bytes of WebAssembly's memory, which never shrinks.
    pub memory: f64,
    /// Bytes that JavaScript's values take.
    pub heap: f64,
    /// Nodes of the document, and those that something else keeps.
    pub nodes: f64,
    /// Listeners on them.
    pub listeners: f64,
}

/// Keeps the client's memory where [`Browser::held`] finds it.
const KEEP: &str = "addEventListener('TrunkApplicationStarted', event => {
    window.kleioMemory = event.detail.wasm.memory;
});";

impl Browser {
    /// Lets [`Browser::held`] see the memory of pages that are loaded from now on.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn watch_memory(&self) {
        self.before_pages(KEEP);
        self.tell("Performance.enable", &json!({}));
    }

    /// What the page holds now.
    ///
    /// # Panics
    /// When the browser does not answer, or the page was loaded before [`Browser::watch_memory`].
    pub async fn held(&self) -> Held {
        // What a first collection frees may let go of more.
        for _ in 0..3 {
            self.tell("HeapProfiler.collectGarbage", &json!({}));
        }
        let memory = self
            .eval("return window.kleioMemory.buffer.byteLength;")
            .await;
        let metrics = self.tell("Performance.getMetrics", &json!({}));
        let metric = |name: &str| {
            let all = metrics["metrics"].as_array().expect("the metrics");
            let found = all.iter().find(|metric| metric["name"] == name);
            found
                .and_then(|metric| metric["value"].as_f64())
                .expect("this metric")
        };
        Held {
            memory: memory.as_f64().expect("a number"),
            heap: metric("JSHeapUsedSize"),
            nodes: metric("Nodes"),
            listeners: metric("JSEventListeners"),
        }
    }
}
