//! What becomes of inputs that are NaN, and the rules of leaving them out.

use core::fmt;

#[cfg(feature = "alloc")]
use super::{Method, Options, TapSource, Weights};
#[cfg(feature = "alloc")]
use crate::fault::{Faults, Subject};
#[cfg(feature = "alloc")]
use crate::taps::Tap;
#[cfg(feature = "alloc")]
use crate::window::{Border, Mode, PerAxis};

/// What a kernel makes of inputs that are NaN.
///
/// ```
/// # use conv_plan::rules::Missing;
/// assert_eq!(Missing::default(), Missing::Propagate);
/// assert_eq!(Missing::Renormalize.to_string(), "renormalize");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Missing {
    /// NaN is added like any number: each output with a tap on one is NaN.
    #[default]
    Propagate,
    /// They take no part. With `v` the sum of `tap * x` over the inputs `x` that are not NaN, `m`
    /// the sum of their taps and `total` that of all taps, an output is `v * (total / m)`, or NaN
    /// where `m` is 0.
    ///
    /// All three are summed in the plan's order and its accumulator, where each operation is
    /// rounded; in two passes, `m` and `total` are what these make of ones. So an output whose
    /// inputs are all there has the bits that it has without this. A border takes part as inputs
    /// do, zeros too, and is missing where it is NaN: `constant(nan)` shrinks the window at the
    /// edge.
    Renormalize,
}

impl Missing {
    /// The name, as in `renormalize`.
    ///
    /// ```
    /// # use conv_plan::rules::Missing;
    /// assert_eq!(Missing::Renormalize.name(), "renormalize");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Propagate => "propagate",
            Self::Renormalize => "renormalize",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The rules of NaN: as a border, and as an input that is left out of the sum of `weights`.
#[cfg(feature = "alloc")]
pub(super) fn check(options: &Options, weights: Option<&Weights>, faults: &mut Faults) {
    border(options, faults);
    if options.missing == Missing::Propagate {
        return;
    }
    let before = faults.len();
    places(options, faults);
    if let (Some(weights), true) = (weights, faults.len() == before) {
        taps(options, weights, faults);
    }
}

/// Refuses a border of NaN for sums by FFT.
#[cfg(feature = "alloc")]
fn border(options: &Options, faults: &mut Faults) {
    use alloc::format;
    if options.method == Method::Direct || !cfg!(feature = "fft") {
        return;
    }
    let borders = match &options.window.border {
        None => &[][..],
        Some(PerAxis::All(border)) => core::slice::from_ref(border),
        Some(PerAxis::Each(borders)) => borders.as_slice(),
    };
    let nan = |border: &Border| matches!(border, Border::Constant(value) if value.is_nan());
    if borders.iter().any(nan) {
        let direct = (faults.voice).set(Subject::Method, Method::Direct.name());
        faults.add(
            Subject::Border,
            format!(
                "a border of NaN spoils all outputs of a block of an FFT: write {direct}, or another border"
            ),
        );
    }
}

/// What a kernel must be for NaN to be left out, whatever its taps are.
#[cfg(feature = "alloc")]
fn places(options: &Options, faults: &mut Faults) {
    use alloc::format;
    let voice = faults.voice;
    let key = voice.key(Subject::Missing);
    let (input, output) = (options.input, options.output);
    let interpolated = options.window.interpolate > 1;
    let late = matches!(options.source, TapSource::Shape { .. });
    if !input.is_float() {
        faults.add_key(
            Subject::Missing,
            format!("no `{input}` is NaN, so none is missing: remove {key}, or take floats, such as `f32`"),
        );
        return;
    }
    if options.channels.is_some() {
        let channels = voice.key(Subject::Channels);
        faults.add_key(
            Subject::Missing,
            format!("{key} is for single values, and {channels} mixes those of a pixel first: remove {key}, or {channels}"),
        );
        return;
    }
    if !output.is_float() {
        faults.add(
            Subject::Output,
            format!("an output is NaN where no input is left, and no `{output}` is: write `f32` or `f64`, or remove {key}"),
        );
    }
    if late {
        faults.add_key(
            Subject::Missing,
            format!("{key} needs taps that are known, and those of a `shape` come later: use `DynKernel` or `DynSignal`, or remove {key}"),
        );
    } else if interpolated {
        let interpolate = voice.key(Subject::Interpolate);
        faults.add_key(
            Subject::Missing,
            format!("{key} is for samples as they are, and {interpolate} puts zeros between them: remove {key}, or {interpolate}"),
        );
    } else if options.method != Method::Direct && cfg!(feature = "fft") {
        let method = voice.key(Subject::Method);
        faults.add_key(
            Subject::Method,
            format!("{key} needs sums that are formed directly: remove {method}"),
        );
    }
}

/// Taps must be weights: none negative, and some positive.
#[cfg(feature = "alloc")]
fn taps(options: &Options, weights: &Weights, faults: &mut Faults) {
    use alloc::format;
    use alloc::vec::Vec;
    let (values, largest): (Vec<f64>, f64) = match weights {
        // Floats have float weights.
        Weights::Integer { .. } => return,
        Weights::F32(taps) => (
            taps.iter().map(|&tap| f64::from(tap)).collect(),
            f32::MAX.into(),
        ),
        Weights::F64(taps) => (taps.clone(), f64::MAX),
    };
    let voice = faults.voice;
    let key = voice.key(Subject::Missing);
    if let Some(index) = values.iter().position(|&tap| tap < 0.0) {
        let index = match options.window.mode {
            Mode::Correlate => index,
            Mode::Convolve => values.len() - 1 - index,
        };
        let below_0 = |tap: &Tap| {
            let zero = num_rational::BigRational::from_integer(0.into());
            tap.exact().is_some_and(|tap| tap < zero)
        };
        let written = match &options.source {
            TapSource::Taps(taps) => taps.values().get(index),
            TapSource::Shape { .. } => None,
        };
        let (subject, what, instead) = if written.is_some_and(below_0) {
            (Subject::Tap(index), "a tap", "0 or more")
        } else {
            (Subject::Scale, "the scale", "a positive one")
        };
        faults.add(
            subject,
            format!("{what} is a weight where inputs may be missing, and cannot be negative: write {instead}, or remove {key}"),
        );
        return;
    }
    let total: f64 = values.iter().sum();
    if total == 0.0 {
        faults.add(
            Subject::Taps,
            format!("all taps are 0, which leaves nothing to divide by: write a positive tap, or remove {key}"),
        );
    } else if total > largest {
        let accumulator = if matches!(weights, Weights::F32(_)) {
            "f32"
        } else {
            "f64"
        };
        faults.add(
            Subject::Taps,
            format!("the taps sum to more than `{accumulator}` holds, and each sum is multiplied by it: write smaller taps, or remove {key}"),
        );
    }
}
