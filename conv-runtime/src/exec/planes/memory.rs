//! Where line buffers live: on the stack, or in a [`Scratch`] that is kept.

use super::missing::{self, Shown};
use super::phases::{self, Split};
use super::pieces::{self, Pieces};
use crate::data::Error;
use crate::exec::nontemporal::Plain;
use fearless_simd::{Level as Token, dispatch};

/// Elements that a line buffer on the stack may have: 16 to 128 KiB, depending on their type.
///
/// A call uses at most four buffers. Wider rows are filtered in blocks of columns.
pub(crate) const STACK_LANES: usize = 16384;

/// Line buffers that are kept from one call to the next.
///
/// [`apply_with`](crate::Filter::apply_with) grows them as needed; nothing is ever
/// read from them that the same call has not written.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, PlaneBuf, Scratch};
/// let sum = DynKernel::<u8, u16>::builder([[1], [1]]).build()?;
/// let (mut sums, mut scratch) = (PlaneBuf::filled(2, 1, 0)?, Scratch::new());
/// for (frame, expected) in [([1, 2, 3, 4], [4, 6]), ([5, 5, 5, 6], [10, 11])] {
///     sum.apply_with(Plane::new(&frame, 2, 2)?, sums.as_plane_mut(), &mut scratch)?;
///     assert_eq!(sums.data(), expected);
/// }
/// # Ok::<(), Error>(())
/// ```
#[cfg(feature = "alloc")]
#[derive(Default, Clone)]
pub struct Scratch {
    u8: [alloc::vec::Vec<u8>; 5],
    i8: [alloc::vec::Vec<i8>; 5],
    u16: [alloc::vec::Vec<u16>; 5],
    i16: [alloc::vec::Vec<i16>; 5],
    i32: [alloc::vec::Vec<i32>; 5],
    i64: [alloc::vec::Vec<i64>; 5],
    f32: [alloc::vec::Vec<f32>; 5],
    f64: [alloc::vec::Vec<f64>; 5],
    #[cfg(feature = "fft")]
    single: ComplexBuffers<f32>,
    #[cfg(feature = "fft")]
    double: ComplexBuffers<f64>,
}

/// What blocks are transformed in.
#[cfg(feature = "fft")]
#[derive(Debug, Default, Clone)]
pub(crate) struct ComplexBuffers<T> {
    /// Two blocks, row by row.
    pub(crate) block: alloc::vec::Vec<rustfft::num_complex::Complex<T>>,
    /// The same, column by column.
    pub(crate) turned: alloc::vec::Vec<rustfft::num_complex::Complex<T>>,
    /// What a transform works in.
    pub(crate) scratch: alloc::vec::Vec<rustfft::num_complex::Complex<T>>,
    /// A row of each block.
    pub(crate) lines: alloc::vec::Vec<T>,
}

#[cfg(feature = "fft")]
impl<T> ComplexBuffers<T> {
    const fn bytes(&self) -> usize {
        let complex = self.block.len() + self.turned.len() + self.scratch.len();
        (2 * complex + self.lines.len()) * size_of::<T>()
    }
}

/// Types that have complex buffers in a [`Scratch`].
#[cfg(feature = "fft")]
pub(crate) trait WithComplex: Buffered {
    fn complex(scratch: &mut Scratch) -> &mut ComplexBuffers<Self>;
}

#[cfg(feature = "fft")]
impl WithComplex for f32 {
    fn complex(scratch: &mut Scratch) -> &mut ComplexBuffers<Self> {
        &mut scratch.single
    }
}

#[cfg(feature = "fft")]
impl WithComplex for f64 {
    fn complex(scratch: &mut Scratch) -> &mut ComplexBuffers<Self> {
        &mut scratch.double
    }
}

#[cfg(feature = "alloc")]
impl Scratch {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The memory that is kept.
    pub(crate) fn bytes(&self) -> usize {
        fn bytes<T>(buffers: &[alloc::vec::Vec<T>; 5]) -> usize {
            buffers
                .iter()
                .map(|buffer| buffer.len() * size_of::<T>())
                .sum()
        }
        #[cfg(feature = "fft")]
        let complex = self.single.bytes() + self.double.bytes();
        #[cfg(not(feature = "fft"))]
        let complex = 0;
        complex
            + bytes(&self.u8)
            + bytes(&self.i8)
            + bytes(&self.u16)
            + bytes(&self.i16)
            + bytes(&self.i32)
            + bytes(&self.i64)
            + bytes(&self.f32)
            + bytes(&self.f64)
    }

