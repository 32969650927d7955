//! Kernels that are written as a column times a row, or as the sum of some such products, and stay
//! so.
//!
//! ```text
//! outer, Gaussians and their differences -> products beside the values
//! plus, minus, convolved, flipped, transposed, rotated90, scaled -> those of the result
//! rules: sums of floats, two passes for each product cheaper -> each factor rounded once
//! ```
//!
//! Rounded tap by tap, a product of floats is none, and has no two passes. Fractions need no
//! factors here: theirs are found exactly where they are wanted.

use super::algebra::{product, reciprocal};
use super::{Form, MAX_PRODUCTS, MAX_TAPS, Tap, Taps};
#[cfg(feature = "serde")]
use crate::number::exact_to_double;
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::Zero;

/// Tap `(i, j)` is `column[i] * row[j]`, up to the rounding of the taps to doubles.
#[derive(Clone)]
pub(crate) struct Product {
    pub(crate) column: Vec<Tap>,
    pub(crate) row: Vec<Tap>,
}

impl Product {
    fn reversed(&mut self, column: bool, row: bool) {
        if column {
            self.column.reverse();
        }
        if row {
            self.row.reverse();
        }
    }

    fn scaled(&mut self, factor: &Tap) {
        for tap in &mut self.column {
            *tap = product(tap, factor);
        }
    }

    /// The same product among zeros, middle on middle.
    fn padded(&self, rows: usize, columns: usize) -> Self {
        let factor = |taps: &[Tap], size: usize| {
            let before = (size.max(1) - 1) / 2 - (taps.len().max(1) - 1) / 2;
            let mut factor: Vec<Tap> = alloc::vec![0.into(); size];
            for (to, tap) in factor.iter_mut().skip(before).zip(taps) {
                *to = tap.clone();
            }
            factor
        };
        Self {
            column: factor(&self.column, rows),
            row: factor(&self.row, columns),
        }
    }

    /// The taps, row by row.
    #[cfg(feature = "serde")]
    fn taps(&self) -> impl Iterator<Item = Tap> {
        let row = &self.row;
        let rows = self.column.iter();
        rows.flat_map(move |a| row.iter().map(move |b| product(a, b)))
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
        zeros.plus(self).unwrap_or_else(|_| self.clone())
    }

    /// The same taps, known to be the sum of these products.
    pub(super) fn with_products(mut self, products: Vec<Product>) -> Self {
        let is_of_shape =
            |Product { column, row }: &Product| *self.shape == [column.len(), row.len()];
        let fits = products.iter().all(is_of_shape) && !self.values.is_empty();
        // Integers and fractions are factored exactly, whoever made them.
        let mut factors = products
            .iter()
            .flat_map(|all| all.column.iter().chain(&all.row));
        let few = products.len() <= MAX_PRODUCTS && factors.any(Tap::is_float);
        if fits && few && self.form == Form::Whole {
            self.products = products;
        }
        self
    }

    /// The same taps with factors, if each tap is their product, or the sum of their products, up to
    /// what rounding may have done to the largest.
    #[cfg(feature = "serde")]
    pub(super) fn of_products(self, products: Vec<Product>) -> Option<Self> {
        let taps = self.with_products(products);
        let double = |tap: Tap| tap.exact().map(|exact| exact_to_double(&exact));
        // Of each tap, the sum of the products and of their magnitudes.
        let mut sums = Vec::new();
        sums.resize(taps.values.len(), (0.0, 0.0f64));
        for product in &taps.products {
            for ((sum, size), tap) in sums.iter_mut().zip(product.taps()) {
                let tap = double(tap)?;
                *sum += tap;
                *size += tap.abs();
            }
        }
        let values = taps.values.iter().map(|tap| double(tap.clone()));
        let values: Vec<f64> = values.collect::<Option<_>>()?;
        // Factors that were convolved or subtracted are off by more than their own rounding.
        let largest = values
            .iter()
            .fold(0.0f64, |largest, x| largest.max(x.abs()));
        let bound = largest / f64::from(1u32 << 30) + f64::MIN_POSITIVE;
        // Products that cancel may leave less than what their own rounding is.
        let near = |((sum, size), tap): (&(f64, f64), &f64)| {
            (sum - tap).abs() <= bound + 4.0 * f64::EPSILON * size
        };
        let all = sums.iter().zip(&values).all(near);
        (all && !taps.products.is_empty()).then_some(taps)
    }

    /// The products that a kernel is written as the sum of; none of a kernel that is not.
    pub(crate) fn products(&self) -> &[Product] {
        &self.products
    }

    pub(super) fn products_reversed(&mut self, column: bool, row: bool) {
        for product in &mut self.products {
            product.reversed(column, row);
        }
    }

    pub(super) fn products_exchanged(&mut self) {
        for product in &mut self.products {
            core::mem::swap(&mut product.column, &mut product.row);
        }
    }

    /// The products of a multiple of `before`: a float makes floats of fractions, whose factors
    /// have to be found now.
    pub(super) fn products_scaled(&mut self, factor: &Tap, before: &Self) {
        if self.products.is_empty() && factor.is_float() {
            self.products = before.found_products().unwrap_or_default();
        }
        for product in &mut self.products {
            product.scaled(factor);
        }
    }

    /// The products of the sum: those of both.
    pub(super) fn products_added(self, a: &Self, b: &Self) -> Self {
        if a.products.is_empty() && b.products.is_empty() {
            return self;
        }
        let (&[rows, columns], Some(one), Some(two)) =
            (&*self.shape, a.found_products(), b.found_products())
        else {
            return self;
        };
        let all = one.iter().chain(&two);
        let all = all.map(|product| product.padded(rows, columns)).collect();
        self.with_products(all)
    }

    /// The products of the convolution: each of one, convolved with each of the other.
    pub(super) fn products_convolved(self, a: &Self, b: &Self) -> Self {
        if a.products.is_empty() && b.products.is_empty() {
            return self;
        }
        let (Some(a), Some(b)) = (a.found_products(), b.found_products()) else {
            return self;
        };
        if a.len() * b.len() > MAX_PRODUCTS {
            return self;
        }
        let both = |a: &[Tap], b: &[Tap]| Self::from(a).convolved(&b.into()).values;
        let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
        let products = pairs.map(|(a, b)| Product {
            column: both(&a.column, &b.column),
            row: both(&a.row, &b.row),
        });
        let products = products.collect();
        self.with_products(products)
    }

    /// The products, or that of fractions that are one exactly; none of zeros.
    fn found_products(&self) -> Option<Vec<Product>> {
        if !self.products.is_empty() {
            return Some(self.products.clone());
        }
        let &[_, columns] = self.shape.as_slice() else {
            return None;
        };
        if self.values.len() > MAX_TAPS || self.is_float() || self.form != Form::Whole {
            return None;
        }
        let exact: Vec<BigRational> = self.values.iter().filter_map(Tap::exact).collect();
        let Some(pivot) = exact.iter().position(|tap| !tap.is_zero()) else {
            return Some(Vec::new());
        };
        let first = pivot - pivot % columns;
        let row = self.values.get(first..first + columns)?.to_vec();
        let share = reciprocal(self.values.get(pivot)?).ok()?;
        let column = self.values.iter().skip(pivot % columns).step_by(columns);
        let column: Vec<Tap> = column.map(|tap| product(tap, &share)).collect();
        let products = column
            .iter()
            .flat_map(|a| row.iter().map(move |b| product(a, b)));
        let exact = products.eq(self.values.iter().cloned());
        exact.then(|| alloc::vec![Product { column, row }])
    }
}
