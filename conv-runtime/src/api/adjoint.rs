//! Adjoints: the transposed matrix of a filter, computed by the loops of filters.
//!
//! ```text
//! y -> for each phase of rows and of columns, a correlation of stride 1    (conv-plan, `phases`)
//!   -> positions of the padded plane, interleaved
//!   -> the elements that the border repeated there, added                  (border maps)
//! ```
//!
//! For `y = A x`, the adjoint `A' y` gathers what each output read: `<A x, y> = <x, A' y>`. It is
//! the gradient of a filter with respect to its input, and the transposed convolution of the
//! literature on upsampling (Dumoulin and Visin, "A guide to convolution arithmetic for deep
//! learning", 2016, chapter 4).

mod phase;

use super::filter::token;
use crate::data::{Error, Level, Plane, PlaneBuf, PlaneMut, check_length, grown, try_filled};
use crate::exec::Element;
use crate::exec::planes::{Scratch, SpreadAxis, Target};
use crate::exec::simd::detected;
use alloc::vec::Vec;
use conv_plan::rules::{ConvSpec, Weights};
use core::fmt;
use core::ops::AddAssign;
use fearless_simd::Level as Token;
use phase::PlanePhase;

/// What adjoints compute in: `f32` and `f64`. The trait is sealed.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, Real, SignalFilter};
/// /// The gradient of the sum of all outputs, in the precision of the caller.
/// fn gradient<T: Real>(kernel: &DynSignal<f32, f32>, ones: &[T]) -> Result<Vec<T>, Error> {
///     kernel.adjoint(ones.len() + 1)?.apply(ones)
/// }
/// let pairs = DynSignal::<f32, f32>::builder([1, 2]).build()?;
/// assert_eq!(gradient(&pairs, &[1.0f32, 1.0])?, [1.0, 3.0, 2.0]);
/// assert_eq!(gradient(&pairs, &[1.0f64, 1.0])?, [1.0, 3.0, 2.0]);
/// # Ok::<(), Error>(())
/// ```
pub trait Real: Element + AddAssign + phase::Of {}

impl Real for f32 {}
impl Real for f64 {}

/// The adjoint of a plane kernel on planes of one size: the linear map of its transposed matrix.
///
/// It takes planes of the size of the kernel's output, and gives planes of the size of its input.
/// It is the transpose of the linear part: the scale is part of it, while rounding, overflow and
/// border constants are not. Of a kernel that leaves out NaN it is that of the taps, as if nothing
/// were missing.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, Filter, Plane};
/// let pairs = DynKernel::<f32, f32>::builder([[1, 2]]).build()?;
/// let adjoint = pairs.adjoint(4, 1)?;
/// let gathered = adjoint.apply(Plane::new(&[1.0f32, 10.0, 100.0], 3, 1)?)?;
/// assert_eq!(gathered.data(), [1.0, 12.0, 120.0, 200.0]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Adjoint {
    phases: Vec<PlanePhase>,
    rows: SpreadAxis,
    columns: SpreadAxis,
    float: bool,
}

/// What is done with the sums of a phase, and its first row and column.
type Take<'a, Out> = dyn FnMut((usize, usize), Plane<'_, Out>) + 'a;

/// The sizes and the number of phases.
impl fmt::Debug for Adjoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((width, height), (columns, rows)) = (self.input_size(), self.output_size());
        let phases = self.phases.len();
        write!(
            f,
            "Adjoint({width}x{height} -> {columns}x{rows}, phases: {phases})"
        )
    }
}

impl Adjoint {
    pub(super) fn new(kernel: &ConvSpec, width: usize, height: usize) -> Result<Self, Error> {
        if kernel.parts() > 1 {
            let kernels = kernel.parts();
            return Err(Error::Combined { kernels });
        }
        let window = kernel.window();
        let (rows, columns) = window.resolve(width, height)?;
        let rows = SpreadAxis::new(rows, window.row_border, window.rows.stride);
        let columns = SpreadAxis::new(columns, window.column_border, window.columns.stride);
        Ok(Self {
            phases: phase::all(kernel, &rows, &columns)?,
            rows,
            columns,
            float: !matches!(kernel.weights(), Weights::Integer { .. }),
        })
    }

