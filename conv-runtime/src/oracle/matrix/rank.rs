//! The rank of small matrices.
//!
//! ```text
//! integers   exactly, modulo primes (conv-plan: analysis/rank)
//! floats     elimination with complete pivoting; pivots below a tolerance are 0
//! ```

use super::ConvMatrix;
use super::entries::Entry;
use crate::data::{Error, try_filled};
use conv_plan::analysis::{pivoted, rank_of_integers};

impl ConvMatrix {
    /// The most entries of a matrix whose [`rank`](Self::rank) is computed: those of 256x256.
    pub const RANK_LIMIT: usize = 1 << 16;

    /// The number of independent rows.
    ///
    /// For integers exactly. For floats the numerical rank: that of elimination with complete
    /// pivoting, where what is at most `max(rows, columns) * 2^-52` times the largest entry counts
    /// as 0 (Golub and Van Loan, Matrix Computations, sections 3.4 and 5.4).
    ///
    /// The time is that of elimination, `rows * columns * rank`; for integers times one for each 30
    /// bits of the largest minor unless the rank is full.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// # use conv_plan::window::{Border, Padding};
    /// // Differences around a circle forget the mean.
    /// let kernel = DynSignal::<u8, i16>::builder([-1, 1])
    ///     .padding(Padding::Same)
    ///     .border(Border::Wrap)
    ///     .build()?;
    /// assert_eq!(kernel.matrix(8)?.rank()?, 7);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooManyEntries`] beyond [`RANK_LIMIT`](Self::RANK_LIMIT); [`Error::OutOfMemory`].
    pub fn rank(&self) -> Result<usize, Error> {
        let (rows, columns) = (self.rows(), self.columns());
        let entries = rows.checked_mul(columns);
        let Some(length) = entries.filter(|&entries| entries <= Self::RANK_LIMIT) else {
            return Err(Error::TooManyEntries {
                limit: Self::RANK_LIMIT,
            });
        };
        if length == 0 {
            return Ok(0);
        }
        if self.numbers.are_integers() {
            self.rank_of_integers(length)
        } else {
            self.rank_of_floats(length)
        }
    }

    fn rank_of_integers(&self, length: usize) -> Result<usize, Error> {
        let columns = self.columns();
        let mut exact = try_filled(length, 0i128)?;
        self.each_entry(|i, j, entry| {
            if let (Entry::Integer(value), Some(to)) = (entry, exact.get_mut(i * columns + j)) {
                *to = value;
            }
            Ok(())
        })?;
        Ok(rank_of_integers(&exact, columns)?)
    }

    fn rank_of_floats(&self, length: usize) -> Result<usize, Error> {
        let columns = self.columns();
        let mut entries = try_filled(length, 0.0f64)?;
        self.each_entry(|i, j, entry| {
            if let Some(to) = entries.get_mut(i * columns + j) {
                *to = entry.to_f64();
            }
            Ok(())
        })?;
        let largest = entries
            .iter()
            .fold(0.0f64, |largest, x| x.abs().max(largest));
        // Near the ends of `f64` an elimination would overflow, or lose digits: by a power of two
        // the largest entry comes near 1.
        let exponent = ((largest.to_bits() >> 52) as i64 - 1023).min(1000);
        let scale = f64::from_bits(((1023 - exponent) as u64) << 52);
        entries.iter_mut().for_each(|entry| *entry *= scale);
        let tolerance = self.rows().max(columns) as f64 * f64::EPSILON * (largest * scale);
        Ok(rank_beyond(&mut entries, columns, tolerance))
    }
}

/// The number of pivots beyond a tolerance; the matrix is eliminated.
fn rank_beyond(mut rest: &mut [f64], columns: usize, tolerance: f64) -> usize {
    let mut rank = 0;
    loop {
        let magnitudes = rest.iter().map(|entry| entry.abs()).enumerate();
        let largest = magnitudes.max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((at, _)) = largest.filter(|&(_, largest)| largest > tolerance) else {
            return rank;
        };
        let (row, column) = (at / columns, at % columns);
        let Some((top, below)) = pivoted(core::mem::take(&mut rest), columns, row) else {
            return rank;
        };
        let pivot = top.get(column).copied().unwrap_or(1.0);
        for row in below.chunks_exact_mut(columns) {
            let factor = row.get(column).copied().unwrap_or(0.0) / pivot;
            for (entry, top) in row.iter_mut().zip(&*top) {
                *entry -= factor * top;
            }
            if let Some(entry) = row.get_mut(column) {
                *entry = 0.0;
            }
        }
        rank += 1;
        rest = below;
    }
}
