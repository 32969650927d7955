//! How float products become sums, and the rules of rounding each of them.

use core::fmt;

#[cfg(feature = "alloc")]
use super::{Method, Options, Weights};
#[cfg(feature = "alloc")]
use crate::fault::{Faults, Subject};

/// How a product of floats is added to a sum.
///
/// The order of operations is the plan's whatever this is. Sums of integers are exact, and have
/// the same bits on every CPU without it.
///
/// ```
/// # use conv_plan::rules::Arithmetic;
/// assert_eq!(Arithmetic::default(), Arithmetic::Fused);
/// assert_eq!(Arithmetic::Strict.to_string(), "strict");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Arithmetic {
    /// In one operation that rounds once, where the CPU level has it, and in two where it has not:
    /// fast, and results have the same bits on one level.
    #[default]
    Fused,
    /// Each tap is a multiplication and an addition, and both are rounded: results have the same
    /// bits on every level and every machine, up to the payload of NaN.
    Strict,
}

impl Arithmetic {
    /// The name, as in `strict`.
    ///
    /// ```
    /// # use conv_plan::rules::Arithmetic;
    /// assert_eq!(Arithmetic::Strict.name(), "strict");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Strict => "strict",
        }
    }
}

impl fmt::Display for Arithmetic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The rules of strict sums of `weights`.
#[cfg(feature = "alloc")]
pub(super) fn check(options: &Options, weights: Option<&Weights>, faults: &mut Faults) {
    use alloc::format;
    if options.arithmetic == Arithmetic::Fused {
        return;
    }
    let voice = faults.voice;
    let key = voice.key(Subject::Arithmetic);
    if matches!(weights, Some(Weights::Integer { .. })) {
        faults.add_key(
            Subject::Arithmetic,
            format!("sums of these taps are integers, which have the same bits on every CPU: remove {key}"),
        );
    } else if options.method != Method::Direct && cfg!(feature = "fft") {
        let method = voice.key(Subject::Method);
        faults.add_key(
            Subject::Arithmetic,
            format!("{key} fixes the operations of each tap, and sums by FFT have none: remove {key}, or {method}"),
        );
    } else if options.channels.is_some() {
        let channels = voice.key(Subject::Channels);
        faults.add_key(
            Subject::Arithmetic,
            format!("{key} is for single values, and {channels} mixes those of a pixel first: remove {key}, or {channels}"),
        );
    }
}
