//! Taps that are nearly a column times a row, and are to be one.
//!
//! ```text
//! taps -> the nearest product (least squares) -> its factors, rounded to the type of the sums
//!         (or each product, where one pass is cheaper)
//! product of these less a tap, over the largest tap: at most the bound, or a fault with the figure
//! ```
//!
//! From here on the product is the kernel, as if it was written so: two passes where these are
//! cheaper, and the reference and the matrix have the same factors.

use super::weights::product::{self, Sums};
use super::{ConvSpec, Dimensions, Options, Presence, TapSource, Weights, weights};
use crate::analysis::{Factors, factor_doubles, two_passes};
use crate::fault::{Faults, Subject, Voice};
use crate::taps::{MAX_TAPS, Tap, Taps};
use crate::window::Mode;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Which planes of floats are a column times a row, and have two passes where these are cheaper.
///
/// ```
/// # use conv_plan::rules::Separable;
/// assert_eq!(Separable::default(), Separable::Exact);
/// assert_eq!(Separable::Approximate(1e-6).to_string(), "approximate(1e-6)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Separable {
    /// Those that are written as a product, and those that are one exactly.
    #[default]
    Exact,
    /// Also those that are one up to this: the greatest difference between a tap, times the scale,
    /// and the product of its two factors, which are rounded to the type of the sums, over the
    /// largest magnitude of a tap times the scale. The kernel is that product.
    Approximate(f64),
}

impl fmt::Display for Separable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact => f.write_str("exact"),
            Self::Approximate(bound) => write!(f, "approximate({bound:e})"),
        }
    }
}

/// Options whose taps have become products.
pub(super) struct Products {
    pub(super) options: Options,
    /// The greatest difference of a tap, over the largest tap.
    pub(super) error: f64,
}

/// The options of a kernel whose taps may be approximated; `None` where none are, or there is a
/// fault.
pub(super) fn check(
    options: &Options,
    sizes: Option<&[usize]>,
    faults: &mut Faults,
) -> Option<Products> {
    let Separable::Approximate(bound) = options.separable else {
        return None;
    };
    let before = faults.len();
    belongs(options, bound, sizes, faults);
    let (TapSource::Taps(first), Some(_), true) = (&options.source, sizes, faults.len() == before)
    else {
        return None;
    };
    // A scale that is wrong is reported with the weights.
    let mut silent = Faults::new(faults.voice);
    let scale = weights::scale(options.scale.as_ref(), &mut silent)?;
    let mut products = options.clone();
    let mut error = None;
    let beside = options.combined.iter().flat_map(|all| &all.others);
    for (index, taps) in core::iter::once(first).chain(beside).enumerate() {
        let Some(product) = Approximated::new(taps, &scale, Sums::of(options)) else {
            continue;
        };
        let off = product.error;
        if off > bound {
            faults.add(
                Subject::Separable,
                beyond(options, index, off, faults.voice),
            );
            return None;
        }
        error = error.map_or(Some(off), |error: f64| Some(error.max(off)));
        match (index.checked_sub(1), &mut products.combined) {
            (Some(other), Some(combined)) => {
                if let Some(taps) = combined.others.get_mut(other) {
                    *taps = product.taps;
                }
            }
            _ => products.source = TapSource::Taps(product.taps),
        }
    }
    error.map(|error| Products {
        options: products,
        error,
    })
}

/// Which kernels may have the option, and what the bound may be.
fn belongs(options: &Options, bound: f64, sizes: Option<&[usize]>, faults: &mut Faults) {
    let voice = faults.voice;
    let key = voice.key(Subject::Separable);
    let mut remove = |why: &str| {
        faults.add_key(Subject::Separable, format!("{why}: remove {key}"));
    };
    if matches!(options.source, TapSource::Shape { .. }) {
        remove("factors are found for taps that are known, and those of a `shape` come later");
    } else if matches!(sizes, Some([_])) {
        remove("a signal has one axis, and one pass");
    } else if sizes.is_some() && !weights::is_float(options) {
        let why = match options.quantize {
            Some(_) => "quantized taps are integers, which are a product exactly or not at all",
            None => "these taps are integers, which are a product exactly or not at all",
        };
        remove(why);
    } else if !(bound > 0.0 && bound < 1.0) {
        let such = voice.set(Subject::Separable, "approximate(1e-6)");
        faults.add(
            Subject::Separable,
            format!("the bound is {bound:?}: write a number above 0 and below 1, such as {such}"),
        );
    }
}

/// The message for taps that are further from a product than they may be.
fn beyond(options: &Options, index: usize, off: f64, voice: Voice) -> String {
    let name = |combined: &super::Combined| match voice {
        _ if combined.others.is_empty() => None,
        Voice::Language => combined
            .names
            .get(index)
            .map(|name| format!("in `{name}`, ")),
        Voice::Builder => Some(format!("in kernel {index}, ")),
    };
    let name = options.combined.as_ref().and_then(name).unwrap_or_default();
    let enough = at_least(off);
    let wider = voice.set(Subject::Separable, &format!("approximate({enough})"));
    let wider = match off < 0.1 {
        true => format!("write {wider}, or "),
        false => String::new(),
    };
    format!(
        "{name}a tap is {enough} of the largest from the nearest column times a row: {wider}remove {}",
        voice.key(Subject::Separable)
    )
}

/// The product that stands for taps.
struct Approximated {
    taps: Taps,
    /// Those of two passes, if these are cheaper.
    factors: Option<Factors<f64>>,
    /// The greatest difference of a tap, over the largest.
    error: f64,
}

