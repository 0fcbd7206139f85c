//! Facets that are computed: numbers of a conversation, in ordered bands.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Role};

/// A number of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Messages (see `Conversation::turns`).
    Turns,
    /// Characters that the person wrote, as far as the reader kept them.
    Length,
    /// Characters of the assistant's replies, as far as the reader kept them.
    ReplyLength,
    /// Day and part of the day in which it began, in UTC.
    HourOfWeek,
}

/// Days, as a week counts them.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Parts of a day, six hours each.
const PARTS: [&str; 4] = ["0–6 h", "6–12 h", "12–18 h", "18–24 h"];

/// Hours of a part of the day.
const PART_HOURS: i8 = 6;

impl Measure {
    /// Lower ends of the second band and all above, where the configuration gives none.
    #[must_use]
    pub const fn bands(self) -> &'static [u32] {
        match self {
            Self::Turns => &[3, 5, 9, 17],
            Self::Length => &[50, 200, 1_000, 4_000],
            Self::ReplyLength => &[200, 1_000, 4_000, 10_000],
            Self::HourOfWeek => &[],
        }
    }

    /// The values of the facet with these `bands`, in order.
    #[must_use]
    pub fn values(self, bands: &[u32]) -> Vec<String> {
        match self {
            Self::HourOfWeek => DAYS
                .iter()
                .flat_map(|day| PARTS.iter().map(move |part| format!("{day}, {part}")))
                .collect(),
            Self::Turns => labels(1, bands),
            Self::Length | Self::ReplyLength => labels(0, bands),
        }
    }

    /// The place among [`Self::values`] that `conversation` has; none where it is not known.
    #[must_use]
    pub fn value(self, bands: &[u32], conversation: &Conversation) -> Option<u32> {
        let number = match self {
            Self::Turns => conversation.turns,
            Self::Length => characters(conversation, Role::User),
            Self::ReplyLength => characters(conversation, Role::Assistant),
            Self::HourOfWeek => return part_of_week(conversation),
        };
        Some(bands.iter().filter(|&&from| number >= from).count() as u32)
    }
}

/// Labels of the bands whose lower ends are `least` and `bands`: `1–2`, `3–4`, `5+`.
fn labels(least: u32, bands: &[u32]) -> Vec<String> {
    let mut lower: Vec<u32> = bands.to_vec();
    if lower.first().is_none_or(|&first| first > least) {
        lower.insert(0, least);
    }
    let mut labels: Vec<String> = lower
        .windows(2)
        .map(|ends| match ends[1] - ends[0] {
            1 => ends[0].to_string(),
            _ => format!("{}–{}", ends[0], ends[1] - 1),
        })
        .collect();
    labels.extend(lower.last().map(|last| format!("{last}+")));
    labels
}

/// Characters of the messages of `role`; those of scripts that write a word in one or two count twice.
fn characters(conversation: &Conversation, role: Role) -> u32 {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF);
    conversation
        .messages
        .iter()
        .filter(|message| message.role == role)
        .flat_map(|message| message.content.chars())
        .map(|c| if wide(c) { 2 } else { 1 })
        .sum()
}

fn part_of_week(conversation: &Conversation) -> Option<u32> {
    let time = conversation.timestamp?.to_zoned(TimeZone::UTC);
    let day = time.weekday().to_monday_zero_offset() as u32;
    let part = (time.hour() / PART_HOURS) as u32;
    Some(day * PARTS.len() as u32 + part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Message;

    fn of(measure: Measure, conversation: &Conversation) -> String {
        let place = measure.value(measure.bands(), conversation).unwrap();
        measure.values(measure.bands())[place as usize].clone()
    }

    #[test]
    fn every_count_falls_into_the_band_that_its_label_names() {
        for (turns, label) in [
            (1, "1–2"),
            (2, "1–2"),
            (3, "3–4"),
            (8, "5–8"),
            (9, "9–16"),
            (16, "9–16"),
            (17, "17+"),
            (u32::MAX, "17+"),
        ] {
            let conversation = Conversation {
                turns,
                ..Conversation::default()
            };
            assert_eq!(of(Measure::Turns, &conversation), label, "{turns} messages");
        }
    }

    #[test]
    fn own_bands_are_labelled_without_gaps() {
        assert_eq!(labels(1, &[2, 10]), ["1", "2–9", "10+"]);
        assert_eq!(labels(1, &[1, 3]), ["1–2", "3+"]);
        assert_eq!(labels(0, &[]), ["0+"]);
    }

    #[test]
    fn length_counts_one_side_and_wide_characters_twice() {
        let message = |role, content: &str| Message {
            role,
            content: content.repeat(30),
            ..Message::default()
        };
        let conversation = Conversation {
            messages: vec![
                message(Role::User, "好"),
                message(Role::Assistant, "abcdefghij"),
            ],
            ..Conversation::default()
        };
        assert_eq!(of(Measure::Length, &conversation), "50–199");
        assert_eq!(of(Measure::ReplyLength, &conversation), "200–999");
    }

    #[test]
    fn the_part_of_the_week_is_counted_from_monday_morning() {
        let at = |time: &str| Conversation {
            timestamp: Some(time.parse().unwrap()),
            ..Conversation::default()
        };
        let of_week = |time| of(Measure::HourOfWeek, &at(time));
        assert_eq!(of_week("2026-03-02T05:59:59Z"), "Monday, 0–6 h");
        assert_eq!(of_week("2026-03-08T18:00:00Z"), "Sunday, 18–24 h");
        assert_eq!(Measure::HourOfWeek.values(&[]).len(), 28);
        assert_eq!(
            Measure::HourOfWeek.value(&[], &Conversation::default()),
            None
        );
    }
}
