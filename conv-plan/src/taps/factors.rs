//! Kernels that are written as a product of a column and a row, and stay one.
//!
//! ```text
//! outer, Gaussians -> factors beside the values
//! flipped, transposed, rotated90, scaled, convolved -> the factors of the result
//! rules: sums of floats, two passes cheaper -> each factor rounded once
//! ```
//!
//! Rounded tap by tap, a product of floats is none, and has no two passes. Fractions need no
//! factors here: theirs are found exactly where they are wanted.

use super::algebra::{product, reciprocal};
use super::{Form, MAX_TAPS, Tap, Taps};
#[cfg(feature = "serde")]
use crate::number::exact_to_double;
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::Zero;

/// Tap `(i, j)` is `column[i] * row[j]`, up to the rounding of the taps to doubles.
#[derive(Clone, PartialEq)]
pub(crate) struct Product {
    pub(crate) column: Vec<Tap>,
    pub(crate) row: Vec<Tap>,
}

impl Product {
    fn reversed(mut self, column: bool, row: bool) -> Self {
        if column {
            self.column.reverse();
        }
        if row {
            self.row.reverse();
        }
        self
    }

    fn exchanged(self) -> Self {
        Self {
            column: self.row,
            row: self.column,
        }
    }

    fn scaled(mut self, factor: &Tap) -> Self {
        for tap in &mut self.column {
            *tap = product(tap, factor);
        }
        self
    }
}

impl Taps {
    /// The same taps among zeros of this shape, at least as large on every axis: the middle, tap
    /// `(n - 1) / 2`, on the middle. Factors are padded too.
    pub(crate) fn padded(&self, shape: &[usize]) -> Self {
        if self.shape() == shape {
            return self.clone();
        }
        let count = shape.iter().product();
        let zeros = Self::new(shape.to_vec(), alloc::vec![0.into(); count]);
        let Ok(padded) = zeros.plus(self) else {
            return self.clone();
        };
        let (Some(product), [rows, columns]) = (self.factors(), shape) else {
            return padded;
        };
        let factor = |taps: &[Tap], size: usize| {
            let before = (size - 1) / 2 - (taps.len() - 1) / 2;
            let mut factor: Vec<Tap> = alloc::vec![0.into(); size];
            for (to, tap) in factor.iter_mut().skip(before).zip(taps) {
                *to = tap.clone();
            }
            factor
        };
        let (column, row) = (
            factor(&product.column, *rows),
            factor(&product.row, *columns),
        );
        padded.with_factors(column, row)
    }

    /// The same taps, known to be the product of these factors.
    pub(super) fn with_factors(mut self, column: Vec<Tap>, row: Vec<Tap>) -> Self {
        let fits = *self.shape == [column.len(), row.len()] && !self.values.is_empty();
        // Integers and fractions are factored exactly, whoever made them.
        let floats = column.iter().chain(&row).any(Tap::is_float);
        let product = Product { column, row };
        self.factors = (fits && floats && self.form == Form::Whole).then(|| product.into());
        self
    }

    /// The same taps with factors, if each tap is the product up to the rounding of doubles.
    #[cfg(feature = "serde")]
    pub(super) fn of_factors(self, column: Vec<Tap>, row: Vec<Tap>) -> Option<Self> {
        let double = |tap: &Tap| tap.exact().map(|exact| exact_to_double(&exact));
        let near = |(a, b): (Option<f64>, Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= a.abs() * 4.0 * f64::EPSILON + f64::MIN_POSITIVE,
            _ => false,
        };
        let products = column
            .iter()
            .flat_map(|a| row.iter().map(move |b| product(a, b)));
        let pairs = products.zip(&self.values);
        let all = pairs
            .map(|(product, tap)| (double(&product), double(tap)))
            .all(near);
        let taps = self.with_factors(column, row);
        (all && taps.factors.is_some()).then_some(taps)
    }

    /// The factors of a kernel that is written as a product.
    pub(crate) fn factors(&self) -> Option<&Product> {
        self.factors.as_deref()
    }

    pub(super) fn factors_reversed(&mut self, column: bool, row: bool) {
        self.factors = self
            .factors
            .take()
            .map(|factors| factors.reversed(column, row).into());
    }

    pub(super) fn factors_exchanged(&mut self) {
        self.factors = self
            .factors
            .take()
            .map(|factors| factors.exchanged().into());
    }

    /// The factors of a multiple of `before`: a float makes floats of fractions, whose factors
    /// have to be found now.
    pub(super) fn factors_scaled(&mut self, factor: &Tap, before: &Self) {
        let known = self.factors.take().map(|factors| *factors);
        let factors = match known {
            None if factor.is_float() => before.found_factors(),
            known => known,
        };
        self.factors = factors.map(|factors| factors.scaled(factor).into());
    }

    /// The factors of the convolution: those of both, convolved.
    pub(super) fn factors_convolved(self, a: &Self, b: &Self) -> Self {
        if a.factors.is_none() && b.factors.is_none() {
            return self;
        }
        let (Some(a), Some(b)) = (a.found_factors(), b.found_factors()) else {
            return self;
        };
        let both = |a: Vec<Tap>, b: Vec<Tap>| Self::from(a).convolved(&b.into());
        let (column, row) = (both(a.column, b.column), both(a.row, b.row));
        self.with_factors(column.values, row.values)
    }

    /// The factors, or those of fractions that are a product exactly.
    fn found_factors(&self) -> Option<Product> {
        if let Some(factors) = self.factors() {
            return Some(factors.clone());
        }
        let &[_, columns] = self.shape.as_slice() else {
            return None;
        };
        if self.values.len() > MAX_TAPS || self.is_float() || self.form != Form::Whole {
            return None;
        }
        let exact: Vec<BigRational> = self.values.iter().filter_map(Tap::exact).collect();
        let pivot = exact.iter().position(|tap| !tap.is_zero())?;
        let first = pivot - pivot % columns;
        let row = self.values.get(first..first + columns)?.to_vec();
        let share = reciprocal(self.values.get(pivot)?).ok()?;
        let column = self.values.iter().skip(pivot % columns).step_by(columns);
        let column: Vec<Tap> = column.map(|tap| product(tap, &share)).collect();
        let products = column
            .iter()
            .flat_map(|a| row.iter().map(move |b| product(a, b)));
        products
            .eq(self.values.iter().cloned())
            .then_some(Product { column, row })
    }
}
