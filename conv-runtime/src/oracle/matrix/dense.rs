//! A matrix with every entry stored.

use crate::data::{Error, try_filled};
use alloc::vec::Vec;

/// A matrix of doubles, row by row.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let dense = DynSignal::<u8, i32>::builder([1, 2]).build()?.matrix(3)?.to_dense()?;
/// assert_eq!((dense.rows(), dense.columns()), (2, 3));
/// assert_eq!((dense.row(1), dense.get(0, 1)), (Some(&[0.0, 1.0, 2.0][..]), Some(2.0)));
/// assert_eq!(dense.entries()[..3], [1.0, 2.0, 0.0]);
/// assert_eq!(dense.into_vec().len(), 6);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    rows: usize,
    columns: usize,
    entries: Vec<f64>,
}

impl Dense {
    pub(super) fn zeros(rows: usize, columns: usize) -> Result<Self, Error> {
        let length = rows.checked_mul(columns).ok_or(Error::SizeOverflow)?;
        Ok(Self {
            rows,
            columns,
            entries: try_filled(length, 0.0)?,
        })
    }

    /// The rows to write to, top to bottom.
    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.entries.chunks_exact_mut(self.columns.max(1))
    }

    fn index(&self, i: usize, j: usize) -> Option<usize> {
        (i < self.rows && j < self.columns).then(|| i * self.columns + j)
    }

    /// Number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The entry in row `i` and column `j`; `None` outside.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> Option<f64> {
        self.index(i, j)
            .and_then(|at| self.entries.get(at))
            .copied()
    }

    /// The row `i`; `None` below the last.
    #[must_use]
    pub fn row(&self, i: usize) -> Option<&[f64]> {
        let start = self.index(i, 0)?;
        self.entries.get(start..start + self.columns)
    }

    /// The entries, row by row.
    #[must_use]
    pub fn entries(&self) -> &[f64] {
        &self.entries
    }

    /// The entries, row by row.
    #[must_use]
    pub fn into_vec(self) -> Vec<f64> {
        self.entries
    }
}
