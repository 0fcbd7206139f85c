//! Whether a release that is shown is still the one that the server shows.

use super::Listed;

/// How a release stands among those that the server lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is what the server shows.
    Current,
    /// A newer version of its series took its place.
    Replaced(Listed),
    /// The server lists it no more: it was taken back, or replaced for readers who see current versions only. With
    /// what the server shows first, if anything.
    Gone(Option<Listed>),
}

/// How the release `id` stands in `releases`.
#[must_use]
pub fn standing(releases: &[Listed], id: &str) -> Standing {
    match releases.iter().find(|listed| listed.id == id) {
        None => Standing::Gone(releases.first().cloned()),
        Some(shown) if shown.current => Standing::Current,
        Some(shown) => {
            let newer = releases.iter();
            let newer = newer
                .filter(|listed| listed.series == shown.series)
                .find(|listed| listed.current);
            newer.map_or(Standing::Current, |newer| Standing::Replaced(newer.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, series: Option<&str>, current: bool) -> Listed {
        Listed {
            id: id.to_owned(),
            title: id.to_uppercase(),
            profile: "public".to_owned(),
            conversations: 1,
            series: series.map(str::to_owned),
            current,
        }
    }

    #[test]
    fn a_release_is_replaced_by_its_own_series_only() {
        let all = [
            listed("a", None, true),
            listed("b2", Some("b"), true),
            listed("b1", Some("b"), false),
        ];
        assert_eq!(standing(&all, "a"), Standing::Current);
        assert_eq!(standing(&all, "b2"), Standing::Current);
        assert_eq!(standing(&all, "b1"), Standing::Replaced(all[1].clone()));
    }

    #[test]
    fn an_old_version_whose_series_has_no_current_one_stands_alone() {
        let all = [listed("a", None, true), listed("b1", Some("b"), false)];
        assert_eq!(standing(&all, "b1"), Standing::Current);
    }

    #[test]
    fn what_is_not_listed_is_gone() {
        let all = [listed("a", None, true)];
        assert_eq!(standing(&all, "b"), Standing::Gone(Some(all[0].clone())));
        assert_eq!(standing(&[], "b"), Standing::Gone(None));
    }

    #[test]
    fn servers_without_series_list_what_is_current() {
        let text = r#"{"id": "a", "title": "A", "profile": "public", "conversations": 3}"#;
        let read: Listed = serde_json::from_str(text).unwrap();
        assert!(read.current && read.series.is_none());
    }
}
