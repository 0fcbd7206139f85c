//! The one form in which a release's files are written: order of fields, spaces, numbers and escapes.
//!
//! The same release so has the same bytes, and the same id. The orders stand here a second time, because the gate's
//! own types cannot be seen from outside; a test of the gate reads back what it writes.

use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

/// What stands at a place of a file.
enum Shape {
    /// Text, a whole number, yes or no.
    Leaf,
    /// A number with decimals.
    Real,
    /// One after another.
    List(&'static Self),
    /// By name, in the order of names.
    Map(&'static Self),
    /// Fields in this order, none missing.
    Fields(&'static [(&'static str, Self)]),
}

use Shape::{Fields, Leaf, List, Map, Real};

const BAND: Shape = Fields(&[("at_least", Leaf), ("below", Leaf)]);
const THRESHOLD: Shape = Fields(&[("conversations", Leaf), ("accounts", Leaf)]);
const POLICY: Shape = Fields(&[
    ("profile", Leaf),
    ("cluster", THRESHOLD),
    ("cell", THRESHOLD),
]);
const SCREENED: Shape = Fields(&[("question", Leaf), ("by", Leaf), ("share", Real)]);
const BARRIER: Shape = Fields(&[
    ("name", Leaf),
    ("clusters", Leaf),
    ("texts", Leaf),
    ("items", BAND),
    ("cells", Leaf),
    ("conversations", Leaf),
]);
const SPENT: Shape = Fields(&[
    ("on", Leaf),
    ("epsilon", Real),
    ("delta", Real),
    ("scale", Real),
    ("within", Leaf),
]);
const NOISE: Shape = Fields(&[
    ("epsilon", Real),
    ("delta", Real),
    ("contributions", Leaf),
    ("ledger", List(&SPENT)),
]);
const TOTALS: Shape = Fields(&[
    ("conversations", Leaf),
    ("accounts", BAND),
    ("withheld", Leaf),
    ("unassigned", Leaf),
]);
const LEVEL: Shape = Fields(&[
    ("level", Leaf),
    ("clusters", Leaf),
    ("withheld", Leaf),
    ("merged", Leaf),
    ("conversations", Leaf),
]);
const WITHHELD: Shape = Fields(&[("cells", Leaf), ("of", Leaf), ("conversations", Leaf)]);
const FACET: Shape = Fields(&[
    ("name", Leaf),
    ("kind", Leaf),
    ("question", Leaf),
    ("values", List(&Leaf)),
    ("withheld", WITHHELD),
]);
const LEFT_OUT: Shape = Fields(&[("name", Leaf), ("reason", Leaf)]);
const FACETS: Shape = Map(&List(&Leaf));
const PROFILE: Shape = Fields(&[("facets", FACETS), ("weeks", List(&Leaf))]);
const VECTORS: Shape = Fields(&[
    ("model", Leaf),
    ("dims", Leaf),
    ("rows", Leaf),
    ("scale", Real),
]);
const DIGEST: Shape = Fields(&[("path", Leaf), ("bytes", Leaf), ("sha256", Leaf)]);

const MANIFEST: Shape = Fields(&[
    ("schema", Leaf),
    ("generator", Leaf),
    ("title", Leaf),
    ("policy", POLICY),
    ("accounts_known", Leaf),
    ("provider", Leaf),
    ("embedder", Leaf),
    ("seed", Leaf),
    ("screened", SCREENED),
    ("barriers", List(&BARRIER)),
    ("dp", NOISE),
    ("totals", TOTALS),
    ("levels", List(&LEVEL)),
    ("facets", List(&FACET)),
    ("weeks", List(&Leaf)),
    ("undated", Leaf),
    ("weeks_withheld", WITHHELD),
    ("left_out", List(&LEFT_OUT)),
    ("overall", PROFILE),
    ("vectors", VECTORS),
    ("files", List(&DIGEST)),
]);

