//! Reads one source to its end, whatever kind of file it is.

use std::io;

use indicatif::ProgressBar;
use rayon::prelude::*;
use sha2::Digest;

use super::{
    FileProblem, FileProblemKind, Unit, ValidReadParams,
    container::Container,
    corpus::{At, Reading},
    discover::Source,
    elements::Elements,
    lines::Lines,
    open::{self, Raw, Unpacked},
    parquet,
    parse::{Fault, Parsed, parse, parse_text},
    pieces::{Batch, Break, End},
    texts::Texts,
};

/// Makes a conversation of a piece.
type Parse = fn(&[u8], &ValidReadParams) -> Result<Parsed, Fault>;

/// How far a source was read, and what went wrong with the whole of it.
struct Outcome {
    unit: Unit,
    read: u64,
    problems: Vec<(u64, FileProblemKind)>,
}

impl Outcome {
    fn of(unit: Unit, read: u64, result: Result<(), FileProblemKind>) -> Self {
        Self {
            unit,
            read,
            problems: result.err().map(|kind| (read, kind)).into_iter().collect(),
        }
    }
}

impl Reading<'_> {
    /// Reads a source. Its raw bytes are hashed to their end, whatever happens.
    pub(super) fn source(&mut self, source: &Source, bar: &ProgressBar) {
        let mut hash = self.hash.clone();
        let outcome = match Raw::open(source, &mut hash, bar) {
            Ok(mut raw) => self.opened(source, &mut raw, bar),
            Err(error) => Outcome::of(Unit::Line, 0, Err(io_problem(&error))),
        };
        // Ends are marked, so that bytes moved from one file to the next are another input.
        hash.update([0]);
        hash.update(&source.stem);
        hash.update([0]);
        self.hash = hash;
        if outcome.read == 0 && outcome.problems.is_empty() {
            self.corpus.empty_files.push(source.name.clone());
        }
        let problems = outcome.problems.into_iter();
        self.corpus
            .incomplete
            .extend(problems.map(|(read, kind)| FileProblem {
                file: source.name.clone(),
                read,
                unit: outcome.unit,
                kind,
            }));
    }

    fn opened(&mut self, source: &Source, raw: &mut Raw<'_>, bar: &ProgressBar) -> Outcome {
        let streamed = self.stream(source, raw);
        if streamed.is_none() {
            raw.silence();
        }
        // What the decoder left unread belongs to the fingerprint.
        let end = io::copy(raw, &mut io::sink());
        let mut outcome = match (streamed, &source.path) {
            (Some(outcome), _) => outcome,
            (None, Some(path)) => {
                let params = self.params;
                let (read, problems) = parquet::read(path, params, bar, &mut |first, results| {
                    for (number, result) in (first..).zip(results) {
                        let at = At {
                            source,
                            unit: Unit::Row,
                            number,
                            line: None,
                        };
                        self.take(at, result);
                    }
                });
                Outcome {
                    unit: Unit::Row,
                    read,
                    problems,
                }
            }
            (None, None) => Outcome::of(Unit::Row, 0, Err(FileProblemKind::NotSeekable)),
        };
        if let (Err(error), true) = (end, outcome.problems.is_empty()) {
            outcome.problems.push((outcome.read, io_problem(&error)));
        }
        outcome
    }

    /// Reads what can be read from its beginning; none where the source is Parquet.
    fn stream(&mut self, source: &Source, raw: &mut Raw<'_>) -> Option<Outcome> {
        let Unpacked {
            bytes,
            head,
            packed,
        } = match open::unpack(raw) {
            Ok(unpacked) => unpacked,
            Err(error) => return Some(Outcome::of(Unit::Line, 0, Err(io_problem(&error)))),
        };
        let limit = self.params.limits().record_bytes.get();
        let (unit, end) = match Container::of(&head, self.params.format()) {
            Container::Lines => {
                let mut lines = Lines::new(bytes, limit);
                while let Some(batch) = lines.next_batch() {
                    self.batch(source, Unit::Line, &batch, parse);
                }
                (Unit::Line, lines.finish())
            }
            Container::Elements => {
                let mut elements = Elements::new(bytes, limit);
                let mut broken = false;
                while let Some(batch) = elements.next_batch() {
                    broken = self.elements(source, &batch, broken);
                }
                (Unit::Record, elements.finish())
            }
            Container::Text => {
                let mut texts = Texts::new(bytes, limit);
                while let Some(batch) = texts.next_batch() {
                    self.batch(source, Unit::Line, &batch, parse_text);
                }
                (Unit::Line, texts.finish())
            }
            Container::Parquet if packed => {
                return Some(Outcome::of(Unit::Row, 0, Err(FileProblemKind::NotSeekable)));
            }
            Container::Parquet => return None,
        };
        let End { pieces, result } = end;
        let result = result.map_err(|end| match end {
            Break::Io(error) => io_problem(&error),
            Break::Unclosed => FileProblemKind::Unclosed,
            Break::Hopeless => FileProblemKind::Hopeless,
        });
        Some(Outcome::of(unit, pieces, result))
    }

    /// Parses in parallel, then takes the results in order.
    fn batch(&mut self, source: &Source, unit: Unit, batch: &Batch, parse: Parse) {
        for (index, result) in self.parsed(batch, parse).into_iter().enumerate() {
            self.take(at(source, unit, batch, index), result);
        }
    }

    /// As [`Self::batch`]; but after a broken element, what is no conversation is most likely a
    /// part of it and is not counted once more. Tells whether the batch ends so.
    fn elements(&mut self, source: &Source, batch: &Batch, mut broken: bool) -> bool {
        for (index, result) in self.parsed(batch, parse).into_iter().enumerate() {
            let part = broken && result.is_err();
            broken = result.is_err() && (broken || batch.piece(index).bytes.is_err());
            if !part {
                self.take(at(source, Unit::Record, batch, index), result);
            }
        }
        broken
    }

    fn parsed(&self, batch: &Batch, parse: Parse) -> Vec<Result<Parsed, Fault>> {
        let params = self.params;
        (0..batch.len())
            .into_par_iter()
            .map(|index| match batch.piece(index).bytes {
                Ok(bytes) => parse(bytes, params),
                Err(reason) => Err(Fault::from(reason)),
            })
            .collect()
    }
}

fn at<'a>(source: &'a Source, unit: Unit, batch: &Batch, index: usize) -> At<'a> {
    let piece = batch.piece(index);
    At {
        source,
        unit,
        number: piece.number,
        line: (unit == Unit::Record).then_some(piece.line),
    }
}

fn io_problem(error: &io::Error) -> FileProblemKind {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        FileProblemKind::Truncated
    } else {
        FileProblemKind::Unreadable(error.to_string())
    }
}
