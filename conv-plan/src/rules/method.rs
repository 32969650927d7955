//! The way to the sums: tap by tap, or by the fast Fourier transform; and the rules of choosing.

use core::fmt;

#[cfg(feature = "fft")]
use super::Weights;
#[cfg(feature = "alloc")]
use super::{Arithmetic, Missing, Options, TapSource};
#[cfg(feature = "fft")]
use crate::analysis::{Bounds, exact_block};
#[cfg(feature = "alloc")]
use crate::fault::{Faults, Subject};
#[cfg(feature = "fft")]
use crate::taps::MAX_TAPS;

/// How a kernel's sums are formed.
///
/// Integers are the same whatever the method. Floats have the same bits everywhere only with
/// [`Direct`](Self::Direct); sums by FFT have a bound of their own, `fft_error`, barring overflow
/// and underflow in a block.
///
/// ```
/// # use conv_plan::rules::Method;
/// assert_eq!(Method::default(), Method::Direct);
/// assert_eq!(Method::Auto.to_string(), "auto");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Method {
    /// A multiplication for each tap.
    #[default]
    Direct,
    /// Blocks of the input transformed, multiplied and transformed back (overlap-save). A NaN, an
    /// infinity, or a value so large that a sum over the block overflows, spoils all outputs of the
    /// blocks that read it, and of those that are transformed together with them.
    ///
    /// A block holds the window, the gaps of a dilation too: memory grows with the rows times the
    /// columns that the window spans, however small the input is.
    Fft,
    /// Of these two whichever is estimated to be faster for the size of the output.
    Auto,
}

impl Method {
    /// The name, as in `fft`.
    ///
    /// ```
    /// # use conv_plan::rules::Method;
    /// assert_eq!(Method::Auto.name(), "auto");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Fft => "fft",
            Self::Auto => "auto",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether nothing else that is asked for excludes sums by FFT.
#[cfg(feature = "alloc")]
pub(super) fn may_be_fft(options: &Options) -> bool {
    options.combined.is_none()
        && options.channels.is_none()
        && options.missing == Missing::Propagate
        && options.arithmetic == Arithmetic::Fused
        && options.window.interpolate <= 1
}

/// The rules of a method that is not the default.
#[cfg(feature = "alloc")]
pub(super) fn check(options: &Options, faults: &mut Faults) {
    use alloc::format;
    if options.method == Method::Direct {
        return;
    }
    let voice = faults.voice;
    let key = voice.key(Subject::Method);
    if !cfg!(feature = "fft") {
        faults.add_key(
            Subject::Method,
            format!(
                "{key} needs the feature `fft`: add `features = [\"fft\"]` to `conv-kernel` in `Cargo.toml`, or remove {key}"
            ),
        );
    } else if matches!(options.source, TapSource::Shape { .. }) {
        faults.add_key(
            Subject::Method,
            format!(
                "{key} needs taps that are known, and those of a `shape` come later: use `DynKernel` or `DynSignal`, or remove {key}"
            ),
        );
    } else if options.window.interpolate > 1 {
        let interpolate = voice.key(Subject::Interpolate);
        faults.add_key(
            Subject::Method,
            format!(
                "{key} sums a signal as it is, and {interpolate} changes its rate, which is done directly: remove {key}, or {interpolate}"
            ),
        );
    }
}

/// Refuses integers whose sums by FFT are not proven exact.
#[cfg(feature = "fft")]
pub(super) fn check_exact(
    options: &Options,
    weights: &Weights,
    extents: [usize; 2],
    faults: &mut Faults,
) {
    use alloc::format;
    let Weights::Integer { taps, .. } = weights else {
        return;
    };
    let input = Bounds::of(options.input).unwrap_or(Bounds::ZERO);
    let many = taps.len() > MAX_TAPS;
    let only = options.method == Method::Fft || options.method == Method::Auto && many;
    if !only || exact_block(taps, input, extents).is_some() {
        return;
    }
    let voice = faults.voice;
    if many {
        faults.add(
            Subject::Taps,
            format!(
                "sums of these taps and of `{}` are too large to come out of an FFT exactly, and a direct sum has at most {MAX_TAPS} taps: give smaller taps, or floats, such as `1.0`",
                options.input
            ),
        );
        return;
    }
    let (direct, auto) = (
        voice.set(Subject::Method, Method::Direct.name()),
        voice.set(Subject::Method, Method::Auto.name()),
    );
    faults.add(
        Subject::Method,
        format!(
            "sums of these taps and of `{}` are too large to come out of an FFT exactly: write {direct} or {auto}, or give floats, such as `1.0`",
            options.input
        ),
    );
}