    /// Width and height of what the adjoint takes: the kernel's output.
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, Filter, Level, Plane, PlaneBuf, Scratch};
    /// let pairs = DynKernel::<u8, u16>::builder([[1, 2]]).build()?;
    /// let adjoint = pairs.adjoint(4, 1)?;
    /// assert_eq!((adjoint.input_size(), adjoint.output_size()), ((3, 1), (4, 1)));
    /// let y = Plane::new(&[1.0f32, 10.0, 100.0], 3, 1)?;
    /// let mut x = PlaneBuf::filled(4, 1, 0.0)?;
    /// adjoint.apply_with(y, x.as_plane_mut(), &mut Scratch::new())?;
    /// assert_eq!(x, adjoint.apply_at(Level::best(), y)?);
    /// let exact = adjoint.apply_exact(Plane::new(&[1, 10, 100], 3, 1)?)?;
    /// assert_eq!(exact.data(), [1, 12, 120, 200]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn input_size(&self) -> (usize, usize) {
        (self.columns.sizes.output, self.rows.sizes.output)
    }

    /// Width and height of what the adjoint gives: the kernel's input.
    #[must_use]
    pub const fn output_size(&self) -> (usize, usize) {
        (self.columns.sizes.input, self.rows.sizes.input)
    }

    /// The adjoint of a plane, in `f32` or `f64` as its elements are.
    ///
    /// Each result differs from the exact sum by no more than `gamma(n) * sum(|tap * y|)`, where
    /// `n` counts its terms, one operation more for each phase or border that adds to it, one if the
    /// taps are products and one if they or the scale are rounded to the type, and an underflow
    /// term: the bound of [`reference::tolerance`](crate::reference::tolerance). Of a kernel with `method: fft` or `auto` it may be computed by FFT, and keeps the bound of that.
    ///
    /// # Errors
    ///
    /// [`Error::OutputSize`] if the plane is not of [`input_size`](Self::input_size);
    /// [`Error::Kernel`] if the type cannot hold the taps; [`Error::OutOfMemory`].
    pub fn apply<T: Real>(&self, y: Plane<'_, T>) -> Result<PlaneBuf<T>, Error> {
        let (width, height) = self.output_size();
        let mut dst = PlaneBuf::filled(width, height, T::default())?;
        self.apply_with(y, dst.as_plane_mut(), &mut Scratch::new())?;
        Ok(dst)
    }

    /// As [`apply`](Self::apply), into a plane that is overwritten, with buffers that are kept in
    /// `scratch`: nothing is allocated once they have grown.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::OutputSize`] if `dst` is not of
    /// [`output_size`](Self::output_size) either.
    pub fn apply_with<T: Real>(
        &self,
        y: Plane<'_, T>,
        dst: PlaneMut<'_, T>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run(detected(), y, dst, scratch)
    }

    /// As [`apply`](Self::apply), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    pub fn apply_at<T: Real>(&self, level: Level, y: Plane<'_, T>) -> Result<PlaneBuf<T>, Error> {
        let (width, height) = self.output_size();
        let mut dst = PlaneBuf::filled(width, height, T::default())?;
        self.run(token(level)?, y, dst.as_plane_mut(), &mut Scratch::new())?;
        Ok(dst)
    }

    /// The adjoint of a plane of integers on the integer path, before the scale, exactly.
    ///
    /// [`ConvMatrix::scale`](crate::ConvMatrix::scale) is what the sums are to be multiplied by.
    ///
    /// # Errors
    ///
    /// [`Error::OutputSize`] if the plane is not of [`input_size`](Self::input_size);
    /// [`Error::FloatPath`] for a kernel on the float path; [`Error::Range`] if a sum over `i32`
    /// could be beyond 2^53 in magnitude, which takes taps of more than 2^22 together;
    /// [`Error::Kernel`] for more than 4096 taps whose sums over `i32` no FFT is proven exact for;
    /// [`Error::OutOfMemory`].
    // Compiled where it is called: it needs run-time kernels, which are most of what a crate
    // without any would wait for.
    #[inline]
    pub fn apply_exact(&self, y: Plane<'_, i32>) -> Result<PlaneBuf<i128>, Error> {
        if self.float {
            return Err(Error::FloatPath);
        }
        let (width, height) = self.output_size();
        let mut dst = PlaneBuf::filled(width, height, 0)?;
        self.each_phase(
            detected(),
            y,
            &mut Scratch::new(),
            PlanePhase::exact,
            &mut |at, sums| {
                Target::new(&self.rows, &self.columns, dst.as_plane_mut()).add(
                    at,
                    sums,
                    |sum: f64| sum as i128,
                );
            },
        )?;
        Ok(dst)
    }

    fn run<T: Real>(
        &self,
        token: Token,
        y: Plane<'_, T>,
        mut dst: PlaneMut<'_, T>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        size(self.output_size(), (dst.width(), dst.height()))?;
        if let ([only], true, true) = (&*self.phases, self.rows.is_plain(), self.columns.is_plain())
            && only.covers(self.output_size())
        {
            size(self.input_size(), (y.width(), y.height()))?;
            return only.run(T::of(only)?, token, y, dst, scratch);
        }
        for y in 0..dst.height() {
            if let Some(row) = dst.row_mut(y) {
                row.fill(T::default());
            }
        }
        let mut target = Target::new(&self.rows, &self.columns, dst);
        self.each_phase(token, y, scratch, T::of, &mut |at, sums| {
            target.add(at, sums, |sum| sum);
        })
    }

    /// Computes each phase into a buffer, and hands it on.
    fn each_phase<In: Element, Out: Element>(
        &self,
        token: Token,
        y: Plane<'_, In>,
        scratch: &mut Scratch,
        of: fn(&PlanePhase) -> Result<&super::DynKernel<In, Out>, Error>,
        take: &mut Take<'_, Out>,
    ) -> Result<(), Error> {
        size(self.input_size(), (y.width(), y.height()))?;
        let largest = self.phases.iter().map(|phase| phase.positions()).max();
        let mut buffer = core::mem::take(scratch.result::<Out>());
        let result = grown(&mut buffer, largest.unwrap_or(0))
            .map(|_| ())
            .and_then(|()| {
                self.phases.iter().try_for_each(|phase| {
                    let (width, height) = phase.size();
                    let sums = PlaneMut::new(&mut buffer, width, height)?;
                    phase.run(of(phase)?, token, y, sums, scratch)?;
                    take(phase.first(), Plane::new(&buffer, width, height)?);
                    Ok(())
                })
            });
        *scratch.result::<Out>() = buffer;
        result
    }
}