impl Approximated {
    /// `None` for taps that are a product as they are or on one axis, for zeros, for numbers that are
    /// not finite, and for more taps than two passes have.
    fn new(taps: &Taps, scale: &BigRational, sums: Sums) -> Option<Self> {
        let &[rows, columns] = taps.shape() else {
            return None;
        };
        // Along one axis there is nothing to split, and two passes have a limit.
        if rows == 1 || columns == 1 || taps.values().len() > MAX_TAPS {
            return None;
        }
        let rounded = |tap: &Tap| match tap {
            Tap::Binary(tap) if scale.is_one() => {
                let tap = if sums.double {
                    *tap
                } else {
                    f64::from(*tap as f32)
                };
                Some(tap).filter(|tap| tap.is_finite())
            }
            tap => product::rounded(&(tap.exact()? * scale), sums.double),
        };
        let written: Vec<f64> = taps.values().iter().map(rounded).collect::<Option<_>>()?;
        // Those that are too small for the sums are zeros too.
        if written.iter().all(Zero::is_zero) {
            return None;
        }
        let digits = match sums.double {
            true => f64::MANTISSA_DIGITS,
            false => f32::MANTISSA_DIGITS,
        };
        if taps.products().len() == 1 || factor_doubles(&written, columns, digits).is_some() {
            return None;
        }
        let nearest = taps.nearest_product()?;
        let factors = product::factors(&nearest, scale, sums);
        let flipped = sums.mode == Mode::Convolve;
        let count = taps.values().len();
        let products = (0..count).map(|index| {
            let tap = if flipped { count - 1 - index } else { index };
            let exact = (factors.as_ref()).and_then(|factors| factors.of_tap(tap).next());
            let nearest = || nearest.values().get(index).and_then(rounded);
            exact.unwrap_or_else(|| (nearest().unwrap_or(0.0), 1.0))
        });
        let error = taps.greatest_difference(scale, products)?;
        Some(Self {
            error,
            taps: nearest,
            factors,
        })
    }
}

/// What a kernel would gain if its taps were approximated.
pub(crate) struct Hint {
    /// How far a tap would be from the one given, over the largest.
    pub(crate) error: f64,
    /// A bound that allows it.
    pub(crate) bound: &'static str,
    /// Multiply-adds of the two passes.
    pub(crate) operations: usize,
}

impl Hint {
    /// For taps of floats that are a product up to the rounding of each, where two passes are
    /// cheaper: the largest tap may be off by half a last place, and so may its column's factor.
    pub(crate) fn new(kernel: &ConvSpec) -> Option<Self> {
        let (taps, unit, bound): (Vec<f64>, _, _) = match &kernel.weights {
            Weights::Integer { .. } => return None,
            Weights::F32(taps) => {
                let taps = taps.iter().map(|&tap| tap.into()).collect();
                (taps, f64::from(f32::EPSILON) / 2.0, "1e-6")
            }
            Weights::F64(taps) => (taps.clone(), f64::EPSILON / 2.0, "1e-15"),
        };
        let columns = kernel.window.columns.kernel;
        let plane = kernel.dimensions == Dimensions::Plane;
        let fixed = kernel.presence == Presence::Written && kernel.factors.is_none();
        if !plane || !fixed || taps.len() > MAX_TAPS || !near_rank_1(&taps, columns, 6.0 * unit) {
            return None;
        }
        let shape = alloc::vec![kernel.window.rows.kernel, columns];
        let taps = Taps::new(shape, taps.into_iter().map(Tap::Binary).collect());
        let double = matches!(kernel.weights, Weights::F64(_));
        let stride = kernel.window.columns.stride;
        let sums = Sums {
            double,
            stride,
            mode: Mode::Correlate,
        };
        let found = Approximated::new(&taps, &BigRational::one(), sums)?;
        let Factors { column, row, .. } = found.factors?;
        let count = |factor: &[f64]| factor.iter().filter(|value| !value.is_zero()).count();
        (found.error <= 2.0 * unit).then(|| Self {
            error: found.error,
            bound,
            operations: two_passes(count(&column), count(&row), stride),
        })
    }
}

/// Whether each tap is the product of those on the row and on the column of the largest, over that,
/// within a tolerance of the largest: a look that costs little.
fn near_rank_1(taps: &[f64], columns: usize, tolerance: f64) -> bool {
    let mut peak = (0.0, 0);
    for (place, tap) in taps.iter().enumerate() {
        if tap.abs() > peak.0 {
            peak = (tap.abs(), place);
        }
    }
    let columns = columns.max(1);
    let first = peak.1 - peak.1 % columns;
    let (Some(largest), Some(across)) = (taps.get(peak.1), taps.get(first..first + columns)) else {
        return false;
    };
    taps.chunks_exact(columns).all(|row| {
        let down = row.get(peak.1 % columns).copied().unwrap_or(0.0);
        let off = |(tap, across): (&f64, &f64)| (tap * largest - down * across).abs();
        row.iter()
            .zip(across)
            .map(off)
            .all(|off| off <= tolerance * peak.0 * peak.0)
    })
}

/// A figure with two digits, rounded up.
pub(crate) fn at_least(figure: f64) -> String {
    let shown = format!("{figure:.1e}");
    let last = shown
        .split_once('e')
        .map(|(_, exponent)| format!("0.1e{exponent}"));
    match (shown.parse::<f64>(), last.map(|last| last.parse::<f64>())) {
        (Ok(read), Some(Ok(last))) if read < figure => format!("{:.1e}", read + last),
        _ => shown,
    }
}
