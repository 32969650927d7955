//! Activations of vectors of sums.

use crate::exec::simd::Lane;
use conv_plan::rules::layer::Activation;
use fearless_simd::{Select, Simd, SimdBase};

/// An activation whose parameters have the accumulator's type.
#[derive(Debug, Clone, Copy)]
pub enum Activate<A> {
    /// Nothing happens.
    None,
    /// `v` within these bounds.
    Clamp(A, A),
    /// A negative value is multiplied by this.
    Leaky(A),
    /// `v * clamp(v / 6 + 1/2, 0, 1)`.
    HardSwish,
    /// This function, lane by lane.
    Each(fn(A) -> A),
}

/// Applies an activation to a tile.
#[cfg(feature = "alloc")]
#[inline(always)]
pub(crate) fn activate_tile<S: Simd, A: Activated, const R: usize, const V: usize>(
    s: S,
    mut sums: [[A::Vector<S>; V]; R],
    activate: &Activate<A>,
) -> [[A::Vector<S>; V]; R] {
    // The usual ones are decided once for each tile.
    match *activate {
        Activate::None => {}
        Activate::Clamp(low, high) => {
            let mut r = 0;
            while r < R {
                let mut v = 0;
                while v < V {
                    sums[r][v] = A::within::<S>(s, sums[r][v], low, high);
                    v += 1;
                }
                r += 1;
            }
        }
        _ => {
            let mut rest = sums;
            for v in rest.as_flattened_mut() {
                *v = A::activate::<S>(s, *v, activate);
            }
            sums = rest;
        }
    }
    sums
}

/// Accumulators that activations are applied to.
pub trait Activated: Lane {
    /// An activation in this type.
    fn activation(activation: Option<Activation>) -> Activate<Self>;

    /// Applies it. NaN stays NaN.
    fn activate<S: Simd>(s: S, v: Self::Vector<S>, activate: &Activate<Self>) -> Self::Vector<S>;

    /// `v` where `at` is the first bound or more and less than the second, and 0 elsewhere.
    fn keep<S: Simd>(
        s: S,
        v: Self::Vector<S>,
        at: Self::Vector<S>,
        bounds: [Self; 2],
    ) -> Self::Vector<S>;

    /// `v` within bounds. NaN stays NaN.
    fn within<S: Simd>(s: S, v: Self::Vector<S>, low: Self, high: Self) -> Self::Vector<S>;
}

/// Comparisons and selections that let a NaN pass.
macro_rules! clamp {
    ($vector:ident) => {
        #[inline(always)]
        fn within<S: Simd>(s: S, v: S::$vector, low: Self, high: Self) -> S::$vector {
            let (low, high) = (S::$vector::splat(s, low), S::$vector::splat(s, high));
            let v = v.simd_lt(low).select(low, v);
            v.simd_gt(high).select(high, v)
        }

        #[inline(always)]
        fn keep<S: Simd>(s: S, v: S::$vector, at: S::$vector, bounds: [Self; 2]) -> S::$vector {
            let [first, end] = bounds;
            let inside =
                at.simd_ge(S::$vector::splat(s, first)) & at.simd_lt(S::$vector::splat(s, end));
            inside.select(v, S::$vector::splat(s, Self::default()))
        }
    };
}

macro_rules! float {
    ($ty:ident, $vector:ident, $exp:path, $tanh:path) => {
        impl Activated for $ty {
            fn activation(activation: Option<Activation>) -> Activate<Self> {
                fn sigmoid(v: $ty) -> $ty {
                    1.0 / (1.0 + $exp(-v))
                }
                match activation {
                    None => Activate::None,
                    Some(Activation::Relu) => Activate::Clamp(0.0, Self::INFINITY),
                    Some(Activation::Relu6) => Activate::Clamp(0.0, 6.0),
                    Some(Activation::Leaky(slope)) => Activate::Leaky(slope as Self),
                    Some(Activation::Clamp(low, high)) => {
                        Activate::Clamp(low as Self, high as Self)
                    }
                    Some(Activation::HardSwish) => Activate::HardSwish,
                    Some(Activation::Sigmoid) => Activate::Each(sigmoid),
                    Some(Activation::Tanh) => Activate::Each($tanh),
                }
            }

            clamp!($vector);

            #[inline(always)]
            fn activate<S: Simd>(s: S, v: S::$vector, activate: &Activate<Self>) -> S::$vector {
                match *activate {
                    Activate::None => v,
                    Activate::Clamp(low, high) => Self::within::<S>(s, v, low, high),
                    Activate::Leaky(slope) => {
                        let zero = S::$vector::splat(s, 0.0);
                        v.simd_lt(zero).select(v * S::$vector::splat(s, slope), v)
                    }
                    Activate::HardSwish => {
                        let gate = v * S::$vector::splat(s, 1.0 / 6.0) + S::$vector::splat(s, 0.5);
                        v * Self::within::<S>(s, gate, 0.0, 1.0)
                    }
                    Activate::Each(function) => {
                        let mut v = v;
                        for lane in v.as_mut_slice() {
                            *lane = function(*lane);
                        }
                        v
                    }
                }
            }
        }
    };
}

float!(f32, f32s, libm::expf, libm::tanhf);
float!(f64, f64s, libm::exp, libm::tanh);

impl Activated for i32 {
    fn activation(activation: Option<Activation>) -> Activate<Self> {
        match activation {
            Some(Activation::Relu) => Activate::Clamp(0, Self::MAX),
            Some(Activation::Relu6) => Activate::Clamp(0, 6),
            Some(Activation::Clamp(low, high)) => Activate::Clamp(low as Self, high as Self),
            // The others are refused for integers.
            _ => Activate::None,
        }
    }

    clamp!(i32s);

    #[inline(always)]
    fn activate<S: Simd>(s: S, v: S::i32s, activate: &Activate<Self>) -> S::i32s {
        match *activate {
            Activate::Clamp(low, high) => Self::within::<S>(s, v, low, high),
            _ => v,
        }
    }
}
