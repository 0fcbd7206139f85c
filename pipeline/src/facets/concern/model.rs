//! The weights of the concern model and their file format.
//!
//! Invariant: reading a file never panics and never trusts it; a file of the wrong kind, version,
//! length or with values that are no numbers is refused whole.

use thiserror::Error;

use super::features::{self, BITS, BUCKETS, Feature};

const MAGIC: &[u8; 8] = b"KLEIOCON";
const VERSION: u8 = 1;

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

/// A linear model over a sentence vector and the lexical log-odds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VectorHead {
    pub(super) bias: f32,
    /// Weight of the lexical log-odds.
    pub(super) lexical: f32,
    /// One for each dimension of the vector.
    pub(super) weights: Vec<f32>,
}

impl VectorHead {
    /// Lexical log-odds as a vector head counts them: words can speak against a text, but not for
    /// it, as those of a language without unsafe examples look harmless whatever they say.
    pub(super) const fn evidence(lexical: f32) -> f32 {
        lexical.max(-1.5)
    }

    /// Log-odds from a vector as long as `weights` and the lexical log-odds.
    pub(super) fn logit(&self, vector: &[f32], lexical: f32) -> f32 {
        let dot: f32 = self.weights.iter().zip(vector).map(|(w, v)| w * v).sum();
        dot + self.lexical * Self::evidence(lexical) + self.bias
    }
}

/// Log-odds from which each level begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thresholds {
    /// Of being unsafe, for levels 2, 3 and 4.
    pub(super) any: [f32; 3],
    /// Of being severe, for level 5 (with level 4 or 3 reached).
    pub(super) severe: f32,
}

/// Everything in a model file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// Unsafe at all.
    pub(super) any: LexicalHead,
    /// Weapons, violence, crimes, abuse of children, malware.
    pub(super) severe: LexicalHead,
    pub(super) thresholds: Thresholds,
    /// The same two with a sentence vector, where the model was trained with one.
    pub(super) vector: Option<VectorWeights>,
}

/// The part of a model that uses a sentence vector.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VectorWeights {
    pub(super) any: VectorHead,
    pub(super) severe: VectorHead,
    pub(super) thresholds: Thresholds,
}

/// Why a model file was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ConcernError {
    /// It does not begin as concern models do.
    #[error(
        "This is not a concern model: it does not begin with KLEIOCON. Give a file written by `kleio train concern`."
    )]
    Magic,
    /// It was written by another version of Kleio.
    #[error(
        "This concern model has format {format} and features {features} of 2^{bits} buckets, this program reads format {VERSION} and features {} of 2^{BITS}. Train it again with `kleio train concern`.",
        features::VERSION
    )]
    Version {
        /// Version of the file's layout.
        format: u8,
        /// Version of its features.
        features: u8,
        /// Logarithm of its number of buckets.
        bits: u8,
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
}

impl Thresholds {
    fn write(self, out: &mut Vec<u8>) {
        self.any
            .iter()
            .chain([&self.severe])
            .for_each(|v| out.extend(v.to_le_bytes()));
    }
}

impl Weights {
    /// The file: magic, format, features, bits, 1 if vectors (else 0), dimensions (u16), then
    /// little-endian floats, then the two tables of 8-bit weights.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let dims = self.vector.as_ref().map_or(0, |v| v.any.weights.len());
        let mut out = MAGIC.to_vec();
        out.extend([VERSION, features::VERSION, BITS as u8]);
        out.extend((dims as u16).to_le_bytes());
        for head in [&self.any, &self.severe] {
            out.extend(head.bias.to_le_bytes());
            out.extend(head.scale.to_le_bytes());
        }
        self.thresholds.write(&mut out);
        if let Some(vector) = &self.vector {
            for head in [&vector.any, &vector.severe] {
                out.extend(head.bias.to_le_bytes());
                out.extend(head.lexical.to_le_bytes());
                head.weights
                    .iter()
                    .for_each(|w| out.extend(w.to_le_bytes()));
            }
            vector.thresholds.write(&mut out);
        }
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
        let [format, features, bits, low, high, rest @ ..] = rest else {
            return Err(ConcernError::Length {
                found: bytes.len(),
                expected: MAGIC.len() + 5,
            });
        };
        if (*format, *features, u32::from(*bits)) != (VERSION, features::VERSION, BITS) {
            return Err(ConcernError::Version {
                format: *format,
                features: *features,
                bits: *bits,
            });
        }
        let dims = usize::from(u16::from_le_bytes([*low, *high]));
        let floats = 8 + if dims > 0 { 2 * (2 + dims) + 4 } else { 0 };
        let expected = MAGIC.len() + 5 + 4 * floats + 2 * BUCKETS;
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
        let thresholds = numbers.thresholds();
        let vector = (dims > 0).then(|| VectorWeights {
            any: numbers.head(dims),
            severe: numbers.head(dims),
            thresholds: numbers.thresholds(),
        });
        let weights = Self {
            any,
            severe,
            thresholds,
            vector,
        };
        if weights.is_sensible() {
            Ok(weights)
        } else {
            Err(ConcernError::Values)
        }
    }

    fn is_sensible(&self) -> bool {
        let rising = |t: &Thresholds| {
            t.severe.is_finite() && t.any.iter().all(|v| v.is_finite()) && t.any.is_sorted()
        };
        let lexical = |h: &LexicalHead| h.bias.is_finite() && h.scale.is_finite();
        let head = |h: &VectorHead| {
            h.bias.is_finite() && h.lexical.is_finite() && h.weights.iter().all(|w| w.is_finite())
        };
        lexical(&self.any)
            && lexical(&self.severe)
            && rising(&self.thresholds)
            && self
                .vector
                .as_ref()
                .is_none_or(|v| head(&v.any) && head(&v.severe) && rising(&v.thresholds))
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

    fn thresholds(&mut self) -> Thresholds {
        Thresholds {
            any: [self.next(), self.next(), self.next()],
            severe: self.next(),
        }
    }

    fn head(&mut self, dims: usize) -> VectorHead {
        VectorHead {
            bias: self.next(),
            lexical: self.next(),
            weights: (0..dims).map(|_| self.next()).collect(),
        }
    }
}
