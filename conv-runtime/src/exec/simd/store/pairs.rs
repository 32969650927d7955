//! [`Store`] for each pair of an accumulator and an output type.

use super::super::each::each;
use super::super::lane::{IntegerLane, Lane};
use super::convert::{
    SATURATE, f32_to_i32, f64_to_i16, f64_to_i32, i16_to_i8, i16_to_i32s, i16_to_u8, i16_to_u16,
    i32_to_f64s, i32_to_i16, i32_to_u16, i32s_to_f32s, i32s_to_f64s, i32s_to_i64s, i64_to_f32,
    i64_to_i32, times_double, times_single, u16_to_i16, u16_to_i32s, u16_to_u8,
};
use super::{Store, Stored, epilogue_lanes, epilogue_row, scaled};
use conv_plan::number::{Epilogue, Scalar};
use fearless_simd::{Level as Token, Simd, SimdBase, SimdInt, SimdNarrow, SimdWiden, dispatch};

/// `G` vectors of sums from `first` on, times the scale, rounded; the last one again where there
/// are fewer.
#[cfg_attr(not(unoptimised), inline(always))]
fn scaled_group<S: Simd, A: IntegerLane, const G: usize, const V: usize, const KIND: u8>(
    s: S,
    epilogue: &Epilogue,
    sums: &[A::Vector<S>; V],
    first: usize,
) -> [A::Vector<S>; G] {
    let mut group = plain_group::<S, A, G, V>(sums, first);
    each!(member < G, {
        group[member] = scaled::<S, A, KIND>(s, epilogue, group[member]);
    });
    group
}

/// `G` vectors of sums from `first` on, as they are; the last one again where there are fewer.
#[cfg_attr(not(unoptimised), inline(always))]
fn plain_group<S: Simd, A: Lane, const G: usize, const V: usize>(
    sums: &[A::Vector<S>; V],
    first: usize,
) -> [A::Vector<S>; G] {
    let mut group = [sums[first]; G];
    each!(member < G, {
        group[member] = sums[if first + member < V {
            first + member
        } else {
            V - 1
        }];
    });
    group
}

