//! Ways to reach someone: e-mail, telephone, handles and links that name an account.

use super::Kind;
use super::rule::{Match, Rule, always};

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::Email,
        pattern: r"[\p{L}\p{N}][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}",
        accept: always,
    },
    // Spelt out against harvesters: "name (at) host dot org".
    Rule {
        kind: Kind::Email,
        pattern: r"(?i)\b[a-z0-9._%+-]{2,64}(?:\s?[\(\[\{]\s?at\s?[\)\]\}]\s?|\s+at\s+|\s?@\s?)[a-z0-9-]+(?:\s?[\(\[\{]\s?dot\s?[\)\]\}]\s?|\s+dot\s+|\s?\.\s?)(?:[a-z0-9-]+(?:\s?[\(\[\{]\s?dot\s?[\)\]\}]\s?|\s+dot\s+|\.))?(?:com|net|org|edu|gov|io|co|de|fr|uk|es|it|nl|ru|cn|jp|in|br|info)\b",
        accept: spelt_out,
    },
    // Typed without its signs: "name 77 gmail com".
    Rule {
        kind: Kind::Email,
        pattern: r"(?i)\b(?:[a-z0-9._-]{2,30}\s\d{1,6}\s?|[a-z0-9._-]{3,40})(?:gmail|yahoo|hotmail|outlook|icloud|rediffmail)\s?(?:\.|dot\s?)?com\b",
        accept: is_no_host,
    },
    Rule {
        kind: Kind::Phone,
        pattern: r"\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d(?:[\s.()/-]{0,2}\d){5,13}",
        accept: of_phone_length,
    },
    Rule {
        kind: Kind::Phone,
        pattern: r"(?:\(\d{3}\)\s?|\b[2-9]\d{2}[\s.-])\d{3}[\s.-]\d{4}\b",
        accept: stands_alone,
    },
    // With a zero for long distance: most of Europe and Asia.
    Rule {
        kind: Kind::Phone,
        pattern: r"\(?\b0\d{1,4}\)?[\s./-]\d{2,4}(?:[\s.-]\d{2,4}){1,3}\b",
        accept: of_phone_length,
    },
    Rule {
        kind: Kind::Phone,
        pattern: r"(?:^|[^0-9A-Za-z])(1[3-9]\d{9})",
        accept: stands_alone,
    },
    Rule {
        kind: Kind::Phone,
        pattern: r"(?i)(?:\b(?:phone|telephone|tel|mobile|cell|call me|text me|whatsapp|fax|reach me|contact(?: number)?|t[ée]l[ée]phone|telefon|tel[ée]fono|celular|m[óo]vil|handy|portable|cellulare|telefoon|telefone|desk|landline|answering (?:at|on)|(?:call|ring|reach|text)(?: (?:me|us|him|her|them))? (?:at|on)|messages? (?:to|on|at))\b|电话|电話|電話|手机|手機|携帯|전화|휴대폰|телефон|هاتف|جوال)(?:[^\d\n]{0,24}|\s?[:=]\s{0,3})(\(?\d(?:[\s.()/-]{0,2}\d){5,13})",
        accept: of_phone_length,
    },
    // Nothing else, or hardly anything else, in a message: the answer to a question.
    Rule {
        kind: Kind::Phone,
        pattern: r"\b\d(?:[ -]?\d){8,11}\b",
        accept: is_the_message,
    },
    Rule {
        kind: Kind::Phone,
        pattern: r"\b[2-9]\d{2}[ -]?\d{3}[ -]?\d{4}\b",
        accept: in_a_short_message,
    },
    Rule {
        kind: Kind::Handle,
        pattern: r#"(?:^|[\s(,;:"'])(@[A-Za-z_][A-Za-z0-9_.]{2,29})"#,
        accept: names_an_account,
    },
    Rule {
        kind: Kind::Handle,
        pattern: r#"(?i)\b(?:user ?name|user ?id|login(?: name)?|handle|screen ?name|gamertag|account name|benutzername|nom d'utilisateur|usuario|utente)\b\s{0,2}(?:is|as|was|ist|est|es|[:=#])?\s{0,2}["'`]?([A-Za-z0-9][A-Za-z0-9_.-]{2,29})"#,
        accept: looks_made_up,
    },
    Rule {
        kind: Kind::Handle,
        pattern: r#"(?i)\b(?:db_)?user(?:name|_name)?["']?\s{0,2}(?::=|[:=]|is)?\s{0,2}["'`]([A-Za-z0-9][\w.-]{2,29})["'`]"#,
        accept: looks_made_up,
    },
    Rule {
        kind: Kind::Handle,
        pattern: r"\b[a-z]{2,16}[._]?[a-z]{0,16}\d{2,5}\b",
        accept: is_said_to_be_an_account,
    },
    Rule {
        kind: Kind::Profile,
        pattern: r"(?i)\b(?:facebook\.com|twitter\.com|instagram\.com|linkedin\.com/in|github\.com|gitlab\.com|t\.me|tiktok\.com|youtube\.com/(?:@|user/|c/)|reddit\.com/u(?:ser)?|medium\.com|vk\.com|wa\.me|pinterest\.com|twitch\.tv|soundcloud\.com|behance\.net|paypal\.me)/?(@?[\p{L}\p{N}_.-]{2,60})",
        accept: always,
    },
    Rule {
        kind: Kind::Profile,
        pattern: r"(?i)https?://[^\s/]+/(?:users?|profiles?|members?|people|u|~)/?([\w.-]{3,60})",
        accept: always,
    },
    Rule {
        kind: Kind::Profile,
        pattern: r"(?i)https?://\S{1,200}[?&](?:user|username|uid|email|e-mail|account|member|name)=([^&\s]{3,80})",
        accept: always,
    },
];

