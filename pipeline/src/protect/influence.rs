//! The cap on one account's influence: how many of its conversations count.
//!
//! On text an account counts once for each word, however often it writes (`describe/counts.rs`); here it is
//! kept from filling a cluster, or a whole release, with conversations of its own.

use kleio_shared::policy::Influence;

/// Takes the conversations of an account beyond the `limit` out of their clusters; those that come first
/// in the input stay. Gives the places of what was taken out, ascending.
pub fn cap(labels: &mut [Option<u32>], accounts: &[u32], limit: Influence) -> Vec<u32> {
    let mut order: Vec<u32> = (0..labels.len() as u32)
        .filter(|&i| labels[i as usize].is_some())
        .collect();
    order.sort_by_key(|&i| (accounts[i as usize], i));
    let mut out = Vec::new();
    for own in order.chunk_by(|&a, &b| accounts[a as usize] == accounts[b as usize]) {
        let mut all = 0;
        let mut counted: std::collections::BTreeMap<u32, u64> = std::collections::BTreeMap::new();
        for &conversation in own {
            let label = &mut labels[conversation as usize];
            let Some(cluster) = *label else { continue };
            let here = counted.entry(cluster).or_default();
            if *here < limit.cluster && all < limit.release {
                *here += 1;
                all += 1;
            } else {
                *label = None;
                out.push(conversation);
            }
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_counts_more_often_than_the_limit() {
        let mut labels: Vec<Option<u32>> = [0, 0, 0, 1, 1, 0, 2].map(Some).into();
        labels.push(None);
        let accounts = [7, 7, 7, 7, 7, 3, 7, 7];
        let limit = Influence {
            cluster: 2,
            release: 4,
        };
        assert_eq!(cap(&mut labels, &accounts, limit), [2, 6]);
        assert_eq!(
            labels,
            [
                Some(0),
                Some(0),
                None,
                Some(1),
                Some(1),
                Some(0),
                None,
                None
            ]
        );
    }
}
