//! A kernel that is written as a product, or as the sum of some: its factors rounded once, where
//! two passes for each are cheaper.

use super::float_accumulator;
use crate::analysis::{Factors, sum_of_products_pays, two_passes, two_passes_pay};
use crate::number::{AccumulatorType, exact_to_double, exact_to_single};
use crate::rules::Options;
use crate::taps::factors::Product;
use crate::taps::{MAX_TAPS, Taps};
use crate::window::{Mode, PerAxis};
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::Zero;

/// What factors depend on besides the taps.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Sums {
    /// Whether they are doubles.
    pub(in crate::rules) double: bool,
    /// The stride along a row.
    pub(in crate::rules) stride: usize,
    pub(in crate::rules) mode: Mode,
}

impl Sums {
    pub(in crate::rules) fn of(options: &Options) -> Self {
        let stride = match &options.window.stride {
            PerAxis::All(stride) => Some(stride),
            PerAxis::Each(strides) => strides.get(1),
        };
        Self {
            double: float_accumulator(options) == AccumulatorType::F64,
            stride: stride.copied().unwrap_or(1),
            mode: options.window.mode,
        }
    }
}

/// The factors as doubles or as singles, the scale folded into the columns; `None` where one pass
/// is cheaper, or a factor or a product is beyond the type.
pub(in crate::rules) fn factors(
    taps: &Taps,
    scale: &BigRational,
    sums: Sums,
) -> Option<Factors<f64>> {
    // More are summed by FFT alone.
    if taps.products().is_empty() || taps.values().len() > MAX_TAPS {
        return None;
    }
    let products = taps.products().iter();
    let mut all: Vec<Factors<f64>> = products
        .map(|product| one(product, scale, sums))
        .collect::<Option<_>>()?;
    let count = |factor: &[f64]| factor.iter().filter(|value| !value.is_zero()).count();
    let counts = |one: &Factors<f64>| (count(&one.column), count(&one.row));
    all.retain(|one| counts(one).0.min(counts(one).1) > 0);
    let pays = match &*all {
        [] => false,
        [one] => {
            let (vertical, horizontal) = counts(one);
            two_passes_pay(vertical, horizontal, sums.stride, vertical * horizontal)
        }
        several if cancels(several, taps.values().len()) => false,
        several => {
            let cost = |(vertical, horizontal)| two_passes(vertical, horizontal, sums.stride);
            let operations = several.iter().map(|one| cost(counts(one))).sum();
            let taps = (0..taps.values().len())
                .filter(|&tap| several.iter().any(|one| !one.magnitude(tap).is_zero()));
            sum_of_products_pays(several.len(), operations, taps.count())
        }
    };
    pays.then(|| Factors {
        column: all.iter().flat_map(|one| one.column.clone()).collect(),
        row: all.iter().flat_map(|one| one.row.clone()).collect(),
        products: all.len(),
    })
}

/// How many times the sum of the magnitudes of products may be that of the taps: as many bits of a
/// result are lost as this has. A `dog` of sigmas 1 and 1.6 has 3.
const CANCELLED: f64 = 16.0;

/// Whether so much of some products cancels that a sum of taps, each rounded once, is better.
fn cancels(products: &[Factors<f64>], taps: usize) -> bool {
    let taps = (0..taps).map(|tap| {
        let terms = || products.iter().map(|product| product.tap(tap));
        (
            terms().map(f64::abs).sum::<f64>(),
            terms().sum::<f64>().abs(),
        )
    });
    let (terms, sums) = taps.fold((0.0, 0.0), |all, tap| (all.0 + tap.0, all.1 + tap.1));
    terms > CANCELLED * sums
}

/// The factors of one product.
///
/// The column's magnitudes sum to more than 1/2 and, up to their rounding, at most 1, so that the vertical sums overflow
/// no sooner than the inputs: powers of two are free.
fn one(product: &Product, scale: &BigRational, sums: Sums) -> Option<Factors<f64>> {
    let Sums { double, mode, .. } = sums;
    let column = product.column.iter();
    let column = column.map(|tap| rounded(&(tap.exact()? * scale), double));
    let row = product.row.iter();
    let row = row.map(|tap| rounded(&tap.exact()?, double));
    let mut column = column.collect::<Option<Vec<f64>>>()?;
    let mut row = row.collect::<Option<Vec<f64>>>()?;

    let total: f64 = column.iter().map(|value| value.abs()).sum();
    // Half of the least taps may lose bits, where the sum is 1 but for its rounding.
    let unit = if double {
        f64::EPSILON
    } else {
        f64::from(f32::EPSILON)
    };
    let one = total > 1.0 && total <= 1.0 + column.len() as f64 * unit;
    if !total.is_zero() {
        let lower = power_above(total);
        match scaled(&column, -lower, double).zip(scaled(&row, lower, double)) {
            Some(factors) => (column, row) = factors,
            None if one => {}
            None => return None,
        }
    }
    // Doubles hold every product of singles. A tap is not 0 where its factors are not.
    if smallest(&column) * smallest(&row) < f64::MIN_POSITIVE {
        return None;
    }
    if mode == Mode::Convolve {
        column.reverse();
        row.reverse();
    }
    Some(Factors {
        column,
        row,
        products: 1,
    })
}

/// The nearest double or single, if it is finite.
pub(in crate::rules) fn rounded(exact: &BigRational, double: bool) -> Option<f64> {
    let value = if double {
        exact_to_double(exact)
    } else {
        f64::from(exact_to_single(exact))
    };
    Some(value).filter(|value| value.is_finite())
}

/// The least power of two that is not below a positive double.
fn power_above(value: f64) -> i32 {
    let bits = value.to_bits();
    let power = (bits >> 52) as i32 - 1023;
    power + i32::from(bits << 12 != 0)
}

/// The least magnitude that is not 0.
fn smallest(values: &[f64]) -> f64 {
    let magnitudes = values.iter().map(|value| value.abs());
    magnitudes
        .filter(|value| !value.is_zero())
        .fold(f64::MAX, f64::min)
}

/// Values times a power of two, unless one would lose bits.
fn scaled(values: &[f64], power: i32, double: bool) -> Option<Vec<f64>> {
    if !(-120..=120).contains(&power) {
        return None;
    }
    let factor = f64::from_bits(((1023 + power) as u64) << 52);
    let all = values.iter().map(|&value| {
        let scaled = value * factor;
        let held = if double {
            scaled.is_finite() && scaled / factor == value
        } else {
            f64::from(scaled as f32) == scaled
        };
        held.then_some(scaled)
    });
    all.collect()
}
