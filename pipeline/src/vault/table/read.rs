//! Reads columns of a table by name; only the column that is asked for is taken from the file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{
    ArrayRef, ArrowPrimitiveType,
    cast::AsArray,
    types::{Float32Type, UInt32Type},
};
use arrow_schema::{DataType, Field};
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
};

use super::{Number, number_type, sealed};
use crate::{
    matrix::Matrix,
    vault::{
        VaultError,
        store::{Opened, Store},
    },
};

/// The name of what is in a list.
pub(super) const ITEM: &str = "item";

/// The field for what is in a list.
pub(super) fn item<T: ArrowPrimitiveType>() -> Arc<Field> {
    Arc::new(Field::new(ITEM, T::DATA_TYPE, false))
}

/// A table that was written with [`Table`](super::Table).
///
/// Every method fails with [`VaultError::Damaged`] where the table has no such column.
#[derive(Debug)]
pub struct Columns {
    path: PathBuf,
    file: Opened,
    metadata: ArrowReaderMetadata,
}

impl Columns {
    pub(in crate::vault) fn open(
        store: &Store,
        path: &Path,
        name: &str,
    ) -> Result<Self, VaultError> {
        let file = store
            .open(path, name)
            .map_err(|e| VaultError::damaged(path, &e))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(|e| VaultError::damaged(path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            metadata,
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        let rows = self.metadata.metadata().file_metadata().num_rows();
        usize::try_from(rows).unwrap_or(0)
    }

    /// A column of texts.
    ///
    /// # Errors
    /// When there is none of that name and kind; so for all these methods.
    pub fn text(&self, name: &str) -> Result<Vec<String>, VaultError> {
        self.collect(name, &DataType::LargeUtf8, false, |array, out| {
            let texts = array.as_string::<i64>().iter();
            out.extend(texts.flatten().map(str::to_owned));
        })
    }

    /// A column of texts of which some may be missing.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn optional_text(&self, name: &str) -> Result<Vec<Option<String>>, VaultError> {
        self.collect(name, &DataType::LargeUtf8, true, |array, out| {
            let texts = array.as_string::<i64>().iter();
            out.extend(texts.map(|text| text.map(str::to_owned)));
        })
    }

    /// A column of numbers.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn numbers<T: Number>(&self, name: &str) -> Result<Vec<T>, VaultError> {
        self.collect(name, &number_type::<T>(), false, |array, out| {
            let array = array.as_primitive::<<T as sealed::Native>::Arrow>();
            out.extend_from_slice(array.values());
        })
    }

    /// A column of numbers of which some may be missing.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn optional_numbers<T: Number>(&self, name: &str) -> Result<Vec<Option<T>>, VaultError> {
        self.collect(name, &number_type::<T>(), true, |array, out| {
            out.extend(array.as_primitive::<<T as sealed::Native>::Arrow>().iter());
        })
    }

    /// A column of lists.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn lists(&self, name: &str) -> Result<Vec<Vec<u32>>, VaultError> {
        let kind = DataType::LargeList(item::<UInt32Type>());
        self.collect(name, &kind, false, |array, out| {
            let lists = array.as_list::<i64>().iter().flatten();
            out.extend(lists.map(|list| list.as_primitive::<UInt32Type>().values().to_vec()));
        })
    }

    /// A column of vectors.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn matrix(&self, name: &str) -> Result<Matrix, VaultError> {
        let DataType::FixedSizeList(_, dims @ 1..) = self.field(name)?.data_type() else {
            return Err(self.damaged(&format!("column {name} does not hold vectors")));
        };
        let kind = DataType::FixedSizeList(item::<Float32Type>(), *dims);
        let values = self.collect(name, &kind, false, |array, out| {
            let vectors = array.as_fixed_size_list();
            out.extend_from_slice(vectors.values().as_primitive::<Float32Type>().values());
        })?;
        let dims = usize::try_from(*dims).unwrap_or(1);
        if values.len() != dims * self.rows() {
            return Err(self.damaged(&format!("column {name} has vectors of different lengths")));
        }
        Ok(Matrix::new(dims, values))
    }

    fn collect<T>(
        &self,
        name: &str,
        kind: &DataType,
        optional: bool,
        take: impl Fn(&ArrayRef, &mut Vec<T>),
    ) -> Result<Vec<T>, VaultError> {
        let field = self.field(name)?;
        if field.data_type() != kind || field.is_nullable() != optional {
            let found = field.data_type();
            return Err(self.damaged(&format!("column {name} holds {found}, not {kind}")));
        }
        let file = self.file.try_clone().map_err(|e| self.damaged(&e))?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let mask = ProjectionMask::columns(builder.parquet_schema(), [name]);
        let batches = builder
            .with_projection(mask)
            .build()
            .map_err(|e| self.damaged(&e))?;
        let mut out = Vec::with_capacity(self.rows());
        for batch in batches {
            take(batch.map_err(|e| self.damaged(&e))?.column(0), &mut out);
        }
        Ok(out)
    }

    fn field(&self, name: &str) -> Result<&Field, VaultError> {
        self.metadata
            .schema()
            .field_with_name(name)
            .map_err(|_| self.damaged(&format!("it has no column {name}")))
    }

    fn damaged(&self, why: &(impl ToString + ?Sized)) -> VaultError {
        VaultError::damaged(&self.path, why)
    }
}
