//! The eigenvalues of circulant matrices: the Fourier transform diagonalises them.
//!
//! ```text
//! first row c[m]  ->  transform along the columns, then along the rows  ->  eigenvalues
//! ```
//!
//! A circulant matrix has the entries `A[i, j] = c[j - i mod n]`, and the Fourier vectors
//! `v_k[j] = exp(2 pi i j k / n)` are its eigenvectors, whatever `c` is:
//! `(A v_k)[i] = sum over m of c[m] exp(2 pi i (i + m) k / n) = lambda_k v_k[i]` with
//! `lambda_k = sum over m of c[m] exp(2 pi i m k / n)`. That is the DFT of the first column, whose
//! entries are `c[-i mod n]` (Golub and Van Loan, Matrix Computations, section 4.8). Where blocks
//! lie as in a circulant matrix, and are circulant themselves, the transform has two dimensions.

use super::{ConvMatrix, Structure};
use crate::data::{Error, try_filled};
use alloc::vec::Vec;
pub use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

impl ConvMatrix {
    /// The eigenvalues of a circulant matrix, or one of circulant blocks of circulants, as the DFT
    /// gives them; before the scale.
    ///
    /// Eigenvalue `k` belongs to the vector with the elements `exp(2 pi i j k / n)`. On a plane of
    /// `height` rows and `width` columns, eigenvalue `v * width + u` belongs to
    /// `exp(2 pi i (v y / height + u x / width))` at row `y` and column `x`. The time is that of a
    /// fast transform of the input.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// # use conv_plan::window::{Border, Padding};
    /// let difference = DynSignal::<u8, i16>::builder([-1, 1])
    ///     .padding(Padding::Same)
    ///     .border(Border::Wrap)
    ///     .build()?;
    /// let eigenvalues = difference.matrix(4)?.eigenvalues()?;
    /// // What is constant vanishes; what alternates is multiplied by -2.
    /// assert_eq!((eigenvalues[0].re, eigenvalues[0].im), (0.0, 0.0));
    /// assert_eq!((eigenvalues[2].re, eigenvalues[2].im), (-2.0, 0.0));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotCirculant`] if [`structure`](Self::structure) is neither
    /// [`Structure::Circulant`] nor [`Structure::DoublyCirculant`]; [`Error::OutOfMemory`].
    pub fn eigenvalues(&self) -> Result<Vec<Complex<f64>>, Error> {
        if !matches!(
            self.structure(),
            Structure::Circulant | Structure::DoublyCirculant
        ) {
            return Err(Error::NotCirculant);
        }
        let (height, width) = (self.row_axis.input, self.column_axis.input);
        let mut spectrum = try_filled(self.columns(), Complex::new(0.0, 0.0))?;
        let mut terms = Vec::new();
        for (column, entry) in self.row_entries(0, &mut terms)? {
            if let Some(value) = spectrum.get_mut(column) {
                value.re = entry.to_f64();
            }
        }
        // The inverse has the sign of these vectors, and divides by nothing.
        let mut planner = FftPlanner::new();
        along_rows(&*planner.plan_fft_inverse(width), &mut spectrum)?;
        if height == 1 {
            return Ok(spectrum);
        }
        let mut turned = turned(&spectrum, width)?;
        along_rows(&*planner.plan_fft_inverse(height), &mut turned)?;
        self::turned(&turned, height)
    }
}

/// Transforms each row of as many elements as the transform has.
fn along_rows(fft: &dyn Fft<f64>, rows: &mut [Complex<f64>]) -> Result<(), Error> {
    let zero = Complex::new(0.0, 0.0);
    let mut scratch = try_filled(fft.get_inplace_scratch_len(), zero)?;
    fft.process_with_scratch(rows, &mut scratch);
    Ok(())
}

/// Rows and columns exchanged, of a plane of this width.
fn turned(plane: &[Complex<f64>], width: usize) -> Result<Vec<Complex<f64>>, Error> {
    let mut turned = try_filled(plane.len(), Complex::new(0.0, 0.0))?;
    let height = plane.len() / width.max(1);
    for (column, to) in turned.chunks_exact_mut(height.max(1)).enumerate() {
        for (to, &from) in to
            .iter_mut()
            .zip(plane.iter().skip(column).step_by(width.max(1)))
        {
            *to = from;
        }
    }
    Ok(turned)
}
