//! A real Chromium, driven as a person would: pointer, wheel and keys.

mod driver;
mod emulate;
mod files;
mod frame;
mod groups;
mod hands;
mod held;
mod page;
mod picture;
mod way;

use std::fs::{self, File};
use std::time::{Duration, Instant};

use fantoccini::actions::{
    Actions, InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, WheelAction,
    WheelActions,
};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

pub use self::frame::Site;
pub use self::held::Held;
pub use self::picture::Picture;
use driver::{Driver, find};
pub use hands::{key, with_control};
pub use page::{serve, visit, visit_at, visit_new, with_client};
pub use way::{Hands, Way};

use crate::workspace;

/// How long anything on a page may take; machines that test are often slow and shared.
const PATIENCE: Duration = Duration::from_secs(30);

/// Flags for a Chromium without a screen, a sandbox (tests may run as root) or a network.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
];

/// Warnings that say nothing about the page: how Chromium draws where there is no graphics card, and
/// an attribute that Trunk writes and Chromium does not use.
const HARMLESS: [&str; 2] = [
    "GPU stall due to ReadPixels",
    "The `integrity` attribute is currently ignored for preload destinations",
];

/// One browser window; closed when dropped.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
    client: Client,
    session: String,
    _profile: TempDir,
    _lock: File,
}

impl Browser {
    /// Opens a window of somebody who has seen the tour, in the light or the dark scheme; `None` where there is no
    /// Chromium and nobody insists on one.
    ///
    /// # Panics
    /// Where there is none although it is [`required`], or it does not start.
    pub async fn open(dark: bool) -> Option<Self> {
        let browser = Self::open_new(dark).await?;
        // Refused in pages without storage, such as the empty one.
        browser.before_pages("try { localStorage.setItem('kleio-tour', 'seen'); } catch {}");
        Some(browser)
    }

    /// Like [`Self::open`], for somebody who was never here.
    ///
    /// # Panics
    /// As [`Self::open`].
    pub async fn open_new(dark: bool) -> Option<Self> {
        let Some(chromium) = find(&[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ]) else {
            return absent("Chromium");
        };
        let Some(chromedriver) = find(&["chromedriver"]) else {
            return absent("chromedriver");
        };
        // Two browsers that draw without a graphics card would starve each other.
        let lock = workspace::lock("browser");
        let driver = Driver::start(&chromedriver);
        let profile = TempDir::new().expect("a profile directory can be made");
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": chromium, "args": flags},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("Chromium starts");
        let session = client
            .session_id()
            .await
            .expect("it answers")
            .expect("a session");
        let browser = Self {
            driver,
            client,
            session,
            _profile: profile,
            _lock: lock,
        };
        browser.prefers(&[("prefers-color-scheme", if dark { "dark" } else { "light" })]);
        Some(browser)
    }

