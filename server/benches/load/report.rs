//! What was measured, put together and printed.

use std::time::Duration;

use crate::asker::Measured;

/// How much memory may grow and still be called flat: this share, or this many MiB.
const FLAT: (f64, f64) = (0.05, 4.0);

/// A whole run.
#[derive(Debug)]
pub(crate) struct Report {
    times: Vec<u32>,
    wrong: u64,
    bytes: u64,
    seconds: f64,
    /// Resident memory of every second, MiB.
    memory: Vec<f64>,
}

impl Report {
    pub(crate) fn new(memory: Vec<f64>) -> Self {
        Self {
            times: Vec::new(),
            wrong: 0,
            bytes: 0,
            seconds: 0.0,
            memory,
        }
    }

    pub(crate) fn add(&mut self, measured: &Measured) {
        self.times.extend_from_slice(&measured.times);
        self.wrong += measured.wrong;
        self.bytes += measured.bytes;
    }

    pub(crate) fn took(&mut self, time: Duration) {
        self.seconds = time.as_secs_f64();
        self.times.sort_unstable();
    }

    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }

    /// The time that this share of the answers keeps, milliseconds.
    fn quantile(&self, share: f64) -> f64 {
        let place = (self.times.len() as f64 * share) as usize;
        let place = place.min(self.times.len().saturating_sub(1));
        self.times
            .get(place)
            .map_or(0.0, |&time| f64::from(time) / 1000.0)
    }

    /// Memory in the mean of the second tenth of the run, and of the last.
    fn memory(&self) -> (f64, f64) {
        let tenth = (self.memory.len() / 10).max(1);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        let early = &self.memory[tenth.min(self.memory.len() - 1)..];
        let early = &early[..tenth.min(early.len())];
        (mean(early), mean(&self.memory[self.memory.len() - tenth..]))
    }

    pub(crate) fn keeps_target(&self) -> bool {
        let (early, late) = self.memory();
        let flat = late - early <= (early * FLAT.0).max(FLAT.1);
        self.rate() >= 10_000.0 && self.quantile(0.99) < 25.0 && self.wrong == 0 && flat
    }

    pub(crate) fn print(&self, name: &str) {
        let (early, late) = self.memory();
        println!("{name}:");
        println!("  {:.0} requests/s over {:.0} s", self.rate(), self.seconds);
        println!(
            "  {} answers, {} of them wrong",
            self.times.len(),
            self.wrong
        );
        println!(
            "  {:.0} MB/s of bodies",
            self.bytes as f64 / 1e6 / self.seconds
        );
        println!(
            "  p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, longest {:.0} ms",
            self.quantile(0.5),
            self.quantile(0.9),
            self.quantile(0.99),
            self.quantile(1.0)
        );
        println!("  resident memory {early:.1} MiB early, {late:.1} MiB late");
    }
}