    /// A buffer for what a layer gives whose phases are in [`result`](Self::result).
    #[cfg(feature = "layers")]
    pub(crate) fn kept<T: Buffered>(&mut self) -> &mut alloc::vec::Vec<T> {
        T::buffer(self, Slot::Kept)
    }

    /// A buffer for what a filter gives, which filters do not use.
    pub(crate) fn result<T: Buffered>(&mut self) -> &mut alloc::vec::Vec<T> {
        T::buffer(self, Slot::Result)
    }
}

/// How much memory is kept.
///
/// ```
/// # use conv_runtime::Scratch;
/// assert_eq!(format!("{:?}", Scratch::new()), "Scratch(0 bytes)");
/// ```
#[cfg(feature = "alloc")]
impl core::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Scratch({} bytes)", self.bytes())
    }
}

/// Elements and lanes that have a place in a [`Scratch`].
pub trait Buffered: Plain + Default + Send + Sync + core::fmt::Debug + 'static {
    /// The buffer of this type with this index.
    #[cfg(feature = "alloc")]
    fn buffer(scratch: &mut Scratch, index: Slot) -> &mut alloc::vec::Vec<Self>;

    /// Copies lines, split into phases; of lines there are the elements, how many lie from one to
    /// the next, and the length, and of what they are split into the phases, and how many lines.
    fn split(token: Token, lines: (&[Self], usize, usize), split: (Split, usize), to: &mut [Self]);

    /// Copies the first `width` elements of short pieces of rows.
    fn pieces(from: &[Self], to: &mut [Self], pieces: Pieces, width: usize);

    /// Copies single elements of such pieces: to where, and from where.
    fn pick(from: &[Self], to: &mut [Self], pieces: Pieces, places: &[(u32, u32)]);

    /// Makes of a row what is shown of it; nothing of an integer is missing.
    fn show(token: Token, shown: Shown, row: &mut [Self]) {
        let _ = (token, shown, row);
    }

    /// Whether an element is NaN.
    fn any_missing(token: Token, row: &[Self]) -> bool {
        let _ = (token, row);
        false
    }
}

macro_rules! buffered {
    ($($ty:ident $($show:ident $any_missing:ident)?,)*) => {$(
        impl Buffered for $ty {
            #[cfg(feature = "alloc")]
            fn buffer(scratch: &mut Scratch, index: Slot) -> &mut alloc::vec::Vec<Self> {
                match index {
                    Slot::Stage => &mut scratch.$ty[0],
                    Slot::Line => &mut scratch.$ty[1],
                    Slot::Phases => &mut scratch.$ty[2],
                    Slot::Result => &mut scratch.$ty[3],
                    Slot::Kept => &mut scratch.$ty[4],
                }
            }
            fn split(
                token: Token,
                lines: (&[Self], usize, usize),
                split: (Split, usize),
                to: &mut [Self],
            ) {
                dispatch!(token, s => phases::split_lines::<_, Self>(s, lines, split, to));
            }
            fn pieces(from: &[Self], to: &mut [Self], pieces: Pieces, width: usize) {
                pieces::copy(from, to, pieces, width);
            }
            fn pick(from: &[Self], to: &mut [Self], pieces: Pieces, places: &[(u32, u32)]) {
                pieces::pick(from, to, pieces, places);
            }
            $(
                fn $show(token: Token, shown: Shown, row: &mut [Self]) {
                    dispatch!(token, s => missing::show(s, shown, row));
                }
                fn $any_missing(token: Token, row: &[Self]) -> bool {
                    dispatch!(token, s => missing::any(s, row))
                }
            )?
        }
    )*};
}

buffered! { u8, i8, u16, i16, i32, i64, f32 show any_missing, f64 show any_missing, }

