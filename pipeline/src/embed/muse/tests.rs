use super::*;

#[test]
fn chunks_hold_every_text_once_and_stay_small() {
    let lengths = [3, 700, 60, 60, 511, 1, 400, 2];
    let tokens: Vec<Vec<u32>> = lengths.iter().map(|&length| vec![7; length]).collect();
    let tokens: Vec<&[u32]> = tokens.iter().map(Vec::as_slice).collect();
    let chunks = chunks(&tokens);
    for chunk in &chunks {
        let total: usize = chunk.iter().map(|&index| lengths[index]).sum();
        assert!(total <= TOKENS_PER_CHUNK || chunk.len() == 1);
    }
    let mut all: Vec<usize> = chunks.into_iter().flatten().collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..lengths.len()));
}

#[test]
fn copies_are_counted() {
    let texts = [vec![1, 2], vec![1, 3], vec![1, 2], vec![1, 2]];
    let distinct = Distinct::new(&texts);
    assert_eq!(distinct.tokens, [&[1, 2], &[1, 3]]);
    assert_eq!(distinct.copies, [3, 1]);
    assert_eq!(distinct.original, [0, 1, 0, 0]);
}
