//! The product with the transposed matrix.

use super::ConvMatrix;
use crate::data::{Error, check_length, try_filled};
use crate::oracle::reference;
use alloc::vec::Vec;
use conv_plan::plan::Coefficient;

impl ConvMatrix {
    /// `A^T y`: the transpose of the linear part, the adjoint, applied to an output.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `y` does not have an element for each row; [`Error::OutOfMemory`].
    pub fn transpose_matvec(&self, y: &[f64]) -> Result<Vec<f64>, Error> {
        check_length(self.rows(), y.len())?;
        let mut sums = try_filled(self.columns(), (0.0, 0.0))?;
        for (i, &value) in y.iter().enumerate() {
            for (column, term) in self.row(i) {
                if let Some(sum) = sums.get_mut(column) {
                    *sum = reference::dot2(*sum, term.to_f64(), value);
                }
            }
        }
        let mut x = try_filled(sums.len(), 0.0)?;
        for (x, (high, _)) in x.iter_mut().zip(sums) {
            *x = high;
        }
        Ok(x)
    }

    /// `A^T y` on the integer path, before the scale, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::FloatPath`] for a kernel on the float path; [`Error::Length`] if `y` does not have
    /// an element for each row; [`Error::ExactOverflow`] for a sum beyond `i128`;
    /// [`Error::OutOfMemory`].
    pub fn transpose_matvec_exact(&self, y: &[i64]) -> Result<Vec<i128>, Error> {
        check_length(self.rows(), y.len())?;
        if !self.numbers.are_integers() {
            return Err(Error::FloatPath);
        }
        let mut x = try_filled(self.columns(), 0i128)?;
        for (i, &value) in y.iter().enumerate() {
            for (column, term) in self.row(i) {
                if let Some(sum) = x.get_mut(column) {
                    let Coefficient::Integer(tap) = term else {
                        return Err(Error::FloatPath);
                    };
                    // Where a border repeats an element, any number of rows meet it.
                    let product = i128::from(tap) * i128::from(value);
                    *sum = sum.checked_add(product).ok_or(Error::ExactOverflow)?;
                }
            }
        }
        Ok(x)
    }
}
