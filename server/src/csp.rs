//! The content security policy: what the page may load and run (CSP level 3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy of the server's own pages, which have no scripts.
pub(crate) const PAGE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy for a client whose start page is `index`: nothing from elsewhere, WebAssembly, and of
/// inline scripts exactly those that stand in `index`. Pages of the origins `embedders` may show it in
/// a frame.
pub(crate) fn client(index: &str, embedders: &[String]) -> String {
    let hashes: String = inline_scripts(index)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    let ancestors = if embedders.is_empty() {
        "'none'".to_owned()
    } else {
        format!("'self' {}", embedders.join(" "))
    };
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors {ancestors}"
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
        let policy = client(
            "<p>é</p><SCRIPT type=module>alert('Hello, world.');</SCRIPT>",
            &[],
        );
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
        let policy = client("", &[]);
        assert!(!policy.contains("sha256"));
        for text in [&*policy, PAGE] {
            assert!(!text.contains("unsafe-inline"));
            assert!(
                !text
                    .replace("'wasm-unsafe-eval'", "")
                    .contains("unsafe-eval")
            );
            assert!(text.ends_with("frame-ancestors 'none'"));
        }
    }

    #[test]
    fn who_may_embed_is_named() {
        let policy = client("", &["https://intranet.example".to_owned()]);
        assert!(policy.ends_with("frame-ancestors 'self' https://intranet.example"));
    }
}
