//! Texts on their way to their vectors: the budget, the pace, the call and its retries, the vault.
//!
//! Invariant: a vector is in the vault before it is used, and each by itself, so that how texts are cut
//! into calls decides nothing about what is paid twice.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Batch, Halt, Line, Reached};
use crate::llm::book::Shared;
use crate::llm::cache::{End, Reply};
use crate::llm::prompt::Key;
use crate::llm::server::Trouble;
use crate::llm::{Failure, LlmError, Tokens, estimate_tokens};

/// Changes when the same text would be sent in another form.
const FORM: &str = "kleio vector 1";

/// A text whose vector is wanted, with the key that it has in the vault.
#[derive(Debug, Clone, Copy)]
pub(in crate::llm) struct Wanted<'a> {
    text: &'a str,
    key: Key,
}

/// Why a call brought no vectors.
enum Why {
    Trouble(Trouble),
    /// Other numbers of them or in them than asked for.
    Shape,
}

impl Why {
    /// Whether another cut of the texts may help: something in one of them, or all together, is what the
    /// server objects to.
    fn is_of_the_texts(&self) -> bool {
        match self {
            Self::Trouble(trouble) => !trouble.passes(),
            Self::Shape => true,
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Trouble(trouble) => trouble.fmt(f),
            Self::Shape => f.write_str(
                "The vectors are of another number or length than asked for, or hold what is no number; check that it is a model of embeddings.",
            ),
        }
    }
}

