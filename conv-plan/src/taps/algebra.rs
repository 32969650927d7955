//! The algebra of taps, in exact numbers: no result depends on the order of operations.
//!
//! ```text
//! flipped, transposed, rotated90    the same taps in other places
//! scaled, divided, normalized       each tap times one number
//! plus, minus                       tap by tap, middle on middle
//! outer (and convolved)             products of taps
//! ```
//!
//! Taps that are not those of their shape, of which a kernel is refused, come out as they went in.

use super::convolved::Integers;
use super::factors::Product;
use super::{Form, Tap, Taps, TapsError, lowest, room};
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

impl Taps {
    /// The same taps reversed on every axis: this is how convolution and correlation differ.
    ///
    /// ```
    /// # use conv_plan::taps::Taps;
    /// assert_eq!(Taps::from([[1, 2], [3, 4]]).flipped(), [[4, 3], [2, 1]].into());
    /// ```
    #[must_use]
    pub fn flipped(&self) -> Self {
        let mut flipped = self.clone();
        flipped.values.reverse();
        flipped.products_reversed(true, true);
        flipped
    }

    /// Rows and columns exchanged; a signal kernel becomes a column.
    ///
    /// Taps that are not those of their shape stay as they are.
    ///
    /// ```
    /// # use conv_plan::taps::Taps;
    /// assert_eq!(Taps::from([[1, 2], [3, 4]]).transposed(), [[1, 3], [2, 4]].into());
    /// ```
    #[must_use]
    pub fn transposed(&self) -> Self {
        if self.form != Form::Whole {
            return self.clone();
        }
        let (rows, columns) = self.rows_columns();
        if self.values.is_empty() {
            return Self::unformed(alloc::vec![columns, rows]);
        }
        let values = (0..columns)
            .flat_map(|column| (0..rows).map(move |row| row * columns + column))
            .filter_map(|index| self.values.get(index).cloned())
            .collect();
        let mut transposed = Self::new(alloc::vec![columns, rows], values);
        transposed.products.clone_from(&self.products);
        transposed.products_exchanged();
        transposed
    }

    /// A quarter turn against the clock, as `numpy.rot90` makes it; a signal kernel becomes a
    /// column.
    ///
    /// ```
    /// # use conv_plan::taps::Taps;
    /// assert_eq!(Taps::from([[1, 2], [3, 4]]).rotated90(), [[2, 4], [1, 3]].into());
    /// ```
    #[must_use]
    pub fn rotated90(&self) -> Self {
        let mut turned = self.transposed();
        if turned.form != Form::Whole {
            return turned;
        }
        let (rows, columns) = turned.rows_columns();
        for row in 0..rows / 2 {
            for column in 0..columns {
                let below = (rows - 1 - row) * columns + column;
                if below < turned.values.len() {
                    turned.values.swap(row * columns + column, below);
                }
            }
        }
        turned.products_reversed(true, false);
        turned
    }

    /// Every tap multiplied by `factor`, exactly.
    ///
    /// ```
    /// # use conv_plan::taps::Taps;
    /// assert_eq!(Taps::from([1, 2, 1]).scaled(3), [3, 6, 3].into());
    /// ```
    #[must_use]
    pub fn scaled(&self, factor: impl Into<Tap>) -> Self {
        let factor = factor.into();
        let mut scaled = self.clone();
        for tap in &mut scaled.values {
            *tap = product(tap, &factor);
        }
        scaled.products_scaled(&factor, self);
        scaled
    }

    /// Every tap divided by `divisor`, exactly.
    ///
    /// # Errors
    ///
    /// [`TapsError`] if the divisor is 0, NaN or infinite.
    ///
    /// ```
    /// # use conv_plan::taps::{Tap, Taps, TapsError};
    /// assert_eq!(Taps::from([1, 2, 1]).divided(2)?.values()[1], Tap::integer(1));
    /// # Ok::<(), TapsError>(())
    /// ```
    pub fn divided(&self, divisor: impl Into<Tap>) -> Result<Self, TapsError> {
        Ok(self.scaled(reciprocal(&divisor.into())?))
    }

    /// The sum, tap by tap, with the middle of one on the middle of the other.
    ///
    /// The middle of `n` taps is the tap `(n - 1) / 2`, rounded down, as for `padding: same`. The
    /// result is as large as the larger one on each axis.
    ///
    /// A sum of kernels of floats that are products, of up to four, stays that sum: where two passes
    /// for each are cheaper, each factor is rounded once to the type of the sums, and no tap is.
    ///
    /// # Errors
    ///
    /// [`TapsError`] if one is a signal kernel and the other a plane kernel.
    ///
    /// ```
    /// # use conv_plan::taps::{Taps, TapsError};
    /// let sum = Taps::from([1, 1, 1]).plus(&[5].into())?;
    /// assert_eq!(sum, [1, 6, 1].into());
    /// # Ok::<(), TapsError>(())
    /// ```
    pub fn plus(&self, other: &Self) -> Result<Self, TapsError> {
        let (one, two) = (self.shape.len(), other.shape.len());
        if one != two {
            return Err(TapsError::new(
                "other",
                alloc::format!(
                    "the terms of a sum need the same number of axes, and these have {one} and {two}: write both for a signal, or both for a plane"
                ),
            ));
        }
        for taps in [self, other] {
            if taps.form != Form::Whole || taps.values.is_empty() {
                return Ok(taps.clone());
            }
        }
        let sizes = self.shape.iter().zip(&other.shape);
        let shape: Vec<usize> = sizes.map(|(&a, &b)| a.max(b)).collect();
        let Some(mut values) = room(&shape) else {
            return Ok(Self::unformed(shape));
        };
        values.resize(shape.iter().product(), Tap::integer(0));
        let mut sum = Self::new(shape, values);
        sum.add(self);
        sum.add(other);
        Ok(sum.products_added(self, other))
    }

