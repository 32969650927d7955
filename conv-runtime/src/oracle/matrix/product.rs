//! The product of two matrices: one convolution after another as one affine map.
//!
//! With `y = s (A x + a)` after `x = p/q (B w + b)`,
//!
//! ```text
//! y = s/q (C w + c),   C = p A B,   c = p A b + q a
//! ```
//!
//! so that integers stay integers, whatever the scales and the constant borders. Row `i` of `C` is
//! the sum of the rows of `B` that row `i` of `A` names (Gustavson, "Two fast algorithms for sparse
//! matrices: multiplication and permuted transposition", ACM Trans. Math. Softw. 4, 1978): one
//! accumulator for each column, and a list of those in use.

use super::ConvMatrix;
use super::dense::Dense;
use super::entries::Entry;
use crate::data::{Error, check_length, try_filled};
use crate::oracle::reference;
use alloc::vec::Vec;
use conv_plan::plan::Coefficient;

/// The product of two matrices, with the entries that are not 0 stored row by row.
///
/// What [`ConvMatrix::product`] returns.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let (twice, sum) = (DynSignal::<u8, i32>::builder([2]), DynSignal::<i16, i32>::builder([1, 1]));
/// let product = sum.build()?.matrix(3)?.product(&twice.build()?.matrix(3)?)?;
/// assert_eq!((product.rows(), product.columns(), product.nonzeros()), (2, 3, 4));
/// assert!(product.row(0).eq([(0, 2.0), (1, 2.0)]));
/// assert_eq!((product.entry(1, 2), product.entry_exact(1, 2)), (2.0, Some(2)));
/// assert_eq!(product.scale(), (1, 1));
/// assert_eq!((product.offset(0), product.offset_exact(0)), (0.0, Some(0)));
/// assert_eq!(product.to_dense()?.row(1), Some(&[0.0, 2.0, 2.0][..]));
/// assert_eq!(product.matvec(&[1.0, 2.0, 3.0])?, [6.0, 10.0]);
/// assert_eq!(product.matvec_exact(&[1, 2, 3])?, [6, 10]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    columns: usize,
    /// Where each row begins in `places` and `entries`, and where the last one ends.
    starts: Vec<usize>,
    /// The columns of the entries, which ascend within a row.
    places: Vec<usize>,
    entries: Vec<Entry>,
    offsets: Vec<Entry>,
    scale: (i128, i128),
    /// Whether all entries are integers.
    exact: bool,
}

impl ConvMatrix {
    /// The matrix of this kernel after `first`, which is applied to the input.
    ///
    /// It is the composition of two affine maps. Rounding, overflow, activation and quantisation
    /// between the two are no part of it, nor are element types. Constant borders are: what `first`
    /// adds passes through this matrix.
    ///
    /// If both kernels are on the integer path, all entries are exact. Otherwise each is a sum in
    /// twice the precision of a double, rounded once, and once more where the scale of `first` has
    /// a numerator other than 1.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let sum = DynSignal::<u8, i32>::builder([1, 1]).build()?;
    /// let difference = DynSignal::<i32, i32>::builder([-1, 1])
    ///     .overflow(conv_plan::number::Overflow::Wrap)
    ///     .build()?;
    /// let both = difference.matrix(4)?.product(&sum.matrix(5)?)?;
    /// // One kernel does the work of both: [1, 1] * [-1, 1] = [-1, 0, 1].
    /// let dense = both.to_dense()?;
    /// assert_eq!(dense.row(0), Some(&[-1., 0., 1., 0., 0.][..]));
    /// assert_eq!(dense.row(2), Some(&[0., 0., -1., 0., 1.][..]));
    /// assert_eq!(both.matvec_exact(&[1, 2, 4, 8, 16])?, [3, 6, 12]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `first` does not have a row for each column of this matrix;
    /// [`Error::ExactOverflow`] if an exact number does not fit 128 bits: those of kernels do,
    /// whose sums are proven to fit 64; [`Error::OutOfMemory`].
    pub fn product(&self, first: &Self) -> Result<Product, Error> {
        check_length(self.columns(), first.rows())?;
        let (rows, columns) = (self.rows(), first.columns());
        let exact = self.numbers.are_integers() && first.numbers.are_integers();
        let (multiply, divide) = first.scale();
        let (numerator, denominator) = self.scale();
        let mut product = Product {
            columns,
            starts: Vec::new(),
            places: Vec::new(),
            entries: Vec::new(),
            offsets: Vec::new(),
            scale: lowest(
                numerator.into(),
                i128::from(denominator) * i128::from(divide),
            ),
            exact,
        };
        let mut added = try_filled(first.rows(), Entry::zero(exact))?;
        for (k, added) in added.iter_mut().enumerate() {
            *added = first.offset_entry(k, exact);
        }
        let count = rows.checked_add(1).ok_or(Error::SizeOverflow)?;
        product.starts.try_reserve_exact(count)?;
        product.offsets.try_reserve_exact(rows)?;
        product.starts.push(0);
        let mut row = Row::new(columns, exact)?;
        for i in 0..rows {
            let mut offset = Sum::zero(exact);
            for (k, a) in self.row(i) {
                for (j, b) in first.row(k) {
                    row.add(j, a, b.into())?;
                }
                if let Some(&b) = added.get(k) {
                    offset = offset.add(a, b)?;
                }
            }
            let own = self.offset_entry(i, exact);
            product
                .offsets
                .push(offset.times(multiply)?.plus(own, divide)?);
            row.drain(multiply, |column, entry| {
                product.places.try_reserve(1)?;
                product.entries.try_reserve(1)?;
                product.places.push(column);
                product.entries.push(entry);
                Ok(())
            })?;
            product.starts.push(product.places.len());
        }
        Ok(product)
    }

