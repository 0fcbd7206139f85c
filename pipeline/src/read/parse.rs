//! From one record to one conversation, or to the reason why not.

mod branch;
mod front;
mod speech;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Format, Reason, ValidReadParams, Warning, fields,
    loose::{Loose, Scalar},
    shorten::shorten,
    time::timestamp,
    transcript,
    wire::{self, Record},
};
use crate::conversation::{Message, Role};
use front::Front;

/// Longer ids are no ids but a mistake; they would fill memory and every table.
const ID_BYTES: usize = 512;

/// A conversation whose id is not settled yet.
#[derive(Debug, PartialEq)]
pub(super) struct Parsed {
    /// None: the record has none, and gets one from its place.
    pub(super) id: Option<String>,
    pub(super) account: Option<String>,
    /// No account is named, but the whole file is one account's.
    pub(super) of_one_account: bool,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) messages: Vec<Message>,
    pub(super) turns: u32,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) shortened: bool,
    pub(super) warning: Option<Warning>,
}

/// Why a record is no conversation, and where in it that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: Reason,
    /// Lines after the one that the record begins in.
    pub(super) line: u64,
    /// Byte within the line (from 1), where that is known.
    pub(super) column: Option<usize>,
}

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            line: 0,
            column: None,
        }
    }
}

/// Parses a record of JSON.
pub(super) fn parse(json: &[u8], params: &ValidReadParams) -> Result<Parsed, Fault> {
    let text = utf8(json)?;
    match serde_json::from_str::<Loose<Record>>(text) {
        Ok(Loose::Is(record)) => Ok(interpret(record, params)?),
        Ok(_) => Err(Reason::NotAnObject.into()),
        Err(e) => Err(Fault {
            reason: Reason::BrokenJson,
            line: e.line().saturating_sub(1) as u64,
            column: Some(e.column()),
        }),
    }
}

/// Parses a plain transcript.
pub(super) fn parse_text(text: &[u8], params: &ValidReadParams) -> Result<Parsed, Fault> {
    let record = Record {
        transcript: Loose::Is(Scalar::Text(utf8(text)?.to_owned())),
        ..Record::default()
    };
    Ok(finish(told(record, Format::Transcript), params)?)
}

fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    str::from_utf8(bytes).map_err(|e| Fault {
        reason: Reason::InvalidUtf8,
        line: 0,
        column: Some(e.valid_up_to() + 1),
    })
}

/// Reads a record as the form that its keys show, or as the one that the user named.
pub(super) fn interpret(record: Record, params: &ValidReadParams) -> Result<Parsed, Reason> {
    let format = match params.format() {
        None => Format::of(&record)?,
        Some(format) if format.fits(&record) => format,
        Some(_) => return Err(Reason::OtherForm),
    };
    finish(told(record, format), params)
}

/// What a record says, once it is known where its form says it.
struct Told {
    id: Loose<Scalar>,
    account: Loose<Scalar>,
    of_one_account: bool,
    time: Loose<Scalar>,
    front: Front,
    messages: Loose<wire::Messages>,
    fields: Vec<(String, Scalar)>,
}

fn told(mut record: Record, format: Format) -> Told {
    let account = record
        .account
        .known()
        .map_or(Loose::Absent, |wire::Account(id)| Loose::Is(id));
    let mut told = Told {
        id: record.conversation_id,
        account: record.account_id.or(record.user_id).or(account),
        of_one_account: false,
        time: record
            .timestamp
            .or(record.create_time)
            .or(record.created_at),
        front: Front {
            prompts: [record.system, record.system_prompt],
            tools: record.tools,
        },
        messages: Loose::Absent,
        fields: record.fields,
    };
    if let Loose::Is(address) = &record.hashed_ip {
        told.fields.push(("hashed_ip".to_owned(), address.clone()));
    }
    match format {
        Format::Kleio => told.messages = record.messages,
        Format::Lmsys => told.messages = record.conversation,
        Format::WildChat => {
            told.messages = record.conversation;
            told.id = told.id.or(branch::wildchat_id(
                record.conversation_hash,
                &told.messages,
            ));
            told.account = told.account.or(record.hashed_ip);
        }
        Format::ShareGpt => {
            told.messages = record.conversations.or(record.messages);
            told.id = record.id.or(told.id);
        }
        Format::ChatGpt => {
            told.id = told.id.or(record.id);
            told.of_one_account = true;
            told.messages = branch::chatgpt(record.mapping, &record.current);
            branch::name_model(&mut told.fields, &told.messages);
        }
        Format::Claude => {
            told.id = record.uuid.or(told.id);
            told.of_one_account = true;
            told.messages = branch::claude(record.chat_messages, &record.current);
        }
        Format::OpenAssistant => {
            if let Loose::Is(prompt) = &mut record.prompt {
                told.id = record.message_tree_id.or(std::mem::take(&mut prompt.id));
                told.account = told.account.or(std::mem::take(&mut prompt.user_id));
                if let Loose::Is(lang) = std::mem::take(&mut prompt.lang) {
                    told.fields.push(("lang".to_owned(), lang));
                }
            }
            told.messages = branch::openassistant(record.prompt);
        }
        Format::Transcript => {
            told.id = told.id.or(record.id);
            told.messages = record
                .transcript
                .text()
                .map_or(Loose::Other, |text| Loose::Is(transcript::messages(text)));
        }
    }
    told
}

fn finish(told: Told, params: &ValidReadParams) -> Result<Parsed, Reason> {
    let list = match told.messages {
        Loose::Absent => return Err(Reason::NoMessages),
        Loose::Is(list) if list.is_empty() => return Err(Reason::NoMessages),
        Loose::Is(list) => list,
        Loose::Other => return Err(Reason::BadMessage),
    };
    let first = list.iter().find_map(|message| match message {
        Loose::Is(message) if !message.time.is_absent() => Some(message.time.clone()),
        _ => None,
    });
    let mut turns = list.len();
    let mut messages = Vec::with_capacity(list.len());
    for message in list {
        let Loose::Is(message) = message else {
            return Err(Reason::BadMessage);
        };
        messages.extend(speech::message(message)?);
    }
    turns += told.front.put(&mut messages)?;
    let asks = |m: &Message| m.role == Role::User && !m.content.is_empty();
    if !messages.iter().any(asks) {
        return Err(Reason::NoUserText);
    }
    let shortened = shorten(&mut messages, params.limits());
    let (timestamp, warning) = match timestamp(&told.time.or(first.unwrap_or_default())) {
        Ok(time) => (time, None),
        Err(warning) => (None, Some(warning)),
    };
    Ok(Parsed {
        id: id(told.id)?,
        account: id(told.account)?,
        of_one_account: told.of_one_account,
        timestamp,
        messages,
        turns: u32::try_from(turns).unwrap_or(u32::MAX),
        metadata: fields::metadata(told.fields, params.metadata()),
        shortened,
        warning,
    })
}

fn id(value: Loose<Scalar>) -> Result<Option<String>, Reason> {
    let text = match value {
        Loose::Absent => return Ok(None),
        Loose::Is(Scalar::Text(text)) => text,
        Loose::Is(Scalar::Integer(number)) => number.to_string(),
        Loose::Is(Scalar::Float(_) | Scalar::Bool(_)) | Loose::Other => return Err(Reason::BadId),
    };
    match text.trim() {
        "" => Ok(None),
        id if id.len() > ID_BYTES => Err(Reason::BadId),
        id => Ok(Some(id.to_owned())),
    }
}

#[cfg(test)]
mod tests;
