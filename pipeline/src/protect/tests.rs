//! The gate as a whole: what it writes, a reader accepts; what it must not write, it withholds.

use crate::quality::Quality;
use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Profile;
use kleio_shared::release::Release as Read;
use kleio_shared::text::content_words;
use proptest::prelude::*;

mod vectors;

use super::*;
use crate::measure::{MeasuredFacet, Row, Support};
use crate::week::Week;

const VALUES: usize = 4;
const WEEKS: usize = 3;

/// Counts of one base cluster: by facet value, and by week (some conversations have no time).
#[derive(Debug, Clone)]
struct Counts {
    values: [u64; VALUES],
    weeks: [u64; WEEKS],
}

fn support(conversations: u64) -> Support {
    Support {
        conversations,
        accounts: conversations.div_ceil(2),
    }
}

fn row(counts: &[&Counts]) -> Row {
    let sum = |of: &dyn Fn(&Counts) -> u64| support(counts.iter().map(|c| of(c)).sum());
    Row {
        support: sum(&|c| c.values.iter().sum()),
        facets: vec![(0..VALUES).map(|v| sum(&|c| c.values[v])).collect()],
        weeks: (0..WEEKS).map(|w| sum(&|c| c.weeks[w])).collect(),
        concern: 1.234,
    }
}

fn cluster(level: u8, index: usize, parent: Option<usize>, counts: &[&Counts]) -> MeasuredCluster {
    let name = format!("Ask about subject{level}x{index}");
    MeasuredCluster {
        id: ClusterId::new(level, &name),
        words: content_words(&name)
            .into_iter()
            .map(|word| (word, 100))
            .collect(),
        in_input: Some(100),
        name,
        description: String::new(),
        position: [0.25, -0.5],
        quality: Quality {
            coherence: Some(0.61),
            stability: None,
        },
        parent,
        row: row(counts),
    }
}

fn measured(base: &[Counts]) -> Measured {
    let side = |top: usize| base.iter().skip(top).step_by(2).collect::<Vec<_>>();
    Measured {
        facets: vec![MeasuredFacet {
            name: "language".into(),
            kind: ValueKind::Language,
            question: None,
            values: (0..VALUES).map(|v| format!("Language {v}")).collect(),
        }],
        weeks: (0..WEEKS as i32).map(Week).collect(),
        levels: vec![
            base.iter()
                .enumerate()
                .map(|(i, c)| cluster(0, i, Some(i % 2), &[c]))
                .collect(),
            (0..2)
                .map(|top| cluster(1, top, None, &side(top)))
                .collect(),
        ],
        overall: row(&base.iter().collect::<Vec<_>>()),
        outside: support(40),
        unassigned: support(20),
        follows: Vec::new(),
    }
}

fn provenance() -> Provenance {
    Provenance {
        title: "Test".into(),
        accounts_known: true,
        provider: "builtin".to_owned(),
        embedder: "lexical".into(),
        seed: 7,
        screening: None,
        withheld: vec![0, 0],
    }
}

/// Writes and reads a release.
fn through(measured: &Measured, policy: &Policy) -> Result<Read, String> {
    let release = protect(measured, policy, &provenance()).map_err(|w| format!("{w:?}"))?;
    let files = release.files().map_err(|e| e.to_string())?;
    Read::open(&files[1].1, &files[0].1).map_err(|e| e.to_string())
}

fn counts() -> impl Strategy<Value = Counts> {
    (
        prop::array::uniform4(0_u64..90),
        prop::array::uniform3(0_u64..40),
    )
        .prop_map(|(mut values, weeks)| {
            // Large enough to pass the cluster threshold, and for all of its weeks.
            values[0] += 25 + weeks.iter().sum::<u64>();
            Counts { values, weeks }
        })
}

proptest! {
    /// The reader's types and its own check of the policy accept whatever the gate lets through.
    #[test]
    fn what_the_gate_writes_a_reader_accepts(base in prop::collection::vec(counts(), 4..14)) {
        let measured = measured(&base);
        let read = through(&measured, &Policy::of(Profile::Analyst));
        prop_assert!(read.is_ok(), "{:?}", read.err());
        let read = read.unwrap();
        let report = kleio_verify::report::examine(read.manifest(), read.clusters());
        prop_assert!(report.is_sound(), "{report}");
    }

    /// No count below the cell threshold stands in any file.
    #[test]
    fn small_counts_stay_behind(base in prop::collection::vec(counts(), 4..14)) {
        let read = through(&measured(&base), &Policy::of(Profile::Analyst)).unwrap();
        for cluster in read.clusters() {
            let cells = cluster.profile.facets.values().flatten().chain(&cluster.profile.weeks);
            for count in cells.filter_map(|cell| cell.shown()) {
                prop_assert!(count == 0 || count >= 15, "{count} in {}", cluster.id);
            }
        }
    }
}

