//! What the client knows of its own history, and of what it has to tell the reader.

use leptos::prelude::*;

use crate::derive::undo::Steps;

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Share {
    /// Where in the history the view is.
    pub steps: ReadSignal<Steps>,
    /// Sentences that the reader has not dismissed.
    pub notices: ReadSignal<Vec<String>>,
    /// Rises when the map is asked for a picture of itself.
    pub map_wanted: ReadSignal<(u32, PictureFormat)>,
    /// Where the view is from, as it stands on paper.
    pub printed: ReadSignal<String>,
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
    pub(crate) printed: WriteSignal<String>,
}

/// No history and nothing to tell.
#[must_use]
pub fn create() -> (Share, ShareWriters) {
    let (steps, set_steps) = signal(Steps::default());
    let (notices, set_notices) = signal(Vec::new());
    let (map_wanted, set_map_wanted) = signal((0, PictureFormat::default()));
    let (printed, set_printed) = signal(String::new());
    (
        Share {
            steps,
            notices,
            map_wanted,
            printed,
        },
        ShareWriters {
            steps: set_steps,
            notices: set_notices,
            map_wanted: set_map_wanted,
            printed: set_printed,
        },
    )
}
