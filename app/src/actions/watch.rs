//! Whether the server still answers, and what it says of the release that is shown.
//!
//! The server is asked when the reader comes back to the page, not by the clock: that would keep a login alive for who
//! has gone. Only while it does not answer is it asked again and again.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::api::{self, ApiError};
use crate::browser;
use crate::state::Load;

/// How long to wait before a server that did not answer is asked again.
const AGAIN_MS: i32 = 10_000;

impl Actions {
    /// Looks after the server whenever the reader comes back, and when the network comes or goes.
    pub(super) fn start_watching(self) {
        let look: Rc<dyn Fn()> = Rc::new(move || self.look_again());
        browser::on_return(&look);
        browser::before_printing(move || self.say_where_from());
    }

    /// Asks the server whether it is there and what it lists; loads what it could not give before.
    pub fn look_again(self) {
        spawn_local(async move {
            match api::releases().await {
                Ok(releases) => {
                    self.write.offline.set(false);
                    if self
                        .state
                        .releases
                        .with_untracked(|known| *known != releases)
                    {
                        self.write.releases.set(releases);
                    }
                    let load = self.state.load.get_untracked();
                    if matches!(load, Load::Failed(error, _) if matches!(*error, ApiError::Unreachable))
                    {
                        self.retry();
                    }
                }
                Err(error) => self.note_failure(&error),
            }
        });
    }

    /// Takes note that the server gave `error`: where it was silence, it is asked again after a while.
    pub(super) fn note_failure(self, error: &ApiError) {
        let silent = matches!(error, ApiError::Unreachable);
        self.write.offline.set(silent);
        if silent && !self.waits.get_value() {
            self.waits.set_value(true);
            browser::after(AGAIN_MS, move || {
                self.waits.set_value(false);
                if self.state.offline.get_untracked() {
                    self.look_again();
                }
            });
        }
    }
}
