//! Embeds the built client (`app/dist`) in the server's binary, compressed once for every request.
//!
//! Without a built client it embeds an empty table, and the server says what to run.

#[path = "src/compress.rs"]
mod compress;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use compress::{Compressed, Effort, compress};

fn main() -> Result<(), Box<dyn Error>> {
    let workspace = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("..");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let dist = workspace.join("app/dist");
    // Watching a path that does not exist would run this at every build, so without a client the
    // directory that the client will appear in is watched instead.
    let watched = if dist.is_dir() {
        dist.clone()
    } else {
        workspace.join("app")
    };
    println!("cargo::rerun-if-changed={}", watched.display());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/compress.rs");

    let mut files = Vec::new();
    if dist.is_dir() {
        list(&dist, &mut files)?;
    }
    files.sort();
    // Debug builds are made often and downloaded by nobody.
    let effort = if std::env::var("PROFILE")? == "release" {
        Effort::Thorough
    } else {
        Effort::Quick
    };
    let mut table = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        let path = file.strip_prefix(&dist)?;
        let url: String = path
            .components()
            .map(|part| format!("/{}", part.as_os_str().to_string_lossy()))
            .collect();
        let identity = fs::read(file)?;
        let Compressed { brotli, gzip } = compress(&identity, effort)?;
        fs::write(out.join(format!("{number}.raw")), &identity)?;
        writeln!(table, "EmbeddedFile {{ path: {url:?},")?;
        writeln!(table, "identity: {},", include(number, "raw"))?;
        for (field, suffix, bytes) in [("brotli", "br", brotli), ("gzip", "gz", gzip)] {
            match bytes {
                Some(bytes) => {
                    fs::write(out.join(format!("{number}.{suffix}")), bytes)?;
                    writeln!(table, "{field}: Some({}),", include(number, suffix))?;
                }
                None => writeln!(table, "{field}: None,")?,
            }
        }
        table.push_str("},\n");
    }
    table.push_str("]\n");
    fs::write(out.join("client.rs"), table)?;
    Ok(())
}

fn include(number: usize, suffix: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.{suffix}\"))")
}

fn list(directory: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
