//! Vectors of one type to vectors of another, as the overflow rule says.

use conv_plan::number::{Epilogue, Overflow};
use fearless_simd::{Bytes, Simd, SimdBase, SimdFloat, SimdInt, SimdNarrow, SimdWiden};

pub(super) const SATURATE: Option<Overflow> = Some(Overflow::Saturate);
pub(super) const WRAP: Option<Overflow> = Some(Overflow::Wrap);

#[inline(always)]
pub(super) fn u16_to_u8<S: Simd>(overflow: Option<Overflow>, a: S::u16s, b: S::u16s) -> S::u8s {
    match overflow {
        SATURATE => a.saturating_narrow(b),
        WRAP => a.narrow(b),
        None => a.relaxed_narrow(b),
    }
}

#[inline(always)]
pub(super) fn i16_to_u8<S: Simd>(overflow: Option<Overflow>, a: S::i16s, b: S::i16s) -> S::u8s {
    match overflow {
        SATURATE => {
            let a: S::u16s = a.max(0).min(255).bitcast();
            a.relaxed_narrow(b.max(0).min(255).bitcast())
        }
        WRAP => a.narrow(b).bitcast(),
        None => {
            let a: S::u16s = a.bitcast();
            a.relaxed_narrow(b.bitcast())
        }
    }
}

#[inline(always)]
pub(super) fn i16_to_i8<S: Simd>(overflow: Option<Overflow>, a: S::i16s, b: S::i16s) -> S::i8s {
    match overflow {
        WRAP => a.narrow(b),
        _ => a.saturating_narrow(b),
    }
}

#[inline(always)]
pub(super) fn u16_to_i16<S: Simd>(overflow: Option<Overflow>, v: S::u16s) -> S::i16s {
    match overflow {
        SATURATE => v.min(i16::MAX as u16).bitcast(),
        _ => v.bitcast(),
    }
}

#[inline(always)]
pub(super) fn i16_to_u16<S: Simd>(overflow: Option<Overflow>, v: S::i16s) -> S::u16s {
    match overflow {
        SATURATE => v.max(0).bitcast(),
        _ => v.bitcast(),
    }
}

#[inline(always)]
pub(super) fn i32_to_i16<S: Simd>(overflow: Option<Overflow>, a: S::i32s, b: S::i32s) -> S::i16s {
    match overflow {
        WRAP => a.narrow(b),
        _ => a.saturating_narrow(b),
    }
}

#[inline(always)]
pub(super) fn i32_to_u16<S: Simd>(overflow: Option<Overflow>, a: S::i32s, b: S::i32s) -> S::u16s {
    match overflow {
        SATURATE => {
            let a: S::u32s = a.max(0).min(0xffff).bitcast();
            a.relaxed_narrow(b.max(0).min(0xffff).bitcast())
        }
        WRAP => a.narrow(b).bitcast(),
        None => {
            let a: S::u32s = a.bitcast();
            a.relaxed_narrow(b.bitcast())
        }
    }
}

#[inline(always)]
pub(super) fn i64_to_i32<S: Simd>(overflow: Option<Overflow>, a: S::i64s, b: S::i64s) -> S::i32s {
    match overflow {
        WRAP => a.narrow(b),
        _ => a.saturating_narrow(b),
    }
}

#[inline(always)]
pub(super) fn f32_to_i32<S: Simd>(v: S::f32s) -> S::i32s {
    v.round_ties_even().to_int_precise()
}

#[inline(always)]
pub(super) fn f64_to_i64<S: Simd>(v: S::f64s) -> S::i64s {
    v.round_ties_even().to_int_precise()
}

/// Each 64-bit sum correctly rounded to single precision; going through f64 would round twice.
#[inline(always)]
pub(super) fn i64_to_f32<S: Simd>(s: S, a: S::i64s, b: S::i64s) -> S::f32s {
    let mut single = S::f32s::splat(s, 0.0);
    let lanes = a.as_slice().iter().chain(b.as_slice());
    for (to, &from) in single.as_mut_slice().iter_mut().zip(lanes) {
        *to = from as f32;
    }
    single
}

#[inline(always)]
pub(super) fn u16_to_i32s<S: Simd>(v: S::u16s) -> [S::i32s; 2] {
    let (low, high) = v.widen();
    [low.bitcast(), high.bitcast()]
}

#[inline(always)]
pub(super) fn i16_to_i32s<S: Simd>(v: S::i16s) -> [S::i32s; 2] {
    let (low, high) = v.widen();
    [low, high]
}

#[inline(always)]
pub(super) fn i32s_to_f32s<S: Simd>(
    s: S,
    epilogue: &Epilogue,
    [a, b]: [S::i32s; 2],
) -> [S::f32s; 2] {
    [
        times_single(s, epilogue, a.to_float()),
        times_single(s, epilogue, b.to_float()),
    ]
}

#[inline(always)]
pub(super) fn i32_to_f64s<S: Simd>(s: S, epilogue: &Epilogue, v: S::i32s) -> [S::f64s; 2] {
    let (low, high) = v.widen();
    [
        times_double(s, epilogue, low.to_float()),
        times_double(s, epilogue, high.to_float()),
    ]
}

#[inline(always)]
pub(super) fn i32s_to_f64s<S: Simd>(
    s: S,
    epilogue: &Epilogue,
    [a, b]: [S::i32s; 2],
) -> [S::f64s; 4] {
    let ([a, b], [c, d]) = (i32_to_f64s(s, epilogue, a), i32_to_f64s(s, epilogue, b));
    [a, b, c, d]
}

#[inline(always)]
pub(super) fn times_single<S: Simd>(s: S, epilogue: &Epilogue, v: S::f32s) -> S::f32s {
    if epilogue.scale_f32 == 1.0 {
        v
    } else {
        v * S::f32s::splat(s, epilogue.scale_f32)
    }
}

#[inline(always)]
pub(super) fn times_double<S: Simd>(s: S, epilogue: &Epilogue, v: S::f64s) -> S::f64s {
    if epilogue.scale_f64 == 1.0 {
        v
    } else {
        v * S::f64s::splat(s, epilogue.scale_f64)
    }
}

#[inline(always)]
pub(super) fn f64_to_i32<S: Simd>(a: S::f64s, b: S::f64s) -> S::i32s {
    i64_to_i32::<S>(SATURATE, f64_to_i64::<S>(a), f64_to_i64::<S>(b))
}

#[inline(always)]
pub(super) fn f64_to_i16<S: Simd>(a: S::f64s, b: S::f64s, c: S::f64s, d: S::f64s) -> S::i16s {
    i32_to_i16::<S>(SATURATE, f64_to_i32::<S>(a, b), f64_to_i32::<S>(c, d))
}

#[inline(always)]
pub(super) fn i32s_to_i64s<S: Simd>([a, b]: [S::i32s; 2]) -> [S::i64s; 4] {
    let ((a, b), (c, d)) = (a.widen(), b.widen());
    [a, b, c, d]
}