/// What a buffer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "alloc"), allow(unreachable_pub))]
pub enum Slot {
    /// Staged input rows.
    Stage,
    /// What the vertical pass has summed.
    Line,
    /// Those lines, split into phases; rows of narrow planes, before they are converted.
    Phases,
    /// What a filter gave, on the way to somewhere else; mixed rows, on the way to a filter.
    Result,
    /// A second one of these, and what a kernel that leaves out NaN divides by.
    Kept,
}

/// Where buffers come from.
#[derive(Debug)]
pub enum Memory<'a> {
    /// Arrays on the stack of up to 16384 elements each.
    Stack(core::marker::PhantomData<&'a ()>),
    /// Vectors that are kept between calls.
    #[cfg(feature = "alloc")]
    Scratch(&'a mut Scratch),
}

/// The work that is done with a buffer.
pub(in crate::exec) trait BufferWork<A> {
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [A]) -> Result<(), Error>;
}

impl Memory<'_> {
    /// Buffers on the stack.
    pub(crate) const STACK: Self = Self::Stack(core::marker::PhantomData);

    /// The same memory, for another piece of work.
    pub(in crate::exec) fn again(&mut self) -> Memory<'_> {
        match self {
            Self::Stack(_) => Memory::STACK,
            #[cfg(feature = "alloc")]
            Self::Scratch(scratch) => Memory::Scratch(scratch),
        }
    }

    /// The largest buffer of `A` that there can be, in elements.
    #[cfg_attr(
        not(feature = "alloc"),
        expect(
            clippy::extra_unused_type_parameters,
            reason = "only the limit of a scratch depends on the type"
        )
    )]
    pub(in crate::exec) const fn limit<A>(&self) -> usize {
        match self {
            Self::Stack(_) => STACK_LANES,
            // More rows than this stay in no cache; columns are blocked instead.
            #[cfg(feature = "alloc")]
            Self::Scratch(_) => (64 << 20) / size_of::<A>(),
        }
    }

    /// The elements to ask for where `most` would be better than `wanted` and is within the limit:
    /// what is on the stack is cleared for each call.
    pub(in crate::exec) const fn or_more(&self, wanted: usize, most: usize) -> usize {
        let _ = most;
        match self {
            Self::Stack(_) => wanted,
            #[cfg(feature = "alloc")]
            Self::Scratch(_) if most > wanted => most,
            #[cfg(feature = "alloc")]
            Self::Scratch(_) => wanted,
        }
    }

    /// Calls `work` with a buffer of at least `wanted` elements, which is within the limit: more
    /// are [`Error::OutOfMemory`].
    pub(in crate::exec) fn with<A: Buffered>(
        &mut self,
        place: Slot,
        wanted: usize,
        work: &mut dyn BufferWork<A>,
    ) -> Result<(), Error> {
        let _ = place;
        match self {
            Self::Stack(_) => {
                // Clearing a large array costs as much as filtering a small plane.
                if wanted <= STACK_LANES / 16 {
                    self.on_stack::<A, { STACK_LANES / 16 }>(work)
                } else if wanted <= STACK_LANES / 4 {
                    self.on_stack::<A, { STACK_LANES / 4 }>(work)
                } else if wanted <= STACK_LANES {
                    self.on_stack::<A, STACK_LANES>(work)
                } else {
                    Err(Error::OutOfMemory)
                }
            }
            #[cfg(feature = "alloc")]
            Self::Scratch(scratch) => {
                let mut buffer = core::mem::take(A::buffer(scratch, place));
                if buffer.len() < wanted {
                    buffer
                        .try_reserve_exact(wanted - buffer.len())
                        .map_err(|_| Error::OutOfMemory)?;
                    buffer.resize(wanted, A::default());
                }
                let result = work.with(self, &mut buffer);
                if let Self::Scratch(scratch) = self {
                    *A::buffer(scratch, place) = buffer;
                }
                result
            }
        }
    }

    /// An array in a stack frame of its own, so that only what is used is reserved.
    #[inline(never)]
    fn on_stack<A: Buffered, const N: usize>(
        &mut self,
        work: &mut dyn BufferWork<A>,
    ) -> Result<(), Error> {
        work.with(self, &mut [A::default(); N])
    }
}
