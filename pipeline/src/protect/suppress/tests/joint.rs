//! Properties of suppression after an earlier release of the same vault.

use super::*;
use crate::protect::history::{History, Kin, Kinship, Told};

/// What became of a base cluster.
#[derive(Debug, Clone)]
enum Fate {
    Same,
    /// So many more in each cell, and fifteen in the first.
    Grown(Vec<u64>),
    /// Another one altogether.
    Other(Vec<u64>),
}

fn fate() -> impl Strategy<Value = Fate> {
    let cells = || prop::collection::vec(prop_oneof![0_u64..20, 0_u64..60, Just(0)], 5);
    prop_oneof![
        3 => Just(Fate::Same),
        1 => prop::collection::vec(prop_oneof![0_u64..4, 0_u64..30, Just(0)], 5).prop_map(Fate::Grown),
        1 => cells().prop_map(Fate::Other),
    ]
}

/// The second release's base clusters, and how each stands to its place in the first.
fn later(base: &[Vec<u64>], fates: &[Fate]) -> (Vec<Vec<u64>>, Vec<Option<Kinship>>) {
    base.iter()
        .zip(fates)
        .map(|(cells, fate)| match fate {
            Fate::Same => (cells.clone(), Some(Kinship::Same)),
            Fate::Grown(more) => {
                let mut cells: Vec<u64> = cells.iter().zip(more).map(|(a, b)| a + b).collect();
                cells[0] += 15;
                (cells, Some(Kinship::Other { grown: true }))
            }
            Fate::Other(cells) => (cells.clone(), None),
        })
        .unzip()
}

/// How a row stands to one of before whose parts are the same, grown, or neither.
fn together(parts: &[Option<Kinship>]) -> Option<Kinship> {
    if parts.iter().all(|part| *part == Some(Kinship::Same)) {
        Some(Kinship::Same)
    } else if parts.iter().all(Option::is_some) {
        Some(Kinship::Other { grown: true })
    } else {
        None
    }
}

/// Both releases as a reader sees them, and which rows hang together.
struct Both {
    then: Reader,
    now: Reader,
    kin: Vec<Option<Kinship>>,
}

impl Both {
    fn think(&mut self) {
        let mut learnt = true;
        while learnt {
            self.then.think();
            self.now.think();
            learnt = false;
            for (row, kin) in self.kin.iter().enumerate() {
                let cells = self.then.bounds[row]
                    .iter_mut()
                    .zip(&mut self.now.bounds[row]);
                for (then, now) in cells {
                    let before = (*then, *now);
                    match kin {
                        Some(Kinship::Same) => {
                            let both = (then.0.max(now.0), then.1.min(now.1));
                            (*then, *now) = (both, both);
                        }
                        Some(Kinship::Other { grown: true }) => {
                            now.0 = now.0.max(then.0);
                            then.1 = then.1.min(now.1);
                        }
                        _ => {}
                    }
                    learnt |= before != (*then, *now);
                }
            }
        }
    }
}

/// Two releases one after the other: the second as measured, what each shows, and what hangs together.
fn twice(base: &[Vec<u64>], fates: &[Fate], moved: bool) -> (Measured, Cells, Both) {
    let count = base.len();
    let parent = |i: usize| if moved { i / 2 % 2 } else { i % 2 };
    let first = table(base);
    let shown = suppress(&first, &policy(), None);
    let told = Told::of(&first, &shown);
    let (base, rows) = later(base, fates);
    let second = table_of(&base, parent);
    let top = |t: usize| {
        let parts: Vec<_> = (0..count).filter(|i| i % 2 == t).map(|i| rows[i]).collect();
        // Where clusters moved to other parents, no parent is what it was.
        if moved { None } else { together(&parts) }
    };
    let mut kin = vec![together(&rows)];
    kin.extend(&rows);
    kin.extend([top(0), top(1)]);
    let place = |row: usize| match row {
        0 => None,
        row if row <= count => Some((0, row - 1)),
        row => Some((1, row - 1 - count)),
    };
    let kinds: Vec<Option<Kin>> = kin
        .iter()
        .enumerate()
        .map(|(row, kinship)| {
            kinship.map(|kinship| Kin {
                place: place(row),
                kinship,
            })
        })
        .collect();
    let history = History::new(&told, &second, &kinds, THRESHOLD);
    let cells = suppress(&second, &policy(), Some(&history));
    let then = Reader::of(&first, &shown);
    let now = Reader::of(&second, &cells);
    let mut both = Both { then, now, kin };
    both.think();
    (second, cells, both)
}

fn bases() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let cells = prop::collection::vec(prop_oneof![0_u64..20, 0_u64..60, Just(0)], 5);
    prop::collection::vec(cells, 4..12)
}

proptest! {
    /// Whoever has both releases knows no hidden cell of the later one to within the threshold.
    #[test]
    fn no_hidden_cell_is_known_from_two_releases(
        base in bases(),
        fates in prop::collection::vec(fate(), 12),
        moved in any::<bool>(),
    ) {
        let (measured, cells, both) = twice(&base, &fates, moved);
        // A facet that cannot be protected is left out.
        if !cells.kept[0] {
            return Ok(());
        }
        let rows = std::iter::once((&measured.overall, &cells.overall)).chain(
            measured.levels.iter().flatten().map(|c| &c.row).zip(cells.levels.iter().flatten()),
        );
        for (row, ((measured, shown), bounds)) in rows.zip(&both.now.bounds).enumerate() {
            for ((cell, &shown), &(low, high)) in measured.facets[0].iter().zip(&shown[0]).zip(bounds) {
                let count = cell.conversations;
                prop_assert!(low <= count && count <= high, "row {row}: {low}..={high}, not {count}");
                prop_assert!(shown || high - low >= THRESHOLD.conversations, "row {row}: {low}..={high}");
            }
        }
    }
}

#[test]
fn a_facet_survives_where_one_cluster_changed() {
    let base = vec![vec![40, 30, 9, 8, 20]; 8];
    let mut fates = vec![Fate::Same; 8];
    fates[3] = Fate::Grown(vec![20, 0, 3, 0, 0]);
    let (_, cells, _) = twice(&base, &fates, false);
    assert!(cells.kept[0]);
    let (_, cells, _) = twice(&base, &fates, true);
    assert!(cells.kept[0]);
}
