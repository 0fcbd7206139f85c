//! Progress on the terminal: one bar a stage, with counts and time left.

use std::io::{self, Write};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Draws the bars of a run. Where standard error is no terminal, a line a stage takes their place.
#[derive(Debug, Clone)]
pub struct Progress {
    bars: MultiProgress,
    silent: bool,
}

impl Progress {
    /// Bars on standard error.
    #[must_use]
    pub fn shown() -> Self {
        Self {
            bars: MultiProgress::new(),
            silent: false,
        }
    }

    /// Nothing at all.
    #[must_use]
    pub fn hidden() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self { bars, silent: true }
    }

    /// A bar of `total` steps; clones of it may be stepped from many threads.
    #[must_use]
    pub fn stage(&self, name: &'static str, unit: &'static str, total: u64) -> ProgressBar {
        if self.bars.is_hidden() {
            self.say(&format!("{name:>12} {total} {unit}"));
        }
        let bar = self.bars.add(ProgressBar::new(total));
        bar.set_style(style(&format!(
            "{{prefix:>12}} {{bar:30}} {{human_pos}} of {{human_len}} {unit}, {{elapsed}} so far, {{eta}} left {{msg}}"
        )));
        bar.set_prefix(name);
        bar
    }

    /// A bar for work whose end is known in bytes only.
    #[must_use]
    pub fn bytes(&self, name: &'static str, total: u64) -> ProgressBar {
        let bar = self.bars.add(ProgressBar::new(total));
        bar.set_style(style(
            "{prefix:>12} {bar:30} {bytes} of {total_bytes}, {elapsed} so far, {eta} left {msg}",
        ));
        bar.set_prefix(name);
        bar
    }

    /// A line above the bars.
    pub fn say(&self, line: &str) {
        if self.silent {
            return;
        }
        // A terminal that has gone away is no reason to stop the run.
        let _ = if self.bars.is_hidden() {
            writeln!(io::stderr(), "{line}")
        } else {
            self.bars.println(line)
        };
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
