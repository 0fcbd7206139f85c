//! The weights of the concern model and their file format.
//!
//! Invariant: reading a file never panics and never trusts it; a file of the wrong kind, version,
//! length or with values that are no numbers is refused whole.

use thiserror::Error;

use super::concepts::Concept;
use super::features::{self, BITS, BUCKETS, Feature};
use super::network::{Network, WORDS};

const MAGIC: &[u8; 8] = b"KLEIOCON";
const VERSION: u8 = 2;

/// A linear model over hashed features, 8 bits a weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LexicalHead {
    pub(super) bias: f32,
    /// What a weight of 1 stands for.
    pub(super) scale: f32,
    /// One for each bucket.
    pub(super) weights: Vec<i8>,
}

impl LexicalHead {
    /// Rounds `weights`, one for each bucket, to 8 bits.
    pub(super) fn quantise(weights: &[f32], bias: f32) -> Self {
        let largest = weights.iter().fold(0.0_f32, |m, w| m.max(w.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        Self {
            bias,
            scale,
            weights: weights.iter().map(|w| (w / scale).round() as i8).collect(),
        }
    }

    /// Log-odds of a text with these distinct features.
    pub(super) fn logit(&self, features: &[Feature]) -> f32 {
        if features.is_empty() {
            return self.bias;
        }
        let sum: i32 = features
            .iter()
            .map(|&f| i32::from(self.weights[features::bucket(f)]) * features::value(f))
            .sum();
        sum as f32 * self.scale / features::length(features) + self.bias
    }
}

/// Log-odds from which each level begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thresholds {
    /// Of being unsafe, for levels 2, 3 and 4.
    pub(super) any: [f32; 3],
    /// Of being severe: one level more, from level 3.
    pub(super) severe: f32,
}

/// A network and where the levels of its scores begin.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scorer {
    pub(super) network: Network,
    pub(super) thresholds: Thresholds,
}

/// Everything in a model file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// Unsafe at all, by words.
    pub(super) any: LexicalHead,
    /// Severe, by words: weapons, violence, crimes, abuse of children, malware, self-harm.
    pub(super) severe: LexicalHead,
    /// Weighs lexical scores and concepts.
    pub(super) words: Scorer,
    /// The same with a sentence vector, where the model was trained with one.
    pub(super) vector: Option<Scorer>,
}

/// Why a model file was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum ConcernError {
    /// It does not begin as concern models do.
    #[error(
        "This is not a concern model: it does not begin with KLEIOCON. Give a file written by `kleio train concern`."
    )]
    Magic,
    /// It was written by another version of Kleio.
    #[error(
        "This concern model has format {format}, features {features} of 2^{bits} buckets and {concepts} concepts, this program reads format {VERSION}, features {} of 2^{BITS} and {} concepts. Train it again with `kleio train concern`.",
        features::VERSION,
        Concept::ALL.len()
    )]
    Version {
        /// Version of the file's layout.
        format: u8,
        /// Version of its features.
        features: u8,
        /// Logarithm of its number of buckets.
        bits: u8,
        /// Number of its concepts.
        concepts: u8,
    },
    /// It is cut short or has more than it should.
    #[error(
        "This concern model has {found} bytes and should have {expected}. Copy or train it again."
    )]
    Length {
        /// Bytes in the file.
        found: usize,
        /// Bytes that its head announces.
        expected: usize,
    },
    /// One of its values is not a finite number, or its thresholds do not rise.
    #[error(
        "This concern model holds values that make no sense. Train it again with `kleio train concern`."
    )]
    Values,
    /// A list of terms in the program is broken.
    #[error(
        "The list of terms of {language} in this program is wrong in line {line}: {reason}. Please report it."
    )]
    Terms {
        /// The language's English name.
        language: &'static str,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl Thresholds {
    fn write(self, out: &mut Vec<u8>) {
        self.any
            .iter()
            .chain([&self.severe])
            .for_each(|v| out.extend(v.to_le_bytes()));
    }
}

impl Scorer {
    fn write(&self, out: &mut Vec<u8>) {
        self.network
            .values()
            .for_each(|v| out.extend(v.to_le_bytes()));
        self.thresholds.write(out);
    }