/// `Store` for an accumulator as wide as the output, or `$group` times wider:
/// `$group` finished vectors make one output vector.
macro_rules! store_group {
    ($($a:ident * $group:literal => $out:ident, $make:ident, |$s:ident, $epilogue:ident, $g:ident| $convert:expr;)*) => {$(
        impl Store<$a> for $out {
            const SAME: bool = store_group!(@same $a $out { true } { false });
            fn epilogue_row(token: Token, epilogue: &Epilogue, sums: &[$a], out: &mut [Self]) {
                dispatch!(token, s => epilogue_row::<_, $a, $out, $group>(s, epilogue, sums, out));
            }
            fn epilogue_lanes<const KIND: u8, const N: usize>(
                token: Token,
                epilogue: &Epilogue,
                sums: &[$a; N],
                out: &mut [Self; N],
            ) {
                dispatch!(token, s => {
                    epilogue_lanes::<_, $a, $out, $group, KIND, N>(s, epilogue, sums, out)
                });
            }
            fn as_lanes(out: &mut [Self]) -> Option<&mut [$a]> {
                let _ = &out;
                store_group!(@same $a $out { Some(out) } { None })
            }
            fn as_bytes(out: &mut [Self]) -> Option<&mut [u8]> {
                let _ = &out;
                store_group!(@same u8 $out { Some(out) } { None })
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn store<S: Simd, const V: usize, const KIND: u8>(
                $s: S,
                $epilogue: &Epilogue,
                sums: [<$a as Lane>::Vector<S>; V],
                out: &mut [Self],
            ) {
                let _ = $epilogue;
                let lanes = <$a as Lane>::Vector::<S>::LEN;
                each!(whole < V.div_ceil($group), {
                    let first = whole * $group;
                    let $g = store_group!(@$make KIND, $s, $epilogue, $a, $group, &sums, first);
                    let v = $convert;
                    if const { V.is_multiple_of($group) } {
                        v.store_slice(&mut out[first * lanes..(first + $group) * lanes]);
                    } else {
                        let count = lanes * if V - first < $group { V - first } else { $group };
                        let out = &mut out[first * lanes..first * lanes + count];
                        out.copy_from_slice(&v.as_slice()[..count]);
                    }
                });
            }
        }
    )*};
    (@same u8 u8 { $yes:expr } $no:tt) => { $yes };
    (@same u16 u16 { $yes:expr } $no:tt) => { $yes };
    (@same i16 i16 { $yes:expr } $no:tt) => { $yes };
    (@same i32 i32 { $yes:expr } $no:tt) => { $yes };
    (@same i64 i64 { $yes:expr } $no:tt) => { $yes };
    (@same f32 f32 { $yes:expr } $no:tt) => { $yes };
    (@same f64 f64 { $yes:expr } $no:tt) => { $yes };
    (@same $a:ident $element:ident $yes:tt { $no:expr }) => { $no };
    (@scaled $kind:ident, $s:ident, $epilogue:ident, $a:ident, $group:literal, $sums:expr, $first:expr) => {
        scaled_group::<S, $a, $group, _, $kind>($s, $epilogue, $sums, $first)
    };
    (@plain $kind:ident, $s:ident, $epilogue:ident, $a:ident, $group:literal, $sums:expr, $first:expr) => {{
        let _ = $s;
        plain_group::<S, $a, $group, _>($sums, $first)
    }};
}

store_group! {
    u16 * 2 => u8, scaled, |s, epilogue, g| u16_to_u8::<S>(epilogue.overflow, g[0], g[1]);
    u16 * 2 => i8, scaled, |s, epilogue, g| i16_to_i8::<S>(epilogue.overflow,
        u16_to_i16::<S>(epilogue.overflow, g[0]), u16_to_i16::<S>(epilogue.overflow, g[1]));
    u16 * 1 => u16, scaled, |s, epilogue, g| g[0];
    u16 * 1 => i16, scaled, |s, epilogue, g| u16_to_i16::<S>(epilogue.overflow, g[0]);

    i16 * 2 => u8, scaled, |s, epilogue, g| i16_to_u8::<S>(epilogue.overflow, g[0], g[1]);
    i16 * 2 => i8, scaled, |s, epilogue, g| i16_to_i8::<S>(epilogue.overflow, g[0], g[1]);
    i16 * 1 => u16, scaled, |s, epilogue, g| i16_to_u16::<S>(epilogue.overflow, g[0]);
    i16 * 1 => i16, scaled, |s, epilogue, g| g[0];

    i32 * 4 => u8, scaled, |s, epilogue, g| i16_to_u8::<S>(epilogue.overflow,
        i32_to_i16::<S>(epilogue.overflow, g[0], g[1]), i32_to_i16::<S>(epilogue.overflow, g[2], g[3]));
    i32 * 4 => i8, scaled, |s, epilogue, g| i16_to_i8::<S>(epilogue.overflow,
        i32_to_i16::<S>(epilogue.overflow, g[0], g[1]), i32_to_i16::<S>(epilogue.overflow, g[2], g[3]));
    i32 * 2 => u16, scaled, |s, epilogue, g| i32_to_u16::<S>(epilogue.overflow, g[0], g[1]);
    i32 * 2 => i16, scaled, |s, epilogue, g| i32_to_i16::<S>(epilogue.overflow, g[0], g[1]);
    i32 * 1 => i32, scaled, |s, epilogue, g| g[0];
    i32 * 1 => f32, plain, |s, epilogue, g| times_single(s, epilogue, g[0].to_float());

    i64 * 8 => u8, scaled, |s, epilogue, g| {
        let o = epilogue.overflow;
        let low = i32_to_i16::<S>(o, i64_to_i32::<S>(o, g[0], g[1]), i64_to_i32::<S>(o, g[2], g[3]));
        let high = i32_to_i16::<S>(o, i64_to_i32::<S>(o, g[4], g[5]), i64_to_i32::<S>(o, g[6], g[7]));
        i16_to_u8::<S>(o, low, high)
    };
    i64 * 8 => i8, scaled, |s, epilogue, g| {
        let o = epilogue.overflow;
        let low = i32_to_i16::<S>(o, i64_to_i32::<S>(o, g[0], g[1]), i64_to_i32::<S>(o, g[2], g[3]));
        let high = i32_to_i16::<S>(o, i64_to_i32::<S>(o, g[4], g[5]), i64_to_i32::<S>(o, g[6], g[7]));
        i16_to_i8::<S>(o, low, high)
    };
    i64 * 4 => u16, scaled, |s, epilogue, g| i32_to_u16::<S>(epilogue.overflow,
        i64_to_i32::<S>(epilogue.overflow, g[0], g[1]), i64_to_i32::<S>(epilogue.overflow, g[2], g[3]));
    i64 * 4 => i16, scaled, |s, epilogue, g| i32_to_i16::<S>(epilogue.overflow,
        i64_to_i32::<S>(epilogue.overflow, g[0], g[1]), i64_to_i32::<S>(epilogue.overflow, g[2], g[3]));
    i64 * 2 => i32, scaled, |s, epilogue, g| i64_to_i32::<S>(epilogue.overflow, g[0], g[1]);
    i64 * 2 => f32, plain, |s, epilogue, g| times_single(s, epilogue, i64_to_f32(s, g[0], g[1]));
    i64 * 1 => f64, plain, |s, epilogue, g| times_double(s, epilogue, g[0].to_float());
    i64 * 1 => i64, plain, |s, epilogue, g| g[0];

    f32 * 4 => u8, plain, |s, epilogue, g| i16_to_u8::<S>(SATURATE,
        i32_to_i16::<S>(SATURATE, f32_to_i32::<S>(g[0]), f32_to_i32::<S>(g[1])),
        i32_to_i16::<S>(SATURATE, f32_to_i32::<S>(g[2]), f32_to_i32::<S>(g[3])));
    f32 * 4 => i8, plain, |s, epilogue, g| i16_to_i8::<S>(SATURATE,
        i32_to_i16::<S>(SATURATE, f32_to_i32::<S>(g[0]), f32_to_i32::<S>(g[1])),
        i32_to_i16::<S>(SATURATE, f32_to_i32::<S>(g[2]), f32_to_i32::<S>(g[3])));
    f32 * 2 => u16, plain, |s, epilogue, g| i32_to_u16::<S>(SATURATE, f32_to_i32::<S>(g[0]), f32_to_i32::<S>(g[1]));
    f32 * 2 => i16, plain, |s, epilogue, g| i32_to_i16::<S>(SATURATE, f32_to_i32::<S>(g[0]), f32_to_i32::<S>(g[1]));
    f32 * 1 => i32, plain, |s, epilogue, g| f32_to_i32::<S>(g[0]);
    f32 * 1 => f32, plain, |s, epilogue, g| g[0];

    f64 * 8 => u8, plain, |s, epilogue, g| i16_to_u8::<S>(SATURATE, f64_to_i16::<S>(g[0], g[1], g[2], g[3]), f64_to_i16::<S>(g[4], g[5], g[6], g[7]));
    f64 * 8 => i8, plain, |s, epilogue, g| i16_to_i8::<S>(SATURATE, f64_to_i16::<S>(g[0], g[1], g[2], g[3]), f64_to_i16::<S>(g[4], g[5], g[6], g[7]));
    f64 * 4 => u16, plain, |s, epilogue, g| i32_to_u16::<S>(SATURATE, f64_to_i32::<S>(g[0], g[1]), f64_to_i32::<S>(g[2], g[3]));
    f64 * 4 => i16, plain, |s, epilogue, g| f64_to_i16::<S>(g[0], g[1], g[2], g[3]);
    f64 * 2 => i32, plain, |s, epilogue, g| f64_to_i32::<S>(g[0], g[1]);
    f64 * 2 => f32, plain, |s, epilogue, g| g[0].narrow(g[1]);
    f64 * 1 => f64, plain, |s, epilogue, g| g[0];
}

/// `Store` for an accumulator narrower than the output: one vector makes several.
macro_rules! store_wide {
    ($($a:ident => $out:ident, $make:ident, |$s:ident, $epilogue:ident, $v:ident| $convert:expr;)*) => {$(
        impl Store<$a> for $out {
            const SAME: bool = false;
            fn epilogue_row(token: Token, epilogue: &Epilogue, sums: &[$a], out: &mut [Self]) {
                dispatch!(token, s => epilogue_row::<_, $a, $out, 1>(s, epilogue, sums, out));
            }
            fn epilogue_lanes<const KIND: u8, const N: usize>(
                token: Token,
                epilogue: &Epilogue,
                sums: &[$a; N],
                out: &mut [Self; N],
            ) {
                dispatch!(token, s => {
                    epilogue_lanes::<_, $a, $out, 1, KIND, N>(s, epilogue, sums, out)
                });
            }
            fn as_lanes(_: &mut [Self]) -> Option<&mut [$a]> {
                None
            }
            fn as_bytes(_: &mut [Self]) -> Option<&mut [u8]> {
                None
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn store<S: Simd, const V: usize, const KIND: u8>(
                $s: S,
                $epilogue: &Epilogue,
                sums: [<$a as Lane>::Vector<S>; V],
                out: &mut [Self],
            ) {
                let lanes = <$a as Lane>::Vector::<S>::LEN;
                let mut at = 0;
                each!(index < V, {
                    let sum = sums[index];
                    let [$v] = store_group!(@$make KIND, $s, $epilogue, $a, 1, &[sum], 0);
                    let parts = $convert;
                    let part = lanes / parts.len();
                    let mut member = 0;
                    while member < parts.len() {
                        parts[member].store_slice(&mut out[at..at + part]);
                        at += part;
                        member += 1;
                    }
                });
            }
        }
    )*};
}

store_wide! {
    u16 => i32, scaled, |s, epilogue, v| u16_to_i32s::<S>(v);
    u16 => f32, plain, |s, epilogue, v| i32s_to_f32s(s, epilogue, u16_to_i32s::<S>(v));
    u16 => f64, plain, |s, epilogue, v| i32s_to_f64s(s, epilogue, u16_to_i32s::<S>(v));
    i16 => i32, scaled, |s, epilogue, v| i16_to_i32s::<S>(v);
    i16 => f32, plain, |s, epilogue, v| i32s_to_f32s(s, epilogue, i16_to_i32s::<S>(v));
    i16 => f64, plain, |s, epilogue, v| i32s_to_f64s(s, epilogue, i16_to_i32s::<S>(v));
    i32 => f64, plain, |s, epilogue, v| i32_to_f64s(s, epilogue, v);
    f32 => f64, plain, |s, epilogue, v| { let _ = epilogue; let (low, high) = v.widen(); [low, high] };
    u16 => i64, plain, |s, epilogue, v| { let _ = epilogue; i32s_to_i64s::<S>(u16_to_i32s::<S>(v)) };
    i16 => i64, plain, |s, epilogue, v| { let _ = epilogue; i32s_to_i64s::<S>(i16_to_i32s::<S>(v)) };
    i32 => i64, plain, |s, epilogue, v| { let _ = epilogue; let (low, high) = v.widen(); [low, high] };
}

/// Keeps the list of outputs in step with the element types.
const _: () = {
    const fn stored<T: Scalar + Stored>() {}
    stored::<u8>();
    stored::<i8>();
    stored::<u16>();
    stored::<i16>();
    stored::<i32>();
    stored::<f32>();
    stored::<f64>();
};
