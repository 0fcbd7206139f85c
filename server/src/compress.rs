//! Brotli and gzip of whole bodies: of the client when the server is built, of a release when it starts.

use std::io::{self, Write};

/// How much time compression may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Done while someone waits: brotli 5, gzip 6.
    #[allow(
        dead_code,
        reason = "the build script and the server include this file; each uses its own"
    )]
    Quick,
    /// Done once for every download to come: brotli 11, gzip 9.
    #[allow(dead_code, reason = "as above")]
    Thorough,
}

/// Compressed forms of one body; `None` where compression does not make it smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compressed {
    /// Brotli (RFC 7932).
    pub(crate) brotli: Option<Vec<u8>>,
    /// Gzip (RFC 1952), without name or time, so that the same body gives the same bytes.
    pub(crate) gzip: Option<Vec<u8>>,
}

/// Compresses `body` both ways.
///
/// # Errors
/// Only if the encoders fail, which in memory they do not.
pub(crate) fn compress(body: &[u8], effort: Effort) -> io::Result<Compressed> {
    let (brotli_quality, gzip_level) = match effort {
        Effort::Quick => (5, 6),
        Effort::Thorough => (11, 9),
    };
    let params = brotli::enc::BrotliEncoderParams {
        quality: brotli_quality,
        size_hint: body.len(),
        ..Default::default()
    };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &body[..], &mut brotli, &params)?;

    let mut encoder =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(gzip_level));
    encoder.write_all(body)?;
    let gzip = encoder.finish()?;

    let smaller = |bytes: Vec<u8>| (bytes.len() < body.len()).then_some(bytes);
    Ok(Compressed {
        brotli: smaller(brotli),
        gzip: smaller(gzip),
    })
}
