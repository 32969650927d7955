//! Rows of sums to rows of outputs, by a value that is written as code.

use super::{Finish, Part};
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::Buffered;
use crate::exec::simd::{Lane, Load, Store, Vector};
use conv_plan::number::{Epilogue, Scalar};
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// A value as the macro writes it, over the sums of `K` kernels.
pub trait Formula<const K: usize>: Sync {
    /// The type in which sums are stored.
    type Sum: Load<Self::Lane> + Buffered;
    /// The lanes of steps that read sums.
    type Lane: Lane;
    /// The lanes of the last step, as many in a vector.
    type Result: Lane;

    /// What stores the last step.
    const EPILOGUE: Epilogue;

    /// The steps.
    fn value<S: Simd>(s: S, sums: [Vector<S, Self::Lane>; K]) -> Vector<S, Self::Result>;
}

impl<const K: usize, F: Formula<K>, Out> Finish<F::Sum, Out> for Numbered<K, F>
where
    Out: Store<F::Result>,
{
    fn row(&self, token: Token, sums: &[F::Sum], apart: usize, out: &mut [Out]) {
        dispatch!(token, s => rows::<_, K, F, Out>(s, sums, apart, out));
    }
}

/// A formula with the number of its sums.
struct Numbered<const K: usize, F>(F);

impl<In: Scalar + Buffered, Out: Scalar + Buffered> Job<'_, In, Out> {
    /// Runs kernels, and makes outputs of their sums by a formula.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], and those of the kernels.
    pub fn combined<const K: usize, F: Formula<K>>(
        self,
        formula: F,
        parts: [&Part<'_, In, F::Sum>; K],
    ) -> Result<(), Error>
    where
        Out: Store<F::Result>,
    {
        let part = |kernel: usize, job: Job<'_, In, F::Sum>| match parts.get(kernel) {
            Some(part) => part(job),
            None => Ok(()),
        };
        self.finished((K, &part), &Numbered::<K, F>(formula))
    }
}

#[inline(always)]
fn rows<S: Simd, const K: usize, F: Formula<K>, Out: Store<F::Result>>(
    s: S,
    sums: &[F::Sum],
    apart: usize,
    out: &mut [Out],
) {
    let lanes = Vector::<S, F::Lane>::LEN;
    // As many vectors as make one of the narrowest outputs.
    let doubles = const { size_of::<F::Lane>() == 8 };
    if doubles && out.len() >= lanes * 8 {
        groups::<S, K, F, Out, 8>(s, sums, apart, out);
    } else if !doubles && out.len() >= lanes * 4 {
        groups::<S, K, F, Out, 4>(s, sums, apart, out);
    } else if out.len() >= lanes * 2 {
        groups::<S, K, F, Out, 2>(s, sums, apart, out);
    } else {
        // A row that is shorter than a group.
        let mut padded = [[F::Sum::default(); SHORT]; K];
        let mut spare = [Out::default(); SHORT];
        let mut kernel = 0;
        while kernel < K {
            let from = &sums[kernel * apart..][..out.len()];
            padded[kernel][..out.len()].copy_from_slice(from);
            kernel += 1;
        }
        let spare = &mut spare[..lanes * 2];
        groups::<S, K, F, Out, 2>(s, padded.as_flattened(), SHORT, spare);
        out.copy_from_slice(&spare[..out.len()]);
    }
}

/// Two vectors of the narrowest lanes on any level.
const SHORT: usize = 64;

#[inline(always)]
fn groups<S: Simd, const K: usize, F: Formula<K>, Out: Store<F::Result>, const V: usize>(
    s: S,
    sums: &[F::Sum],
    apart: usize,
    out: &mut [Out],
) {
    let lanes = Vector::<S, F::Lane>::LEN;
    let length = out.len();
    let Some(last) = length.checked_sub(lanes * V) else {
        return;
    };
    let rows: [&[F::Sum]; K] = core::array::from_fn(|kernel| &sums[kernel * apart..][..length]);
    let mut x = 0;
    loop {
        let end = x + lanes * V;
        let mut loaded = [[Vector::<S, F::Lane>::splat(s, F::Lane::EMPTY); V]; K];
        let mut kernel = 0;
        while kernel < K {
            F::Sum::load::<S, V>(s, &rows[kernel][x..end], 0, &mut loaded[kernel]);
            kernel += 1;
        }
        let values = values::<S, K, F, V>(s, &loaded);
        Out::store::<S, V, { Epilogue::ANYHOW }>(s, &F::EPILOGUE, values, &mut out[x..end]);
        if x == last {
            return;
        }
        x = end.min(last);
    }
}

/// The values of `V` vectors of sums of each kernel.
#[inline(always)]
pub(super) fn values<S: Simd, const K: usize, F: Formula<K>, const V: usize>(
    s: S,
    sums: &[[Vector<S, F::Lane>; V]; K],
) -> [Vector<S, F::Result>; V] {
    let mut values = [Vector::<S, F::Result>::splat(s, F::Result::EMPTY); V];
    let mut vector = 0;
    while vector < V {
        let mut one = [sums[0][vector]; K];
        let mut kernel = 0;
        while kernel < K {
            one[kernel] = sums[kernel][vector];
            kernel += 1;
        }
        values[vector] = F::value::<S>(s, one);
        vector += 1;
    }
    values
}
