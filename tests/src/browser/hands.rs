//! What a person does with both hands: dragging, pressing buttons, turning the window.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::Browser;

/// A key that writes nothing, as text to type.
#[must_use]
pub fn key(key: Key) -> String {
    char::from(key).to_string()
}

/// A letter with the control key held.
#[must_use]
pub fn with_control(letter: &str) -> String {
    format!("{}{letter}", key(Key::Control))
}

impl Browser {
    /// Presses the button of the mouse at the first of `points`, moves it to the others and lets it go at the last;
    /// CSS pixels of the window.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub async fn drag(&self, points: &[[f64; 2]]) {
        let mut mouse = MouseActions::new("mouse".to_owned());
        for (place, &[x, y]) in points.iter().enumerate() {
            mouse = mouse.then(PointerAction::MoveTo {
                duration: Some(Duration::from_millis(40)),
                x,
                y,
            });
            if place == 0 {
                mouse = mouse.then(PointerAction::Down {
                    button: MOUSE_BUTTON_LEFT,
                });
            }
        }
        self.act(mouse.then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        }))
        .await;
    }

    /// Clicks on the middle of an element, once it is there.
    ///
    /// # Panics
    /// When it does not come, or something lies above it.
    pub async fn press(&self, selector: &str) {
        self.there(selector).await;
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        let clicked = element.click().await;
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Puts the keyboard on an element, once it is there.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn focus(&self, selector: &str) {
        self.there(selector).await;
        let script = format!("document.querySelector('{selector}').focus(); return true;");
        self.eval(&script).await;
    }

    /// Writes `value` into a field, or chooses it in a list, once that is there; the page is told as if a person
    /// had done it.
    ///
    /// # Panics
    /// When there is no such field, or no such value in the list.
    pub async fn fill(&self, testid: &str, value: &str) {
        let wanted = Value::from(value);
        let script = format!(
            "const field = document.querySelector('[data-testid={testid}]');
             if (!field || (field.options && ![...field.options].some(option => option.value === {wanted}))) {{
               return false;
             }}
             field.value = {wanted};
             field.dispatchEvent(new Event('input', {{bubbles: true}}));
             field.dispatchEvent(new Event('change', {{bubbles: true}}));
             return true;"
        );
        self.wait_for(&format!("{testid} to take {value}"), &script)
            .await;
    }

    /// Gives the page another size, in CSS pixels.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn resize(&self, width: u32, height: u32) {
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        );
    }

    /// Runs a script in every page that is loaded from now on, before anything else.
    ///
    /// # Panics
    /// When the browser does not answer.
    pub fn before_pages(&self, script: &str) {
        self.tell(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": script}),
        );
    }

    /// A command of the DevTools protocol, and its answer.
    pub(super) fn tell(&self, command: &str, params: &Value) -> Value {
        self.command(
            "goog/cdp/execute",
            &json!({"cmd": command, "params": params}),
        )
    }
}
