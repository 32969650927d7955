//! What a user requires of the taps, and whether it holds.
//!
//! ```text
//! taps as they are written, times the scale  ->  exact numbers  ->  holds, or a fault at the word
//! ```
//!
//! So what is required is a fact about the kernel that was meant. Rounding to the type of the sums
//! comes after it, and a bound on the gain of floats is all that it changes.

use super::weights::float_accumulator;
use super::{Options, Separable, TapSource, mix};
use crate::fault::{Faults, Subject, Voice};
use crate::number::{AccumulatorType, exact_to_double};
use crate::taps::{Tap, Taps};
use crate::window::{Mode, Window};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What must hold of the taps of a kernel.
///
/// All are about the taps as they are written, times the scale, before floats are rounded; with
/// `quantize`, about the integers that they have become.
///
/// ```
/// # use conv_plan::rules::Require;
/// assert_eq!(Require::UnitGain.to_string(), "unit_gain");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Require {
    /// The sum of the taps times the scale, and of mixed channels times the sum of their weights,
    /// is 1: a constant input stays as it is.
    ///
    /// Exactly for integers and fractions. With floats it may be off by `2 u S`, where `S` is the
    /// sum of magnitudes of the taps times the scale, and `u` is `2^-24` for sums in `f32` and
    /// `2^-53` for those in `f64`: no more than two roundings of each tap.
    UnitGain,
    /// As [`UnitGain`](Self::UnitGain), with 0: a constant input gives 0.
    ZeroGain,
    /// Each tap times the scale is 0 or more.
    NonNegative,
    /// Each tap is equal to the opposite one: the array is the same when it is turned by 180
    /// degrees, so that correlation and convolution are the same too. For a signal it is the same
    /// backwards.
    Symmetric,
    /// Of signals: each tap that is not 0 meets an input at or before the output's position,
    /// which is that of the output times the stride, whatever the length of the signal.
    Causal,
    /// Of planes: the taps are a column times a row, exactly or as they are written (`outer`,
    /// `gaussian` and others). `explain()` says whether there are two passes.
    Separable,
}

impl Require {
    /// All of them.
    ///
    /// ```
    /// # use conv_plan::rules::Require;
    /// assert_eq!(Require::ALL.map(Require::name)[2], "non_negative");
    /// ```
    pub const ALL: [Self; 6] = [
        Self::UnitGain,
        Self::ZeroGain,
        Self::NonNegative,
        Self::Symmetric,
        Self::Causal,
        Self::Separable,
    ];

    /// The name, as in `unit_gain`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnitGain => "unit_gain",
            Self::ZeroGain => "zero_gain",
            Self::NonNegative => "non_negative",
            Self::Symmetric => "symmetric",
            Self::Causal => "causal",
            Self::Separable => "separable",
        }
    }
}

impl fmt::Display for Require {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Adds a fault for each requirement that does not hold of a kernel that keeps all other rules.
/// `written` is the scale that was written, which `quantize` takes into the taps.
pub(super) fn check(
    options: &Options,
    written: Option<&Tap>,
    window: Option<&Window>,
    faults: &mut Faults,
) {
    if options.require.is_empty() {
        return;
    }
    let TapSource::Taps(taps) = &options.source else {
        let key = faults.voice.key(Subject::Require(0));
        faults.add_key(
            Subject::Require(0),
            format!("{key} is about taps that are known, and those of a `shape` come later: remove {key}"),
        );
        return;
    };
    if !faults.is_empty() {
        return;
    }
    let Some(required) = Required::new(options, written, taps, faults.voice) else {
        return;
    };
    for (index, &require) in options.require.iter().enumerate() {
        let message = match require {
            Require::UnitGain => required.gain(&BigRational::one()),
            Require::ZeroGain => required.gain(&BigRational::zero()),
            Require::NonNegative => required.non_negative(),
            Require::Symmetric => required.symmetric(),
            Require::Causal => window.and_then(|window| required.causal(window)),
            Require::Separable => required.separable(),
        };
        if let Some(message) = message {
            faults.add(Subject::Require(index), message);
        }
    }
}

/// The taps times the scale, and what messages need.
struct Required<'a> {
    options: &'a Options,
    taps: &'a Taps,
    voice: Voice,
    values: Vec<BigRational>,
    scale: BigRational,
    /// The scale that messages go by.
    written: BigRational,
}

impl<'a> Required<'a> {
    /// `None` if a number is not finite, which is a fault of its own.
    fn new(
        options: &'a Options,
        written: Option<&Tap>,
        taps: &'a Taps,
        voice: Voice,
    ) -> Option<Self> {
        let exact =
            |scale: Option<&Tap>| scale.map_or_else(|| Some(BigRational::one()), Tap::exact);
        let (scale, written) = (exact(options.scale.as_ref())?, exact(written)?);
        let values = taps.values().iter().map(|tap| Some(tap.exact()? * &scale));
        Some(Self {
            values: values.collect::<Option<_>>()?,
            options,
            taps,
            voice,
            scale,
            written,
        })
    }

    /// A tap in a message, such as "tap [0, 2] is -1/4".
    fn tap(&self, index: usize) -> String {
        let value = self.values.get(index).map(shown).unwrap_or_default();
        let place = self.place(index);
        match self.scale.is_one() {
            true => format!("tap {place} is {value}"),
            false => format!("tap {place} times the scale is {value}"),
        }
    }

