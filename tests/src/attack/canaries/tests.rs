//! Canaries are unique, of every kind and script, and found again.

use std::collections::BTreeSet;

use super::*;

#[test]
fn five_hundred_are_unique_and_of_all_kinds_scripts_and_places() {
    let all = canaries(500);
    let cores: BTreeSet<&str> = all.iter().map(|canary| canary.core.as_str()).collect();
    assert_eq!(cores.len(), 500);
    for kind in 0..KINDS.len() {
        for script in 0..SCRIPTS.len() {
            let of = all.iter().filter(|c| c.kind == kind && c.script == script);
            assert_eq!(of.count(), 10);
        }
    }
    assert!((0..PLACES.len()).all(|place| all.iter().any(|canary| canary.place == place)));
}

#[test]
fn they_are_found_however_they_are_written() {
    let all = canaries(10);
    let finder = Finder::new(&all);
    let russian = &all[1].core;
    let escaped: String = russian
        .encode_utf16()
        .map(|u| format!("\\u{u:04X}"))
        .collect();
    for text in [russian.to_uppercase(), escaped, format!("a{russian}b")] {
        assert_eq!(
            finder.found_in(text.as_bytes()),
            BTreeSet::from([1]),
            "{text}"
        );
    }
    assert!(finder.found_in(b"nothing of the kind").is_empty());
}

#[test]
fn every_line_holds_its_canary() {
    let all = canaries(54);
    let finder = Finder::new(&all);
    for (number, canary) in all.iter().enumerate() {
        for line in canary.lines(number, 16) {
            assert!(
                finder.found_in(line.as_bytes()).contains(&number),
                "{}",
                PLACES[canary.place]
            );
        }
    }
}
