//! Parts of the week as a table: a row a day, a column a part of the day.

use kleio_shared::facet::PARTS_OF_DAY;

use super::atlas::Atlas;
use super::cells::Reading;
use super::chart::{self, Subject};
use super::format;
use crate::tr;

/// Days as releases name them, in the order of a week.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Days as readers name them, as a week counts them: short, and in full.
fn days() -> [(&'static str, &'static str); 7] {
    [
        (tr!("Mon"), tr!("Monday")),
        (tr!("Tue"), tr!("Tuesday")),
        (tr!("Wed"), tr!("Wednesday")),
        (tr!("Thu"), tr!("Thursday")),
        (tr!("Fri"), tr!("Friday")),
        (tr!("Sat"), tr!("Saturday")),
        (tr!("Sun"), tr!("Sunday")),
    ]
}

/// Hours of the parts of a day.
pub const PARTS: [&str; PARTS_OF_DAY] = ["0–6", "6–12", "12–18", "18–24"];

/// One part of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What is known of it.
    pub reading: Reading,
    /// Share of the subject's conversations as a share of the largest one: 0 to 1.
    pub strength: f64,
    /// What stands in the table: a share, or a dash.
    pub label: String,
    /// The whole as a sentence.
    pub text: String,
}

/// A day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Its short name.
    pub name: &'static str,
    /// Its parts, in order.
    pub slots: Vec<Slot>,
}

/// A part of a day in words, as the release writes it: `Monday, 0–6 h`; as it stands where it is none.
#[must_use]
pub fn value_label(value: &str) -> String {
    let slot = || {
        let (day, hours) = value.strip_suffix(" h")?.split_once(", ")?;
        let place = DAYS.iter().position(|each| *each == day)?;
        Some(slot_label(days()[place].1, hours))
    };
    slot().unwrap_or_else(|| value.to_owned())
}

fn slot_label(day: &str, hours: &str) -> String {
    tr!("{day}, {hours} h", day = day, hours = hours)
}

/// The week of the facet `name` for `subject`. What the release does not tell is withheld, all of it, too.
#[must_use]
pub fn week(atlas: &Atlas, subject: Subject, name: &str) -> Vec<Day> {
    let (_, total) = subject.profile(atlas);
    let mut parts = chart::readings(atlas, subject, name);
    parts.resize(DAYS.len() * PARTS_OF_DAY, Reading::Withheld);
    let share = |reading| chart::share(reading, total);
    let least = |reading| chart::least_share(reading, total);
    let drawn = |reading| share(reading).or_else(|| least(reading));
    let greatest = parts.iter().copied().filter_map(drawn).fold(0.0, f64::max);
    let days = days().into_iter().zip(parts.chunks(PARTS_OF_DAY));
    let days = days.map(|((short, long), parts)| Day {
        name: short,
        slots: parts
            .iter()
            .zip(PARTS)
            .map(|(&reading, hours)| {
                let label = slot_label(long, hours);
                Slot {
                    reading,
                    strength: drawn(reading).unwrap_or(0.0) / greatest.max(f64::MIN_POSITIVE),
                    label: format::share_or_least(share(reading), least(reading)),
                    text: chart::describe(atlas, subject, &label, reading),
                }
            })
            .collect(),
    });
    days.collect()
}

/// That nothing of `week` is shown, and why; `None` where something is.
#[must_use]
pub fn withheld_whole(atlas: &Atlas, subject: Subject, week: &[Day]) -> Option<String> {
    let mut slots = week.iter().flat_map(|day| &day.slots);
    slots
        .all(|slot| slot.reading == Reading::Withheld)
        .then(|| {
            let why = chart::withheld(atlas, subject);
            chart::titled(tr!("Every part of the week"), why)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::words::{Catalogue, Language, speak};

    #[test]
    fn a_week_has_seven_days_of_four_parts() {
        let atlas = fixture::atlas();
        let week = week(&atlas, Subject::Overall, "hour of week");
        assert_eq!(withheld_whole(&atlas, Subject::Overall, &week), None);
        assert_eq!(week.len(), 7);
        assert!(week.iter().all(|day| day.slots.len() == PARTS_OF_DAY));
        assert_eq!(week[0].slots[0].strength, 1.0);
        assert!(
            week[0].slots[0]
                .text
                .starts_with("Monday, 0–6 h: 1,080 conversations")
        );
        assert_eq!(week[6].slots[3].reading, Reading::Withheld);
        assert_eq!(week[6].slots[3].label, "–");
    }

    #[test]
    fn a_week_that_is_withheld_whole_says_so_and_why() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let week = week(&atlas, subject, "a facet without a row");
        let said = withheld_whole(&atlas, subject, &week).unwrap();
        assert_eq!(
            said,
            "Every part of the week: withheld (fewer than 15, or hidden to protect another number)"
        );
        let mut slots = week.iter().flat_map(|day| &day.slots);
        assert!(slots.all(|slot| slot.strength == 0.0 && slot.label == "–"));
    }

    #[test]
    fn parts_of_the_day_are_named_as_the_release_does() {
        assert_eq!(value_label("Monday, 0–6 h"), "Monday, 0–6 h");
        assert_eq!(value_label("not known"), "not known");
        let german =
            Catalogue::read(r#"{ "Sunday": "Sonntag", "{day}, {hours} h": "{day}, {hours} Uhr" }"#);
        speak(Language::German, Some(german.unwrap()));
        assert_eq!(value_label("Sunday, 18–24 h"), "Sonntag, 18–24 Uhr");
        speak(Language::English, None);
    }
}
