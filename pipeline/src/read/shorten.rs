//! Keeps of a long conversation only as much as the stages use.

use crate::conversation::{Message, Role};

/// Shortens `messages` to at most `limit` characters over all: the user's first, in order, then the
/// others in order. Messages of which nothing is left are dropped. True where something was cut.
pub(super) fn shorten(messages: &mut Vec<Message>, limit: usize) -> bool {
    // Characters never outnumber bytes, so most conversations need no counting.
    let bytes: usize = messages.iter().map(|m| m.content.len()).sum();
    if bytes <= limit {
        return false;
    }
    let (mut left, mut cut) = (limit, false);
    for users in [true, false] {
        for message in messages.iter_mut() {
            if (message.role == Role::User) == users {
                cut |= keep(&mut message.content, &mut left);
            }
        }
    }
    if cut {
        messages.retain(|m| !m.content.is_empty());
    }
    cut
}

/// Cuts `text` to `left` characters and takes them off `left`; true where it was longer.
fn keep(text: &mut String, left: &mut usize) -> bool {
    let mut starts = text.char_indices().map(|(at, _)| at).skip(*left);
    if let Some(end) = starts.next() {
        *text = text[..end].to_owned();
        *left = 0;
        true
    } else {
        *left -= text.chars().count();
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(role: Role, content: &str) -> Message {
        Message {
            role,
            content: content.into(),
        }
    }

    #[test]
    fn the_users_messages_come_first_and_order_stays() {
        let mut messages = vec![
            message(Role::Other, "system"),
            message(Role::User, "héllo"),
            message(Role::Assistant, "answer"),
            message(Role::User, "more"),
            message(Role::Assistant, "again"),
        ];
        assert!(shorten(&mut messages, 17));
        assert_eq!(
            messages,
            [
                message(Role::Other, "system"),
                message(Role::User, "héllo"),
                message(Role::Assistant, "an"),
                message(Role::User, "more"),
            ]
        );
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let whole = vec![message(Role::User, "ééé"), message(Role::Assistant, "好")];
        let mut messages = whole.clone();
        assert!(!shorten(&mut messages, 4));
        assert_eq!(messages, whole);
        assert!(shorten(&mut messages, 2));
        assert_eq!(messages, [message(Role::User, "éé")]);
    }
}
