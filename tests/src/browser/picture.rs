//! What an element of the page shows, as pixels.

use std::collections::{BTreeMap, BTreeSet};

/// The pixels of a picture.
#[derive(Debug)]
pub struct Picture {
    /// The file, in PNG.
    pub png: Vec<u8>,
    /// Colours that cover at least 20 pixels each, so that no stray edge counts.
    pub colours: BTreeSet<[u8; 3]>,
}

impl Picture {
    pub(super) fn new(png: Vec<u8>) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("it is PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it fits into memory")];
        let frame = reader.next_frame(&mut pixels).expect("it is PNG");
        let width = frame.color_type.samples();
        let mut counts = BTreeMap::new();
        for pixel in pixels[..frame.buffer_size()].chunks_exact(width) {
            let colour = match pixel {
                [r, g, b, ..] => [*r, *g, *b],
                [grey, ..] => [*grey; 3],
                [] => continue,
            };
            *counts.entry(colour).or_insert(0_u32) += 1;
        }
        let colours = counts
            .into_iter()
            .filter(|&(_, n)| n >= 20)
            .map(|(c, _)| c)
            .collect();
        Self { png, colours }
    }
}
