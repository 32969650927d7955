//! Whether windows are flipped.

use core::fmt;

/// The direction in which taps meet the input.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// # use conv_plan::window::Mode;
/// let taps = TapSource::Taps([1, 2, 3].into());
/// let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
/// options.window.mode = Mode::Convolve;
/// // Taps that meet the input from left to right: a convolution has them flipped.
/// assert!(ConvSpec::check(&options)?.scaled_taps().eq([3.0, 2.0, 1.0]));
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Mode {
    /// Tap `i` meets input `x + i`: what deep learning calls convolution.
    #[default]
    Correlate,
    /// The taps, and the anchor, are flipped first: the mathematical convolution.
    Convolve,
}

/// ```
/// # use conv_plan::window::Mode;
/// assert_eq!(Mode::Convolve.to_string(), "convolve");
/// ```
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Correlate => "correlate",
            Self::Convolve => "convolve",
        })
    }
}
