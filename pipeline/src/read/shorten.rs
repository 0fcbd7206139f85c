//! Keeps of a long conversation only as much as the stages use.

use super::ReadLimits;
use crate::conversation::{Message, Role};

/// What is still kept.
struct Left {
    characters: usize,
    bytes: usize,
}

/// Shortens `messages` to the limits over all of them: the user's first, in order, then the
/// assistant's, then the others. Messages of which nothing is left are dropped. True where
/// something was cut.
pub(super) fn shorten(messages: &mut Vec<Message>, limits: ReadLimits) -> bool {
    let mut left = Left {
        characters: limits.characters.get(),
        bytes: limits.bytes.get(),
    };
    // Characters never outnumber bytes, so most conversations need no counting.
    let bytes: usize = messages.iter().map(|m| m.content.len()).sum();
    if bytes <= left.characters.min(left.bytes) {
        return false;
    }
    let mut cut = false;
    for turn in [
        &[Role::User][..],
        &[Role::Assistant],
        &[Role::System, Role::Tool],
    ] {
        for message in messages.iter_mut().filter(|m| turn.contains(&m.role)) {
            cut |= keep(&mut message.content, &mut left);
        }
    }
    if cut {
        messages.retain(|m| !m.content.is_empty() || !m.attachments.is_empty());
    }
    cut
}

/// Cuts `text` to what is left and takes it off; true where it was longer.
fn keep(text: &mut String, left: &mut Left) -> bool {
    let fits = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(left.characters)
        .take_while(|&end| end <= left.bytes);
    let (characters, end) = fits.fold((0, 0), |(n, _), end| (n + 1, end));
    if end < text.len() {
        *text = text[..end].to_owned();
        // Nothing that follows may fill the gap.
        (left.characters, left.bytes) = (0, 0);
        true
    } else {
        left.characters -= characters;
        left.bytes -= end;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Attachment;

    fn message(role: Role, content: &str) -> Message {
        Message {
            role,
            content: content.into(),
            attachments: Vec::new(),
        }
    }

    fn limits(characters: usize, bytes: usize) -> ReadLimits {
        ReadLimits {
            characters: characters.try_into().unwrap(),
            bytes: bytes.try_into().unwrap(),
            ..ReadLimits::default()
        }
    }

    #[test]
    fn the_users_messages_come_first_and_order_stays() {
        let mut messages = vec![
            message(Role::System, "system"),
            message(Role::User, "héllo"),
            message(Role::Assistant, "answer"),
            message(Role::User, "more"),
            message(Role::Assistant, "again"),
        ];
        messages[0].attachments.push(Attachment::File);
        let system = messages[0].clone();
        assert!(shorten(&mut messages, limits(17, 100)));
        assert_eq!(
            messages,
            [
                Message {
                    content: String::new(),
                    ..system
                },
                message(Role::User, "héllo"),
                message(Role::Assistant, "answer"),
                message(Role::User, "more"),
                message(Role::Assistant, "ag"),
            ]
        );
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let whole = vec![message(Role::User, "ééé"), message(Role::Assistant, "好")];
        let mut messages = whole.clone();
        assert!(!shorten(&mut messages, limits(4, 9)));
        assert_eq!(messages, whole);
        assert!(shorten(&mut messages, limits(2, 100)));
        assert_eq!(messages, [message(Role::User, "éé")]);
        let mut messages = whole;
        assert!(shorten(&mut messages, limits(100, 5)));
        assert_eq!(messages, [message(Role::User, "éé")]);
    }
}
