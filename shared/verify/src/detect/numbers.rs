//! Numbers given to a person or a machine: cards, accounts, papers, records, network addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::rule::{Match, Rule, always};
use super::{Kind, checks};

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::Card,
        pattern: r"\b[2-6]\d{3}(?:[ -]?\d){9,15}\b",
        accept: is_card,
    },
    // As the answer to a question it is one even if it was mistyped.
    Rule {
        kind: Kind::Card,
        pattern: r"^\s*([3-6]\d{3}(?:[ -]?\d{4}){3})\s*$",
        accept: always,
    },
    Rule {
        kind: Kind::Card,
        pattern: r"(?i)\b(?:card(?: number| no\.?| ending(?: in)?)?|credit card|debit card|cvv|kreditkarte|carte bancaire|tarjeta)\b[^\d\n]{0,24}(\d(?:[ -]?\d){2,18})\b",
        accept: always,
    },
    Rule {
        kind: Kind::BankAccount,
        pattern: r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b",
        accept: is_iban,
    },
    Rule {
        kind: Kind::BankAccount,
        pattern: r"(?i)\b(?:account|acct|a/c|routing|sort code|konto(?:nummer)?|compte|cuenta|conta|swift|bic)\b[^\d\n]{0,28}(\d(?:[ -]?\d){3,19})\b",
        accept: always,
    },
    Rule {
        kind: Kind::BankAccount,
        pattern: r"\b(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40})\b",
        accept: is_mixed,
    },
    // United States.
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b\d{3}-\d{2}-\d{4}\b",
        accept: is_social_security,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"(?i)(?:\b(?:ssn|social security|social insurance|passport|national (?:id|insurance)|id (?:number|card|no)|identity (?:card|number)|driver'?s? licen[cs]e|driving licen[cs]e|licen[cs]e (?:number|no)|tax (?:id|number)|nhs|nino|dni|nie|nif|cpf|rg|curp|rfc|nric|aadhaar|pan (?:card|number)|personalausweis|steuer-?id|sozialversicherungsnummer|reisepass|passeport|pasaporte|passaporto|codice fiscale|num[ée]ro de s[ée]curit[ée] sociale|visa number)\b|身份证|身分證|护照|護照|パスポート|マイナンバー|주민등록번호|여권|паспорт|снилс|инн)[^\d\n]{0,28}?\b([A-Za-z]{0,3}-?[A-Za-z]?\d[A-Za-z0-9]{0,12}(?:[ .-]\d[A-Za-z0-9]{0,5}){0,4})\b",
        accept: has_digits,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b",
        accept: is_cpf,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"(?:^|[^0-9A-Za-z])(\d{17}[\dXx])(?:[^0-9A-Za-z]|$)",
        accept: is_chinese,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b\d{8}[A-HJ-NP-TV-Z]\b",
        accept: is_spanish,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b\d{6}-[1-4]\d{6}\b",
        accept: always,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
        accept: always,
    },
    Rule {
        kind: Kind::NationalId,
        pattern: r"\b[2-9]\d{3} \d{4} \d{4}\b",
        accept: always,
    },
    Rule {
        kind: Kind::RecordNumber,
        pattern: r"\b(?:MRN|PAT|PT|EMP|POL|HID|HIC|NPI|DEA|DL|LIC|MEM|INS|BAR|CASE|CLM|REF|RX|ID|VIN)[- #:]{0,2}[A-Z]{0,2}\d{4,14}\b",
        accept: always,
    },
    Rule {
        kind: Kind::RecordNumber,
        pattern: r"(?i)\b(?:medical record|patient(?: id| number)?|mrn|member(?: id| number)?|policy(?: number| no)?|claim(?: number)?|insurance (?:id|number)|health (?:plan|insurance)|employee (?:id|number)|student (?:id|number)|badge|npi|dea|bar number|case (?:number|no\.?)|docket(?: number| no\.?)?|prescription (?:number|no)|booking (?:reference|number)|license plate|vin)\b[^\d\n]{0,20}?\b([A-Za-z0-9]{0,5}[-:]?\d[A-Za-z0-9]{2,14}(?:-[A-Za-z0-9]{1,8}){0,3})\b",
        accept: has_digits,
    },
    // Numbers of lawyers and of cases, as courts in the United States write them.
    Rule {
        kind: Kind::RecordNumber,
        pattern: r"(?i)\bbar (?:no\.?|number|#)[: ]{0,2}([A-Z]{0,2}-?\d{4,9})\b",
        accept: always,
    },
    Rule {
        kind: Kind::RecordNumber,
        pattern: r"\b(?:\d{4}-[A-Z]{2,4}-\d{3,6}|\d{1,2}:\d{2}-[a-z]{2}-\d{4,5}(?:-[A-Z]{2,4})?)\b",
        accept: always,
    },
    Rule {
        kind: Kind::NetworkAddress,
        pattern: r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
        accept: is_v4,
    },
    Rule {
        kind: Kind::NetworkAddress,
        pattern: r"(?i)\b[0-9a-f]{1,4}:[0-9a-f:]{4,35}[0-9a-f]\b",
        accept: is_v6,
    },
    Rule {
        kind: Kind::NetworkAddress,
        pattern: r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b",
        accept: always,
    },
];

fn is_card(found: &Match<'_>) -> bool {
    let digits = found.digits();
    (13..=19).contains(&digits.len()) && checks::luhn(&digits)
}

fn is_iban(found: &Match<'_>) -> bool {
    checks::iban(found.text)
}

fn is_cpf(found: &Match<'_>) -> bool {
    checks::brazilian_cpf(&found.digits())
}

fn is_chinese(found: &Match<'_>) -> bool {
    checks::chinese_resident(found.text)
}

fn is_spanish(found: &Match<'_>) -> bool {
    checks::spanish_dni(found.text)
}

/// Numbers that were never given out: 000, 666 and 900 upward, a group of zeros.
fn is_social_security(found: &Match<'_>) -> bool {
    let (area, rest) = found.text.split_at(3);
    area != "000" && area != "666" && !rest.starts_with("-00-") && !rest.ends_with("-0000")
}

fn has_digits(found: &Match<'_>) -> bool {
    found.digits().len() >= 3
}

/// Letters and digits both, so that a long decimal is no wallet.
fn is_mixed(found: &Match<'_>) -> bool {
    let body = &found.text[1..];
    body.contains(|c: char| c.is_ascii_alphabetic()) && body.contains(|c: char| c.is_ascii_digit())
}

/// Not a version, and an address of some machine in particular.
fn is_v4(found: &Match<'_>) -> bool {
    let version = found.before.ends_with(['v', 'V', '.', '-']) || found.follows(&["version"]);
    let longer =
        found.after.starts_with('.') && found.after[1..].starts_with(|c: char| c.is_ascii_digit());
    let address: Result<Ipv4Addr, _> = found.text.parse();
    address.is_ok_and(|address| in_particular(address.into()) && address.octets()[0] != 255)
        && !version
        && !longer
}

fn is_v6(found: &Match<'_>) -> bool {
    let address: Result<Ipv6Addr, _> = found.text.parse();
    address.is_ok_and(|address| in_particular(address.into()))
}

fn in_particular(address: IpAddr) -> bool {
    !(address.is_loopback() || address.is_unspecified() || address.is_multicast())
}
