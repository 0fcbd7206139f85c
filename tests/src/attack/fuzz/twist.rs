//! How a good release is made another one: numbers and texts of its clusters changed where they stand.
//!
//! Bytes that are turned and cut are hardly ever a release any more, so that nothing behind the first check
//! sees them. What is changed here keeps its form, and mostly its policy: sums, bounds and texts are looked at.

use serde_json::Value;

use super::spoil::{Change, spoil};

/// Conversations that a cluster gets: few, and so many that sums of them cannot be counted.
const MORE: [u64; 6] = [1, 15, 1 << 31, 1 << 53, 1 << 62, u64::MAX];

/// Manifest and clusters, changed. The hash of the clusters in the manifest is still that of the good ones.
pub(super) fn twist(manifest: &[u8], clusters: &[u8], changes: &[Change]) -> (Vec<u8>, Vec<u8>) {
    let mut manifest: Value = serde_json::from_slice(manifest).expect("the sample is JSON");
    let mut clusters: Vec<Value> = serde_json::from_slice(clusters).expect("the sample is JSON");
    let base: Vec<usize> = (0..clusters.len())
        .filter(|&at| clusters[at]["level"] == 0)
        .collect();
    for change in changes {
        let at = change.which(clusters.len());
        match *change {
            Change::Turn(_, mask) => {
                let at = base[change.which(base.len())];
                let more = MORE[usize::from(mask / 2) % MORE.len()];
                grow(&mut manifest, &mut clusters, at, more, mask % 2 == 1);
            }
            Change::Cut(_, share) => {
                set(&mut clusters[at], share, |_| Value::Null);
            }
            Change::Double(to, share) if manifest["dp"].is_object() && share < 0.3 => {
                spend(&mut manifest["dp"], share / 0.3, to);
            }
            Change::Double(_, share) => {
                let third = clusters[at]["conversations"].as_u64().unwrap_or(0) / 3;
                let more = |count: u64| count.saturating_mul(2);
                set(&mut clusters[at], share, |cell| {
                    cell.map_or(third, more).into()
                });
            }
            Change::Put(share, _) | Change::Replace(share, ..) => {
                let key = if share < 0.5 { "name" } else { "description" };
                let text = clusters[at][key].as_str().unwrap_or_default().to_owned();
                let spoilt = spoil(text.as_bytes(), std::slice::from_ref(change));
                clusters[at][key] = String::from_utf8_lossy(&spoilt).into();
            }
            Change::End(_) => hide(&mut clusters[at]),
        }
    }
    let clusters = Value::Array(clusters);
    (
        manifest.to_string().into_bytes(),
        clusters.to_string().into_bytes(),
    )
}

/// Gives the base cluster `at` more conversations, and all that it is part of; with `hidden`, no cell of these
/// is shown, so that there is room for them.
fn grow(manifest: &mut Value, clusters: &mut [Value], at: usize, more: u64, hidden: bool) {
    let add = |count: &mut Value| {
        *count = count.as_u64().unwrap_or(0).saturating_add(more).into();
    };
    add(&mut manifest["totals"]["conversations"]);
    if hidden {
        hide(&mut manifest["overall"]);
    }
    let mut next = Some(at);
    while let Some(at) = next {
        add(&mut clusters[at]["conversations"]);
        if hidden {
            hide(&mut clusters[at]);
        }
        let parent = clusters[at]["parent"].clone();
        next = clusters.iter().position(|other| other["id"] == parent);
    }
}

/// What a number of the ledger becomes.
const OTHERWISE: [f64; 6] = [0.0, -1.0, 0.5, 2.0, 1e12, 1e300];

/// Changes one number of what noise cost, the one at this share of them.
fn spend(noise: &mut Value, share: f64, to: f64) {
    let mut numbers: Vec<&mut Value> = Vec::new();
    for (_, value) in noise.as_object_mut().into_iter().flatten() {
        match value {
            Value::Array(ledger) => {
                let entries = ledger.iter_mut().filter_map(Value::as_object_mut);
                let values = entries.flat_map(|entry| entry.iter_mut().map(|(_, value)| value));
                numbers.extend(values.filter(|value| value.is_number()));
            }
            value if value.is_number() => numbers.push(value),
            _ => {}
        }
    }
    let at = (share * numbers.len() as f64) as usize;
    if let Some(number) = numbers.get_mut(at) {
        let by = OTHERWISE[(to * OTHERWISE.len() as f64) as usize % OTHERWISE.len()];
        // Whole numbers stay whole, so that they are looked at and not refused as what they are not.
        **number = match number.as_u64() {
            Some(count) => ((count as f64 * by) as u64).into(),
            None => (number.as_f64().unwrap_or(0.0) * by).into(),
        };
    }
}