fn four() -> Vec<Counts> {
    vec![
        Counts {
            values: [60, 30, 3, 0],
            weeks: [30, 30, 30]
        };
        4
    ]
}

#[test]
fn a_small_cluster_is_withheld() {
    let mut measured = measured(&four());
    measured.levels[0][2].row.support.accounts = 9;
    let withheld = protect(&measured, &Policy::of(Profile::Analyst), &provenance()).unwrap_err();
    assert_eq!(withheld.len(), 1);
    assert_eq!((withheld[0].level, withheld[0].index), (0, 2));
    assert_eq!(withheld[0].reason, Reason::TooSmall);
}

#[test]
fn a_word_without_support_withholds_its_cluster_wherever_it_stands() {
    for in_name in [true, false] {
        let mut measured = measured(&four());
        let cluster = &mut measured.levels[0][1];
        let text = if in_name {
            &mut cluster.name
        } else {
            &mut cluster.description
        };
        text.push_str(", zebrafinch");
        let withheld =
            protect(&measured, &Policy::of(Profile::Analyst), &provenance()).unwrap_err();
        assert_eq!(withheld[0].reason, Reason::UnsupportedWords(1));
        let cluster = &mut measured.levels[0][1];
        cluster.words.insert("zebrafinch".into(), 5);
        assert!(protect(&measured, &Policy::of(Profile::Analyst), &provenance()).is_ok());
    }
}

#[test]
fn words_that_many_use_need_support_side_by_side_too() {
    let mut measured = measured(&four());
    let cluster = &mut measured.levels[0][1];
    cluster.name = "Ask about zebrafinch nests".into();
    for word in ["zebrafinch", "nest"] {
        cluster.words.insert(word.into(), 80);
    }
    cluster.words.insert("zebrafinch nest".into(), 4);
    let policy = Policy::of(Profile::Analyst);
    let withheld = protect(&measured, &policy, &provenance()).unwrap_err();
    assert_eq!(withheld[0].reason, Reason::UnsupportedWords(1));
    let cluster = &mut measured.levels[0][1];
    cluster.words.insert("zebrafinch nest".into(), 5);
    assert!(protect(&measured, &policy, &provenance()).is_ok());
}

#[test]
fn the_auditor_stops_what_many_use_all_the_same() {
    let mut measured = measured(&four());
    let cluster = &mut measured.levels[0][1];
    cluster.description = "People write to jane.roe@example.org.".into();
    for key in content_words(&cluster.description) {
        cluster.words.insert(key, 80);
    }
    for key in kleio_shared::text::content_phrases(&cluster.description) {
        cluster.words.insert(key, 80);
    }
    let withheld = protect(&measured, &Policy::of(Profile::Analyst), &provenance()).unwrap_err();
    assert_eq!(withheld[0].reason, Reason::Personal(1));
    let mut open = Policy::of(Profile::OpenData);
    open.cluster.conversations = 25;
    assert!(
        protect(&measured, &open, &provenance()).is_ok(),
        "said, not enforced"
    );
}

/// A release after one that told `told`, with `kinship` between all clusters of the same place.
fn after(measured: &Measured, told: &Told, kinship: Kinship) -> (Read, Told) {
    let places = measured.levels.iter().enumerate();
    let mut kin = vec![Some(Kin {
        place: None,
        kinship,
    })];
    for (level, clusters) in places {
        kin.extend((0..clusters.len()).map(|index| {
            let place = Some((level, index));
            Some(Kin { place, kinship })
        }));
    }
    let passage = Passage {
        previous: Some((told.clone(), kin)),
        ..Passage::default()
    };
    let policy = Policy::of(Profile::Analyst);
    let (release, told) = protect_after(measured, &policy, &provenance(), &passage).unwrap();
    let files = release.files().unwrap();
    (Read::open(&files[1].1, &files[0].1).unwrap(), told)
}

fn first(measured: &Measured) -> (Read, Told) {
    let policy = Policy::of(Profile::Analyst);
    let passage = Passage::default();
    let (release, told) = protect_after(measured, &policy, &provenance(), &passage).unwrap();
    let files = release.files().unwrap();
    (Read::open(&files[1].1, &files[0].1).unwrap(), told)
}