/// A plain "at" without brackets also stands in sentences: then the host must be named in full.
fn spelt_out(found: &Match<'_>) -> bool {
    let lower = found.text.to_lowercase();
    let bracketed = lower.contains(['(', '[', '{']);
    let host = lower.rsplit(" at ").next().unwrap_or_default();
    bracketed
        || (lower.contains(" at ") && host.contains(" dot "))
        || (lower.contains('@') && lower.contains(' '))
}

/// The provider's own page is no address.
fn is_no_host(found: &Match<'_>) -> bool {
    let lower = found.text.to_lowercase();
    !lower.starts_with("www")
        && !lower.starts_with("mail.")
        && !found.before.ends_with(['/', '.', '@'])
}

/// E.164 allows 15 digits; fewer than 7 reach nobody.
fn of_phone_length(found: &Match<'_>) -> bool {
    (7..=15).contains(&found.digits().len()) && stands_alone(found)
}

/// Not a part of a longer number, a decimal or a date.
fn stands_alone(found: &Match<'_>) -> bool {
    let mut after = found.after.chars();
    let next = after.next();
    let then = after.next();
    let goes_on = next.is_some_and(|c| c.is_ascii_digit())
        || (next.is_some_and(|c| "-.,/".contains(c)) && then.is_some_and(|c| c.is_ascii_digit()));
    let mut before = found.before.chars().rev();
    let last = before.next();
    let earlier = before.next();
    let began = last.is_some_and(|c| c.is_ascii_alphanumeric())
        || (last.is_some_and(|c| "-.,/$€£".contains(c))
            && earlier.is_none_or(|c| c.is_ascii_digit()));
    !goes_on && !began
}

fn is_the_message(found: &Match<'_>) -> bool {
    let nothing = |text: &str| text.trim_matches([' ', '\n', '.', '!']).is_empty();
    nothing(found.before) && nothing(found.after)
}

/// Bytes around a number that is not said to be one, at most.
const SHORT: usize = 40;

/// A number of ten digits with a few words around it, none of which says that it is something else.
fn in_a_short_message(found: &Match<'_>) -> bool {
    const OTHER: [&str; 14] = [
        "order", "ticket", "invoice", "tracking", "isbn", "item", "serial", "account", "acct",
        "card", "what is", "convert", "compute", "=",
    ];
    found.before.len() + found.after.len() <= SHORT
        && found.digits().len() == 10
        && !found.follows(&OTHER)
        && stands_alone(found)
        && !found
            .after
            .trim_start()
            .starts_with(['+', '-', '*', '/', '=', '%', '^'])
}

/// Words after an at-sign that programs use: decorators, annotations, rules of style sheets.
fn names_an_account(found: &Match<'_>) -> bool {
    const CODE: [&str; 46] = [
        "@import",
        "@media",
        "@property",
        "@override",
        "@param",
        "@return",
        "@returns",
        "@throws",
        "@author",
        "@test",
        "@autowired",
        "@component",
        "@service",
        "@repository",
        "@controller",
        "@staticmethod",
        "@classmethod",
        "@app",
        "@app.route",
        "@keyframes",
        "@entity",
        "@column",
        "@table",
        "@bean",
        "@configuration",
        "@data",
        "@inject",
        "@input",
        "@output",
        "@types",
        "@angular",
        "@include",
        "@mixin",
        "@extend",
        "@charset",
        "@see",
        "@since",
        "@version",
        "@echo",
        "@end",
        "@interface",
        "@implementation",
        "@everyone",
        "@here",
        "@gmail.com",
        "@font",
    ];
    let lower = found.text.to_lowercase();
    let word = lower.trim_end_matches('.');
    !CODE.contains(&word) && !found.after.starts_with(['/', '(', '-'])
}

/// A word from a dictionary is no name of an account; one with digits or joints is.
fn looks_made_up(found: &Match<'_>) -> bool {
    let text = found.text.trim_end_matches('.');
    text.contains(|c: char| c.is_ascii_digit() || "_.".contains(c))
        || (text.contains(|c: char| c.is_ascii_uppercase())
            && text.contains(|c: char| c.is_ascii_lowercase())
            && !text.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn is_said_to_be_an_account(found: &Match<'_>) -> bool {
    found.follows(&[
        "user ",
        "username",
        "account ",
        "login",
        "handle",
        "logged in as",
        "posted by",
        "author",
        "profile",
    ]) && !found.after.starts_with(['(', '[', '='])
}
