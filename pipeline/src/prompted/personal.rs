//! Sends back what a model wrote where it names somebody: a second look, before anything is kept.

use std::collections::BTreeSet;

use crate::detect;

/// What is wrong with `text`, for the model to read: the kinds of personal data in it, where they
/// identify someone. It misses some, so nothing rests on it.
///
/// # Errors
/// When there are any.
pub(super) fn nobody_in(text: &str) -> Result<(), String> {
    let findings = detect::find(text);
    if !detect::level(&findings).is_personal() {
        return Ok(());
    }
    let kinds: BTreeSet<&str> = findings.iter().map(|finding| finding.kind.name()).collect();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
    Err(format!(
        "holds personal data ({kinds}): say the same without it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_names_the_kind_and_not_the_person() {
        assert_eq!(nobody_in("bake bread for a relative"), Ok(()));
        let reason = nobody_in("write to jane.roe@example.org about a loan").unwrap_err();
        assert!(
            reason.contains("e-mail") && !reason.contains("jane"),
            "{reason}"
        );
    }
}
