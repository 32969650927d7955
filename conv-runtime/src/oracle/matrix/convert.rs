//! Matrices of other crates: dense ones of `ndarray`, sparse ones of `sprs`.

use super::ConvMatrix;
use crate::data::Error;
#[cfg(feature = "sprs")]
use alloc::vec::Vec;

#[cfg(feature = "ndarray")]
impl ConvMatrix {
    /// Every entry, as an array of `ndarray` with this many rows and columns.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let matrix = DynSignal::<u8, i32>::builder([1, 2]).build()?.matrix(3)?;
    /// assert_eq!(matrix.to_ndarray()?, ndarray::array![[1.0, 2.0, 0.0], [0.0, 1.0, 2.0]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`to_dense`](Self::to_dense).
    pub fn to_ndarray(&self) -> Result<ndarray::Array2<f64>, Error> {
        let dense = self.to_dense()?;
        let shape = (dense.rows(), dense.columns());
        ndarray::Array2::from_shape_vec(shape, dense.into_vec()).map_err(|_| Error::SizeOverflow)
    }
}

#[cfg(feature = "sprs")]
impl ConvMatrix {
    /// The entries that are not 0, in compressed rows.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let matrix = DynSignal::<u8, i32>::builder([1, 0, -1]).build()?.matrix(5)?;
    /// let sparse = matrix.to_csr()?;
    /// assert_eq!((sparse.rows(), sparse.cols(), sparse.nnz()), (3, 5, 6));
    /// assert_eq!((sparse.get(1, 1), sparse.get(1, 3)), (Some(&1.0), Some(&-1.0)));
    /// assert_eq!(sparse.get(1, 2), None);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] for entries that do not fit the memory.
    pub fn to_csr(&self) -> Result<sprs::CsMat<f64>, Error> {
        let (mut starts, mut indices, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let count = self.rows().checked_add(1).ok_or(Error::SizeOverflow)?;
        starts.try_reserve_exact(count)?;
        let mut terms = super::entries::Terms::new();
        for i in 0..self.rows() {
            starts.push(indices.len());
            for (column, entry) in self.row_entries(i, &mut terms)? {
                indices.try_reserve(1)?;
                values.try_reserve(1)?;
                indices.push(column);
                values.push(entry.to_f64());
            }
        }
        starts.push(indices.len());
        // Columns ascend within each row.
        sprs::CsMat::try_new((self.rows(), self.columns()), starts, indices, values)
            .map_err(|_| Error::SizeOverflow)
    }
}