    fn place(&self, index: usize) -> String {
        self.taps.place(index)
    }

    fn gain(&self, target: &BigRational) -> Option<String> {
        let mixed = self.options.channels.as_deref().map(mix::total);
        let mixed = mixed.unwrap_or_else(BigRational::one);
        let gain: BigRational = self.values.iter().sum::<BigRational>() * &mixed;
        let float = self.taps.is_float() || self.options.scale.as_ref().is_some_and(Tap::is_float);
        let bound = if float {
            let total: BigRational = self.values.iter().map(Signed::abs).sum();
            let bits = match float_accumulator(self.options) {
                AccumulatorType::F64 => 52,
                _ => 23,
            };
            total * mixed.abs() / BigRational::from_integer(BigInt::one() << bits)
        } else {
            BigRational::zero()
        };
        if (&gain - target).abs() <= bound {
            return None;
        }
        let figure = if float {
            format!("{}", exact_to_double(&gain))
        } else {
            shown(&gain)
        };
        let found = format!("the gain is {figure}, not {target}");
        let what = if self.options.channels.is_some() {
            "taps, scale and weights whose product"
        } else {
            "taps whose sum"
        };
        Some(if target.is_zero() {
            format!("{found}: write {what} is 0")
        } else if gain.is_zero() {
            format!("{found}, and no scale makes it so: write {what} is 1")
        } else if matches!(self.options.separable, Separable::Approximate(_)) {
            let key = self.voice.key(Subject::Separable);
            format!(
                "{found}, of the product that stands for the taps: write an `outer` of gain 1, or remove {key}"
            )
        } else {
            // What the scale would have to be.
            let scale = &self.written / &gain;
            let short = |part: &BigInt| part.bits() <= 32;
            if !float && short(scale.numer()) && short(scale.denom()) {
                let scale = if scale.is_integer() {
                    self.voice.set(Subject::Scale, &format!("{scale}"))
                } else {
                    self.voice.scale(scale.numer(), scale.denom())
                };
                format!("{found}: write {scale}")
            } else {
                let normalize = match self.voice {
                    Voice::Language => "`(..).normalize()`",
                    Voice::Builder => "`taps.normalized()?`",
                };
                format!("{found}: write the taps as {normalize}")
            }
        })
    }

    fn non_negative(&self) -> Option<String> {
        let index = self.values.iter().position(Signed::is_negative)?;
        let tap = self.tap(index);
        Some(format!("{tap}, which is negative: write 0 or more"))
    }

    fn symmetric(&self) -> Option<String> {
        let pairs = self.values.iter().zip(self.values.iter().rev());
        let index = pairs.into_iter().position(|(one, other)| one != other)?;
        let opposite = self.values.len() - 1 - index;
        let value = self.values.get(opposite).map(shown).unwrap_or_default();
        let instead = match self.options.quantize {
            Some(_) => "another number of bits",
            None => "equal taps",
        };
        Some(format!(
            "{}, and the opposite one, {}, {value}: write {instead}",
            self.tap(index),
            self.place(opposite),
        ))
    }

    fn causal(&self, window: &Window) -> Option<String> {
        if self.taps.shape().len() > 1 {
            return Some("planes have no time: remove `causal`, which is for signals".into());
        }
        let axis = &window.columns;
        let before = axis.least_before();
        let last = self.values.len().saturating_sub(1);
        let written = |index: usize| match self.options.window.mode {
            Mode::Correlate => index,
            Mode::Convolve => last - index,
        };
        // The furthest: all others are before it.
        let index = (0..=last).rev().find(|&index| {
            self.values
                .get(written(index))
                .is_some_and(|tap| !tap.is_zero())
        })?;
        let ahead = (index * axis.dilation.max(1)).checked_sub(before)?;
        (ahead > 0).then(|| {
            let inputs = if ahead == 1 { "input" } else { "inputs" };
            let causal = self.voice.set(Subject::Padding, "causal");
            format!(
                "{}, and is up to {ahead} {inputs} after the output's position: write {causal}, or 0 there",
                self.tap(written(index)),
            )
        })
    }

    fn separable(&self) -> Option<String> {
        let &[_, columns] = self.taps.shape() else {
            return Some("a signal has one axis: remove `separable`, which is for planes".into());
        };
        if self.taps.products().len() == 1 {
            return None;
        }
        let pivot = self.values.iter().position(|tap| !tap.is_zero())?;
        let (row, column) = (pivot / columns, pivot % columns);
        let at = |row: usize, column: usize| self.values.get(row * columns + column);
        let expected = |index: usize| {
            let (across, down) = (at(row, index % columns)?, at(index / columns, column)?);
            Some(across * down / at(row, column)?)
        };
        let index = (0..self.values.len())
            .find(|&index| expected(index).as_ref() != self.values.get(index))?;
        let (place, value) = (self.place(index), expected(index)?);
        let outer = match self.voice {
            Voice::Language => "`outer(column, row)`",
            Voice::Builder => "`Taps::outer(column, row)`",
        };
        Some(format!(
            "{}, and a column times a row through {} has {} at {place}: write such taps, as by {outer}",
            self.tap(index),
            self.place(pivot),
            shown(&value),
        ))
    }
}

/// A number in a message: exact where that is short.
pub(super) fn shown(value: &BigRational) -> String {
    let exact = format!("{value}");
    if exact.len() <= 12 {
        return exact;
    }
    format!("{}", exact_to_double(value))
}
