//! Requests from arrays to answers.

use super::*;
use crate::protocol::pack_texts;

fn arrays() -> Arrays {
    let meaning = (0..30).flat_map(|i| [(i % 3) as f32 * 8.0 + (i / 3) as f32 * 0.1, 0.0]);
    let time = (0..30).map(|i| if i < 15 { 0.0 } else { 5.0 });
    let names: Vec<String> = (0..30)
        .map(|i| format!("{} number", ["Bread", "Train", "Code"][i % 3]))
        .collect();
    Arrays {
        parts: vec![meaning.collect(), time.collect()],
        weights: (0..30)
            .map(|i| if i % 3 == 2 { 50.0 } else { 20.0 })
            .collect(),
        texts: pack_texts(names.iter().map(|name| (name.as_str(), ""))),
        labels: Vec::new(),
    }
}

fn ask(job: Job, shares: [f64; 2]) -> Ask {
    Ask {
        version: VERSION,
        id: 1,
        job,
        parts: vec![
            Part {
                dims: 2,
                share: shares[0],
            },
            Part {
                dims: 1,
                share: shares[1],
            },
        ],
    }
}

fn grouped(method: Method, shares: [f64; 2]) -> (Grouped, Vec<u32>) {
    let ask = ask(Job::Group { method, seed: 4 }, shares);
    match run(&ask, &arrays(), &mut |_| {}).unwrap() {
        (Answer::Grouped(grouped), labels) => (grouped, labels),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_method_finds_the_three_meanings_and_the_heaviest_group_is_first() {
    let methods = [
        Method::KMeans { groups: 3 },
        Method::Hierarchical { groups: 3 },
        Method::Density {
            reach: None,
            neighbours: 3,
        },
    ];
    for method in methods {
        let (grouped, labels) = grouped(method, [1.0, 0.0]);
        assert_eq!(grouped.names.len(), 3, "{method:?}");
        assert!(grouped.names[0].starts_with("Code"), "{:?}", grouped.names);
        assert!((0..30).all(|i| labels[i] == labels[i % 3]), "{method:?}");
        assert!(grouped.silhouette.unwrap() > 0.8);
        assert!(grouped.inertia < grouped.total * 0.1);
    }
}

#[test]
fn what_counts_as_alike_decides() {
    let (_, by_time) = grouped(Method::KMeans { groups: 2 }, [0.0, 1.0]);
    assert!((0..15).all(|i| by_time[i] == by_time[0] && by_time[i + 15] != by_time[0]));
}

#[test]
fn a_reach_is_a_part_of_how_far_clusters_lie_from_their_mean() {
    let density = |reach| Method::Density {
        reach,
        neighbours: 3,
    };
    for share in [0.01, 1.0, 100.0] {
        let (far, labels) = grouped(density(Some(3.0)), [share, 0.0]);
        assert!(
            labels.iter().all(|label| *label == 0),
            "{share}: {labels:?}"
        );
        assert_eq!(far.reach, Some(3.0));
        let (near, _) = grouped(density(Some(0.3)), [share, 0.0]);
        assert_eq!(near.names.len(), 3, "{share}");
        let fitting = grouped(density(None), [share, 0.0]).0.reach.unwrap();
        let (asked, same) = grouped(density(Some(fitting)), [share, 0.0]);
        assert_eq!(
            (asked.names.len(), same.len()),
            (3, 30),
            "{share}: {fitting}"
        );
    }
}

#[test]
fn names_of_given_groups() {
    let arrays = Arrays {
        labels: (0..30)
            .map(|i| if i == 29 { NO_GROUP } else { i % 3 })
            .collect(),
        ..arrays()
    };
    let ask = ask(Job::Name, [0.0, 0.0]);
    let (answer, _) = run(&ask, &arrays, &mut |_| {}).unwrap();
    let Answer::Named(names) = answer else {
        panic!("{answer:?}")
    };
    assert!(
        names[0].starts_with("Bread") && names[2].starts_with("Code"),
        "{names:?}"
    );
}

#[test]
fn what_cannot_be_done_is_refused() {
    let group = |groups| Job::Group {
        method: Method::KMeans { groups },
        seed: 0,
    };
    let fails = |ask: &Ask, arrays: &Arrays| run(ask, arrays, &mut |_| {}).unwrap_err();
    assert_eq!(
        fails(&ask(group(31), [1.0, 0.0]), &arrays()),
        JobError::Groups(31, 30)
    );
    assert_eq!(
        fails(&ask(group(0), [1.0, 0.0]), &arrays()),
        JobError::Groups(0, 30)
    );
    assert_eq!(
        fails(&ask(group(2), [0.0, 0.0]), &arrays()),
        JobError::Nothing
    );
    let old = Ask {
        version: 0,
        ..ask(group(2), [1.0, 0.0])
    };
    assert_eq!(fails(&old, &arrays()), JobError::Version);
    let mut short = arrays();
    short.parts[0].pop();
    assert_eq!(fails(&ask(group(2), [1.0, 0.0]), &short), JobError::Unfit);
    let density = Job::Group {
        method: Method::Density {
            reach: Some(-1.0),
            neighbours: 3,
        },
        seed: 0,
    };
    assert_eq!(
        fails(&ask(density, [1.0, 0.0]), &arrays()),
        JobError::Density
    );
}

#[test]
fn progress_rises_to_the_end() {
    let mut seen = Vec::new();
    let job = Job::Suggest { seed: 1 };
    run(&ask(job, [1.0, 0.0]), &arrays(), &mut |share| {
        seen.push(share);
    })
    .unwrap();
    assert!(seen.is_sorted() && seen.last() == Some(&1.0));
}
