//! Membership inference at its full size.

use kleio::eval::report::{Cell, Table};

use crate::attack::membership::{self, Plan, bound};

/// (e) `runs` releases with and without one account, at two budgets and without noise.
///
/// # Panics
/// When this `kleio` knows no differential privacy.
#[must_use]
pub fn membership(runs: usize) -> Vec<Table> {
    assert!(membership::is_there(), "this kleio run has no --dp-epsilon");
    let mut table = Table::new(
        "Membership inference under differential privacy",
        &["epsilon", "judged with", "without", "AUC", "interval at 95 %", "bound for epsilon", "above the bound", "least epsilon that the errors allow, at 95 %"],
    )
    .note("The target is the account that wrote most. The attacker knows everything else, learns from half of the releases which way the target moves every number, and judges the other half. The bound is exact; above it is an AUC whose whole interval is. Without noise the same attacker has to succeed, else the attack would show nothing.");
    // The last is to show that the attacker can see; a few releases do.
    for (epsilon, runs) in [(Some(1.0), runs), (Some(8.0), runs), (None, runs.min(20))] {
        let found = membership::attack(Plan {
            epsilon,
            conversations: 12_000,
            runs,
            config: membership::WHOLE,
        });
        let judged: [Cell; 4] = match found {
            None => [
                0_usize.into(),
                0_usize.into(),
                "nothing was released".into(),
                Cell::Missing,
            ],
            Some(found) => [
                found.judged.0.into(),
                found.judged.1.into(),
                Cell::Score(found.auc),
                format!("{:.3} to {:.3}", found.interval.0, found.interval.1).into(),
            ],
        };
        let mut row = vec![epsilon.map_or_else(|| "no noise".into(), Cell::Score)];
        row.extend(judged);
        let most = epsilon.map_or(1.0, bound);
        row.push(Cell::Score(most));
        row.push(match found {
            Some(found) if found.interval.0 > most => "yes".into(),
            Some(_) => "no".into(),
            None => Cell::Missing,
        });
        row.push(found.map_or(Cell::Missing, |found| Cell::Score(found.epsilon)));
        table.row(row);
    }
    vec![table]
}
