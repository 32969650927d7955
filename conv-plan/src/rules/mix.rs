//! The key `channels`: the channels of a pixel mixed to one value, of which a window sums rows.
//!
//! ```text
//! [0.299, 0.587, 0.114]   numbers as they are written, exactly
//! integers                299 r + 587 g + 114 b in rows of i32; the sum's scale has the 1000
//! floats                  each weight rounded once to the type of the sums, which rows have too
//! ```
//!
//! So a kernel that mixes is a plane kernel over rows of mixed values: its range proof and its plan
//! take their range for that of the input. The taps times the weights are one exact linear form,
//! which is rounded once.

use super::{MAX_CHANNELS, Method, Options, TapSource, Weights, WeightsRef};
use crate::analysis::{Bounds, sum_bounds};
use crate::fault::{Faults, Subject};
use crate::number::{AccumulatorType, ElementType, exact_to_double, exact_to_single};
use crate::taps::Tap;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::float::FloatCore;
use num_traits::{One, ToPrimitive, Zero};

/// How the channels of a pixel become one value.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::taps::Tap;
/// let taps = TapSource::Taps([[1, 2, 1]].into());
/// let mut options = Options::new(ElementType::U8, ElementType::U16, taps);
/// options.channels = Some(vec![Tap::integer(1), Tap::integer(2)]);
/// let kernel = ConvSpec::check(&options)?;
/// let mix = kernel.mix().ok_or("a kernel of planes")?;
/// assert_eq!((mix.channels(), mix.staged()), (2, ElementType::I16));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    weights: Weights,
    staged: ElementType,
    bounds: Option<Bounds>,
}

impl Mix {
    /// Types of rows that integers are mixed to, from the cheapest on.
    const ROWS: [ElementType; 3] = [ElementType::I16, ElementType::U16, ElementType::I32];

    /// `None` if no type of rows holds the mixed values of these inputs.
    fn new(weights: Weights, input: ElementType) -> Option<Self> {
        let (staged, bounds) = match &weights {
            Weights::F32(_) => (ElementType::F32, None),
            Weights::F64(_) => (ElementType::F64, None),
            Weights::Integer { taps, .. } => {
                let bounds = sum_bounds(taps.iter().copied(), Bounds::of(input)?);
                let holds =
                    |rows: &ElementType| rows.range().is_some_and(|range| bounds.fits(range));
                (Self::ROWS.into_iter().find(holds)?, Some(bounds))
            }
        };
        Some(Self {
            weights,
            staged,
            bounds,
        })
    }

    /// The mix that generated code carries.
    pub(super) fn declared(weights: WeightsRef<'_>, input: ElementType) -> Option<Self> {
        let weights = match weights {
            WeightsRef::Integer {
                taps,
                multiply,
                divide,
            } => Weights::Integer {
                taps: taps.to_vec(),
                multiply,
                divide,
            },
            WeightsRef::F32(weights) => Weights::F32(weights.to_vec()),
            WeightsRef::F64(weights) => Weights::F64(weights.to_vec()),
            WeightsRef::I32 { .. } | WeightsRef::Products { .. } => return None,
        };
        Self::new(weights, input)
    }

    /// Elements of a pixel: one for each weight.
    #[must_use]
    pub const fn channels(&self) -> usize {
        match &self.weights {
            Weights::Integer { taps, .. } => taps.len(),
            Weights::F32(weights) => weights.len(),
            Weights::F64(weights) => weights.len(),
        }
    }

    /// The weights, channel by channel: on the integer path their numerators, and `1 / divide` as
    /// the scale, which is part of the kernel's too.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource, Weights};
    /// # use conv_plan::taps::Tap;
    /// let taps = TapSource::Taps([[1]].into());
    /// let mut options = Options::new(ElementType::U8, ElementType::U16, taps);
    /// options.channels = Some(vec![Tap::integer(1), Tap::integer(2)]);
    /// let kernel = ConvSpec::check(&options)?;
    /// let mix = kernel.mix().ok_or("a kernel of planes")?;
    /// assert_eq!(mix.weights(), &Weights::Integer { taps: vec![1, 2], multiply: 1, divide: 1 });
    /// assert_eq!((mix.weight(1), mix.bounds().map(|bounds| bounds.max)), (2.0, Some(765)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The weight of a channel, or its numerator, as a double, which is exact; 0 after the last.
    #[must_use]
    pub fn weight(&self, channel: usize) -> f64 {
        match &self.weights {
            Weights::Integer { taps, .. } => taps.get(channel).map_or(0.0, |&tap| tap as f64),
            Weights::F32(weights) => weights.get(channel).copied().map_or(0.0, f64::from),
            Weights::F64(weights) => weights.get(channel).copied().unwrap_or(0.0),
        }
    }

    /// The type of the rows of mixed values.
    #[must_use]
    pub const fn staged(&self) -> ElementType {
        self.staged
    }

    /// The range of mixed values, before the division; `None` for floats.
    #[must_use]
    pub const fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The range of mixed values, about, of inputs within a range.
    pub(super) fn about(&self, (min, max): (i64, i64)) -> (f64, f64) {
        let products = (0..self.channels()).map(|channel| {
            let weight = self.weight(channel);
            (weight * min as f64, weight * max as f64)
        });
        products.fold((0.0, 0.0), |(low, high), (a, b)| {
            (low + a.min(b), high + a.max(b))
        })
    }

    /// The denominator of the weights.
    pub(super) const fn divide(&self) -> i64 {
        match self.weights {
            Weights::Integer { divide, .. } => divide,
            Weights::F32(_) | Weights::F64(_) => 1,
        }
    }
}

