//! Facets in the vault: one table of conversations, and the vocabulary of supported terms.

use serde::{Deserialize, Serialize};

use super::Facets;
use super::answers::{Answers, OpenAnswers};
use super::language::Language;
use super::request::{Requests, Role, SpeechAct, Term, Vocabulary};
use crate::describe;
use crate::vault::{AccountHash, StageReader, StageWriter, Stored, Table, VaultError};
use crate::week::Week;
use kleio_shared::facet::ValueKind;
use kleio_shared::text::Tongue;

/// Why a stored facet may be refused.
const UNKNOWN: &str = "it holds a value that this version does not know";

impl Stored for Facets {
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError> {
        let names: Vec<&'static str> = self.languages.iter().map(|l| l.name()).collect();
        let mut table = Table::new();
        // The summary follows from the rest: it is for those who read the vault, and not read back.
        table
            .text("conversation_id", &self.ids)?
            .text("account", self.accounts.iter().map(ToString::to_string))?
            .optional_numbers(
                "week",
                self.weeks.iter().map(|week| week.map(|w| i64::from(w.0))),
            )?
            .text(
                "language",
                self.languages.iter().map(|language| language.code()),
            )?
            .numbers("turns", self.turns.iter().copied())?
            .numbers("concern", self.concern.iter().copied())?
            .text("request", self.requests.acts.iter().map(|act| act.key()))?
            .lists("terms", &self.requests.terms)?
            .text("summary", describe::phrases(&self.requests, &names))?;
        to.table("facets", &table)?;
        to.table("vocabulary", &terms(&self.requests.vocabulary)?)?;
        save_answers(self, to)?;
        to.json("rare", &self.requests.rare)?;
        to.json("shown", &self.shown)?;
        to.json("accounts_known", &self.accounts_known)
    }

    fn load(from: &StageReader) -> Result<Self, VaultError> {
        let table = from.table("facets")?;
        let weeks: Vec<Option<i64>> = table.optional_numbers("week")?;
        let acts = table.text("request")?;
        let languages = table.text("language")?;
        let accounts = table.text("account")?;
        Ok(Self {
            ids: table.text("conversation_id")?,
            accounts: accounts
                .iter()
                .map(|account| account.parse::<AccountHash>())
                .collect::<Result<_, _>>()
                .map_err(|_| from.damaged("facets", UNKNOWN))?,
            accounts_known: from.json("accounts_known")?,
            weeks: weeks
                .into_iter()
                .map(|week| week.map(|w| Week(w as i32)))
                .collect(),
            languages: languages
                .iter()
                .map(|code| Language::from_code(code))
                .collect::<Option<_>>()
                .ok_or_else(|| from.damaged("facets", UNKNOWN))?,
            turns: table.numbers("turns")?,
            concern: table.numbers("concern")?,
            answers: load_answers(from)?,
            open: load_open(from)?,
            shown: from.json("shown")?,
            requests: Requests {
                vocabulary: vocabulary(from)?,
                acts: acts
                    .iter()
                    .map(|label| {
                        SpeechAct::ALL
                            .iter()
                            .copied()
                            .find(|act| act.key() == label)
                    })
                    .collect::<Option<_>>()
                    .ok_or_else(|| from.damaged("facets", UNKNOWN))?,
                terms: table.lists("terms")?,
                rare: from.json("rare")?,
            },
        })
    }
}

/// All of [`Answers`] but the cells, which are columns of a table.
#[derive(Serialize, Deserialize)]
struct StoredFacet {
    name: String,
    kind: ValueKind,
    question: Option<String>,
    values: Vec<String>,
}

/// A facet's column, which cannot be taken for that of the conversations' ids.
fn column(facet: &str) -> String {
    format!("facet {facet}")
}

