//! Facets as the columns that are measured and released.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kleio_shared::facet::ValueKind;

use super::Facets;
use super::answers::Answers;
use super::declared::{CONCERN, FacetSpec, LANGUAGE, TASK, TURNS, shipped};
use super::language::Language;
use super::measures::Measure;
use super::request::SpeechAct;
use crate::config::Config;
use crate::measure::Column;

/// Names of the facets that `config` lets be released, in the order of display. Open text is not
/// among them, but for the task: the speech act stands for it.
pub(super) fn shown(config: &Config) -> Vec<String> {
    config
        .facets
        .iter()
        .filter(|spec| !spec.is_text() || spec.name == TASK)
        .map(|spec| spec.name.clone())
        .collect()
}

impl Facets {
    /// The facets as columns for measuring, in the order of display; languages by falling frequency,
    /// other values in their own order. Fields of the input that no facet names stand last.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let answered = |name: &str| self.answers.iter().find(|answers| answers.name == name);
        let named = self.shown.iter().filter_map(|name| match name.as_str() {
            LANGUAGE => Some(self.language_column()),
            TASK => Some(self.task_column()),
            TURNS => Some(self.turns_column()),
            CONCERN => Some(self.concern_column()),
            name => answered(name).map(Answers::column),
        });
        let unnamed = self
            .answers
            .iter()
            .filter(|answers| !self.shown.contains(&answers.name))
            .map(Answers::column);
        named.chain(unnamed).collect()
    }

    fn language_column(&self) -> Column {
        let mut frequency: BTreeMap<Language, usize> = BTreeMap::new();
        for &language in &self.languages {
            *frequency.entry(language).or_default() += 1;
        }
        let mut languages: Vec<Language> = frequency.keys().copied().collect();
        languages.sort_by_key(|language| (Reverse(frequency[language]), *language));
        let places: BTreeMap<Language, u32> = languages.iter().copied().zip(0..).collect();
        column(
            LANGUAGE,
            ValueKind::Language,
            languages
                .iter()
                .map(|language| language.name().to_owned())
                .collect(),
            self.languages
                .iter()
                .map(|language| places[language])
                .collect(),
        )
    }

    fn task_column(&self) -> Column {
        column(
            TASK,
            ValueKind::Category,
            SpeechAct::ALL
                .iter()
                .map(|act| act.key().to_owned())
                .collect(),
            self.requests.acts.iter().map(|&act| act as u32).collect(),
        )
    }

    fn turns_column(&self) -> Column {
        let bands = Measure::Turns.bands();
        let band = |&turns: &u32| bands.iter().filter(|&&from| turns >= from).count() as u32;
        column(
            TURNS,
            ValueKind::Bands,
            Measure::Turns.values(bands),
            self.turns.iter().map(band).collect(),
        )
    }

    fn concern_column(&self) -> Column {
        column(
            CONCERN,
            ValueKind::Scale,
            (1..=5).map(|level| level.to_string()).collect(),
            self.concern
                .iter()
                .map(|&level| u32::from(level.clamp(1, 5)) - 1)
                .collect(),
        )
    }
}

/// A shipped facet, with the question it ships with.
fn column(name: &str, kind: ValueKind, values: Vec<String>, cells: Vec<u32>) -> Column {
    let spec: Option<FacetSpec> = shipped().into_iter().find(|spec| spec.name == name);
    Column {
        name: name.to_owned(),
        kind,
        question: spec.and_then(|spec| spec.question),
        values,
        cells,
    }
}
