//! Undo and redo, links, and files that the reader takes away.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::export::picture::MapPicture;
use crate::derive::export::{Chart, Source, csv, json, legend};
use crate::derive::link;
use crate::derive::palette::Palette;
use crate::state::share::PictureFormat;
use crate::tr;

/// Pixels of a PNG to a unit of the picture: sharp on screens and slides.
const PNG_SCALE: f64 = 2.0;

/// A picture that can be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// The map as it is on the screen.
    Map,
    /// The bars of a facet.
    Facet(String),
    /// The weekly series.
    Weeks,
}

impl Actions {
    /// Finds the place in the history, and says what of the link cannot be read.
    pub(super) fn start_sharing(self) {
        let now = browser::step();
        self.write
            .share
            .steps
            .update(|steps| *steps = steps.gone_to(now));
        self.write
            .share
            .notices
            .set(link::problems(&browser::query()));
    }

    /// Goes back to the view before.
    pub fn undo(self) {
        if self.state.share.steps.get_untracked().can_undo() {
            browser::go(-1);
        }
    }

    /// Goes to the view that was gone back from.
    pub fn redo(self) {
        if self.state.share.steps.get_untracked().can_redo() {
            browser::go(1);
        }
    }

    /// Tells the reader something that stays until it is dismissed.
    pub(super) fn notify(self, sentence: String) {
        self.write
            .share
            .notices
            .update(|notices| notices.push(sentence));
    }

    /// Takes all notices away.
    pub fn dismiss_notices(self) {
        self.write.share.notices.set(Vec::new());
    }

    /// Puts the address of the view on the clipboard.
    pub fn copy_link(self) {
        spawn_local(async move {
            if browser::copy(&browser::address()).await {
                self.write
                    .announcement
                    .set(tr!("The link is on the clipboard.").to_owned());
            } else {
                self.notify(
                    tr!("The browser does not let this page use the clipboard. Copy the link from the address bar.")
                        .to_owned(),
                );
            }
        });
    }

    /// Prints the page, or saves it as PDF, as the reader chooses there.
    pub fn print(self) {
        self.say_where_from();
        // The browser's dialogue holds the page, so what is said must stand there before.
        browser::on_next_frame(browser::print);
    }

    /// Writes where the view is from below the panel, for paper.
    pub(super) fn say_where_from(self) {
        if let Some((_, source)) = self.source() {
            self.write.share.printed.set(source.lines().join("\n"));
        }
    }

    /// Saves `clusters` with every number as comma-separated values.
    pub fn save_csv(self, clusters: &[usize]) {
        let Some((atlas, source)) = self.source() else {
            return;
        };
        let table = csv::clusters(&atlas, clusters, &source);
        browser::download(&source.file_name("clusters", "csv"), "text/csv", &table);
        self.saved();
    }

    /// Saves `clusters` as JSON.
    pub fn save_json(self, clusters: &[usize]) {
        let Some((atlas, source)) = self.source() else {
            return;
        };
        match json::clusters(&atlas, clusters, &source) {
            Ok(text) => {
                browser::download(
                    &source.file_name("clusters", "json"),
                    "application/json",
                    &text,
                );
                self.saved();
            }
            Err(error) => self.notify(tr!(
                "The clusters could not be written: {error}.",
                error = error.to_string()
            )),
        }
    }

    /// Saves a picture of what is selected, or of all conversations.
    pub fn save_picture(self, of: &Picture, format: PictureFormat) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let selected = self.state.selected.get_untracked();
        let subject = selected.map_or(Subject::Overall, Subject::Cluster);
        match of {
            Picture::Map => self.want_map(format),
            Picture::Facet(name) => {
                self.save_chart(&atlas, &Chart::Facet(subject, name.clone()), format);
            }
            Picture::Weeks => self.save_chart(&atlas, &Chart::Weeks(subject), format),
        }
    }

    /// Saves the picture of `chart`, which is of `atlas`.
    pub fn save_chart(self, atlas: &Atlas, chart: &Chart, format: PictureFormat) {
        let source = source_of(atlas);
        match chart.svg(atlas, &source) {
            Some(svg) => self.save_svg(&source, &chart.file_name(atlas), svg, format),
            None => self.want_map(format),
        }
    }

    /// Saves the numbers behind `chart`, which is of `atlas`.
    pub fn save_numbers(self, atlas: &Atlas, chart: &Chart) {
        let source = source_of(atlas);
        let table = chart.csv(atlas, &source);
        let name = source.file_name(&chart.file_name(atlas), "csv");
        browser::download(&name, "text/csv", &table);
        self.saved();
    }

    /// What is on the screen, only the map knows: it calls [`Self::save_map`].
    fn want_map(self, format: PictureFormat) {
        self.write
            .share
            .map_wanted
            .update(|wanted| *wanted = (wanted.0 + 1, format));
    }

    /// Saves the map's picture of itself, with what its colours mean.
    pub fn save_map(self, mut map: MapPicture, format: PictureFormat) {
        let Some((atlas, source)) = self.source() else {
            return;
        };
        let palette = Palette::of(self.state.shade.get_untracked());
        if let Some(overlay) = self.state.overlay.get_untracked() {
            legend::add(&mut map, &atlas, &overlay, palette);
        }
        self.save_svg(&source, "map", map.svg(palette, &source), format);
    }

    fn save_svg(self, source: &Source, what: &str, svg: String, format: PictureFormat) {
        if format == PictureFormat::Svg {
            browser::download(&source.file_name(what, "svg"), "image/svg+xml", &svg);
            self.saved();
            return;
        }
        let name = source.file_name(what, "png");
        spawn_local(async move {
            if browser::download_png(&name, &svg, PNG_SCALE).await {
                self.saved();
            } else {
                self.notify(
                    tr!("This browser could not turn the picture into pixels. Save it as SVG instead.")
                        .to_owned(),
                );
            }
        });
    }

    fn saved(self) {
        self.write
            .announcement
            .set(tr!("The file was given to the browser to save.").to_owned());
    }

    fn source(self) -> Option<(Arc<Atlas>, Source)> {
        let atlas = self.state.atlas_now()?;
        let source = source_of(&atlas);
        Some((atlas, source))
    }
}

fn source_of(atlas: &Atlas) -> Source {
    Source::new(atlas, browser::today(), browser::address())
}
