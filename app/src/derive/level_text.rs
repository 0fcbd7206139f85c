//! Sentences about the clusters of a level. Whole ones for every level, because its name takes another form within
//! them in many languages.

use super::atlas::Atlas;
use crate::tr;

/// The clusters of the level `number` of `atlas`, as what a figure counts.
#[must_use]
pub fn clusters(atlas: &Atlas, number: u8) -> String {
    let top = atlas.top_level();
    match number {
        1.. if atlas.is_regrouped() => tr!("your groups").to_owned(),
        _ if top == 0 => tr!("clusters").to_owned(),
        0 => tr!("base clusters").to_owned(),
        1 if top == 2 => tr!("middle clusters").to_owned(),
        _ if number == top => tr!("top clusters").to_owned(),
        _ => tr!("level {level} clusters", level = number),
    }
}

/// How many of `all` clusters of a level have kept their colour; `top` is the highest level.
#[must_use]
pub fn in_colour(count: usize, all: usize, level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("{n} of {all} clusters in colour", n = count, all = all),
        0 => tr!("{n} of {all} base clusters in colour", n = count, all = all),
        1 if top == 2 => tr!(
            "{n} of {all} middle clusters in colour",
            n = count,
            all = all
        ),
        _ if level == top => tr!("{n} of {all} top clusters in colour", n = count, all = all),
        _ => tr!(
            "{n} of {all} level {level} clusters in colour",
            n = count,
            all = all,
            level = level
        ),
    }
}

/// The clusters of a level as one of two groupings that are compared; `top` is the highest level.
#[must_use]
pub fn of_release(level: u8, top: u8) -> String {
    match level {
        _ if top == 0 => tr!("The release: clusters").to_owned(),
        0 => tr!("The release: base clusters").to_owned(),
        1 if top == 2 => tr!("The release: middle clusters").to_owned(),
        _ if level == top => tr!("The release: top clusters").to_owned(),
        _ => tr!("The release: level {level} clusters", level = level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_a_sentence_of_its_own() {
        let said: Vec<String> = (0..=3).map(|level| in_colour(2, 40, level, 3)).collect();
        assert_eq!(
            said,
            [
                "2 of 40 base clusters in colour",
                "2 of 40 level 1 clusters in colour",
                "2 of 40 level 2 clusters in colour",
                "2 of 40 top clusters in colour",
            ]
        );
        assert_eq!(in_colour(1, 3, 0, 0), "1 of 3 clusters in colour");
        assert_eq!(of_release(1, 2), "The release: middle clusters");
    }
}
