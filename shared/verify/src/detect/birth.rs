//! Dates of birth: a date that is said to be one.

use super::Kind;
use super::rule::{Rule, always};

/// A date in figures, or with the month in letters.
macro_rules! date {
    () => {
        r"(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?\p{L}{3,10}\.?,?\s+(?:de\s+)?\d{4}|\p{L}{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])"
    };
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::BirthDate,
        pattern: concat!(
            r"(?i)(?:\b(?:born(?: on)?|dob|d\.o\.b\.?|date of birth|birth ?day|birth ?date|geboren(?: am)?|geburtsdatum|n[ée]e? le|date de naissance|nacid[oa] el|fecha de nacimiento|nat[oa] il|data di nascita|nascid[oa] em|data de nascimento|geboortedatum|urodzon[ya])\b|родил(?:ся|ась)|дата рождения|生年月日|出生日期|出生于|生日|생년월일|تاريخ الميلاد)[^\d\n]{0,24}?\b",
            date!()
        ),
        accept: always,
    },
    // "1984-03-02 (born)", "12 May 1990年生まれ".
    Rule {
        kind: Kind::BirthDate,
        pattern: concat!(
            r"(?i)\b",
            date!(),
            r"\s?(?:生まれ|出生|生$|\(born\)|\(dob\))"
        ),
        accept: always,
    },
];
