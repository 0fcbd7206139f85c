//! Who asks what and when: topic, subtopic, language, time and account of every conversation.

use jiff::Timestamp;

use super::accounts;
use super::calendar;
use super::dice::{Dice, below, shuffle, weighted};
use super::material::Voice;
use super::plan::{Plan, Topic};

/// One conversation before it has words.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    /// Place in the plan's topics.
    pub topic: usize,
    /// Place in the topic's subtopics.
    pub subtopic: usize,
    /// Place in the plan's languages.
    pub language: usize,
    /// When it begins.
    pub time: Timestamp,
    /// Number of the account.
    pub account: usize,
    /// Whether it belongs to the coordinated campaign.
    pub campaign: bool,
}

/// Of 10,000 conversations, how many belong to the campaign (176 of 20,000).
const CAMPAIGN_PER_10_000: usize = 88;
/// Campaign conversations for each of its accounts, on average.
const CAMPAIGN_PER_ACCOUNT: usize = 3;
/// What the campaign's conversations are about.
const CAMPAIGN: (&str, &str) = ("marketing", "seo_pages");

/// Draws all conversations in order of time.
///
/// Where there is room, every language gets at least one conversation in every topic.
pub(super) fn draw(
    plan: &Plan,
    voices: &[Voice],
    conversations: usize,
    dice: &mut Dice,
) -> Vec<Seat> {
    let campaign = conversations * CAMPAIGN_PER_10_000 / 10_000;
    let mut cells = cells(plan, conversations - campaign, dice);
    shuffle(dice, &mut cells);
    let members = accounts::share_out(&cells, dice);
    let mut seats: Vec<Seat> = cells
        .iter()
        .zip(members)
        .filter_map(|(&(topic, language), account)| {
            let about = plan.topics.get(topic)?;
            let offset = plan.languages.get(language)?.hours_from_utc;
            Some(Seat {
                topic,
                subtopic: subtopic(about, voices.get(language)?, dice),
                language,
                time: calendar::moment(about, offset, dice),
                account,
                campaign: false,
            })
        })
        .collect();
    let first = seats.iter().map(|s| s.account + 1).max().unwrap_or(0);
    seats.extend(campaign_seats(plan, campaign, first, dice));
    seats.sort_by_key(|s| s.time);
    seats
}

/// `(topic, language)` of each conversation.
fn cells(plan: &Plan, count: usize, dice: &mut Dice) -> Vec<(usize, usize)> {
    let topics: Vec<f64> = plan.topics.iter().map(|t| t.weight).collect();
    let languages: Vec<f64> = plan.languages.iter().map(|l| l.weight).collect();
    let every = topics.len() * languages.len();
    let mut cells = Vec::with_capacity(count);
    // Beyond 8 conversations a cell the guaranteed one hardly shifts the shares.
    if count >= every * 8 {
        cells.extend((0..every).map(|i| (i / languages.len(), i % languages.len())));
    }
    while cells.len() < count {
        cells.push((weighted(dice, &topics), weighted(dice, &languages)));
    }
    cells
}

/// A subtopic that the language has words for; earlier ones in the plan are more frequent.
fn subtopic(topic: &Topic, voice: &Voice, dice: &mut Dice) -> usize {
    let weights: Vec<f64> = (1..)
        .zip(&topic.subtopics)
        .map(|(rank, subtopic)| {
            let spoken = voice.speaks_of(&format!("{}/{subtopic}", topic.id));
            if spoken {
                1.0 / (f64::from(rank) + 1.5)
            } else {
                0.0
            }
        })
        .collect();
    weighted(dice, &weights)
}

fn campaign_seats(plan: &Plan, count: usize, first: usize, dice: &mut Dice) -> Vec<Seat> {
    let place = plan
        .topics
        .iter()
        .enumerate()
        .find(|(_, t)| t.id == CAMPAIGN.0);
    let Some((topic, about)) = place else {
        return Vec::new();
    };
    let subtopic = about
        .subtopics
        .iter()
        .position(|s| s == CAMPAIGN.1)
        .unwrap_or(0);
    let accounts = count.div_ceil(CAMPAIGN_PER_ACCOUNT);
    (0..count)
        .map(|i| Seat {
            topic,
            subtopic,
            language: 0,
            time: calendar::campaign_moment(dice),
            // One each, so that none is idle; the rest as it falls.
            account: first
                + if i < accounts {
                    i
                } else {
                    below(dice, accounts)
                },
            campaign: true,
        })
        .collect()
}
