//! Other circumstances: a network that fails, what the system prefers, fingers in place of a mouse.

use std::time::Duration;

use serde_json::{Value, json};

use super::Browser;

impl Browser {
    /// What the system prefers, as media features and their values; all others as they come.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        self.tell("Emulation.setEmulatedMedia", &json!({"features": features}));
    }

    /// Shows the page as it is on paper, as it is just before it is printed.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn put_on_paper(&self) {
        self.eval("window.dispatchEvent(new Event('beforeprint')); return true;")
            .await;
        self.tell("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    }

    /// Lets requests for addresses of these patterns (`*/api/*`) fail; for none, all pass again.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn block(&self, patterns: &[&str]) {
        self.tell("Network.enable", &json!({}));
        self.tell("Network.setBlockedURLs", &json!({"urls": patterns}));
    }

    /// Puts fingers on the window, one at the first of each of `paths`, moves all of them at once to the points that
    /// follow, and lifts them; CSS pixels. All paths have as many points as the first.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn touch(&self, paths: &[&[[f64; 2]]]) {
        let send = |kind: &str, points: Vec<Value>| {
            self.tell(
                "Input.dispatchTouchEvent",
                &json!({"type": kind, "touchPoints": points}),
            );
        };
        let steps = paths.first().map_or(0, |path| path.len());
        for step in 0..steps {
            let fingers = paths.iter().enumerate();
            let points =
                fingers.map(|(id, path)| json!({"x": path[step][0], "y": path[step][1], "id": id}));
            let kind = if step == 0 { "touchStart" } else { "touchMove" };
            send(kind, points.collect());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        send("touchEnd", Vec::new());
    }
}
