//! What one release tells by its own numbers, at full size.

use kleio::eval::report::{Cell, Table};

use crate::attack::desk::Desk;
use crate::attack::reconstruct::joint::{Together, together};
use crate::attack::views::{Views, shelved, views};

/// Conversations of the samples.
const SIZES: [usize; 2] = [2_000, 6_000];

/// Pairs of views, and facets that are part of each other's.
pub(super) fn views_of_one() -> Vec<Table> {
    let mut pairs = Table::new(
        "Pairs of views of one release",
        &[
            "sample of",
            "differences taken",
            "below the threshold, of what is withheld",
            "cells crossed",
            "groups known to be few",
        ],
    )
    .note("Differences: all shown cells of a row within it, the clusters below one within it, and a value in a cluster and in those below it. Crossed: a cell of one facet with each cell of each other, in the same row, with what the solver makes of hidden ones; of the four groups that two values make, those that lie between two values closer than a cell's threshold, below it, and are not nobody.");
    let mut joint = Table::new(
        "Facets of which one follows from the other, solved together",
        &[
            "sample of",
            "withheld cells",
            "recovered exactly",
            "within the threshold",
            "known to be nobody",
            "known, and as many as a shown cell needs",
            "tables without a solution",
        ],
    )
    .note("Fourteen shelves in four halls: every cell of a hall is the sum of its shelves'. By linear programming over both tables, bounds rounded inwards.");
    for size in SIZES {
        let (views, together) = released(size);
        pairs.row(vec![
            Cell::Count(size as u64),
            views.taken.into(),
            views.small.into(),
            views.crossed.into(),
            views.known.into(),
        ]);
        joint.row(vec![
            Cell::Count(size as u64),
            together.recovered.withheld.into(),
            together.recovered.exact.into(),
            together.recovered.narrow.into(),
            together.recovered.nothing.into(),
            together.large.into(),
            together.recovered.impossible.into(),
        ]);
    }
    vec![pairs, joint]
}

fn released(size: usize) -> (Views, Together) {
    let desk = Desk::new();
    let mut lines = desk.background(size, 29);
    let following = shelved(&mut lines);
    let input = desk.write_lines("sample.jsonl", &lines);
    let config = desk.write("kleio.toml", "embedder = \"lexical\"\n");
    let ran = desk.run(&[&input], &config, "out");
    ran.open().map_or_else(Default::default, |release| {
        (views(&release), together(&release, &following))
    })
}
