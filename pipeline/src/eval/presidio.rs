//! Microsoft Presidio on the same texts, where a Python that has it is at hand.

use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use super::python::talk;
use crate::detect::{Finding, Kind};

/// Reads texts from standard input and writes what Presidio finds in them.
const SCRIPT: &str = include_str!("python/presidio.py");

/// What Presidio found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Versions, and the model that ran.
    pub name: String,
    /// What it found in every text, by our kinds.
    pub findings: Vec<Vec<Finding>>,
}

/// Runs Presidio on `texts` with the spaCy model in a directory; without one, its patterns alone.
///
/// # Errors
/// When Python fails, with the last line of what it said.
pub fn find(python: &Path, model: Option<&Path>, texts: &[String]) -> Result<Found, String> {
    let lines: Result<Vec<String>, _> = texts.iter().map(serde_json::to_string).collect();
    let lines = lines.map_err(|error| format!("The texts cannot be sent: {error}."))?;
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT]).args(model);
    let said = talk(&mut command, |input| {
        input.write_all((lines.join("\n") + "\n").as_bytes())
    })?;
    understand(&String::from_utf8_lossy(&said), texts)
}

fn understand(said: &str, texts: &[String]) -> Result<Found, String> {
    let wrong = |error: serde_json::Error| format!("Python's answer is not understood: {error}.");
    let mut lines = said.lines();
    let name = serde_json::from_str(lines.next().unwrap_or_default()).map_err(wrong)?;
    let mut findings = Vec::new();
    for (line, text) in lines.zip(texts) {
        let found: Vec<(usize, usize, String)> = serde_json::from_str(line).map_err(wrong)?;
        let places: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
        let byte = |character: usize| places.get(character).copied().unwrap_or(text.len());
        let finding = |(start, end, name): (usize, usize, String)| {
            let range: Range<usize> = byte(start)..byte(end);
            Some(Finding {
                kind: kind(&name)?,
                range,
            })
        };
        findings.push(found.into_iter().filter_map(finding).collect());
    }
    if findings.len() == texts.len() {
        Ok(Found { name, findings })
    } else {
        Err(format!(
            "Python answered for {} of {} texts.",
            findings.len(),
            texts.len()
        ))
    }
}

/// Our kind for one of Presidio's; `None` for what we do not look for.
fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "PERSON" => Kind::Person,
        "EMAIL_ADDRESS" => Kind::Email,
        "PHONE_NUMBER" => Kind::Phone,
        "CREDIT_CARD" => Kind::Card,
        "IBAN_CODE" | "US_BANK_NUMBER" | "CRYPTO" | "ABA_ROUTING_NUMBER" => Kind::BankAccount,
        "IP_ADDRESS" | "MAC_ADDRESS" => Kind::NetworkAddress,
        "URL" => Kind::Profile,
        "LOCATION" => Kind::Place,
        "ORGANIZATION" => Kind::Organisation,
        "MEDICAL_LICENSE" | "US_NPI" | "US_MBI" => Kind::RecordNumber,
        "DATE_TIME" | "NRP" => return None,
        _ => Kind::NationalId,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood_in_characters() {
        let texts = ["çé ann@mail.example".to_owned(), "Bread".to_owned()];
        let said = "\"presidio 1\"\n[[3, 19, \"EMAIL_ADDRESS\"], [0, 2, \"DATE_TIME\"]]\n[]\n";
        let found = understand(said, &texts).unwrap();
        assert_eq!(found.name, "presidio 1");
        assert_eq!(found.findings[0].len(), 1);
        assert_eq!(
            texts[0].get(found.findings[0][0].range.clone()),
            Some("ann@mail.example")
        );
        assert!(understand("\"presidio 1\"\n[]\n", &texts).is_err());
    }

    #[test]
    fn what_is_no_presidio_says_so() {
        assert!(find(Path::new("false"), None, &["x".to_owned()]).is_err());
    }
}
