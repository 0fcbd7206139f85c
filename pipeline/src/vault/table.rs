//! Tables of named columns, as Parquet files that pandas, DuckDB and Polars read too.

use std::{path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, FixedSizeListArray, Float32Array, LargeListArray,
    LargeStringArray, PrimitiveArray, RecordBatch,
    builder::{LargeListBuilder, UInt32Builder},
    types::{Float32Type, Float64Type, Int64Type, UInt8Type, UInt32Type, UInt64Type},
};
use arrow_schema::{DataType, Field, Schema};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
    schema::types::ColumnPath,
};

use super::{
    VaultError,
    store::{Store, Writing},
};
use crate::matrix::Matrix;

mod read;

pub use read::Columns;

/// A number that a column can hold: `u8`, `u32`, `u64`, `i64`, `f32` or `f64`.
pub trait Number: Copy + sealed::Native {}

mod sealed {
    /// Ties a number to its type on disk.
    pub trait Native: arrow_buffer::ArrowNativeType {
        type Arrow: arrow_array::ArrowPrimitiveType<Native = Self>;
    }
}

macro_rules! numbers {
    ($($native:ty => $arrow:ty),*) => {$(
        impl sealed::Native for $native {
            type Arrow = $arrow;
        }
        impl Number for $native {}
    )*};
}
numbers!(u8 => UInt8Type, u32 => UInt32Type, u64 => UInt64Type, i64 => Int64Type, f32 => Float32Type, f64 => Float64Type);

/// The columns of a table that is to be written. All must have the same length and names of their
/// own; the methods return the table, so that calls can be chained with `?`.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<(Field, ArrayRef)>,
}

impl Table {
    /// Without columns.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of texts.
    ///
    /// # Errors
    /// When the name is taken or the length differs from that of the columns before; so for all
    /// these methods.
    pub fn text<S: AsRef<str>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Result<&mut Self, VaultError> {
        let array = LargeStringArray::from_iter_values(values);
        self.add(name, false, Arc::new(array))
    }

    /// Adds a column of texts of which some may be missing.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn optional_text<S: AsRef<str>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<S>>,
    ) -> Result<&mut Self, VaultError> {
        let array: LargeStringArray = values.into_iter().collect();
        self.add(name, true, Arc::new(array))
    }

    /// Adds a column of numbers.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn numbers<T: Number>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Result<&mut Self, VaultError> {
        let array = PrimitiveArray::<T::Arrow>::from_iter_values(values);
        self.add(name, false, Arc::new(array))
    }

    /// Adds a column of numbers of which some may be missing.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn optional_numbers<T: Number>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Result<&mut Self, VaultError> {
        let values: Vec<Option<T>> = values.into_iter().collect();
        let array = PrimitiveArray::<T::Arrow>::from_iter(values);
        self.add(name, true, Arc::new(array))
    }

    /// Adds a column of lists.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn lists<L: AsRef<[u32]>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = L>,
    ) -> Result<&mut Self, VaultError> {
        let mut builder =
            LargeListBuilder::new(UInt32Builder::new()).with_field(read::item::<UInt32Type>());
        for list in values {
            builder.values().append_slice(list.as_ref());
            builder.append(true);
        }
        let array: LargeListArray = builder.finish();
        self.add(name, false, Arc::new(array))
    }

    /// Adds a column of vectors, one for each row of `matrix`.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn matrix(&mut self, name: &str, matrix: &Matrix) -> Result<&mut Self, VaultError> {
        let fault = |why: String| VaultError::unstorable(format!("Column {name}"), &why);
        let dims = i32::try_from(matrix.dims()).map_err(|e| fault(e.to_string()))?;
        let values = Float32Array::from_iter_values(matrix.as_slice().iter().copied());
        let array =
            FixedSizeListArray::try_new(read::item::<Float32Type>(), dims, Arc::new(values), None)
                .map_err(|e| fault(e.to_string()))?;
        self.add(name, false, Arc::new(array))
    }

    fn add(
        &mut self,
        name: &str,
        optional: bool,
        array: ArrayRef,
    ) -> Result<&mut Self, VaultError> {
        let fault = |why: String| Err(VaultError::unstorable(format!("Column {name}"), &why));
        if self.columns.iter().any(|(field, _)| field.name() == name) {
            return fault("the table has another column of that name".into());
        }
        if let Some((first, other)) = self.columns.first()
            && other.len() != array.len()
        {
            let (here, there) = (array.len(), other.len());
            return fault(format!(
                "it has {here} rows, column {} has {there}",
                first.name()
            ));
        }
        let field = Field::new(name, array.data_type().clone(), optional);
        self.columns.push((field, array));
        Ok(self)
    }

    /// Writes the table to a new file, to be read under `name`, and waits until it is on the disk.
    pub(super) fn write(&self, store: &Store, path: &Path, name: &str) -> Result<(), VaultError> {
        let (fields, arrays): (Vec<_>, Vec<_>) = self.columns.iter().cloned().unzip();
        let mut properties =
            WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
        for field in &fields {
            // Vectors hardly ever repeat a number: looking for that only takes time.
            if matches!(field.data_type(), DataType::FixedSizeList(..)) {
                let column = vec![field.name().clone(), "list".into(), read::ITEM.into()];
                properties =
                    properties.set_column_dictionary_enabled(ColumnPath::new(column), false);
            }
        }
        let fault = |why: String| VaultError::unstorable(path.display().to_string(), &why);
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|e| fault(e.to_string()))?;
        let file = store.create(path, name)?;
        let written = || -> parquet::errors::Result<Writing> {
            let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties.build()))?;
            writer.write(&batch)?;
            writer.into_inner()
        };
        written()
            .map_err(|e| match e {
                parquet::errors::ParquetError::External(e) => {
                    VaultError::unwritable(path)(std::io::Error::other(e))
                }
                other => fault(other.to_string()),
            })?
            .finish()
            .map_err(VaultError::unwritable(path))
    }
}

