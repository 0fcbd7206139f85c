//! A reader's own groups in a link: how they were computed, which gives the same on any machine.
//!
//! The key is `own`. Its value holds, between dots: `k`, `h` or `d` and its number; the shares of meaning,
//! facets and time; the seed; `w` where clusters count by conversations and `o` where once; and the branch,
//! where there is one: `k24.100-0-0.1.w`, `d4.50-50-0.7.o.1-5f3a91c2d07b`. Clusters chosen by hand, and
//! groups changed by hand, are too much for a link: they travel as files.

use kleio_regroup::protocol::{MOST_GROUPS, Method};

use crate::derive::regroup::{Recipe, Scope, Shares};

/// The key of the query.
pub const KEY: &str = "own";

/// The value for `recipe`; `None` where no link can carry it.
#[must_use]
pub fn write(recipe: &Recipe) -> Option<String> {
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
    let branch = match &recipe.scope {
        Scope::All => String::new(),
        Scope::Branch(id) => format!(".{id}"),
        Scope::Chosen(_) => return None,
    };
    let seed = recipe.seed;
    Some(format!(
        "{method}.{meaning}-{facets}-{time}.{seed}.{weights}{branch}"
    ))
}

/// The recipe that a value means; `None` for one that cannot be read.
#[must_use]
pub fn parse(text: &str) -> Option<Recipe> {
    let mut fields = text.split('.');
    let method = parse_method(fields.next()?)?;
    let mut shares = fields.next()?.split('-').map(str::parse::<u8>);
    let shares = Shares {
        meaning: shares.next()?.ok()?,
        facets: shares.next()?.ok()?,
        time: shares.next()?.ok()?,
    };
    let seed = fields.next()?.parse().ok()?;
    let by_conversations = match fields.next()? {
        "w" => true,
        "o" => false,
        _ => return None,
    };
    let scope = match fields.next() {
        None => Scope::All,
        Some(id) => Scope::Branch(id.to_owned()),
    };
    let Shares {
        meaning,
        facets,
        time,
    } = shares;
    let possible = [meaning, facets, time].iter().all(|&share| share <= 100);
    let any = meaning > 0 || facets > 0 || time > 0;
    (possible && any && fields.next().is_none()).then_some(Recipe {
        scope,
        method,
        shares,
        by_conversations,
        seed,
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

    fn recipe(method: Method, scope: Scope) -> Recipe {
        Recipe {
            scope,
            method,
            shares: Shares {
                meaning: 70,
                facets: 20,
                time: 10,
            },
            by_conversations: true,
            seed: 42,
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
                let recipe = recipe(method, scope);
                let text = write(&recipe).unwrap();
                assert_eq!(parse(&text), Some(recipe), "{text}");
            }
        }
        let text = write(&recipe(Method::KMeans { groups: 50 }, Scope::All));
        assert_eq!(text.as_deref(), Some("k50.70-20-10.42.w"));
    }

    #[test]
    fn clusters_chosen_by_hand_are_in_no_link() {
        let chosen = Scope::Chosen(vec!["0-1".to_owned()]);
        assert_eq!(write(&recipe(Method::KMeans { groups: 2 }, chosen)), None);
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
