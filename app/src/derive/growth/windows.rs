//! Two windows of weeks, one after the other.

/// Consecutive weeks, by their places in the manifest's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first week.
    pub first: usize,
    /// The last week, at least `first`.
    pub last: usize,
}

/// The two windows that growth is measured between.
///
/// Invariant: the first ends before the second begins, so that no conversation is in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// The first window.
    pub before: Window,
    /// The second window.
    pub after: Window,
}

/// One of the four ends of two windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thumb {
    /// First week of the first window.
    BeforeFirst,
    /// Last week of the first window.
    BeforeLast,
    /// First week of the second window.
    AfterFirst,
    /// Last week of the second window.
    AfterLast,
}

impl Window {
    /// Number of weeks, at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a window is never empty")]
    pub const fn len(&self) -> usize {
        self.last - self.first + 1
    }

    /// Whether the week at this place is in it.
    #[must_use]
    pub const fn holds(&self, week: usize) -> bool {
        self.first <= week && week <= self.last
    }

    const fn moved(self, weeks: isize) -> Option<Self> {
        match (
            self.first.checked_add_signed(weeks),
            self.last.checked_add_signed(weeks),
        ) {
            (Some(first), Some(last)) => Some(Self { first, last }),
            _ => None,
        }
    }
}

impl Windows {
    /// The two halves of `weeks` weeks, without the week in the middle where their number is odd; `None`
    /// for fewer than two weeks.
    #[must_use]
    pub const fn halves(weeks: usize) -> Option<Self> {
        let half = weeks / 2;
        if half == 0 {
            return None;
        }
        Some(Self {
            before: Window {
                first: 0,
                last: half - 1,
            },
            after: Window {
                first: weeks - half,
                last: weeks - 1,
            },
        })
    }

    /// Whether both lie in order within `weeks` weeks.
    #[must_use]
    pub const fn is_within(&self, weeks: usize) -> bool {
        self.before.first <= self.before.last
            && self.before.last < self.after.first
            && self.after.first <= self.after.last
            && self.after.last < weeks
    }

    /// As it stands in links: `0-5,6-11`.
    #[must_use]
    pub fn key(&self) -> String {
        let Self { before, after } = self;
        format!(
            "{}-{},{}-{}",
            before.first, before.last, after.first, after.last
        )
    }

    /// The reverse of [`Self::key`]; `None` for windows that are not in order.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let window = |text: &str| {
            let (first, last) = text.split_once('-')?;
            Some(Window {
                first: first.parse().ok()?,
                last: last.parse().ok()?,
            })
        };
        let (before, after) = key.split_once(',')?;
        let windows = Self {
            before: window(before)?,
            after: window(after)?,
        };
        windows.is_within(usize::MAX).then_some(windows)
    }

    /// The week that `thumb` is on.
    #[must_use]
    pub const fn at(&self, thumb: Thumb) -> usize {
        match thumb {
            Thumb::BeforeFirst => self.before.first,
            Thumb::BeforeLast => self.before.last,
            Thumb::AfterFirst => self.after.first,
            Thumb::AfterLast => self.after.last,
        }
    }

    /// Least and greatest week that `thumb` may be put on, where there are `weeks` weeks.
    #[must_use]
    pub const fn range(&self, thumb: Thumb, weeks: usize) -> (usize, usize) {
        match thumb {
            Thumb::BeforeFirst => (0, self.before.last),
            Thumb::BeforeLast => (self.before.first, self.after.first - 1),
            Thumb::AfterFirst => (self.before.last + 1, self.after.last),
            Thumb::AfterLast => (self.after.first, weeks.saturating_sub(1)),
        }
    }

    /// With `thumb` on `week`, or as near to it as the other thumbs allow.
    #[must_use]
    pub fn put(mut self, thumb: Thumb, week: usize, weeks: usize) -> Self {
        let (low, high) = self.range(thumb, weeks);
        let week = week.clamp(low, high.max(low));
        match thumb {
            Thumb::BeforeFirst => self.before.first = week,
            Thumb::BeforeLast => self.before.last = week,
            Thumb::AfterFirst => self.after.first = week,
            Thumb::AfterLast => self.after.last = week,
        }
        self
    }

    /// Both moved by `by` weeks; `None` where one would leave the `weeks` weeks.
    #[must_use]
    pub fn moved(self, by: isize, weeks: usize) -> Option<Self> {
        let moved = Self {
            before: self.before.moved(by)?,
            after: self.after.moved(by)?,
        };
        moved.is_within(weeks).then_some(moved)
    }

    /// Two windows side by side at the beginning of `weeks` weeks, each a quarter of them: with room to move.
    /// `None` for fewer than three weeks.
    #[must_use]
    pub const fn short(weeks: usize) -> Option<Self> {
        if weeks < 3 {
            return None;
        }
        let quarter = if weeks < 8 { 1 } else { weeks / 4 };
        Some(Self {
            before: Window {
                first: 0,
                last: quarter - 1,
            },
            after: Window {
                first: quarter,
                last: 2 * quarter - 1,
            },
        })
    }

    /// Both as early as they can be, as far apart as they are.
    #[must_use]
    pub fn from_start(self) -> Self {
        let back = isize::try_from(self.before.first).unwrap_or(0);
        self.moved(-back, usize::MAX).unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_leave_the_odd_week_out() {
        assert_eq!(Windows::halves(12).unwrap().key(), "0-5,6-11");
        assert_eq!(Windows::halves(5).unwrap().key(), "0-1,3-4");
        assert_eq!(Windows::halves(1), None);
    }

    #[test]
    fn keys_go_both_ways_and_disorder_is_refused() {
        let windows = Windows::halves(9).unwrap();
        assert_eq!(Windows::from_key(&windows.key()), Some(windows));
        for broken in ["", "0-5", "0-5,5-9", "3-1,5-9", "a-b,c-d", "-1-2,3-4"] {
            assert_eq!(Windows::from_key(broken), None, "{broken}");
        }
    }

    #[test]
    fn thumbs_never_pass_each_other() {
        use Thumb::{AfterFirst, AfterLast, BeforeFirst, BeforeLast};
        let windows = Windows::halves(12).unwrap();
        for thumb in [BeforeFirst, BeforeLast, AfterFirst, AfterLast] {
            for week in 0..20 {
                let put = windows.put(thumb, week, 12);
                assert!(put.is_within(12), "{thumb:?} on {week}: {put:?}");
            }
        }
        assert_eq!(windows.put(BeforeLast, 9, 12).key(), "0-5,6-11");
        assert_eq!(windows.put(AfterFirst, 8, 12).key(), "0-5,8-11");
    }

    #[test]
    fn windows_move_together_and_stop_at_the_ends() {
        let windows = Windows::from_key("2-3,6-7").unwrap();
        assert_eq!(windows.moved(1, 9).unwrap().key(), "3-4,7-8");
        assert_eq!(windows.moved(2, 9), None);
        assert_eq!(windows.moved(-3, 9), None);
        assert_eq!(windows.from_start().key(), "0-1,4-5");
        assert_eq!(Windows::short(12).unwrap().key(), "0-2,3-5");
        for weeks in 3..60 {
            let short = Windows::short(weeks).unwrap();
            assert!(short.moved(1, weeks).is_some(), "{weeks} weeks");
        }
        assert_eq!(Windows::short(2), None);
    }
}
