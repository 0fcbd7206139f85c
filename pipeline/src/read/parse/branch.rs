//! Which way through a tree of messages is the conversation.
//!
//! Invariant: a tree that runs in circles is followed to each message once at most.

use std::collections::BTreeMap;

use crate::read::loose::{Loose, Scalar};
use crate::read::wire::{Mapping, Message, Messages};

/// ChatGPT: from the current node up to the root. Where the export does not name it (or names one
/// that is not there), the latest message stands for it.
pub(super) fn chatgpt(mapping: Loose<Mapping>, current: &Loose<Scalar>) -> Loose<Messages> {
    let nodes = match mapping {
        Loose::Is(Mapping(nodes)) => nodes,
        Loose::Absent => return Loose::Absent,
        Loose::Other => return Loose::Other,
    };
    let parents = nodes
        .iter()
        .map(|(name, node)| (Some(name.as_str()), node.parent.text()));
    let latest = nodes
        .iter()
        .enumerate()
        .filter(|(_, (_, node))| matches!(node.message, Loose::Is(_)))
        .max_by(|(_, (_, a)), (_, (_, b))| seconds(&a.message).total_cmp(&seconds(&b.message)))
        .map(|(place, _)| place);
    let way = way(parents, current.text(), latest);
    let mut messages: Vec<Loose<Message>> =
        nodes.into_iter().map(|(_, node)| node.message).collect();
    let way = way.into_iter().filter_map(|place| {
        let message = std::mem::take(&mut messages[place]);
        let said = match &message {
            Loose::Is(message) => speaks(message),
            Loose::Absent => false,
            Loose::Other => true,
        };
        said.then_some(message)
    });
    Loose::Is(way.collect())
}

/// Claude: from the current leaf up. Exports that do not tell branches are taken as they are.
pub(super) fn claude(messages: Loose<Messages>, current: &Loose<Scalar>) -> Loose<Messages> {
    let mut messages = match messages {
        Loose::Is(messages) => messages,
        other => return other,
    };
    let links: Vec<(Option<&str>, Option<&str>)> = messages
        .iter()
        .map(|message| match message {
            Loose::Is(message) => (message.id.text(), message.parent.text()),
            Loose::Absent | Loose::Other => (None, None),
        })
        .collect();
    let linked = links
        .iter()
        .all(|(id, parent)| id.is_some() && parent.is_some());
    if !linked {
        return Loose::Is(messages);
    }
    let way = way(
        links.into_iter(),
        current.text(),
        messages.len().checked_sub(1),
    );
    let way = way
        .into_iter()
        .map(|place| std::mem::take(&mut messages[place]));
    Loose::Is(way.collect())
}

/// OpenAssistant: the best of the replies each time, or the first where none is ranked.
pub(super) fn openassistant(prompt: Loose<Box<Message>>) -> Loose<Messages> {
    let mut next = match prompt {
        Loose::Is(prompt) => Some(*prompt),
        Loose::Absent => return Loose::Absent,
        Loose::Other => return Loose::Other,
    };
    let mut way = Vec::new();
    while let Some(mut message) = next.take() {
        let replies = std::mem::take(&mut message.replies);
        way.push(Loose::Is(message));
        next = replies
            .into_iter()
            .filter_map(Loose::known)
            .filter(|reply| !reply.deleted)
            .min_by_key(|reply| match reply.rank {
                Loose::Is(Scalar::Integer(rank)) => rank,
                _ => i128::MAX,
            });
    }
    Loose::Is(way)
}

/// Places from the root to `from` (or to `otherwise`, where there is no such message), by the name
/// and the parent's name of each.
fn way<'a>(
    links: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>,
    from: Option<&str>,
    otherwise: Option<usize>,
) -> Vec<usize> {
    let (names, parents): (Vec<_>, Vec<_>) = links.unzip();
    let places: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .filter_map(|(place, name)| Some(((*name)?, place)))
        .collect();
    let mut way = Vec::new();
    let mut seen = vec![false; names.len()];
    let mut next = from
        .and_then(|name| places.get(name).copied())
        .or(otherwise);
    while let Some(place) = next.filter(|&place| !seen[place]) {
        seen[place] = true;
        way.push(place);
        next = parents[place].and_then(|name| places.get(name).copied());
    }
    way.reverse();
    way
}

/// Whether the person could see it or it says something: roots and empty instructions do not.
fn speaks(message: &Message) -> bool {
    let Loose::Is(content) = &message.content else {
        return !message.content.is_absent() || !message.attachments.is_empty();
    };
    !content.text.trim().is_empty()
        || !content.attachments.is_empty()
        || !message.attachments.is_empty()
}

fn seconds(message: &Loose<Message>) -> f64 {
    match message {
        Loose::Is(message) => match message.time {
            Loose::Is(Scalar::Float(time)) => time,
            Loose::Is(Scalar::Integer(time)) => time as f64,
            _ => f64::NEG_INFINITY,
        },
        Loose::Absent | Loose::Other => f64::NEG_INFINITY,
    }
}

/// WildChat's hash is the same for conversations of the same words; with the identifier of a turn
/// it is unique.
pub(super) fn wildchat_id(hash: Loose<Scalar>, messages: &Loose<Messages>) -> Loose<Scalar> {
    let turn = match messages {
        Loose::Is(messages) => messages.first(),
        Loose::Absent | Loose::Other => None,
    };
    match (&hash, turn) {
        (Loose::Is(Scalar::Text(text)), Some(Loose::Is(turn))) => match turn.turn_identifier {
            Loose::Is(Scalar::Integer(number)) => {
                Loose::Is(Scalar::Text(format!("{text}-{number}")))
            }
            _ => hash,
        },
        _ => hash,
    }
}

/// ChatGPT names the model with each answer: the last one stands for the conversation.
pub(super) fn name_model(fields: &mut Vec<(String, Scalar)>, messages: &Loose<Messages>) {
    let named = fields
        .iter()
        .position(|(name, _)| name == "default_model_slug")
        .map(|place| fields.swap_remove(place).1);
    let last = match messages {
        Loose::Is(messages) => messages.iter().rev().find_map(|message| match message {
            Loose::Is(message) => message.model.clone().known(),
            Loose::Absent | Loose::Other => None,
        }),
        Loose::Absent | Loose::Other => None,
    };
    if let Some(model) = last.or(named) {
        fields.push(("model".to_owned(), model));
    }
}
