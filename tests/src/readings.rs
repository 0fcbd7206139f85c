//! What a row of a release's cells tells a reader: a count for each, or that it is withheld.

use serde_json::Value;

/// The cells of a row of a cluster with `total` conversations, in their order; `None` for what is withheld. What is not
/// shown is nothing only where what is shown makes up the whole already.
///
/// # Panics
/// When it is no row of cells.
#[must_use]
pub fn readings(cells: &Value, total: u64) -> Vec<Option<u64>> {
    let cells = cells.as_array().expect("a row of cells");
    let shown: u64 = cells.iter().filter_map(Value::as_u64).sum();
    let rest = (shown >= total).then_some(0);
    cells.iter().map(|cell| cell.as_u64().or(rest)).collect()
}

/// What `cluster` tells of the facet called `name`.
///
/// # Panics
/// When it has no such facet.
#[must_use]
pub fn of_facet(cluster: &Value, name: &str) -> Vec<Option<u64>> {
    readings(&cluster["facets"][name], conversations(cluster))
}

/// What `cluster` tells of the weeks.
///
/// # Panics
/// When it has none.
#[must_use]
pub fn of_weeks(cluster: &Value) -> Vec<Option<u64>> {
    readings(&cluster["weeks"], conversations(cluster))
}

/// The cluster's conversations.
///
/// # Panics
/// When it does not say.
#[must_use]
pub fn conversations(cluster: &Value) -> u64 {
    let count = cluster["conversations"].as_u64();
    count.expect("a number of conversations")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_shown_is_nothing_only_where_that_follows() {
        let row = json!([40, null, 0]);
        assert_eq!(readings(&row, 60), [Some(40), None, Some(0)]);
        assert_eq!(readings(&row, 40), [Some(40), Some(0), Some(0)]);
    }
}
