//! A reader's own groups in a link: how they were computed, which gives the same on any machine.
//!
//! The key is `own`. Its value holds, between dots: `k`, `h` or `d` and its number; the shares of meaning,
//! facets and time; the seed; `w` where clusters count by conversations and `o` where once; and the branch,
//! where there is one: `k24.100-0-0.1.w`, `d4.50-50-0.7.o.1-5f3a91c2d07b`. Clusters chosen by hand stand there as a set
//! does in links, after a tilde. Of groups changed by hand a link says that they are (`we`, `oe`) and how they began: the
//! changes are too much for it and travel as files.

use kleio_regroup::protocol::{MOST_GROUPS, Method};

use crate::derive::regroup::{Recipe, Scope, Shares};

/// The key of the query.
pub const KEY: &str = "own";

/// A reader's own groups, as far as a link can say.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// How they were computed; of all clusters where `chosen` says of which.
    pub recipe: Recipe,
    /// The clusters chosen by hand, as the code of a set of the release.
    pub chosen: Option<String>,
    /// Whether they were changed by hand since.
    pub edited: bool,
}

impl Own {
    /// Whether both were computed alike, whatever was changed since.
    #[must_use]
    pub fn begins_as(&self, other: &Self) -> bool {
        self.recipe == other.recipe && self.chosen == other.chosen
    }
}

/// The value for `own`.
#[must_use]
pub fn write(own: &Own) -> String {
    let recipe = &own.recipe;
    let method = match recipe.method {
        Method::KMeans { groups } => format!("k{groups}"),
        Method::Hierarchical { groups } => format!("h{groups}"),
        Method::Density {
            reach: None,
            neighbours,
        } => format!("d{neighbours}"),
        Method::Density {
            reach: Some(reach),
            neighbours,
        } => format!("d{neighbours}~{}", (reach * 1_000.0).round()),
    };
    let Shares {
        meaning,
        facets,
        time,
    } = recipe.shares;
    let weights = if recipe.by_conversations { 'w' } else { 'o' };
    let edited = if own.edited { "e" } else { "" };
    let part = match (&own.chosen, &recipe.scope) {
        (Some(code), _) => format!(".~{code}"),
        (None, Scope::Branch(id)) => format!(".{id}"),
        (None, Scope::All | Scope::Chosen(_)) => String::new(),
    };
    let seed = recipe.seed;
    format!("{method}.{meaning}-{facets}-{time}.{seed}.{weights}{edited}{part}")
}

/// The groups that a value means; `None` for one that cannot be read.
#[must_use]
pub fn parse(text: &str) -> Option<Own> {
    let mut fields = text.splitn(5, '.');
    let method = parse_method(fields.next()?)?;
    let mut shares = fields.next()?.split('-').map(str::parse::<u8>);
    let shares = Shares {
        meaning: shares.next()?.ok()?,
        facets: shares.next()?.ok()?,
        time: shares.next()?.ok()?,
    };
    let seed = fields.next()?.parse().ok()?;
    let (by_conversations, edited) = match fields.next()? {
        "w" => (true, false),
        "we" => (true, true),
        "o" => (false, false),
        "oe" => (false, true),
        _ => return None,
    };
    let part = fields.next();
    let chosen = part.and_then(|part| part.strip_prefix('~'));
    let scope = match part {
        Some(id) if chosen.is_none() => Scope::Branch(id.to_owned()),
        _ => Scope::All,
    };
    if matches!(&scope, Scope::Branch(id) if id.contains('.')) {
        return None;
    }
    let Shares {
        meaning,
        facets,
        time,
    } = shares;
    let possible = [meaning, facets, time].iter().all(|&share| share <= 100);
    let any = meaning > 0 || facets > 0 || time > 0;
    let recipe = Recipe {
        scope,
        method,
        shares,
        by_conversations,
        seed,
    };
    (possible && any).then(|| Own {
        recipe,
        chosen: chosen.map(str::to_owned),
        edited,
    })
}

fn parse_method(text: &str) -> Option<Method> {
    let (kind, number) = text.split_at_checked(1)?;
    let groups = |text: &str| {
        let groups: u32 = text.parse().ok()?;
        (1..=MOST_GROUPS).contains(&groups).then_some(groups)
    };
    match kind {
        "k" => Some(Method::KMeans {
            groups: groups(number)?,
        }),
        "h" => Some(Method::Hierarchical {
            groups: groups(number)?,
        }),
        "d" => {
            let (neighbours, reach) = match number.split_once('~') {
                None => (number, None),
                Some((neighbours, reach)) => (neighbours, Some(reach)),
            };
            let reach = match reach {
                None => None,
                Some(reach) => Some(reach.parse::<u32>().ok().filter(|&r| r > 0)? as f32 / 1_000.0),
            };
            let neighbours = groups(neighbours).filter(|&count| count >= 2)?;
            Some(Method::Density { reach, neighbours })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(method: Method, scope: Scope) -> Own {
        Own {
            recipe: Recipe {
                scope,
                method,
                shares: Shares {
                    meaning: 70,
                    facets: 20,
                    time: 10,
                },
                by_conversations: true,
                seed: 42,
            },
            chosen: None,
            edited: false,
        }
    }

    #[test]
    fn a_link_carries_what_was_asked_for() {
        let methods = [
            Method::KMeans { groups: 50 },
            Method::Hierarchical { groups: 7 },
            Method::Density {
                reach: None,
                neighbours: 4,
            },
            Method::Density {
                reach: Some(0.75),
                neighbours: 9,
            },
        ];
        for method in methods {
            for scope in [Scope::All, Scope::Branch("1-5f3a91c2d07b".to_owned())] {
                let own = own(method, scope);
                let text = write(&own);
                assert_eq!(parse(&text), Some(own), "{text}");
            }
        }
        let text = write(&own(Method::KMeans { groups: 50 }, Scope::All));
        assert_eq!(text, "k50.70-20-10.42.w");
    }

    #[test]
    fn clusters_chosen_by_hand_and_that_groups_were_changed_are_carried_too() {
        let chosen = Own {
            chosen: Some("0123456789ab.c0-_".to_owned()),
            edited: true,
            ..own(Method::KMeans { groups: 2 }, Scope::All)
        };
        let text = write(&chosen);
        assert_eq!(text, "k2.70-20-10.42.we.~0123456789ab.c0-_");
        assert_eq!(parse(&text), Some(chosen));
    }

    #[test]
    fn broken_values_mean_nothing() {
        for text in [
            "",
            "k",
            "k0.1-1-1.1.w",
            "k501.1-1-1.1.w",
            "x3.1-1-1.1.w",
            "k3.0-0-0.1.w",
            "k3.101-0-0.1.w",
            "k3.1-1.1.w",
            "k3.1-1-1.-1.w",
            "k3.1-1-1.1.z",
            "k3.1-1-1.1.w.a.b",
            "d1.1-1-1.1.w",
            "d3~0.1-1-1.1.w",
            "é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
