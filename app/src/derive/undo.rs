//! Where in the history of views the reader is.

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