impl Line {
    /// A text with the key under which its vector is kept.
    pub(in crate::llm) fn wanted<'a>(&self, text: &'a str) -> Wanted<'a> {
        let url = self.target.url.as_ref().map_or("", |url| url.as_str());
        let parts = [
            FORM,
            self.target.provider.name(),
            url,
            self.target.model.as_str(),
            text,
        ];
        Wanted {
            text,
            key: Key::of(parts.map(str::as_bytes)),
        }
    }

    /// The vector of a text from the vault; `dims` is its length, where that is known.
    pub(in crate::llm) fn kept_vector(
        &self,
        shared: &Shared,
        wanted: Wanted<'_>,
        dims: Option<usize>,
    ) -> Result<Option<Vec<f32>>, LlmError> {
        let kept = shared.cache().get(wanted.key)?;
        let vector = kept.and_then(|reply| decode(&reply.text));
        let vector = vector.filter(|vector| dims.is_none_or(|dims| vector.len() == dims));
        if vector.is_some() {
            shared.count(self.stage, |report| report.kept += 1);
        }
        Ok(vector)
    }

    /// Asks for the vectors of texts in one call, and where the server objects to them, in smaller ones
    /// down to single texts. `None` for those that cannot be had, and for all where the batch stops.
    pub(in crate::llm) async fn vectors(
        &self,
        shared: &Shared,
        batch: &Batch,
        wanted: &[Wanted<'_>],
        dims: Option<usize>,
    ) -> Vec<Option<Vec<f32>>> {
        let mut found: Vec<Option<Vec<f32>>> = vec![None; wanted.len()];
        let mut parts = vec![(0, wanted.len())];
        while let Some((start, end)) = parts.pop() {
            let texts = &wanted[start..end];
            match self.try_vectors(shared, batch, texts, dims).await {
                Ok(Ok(vectors)) => {
                    for (place, vector) in (start..end).zip(vectors) {
                        found[place] = Some(vector);
                    }
                }
                Ok(Err(why)) if why.is_of_the_texts() && texts.len() > 1 => {
                    let middle = start + texts.len() / 2;
                    parts.extend([(middle, end), (start, middle)]);
                }
                Ok(Err(why)) => {
                    shared.count(self.stage, |report| report.unanswered += texts.len());
                    batch.failed(texts.len(), &Failure::NoAnswer(why.to_string()));
                }
                Err(Halt::Stopped) => break,
                Err(Halt::Because(error)) => {
                    batch.stop(error);
                    break;
                }
            }
        }
        found
    }

    async fn try_vectors(
        &self,
        shared: &Shared,
        batch: &Batch,
        wanted: &[Wanted<'_>],
        dims: Option<usize>,
    ) -> Result<Result<Vec<Vec<f32>>, Why>, Halt> {
        let worst = Tokens {
            input: wanted.iter().map(|wanted| tokens_of(wanted.text)).sum(),
            output: 0,
        };
        let aside = shared.budget.set_aside(self.spent(worst)).await;
        let _aside = aside.map_err(|Reached| self.out_of_budget(shared))?;
        let number = wanted.first().map_or(0, |first| first.key.number());
        let attempt = async || {
            let texts = wanted.iter().map(|wanted| sent(wanted.text)).collect();
            self.server.embed(texts).await
        };
        let (vectors, counted) = match self.call(shared, batch, number, worst, attempt).await? {
            Ok(answered) => answered,
            Err(trouble) => {
                // What one text in many brings about says nothing of the server.
                if trouble.passes() || trouble.is_final() || wanted.len() == 1 {
                    self.in_vain(&trouble)?;
                }
                return Ok(Err(Why::Trouble(trouble)));
            }
        };
        let tokens = Tokens {
            input: counted.unwrap_or(worst.input),
            output: 0,
        };
        shared.budget.spend(self.spent(tokens));
        self.answers.store(true, Ordering::Relaxed);
        shared.count(self.stage, |report| {
            report.received += 1;
            report.tokens.add(tokens);
            report.dollars = self.rate.map(|rate| rate.of(report.tokens));
        });
        let length = dims.or_else(|| vectors.first().map(Vec::len));
        let fits = |vector: &Vec<f32>| {
            Some(vector.len()) == length
                && !vector.is_empty()
                && vector.iter().all(|value| value.is_finite())
        };
        if vectors.len() != wanted.len() || !vectors.iter().all(fits) {
            return Ok(Err(Why::Shape));
        }
        let replies: Vec<_> = wanted
            .iter()
            .zip(&vectors)
            .zip(shares(tokens.input, wanted))
            .map(|((wanted, vector), input)| {
                let tokens = Tokens { input, output: 0 };
                let reply = Reply {
                    text: encode(vector),
                    end: End::Whole,
                    tokens,
                };
                (wanted.key, reply, self.spent(tokens).dollars)
            })
            .collect();
        shared
            .cache()
            .put_all(self.stage, &self.target.model, &replies)?;
        Ok(Ok(vectors))
    }
}

/// Servers refuse an empty text; a space says as little.
fn sent(text: &str) -> String {
    if text.is_empty() { " " } else { text }.to_owned()
}

/// At least one: a space costs something.
fn tokens_of(text: &str) -> u64 {
    estimate_tokens(text).max(1)
}

/// What each text has of a call's tokens, so that the sum is what the call took.
fn shares(tokens: u64, wanted: &[Wanted<'_>]) -> Vec<u64> {
    let weights: Vec<u64> = wanted.iter().map(|w| tokens_of(w.text)).collect();
    let all = weights.iter().sum::<u64>().max(1);
    let share = |weight: &u64| {
        let part = u128::from(tokens) * u128::from(*weight) / u128::from(all);
        u64::try_from(part).unwrap_or(u64::MAX)
    };
    let mut shares: Vec<u64> = weights.iter().map(share).collect();
    let rest = tokens.saturating_sub(shares.iter().sum());
    if let Some(first) = shares.first_mut() {
        *first += rest;
    }
    shares
}

fn encode(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    STANDARD.encode(bytes)
}

/// `None` where it is no vector, which is then asked for again.
fn decode(text: &str) -> Option<Vec<f32>> {
    let bytes = STANDARD.decode(text).ok()?;
    let (values, rest) = bytes.as_chunks::<4>();
    let vector: Vec<f32> = values
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    let is_whole = rest.is_empty() && vector.iter().all(|value| value.is_finite());
    is_whole.then_some(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_comes_back_to_the_bit() {
        let vector = vec![0.1, -1.0e-30, 3.5, 0.0];
        assert_eq!(decode(&encode(&vector)), Some(vector));
        assert_eq!(decode("AAAA"), None);
        assert_eq!(decode("no base64!"), None);
        assert_eq!(decode(&encode(&[f32::NAN])), None);
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        let wanted = ["a", "some words more", ""].map(|text| Wanted {
            text,
            key: Key([0; 32]),
        });
        for tokens in [0, 1, 7, 1_000] {
            assert_eq!(shares(tokens, &wanted).iter().sum::<u64>(), tokens);
        }
    }
}