/// The data type of a column of `T`.
fn number_type<T: Number>() -> DataType {
    <T as sealed::Native>::Arrow::DATA_TYPE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(table: &Table, path: &Path) {
        table.write(&clear(), path, "t").unwrap();
    }

    fn open(path: &Path) -> Result<Columns, VaultError> {
        Columns::open(&clear(), path, "t")
    }

    fn clear() -> Store {
        Store::new(Path::new(""), None)
    }

    #[test]
    fn every_kind_of_column_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let text = ["a", "", "好\u{0}"];
        let languages = [Some("en"), None, Some("")];
        let (bytes, counts) = ([0u8, 1, 255], [0u32, 7, u32::MAX]);
        let times = [Some(i64::MIN), None, Some(1_700_000_000)];
        let scores = [0.5f32, f32::INFINITY, -0.0];
        let lists = [vec![1u32, 2], vec![], vec![u32::MAX]];
        let matrix = Matrix::new(2, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let mut table = Table::new();
        table
            .text("text", text)
            .and_then(|t| t.optional_text("language", languages))
            .and_then(|t| t.numbers("bytes", bytes))
            .and_then(|t| t.numbers("counts", counts))
            .and_then(|t| t.numbers("large", [u64::MAX, 0, 1]))
            .and_then(|t| t.optional_numbers("time", times))
            .and_then(|t| t.numbers("score", scores))
            .and_then(|t| t.numbers("fine", [0.1f64, 0.2, 0.3]))
            .and_then(|t| t.lists("terms", &lists))
            .and_then(|t| t.matrix("vector", &matrix))
            .unwrap();
        write(&table, &path);

        let columns = open(&path).unwrap();
        assert_eq!(columns.rows(), 3);
        assert_eq!(columns.text("text").unwrap(), text);
        assert_eq!(
            columns.optional_text("language").unwrap(),
            languages.map(|l| l.map(str::to_owned))
        );
        assert_eq!(columns.numbers::<u8>("bytes").unwrap(), bytes);
        assert_eq!(columns.numbers::<u32>("counts").unwrap(), counts);
        assert_eq!(columns.numbers::<u64>("large").unwrap(), [u64::MAX, 0, 1]);
        assert_eq!(columns.optional_numbers::<i64>("time").unwrap(), times);
        assert_eq!(columns.numbers::<f32>("score").unwrap(), scores);
        assert_eq!(columns.numbers::<f64>("fine").unwrap(), [0.1, 0.2, 0.3]);
        assert_eq!(columns.lists("terms").unwrap(), lists);
        assert_eq!(columns.matrix("vector").unwrap(), matrix);
    }

    #[test]
    fn more_rows_than_a_batch_come_back_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let matrix = Matrix::new(3, (0..90_000u32).map(|v| v as f32).collect());
        let mut table = Table::new();
        table.matrix("v", &matrix).unwrap();
        table
            .lists("l", (0..30_000u32).map(|i| vec![i; i as usize % 3]))
            .unwrap();
        write(&table, &path);
        let columns = open(&path).unwrap();
        assert_eq!(columns.matrix("v").unwrap(), matrix);
        let lists = columns.lists("l").unwrap();
        assert!(
            lists
                .iter()
                .enumerate()
                .all(|(i, l)| *l == vec![i as u32; i % 3])
        );
    }

    #[test]
    fn no_rows_is_a_table_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        let mut table = Table::new();
        table.text("a", [""; 0]).unwrap();
        table.matrix("v", &Matrix::new(5, Vec::new())).unwrap();
        write(&table, &path);
        let columns = open(&path).unwrap();
        assert_eq!(columns.rows(), 0);
        assert!(columns.text("a").unwrap().is_empty());
        let matrix = columns.matrix("v").unwrap();
        assert_eq!((matrix.rows(), matrix.dims()), (0, 5));
    }

    #[test]
    fn mistakes_are_named() {
        let mut table = Table::new();
        table.numbers("a", [1u32, 2]).unwrap();
        insta::assert_snapshot!(table.numbers("b", [1u32]).unwrap_err(), @"Column b cannot be stored: it has 1 rows, column a has 2.");
        insta::assert_snapshot!(table.numbers("a", [1u32, 2]).unwrap_err(), @"Column a cannot be stored: the table has another column of that name.");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.parquet");
        write(&table, &path);
        let columns = open(&path).unwrap();
        assert!(matches!(
            columns.numbers::<u32>("b"),
            Err(VaultError::Damaged { .. })
        ));
        assert!(matches!(columns.text("a"), Err(VaultError::Damaged { .. })));
        assert!(matches!(
            columns.optional_numbers::<u32>("a"),
            Err(VaultError::Damaged { .. })
        ));
        std::fs::write(&path, "no parquet").unwrap();
        assert!(matches!(open(&path), Err(VaultError::Damaged { .. })));
    }
}