const SHARE: Shape = Fields(&[("estimate", Real), ("low", Real), ("high", Real)]);
const RECEIPT: Shape = Fields(&[
    ("terms", Leaf),
    ("influence", Leaf),
    ("history", Leaf),
    ("size", Leaf),
    ("words", BAND),
    ("phrases", BAND),
    ("support", Leaf),
    ("auditor", Leaf),
    ("text_replaced", Leaf),
    ("merged", Leaf),
    ("values", Leaf),
    ("cells", BAND),
]);
const CLUSTER: Shape = Fields(&[
    ("id", Leaf),
    ("level", Leaf),
    ("parent", Leaf),
    ("name", Leaf),
    ("description", Leaf),
    ("conversations", Leaf),
    ("accounts", BAND),
    ("share", SHARE),
    ("concern", Real),
    ("position", List(&Real)),
    ("coherence", Real),
    ("stability", Real),
    ("facets", FACETS),
    ("weeks", List(&Leaf)),
    ("receipt", RECEIPT),
]);

/// Whether `bytes` are those of a release's `file` as the gate writes it.
pub(crate) fn is_canonical(file: &str, bytes: &[u8]) -> bool {
    let read: Option<Value> = serde_json::from_slice(bytes).ok();
    read.and_then(|value| written(file, &value))
        .is_some_and(|written| written == bytes)
}

/// What was read from `file`, in the form in which the gate writes it; none for another file. A field that is not
/// the format's is left out, and one that is missing is nothing.
#[must_use]
pub(crate) fn written(file: &str, value: &Value) -> Option<Vec<u8>> {
    match file {
        MANIFEST_FILE => {
            let mut out = serde_json::to_vec_pretty(&Ordered(value, &MANIFEST)).ok()?;
            out.push(b'\n');
            Some(out)
        }
        CLUSTERS_FILE => {
            let mut out = b"[".to_vec();
            for (place, cluster) in value.as_array()?.iter().enumerate() {
                out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut out, &Ordered(cluster, &CLUSTER)).ok()?;
            }
            out.extend_from_slice(b"\n]\n");
            Some(out)
        }
        _ => None,
    }
}

/// A value and the shape that it is to have.
struct Ordered<'a>(&'a Value, &'a Shape);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, shape) = self;
        match (shape, value) {
            (Fields(fields), Value::Object(object)) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, shape) in *fields {
                    let value = object.get(*name).unwrap_or(&Value::Null);
                    map.serialize_entry(name, &Self(value, shape))?;
                }
                map.end()
            }
            (Map(shape), Value::Object(object)) => {
                let mut entries: Vec<(&String, &Value)> = object.iter().collect();
                entries.sort_unstable_by_key(|(name, _)| *name);
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, &Self(value, shape))?;
                }
                map.end()
            }
            (List(shape), Value::Array(values)) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(&Self(value, shape))?;
                }
                list.end()
            }
            (Real, Value::Number(number)) => number.as_f64().serialize(serializer),
            _ => value.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn altered(of: fn(&mut String)) -> bool {
        let (manifest, clusters) = fixtures::small();
        let mut clusters = String::from_utf8(clusters).unwrap();
        of(&mut clusters);
        is_canonical(MANIFEST_FILE, &manifest) && is_canonical(CLUSTERS_FILE, clusters.as_bytes())
    }

    #[test]
    fn only_one_form_is_the_canonical_one() {
        assert!(altered(|_| {}));
        assert!(!altered(|text| text.push('\n')), "another line");
        assert!(!altered(|text| *text = text.replacen("\":", "\": ", 1)));
        assert!(!altered(|text| *text = text.replacen("0.0", "0.00", 1)));
        assert!(!altered(|text| *text = text.replacen("0.0", "0", 1)));
        assert!(!altered(|text| *text = text.replacen("Ask", "\\u0041sk", 1)));
        let twice =
            |text: &mut String| *text = text.replacen("\"weeks\"", "\"level\":0,\"weeks\"", 1);
        assert!(!altered(twice), "a field that stands twice");
        let moved = |text: &mut String| {
            *text = text.replacen("\"level\":0,", "", 1).replacen(
                "\"weeks\"",
                "\"level\":0,\"weeks\"",
                1,
            );
        };
        assert!(!altered(moved), "another order");
    }
}