/// The mix of options that have one. A mistake is a fault, and then there is none either.
pub(super) fn check(
    options: &Options,
    sizes: Option<&[usize]>,
    float: Option<AccumulatorType>,
    faults: &mut Faults,
) -> Option<Mix> {
    let weights = options.channels.as_deref()?;
    let before = faults.len();
    belongs(options, sizes, faults);
    if faults.len() != before {
        return None;
    }
    let exact = exact(weights, faults)?;
    let mixed = match float {
        None => integers(options, &exact, faults)?,
        Some(AccumulatorType::F64) => Weights::F64(each(&exact, "f64", exact_to_double, faults)?),
        Some(_) => Weights::F32(each(&exact, "f32", exact_to_single, faults)?),
    };
    let (taps, input) = (mixed.clone(), options.input);
    let mix = Mix::new(mixed, input);
    if let (None, Weights::Integer { taps, .. }) = (&mix, taps) {
        let bounds = Bounds::of(input).map(|input| sum_bounds(taps, input));
        faults.add(
            Subject::Channels,
            format!(
                "mixed values range over {}, which 32 bits cannot hold: write smaller weights, with fewer digits, or floats as taps, such as `1.0`",
                bounds.unwrap_or(Bounds::ZERO)
            ),
        );
    }
    mix
}

/// Which kernels may have the key.
fn belongs(options: &Options, sizes: Option<&[usize]>, faults: &mut Faults) {
    let key = faults.voice.key(Subject::Channels);
    if matches!(sizes, Some([_])) {
        faults.add_key(
            Subject::Channels,
            format!("a signal has no pixels, whose channels are mixed: remove {key}, or give rows of taps"),
        );
    } else if matches!(options.source, TapSource::Shape { .. }) {
        faults.add_key(
            Subject::Channels,
            format!("{key} needs taps that are known, and those of a `shape` come later: use `DynKernel`, or remove {key}"),
        );
    } else if options.method != Method::Direct && cfg!(feature = "fft") {
        // Without the feature its own message says more.
        let method = faults.voice.key(Subject::Method);
        faults.add_key(
            Subject::Method,
            format!("what {key} mixes is summed directly: remove {method}"),
        );
    }
}

/// The exact weights, of which there are some, and not all of them 0.
fn exact(weights: &[Tap], faults: &mut Faults) -> Option<Vec<BigRational>> {
    let before = faults.len();
    if weights.len() > MAX_CHANNELS {
        let found = weights.len();
        faults.add(
            Subject::Channels,
            format!("at most {MAX_CHANNELS} channels are mixed, and there are {found} weights: write fewer"),
        );
        return None;
    }
    let mut exact = Vec::with_capacity(weights.len());
    for (channel, weight) in weights.iter().enumerate() {
        match decimal(weight) {
            Some(weight) => exact.push(weight),
            None => faults.add(
                Subject::ChannelWeight(channel),
                "a weight must be finite, and this is NaN or infinite: write a finite number",
            ),
        }
    }
    if faults.len() == before && exact.iter().all(Zero::is_zero) {
        let message = if weights.is_empty() {
            "pixels have at least one channel: write a weight for each, such as `[0.299, 0.587, 0.114]`"
        } else {
            "every weight is 0, and nothing is left of a pixel: write at least one that is not"
        };
        faults.add(Subject::Channels, message);
    }
    (faults.len() == before).then_some(exact)
}

/// The sum of weights, which were checked.
pub(super) fn total(weights: &[Tap]) -> BigRational {
    weights.iter().filter_map(decimal).sum()
}

/// The exact value; of a float the shortest decimal that reads as it, as if it had been written.
fn decimal(weight: &Tap) -> Option<BigRational> {
    let Tap::Binary(value) = weight else {
        return weight.exact();
    };
    if !value.is_finite() {
        return None;
    }
    // `1.25e-7` is 125 / 10^9.
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
    let digits: BigInt = (whole.to_string() + fraction).parse().ok()?;
    let ten = BigRational::from_integer(BigInt::from(10));
    Some(BigRational::from_integer(digits) * num_traits::Pow::pow(ten, exponent))
}

/// Numerators over the least common denominator.
fn integers(options: &Options, exact: &[BigRational], faults: &mut Faults) -> Option<Weights> {
    let common = exact
        .iter()
        .fold(BigInt::one(), |common, weight| common.lcm(weight.denom()));
    let numerator = |weight: &BigRational| (weight.numer() * (&common / weight.denom())).to_i64();
    let taps: Option<Vec<i64>> = exact.iter().map(numerator).collect();
    let found = taps.zip(common.to_i64());
    if found.is_none() {
        faults.add(
            Subject::Channels,
            format!(
                "as fractions over one denominator the weights need more than 64 bits: write smaller ones or fewer digits, or {}",
                faults.voice.types("f32", options.output)
            ),
        );
    }
    let (taps, divide) = found?;
    Some(Weights::Integer {
        taps,
        multiply: 1,
        divide,
    })
}

/// Weights rounded once to the type of the sums.
fn each<T: FloatCore>(
    exact: &[BigRational],
    ty: &str,
    rounded: fn(&BigRational) -> T,
    faults: &mut Faults,
) -> Option<Vec<T>> {
    let before = faults.len();
    let mut all = Vec::with_capacity(exact.len());
    for (channel, weight) in exact.iter().enumerate() {
        let value = rounded(weight);
        if !value.is_finite() {
            faults.add(
                Subject::ChannelWeight(channel),
                format!(
                    "`{ty}` cannot hold {:e}: write a smaller number",
                    exact_to_double(weight)
                ),
            );
        }
        all.push(value);
    }
    (faults.len() == before).then_some(all)
}
