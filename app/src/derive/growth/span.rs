//! How many conversations a row has in a window of weeks, as far as its shown weeks tell.

use super::super::atlas::Atlas;
use super::super::cells::{Reading, Row, read};
use super::super::chart::Subject;
use super::super::noise;
use super::windows::Window;

/// Conversations in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// At least so many: those of the weeks that are shown, and what is shown within the others.
    pub low: u64,
    /// At most so many, by what the row has in all; `None` where noise leaves no bound.
    pub high: Option<u64>,
    /// Weeks of the window that are withheld.
    pub withheld: usize,
    /// Weeks of the window.
    pub weeks: usize,
}

impl Span {
    /// The conversations of `subject` in `window`, whose weeks the release has.
    ///
    /// What withheld weeks hold together is what the shown ones leave of the row; each window may have
    /// all of it, and has all of it where no other week of the row is withheld and every conversation has
    /// a week.
    #[must_use]
    pub fn of(atlas: &Atlas, subject: Subject, window: Window) -> Self {
        let (_, total) = subject.profile(atlas);
        let row = read(atlas, subject, Row::Weeks);
        let hidden =
            |readings: &[Reading]| readings.iter().filter(|week| week.is_withheld()).count();
        let sum = |readings: &[Reading]| -> u64 { readings.iter().map(|week| week.least()).sum() };
        let inside = row.get(window.first..=window.last).unwrap_or(&[]);
        let (low, withheld) = (sum(inside), hidden(inside));
        let rest = total.saturating_sub(sum(&row));
        let all_here = withheld == hidden(&row) && !atlas.release().manifest().undated;
        let (low, high) = match withheld {
            0 => (low, Some(low)),
            _ if noise::is_noisy(atlas) => (low, None),
            _ if all_here => (low + rest, Some(low + rest)),
            _ => (low, Some(low + rest)),
        };
        Self {
            low,
            high,
            withheld,
            weeks: window.len(),
        }
    }

    /// Whether the number is known.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.high == Some(self.low)
    }

    /// Whether every week is withheld, and nothing is known of the number for another reason.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        self.withheld == self.weeks && self.low == 0 && !self.is_exact()
    }
}
