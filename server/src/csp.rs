//! The content security policy: what the page may load and run (CSP level 3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a client whose start page is `index`: nothing from elsewhere, WebAssembly, and of
/// inline scripts exactly those that stand in `index`.
pub(crate) fn policy(index: &str) -> String {
    let hashes: String = inline_scripts(index)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
}

/// Texts of the `<script>` elements without a `src`, as a browser hashes them.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    // ASCII lower-casing keeps every byte offset.
    let lower = html.to_ascii_lowercase();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let tag = at + lower[at..].find("<script")?;
            let text = tag + lower[tag..].find('>')? + 1;
            let end = text + lower[text..].find("</script")?;
            at = end;
            let attributes = &lower[tag..text];
            if !attributes.contains(" src=") && !attributes.contains("\nsrc=") {
                return Some(&html[text..end]);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash() {
        // The example of CSP level 2, section 4.2.5: the hash of `alert('Hello, world.');`.
        let policy = policy("<p>é</p><SCRIPT type=module>alert('Hello, world.');</SCRIPT>");
        assert!(
            policy.contains(
                "'wasm-unsafe-eval' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';"
            ),
            "{policy}"
        );
    }

    #[test]
    fn scripts_from_files_need_no_hash() {
        assert_eq!(inline_scripts("<script src=\"/a.js\"></script>").count(), 0);
        assert!(!policy("").contains("sha256"));
        assert!(!policy("").contains("unsafe-inline"));
    }
}
