//! Where a file is from: release, policy, day and link, so that a number can be traced after years.

use kleio_shared::release::Manifest;
use serde::Serialize;

use super::super::atlas::Atlas;
use super::super::format;
use super::super::policy_text;
use crate::tr;

/// What every exported file says of its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The release's title.
    pub title: String,
    /// The release's identifier.
    pub release: String,
    /// What the policy promises, one sentence each; noise and unknown accounts among them.
    pub policy: Vec<String>,
    /// The day of the export, `YYYY-MM-DD`.
    pub date: String,
    /// The address of the view.
    pub link: String,
}

impl Source {
    /// The origin of what `atlas` shows at the address `link` on `date`.
    #[must_use]
    pub fn new(atlas: &Atlas, date: String, link: String) -> Self {
        let release = atlas.release();
        let manifest = release.manifest();
        let mut policy = vec![tr!(
            "Policy: {policy}. Released by {program}.",
            policy = manifest.policy.profile.name(),
            program = &manifest.generator
        )];
        policy.extend(protection(manifest));
        Self {
            title: manifest.title.clone(),
            release: release.id().to_owned(),
            policy,
            date,
            link,
        }
    }

    /// The origin in lines of text, the policy in one of them.
    #[must_use]
    pub fn lines(&self) -> [String; 3] {
        [
            tr!(
                "{title} (release {release}), {date}",
                title = &self.title,
                release = &self.release,
                date = &self.date
            ),
            format::sentences(&self.policy),
            self.link.clone(),
        ]
    }

    /// A name for a file of this release: letters, digits and hyphens, then `.` and `extension`. Both title and `what`
    /// are cut, so that the name is within the 255 bytes that file systems take.
    #[must_use]
    pub fn file_name(&self, what: &str, extension: &str) -> String {
        let parts = [plain(&self.title, 28), plain(what, 48)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .chain([self.release.chars().take(12).collect()])
            .collect();
        format!("{}.{extension}", parts.join("-"))
    }
}

/// `text` as a part of a file's name: letters in lower case and digits, at most `most` of them, a hyphen in place of all
/// that is between them.
pub(super) fn plain(text: &str, most: usize) -> String {
    let mut name = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        if taken == most {
            break;
        }
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
            taken += 1;
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

/// What protects those whom a release is about, one sentence each: what its policy promises, that there is noise,
/// and that accounts are unknown.
#[must_use]
pub fn protection(manifest: &Manifest) -> Vec<String> {
    let mut sentences = policy_text::promises(&manifest.policy);
    sentences.extend(policy_text::noise(manifest));
    if !manifest.accounts_known {
        sentences.push(policy_text::no_accounts().to_owned());
    }
    sentences
}

#[cfg(test)]
pub(super) fn example() -> Source {
    Source::new(
        &super::super::fixture::atlas(),
        "2026-11-25".to_owned(),
        "https://example.org/?cluster=0-1".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_names_release_policy_day_and_link() {
        let source = example();
        let text = source.lines().join("\n");
        for part in [&source.release, &source.date, &source.link] {
            assert!(text.contains(part.as_str()), "{part}");
        }
        assert!(text.contains("A cluster is shown only with at least"));
    }

    #[test]
    fn noise_and_unknown_accounts_are_said() {
        let noisy = super::super::super::fixture::noisy();
        let mut manifest = noisy.release().manifest().clone();
        let before = protection(&manifest);
        assert!(before.iter().any(|sentence| sentence.contains("epsilon 1")));
        manifest.accounts_known = false;
        let after = protection(&manifest);
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!(after[before.len()], policy_text::no_accounts());
    }

    #[test]
    fn names_of_files_are_plain() {
        let source = Source {
            title: "../Was fragt man? ".to_owned(),
            ..example()
        };
        let name = source.file_name("map", "svg");
        assert!(name.starts_with("was-fragt-man-map-"), "{name}");
        assert!(name.ends_with(".svg"));
    }

    #[test]
    fn names_of_files_are_short_enough_for_every_file_system() {
        let source = Source {
            title: "会".repeat(400),
            ..example()
        };
        let name = source.file_name(&"話".repeat(400), "json");
        assert!(name.len() <= 255, "{}", name.len());
        assert!(name.contains("会-話"), "{name}");
        assert_eq!(plain(" A  b/\u{202e}c! ", 2), "a-b");
        assert_eq!(plain("…", 9), "");
    }
}
