//! Going through a list of choices by keyboard (WAI-ARIA Authoring Practices, combobox).

use super::keys::Deed;

/// Choices that a page of the list holds.
const PAGE: usize = 8;

/// The choice to go to from the `active` one of `count`; `None` where the key does not go anywhere.
/// Up and down go round.
#[must_use]
pub fn next(deed: Deed, active: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let active = active.min(last);
    Some(match deed {
        Deed::Down if active == last => 0,
        Deed::Down => active + 1,
        Deed::Up if active == 0 => last,
        Deed::Up => active - 1,
        Deed::PageDown => (active + PAGE).min(last),
        Deed::PageUp => active.saturating_sub(PAGE),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_go_round() {
        assert_eq!(next(Deed::Down, 2, 3), Some(0));
        assert_eq!(next(Deed::Up, 0, 3), Some(2));
        assert_eq!(next(Deed::PageDown, 0, 3), Some(2));
        assert_eq!(next(Deed::Down, 9, 3), Some(0));
        assert_eq!(next(Deed::Down, 0, 0), None);
        assert_eq!(next(Deed::Choose, 0, 3), None);
    }
}
