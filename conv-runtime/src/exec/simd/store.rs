//! Sums to output elements: scale, rounding, overflow, conversion.
//!
//! [`Store`] has one implementation for each pair of accumulator and output
//! type, made of a few conversions of vectors. A group of vectors that fills
//! one output vector is converted at once.

mod convert;
mod pairs;

use super::each::each;
use super::lane::{IntegerLane, Lane, divide_lanes};
use conv_plan::number::{Division, Epilogue};
use convert::SATURATE;
use fearless_simd::{Level as Token, Simd, SimdBase};

/// Output types that sums of `A` can be stored as.
pub trait Store<A: Lane>: Copy + Default + Send + Sync {
    /// Whether outputs and sums are of one type.
    const SAME: bool;

    /// Applies the epilogue, which is of this `KIND`, to `V` vectors of sums and writes them to
    /// `out`, which holds exactly as many elements.
    fn store<S: Simd, const V: usize, const KIND: u8>(
        s: S,
        epilogue: &Epilogue,
        sums: [A::Vector<S>; V],
        out: &mut [Self],
    );

    /// Applies the epilogue to a row of sums, which is at least one vector long.
    ///
    /// It is compiled once, here, where generated code inlines [`store`](Self::store).
    fn epilogue_row(token: Token, epilogue: &Epilogue, sums: &[A], out: &mut [Self]);

    /// The same for one of this `KIND`, and so many sums: nothing else is compiled.
    fn epilogue_lanes<const KIND: u8, const N: usize>(
        token: Token,
        epilogue: &Epilogue,
        sums: &[A; N],
        out: &mut [Self; N],
    );

    /// The outputs as sums, if they are of one type.
    fn as_lanes(out: &mut [Self]) -> Option<&mut [A]>;

    /// The outputs, if they are bytes without a sign.
    fn as_bytes(out: &mut [Self]) -> Option<&mut [u8]>;
}

/// Applies the epilogue to a row in groups of `V` vectors, which make whole vectors of outputs, or
/// vector by vector if the row is shorter; the last group overlaps the one before.
#[inline(always)]
fn epilogue_row<S: Simd, A: Lane, Out: Store<A>, const V: usize>(
    s: S,
    epilogue: &Epilogue,
    sums: &[A],
    out: &mut [Out],
) {
    if sums.len().min(out.len()) < A::Vector::<S>::LEN * V {
        epilogue_groups::<S, A, Out, 1, { Epilogue::ANYHOW }>(s, epilogue, sums, out);
        return;
    }
    match epilogue.kind(A::TYPE) {
        Epilogue::SHIFTED => {
            epilogue_groups::<S, A, Out, V, { Epilogue::SHIFTED }>(s, epilogue, sums, out)
        }
        Epilogue::NARROWED => {
            epilogue_groups::<S, A, Out, V, { Epilogue::NARROWED }>(s, epilogue, sums, out)
        }
        _ => epilogue_groups::<S, A, Out, V, { Epilogue::ANYHOW }>(s, epilogue, sums, out),
    }
}

/// Applies an epilogue of this kind to so many sums.
#[inline(always)]
fn epilogue_lanes<
    S: Simd,
    A: Lane,
    Out: Store<A>,
    const V: usize,
    const KIND: u8,
    const N: usize,
>(
    s: S,
    epilogue: &Epilogue,
    sums: &[A; N],
    out: &mut [Out; N],
) {
    if const { N < A::Vector::<S>::LEN * V } {
        epilogue_groups::<S, A, Out, 1, KIND>(s, epilogue, sums, out);
    } else {
        epilogue_groups::<S, A, Out, V, KIND>(s, epilogue, sums, out);
    }
}

/// Whether nothing but a shift and a saturation is made of sums.
const fn is_plain(kind: u8) -> bool {
    matches!(kind, Epilogue::SHIFTED | Epilogue::NARROWED)
}

/// An epilogue of a kind, as a value that the compiler can see into. One that shifts or narrows
/// saturates, which changes nothing that is proven to fit.
#[inline(always)]
pub(crate) fn known<const KIND: u8>(epilogue: &Epilogue) -> Epilogue {
    let mut known = *epilogue;
    if const { is_plain(KIND) } {
        let bits = match epilogue.division {
            Division::Shift(bits) => bits,
            _ => 1,
        };
        known.multiply = 1;
        known.overflow = SATURATE;
        known.division = if const { KIND == Epilogue::SHIFTED } {
            Division::Shift(bits)
        } else {
            Division::None
        };
    }
    known
}

#[inline(always)]
fn epilogue_groups<S: Simd, A: Lane, Out: Store<A>, const V: usize, const KIND: u8>(
    s: S,
    epilogue: &Epilogue,
    sums: &[A],
    out: &mut [Out],
) {
    let known = known::<KIND>(epilogue);
    let lanes = A::Vector::<S>::LEN;
    let length = sums.len().min(out.len());
    let Some(last) = length.checked_sub(lanes * V) else {
        return;
    };
    let mut x = 0;
    loop {
        let end = x + lanes * V;
        let row = &sums[x..end];
        let mut group = [A::Vector::<S>::splat(s, A::EMPTY); V];
        each!(index < V, {
            group[index] = A::Vector::<S>::from_slice(s, &row[index * lanes..(index + 1) * lanes]);
        });
        Out::store::<S, V, KIND>(s, &known, group, &mut out[x..end]);
        if x == last {
            return;
        }
        x = end.min(last);
    }
}

/// Element types that every accumulator can be stored as.
pub trait Stored:
    Store<u16> + Store<i16> + Store<i32> + Store<i64> + Store<f32> + Store<f64>
{
}

impl<T> Stored for T where
    T: Store<u16> + Store<i16> + Store<i32> + Store<i64> + Store<f32> + Store<f64>
{
}

/// A sum times the scale, rounded, on the integer path.
///
/// What is not of the `KIND` is not compiled: LLVM would leave it out too, once it was generated
/// for each vector stored.
#[inline(always)]
pub(super) fn scaled<S: Simd, A: IntegerLane, const KIND: u8>(
    s: S,
    epilogue: &Epilogue,
    v: A::Vector<S>,
) -> A::Vector<S> {
    if const { is_plain(KIND) } {
        return match epilogue.division {
            Division::Shift(bits) if const { KIND == Epilogue::SHIFTED } => A::shift(s, v, bits),
            _ => v,
        };
    }
    let v = if epilogue.multiply == 1 {
        v
    } else {
        v * A::Vector::<S>::splat(s, A::from_i64(epilogue.multiply))
    };
    // Not one `match` over both: the arms of a constant alone are left out before LLVM sees them.
    if const { KIND == Epilogue::MULTIPLIED } {
        return v;
    }
    if const { KIND == Epilogue::HALVED } {
        return match epilogue.division {
            Division::Shift(bits) => A::shift(s, v, bits),
            _ => v,
        };
    }
    if const { KIND == Epilogue::SINGLE } {
        return A::divide_single(s, v, epilogue.divide);
    }
    if const { KIND == Epilogue::DOUBLE } {
        return A::divide_double(s, v, epilogue.divide);
    }
    if const { KIND == Epilogue::WHOLE } {
        return divide_lanes::<S, A>(s, v, epilogue.divide);
    }
    match epilogue.division {
        Division::None => v,
        Division::Shift(bits) => A::shift(s, v, bits),
        Division::F32 => A::divide_single(s, v, epilogue.divide),
        Division::F64 => A::divide_double(s, v, epilogue.divide),
        Division::Integer => divide_lanes::<S, A>(s, v, epilogue.divide),
    }
}