    fn offset_entry(&self, i: usize, exact: bool) -> Entry {
        match self.offset_exact(i).filter(|_| exact) {
            Some(offset) => Entry::Integer(offset),
            None => Entry::Float(self.offset(i)),
        }
    }
}

impl Product {
    /// Number of rows: of output elements.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.offsets.len()
    }

    /// Number of columns: of input elements.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// How many entries are not 0.
    #[must_use]
    pub const fn nonzeros(&self) -> usize {
        self.entries.len()
    }

    /// What the product with a vector is multiplied by, as a fraction in lowest terms.
    ///
    /// Its denominator is that of both scales together; the numerator of the kernel that comes
    /// first is in the entries. 1/1 for two kernels on the float path, whose taps hold the scale.
    #[must_use]
    pub const fn scale(&self) -> (i128, i128) {
        self.scale
    }

    /// The entries of row `i` that are not 0 as (column, value), in the order of the columns; none
    /// below the last row.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.stored(i)
            .map(|(column, entry)| (column, entry.to_f64()))
    }

    /// The entry in row `i` and column `j`, rounded to a double; 0 outside the matrix.
    #[must_use]
    pub fn entry(&self, i: usize, j: usize) -> f64 {
        let mut row = self.stored(i).filter(|&(column, _)| column == j);
        row.next().map_or(0.0, |(_, entry)| entry.to_f64())
    }

    /// The entry in row `i` and column `j`, 0 outside the matrix; `None` on the float path.
    #[must_use]
    pub fn entry_exact(&self, i: usize, j: usize) -> Option<i128> {
        if !self.exact {
            return None;
        }
        let mut row = self.stored(i).filter(|&(column, _)| column == j);
        row.next().map_or(Some(0), |(_, entry)| entry.exact())
    }

    /// What is added to row `i`, rounded to a double; 0 below the last row.
    #[must_use]
    pub fn offset(&self, i: usize) -> f64 {
        self.offsets.get(i).map_or(0.0, |offset| offset.to_f64())
    }

    /// What is added to row `i`, 0 below the last row; `None` on the float path.
    #[must_use]
    pub fn offset_exact(&self, i: usize) -> Option<i128> {
        if !self.exact {
            return None;
        }
        self.offsets.get(i).map_or(Some(0), |offset| offset.exact())
    }

    /// Every entry.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] and [`Error::OutOfMemory`] for a matrix that does not fit the
    /// memory.
    pub fn to_dense(&self) -> Result<Dense, Error> {
        let mut dense = Dense::zeros(self.rows(), self.columns)?;
        for (i, to) in dense.rows_mut().enumerate() {
            for (column, value) in self.row(i) {
                if let Some(to) = to.get_mut(column) {
                    *to = value;
                }
            }
        }
        Ok(dense)
    }

    /// `C w + c`, before the scale, each sum rounded once to a double.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `w` does not have an element for each column; [`Error::OutOfMemory`].
    pub fn matvec(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        check_length(self.columns, w.len())?;
        let mut y = try_filled(self.rows(), 0.0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let sum = self.row(i).fold((self.offset(i), 0.0), |sum, (j, value)| {
                reference::dot2(sum, value, w.get(j).copied().unwrap_or(0.0))
            });
            *y = sum.0;
        }
        Ok(y)
    }

    /// `C w + c` on the integer path, before the scale, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::FloatPath`] if one of the kernels is on the float path; [`Error::Length`] if `w`
    /// does not have an element for each column; [`Error::ExactOverflow`] if a sum does not fit 128
    /// bits; [`Error::OutOfMemory`].
    pub fn matvec_exact(&self, w: &[i64]) -> Result<Vec<i128>, Error> {
        check_length(self.columns, w.len())?;
        let mut y = try_filled(self.rows(), 0i128)?;
        for (i, y) in y.iter_mut().enumerate() {
            let mut sum = self.offset_exact(i).ok_or(Error::FloatPath)?;
            for (j, entry) in self.stored(i) {
                let entry = entry.exact().ok_or(Error::FloatPath)?;
                let value = w.get(j).copied().unwrap_or(0).into();
                let term = entry.checked_mul(value);
                let next = term.and_then(|term| sum.checked_add(term));
                sum = next.ok_or(Error::ExactOverflow)?;
            }
            *y = sum;
        }
        Ok(y)
    }

    fn stored(&self, i: usize) -> impl Iterator<Item = (usize, Entry)> {
        let of_row =
            |from: usize, to: usize| (self.places.get(from..to), self.entries.get(from..to));
        let bounds = self.starts.get(i).zip(self.starts.get(i.saturating_add(1)));
        let (places, entries) = bounds.map_or((None, None), |(&from, &to)| of_row(from, to));
        let places = places.unwrap_or_default().iter().copied();
        places.zip(entries.unwrap_or_default().iter().copied())
    }
}