    /// The difference, tap by tap, with the middle of one on the middle of the other, as
    /// [`plus`](Self::plus).
    ///
    /// # Errors
    ///
    /// [`TapsError`] if one is a signal kernel and the other a plane kernel.
    ///
    /// ```
    /// # use conv_plan::taps::{Taps, TapsError};
    /// let difference = Taps::from([[1]]).minus(&[[1, 2, 1]].into())?;
    /// assert_eq!(difference, [[-1, -1, -1]].into());
    /// # Ok::<(), TapsError>(())
    /// ```
    pub fn minus(&self, other: &Self) -> Result<Self, TapsError> {
        self.plus(&other.scaled(-1))
    }

    /// Adds taps that are no larger, middle on middle.
    fn add(&mut self, other: &Self) {
        let (rows, columns) = self.rows_columns();
        let (own_rows, own_columns) = other.rows_columns();
        let before = |all: usize, own: usize| (all.max(1) - 1) / 2 - (own.max(1) - 1) / 2;
        let (down, right) = (before(rows, own_rows), before(columns, own_columns));
        for (index, tap) in other.values.iter().enumerate() {
            let (row, column) = (index / own_columns, index % own_columns);
            if let Some(sum) = self.values.get_mut((row + down) * columns + column + right) {
                *sum = combined(sum, tap, lowest::sum);
            }
        }
    }

    /// The separable kernel `column * row`: tap `(i, j)` is `column[i] * row[j]`.
    ///
    /// A kernel of floats stays this product: where two passes are cheaper, each factor is rounded
    /// once to the type of the sums, and no tap is.
    #[must_use]
    pub fn outer(column: &Self, row: &Self) -> Self {
        let shape = alloc::vec![column.count(), row.count()];
        let Some(mut values) = room(&shape) else {
            return Self::unformed(shape);
        };
        values.extend(
            column
                .values
                .iter()
                .flat_map(|a| row.values.iter().map(move |b| product(a, b))),
        );
        let product = Product {
            column: column.values.clone(),
            row: row.values.clone(),
        };
        Self::new(shape, values).with_products(alloc::vec![product])
    }

    /// The taps over their sum, so that a constant stays as it is; where the sum is 0, over the sum
    /// of the positive taps, so that these sum to 1 and the others to -1.
    ///
    /// This is the normalisation of ImageMagick's kernels, except that a negative sum becomes 1
    /// too. Floats whose sum is within `n * 2^-53 * (|a| + |b| + ..)` of 0, the error that `n`
    /// rounded taps can have, sum to 0.
    ///
    /// # Errors
    ///
    /// [`TapsError`] if every tap is 0, or if one is NaN or infinite.
    ///
    /// ```
    /// # use conv_plan::taps::{Tap, Taps, TapsError};
    /// let sobel = Taps::from([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]);
    /// assert_eq!(Some(&sobel.normalized()?.values()[5]), Tap::ratio(1, 2).as_ref());
    /// # Ok::<(), TapsError>(())
    /// ```
    pub fn normalized(&self) -> Result<Self, TapsError> {
        if self.form != Form::Whole || self.values.is_empty() {
            return Ok(self.clone());
        }
        let Some(Integers { values, common }) = Integers::of(self) else {
            return Ok(Self {
                form: Form::TooFine,
                ..Self::unformed(self.shape.clone())
            });
        };
        let Some(values) = values.into_iter().collect::<Option<Vec<BigInt>>>() else {
            return Err(TapsError::new(
                "taps",
                "only finite taps can be normalised, and one is NaN or infinite: write a finite number",
            ));
        };
        let sum: BigInt = values.iter().sum();
        let positive: BigInt = values.iter().filter(|tap| tap.is_positive()).sum();
        let magnitude: BigInt = values.iter().map(BigInt::abs).sum();
        let rounding = magnitude * values.len();
        let balanced = sum.is_zero() || self.is_float() && (sum.abs() << 53u32) <= rounding;
        let gain = if balanced { positive } else { sum };
        if gain.is_zero() {
            return Err(TapsError::new(
                "taps",
                "these are all 0, which no factor changes: write a tap that is not 0",
            ));
        }
        Ok(self.scaled(Tap::Ratio(BigRational::new(common, gain))))
    }
}

/// 1 over a number.
pub(super) fn reciprocal(divisor: &Tap) -> Result<Tap, TapsError> {
    match divisor.exact() {
        Some(value) if !value.is_zero() => Ok(match divisor {
            Tap::Ratio(_) => Tap::Ratio(value.recip()),
            _ => Tap::Decimal(value.recip()),
        }),
        Some(_) => Err(TapsError::new(
            "divisor",
            "nothing can be divided by 0: write another number",
        )),
        None => Err(TapsError::new(
            "divisor",
            "a divisor must be finite: write a number, such as `16`",
        )),
    }
}

/// The exact product where both are exact or finite; NaN otherwise.
pub(super) fn product(a: &Tap, b: &Tap) -> Tap {
    combined(a, b, lowest::product)
}

/// What `operation` makes of two exact numbers; NaN unless both are finite.
pub(super) fn combined(
    a: &Tap,
    b: &Tap,
    operation: fn(&BigRational, &BigRational) -> BigRational,
) -> Tap {
    match (a.as_exact(), b.as_exact()) {
        (Some(x), Some(y)) if a.is_float() || b.is_float() => Tap::Decimal(operation(&x, &y)),
        (Some(x), Some(y)) => Tap::Ratio(operation(&x, &y)),
        _ => Tap::Binary(f64::NAN),
    }
}
