//! How real taps become integers, as a user asks for it and as a kernel has it.

#[cfg(feature = "alloc")]
use crate::fault::Voice;
#[cfg(feature = "alloc")]
use alloc::{format, string::String};

/// Real taps become integers over `2^bits`, so that integers are summed as integers.
///
/// The scale is part of the taps. Their sum is the nearest multiple of `2^-bits` to that of the
/// real ones, so that a gain of 1 stays 1.
///
/// ```
/// # use conv_plan::rules::Quantize;
/// assert_eq!(Quantize::new(8).bits, 8);
/// assert!(Quantize::new(8).lossy().lossy);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantize {
    /// 1 to 32.
    pub bits: u32,
    /// Whether taps may become 0.
    pub lossy: bool,
}

impl Quantize {
    /// The most bits.
    ///
    /// ```
    /// # use conv_plan::rules::Quantize;
    /// assert!(Quantize::new(12).bits <= Quantize::MOST);
    /// ```
    pub const MOST: u32 = 32;

    /// Integers over `2^bits`; a tap that is not 0 must not become 0.
    #[must_use]
    pub const fn new(bits: u32) -> Self {
        Self { bits, lossy: false }
    }

    /// Taps may become 0.
    #[must_use]
    pub const fn lossy(self) -> Self {
        Self {
            lossy: true,
            ..self
        }
    }

    /// The option as a user writes it.
    #[cfg(feature = "alloc")]
    pub(super) fn written(self, voice: Voice) -> String {
        let Self { bits, lossy } = self;
        match (voice, lossy) {
            (Voice::Language, false) => format!("`quantize: {bits}`"),
            (Voice::Language, true) => format!("`quantize: [{bits}, lossy]`"),
            (Voice::Builder, false) => format!("`.quantize(Quantize::new({bits}))`"),
            (Voice::Builder, true) => format!("`.quantize(Quantize::new({bits}).lossy())`"),
        }
    }
}

/// What quantising did to the taps of a kernel.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::{ConvSpec, Options, Quantize, TapSource};
/// let taps = TapSource::Taps([0.3, 0.7].into());
/// let mut options = Options::new(ElementType::U8, ElementType::U8, taps);
/// options.quantize = Some(Quantize::new(8));
/// let quantized = ConvSpec::check(&options)?.quantized().ok_or("the taps as they are")?;
/// // 77/256 and 179/256 in place of 0.3 and 0.7.
/// assert_eq!(quantized.bits, 8);
/// assert!(quantized.error < 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantized {
    /// The taps are integers over 2 to this power.
    pub bits: u32,
    /// The most that a result differs from that of the real taps, before both are rounded.
    pub error: f64,
}
