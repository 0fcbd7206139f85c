//! Passwords, keys and tokens: by known beginnings, by the word before, or by their disorder.

use super::rule::{Match, Rule, always};
use super::{Kind, checks};

/// Bits a character from which a long word of letters and digits is taken for a key. Words and
/// names of functions stay below 3.8; random base 64 of 24 characters is at 4.2 or more.
const DISORDER: f64 = 4.1;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::Secret,
        pattern: r"\b(?:(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{12,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|eyJ[\w-]{10,}\.[\w-]{6,}(?:\.[\w-]+)?)",
        accept: always,
    },
    Rule {
        kind: Kind::Secret,
        pattern: r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----",
        accept: always,
    },
    Rule {
        kind: Kind::Secret,
        pattern: r"https?://[^\s/:@]+:([^\s/@]{3,})@",
        accept: always,
    },
    Rule {
        kind: Kind::Secret,
        pattern: r#"(?i)(?:\b(?:password|passwd|pwd|passcode|passphrase|pin(?: code| number)?|security code|contrase[ñn]a|mot de passe|passwort|kennwort|senha|wachtwoord)\b|密码|密碼|パスワード|비밀번호|пароль)\s{0,2}(?:is|to|was|ist|est|es|[:=：]|是|为|は|는)\s{0,2}["'`]?([^\s"'`,;]{4,64})"#,
        accept: is_password,
    },
    Rule {
        kind: Kind::Secret,
        pattern: r#"(?i)\b(?:api[ _-]?key|secret(?:[ _-]?key)?|access[ _-]?token|auth[ _-]?token|bearer|token|private[ _-]?key)\b["']?\s{0,2}(?:is|[:=])?\s{0,2}["'`]?([A-Za-z0-9_+/.=-]{12,})"#,
        accept: is_key,
    },
    Rule {
        kind: Kind::Secret,
        pattern: r"\b[A-Za-z0-9+/_-]{24,128}={0,2}",
        accept: is_disordered,
    },
];

/// "The password is required" gives none away: a password has digits, signs or mixed letters.
fn is_password(found: &Match<'_>) -> bool {
    let text = found.text.trim_end_matches(['.', '!', '?', ')']);
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let upper_inside = text.chars().skip(1).any(char::is_uppercase);
    let sign = text.contains(|c: char| c.is_ascii_punctuation() && !"'.-()[]{}<>".contains(c));
    text.chars().count() >= 4
        && (digit || (upper_inside && text.contains(char::is_lowercase)) || sign)
        && !text.contains(['(', '{', '<'])
}

fn is_key(found: &Match<'_>) -> bool {
    found.text.contains(|c: char| c.is_ascii_digit())
        && found.text.contains(|c: char| c.is_ascii_alphabetic())
        && checks::entropy(found.text) > 3.0
}

/// Letters of both cases and digits, without the look of a path, a link or a name in code.
fn is_disordered(found: &Match<'_>) -> bool {
    let text = found.text;
    let has = |test: fn(char) -> bool| text.contains(test);
    has(|c| c.is_ascii_uppercase())
        && has(|c| c.is_ascii_lowercase())
        && text.chars().filter(char::is_ascii_digit).count() >= 3
        && text.matches(['/', '-', '_']).count() <= 2
        && checks::entropy(text) >= DISORDER
        && !found.before.ends_with(['/', '.', '=', '%', ','])
}
