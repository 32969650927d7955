//! What the taps of a `shape` kernel can be given as: arrays, slices and vectors.

use crate::data::Error;

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// The taps of a plane kernel of `K` rows of `C` taps: rows, or all taps row by row.
///
/// An array of rows has its sizes checked by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold the taps of this kernel",
    label = "expected {K} rows of {C} taps of type `{A}`",
    note = "give `[[{A}; {C}]; {K}]`, or a slice or `Vec` of the taps, row by row"
)]
pub trait PlaneTaps<A, const C: usize, const K: usize> {
    /// The taps.
    ///
    /// # Errors
    ///
    /// [`Error::TapCount`], [`Error::TapRows`] or [`Error::TapColumns`] if there are not `K` rows
    /// of `C`.
    fn taps(&self) -> Result<[[A; C]; K], Error>;
}

/// The taps of a signal kernel of `C` taps.
///
/// An array has its length checked by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold the taps of this kernel",
    label = "expected {C} taps of type `{A}`",
    note = "give `[{A}; {C}]`, or a slice or `Vec` of the taps"
)]
pub trait SignalTaps<A, const C: usize> {
    /// The taps, as a row.
    ///
    /// # Errors
    ///
    /// [`Error::TapCount`] if there are not `C`.
    fn taps(&self) -> Result<[[A; C]; 1], Error>;
}

/// The taps, given row by row.
fn flat<A: Copy + Default, const C: usize, const K: usize>(
    from: &[A],
) -> Result<[[A; C]; K], Error> {
    let mut taps = [[A::default(); C]; K];
    let to = taps.as_flattened_mut();
    if from.len() != to.len() {
        return Err(Error::TapCount {
            expected: to.len(),
            found: from.len(),
        });
    }
    to.copy_from_slice(from);
    Ok(taps)
}

/// The taps, given as rows.
fn rows<A: Copy + Default, R: AsRef<[A]>, const C: usize, const K: usize>(
    from: &[R],
) -> Result<[[A; C]; K], Error> {
    if from.len() != K {
        return Err(Error::TapRows {
            expected: K,
            found: from.len(),
        });
    }
    let mut taps = [[A::default(); C]; K];
    for (row, (from, to)) in from.iter().zip(&mut taps).enumerate() {
        let from = from.as_ref();
        if from.len() != C {
            return Err(Error::TapColumns {
                row,
                expected: C,
                found: from.len(),
            });
        }
        to.copy_from_slice(from);
    }
    Ok(taps)
}

impl<A, T: PlaneTaps<A, C, K> + ?Sized, const C: usize, const K: usize> PlaneTaps<A, C, K> for &T {
    fn taps(&self) -> Result<[[A; C]; K], Error> {
        T::taps(self)
    }
}

impl<A, T: SignalTaps<A, C> + ?Sized, const C: usize> SignalTaps<A, C> for &T {
    fn taps(&self) -> Result<[[A; C]; 1], Error> {
        T::taps(self)
    }
}

/// The impls for what holds `$from`, each through one of the two functions.
macro_rules! each_form {
    ($(#[$attribute:meta])* $from:ty => $take:ident $(, $N:ident)?) => {
        $(#[$attribute])*
        impl<A: Copy + Default, $(const $N: usize,)? const C: usize, const K: usize>
            PlaneTaps<A, C, K> for $from
        {
            fn taps(&self) -> Result<[[A; C]; K], Error> {
                $take(self)
            }
        }
    };
}

each_form! { [[A; C]; K] => rows }
each_form! { [[A; C]] => rows }
each_form! { [&[A]] => rows }
each_form! { [A; N] => flat, N }
each_form! { [A] => flat }
each_form! { #[cfg(feature = "alloc")] Vec<A> => flat }
each_form! { #[cfg(feature = "alloc")] Vec<[A; C]> => rows }
each_form! { #[cfg(feature = "alloc")] Vec<Vec<A>> => rows }
each_form! { #[cfg(feature = "alloc")] [Vec<A>] => rows }

impl<A: Copy, const C: usize> SignalTaps<A, C> for [A; C] {
    fn taps(&self) -> Result<[[A; C]; 1], Error> {
        Ok([*self])
    }
}

impl<A: Copy + Default, const C: usize> SignalTaps<A, C> for [A] {
    fn taps(&self) -> Result<[[A; C]; 1], Error> {
        flat(self)
    }
}

#[cfg(feature = "alloc")]
impl<A: Copy + Default, const C: usize> SignalTaps<A, C> for Vec<A> {
    fn taps(&self) -> Result<[[A; C]; 1], Error> {
        flat(self)
    }
}
