//! Keeps groups in the browser, writes them to files and reads them back, and gives links to them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlInputElement;

use super::Actions;
use crate::browser::{self, kept};
use crate::derive::export::Source;
use crate::derive::regroup::file::{self, FileError, LONGEST_FILE};
use crate::derive::regroup::{Regrouping, edit};
use crate::state::recluster::Kept;
use crate::tr;

impl Actions {
    /// Keeps the groups that are shown, under `title`, in this browser.
    pub fn keep_groups(self, title: &str) {
        let Some(current) = self.state.recluster.current.get_untracked() else {
            return;
        };
        let title: String = title.trim().chars().take(edit::LONGEST_NAME).collect();
        let mut named = (*current).clone();
        if !title.is_empty() {
            named.title = title;
        }
        let name = format!("{}{:.0}", self.prefix(), browser::clock_ms());
        spawn_local(async move {
            let notice = if kept::put(&name, &file::write(&named)).await {
                tr!("“{name}” is kept in this browser.", name = &named.title)
            } else {
                tr!("This browser does not keep anything, as in a private window. Export a file instead.")
                    .to_owned()
            };
            self.notice(notice);
            self.recall_kept();
        });
    }

    /// Forgets groups that are kept.
    pub fn forget_groups(self, name: String) {
        if self.state.recluster.against.get_untracked().as_ref() == Some(&name) {
            self.write.recluster.against.set(None);
        }
        spawn_local(async move {
            kept::remove(&name).await;
            self.notice(tr!("They are no longer kept.").to_owned());
            self.recall_kept();
        });
    }

    /// Shows groups that are kept.
    pub fn show_kept(self, name: &str) {
        let kept = self.state.recluster.kept.get_untracked();
        if let Some(found) = kept.iter().find(|kept| kept.name == name) {
            self.open_groups(Arc::clone(&found.regrouping));
        }
    }

    /// Offers the groups that are shown as a file.
    pub fn export_groups(self) {
        let (Some(current), Some(release)) = (
            self.state.recluster.current.get_untracked(),
            self.state.recluster.release.get_untracked(),
        ) else {
            return;
        };
        let source = Source::new(&release, browser::today(), browser::address());
        let name = format!("kleio-groups-{}.json", current.release);
        browser::download(&name, "application/json", &file::export(&current, source));
    }

    /// Shows the groups of the file chosen in `input`, or says why not.
    pub fn import_groups(self, input: HtmlInputElement) {
        spawn_local(async move {
            let Some(release) = self.state.recluster.release.get_untracked() else {
                return;
            };
            let read = match browser::chosen(&input, LONGEST_FILE).await {
                Some(text) => file::read(&text, &release),
                None => Err(FileError::Long),
            };
            match read {
                Ok(regrouping) => {
                    self.notice(tr!("“{name}” is shown.", name = &regrouping.title));
                    self.open_groups(Arc::new(regrouping));
                }
                Err(error) => self.notice(error.to_string()),
            }
        });
    }

    /// Puts a link to the groups that are shown on the clipboard.
    pub fn copy_groups_link(self) {
        let possible = self.own_link().is_some_and(|own| !own.edited);
        spawn_local(async move {
            let notice = if !possible {
                tr!("Groups changed by hand do not fit into a link. Export a file instead.")
            } else if browser::copy(&browser::address()).await {
                tr!("The link is on the clipboard. It gives the same groups on any machine.")
            } else {
                tr!(
                    "The browser does not let this page use the clipboard. The page's address is the link."
                )
            };
            self.notice(notice.to_owned());
        });
    }

    fn open_groups(self, regrouping: Arc<Regrouping>) {
        self.cancel_work();
        self.write
            .recluster
            .draft
            .set(Some(regrouping.recipe.clone()));
        self.write.recluster.suggested.set(None);
        spawn_local(async move {
            if self.show_answer(regrouping, None).await {
                self.write_address(true);
            }
        });
    }

    /// Reads what this browser keeps of the release.
    pub(super) fn recall_kept(self) {
        let Some(release) = self.state.recluster.release.get_untracked() else {
            return;
        };
        let prefix = self.prefix();
        spawn_local(async move {
            let found = kept::all(&prefix).await.unwrap_or_default();
            let mut parts = browser::Parts::begin();
            let mut kept = Vec::new();
            for (name, text) in found {
                // What an older version wrote and this one cannot read is left where it is.
                if let Ok(regrouping) = file::read(&text, &release) {
                    let regrouping = Arc::new(regrouping);
                    kept.push(Kept { name, regrouping });
                }
                parts.rest().await;
            }
            let kept = Arc::new(kept);
            let same = self.state.recluster.release.get_untracked();
            if same.is_some_and(|now| now.release().id() == release.release().id()) {
                self.write.recluster.kept.set(kept);
            }
        });
    }

    fn prefix(self) -> String {
        let release = self.state.recluster.release.get_untracked();
        release.map_or_else(String::new, |release| {
            format!("{}/", release.release().id())
        })
    }

    pub(super) fn notice(self, sentence: String) {
        self.write.announcement.set(sentence.clone());
        self.write.recluster.notice.set(Some(sentence));
    }
}
