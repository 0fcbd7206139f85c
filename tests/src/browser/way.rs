//! The same deeds by mouse or by keyboard alone, so that one walk can be taken both ways.

use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::Value;

use super::{Browser, with_control};

/// Presses of Tab after which something counts as out of reach.
const MOST_TABS: usize = 300;

/// How somebody works a page; text is typed either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By pointing.
    Mouse,
    /// By keys alone: what Tab does not reach is not there.
    Keyboard,
}

/// Somebody at a browser.
#[derive(Debug, Clone, Copy)]
pub struct Hands<'a> {
    browser: &'a Browser,
    way: Way,
}

impl<'a> Hands<'a> {
    /// Somebody who works `browser` so.
    #[must_use]
    pub const fn new(browser: &'a Browser, way: Way) -> Self {
        Self { browser, way }
    }

    /// How they work.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// Puts the keyboard on what `selector` finds: by a click, or by Tab.
    ///
    /// # Panics
    /// When it does not come, or cannot be reached.
    pub async fn go_to(&self, selector: &str) {
        match self.way {
            Way::Mouse => self.browser.press(selector).await,
            Way::Keyboard => self.browser.reach(selector).await,
        }
    }

    /// Presses a button.
    ///
    /// # Panics
    /// As [`Self::go_to`].
    pub async fn press(&self, selector: &str) {
        self.go_to(selector).await;
        if self.way == Way::Keyboard {
            self.browser.tap(Key::Enter).await;
        }
    }

    /// Turns a check on or off.
    ///
    /// # Panics
    /// As [`Self::go_to`].
    pub async fn tick(&self, selector: &str) {
        self.go_to(selector).await;
        if self.way == Way::Keyboard {
            self.browser.tap(' ').await;
        }
    }

    /// Writes `text` in place of what stands in a field.
    ///
    /// # Panics
    /// As [`Self::go_to`].
    pub async fn write(&self, selector: &str, text: &str) {
        self.go_to(selector).await;
        self.browser.type_keys(&with_control("a")).await;
        self.browser.type_keys(text).await;
    }

    /// Chooses the option with this value in a list: by a click, or by opening the list and going through it.
    ///
    /// # Panics
    /// When there is no such option in time, or it cannot be reached.
    pub async fn choose(&self, selector: &str, value: &str) {
        let value = Value::from(value);
        let what = format!("{value} in {selector}");
        // Places among those that can be chosen; what is chosen may be none of them.
        let places = format!(
            "const list = document.querySelector('{selector}');
             const options = list ? [...list.options].filter(option => !option.disabled) : [];
             const wanted = options.findIndex(option => option.value === {value});
             return wanted >= 0 && [options.indexOf(list.selectedOptions[0]), wanted];"
        );
        let places = self.browser.wait_for(&what, &places).await;
        match self.way {
            Way::Mouse => {
                let option = format!("{selector} option[value={value}]");
                let option = self.browser.client.find(Locator::Css(&option)).await;
                let option = option.unwrap_or_else(|error| panic!("{what}: {error}"));
                option.click().await.expect("an option can be clicked");
            }
            Way::Keyboard => {
                self.browser.reach(selector).await;
                self.browser.hold(Key::Alt).await;
                self.browser.tap(Key::Down).await;
                self.browser.let_go(Key::Alt).await;
                let [now, wanted] = [0, 1].map(|place| places[place].as_i64().expect("a place"));
                let key = char::from(if now < wanted { Key::Down } else { Key::Up });
                for _ in 0..now.abs_diff(wanted) {
                    self.browser.tap(key).await;
                }
                self.browser.tap(Key::Enter).await;
            }
        }
    }

    /// Puts a slider between its ends, `part` of the way; by keyboard in steps from where it is.
    ///
    /// # Panics
    /// As [`Self::go_to`].
    pub async fn slide(&self, selector: &str, part: f64) {
        self.browser.there(selector).await;
        match self.way {
            Way::Mouse => {
                let place = self
                    .browser
                    .eval(&format!(
                        "const slider = document.querySelector('{selector}');
                         slider.scrollIntoView({{block: 'center'}});
                         const box = slider.getBoundingClientRect();
                         return [box.x, box.y + box.height / 2, box.width];"
                    ))
                    .await;
                let [x, y, width] = [0, 1, 2].map(|at| place[at].as_f64().expect("a place"));
                // The ends lie half a thumb within.
                let at = x + (width * part).clamp(2.0, width - 2.0);
                self.browser.click(at, y).await;
            }
            Way::Keyboard => {
                self.browser.reach(selector).await;
                self.browser.tap(Key::Home).await;
                let steps = self
                    .browser
                    .eval(&format!(
                        "const slider = document.querySelector('{selector}');
                         return (slider.max - slider.min) / (Number(slider.step) || 1);"
                    ))
                    .await;
                let steps = (steps.as_f64().expect("steps") * part).round() as usize;
                for _ in 0..steps {
                    self.browser.tap(Key::Right).await;
                }
            }
        }
    }
}

impl Browser {
    /// Presses and lets go a key, wherever the keyboard is.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn tap(&self, key: impl Into<char>) {
        let value = key.into();
        let keys = KeyActions::new("keys".to_owned());
        let keys = keys.then(KeyAction::Down { value });
        self.act(keys.then(KeyAction::Up { value })).await;
    }

    /// Holds a key down until [`Self::let_go`].
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn hold(&self, key: impl Into<char>) {
        let value = key.into();
        let keys = KeyActions::new("keys".to_owned());
        self.act(keys.then(KeyAction::Down { value })).await;
    }

    /// Lets a key go that was held.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn let_go(&self, key: impl Into<char>) {
        let value = key.into();
        let keys = KeyActions::new("keys".to_owned());
        self.act(keys.then(KeyAction::Up { value })).await;
    }

    /// Puts the keyboard on what `selector` finds, once it is there, by Tab alone: with Shift where it lies before what
    /// has the keyboard.
    ///
    /// # Panics
    /// When it does not come, or Tab does not lead there.
    pub async fn reach(&self, selector: &str) {
        self.there(selector).await;
        let script = format!(
            "const [wanted, now] = [document.querySelector('{selector}'), document.activeElement];
             if (now === wanted) {{ return 'here'; }}
             const before = wanted && now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING;
             return before ? 'before' : 'after';"
        );
        for _ in 0..MOST_TABS {
            match self.eval(&script).await.as_str() {
                Some("here") => return,
                Some("before") => {
                    self.hold(Key::Shift).await;
                    self.tap(Key::Tab).await;
                    self.let_go(Key::Shift).await;
                }
                _ => self.tap(Key::Tab).await,
            }
        }
        panic!("Tab does not lead to {selector}");
    }
}