proptest! {
    /// The same conversations show and hide the same cells, however often they are released.
    #[test]
    fn the_same_again_tells_the_same(base in prop::collection::vec(counts(), 4..14)) {
        let measured = measured(&base);
        let (one, told) = first(&measured);
        let (two, told_again) = after(&measured, &told, Kinship::Same);
        prop_assert_eq!(one, two);
        prop_assert_eq!(told, told_again);
    }

    /// What a cluster has gained since the last release is shown nowhere where it is little.
    #[test]
    fn little_growth_of_a_cell_is_hidden(
        base in prop::collection::vec(counts(), 4..14),
        more in prop::collection::vec(prop::array::uniform4(0_u64..20), 14),
    ) {
        let (one, told) = first(&measured(&base));
        let grown: Vec<Counts> = base
            .iter()
            .zip(&more)
            .map(|(counts, more)| {
                let mut counts = counts.clone();
                for (value, more) in counts.values.iter_mut().zip(more) {
                    *value += more;
                }
                counts.values[0] += 15;
                counts
            })
            .collect();
        let (two, _) = after(&measured(&grown), &told, Kinship::Other { grown: true });
        for cluster in two.clusters() {
            let before = one.clusters().iter().find(|c| c.id == cluster.id).unwrap();
            let lists = |c: &kleio_shared::release::Cluster| c.profile.facets["language"].clone();
            let names = |r: &Read| r.manifest().facets[0].values.clone();
            if names(&one) != names(&two) {
                continue;
            }
            for (now, then) in lists(cluster).iter().zip(lists(before)) {
                if let (Some(now), Some(then)) = (now.shown(), then.shown()) {
                    let gained = now.abs_diff(then);
                    prop_assert!(gained == 0 || gained >= 15, "{then} to {now}");
                }
            }
        }
    }
}

#[test]
fn values_that_few_have_are_not_named() {
    let read = through(&measured(&four()), &Policy::of(Profile::Analyst)).unwrap();
    let facet = &read.manifest().facets[0];
    assert_eq!(facet.values, ["Language 0", "Language 1", "other"]);
    let everything = through(&measured(&four()), &Policy::of(Profile::OpenData)).unwrap();
    assert_eq!(everything.manifest().facets[0].values.len(), 4);
    assert_eq!(
        everything.clusters()[0].profile.facets["language"][3].shown(),
        Some(0)
    );
}

#[test]
fn the_share_that_a_screener_left_is_told_only_of_many() {
    let share = |kept: u64, conversations: u64, accounts: u64| {
        let provenance = Provenance {
            screening: Some(ScreenedOut {
                question: "Is it about an election?".into(),
                by: "terms".into(),
                kept,
                dropped: Support {
                    conversations,
                    accounts,
                },
            }),
            ..provenance()
        };
        let measured = measured(&four());
        let release = protect(&measured, &Policy::of(Profile::Analyst), &provenance).unwrap();
        let files = release.files().unwrap();
        let read = Read::open(&files[1].1, &files[0].1).unwrap();
        read.manifest().screened.as_ref().unwrap().share
    };
    assert_eq!(share(372, 8_400, 900), Some(0.042));
    assert_eq!(share(372, 0, 0), Some(1.0));
    assert_eq!(share(372, 14, 14), None);
    assert_eq!(share(372, 40, 4), None);
}

#[test]
fn the_wire_format_is_stable() {
    let release = protect(
        &measured(&four()),
        &Policy::of(Profile::Analyst),
        &provenance(),
    )
    .unwrap();
    let files = release.files().unwrap();
    let clusters = String::from_utf8(files[0].1.clone()).unwrap();
    insta::assert_snapshot!(clusters.lines().nth(1).unwrap(), @r#"{"id":"1-39c19739f289","level":1,"parent":null,"name":"Ask about subject1x0","description":"","conversations":186,"accounts":{"at_least":50,"below":100},"share":{"estimate":0.5,"low":0.449451,"high":0.550549},"concern":1.2,"position":[0.25,-0.5],"coherence":0.61,"stability":null,"facets":{"language":[120,null,null]},"weeks":[null,60,60],"receipt":{"terms":10,"influence":5,"history":"first","size":5,"words":{"at_least":1,"below":2},"phrases":{"at_least":0,"below":1},"support":10,"auditor":5,"text_replaced":false,"merged":false,"values":10,"cells":{"at_least":2,"below":5}}},"#);
}