    fn is_sensible(&self) -> bool {
        let Thresholds { any, severe } = self.thresholds;
        let mut all = self.network.values().chain(&any).chain([&severe]);
        all.all(|v| v.is_finite()) && any.is_sorted()
    }
}

/// Bytes before the floats: magic, format, features, bits, concepts, dimensions of the vector.
const HEAD: usize = MAGIC.len() + 6;

impl Weights {
    /// The file: magic, format, features, bits, concepts, dimensions of the vector or 0 (u16), then
    /// little-endian floats, then the two tables of 8-bit weights.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend([
            VERSION,
            features::VERSION,
            BITS as u8,
            Concept::ALL.len() as u8,
        ]);
        out.extend((self.dims() as u16).to_le_bytes());
        for head in [&self.any, &self.severe] {
            out.extend(head.bias.to_le_bytes());
            out.extend(head.scale.to_le_bytes());
        }
        self.words.write(&mut out);
        self.vector.iter().for_each(|scorer| scorer.write(&mut out));
        for head in [&self.any, &self.severe] {
            out.extend(head.weights.iter().map(|&w| w as u8));
        }
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes.
    ///
    /// # Errors
    /// When it is anything else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ConcernError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ConcernError::Magic)?;
        let [format, features, bits, concepts, low, high, rest @ ..] = rest else {
            return Err(ConcernError::Length {
                found: bytes.len(),
                expected: HEAD,
            });
        };
        let expected = (
            VERSION,
            features::VERSION,
            BITS as u8,
            Concept::ALL.len() as u8,
        );
        if (*format, *features, *bits, *concepts) != expected {
            return Err(ConcernError::Version {
                format: *format,
                features: *features,
                bits: *bits,
                concepts: *concepts,
            });
        }
        let dims = usize::from(u16::from_le_bytes([*low, *high]));
        let scorer = |inputs| Network::len(inputs) + 4;
        let vector = if dims > 0 { scorer(WORDS + dims) } else { 0 };
        let floats = 4 + scorer(WORDS) + vector;
        let expected = HEAD + 4 * floats + 2 * BUCKETS;
        if bytes.len() != expected {
            return Err(ConcernError::Length {
                found: bytes.len(),
                expected,
            });
        }
        let (numbers, tables) = rest.split_at(4 * floats);
        let mut numbers = Numbers(numbers);
        let (any, severe) = tables.split_at(BUCKETS);
        let mut lexical = |table: &[u8]| LexicalHead {
            bias: numbers.next(),
            scale: numbers.next(),
            weights: table.iter().map(|&b| b as i8).collect(),
        };
        let (any, severe) = (lexical(any), lexical(severe));
        let weights = Self {
            any,
            severe,
            words: numbers.scorer(WORDS),
            vector: (dims > 0).then(|| numbers.scorer(WORDS + dims)),
        };
        if weights.is_sensible() {
            Ok(weights)
        } else {
            Err(ConcernError::Values)
        }
    }

    /// Length of the vectors that it was trained with, or 0.
    pub(super) fn dims(&self) -> usize {
        self.vector
            .as_ref()
            .map_or(0, |scorer| scorer.network.inputs() - WORDS)
    }

    fn is_sensible(&self) -> bool {
        let lexical = |h: &LexicalHead| h.bias.is_finite() && h.scale.is_finite();
        lexical(&self.any)
            && lexical(&self.severe)
            && self.words.is_sensible()
            && self.vector.as_ref().is_none_or(Scorer::is_sensible)
    }
}

/// Little-endian floats, one after another; zero past the end (the length is checked before).
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self) -> f32 {
        match self.0.split_first_chunk::<4>() {
            Some((number, rest)) => {
                self.0 = rest;
                f32::from_le_bytes(*number)
            }
            None => 0.0,
        }
    }

    fn scorer(&mut self, inputs: usize) -> Scorer {
        Scorer {
            network: Network::of(inputs, || self.next()),
            thresholds: Thresholds {
                any: [self.next(), self.next(), self.next()],
                severe: self.next(),
            },
        }
    }
}