/// Withholds every cell of a row.
fn hide(row: &mut Value) {
    for cell in cells(row) {
        *cell = Value::Null;
    }
}

/// Changes one cell of a row, the one at this share of them.
fn set(row: &mut Value, share: f64, to: impl Fn(Option<u64>) -> Value) {
    let mut cells = cells(row);
    let at = (share * cells.len() as f64) as usize;
    if let Some(cell) = cells.get_mut(at) {
        **cell = to(cell.as_u64());
    }
}

/// The cells of a cluster or of everything: of all facets, and weeks.
fn cells(row: &mut Value) -> Vec<&mut Value> {
    let mut cells = Vec::new();
    let Some(row) = row.as_object_mut() else {
        return cells;
    };
    for (key, value) in row {
        match value {
            Value::Object(facets) if key == "facets" => {
                let lists = facets.values_mut().filter_map(Value::as_array_mut);
                cells.extend(lists.flatten());
            }
            Value::Array(weeks) if key == "weeks" => cells.extend(weeks),
            _ => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn twisted(change: Change) -> (Value, Value) {
        let row = json!({"facets": {"a": [30, 20]}, "weeks": [50]});
        let cluster = |id: &str, level: u8, parent: Value| {
            let mut cluster = row.clone();
            cluster["id"] = json!(id);
            cluster["level"] = json!(level);
            cluster["parent"] = parent;
            cluster["name"] = json!("n");
            cluster["description"] = json!("d");
            cluster["conversations"] = json!(50);
            cluster
        };
        let top = cluster("top", 1, Value::Null);
        let clusters = json!([top, cluster("base", 0, json!("top"))]);
        let manifest = json!({"totals": {"conversations": 50}, "overall": row});
        let (manifest, clusters) = twist(
            manifest.to_string().as_bytes(),
            clusters.to_string().as_bytes(),
            &[change],
        );
        let read = |bytes: Vec<u8>| serde_json::from_slice(&bytes).unwrap();
        (read(manifest), read(clusters))
    }

    #[test]
    fn what_grows_grows_all_the_way_up() {
        let (manifest, clusters) = twisted(Change::Turn(0.5, 2));
        assert_eq!(manifest["totals"]["conversations"], 65);
        assert_eq!(manifest["overall"]["weeks"], json!([50]));
        assert_eq!(clusters[0]["conversations"], 65);
        assert_eq!(clusters[1]["conversations"], 65);
        let (manifest, clusters) = twisted(Change::Turn(0.5, 11));
        assert_eq!(manifest["totals"]["conversations"], u64::MAX);
        assert_eq!(manifest["overall"]["facets"]["a"], json!([null, null]));
        assert_eq!(clusters[1]["weeks"], json!([null]));
    }

    #[test]
    fn what_noise_cost_is_said_otherwise() {
        let entry = json!({"on": "weeks", "epsilon": 0.5, "within": 7});
        let mut noise = json!({"delta": 0.1, "ledger": [entry]});
        spend(&mut noise, 0.0, 0.0);
        spend(&mut noise, 0.5, 0.4);
        spend(&mut noise, 0.9, 0.6);
        let entry = json!({"on": "weeks", "epsilon": 0.25, "within": 14});
        assert_eq!(noise, json!({"delta": 0.0, "ledger": [entry]}));
    }

    #[test]
    fn a_cell_is_hidden_or_another_one() {
        let all = |clusters: &Value| clusters.to_string().matches("null").count();
        let (_, same) = twisted(Change::Turn(0.0, 0));
        let (_, one) = twisted(Change::Cut(0.0, 0.9));
        assert_eq!(all(&one), all(&same) + 1);
        let (_, one) = twisted(Change::Double(0.0, 0.0));
        assert!(one.to_string().contains("60"));
    }
}
