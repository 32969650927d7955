//! The names of the instruction sets that a kernel is compiled for.

use core::fmt;

/// An instruction set, as one choice for a whole call.
///
/// Integer results are the same on every level. Float results are the same for
/// one level; levels with and without fused multiply-add may differ.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, Level, SignalFilter};
/// let sum = DynSignal::<u8, u16>::builder([1, 1, 1]).build()?;
/// for level in Level::available() {
///     let mut sums = [0; 2];
///     sum.apply_into_at(level, &[1, 2, 3, 4], &mut sums)?;
///     assert_eq!(sums, [6, 9], "on {}", level.name());
/// }
/// assert!(Level::available().any(|level| level == Level::best()));
/// assert!(Level::ALL.contains(&Level::Avx2));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// No SIMD. On targets whose baseline has SIMD it exists only with the feature `scalar`.
    Scalar,
    /// x86 SSE2, the baseline of x86-64.
    Sse2,
    /// x86-64-v2: SSE4.2. Kernels that need no more than SSE2 run that code here too.
    Sse42,
    /// x86-64-v3: AVX2 and FMA.
    Avx2,
    /// AVX-512 of Ice Lake and later.
    Avx512,
    /// NEON of 64-bit ARM.
    Neon,
    /// WebAssembly simd128.
    Simd128,
}

impl Level {
    /// Every level, whether or not it is available.
    pub const ALL: [Self; 7] = [
        Self::Scalar,
        Self::Sse2,
        Self::Sse42,
        Self::Avx2,
        Self::Avx512,
        Self::Neon,
        Self::Simd128,
    ];

    /// The name, as in `avx2`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Sse2 => "sse2",
            Self::Sse42 => "sse4.2",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
            Self::Simd128 => "simd128",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
