//! JSON read leniently: a value of an unexpected type is noted, not an error.
//!
//! Invariant: what Kleio does not use is skipped without being built in memory.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A value that should be a `T`.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) enum Loose<T> {
    /// No such key, or null.
    #[default]
    Absent,
    /// As expected.
    Is(T),
    /// Some other JSON.
    Other,
}

/// A text, a number or a truth value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Text(String),
    Integer(i128),
    Float(f64),
    Bool(bool),
}

impl<T> Loose<T> {
    pub(super) fn or_other(value: Option<T>) -> Self {
        value.map_or(Self::Other, Self::Is)
    }

    pub(super) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(super) fn known(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Other => None,
        }
    }

    /// This one, or `other` where it is absent.
    pub(super) fn or(self, other: Self) -> Self {
        match self {
            Self::Absent => other,
            Self::Is(_) | Self::Other => self,
        }
    }
}

impl Loose<Scalar> {
    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Is(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// What kinds of JSON make a `Self`; by default none does.
pub(super) trait FromJson<'de>: Sized {
    fn scalar(_: Scalar) -> Option<Self> {
        None
    }
    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn object<A: MapAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl FromJson<'_> for Scalar {
    fn scalar(value: Scalar) -> Option<Self> {
        Some(value)
    }
}

impl<'de, T: FromJson<'de>> FromJson<'de> for Vec<Loose<T>> {
    fn list<A: SeqAccess<'de>>(mut from: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self::new();
        while let Some(value) = from.next_element()? {
            list.push(value);
        }
        Ok(Some(list))
    }
}

impl<'de, T: FromJson<'de>> FromJson<'de> for Box<T> {
    fn scalar(value: Scalar) -> Option<Self> {
        T::scalar(value).map(Self::new)
    }
    fn list<A: SeqAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        Ok(T::list(from)?.map(Self::new))
    }
    fn object<A: MapAccess<'de>>(from: A) -> Result<Option<Self>, A::Error> {
        Ok(T::object(from)?.map(Self::new))
    }
}

impl<'de, T: FromJson<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: FromJson<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Loose<T>, E> {
        Ok(Loose::Absent)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Bool(value))))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Integer(value.into()))))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Integer(value.into()))))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Float(value))))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Loose<T>, E> {
        Ok(Loose::or_other(T::scalar(Scalar::Text(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Loose<T>, A::Error> {
        T::list(from).map(Loose::or_other)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Loose<T>, A::Error> {
        T::object(from).map(Loose::or_other)
    }
}
