//! Cuts what a person wrote into units that are scored one by one.

/// Messages are joined until a unit has this many characters: a "yes" alone says nothing.
const JOINED: usize = 200;
/// Characters of one message that are looked at.
const OF_MESSAGE: usize = 1_000;
/// Units of a conversation, at most; beyond, they are taken evenly over its length.
const MOST: usize = 8;

/// The units of the person's `messages`, in order; none where all are blank.
pub(super) fn units<'a>(messages: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut length = JOINED;
    for message in messages.map(str::trim).filter(|m| !m.is_empty()) {
        if length >= JOINED {
            units.push(String::new());
            length = 0;
        }
        if let Some(unit) = units.last_mut() {
            if length > 0 {
                unit.push('\n');
            }
            unit.extend(message.chars().take(OF_MESSAGE));
            length += message.chars().take(OF_MESSAGE).count();
        }
    }
    if units.len() > MOST {
        let all = units.len();
        // Both ends are kept.
        units = (0..MOST)
            .map(|i| std::mem::take(&mut units[i * (all - 1) / (MOST - 1)]))
            .collect();
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_messages_are_joined_and_long_ones_stand_alone() {
        let long = "word ".repeat(60);
        let got = units(["hi", " ", "yes", &long, "thanks"].into_iter());
        assert_eq!(got.len(), 2, "{got:?}");
        assert!(got[0].starts_with("hi\nyes\nword"));
        assert_eq!(got[1], "thanks");
    }

    #[test]
    fn a_long_conversation_is_sampled_with_both_ends() {
        let messages: Vec<String> = (0..50).map(|i| format!("{i} ").repeat(150)).collect();
        let got = units(messages.iter().map(String::as_str));
        assert_eq!(got.len(), MOST);
        assert!(got[0].starts_with("0 ") && got[MOST - 1].starts_with("49 "));
    }
}
