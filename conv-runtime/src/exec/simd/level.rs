//! The levels that this CPU has and this build was compiled for.

use crate::data::Level;
use fearless_simd::{Level as Token, Simd, dispatch};

impl Level {
    /// The best level of this CPU that this build was compiled for; without the feature `std`, that
    /// of the compilation target. Every call that names no level runs on it.
    #[must_use]
    pub fn best() -> Self {
        Self::of(reached(detected()))
    }

    /// The levels that this CPU has and this build was compiled for, best last.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|level| level.token().is_some())
    }

    fn of(token: Token) -> Self {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            if token.as_avx512().is_some() {
                return Self::Avx512;
            }
            if token.as_avx2().is_some() {
                return Self::Avx2;
            }
            if token.as_sse4_2().is_some() {
                return Self::Sse42;
            }
            if token.as_sse2().is_some() {
                return Self::Sse2;
            }
        }
        #[cfg(target_arch = "aarch64")]
        if token.as_neon().is_some() {
            return Self::Neon;
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if token.as_wasm_simd128().is_some() {
            return Self::Simd128;
        }
        let _ = token;
        Self::Scalar
    }

    /// The proof that the CPU has this level, if a body compiled for exactly this level can run.
    pub(crate) fn token(self) -> Option<Token> {
        let token = self.detected_token()?;
        (Self::of(reached(token)) == self).then_some(token)
    }

    fn detected_token(self) -> Option<Token> {
        match self {
            #[cfg(feature = "scalar")]
            Self::Scalar => Some(Token::fallback()),
            #[cfg(not(feature = "scalar"))]
            Self::Scalar => Some(detected()).filter(|best| best.is_fallback()),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Sse2 => detected().as_sse2().map(Token::Sse2),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Sse42 => detected().as_sse4_2().map(Token::Sse4_2),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx2 => detected().as_avx2().map(Token::Avx2),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx512 => detected().as_avx512().map(Token::Avx512),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => detected().as_neon().map(Token::Neon),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Self::Simd128 => detected().as_wasm_simd128().map(Token::WasmSimd128),
            // The levels of other targets; unreachable where a target has them all.
            #[allow(unreachable_patterns)]
            _ => None,
        }
    }
}

/// The level that bodies run on with this token: dispatch never goes below the baseline of the
/// build, and levels can be left out of the build.
pub(in crate::exec) fn reached(token: Token) -> Token {
    dispatch!(token, simd => simd.level())
}

/// [`dispatch!`]; if `$shared`, CPUs that have SSE4.2 and nothing above it run the code of SSE2,
/// and none is compiled for them.
///
/// For floats that are multiplied, added and stored as they are, the instructions are the same. A
/// level takes a fifth to a third of what a kernel adds to a release build.
macro_rules! dispatch_shared {
    ($shared:expr, $token:expr, $s:ident => $op:expr) => {
        if const { $shared && $crate::exec::simd::SSE2_IS_COMPILED } {
            match $crate::exec::simd::reached($token) {
                #[cfg(all(
                    any(target_arch = "x86", target_arch = "x86_64"),
                    not(disable_dispatch_avx512)
                ))]
                Token::Avx512($s) => dispatch_shared!(@at $s, $op),
                #[cfg(all(
                    any(target_arch = "x86", target_arch = "x86_64"),
                    not(disable_dispatch_avx2)
                ))]
                Token::Avx2($s) => dispatch_shared!(@at $s, $op),
                #[cfg(all(
                    any(target_arch = "x86", target_arch = "x86_64"),
                    feature = "scalar"
                ))]
                Token::Fallback($s) => dispatch_shared!(@at $s, $op),
                #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
                token => match token.as_sse2() {
                    Some($s) => dispatch_shared!(@at $s, $op),
                    None => unreachable!("a level below that of the build"),
                },
                #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
                _ => unreachable!("a level of another machine"),
            }
        } else {
            dispatch!($token, $s => $op)
        }
    };
    (@at $s:ident, $op:expr) => {
        Simd::vectorize(
            $s,
            #[inline(always)]
            || $op,
        )
    };
}

pub(in crate::exec) use dispatch_shared;

/// Whether bodies are compiled for SSE2, which they are not in a build for CPUs that all have more.
pub(in crate::exec) const SSE2_IS_COMPILED: bool = cfg!(all(
    any(target_arch = "x86", target_arch = "x86_64"),
    target_feature = "sse2",
    target_feature = "fxsr",
    not(target_feature = "sse4.2"),
));

/// What this CPU has or, where that cannot be detected, what the build assumes.
pub(crate) fn detected() -> Token {
    Token::try_detect().unwrap_or(Token::baseline())
}

/// Bytes of a vector; those of a `f32` where there are no vectors.
#[cfg(feature = "fft")]
pub(crate) fn vector_bytes(token: Token) -> usize {
    #[inline(always)]
    fn bytes<S: Simd>(s: S) -> usize {
        if s.level().is_fallback() {
            size_of::<f32>()
        } else {
            <S::u8s as fearless_simd::SimdBase<S>>::LEN
        }
    }
    dispatch!(token, s => bytes(s))
}
