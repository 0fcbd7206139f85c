//! Which of the languages of the server's own pages a browser prefers.

use axum::http::{HeaderMap, header};
use kleio_shared::language::Language;

/// The one that `Accept-Language` prefers among ours (RFC 9110, section 12.5.4); of equal ones the first.
pub(super) fn accepted(headers: &HeaderMap) -> Option<Language> {
    let values = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let ranges = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut best = None;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let Some(language) = parts.next().and_then(Language::of) else {
            continue;
        };
        let quality = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Some(1.0), |quality| quality.parse::<f32>().ok())
            .unwrap_or(0.0);
        if quality > best.map_or(0.0, |(_, quality)| quality) {
            best = Some((language, quality));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_order_decides_among_what_is_spoken() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, value.parse().unwrap());
            accepted(&headers)
        };
        assert_eq!(of("fr-CH, fr;q=0.9, en"), Some(Language::French));
        assert_eq!(of("en;q=0.5, de;q=0.8, nl"), Some(Language::German));
        assert_eq!(of("zh-Hans-CN"), Some(Language::Chinese));
        assert_eq!(of("de;q=0, *"), None);
        assert_eq!(of("de;q=x, ;;q, ,AR"), Some(Language::Arabic));
        assert_eq!(of("nl"), None);
    }
}
