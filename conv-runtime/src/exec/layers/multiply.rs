//! What a multiply-add of a tile is: one product for each lane, or the sum of several.
//!
//! A lane of words holds inputs of neighbouring channels, or as many weights
//! ([`Products`]): two of 16 bits or four of 8 bits, the first channel in the low bits. The
//! instructions are `vpmaddwd`, which LLVM fuses with the addition to `vpdpwssd` where the level
//! has it, and `vpdpbusd`, which multiplies unsigned inputs by signed weights.

use super::lane::LayerLane;
use conv_plan::plan::layer::Products;
use fearless_simd::{Bytes, Simd, SimdIntWiden};

/// Multiply-adds on the vectors of a level.
pub(crate) trait Multiply<S: Simd, A: LayerLane> {
    /// The products that one of them sums.
    const PRODUCTS: Products;

    /// `sum` and the products of `x` and `weights`.
    fn mul_add(x: A::Vector<S>, weights: A::Vector<S>, sum: A::Vector<S>) -> A::Vector<S>;
}

/// [`Products::One`].
pub(crate) struct One;

/// [`Products::Pairs`].
pub(crate) struct Pairs;

impl<S: Simd, A: LayerLane> Multiply<S, A> for One {
    const PRODUCTS: Products = Products::One;

    #[inline(always)]
    fn mul_add(x: A::Vector<S>, weights: A::Vector<S>, sum: A::Vector<S>) -> A::Vector<S> {
        A::mul_add::<S>(x, weights, sum)
    }
}

impl<S: Simd> Multiply<S, i32> for Pairs {
    const PRODUCTS: Products = Products::Pairs;

    #[inline(always)]
    fn mul_add(x: S::i32s, weights: S::i32s, sum: S::i32s) -> S::i32s {
        let (x, weights): (S::i16s, S::i16s) = (x.bitcast(), weights.bitcast());
        sum + x.pairwise_dot_product(weights)
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod quads {
    use super::{Multiply, Products};
    #[cfg(target_arch = "x86")]
    use core::arch::x86::{__m512i, _mm512_dpbusd_epi32};
    #[cfg(target_arch = "x86_64")]
    use core::arch::x86_64::{__m512i, _mm512_dpbusd_epi32};
    use fearless_simd::{Avx512, SimdInto, i32x16};

    /// [`Products::Quads`].
    pub(crate) struct Quads;

    impl Multiply<Avx512, i32> for Quads {
        const PRODUCTS: Products = Products::Quads;

        #[inline(always)]
        fn mul_add(
            x: i32x16<Avx512>,
            weights: i32x16<Avx512>,
            sum: i32x16<Avx512>,
        ) -> i32x16<Avx512> {
            fearless_simd::kernel!(
                #[inline(always)]
                fn dot(
                    token: Avx512,
                    x: __m512i,
                    weights: __m512i,
                    sum: __m512i,
                ) -> i32x16<Avx512> {
                    _mm512_dpbusd_epi32(sum, x, weights).simd_into(token)
                }
            );
            dot(sum.simd, x.into(), weights.into(), sum.into())
        }
    }
}
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub(crate) use quads::Quads;