/// An entry in progress.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sum {
    Integer(i128),
    /// The unevaluated sum of two doubles.
    Float(f64, f64),
}

impl Sum {
    const fn zero(exact: bool) -> Self {
        if exact {
            Self::Integer(0)
        } else {
            Self::Float(0.0, 0.0)
        }
    }

    /// With a product added.
    fn add(self, a: Coefficient, b: Entry) -> Result<Self, Error> {
        match (self, a, b) {
            (Self::Integer(sum), Coefficient::Integer(a), Entry::Integer(b)) => {
                let term = b.checked_mul(a.into());
                let sum = term.and_then(|term| sum.checked_add(term));
                Ok(Self::Integer(sum.ok_or(Error::ExactOverflow)?))
            }
            (Self::Integer(_), ..) => Err(Error::FloatPath),
            (Self::Float(high, low), a, b) => {
                let (high, low) = reference::dot2((high, low), a.to_f64(), b.to_f64());
                Ok(Self::Float(high, low))
            }
        }
    }

    /// The finished entry, multiplied.
    fn times(self, factor: i64) -> Result<Entry, Error> {
        match self {
            Self::Integer(sum) => {
                let entry = sum.checked_mul(factor.into());
                Ok(Entry::Integer(entry.ok_or(Error::ExactOverflow)?))
            }
            Self::Float(high, _) => Ok(Entry::Float(high * factor as f64)),
        }
    }
}

/// One row of the product in progress.
struct Row {
    sums: Vec<Sum>,
    in_use: Vec<bool>,
    touched: Vec<usize>,
    zero: Sum,
}

impl Row {
    fn new(columns: usize, exact: bool) -> Result<Self, Error> {
        Ok(Self {
            sums: try_filled(columns, Sum::zero(exact))?,
            in_use: try_filled(columns, false)?,
            touched: Vec::new(),
            zero: Sum::zero(exact),
        })
    }

    fn add(&mut self, column: usize, a: Coefficient, b: Entry) -> Result<(), Error> {
        let Some((sum, in_use)) = self.sums.get_mut(column).zip(self.in_use.get_mut(column)) else {
            return Ok(());
        };
        if !core::mem::replace(in_use, true) {
            self.touched.try_reserve(1)?;
            self.touched.push(column);
        }
        *sum = sum.add(a, b)?;
        Ok(())
    }

    /// Hands over the entries that are not 0 in the order of their columns, multiplied, and is
    /// empty then.
    fn drain(
        &mut self,
        factor: i64,
        mut each: impl FnMut(usize, Entry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.touched.sort_unstable();
        for column in self.touched.drain(..) {
            if let Some(in_use) = self.in_use.get_mut(column) {
                *in_use = false;
            }
            let Some(sum) = self.sums.get_mut(column) else {
                continue;
            };
            let entry = core::mem::replace(sum, self.zero).times(factor)?;
            if !entry.is_zero() {
                each(column, entry)?;
            }
        }
        Ok(())
    }
}

/// A fraction in lowest terms; its denominator is positive.
fn lowest(numerator: i128, denominator: i128) -> (i128, i128) {
    let (mut a, mut b) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    // At most the denominator, which fits.
    let common = i128::try_from(a.max(1)).unwrap_or(1);
    (numerator / common, denominator / common)
}