    /// Loads a page.
    ///
    /// # Panics
    /// When it cannot be loaded.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.expect("the page loads");
    }

    /// Runs a script's `return`.
    ///
    /// # Panics
    /// When it throws.
    pub async fn eval(&self, script: &str) -> Value {
        let result = self.client.execute(script, Vec::new()).await;
        result.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a script returns something true, and gives that.
    ///
    /// # Panics
    /// When it does not in half a minute; says what was waited for.
    pub async fn wait_for(&self, what: &str, script: &str) -> Value {
        let started = Instant::now();
        loop {
            let value = self.eval(script).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            if started.elapsed() > PATIENCE {
                self.save("given-up", &self.screenshot().await);
                panic!(
                    "waited in vain for {what}; the console says: {:#?}",
                    self.console()
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Clicks at a point of the window, in CSS pixels.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn click(&self, x: f64, y: f64) {
        let to = |duration| PointerAction::MoveTo {
            duration: Some(duration),
            x,
            y,
        };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(to(Duration::from_millis(50)))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.act(mouse).await;
    }

    /// Moves the pointer to a point of the window.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn hover(&self, x: f64, y: f64) {
        let mouse = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo {
            duration: Some(Duration::from_millis(50)),
            x,
            y,
        });
        self.act(mouse).await;
    }

    /// Turns the wheel away from the person (zooming in) by some notches, with the pointer at a
    /// point of the window.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn zoom_in(&self, x: f64, y: f64, notches: u32) {
        let mut wheel = WheelActions::new("wheel".to_owned());
        for _ in 0..notches {
            wheel = wheel.then(WheelAction::Scroll {
                duration: Some(Duration::from_millis(30)),
                x: x as i64,
                y: y as i64,
                delta_x: 0,
                delta_y: -120,
            });
        }
        self.act(wheel).await;
    }

    async fn act(&self, actions: impl Into<Actions>) {
        self.client
            .perform_actions(actions)
            .await
            .expect("the browser acts");
    }

    /// Types into what has the focus; keys such as [`fantoccini::key::Key`] by their code points.
    ///
    /// # Panics
    /// When nothing has the focus.
    pub async fn type_keys(&self, keys: &str) {
        let focused = self
            .client
            .active_element()
            .await
            .expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    /// The text that a person sees in the element.
    ///
    /// # Panics
    /// When there is no such element.
    pub async fn text(&self, selector: &str) -> String {
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        element.text().await.expect("it has text")
    }

    /// What the element shows, as pixels.
    ///
    /// # Panics
    /// When there is no such element.
    pub async fn picture(&self, selector: &str) -> Picture {
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        Picture::new(element.screenshot().await.expect("it can be photographed"))
    }

    /// The whole window in PNG.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client
            .screenshot()
            .await
            .expect("the window can be photographed")
    }

    /// Writes a screenshot of the window to `KLEIO_SHOTS`, or to `target/screenshots`.
    ///
    /// # Panics
    /// When it cannot be written.
    pub async fn keep_screenshot(&self, name: &str) {
        self.save(name, &self.screenshot().await);
    }

    fn save(&self, name: &str, png: &[u8]) {
        let directory = std::env::var_os("KLEIO_SHOTS")
            .map_or_else(|| workspace::root().join("target/screenshots"), Into::into);
        fs::create_dir_all(&directory).expect("the directory of screenshots can be made");
        fs::write(directory.join(format!("{name}.png")), png).expect("it can be written");
    }

    /// What was logged to the console since the last call: level and text.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn console(&self) -> Vec<(String, String)> {
        let log = self.command("se/log", &json!({"type": "browser"}));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        log.as_array()
            .expect("a list")
            .iter()
            .map(|entry| (text(&entry["level"]), text(&entry["message"])))
            .collect()
    }

    /// Asserts that nothing worse than a note was logged: no error, no violation of the content
    /// security policy, no warning.
    ///
    /// # Panics
    /// When something was.
    pub fn assert_quiet_console(&self) {
        let loud: Vec<_> = self
            .console()
            .into_iter()
            .filter(|(level, _)| level == "SEVERE" || level == "WARNING")
            .filter(|(_, text)| !HARMLESS.iter().any(|harmless| text.contains(harmless)))
            .collect();
        assert!(loud.is_empty(), "the console is not quiet: {loud:#?}");
    }

    /// Commands of chromedriver that the WebDriver standard does not have.
    fn command(&self, path: &str, body: &Value) -> Value {
        let url = format!(
            "http://127.0.0.1:{}/session/{}/{path}",
            self.driver.port, self.session
        );
        let mut response = ureq::post(url)
            .header("content-type", "application/json")
            .send(body.to_string())
            .expect("chromedriver answers");
        let answer = response
            .body_mut()
            .read_to_vec()
            .expect("its answer arrives");
        let mut answer: Value = serde_json::from_slice(&answer).expect("it answers in JSON");
        answer["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asks chromedriver to end Chromium; it is killed in any case right after.
        let url = format!(
            "http://127.0.0.1:{}/session/{}",
            self.driver.port, self.session
        );
        let request = ureq::delete(url).config().timeout_global(Some(PATIENCE));
        request.build().call().ok();
    }
}

/// Whether a test that cannot run here must fail instead of being skipped: under `make test`, which
/// sets `KLEIO_REQUIRE_BROWSER`, and in continuous integration.
#[must_use]
pub fn required() -> bool {
    ["KLEIO_REQUIRE_BROWSER", "CI"]
        .into_iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn absent(what: &str) -> Option<Browser> {
    assert!(!required(), "{what} is not on PATH. Run make setup.");
    eprintln!("Skipped: {what} is not on PATH. make test installs it and runs this test.");
    None
}
