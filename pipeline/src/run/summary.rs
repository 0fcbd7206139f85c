//! What a run says at its end.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Screened;
use super::barriers::Barriers;
use super::model_report::ModelReport;
use crate::config::Config;
use crate::facets::Facets;
use crate::protect::ScreenedOut;
use crate::read::Corpus;
use crate::vault::{Vault, VaultError};

/// The last run's summary in the vault.
pub const SUMMARY_FILE: &str = "summary.txt";

/// What is remembered of the reading once the conversations are gone.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    files: usize,
    rejected: u64,
    population: u64,
    beside: Vec<String>,
    problems: Vec<String>,
    incomplete: Vec<String>,
}

impl Reading {
    /// Everything of the corpus that the summary needs.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let tallies = [
            (corpus.rejected.total(), corpus.rejected.to_string()),
            (corpus.warnings.total(), corpus.warnings.to_string()),
        ];
        let mut problems: Vec<String> = tallies
            .iter()
            .filter(|(total, _)| *total > 0)
            .flat_map(|(_, text)| text.lines().map(str::to_owned))
            .collect();
        if corpus.passed_over > 0 {
            problems.push(format!(
                "left out {} that were purged from this vault",
                corpus.passed_over
            ));
        }
        problems.extend(
            corpus
                .empty_files
                .iter()
                .map(|file| format!("{file} is empty")),
        );
        Self {
            files: corpus.files,
            rejected: corpus.rejected.total(),
            population: corpus.population,
            beside: corpus.beside.in_words(),
            problems,
            incomplete: corpus.incomplete.iter().map(ToString::to_string).collect(),
        }
    }

    /// What was wrong with the input, a sentence each.
    pub(super) fn problems(&self) -> impl Iterator<Item = &str> {
        self.problems
            .iter()
            .chain(&self.incomplete)
            .map(String::as_str)
    }
}

/// The outcome of a run, printed for the person who started it (secure zone: exact numbers).
#[derive(Debug, Clone)]
pub struct Summary {
    reading: Reading,
    narrowed: Option<ScreenedOut>,
    models: Option<ModelReport>,
    left_out: Vec<String>,
    barriers: Option<Barriers>,
    conversations: usize,
    accounts: Option<usize>,
    unassigned: usize,
    suppressed: usize,
    clusters: Vec<usize>,
    withheld: Vec<u64>,
    reasons: Vec<(String, u64)>,
    embedder: String,
    config: Config,
    out: PathBuf,
}

impl Summary {
    pub(super) fn new(
        reading: Reading,
        out: &Path,
        facets: &Facets,
        accounts: &[u32],
        screened: &Screened,
        config: &Config,
        embedder: &str,
    ) -> Self {
        let outline = &screened.outline;
        let outside = outline.labels.iter().filter(|l| l.is_none()).count();
        let unassigned = outline.unassigned.len();
        let distinct = accounts.iter().max().map_or(0, |&last| last as usize + 1);
        Self {
            reading,
            narrowed: None,
            models: None,
            left_out: Vec::new(),
            barriers: None,
            conversations: facets.ids.len(),
            accounts: facets.accounts_known.then_some(distinct),
            unassigned,
            suppressed: outside.saturating_sub(unassigned),
            clusters: screened.outline.levels.iter().map(Vec::len).collect(),
            withheld: screened.withheld.clone(),
            reasons: screened.reasons.clone(),
            embedder: embedder.to_owned(),
            config: config.clone(),
            out: out.to_owned(),
        }
    }

    /// With what the screener took out.
    pub(super) fn narrowed(self, narrowed: Option<ScreenedOut>) -> Self {
        Self { narrowed, ..self }
    }

    /// With what became of the models' answers.
    pub(super) fn with_models(self, models: Option<ModelReport>) -> Self {
        Self { models, ..self }
    }

    /// With the facets that had to be left out whole.
    pub(super) fn with_left_out(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    /// With what each layer of the gate stopped.
    pub(super) fn with_barriers(self, barriers: Barriers) -> Self {
        Self {
            barriers: Some(barriers),
            ..self
        }
    }

    /// Keeps it in the vault as [`SUMMARY_FILE`]: its numbers are exact, so it stays there.
    pub(super) fn keep(&self, vault: &Vault) -> Result<(), VaultError> {
        vault.write_file(SUMMARY_FILE, self.to_string().trim_start().as_bytes())
    }

    /// Whether every input could be read to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.reading.incomplete.is_empty()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = match &self.narrowed {
            Some(out) => (out.kept + out.dropped.conversations) as usize,
            None => self.conversations,
        };
        write!(f, "\nRead {read} conversations")?;
        if self.narrowed.is_some() {
            write!(f, ", of which the screener kept {}", self.conversations)?;
        }
        match self.accounts {
            Some(accounts) => write!(f, " by {accounts} accounts")?,
            None => write!(f, " (no accounts named: each counts as its own account)")?,
        }
        let files = self.reading.files;
        writeln!(
            f,
            " from {files} {}; rejected {}.",
            plural(files, "file"),
            self.reading.rejected
        )?;
        if self.reading.population > read as u64 {
            writeln!(
                f,
                "The {read} are a sample of the {} that could be read.",
                self.reading.population
            )?;
        }
        if !self.reading.beside.is_empty() {
            writeln!(
                f,
                "Beside text by two people: {}.",
                self.reading.beside.join(", ")
            )?;
        }
        for problem in &self.reading.problems {
            writeln!(f, "  {problem}")?;
        }
        writeln!(
            f,
            "Vectors: {}. Profile: {}.",
            self.embedder,
            self.config.policy.profile.name()
        )?;
        if let Some(models) = &self.models {
            write!(f, "{models}")?;
        }
        for (level, clusters) in self.clusters.iter().enumerate().rev() {
            let withheld = self.withheld.get(level).copied().unwrap_or(0);
            writeln!(
                f,
                "  level {level}: {clusters} {}, {withheld} withheld",
                plural(*clusters, "cluster")
            )?;
        }
        for (reason, count) in &self.reasons {
            writeln!(f, "  withheld {count}: {reason}")?;
        }
        let share = |count: usize| 100.0 * count as f64 / self.conversations.max(1) as f64;
        writeln!(
            f,
            "Unassigned: {} conversations ({:.1} %) are far from every cluster{}.",
            self.unassigned,
            share(self.unassigned),
            match &self.models {
                Some(models) if models.without_vector > 0 => ", or have no vector",
                _ => "",
            }
        )?;
        writeln!(
            f,
            "Suppressed mass: {} conversations ({:.1} %) are in clusters that are withheld.",
            self.suppressed,
            share(self.suppressed)
        )?;
        if let Some(barriers) = &self.barriers {
            write!(f, "{barriers}")?;
        }
        if !self.left_out.is_empty() {
            writeln!(
                f,
                "Left out whole, because some number could not be hidden well enough: {}. More conversations, \
                 or fewer values, would let them in.",
                self.left_out.join(", ")
            )?;
        }
        let release = self.out.join("release");
        writeln!(
            f,
            "The release is in {}. The vault stays here: {}.",
            release.display(),
            self.out.join("vault").display()
        )?;
        writeln!(
            f,
            "Look at it: kleio-server --release {}",
            release.display()
        )?;
        for problem in &self.reading.incomplete {
            writeln!(f, "Incomplete: {problem}")?;
        }
        Ok(())
    }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}
