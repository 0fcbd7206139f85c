//! Which releases are served now: those given at the start, and those published in the data directory.
//!
//! Invariant: what is served was checked when it was loaded, and a request sees one state of the list
//! from its beginning to its end, whatever is published meanwhile.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::access::Visibility;
use crate::release_dir::{LoadError, ServedRelease};
use crate::store::releases::{State, Version};
use crate::store::{Store, StoreError};

/// A release that is served, and to whom.
#[derive(Debug)]
pub struct Listed {
    /// Its content.
    pub served: ServedRelease,
    /// Who may see it.
    pub visibility: Visibility,
    /// What is known of it where it was published; `None` where it was given at the start.
    pub version: Option<Version>,
}

impl Listed {
    /// Whether a newer version of its series took its place.
    #[must_use]
    pub fn past(&self) -> bool {
        matches!(&self.version, Some(version) if version.state == State::Past)
    }

    /// The release's identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        self.served.release.id()
    }
}

/// One state of the list.
#[derive(Debug, Default)]
pub struct List {
    /// In the order of display: those given at the start, then by series, the newest version first.
    pub all: Vec<Arc<Listed>>,
    by_id: BTreeMap<String, usize>,
}

impl List {
    fn new(all: Vec<Arc<Listed>>) -> Self {
        let by_id = all
            .iter()
            .enumerate()
            .map(|(place, listed)| (listed.id().to_owned(), place))
            .collect();
        Self { all, by_id }
    }

    /// The release called `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Listed>> {
        self.all.get(*self.by_id.get(id)?)
    }
}

/// The list as it is now.
#[derive(Debug, Default)]
pub struct Catalogue {
    given: Vec<Arc<Listed>>,
    now: RwLock<Arc<List>>,
}

/// A published release that cannot be served.
#[derive(Debug)]
pub struct Unservable {
    /// The release's identifier.
    pub id: String,
    /// Why.
    pub error: LoadError,
}

impl Catalogue {
    /// Of the releases given at the start.
    #[must_use]
    pub fn new(given: Vec<ServedRelease>) -> Self {
        let given: Vec<_> = given
            .into_iter()
            .map(|served| {
                let visibility = Visibility::of(served.release.manifest().policy.profile);
                Arc::new(Listed {
                    served,
                    visibility,
                    version: None,
                })
            })
            .collect();
        Self {
            now: RwLock::new(Arc::new(List::new(given.clone()))),
            given,
        }
    }

    /// The list as it is now.
    #[must_use]
    pub fn list(&self) -> Arc<List> {
        self.now
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what is published in `store` now. Reads files, so not for a request's own thread.
    /// Gives the releases that could not be loaded; all others are served.
    ///
    /// # Errors
    /// When the store cannot be read; then the list stays as it was.
    pub fn refresh(&self, store: &Store) -> Result<Vec<Unservable>, StoreError> {
        let mut versions = store.versions()?;
        versions.retain(|version| version.state != State::Retired);
        versions.sort_by(|a, b| a.series.cmp(&b.series).then(b.number.cmp(&a.number)));
        let before = self.list();
        let mut all = self.given.clone();
        let mut unservable = Vec::new();
        for version in versions {
            if self.given.iter().any(|given| given.id() == version.id) {
                continue;
            }
            let known = before
                .get(&version.id)
                .filter(|listed| listed.version.as_ref() == Some(&version));
            if let Some(known) = known {
                all.push(known.clone());
                continue;
            }
            match load(store, &version) {
                Ok(served) => all.push(Arc::new(Listed {
                    visibility: narrower(&served, version.visibility),
                    served,
                    version: Some(version),
                })),
                Err(error) => unservable.push(Unservable {
                    id: version.id,
                    error,
                }),
            }
        }
        let list = Arc::new(List::new(all));
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = list;
        Ok(unservable)
    }
}

fn load(store: &Store, version: &Version) -> Result<ServedRelease, LoadError> {
    let directory = store.release_directory(&version.id);
    let served = ServedRelease::load_for(&directory, Some(version.visibility))?;
    if served.release.id() == version.id {
        Ok(served)
    } else {
        Err(LoadError::Another(directory))
    }
}

/// Whatever the store says, a release is not shown more widely than its profile lets it be.
fn narrower(served: &ServedRelease, asked: Visibility) -> Visibility {
    let widest = Visibility::of(served.release.manifest().policy.profile);
    if widest == Visibility::Login {
        widest
    } else {
        asked
    }
}
