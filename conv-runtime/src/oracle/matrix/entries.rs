//! The entries that are not 0, row by row, and what follows from where they are.

use super::{ConvMatrix, exactly};
use crate::data::Error;
use alloc::vec::Vec;
use conv_plan::plan::Coefficient;

/// An entry: the sum of the terms of a row that share a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Entry {
    Integer(i128),
    Float(f64),
}

impl From<Coefficient> for Entry {
    fn from(term: Coefficient) -> Self {
        match term {
            Coefficient::Integer(value) => Self::Integer(value.into()),
            Coefficient::Float(value) => Self::Float(value),
        }
    }
}

impl Entry {
    pub(super) const fn zero(exact: bool) -> Self {
        if exact {
            Self::Integer(0)
        } else {
            Self::Float(0.0)
        }
    }

    /// The entry as [`ConvMatrix::entry`] gives it.
    pub(super) const fn to_f64(self) -> f64 {
        match self {
            Self::Integer(exact) => exact as f64,
            Self::Float(value) => value,
        }
    }

    /// The value, if it is on the integer path.
    pub(super) const fn exact(self) -> Option<i128> {
        match self {
            Self::Integer(exact) => Some(exact),
            Self::Float(_) => None,
        }
    }

    /// This and `factor` times another entry.
    pub(super) fn plus(self, other: Self, factor: i64) -> Result<Self, Error> {
        match (self, other) {
            (Self::Integer(sum), Self::Integer(other)) => {
                let term = other.checked_mul(factor.into());
                let sum = term.and_then(|term| sum.checked_add(term));
                Ok(Self::Integer(sum.ok_or(Error::ExactOverflow)?))
            }
            (sum, other) => Ok(Self::Float(sum.to_f64() + other.to_f64() * factor as f64)),
        }
    }

    pub(super) const fn is_zero(self) -> bool {
        match self {
            Self::Integer(exact) => exact == 0,
            Self::Float(value) => value == 0.0,
        }
    }
}

/// The terms of a row: column, order in the row, tap.
pub(super) type Terms = Vec<(usize, usize, Coefficient)>;

impl ConvMatrix {
    /// The entries of row `i` that are not 0, in the order of their columns. `terms` is scratch.
    pub(super) fn row_entries<'a>(
        &self,
        i: usize,
        terms: &'a mut Terms,
    ) -> Result<impl Iterator<Item = (usize, Entry)> + use<'a>, Error> {
        terms.clear();
        for (order, (column, tap)) in self.row(i).enumerate() {
            if terms.len() == terms.capacity() {
                terms.try_reserve(1)?;
            }
            terms.push((column, order, tap));
        }
        // In the order of the taps within a column: sums of floats are those of `entry`.
        terms.sort_unstable_by_key(|&(column, order, _)| (column, order));
        let columns = terms.chunk_by(|(a, ..), (b, ..)| a == b);
        Ok(columns.filter_map(|terms| {
            let (column, ..) = *terms.first()?;
            let entry = summed(terms);
            (!entry.is_zero()).then_some((column, entry))
        }))
    }

    /// Calls `each` with the row, the column and the value of every entry that is not 0.
    pub(super) fn each_entry(
        &self,
        mut each: impl FnMut(usize, usize, Entry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut terms = Terms::new();
        for i in 0..self.rows() {
            for (j, entry) in self.row_entries(i, &mut terms)? {
                each(i, j, entry)?;
            }
        }
        Ok(())
    }

    /// How many entries are not 0.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], for the terms of one row.
    pub fn nonzeros(&self) -> Result<usize, Error> {
        let mut count = 0;
        self.each_entry(|_, _, _| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    /// The share of entries that are not 0, from 0 to 1; 0 for a matrix without entries.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let kernel = DynSignal::<u8, i32>::builder([1, 0, -1]).build()?;
    /// // Three rows of five entries.
    /// assert_eq!(kernel.matrix(5)?.density()?, 6.0 / 15.0);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`nonzeros`](Self::nonzeros).
    pub fn density(&self) -> Result<f64, Error> {
        let entries = self.rows() as f64 * self.columns() as f64;
        Ok(self.nonzeros()? as f64 / entries.max(1.0))
    }

    /// The lower and the upper bandwidth: the diagonals below and above the main one up to the last
    /// that has an entry other than 0.
    ///
    /// The smallest `(p, q)` for which entry `(i, j)` is 0 wherever `i > j + p` or `j > i + q`
    /// (Golub and Van Loan, Matrix Computations, section 1.2.1). Rows and columns are counted from
    /// the same corner, so a matrix that is not square may have all its entries on one side.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// # use conv_plan::window::Padding;
    /// let kernel = DynSignal::<u8, i32>::builder([1, 2, 3, 4]);
    /// assert_eq!(kernel.clone().build()?.matrix(9)?.bandwidth()?, (0, 3));
    /// assert_eq!(kernel.padding(Padding::Same).build()?.matrix(9)?.bandwidth()?, (1, 2));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`nonzeros`](Self::nonzeros).
    pub fn bandwidth(&self) -> Result<(usize, usize), Error> {
        let (mut lower, mut upper) = (0, 0);
        self.each_entry(|i, j, _| {
            lower = lower.max(i.saturating_sub(j));
            upper = upper.max(j.saturating_sub(i));
            Ok(())
        })?;
        Ok((lower, upper))
    }
}

/// The sum of terms, as [`ConvMatrix::entry_exact`] and [`ConvMatrix::entry`] form it.
fn summed(terms: &[(usize, usize, Coefficient)]) -> Entry {
    let exact = terms
        .iter()
        .try_fold(0, |sum, &(_, _, term)| exactly(sum, term, 1));
    exact.map_or_else(
        || {
            Entry::Float(
                terms
                    .iter()
                    .fold(0.0, |sum, (_, _, term)| sum + term.to_f64()),
            )
        },
        Entry::Integer,
    )
}
