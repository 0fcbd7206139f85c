//! What the client knows of groups of the reader's own.

use std::sync::Arc;

use leptos::prelude::*;

use crate::derive::atlas::Atlas;
use crate::derive::regroup::{Recipe, Regrouping};

/// What the worker is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Work {
    /// Nothing.
    #[default]
    Idle,
    /// This, of which so much is done (0 to 1).
    Busy(Doing, f32),
    /// It could not do what it was asked; a full sentence.
    Failed(String),
}

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Fetching vectors, and starting the worker.
    Starting,
    /// Grouping.
    Grouping,
    /// Trying numbers of groups.
    Suggesting,
    /// Splitting a group.
    Splitting,
    /// Done: the page makes what it answered.
    Showing,
}

/// Groups that the browser keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its name in the browser's database.
    pub name: String,
    /// The groups.
    pub regrouping: Arc<Regrouping>,
}

/// Numbers of groups, each with its mean silhouette.
pub type Suggested = Arc<Vec<(u32, f64)>>;

macro_rules! halves {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $first:expr,)*) => {
        /// The reading halves.
        #[derive(Clone, Copy)]
        pub struct ReclusterState {
            $($(#[$doc])* pub $name: ReadSignal<$type>,)*
        }

        /// The writing halves; see [`ReclusterState`] for what they mean.
        #[derive(Clone, Copy)]
        pub struct ReclusterWriters {
            $(pub(crate) $name: WriteSignal<$type>,)*
        }

        /// Nothing regrouped yet.
        #[must_use]
        pub fn create() -> (ReclusterState, ReclusterWriters) {
            $(let $name = signal::<$type>($first);)*
            (
                ReclusterState { $($name: $name.0,)* },
                ReclusterWriters { $($name: $name.1,)* },
            )
        }
    };
}

halves! {
    /// Whether the panel is shown.
    open: bool = false,
    /// The atlas of the release itself, whatever is shown.
    release: Option<Arc<Atlas>> = None,
    /// What is about to be asked for.
    draft: Option<Recipe> = None,
    /// What the worker is doing.
    work: Work = Work::Idle,
    /// What was suggested last.
    suggested: Option<Suggested> = None,
    /// The groups that are shown in place of the release's.
    current: Option<Arc<Regrouping>> = None,
    /// Steps that can be undone, and done again.
    steps: (usize, usize) = (0, 0),
    /// Groups that the browser keeps of this release.
    kept: Arc<Vec<Kept>> = Arc::default(),
    /// What the current groups are compared with: the name of kept ones, or the release for `None`.
    against: Option<String> = None,
    /// What happened last, in a sentence: kept, copied, or why not.
    notice: Option<String> = None,
}
