//! Which compressed form a request asks for (RFC 9110, section 12.5.3).

use axum::http::{HeaderMap, header};

/// A content coding that the server has ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Not compressed.
    Identity,
    /// Gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// The value of `Content-Encoding`; `None` for no coding.
    pub(crate) const fn header(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The codings a request accepts, the one to use first.
    ///
    /// A higher quality value goes first; among equals brotli before gzip before none. Identity is
    /// always among them: where a request forbids it and everything else, the standard allows to
    /// send it all the same, and an answer is of more use than a refusal.
    pub(crate) fn accepted(headers: &HeaderMap) -> Vec<Self> {
        let offers = offers(headers);
        let quality = |name: &str| {
            offers
                .iter()
                .find(|(offer, _)| offer == name)
                .or_else(|| offers.iter().find(|(offer, _)| offer == "*"))
                .map(|&(_, quality)| quality)
        };
        let alias = |name: &str| offers.iter().find(|(o, _)| o == name).map(|&(_, q)| q);
        let brotli = quality("br").unwrap_or(0);
        let gzip = alias("x-gzip").or_else(|| quality("gzip")).unwrap_or(0);
        // Identity is acceptable without being named, but then last.
        let identity = alias("identity").unwrap_or(0);
        let mut choices = vec![
            (brotli, Self::Brotli),
            (gzip, Self::Gzip),
            (identity, Self::Identity),
        ];
        choices.retain(|&(quality, choice)| quality > 0 || choice == Self::Identity);
        choices.sort_by_key(|&(quality, _)| std::cmp::Reverse(quality));
        choices.into_iter().map(|(_, choice)| choice).collect()
    }
}

/// Coding names in lower case with their quality in thousandths.
fn offers(headers: &HeaderMap) -> Vec<(String, u16)> {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let name = parts.next().filter(|name| !name.is_empty())?;
            let quality = parts
                .find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")))
                .map_or(1000, thousandths);
            Some((name.to_ascii_lowercase(), quality))
        })
        .collect()
}

/// A quality value (0 to 1, at most three decimals) in thousandths; what is not one counts as 0.
fn thousandths(value: &str) -> u16 {
    match value.parse::<f64>() {
        Ok(quality) if (0.0..=1.0).contains(&quality) => (quality * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(accept: &str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        Encoding::accepted(&headers)[0]
    }

    #[test]
    fn browsers_get_brotli() {
        assert_eq!(first("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(first("GZIP, BR"), Encoding::Brotli);
    }

    #[test]
    fn quality_values_decide() {
        assert_eq!(first("br;q=0.5, gzip;q=0.8"), Encoding::Gzip);
        assert_eq!(first("br;q=0, gzip"), Encoding::Gzip);
        assert_eq!(first("br; q=0.1, identity; q=0.9"), Encoding::Identity);
        assert_eq!(first("*"), Encoding::Brotli);
        assert_eq!(first("*;q=0.3, br;q=0"), Encoding::Gzip);
        assert_eq!(first("br;q=nonsense, gzip;q=7"), Encoding::Identity);
    }

    #[test]
    fn an_answer_can_always_be_sent() {
        assert_eq!(first(""), Encoding::Identity);
        assert_eq!(first("zstd"), Encoding::Identity);
        assert_eq!(first("identity;q=0, *;q=0"), Encoding::Identity);
        assert_eq!(
            Encoding::accepted(&HeaderMap::new()),
            [Encoding::Identity],
            "a request without the header"
        );
    }
}
