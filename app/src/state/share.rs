//! What the client knows of its own history, and of what it has to tell the reader.

use leptos::prelude::*;

/// A step of the history, and the last one that can be gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steps {
    /// The current step; 0 is the view that the page was opened with.
    pub now: u32,
    /// The last step.
    pub last: u32,
}

impl Steps {
    /// After a new view: what could be done again before is gone.
    #[must_use]
    pub const fn pushed(self) -> Self {
        Self {
            now: self.now + 1,
            last: self.now + 1,
        }
    }

    /// After the browser went to step `now`.
    #[must_use]
    pub const fn gone_to(self, now: u32) -> Self {
        let last = if now > self.last { now } else { self.last };
        Self { now, last }
    }

    /// Whether there is a view to go back to.
    #[must_use]
    pub const fn can_undo(self) -> bool {
        self.now > 0
    }

    /// Whether there is a view that was gone back from.
    #[must_use]
    pub const fn can_redo(self) -> bool {
        self.now < self.last
    }
}

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Share {
    /// Where in the history the view is.
    pub steps: ReadSignal<Steps>,
    /// Sentences that the reader has not dismissed.
    pub notices: ReadSignal<Vec<String>>,
    /// Rises when the map is asked for a picture of itself.
    pub map_wanted: ReadSignal<(u32, PictureFormat)>,
}

/// How a picture is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PictureFormat {
    /// Sharp at every size.
    #[default]
    Svg,
    /// For programs that take pixels only.
    Png,
}

/// The writing halves; see [`Share`].
#[derive(Clone, Copy)]
pub struct ShareWriters {
    pub(crate) steps: WriteSignal<Steps>,
    pub(crate) notices: WriteSignal<Vec<String>>,
    pub(crate) map_wanted: WriteSignal<(u32, PictureFormat)>,
}

/// No history and nothing to tell.
#[must_use]
pub fn create() -> (Share, ShareWriters) {
    let (steps, set_steps) = signal(Steps::default());
    let (notices, set_notices) = signal(Vec::new());
    let (map_wanted, set_map_wanted) = signal((0, PictureFormat::default()));
    (
        Share {
            steps,
            notices,
            map_wanted,
        },
        ShareWriters {
            steps: set_steps,
            notices: set_notices,
            map_wanted: set_map_wanted,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_view_takes_the_place_of_what_was_undone() {
        let steps = Steps::default().pushed().pushed().gone_to(1);
        assert!(steps.can_undo() && steps.can_redo());
        let steps = steps.pushed();
        assert_eq!((steps.now, steps.can_redo()), (2, false));
    }

    #[test]
    fn a_page_that_is_loaded_again_keeps_its_place() {
        let steps = Steps::default().gone_to(3);
        assert!(steps.can_undo() && !steps.can_redo());
    }
}
