//! Vectors of a release: made of its texts, and taken by readers only as they were written.

use super::*;

/// Fixed counts of six base clusters, the first value of each changed by `more`.
fn six(more: u64) -> Measured {
    let one = |i: u64| Counts {
        values: [60 + 7 * i + more, 30, 20, 25],
        weeks: [20, 18, 16],
    };
    measured(&(0..6).map(one).collect::<Vec<_>>())
}

fn with_vectors(measured: &Measured) -> ReleaseFiles {
    let policy = Policy::of(Profile::Analyst);
    let release = protect(measured, &policy, &provenance()).unwrap();
    let embedder = crate::embed::lexical::Lexical::new(Default::default());
    release.with_vectors(&embedder, 7).files().unwrap()
}

#[test]
fn vectors_are_a_function_of_released_texts_alone() {
    let (a, b) = (with_vectors(&six(0)), with_vectors(&six(40)));
    let bytes = |files: &ReleaseFiles, name| {
        let file = files.iter().find(|(file, _)| *file == name);
        file.map(|(_, bytes)| bytes.clone()).unwrap()
    };
    assert_ne!(bytes(&a, "clusters.json"), bytes(&b, "clusters.json"));
    // The order of the file is that of sizes, which rise alike in both.
    assert_eq!(bytes(&a, "vectors.bin"), bytes(&b, "vectors.bin"));
    let mut other = six(0);
    other.levels[0][0].description = "Subject0x0".to_owned();
    assert_ne!(
        bytes(&with_vectors(&other), "vectors.bin"),
        bytes(&a, "vectors.bin")
    );
}

#[test]
fn a_reader_takes_the_vectors_only_as_they_were_written() {
    use kleio_shared::release::Vectors;
    let files = with_vectors(&six(0));
    let [clusters, vectors, manifest] = [0, 1, 2].map(|place| files[place].1.clone());
    let release = Read::open(&manifest, &clusters).unwrap();
    let read = Vectors::open(release.manifest(), &vectors).unwrap();
    assert_eq!(read.points().rows(), 6);
    let mut changed = vectors.clone();
    changed[0] ^= 1;
    assert!(Vectors::open(release.manifest(), &changed).is_err());
    assert!(Vectors::open(release.manifest(), &vectors[1..]).is_err());
    // A release without them is one too.
    let plain = through(&six(0), &Policy::of(Profile::Analyst)).unwrap();
    assert!(plain.manifest().vectors.is_none());
    assert!(Vectors::open(plain.manifest(), &vectors).is_err());
}