/// The adjoint of a signal kernel on signals of one length.
///
/// As [`Adjoint`], for one axis.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let every_second = DynSignal::<i16, i32>::builder([1, 2, 3]).stride(2).build()?;
/// let adjoint = every_second.adjoint(5)?;
/// assert_eq!(adjoint.apply(&[1.0f64, 10.0])?, [1.0, 2.0, 13.0, 20.0, 30.0]);
/// assert_eq!(adjoint.apply_exact(&[1, 10])?, [1, 2, 13, 20, 30]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SignalAdjoint(Adjoint);

impl SignalAdjoint {
    pub(super) fn new(kernel: &ConvSpec, length: usize) -> Result<Self, Error> {
        Adjoint::new(kernel, length, 1).map(Self)
    }

    /// Length of what the adjoint takes: the kernel's output.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, Level, Scratch, SignalFilter};
    /// let pairs = DynSignal::<f32, f32>::builder([1, 2]).build()?;
    /// let adjoint = pairs.adjoint(4)?;
    /// assert_eq!((adjoint.input_len(), adjoint.output_len()), (3, 4));
    /// let mut x = [0.0f32; 4];
    /// adjoint.apply_with(&[1.0, 10.0, 100.0], &mut x, &mut Scratch::new())?;
    /// assert_eq!(x, [1.0, 12.0, 120.0, 200.0]);
    /// assert_eq!(adjoint.apply_at(Level::best(), &[1.0f32, 10.0, 100.0])?, x);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn input_len(&self) -> usize {
        self.0.input_size().0
    }

    /// Length of what the adjoint gives: the kernel's input.
    #[must_use]
    pub const fn output_len(&self) -> usize {
        self.0.output_size().0
    }

    /// The adjoint of a signal, in `f32` or `f64`, within the bound of [`Adjoint::apply`].
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if the signal does not have [`input_len`](Self::input_len) elements;
    /// otherwise as [`Adjoint::apply`].
    pub fn apply<T: Real>(&self, y: &[T]) -> Result<Vec<T>, Error> {
        let mut dst = try_filled(self.output_len(), T::default())?;
        self.apply_with(y, &mut dst, &mut Scratch::new())?;
        Ok(dst)
    }

    /// As [`apply`](Self::apply), into a signal that is overwritten, with buffers that are kept in
    /// `scratch`.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Length`] if `dst` does not have
    /// [`output_len`](Self::output_len) elements either.
    pub fn apply_with<T: Real>(
        &self,
        y: &[T],
        dst: &mut [T],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        check_length(self.output_len(), dst.len())?;
        let (taken, given) = (self.row(y)?, dst.len());
        self.0
            .apply_with(taken, PlaneMut::new(dst, given, 1)?, scratch)
    }

    /// As [`apply`](Self::apply), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Level`].
    pub fn apply_at<T: Real>(&self, level: Level, y: &[T]) -> Result<Vec<T>, Error> {
        Ok(self.0.apply_at(level, self.row(y)?)?.into_vec())
    }

    /// The adjoint of a signal of integers on the integer path, before the scale, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::Length`]; otherwise as [`Adjoint::apply_exact`].
    #[inline]
    pub fn apply_exact(&self, y: &[i32]) -> Result<Vec<i128>, Error> {
        Ok(self.0.apply_exact(self.row(y)?)?.into_vec())
    }

    fn row<'a, T>(&self, y: &'a [T]) -> Result<Plane<'a, T>, Error> {
        check_length(self.input_len(), y.len())?;
        Plane::new(y, y.len(), 1)
    }
}

fn size(expected: (usize, usize), found: (usize, usize)) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    Err(Error::OutputSize {
        expected_width: expected.0,
        expected_height: expected.1,
        found_width: found.0,
        found_height: found.1,
    })
}
