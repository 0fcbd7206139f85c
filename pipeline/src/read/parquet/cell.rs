//! One value of a column, read as if it were JSON.

use std::fmt;

use arrow_array::{
    Array, StructArray,
    cast::AsArray,
    types::{
        Date32Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{Error, StrDeserializer},
    },
    forward_to_deserialize_any,
};

const SECONDS_PER_DAY: i64 = 86_400;

/// The value at `index` of `array`.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    array: &'a dyn Array,
    index: usize,
}

impl fmt::Debug for Cell<'_> {
    /// Never the value: it may be a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({})", self.array.data_type())
    }
}

impl<'a> Cell<'a> {
    pub(super) const fn new(array: &'a dyn Array, index: usize) -> Self {
        Self { array, index }
    }
}

impl<'de> Deserializer<'de> for Cell<'_> {
    type Error = Error;

    /// Kinds of values that have no counterpart in JSON count as null.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Self { array, index } = self;
        if array.is_null(index) {
            return visitor.visit_unit();
        }
        macro_rules! number {
            ($kind:ty, $visit:ident) => {
                visitor.$visit(array.as_primitive::<$kind>().value(index).into())
            };
        }
        match array.data_type() {
            DataType::Boolean => visitor.visit_bool(array.as_boolean().value(index)),
            DataType::Int8 => number!(Int8Type, visit_i64),
            DataType::Int16 => number!(Int16Type, visit_i64),
            DataType::Int32 => number!(Int32Type, visit_i64),
            DataType::Int64 => number!(Int64Type, visit_i64),
            DataType::UInt8 => number!(UInt8Type, visit_u64),
            DataType::UInt16 => number!(UInt16Type, visit_u64),
            DataType::UInt32 => number!(UInt32Type, visit_u64),
            DataType::UInt64 => number!(UInt64Type, visit_u64),
            DataType::Float16 => {
                visitor.visit_f64(array.as_primitive::<Float16Type>().value(index).to_f64())
            }
            DataType::Float32 => number!(Float32Type, visit_f64),
            DataType::Float64 => number!(Float64Type, visit_f64),
            DataType::Utf8 => visitor.visit_str(array.as_string::<i32>().value(index)),
            DataType::LargeUtf8 => visitor.visit_str(array.as_string::<i64>().value(index)),
            DataType::Utf8View => visitor.visit_str(array.as_string_view().value(index)),
            DataType::Binary => text(array.as_binary::<i32>().value(index), visitor),
            DataType::LargeBinary => text(array.as_binary::<i64>().value(index), visitor),
            DataType::Date32 => {
                let days = i64::from(array.as_primitive::<Date32Type>().value(index));
                time(
                    Timestamp::from_second(days * SECONDS_PER_DAY),
                    days,
                    visitor,
                )
            }
            DataType::Timestamp(unit, _) => timestamp(array, index, *unit, visitor),
            DataType::List(_) => items(&array.as_list::<i32>().value(index), visitor),
            DataType::LargeList(_) => items(&array.as_list::<i64>().value(index), visitor),
            DataType::FixedSizeList(..) => items(&array.as_fixed_size_list().value(index), visitor),
            DataType::Struct(_) => visitor.visit_map(Fields {
                of: array.as_struct(),
                index,
                next: 0,
            }),
            _ => visitor.visit_unit(),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// Old writers do not mark their texts as such.
fn text<'de, V: Visitor<'de>>(bytes: &[u8], visitor: V) -> Result<V::Value, Error> {
    match str::from_utf8(bytes) {
        Ok(text) => visitor.visit_str(text),
        Err(_) => visitor.visit_unit(),
    }
}

fn timestamp<'de, V: Visitor<'de>>(
    array: &dyn Array,
    index: usize,
    unit: TimeUnit,
    visitor: V,
) -> Result<V::Value, Error> {
    match unit {
        TimeUnit::Second => {
            let value = array.as_primitive::<TimestampSecondType>().value(index);
            time(Timestamp::from_second(value), value, visitor)
        }
        TimeUnit::Millisecond => {
            let value = array
                .as_primitive::<TimestampMillisecondType>()
                .value(index);
            time(Timestamp::from_millisecond(value), value, visitor)
        }
        TimeUnit::Microsecond => {
            let value = array
                .as_primitive::<TimestampMicrosecondType>()
                .value(index);
            time(Timestamp::from_microsecond(value), value, visitor)
        }
        TimeUnit::Nanosecond => {
            let value = array.as_primitive::<TimestampNanosecondType>().value(index);
            time(Timestamp::from_nanosecond(value.into()), value, visitor)
        }
    }
}

/// A time as text, so that its unit need not be guessed; out of range, the bare number.
fn time<'de, V: Visitor<'de>>(
    time: Result<Timestamp, jiff::Error>,
    number: i64,
    visitor: V,
) -> Result<V::Value, Error> {
    match time {
        Ok(time) => visitor.visit_str(&time.to_string()),
        Err(_) => visitor.visit_i64(number),
    }
}

fn items<'de, V: Visitor<'de>>(of: &dyn Array, visitor: V) -> Result<V::Value, Error> {
    visitor.visit_seq(Items { of, next: 0 })
}

struct Items<'a> {
    of: &'a dyn Array,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.next == self.of.len() {
            return Ok(None);
        }
        let cell = Cell::new(self.of, self.next);
        self.next += 1;
        seed.deserialize(cell).map(Some)
    }
}

struct Fields<'a> {
    of: &'a StructArray,
    index: usize,
    next: usize,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(field) = self.of.fields().get(self.next) else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Error> = field.name().as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let cell = Cell::new(self.of.column(self.next), self.index);
        self.next += 1;
        seed.deserialize(cell)
    }
}
