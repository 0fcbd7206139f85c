//! Street addresses and post codes, in the forms of several countries.

use super::Kind;
use super::rule::{Match, Rule, always};

pub(super) const RULES: &[Rule] = &[
    // English: the number first.
    Rule {
        kind: Kind::Address,
        pattern: r"\b\d{1,6}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?(?:\p{Lu}[\p{L}.'’-]+\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Close|Crescent|Cres|Trail|Row|Gardens|Grove|Hill|Mews)\b\.?(?:,?\s*(?:Apt|Apartment|Unit|Suite|Ste|Floor|#)\.?\s*\w{1,5})?(?:,?\s+\p{Lu}[\p{L} .'’-]{1,30},\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?)?",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)\b\d{1,6}[a-z]?\s+(?:[nsew]\.?\s+)?[a-z0-9]+(?:\s+[a-z]+)?\s+(?:street|avenue|road|boulevard|blvd|lane|drive|ave)\b",
        accept: has_no_small_word,
    },
    // The name first: Germanic languages.
    Rule {
        kind: Kind::Address,
        pattern: r"\b\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|straat|laan|gracht|plein|vej|gade|gatan|vägen|gata|veien)\s+\d{1,4}(?:\s?[a-zA-Z])?\b(?:,?\s+\d{4,5}\s+\p{Lu}\p{L}+)?",
        accept: always,
    },
    // The kind first, then the name: Romance and Slavic languages.
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)\b\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|boulevard|place|chemin|impasse|all[ée]e|quai|route)\s+(?:(?:de la|de l'|des|du|de|d')\s?)?\p{L}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,3}(?:,?\s+\d{5}\s+\p{L}+)?",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)\b(?:calle|avenida|avda\.?|plaza|paseo|carrer|carrera|via|viale|piazza|corso|vicolo|rua|travessa|pra[çc]a|alameda|ulica|ul\.|aleja|улица|ул\.|проспект|пр-т|переулок|бульвар|вул\.|cadde(?:si)?|sok(?:ak|a[ğg][ıi]))\s+(?:(?:de la|de los|del|della|dei|de|da|do|di)\s+)?\p{L}[\p{L}.'’-]+(?:\s+\p{L}[\p{L}'’-]+){0,3},?\s+(?:n[º°o.]*\s?|д\.?\s?)?\d{1,4}\b",
        accept: always,
    },
    // China, Japan, Korea.
    Rule {
        kind: Kind::Address,
        pattern: r"\p{Han}{2,12}(?:路|街|大道|巷|弄|胡同)\s?\d{1,5}\s?[号號弄]",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?:〒\s?\d{3}-?\d{4}|\p{Han}{1,10}[0-9０-９一二三四五六七八九十]{1,3}(?:丁目|-[0-9０-９]{1,3}-)[0-9０-９]{1,4}(?:番地?|-[0-9０-９]{1,4})?)",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"\p{Hangul}{1,6}[시구군]\s+[\p{Hangul}\d]{1,10}(?:로|길)\s?\d{1,4}(?:번길\s?\d{1,4})?",
        accept: always,
    },
    // Post codes.
    Rule {
        kind: Kind::Address,
        pattern: r"\b(?:\p{Lu}[\p{L}.'’-]+\s?){1,3},\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?\b",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)(?:\b(?:zip(?: ?code)?|postal ?code|post ?code|postcode|pin ?code|plz|postleitzahl|code postal|c[óo]digo postal|cep|cap)\b|邮编|邮政编码|郵便番号|우편번호|индекс)[^\d\n]{0,16}?\b([A-Za-z]{0,2}\d[\dA-Za-z]{2,6}(?:[ -]\d[\dA-Za-z]{2,3})?)\b",
        accept: always,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)\b(?:P\.?\s?O\.?\s?Box|Postfach|apartado|bo[îi]te postale|apo|fpo|psc|unit)\s+\d{2,6}(?:,?\s+box\s+\d{1,6})?\b",
        accept: is_box,
    },
    Rule {
        kind: Kind::Address,
        pattern: r"(?i)\b(?:my address is|i live at|address\s?[:=]|ich wohne in der|j'habite au|vivo en la|abito in|moro na)\s+([^\n.;,]{4,80})",
        accept: has_number,
    },
];

/// "5 minutes down the road" is none.
fn has_no_small_word(found: &Match<'_>) -> bool {
    const SMALL: [&str; 33] = [
        "the", "a", "an", "my", "your", "his", "her", "our", "their", "of", "on", "in", "to",
        "and", "or", "for", "by", "with", "from", "at", "is", "are", "this", "that", "minutes",
        "miles", "people", "hours", "days", "years", "times", "lane", "per",
    ];
    let words = found.text.split_whitespace().skip(1);
    !words
        .into_iter()
        .any(|word| SMALL.contains(&word.to_lowercase().as_str()))
}

fn is_box(found: &Match<'_>) -> bool {
    let lower = found.text.to_lowercase();
    !lower.starts_with("unit") || lower.contains("box")
}

fn has_number(found: &Match<'_>) -> bool {
    found.text.contains(|c: char| c.is_ascii_digit())
}