/// One table for closed answers (numbers of values) and one for open ones, a column a facet.
fn save_answers(facets: &Facets, to: &mut StageWriter) -> Result<(), VaultError> {
    let mut closed = Table::new();
    closed.text("conversation_id", &facets.ids)?;
    for answers in &facets.answers {
        closed.optional_numbers(&column(&answers.name), answers.cells.iter().copied())?;
    }
    to.table("answers", &closed)?;
    let described: Vec<StoredFacet> = facets.answers.iter().map(StoredFacet::of).collect();
    to.json("answers", &described)?;
    let mut open = Table::new();
    open.text("conversation_id", &facets.ids)?;
    for answers in &facets.open {
        open.optional_text(
            &column(&answers.name),
            answers.texts.iter().map(Option::as_deref),
        )?;
    }
    to.table("open", &open)?;
    let names: Vec<&str> = facets
        .open
        .iter()
        .map(|answers| answers.name.as_str())
        .collect();
    to.json("open", &names)
}

fn load_answers(from: &StageReader) -> Result<Vec<Answers>, VaultError> {
    let table = from.table("answers")?;
    let described: Vec<StoredFacet> = from.json("answers")?;
    described
        .into_iter()
        .map(|facet| {
            let cells = table.optional_numbers(&column(&facet.name))?;
            Ok(Answers {
                name: facet.name,
                kind: facet.kind,
                question: facet.question,
                values: facet.values,
                cells,
            })
        })
        .collect()
}

fn load_open(from: &StageReader) -> Result<Vec<OpenAnswers>, VaultError> {
    let table = from.table("open")?;
    let names: Vec<String> = from.json("open")?;
    names
        .into_iter()
        .map(|name| {
            let texts = table.optional_text(&column(&name))?;
            Ok(OpenAnswers { name, texts })
        })
        .collect()
}

impl StoredFacet {
    fn of(answers: &Answers) -> Self {
        Self {
            name: answers.name.clone(),
            kind: answers.kind,
            question: answers.question.clone(),
            values: answers.values.clone(),
        }
    }
}

const ROLES: [Role; 3] = [Role::Noun, Role::Modifier, Role::Verb];

/// The vocabulary as a table: a row a term, in order of id.
fn terms(vocabulary: &Vocabulary) -> Result<Table, VaultError> {
    let terms = vocabulary.terms();
    let mut table = Table::new();
    table
        .text("key", terms.iter().map(|term| &term.key))?
        .text("display", terms.iter().map(|term| &term.display))?
        .lists("parts", terms.iter().map(|term| &term.parts))?
        .numbers("accounts", terms.iter().map(|term| term.accounts))?
        .numbers("conversations", terms.iter().map(|term| term.conversations))?
        .numbers("role", terms.iter().map(|term| term.role as u8))?
        .optional_text(
            "language",
            terms.iter().map(|term| term.tongue.map(Tongue::name)),
        )?;
    Ok(table)
}

fn vocabulary(from: &StageReader) -> Result<Vocabulary, VaultError> {
    let table = from.table("vocabulary")?;
    let unknown = || from.damaged("vocabulary", UNKNOWN);
    let (accounts, conversations): (Vec<u32>, Vec<u32>) =
        (table.numbers("accounts")?, table.numbers("conversations")?);
    let roles: Vec<u8> = table.numbers("role")?;
    let columns = table.text("key")?.into_iter().zip(table.text("display")?);
    let columns = columns
        .zip(table.lists("parts")?)
        .zip(table.optional_text("language")?);
    let mut terms = Vec::new();
    for (id, (((key, display), parts), language)) in columns.enumerate() {
        let role = ROLES
            .into_iter()
            .find(|role| *role as u8 == roles[id])
            .ok_or_else(unknown)?;
        let tongue = match language {
            Some(name) => Some(
                Tongue::ALL
                    .into_iter()
                    .find(|t| t.name() == name)
                    .ok_or_else(unknown)?,
            ),
            None => None,
        };
        terms.push(Term {
            key,
            display,
            parts,
            accounts: accounts[id],
            conversations: conversations[id],
            role,
            tongue,
        });
    }
    Ok(Vocabulary::new(terms))
}
