//! A body that loops over its taps: how a plan is interpreted.
//!
//! Unlike generated bodies it is compiled once for each accumulator, here, and
//! not for each element type of each user: sums go to a buffer of lanes,
//! and a second sweep over the buffer finishes them.

use super::body::{Band, Body, lanes, walk};
use super::direct;
use super::job::Job;
use super::lane::Lane;
use super::memory::Buffered;
use super::separable;
use super::stage::Stage;
use super::store::Store;
use super::view::{Block, View, empty, load, mul_add, splat, zero};
use crate::error::Error;
use crate::finish::Finish;
use alloc::vec::Vec;
use fearless_simd::{Level as Token, Simd, dispatch};

/// One tap, resolved to its place in a view.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<A> {
    /// Row of the view for output row 0.
    pub row: usize,
    /// Offset in that row.
    pub offset: usize,
    /// The value.
    pub tap: A,
    /// Row and column in the kernel.
    pub index: (usize, usize),
}

/// A pass that is interpreted.
#[derive(Debug, Clone)]
pub(crate) struct Interpreted<A> {
    /// The taps, in the order of operations.
    pub places: Vec<Place<A>>,
    /// Rows of the view from one output row to the next.
    pub stride: usize,
    /// What happens to the sums.
    pub finish: Finish,
}

impl<A: Lane, const R: usize, const V: usize> Body<A, R, V> for Interpreted<A> {
    #[inline(always)]
    fn finish(&self) -> &Finish {
        &Finish::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for place in &self.places {
            visit(place.index.0, place.index.1, place.tap);
        }
    }

    #[inline(always)]
    fn tile<S: Simd>(&self, s: S, view: View<'_, A>, x: usize) -> Block<S, A, R, V> {
        if self.places.is_empty() {
            return zero::<S, A, R, V>(s);
        }
        let mut sums = empty::<S, A, R, V>(s);
        for place in &self.places {
            let tap = splat::<S, A>(s, place.tap);
            let mut row = 0;
            while row < R {
                let window =
                    view.window::<S, V>(place.row + row * self.stride, x + place.offset, 0);
                mul_add::<S, A, V>(&mut sums[row], load::<S, A, V>(s, window, 0), tap);
                row += 1;
            }
        }
        sums
    }
}

/// Lanes whose interpreter is compiled.
pub(crate) trait Interpret: Buffered + Store<Self> {
    /// The sums of bands of four rows.
    fn four_rows(
        token: Token,
        pass: &Interpreted<Self>,
        view: View<'_, Self>,
        out: (&mut [Self], usize, usize),
    );

    /// The sums of one row.
    fn one_row(
        token: Token,
        pass: &Interpreted<Self>,
        view: View<'_, Self>,
        out: (&mut [Self], usize, usize),
    );
}

macro_rules! interpret {
    ($($lane:ident)*) => {$(
        impl Interpret for $lane {
            fn four_rows(
                token: Token,
                pass: &Interpreted<Self>,
                view: View<'_, Self>,
                (out, pitch, width): (&mut [Self], usize, usize),
            ) {
                dispatch!(token, s => walk::<_, Self, Self, _, 4, 2>(s, pass, view, out, pitch, width));
            }
            fn one_row(
                token: Token,
                pass: &Interpreted<Self>,
                view: View<'_, Self>,
                (out, pitch, width): (&mut [Self], usize, usize),
            ) {
                dispatch!(token, s => walk::<_, Self, Self, _, 1, 4>(s, pass, view, out, pitch, width));
            }
        }
    )*};
}

interpret! { u16 i16 i32 i64 f32 f64 }

/// Columns that are summed before they are finished.
const CHUNK: usize = 256;

/// The tile of a band of `R` rows, in vectors.
const fn vectors(rows: usize) -> usize {
    if rows == 1 { 4 } else { 2 }
}

/// A pass as a [`Band`] of `R` rows, 1 or 4.
struct Rows<'a, A, const R: usize>(&'a Interpreted<A>);

impl<A: Interpret, Out: Store<A>, const R: usize> Band<A, Out> for Rows<'_, A, R> {
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        lanes::<A>(token) * vectors(R)
    }

    fn finish(&self) -> &Finish {
        &self.0.finish
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        Body::<A, 1, 1>::visit(self.0, visit);
    }

    fn run(&self, token: Token, view: View<'_, A>, out: &mut [Out], pitch: usize, width: usize) {
        let mut sums = [A::default(); CHUNK * 4];
        let chunk = width.min(CHUNK);
        let mut x = 0;
        loop {
            let start = x.min(width - chunk);
            let to = (&mut sums[..], CHUNK, chunk);
            if R == 1 {
                A::one_row(token, self.0, view.from(start), to);
            } else {
                A::four_rows(token, self.0, view.from(start), to);
            }
            for row in 0..R {
                let at = row * pitch + start;
                let sums = &sums[row * CHUNK..row * CHUNK + chunk];
                Out::finish_row(token, &self.0.finish, sums, &mut out[at..at + chunk]);
            }
            x = start + chunk;
            if x >= width {
                return;
            }
        }
    }
}

impl<In, Out> Job<'_, In, Out> {
    /// Interprets a kernel of one pass, in bands of `R` rows: 1 or 4.
    pub(crate) fn interpret<A, const R: usize>(self, pass: &Interpreted<A>) -> Result<(), Error>
    where
        A: Interpret,
        In: Stage<A>,
        Out: Store<A>,
    {
        direct::run(self, &Rows::<A, R>(pass))
    }

    /// Interprets a kernel of two passes.
    pub(crate) fn interpret_two<A, L>(
        self,
        vertical: &Interpreted<A>,
        horizontal: &Interpreted<L>,
    ) -> Result<(), Error>
    where
        A: Interpret,
        L: Interpret + Store<A>,
        In: Stage<A>,
        Out: Store<L>,
    {
        separable::run(self, &Rows::<A, 4>(vertical), &Rows::<L, 1>(horizontal))
    }
}
