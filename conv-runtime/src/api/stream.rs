//! Signals that come in blocks.
//!
//! ```text
//! padded elements that are still needed | new ones      the buffer
//!                         a window ->                   every complete one is an output
//! ```
//!
//! 1. What the padding holds before the first element is put in as soon as it is known: at once, or
//!    when the elements have come that it repeats.
//! 2. Elements are appended to the buffer; the complete windows in it are summed by the kernel's own
//!    loops, without padding; the elements that no window needs any more are dropped.
//! 3. Where a block is long, only the windows that begin before it go through the buffer.
//! 4. At the end the padding after the last element follows.
//!
//! An output's operations and their order do not depend on where its inputs lie, so the outputs of
//! all blocks together have the bits of one call on the whole signal.

use super::SignalFilter;
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use conv_plan::window::{AxisPadding, Border, Origin, ResolvedAxis, StreamAxis, Window};
use core::fmt;

/// The state of a signal that comes in blocks: [`SignalFilter::stream`], or the method `stream` of
/// a declared struct, whose buffer `B` is an array.
///
/// The outputs of all [`push`](Self::push)es and of [`finish`](Self::finish) together have the bits
/// of `apply` on all blocks together, for every stride and padding that a stream can have. They are
/// summed directly, even if the kernel's method is FFT.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut stream = mean.stream()?;
/// let mut out = [0.0; 3];
/// assert_eq!(stream.push(&[1.0, 3.0, 5.0], &mut out)?, 3);
/// assert_eq!(out, [0.5, 2.0, 4.0]);
/// assert_eq!(stream.push(&[5.0], &mut out)?, 1);
/// assert_eq!(out[0], 5.0);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Stream<'k, In, Out, B> {
    kernel: &'k dyn SignalFilter<In = In, Out = Out>,
    axis: StreamAxis,
    /// The kernel's window, without padding.
    window: Window,
    /// Padded elements, or, before the padding in front is known, room for it and elements.
    buffer: B,
    /// How many of them.
    held: usize,
    /// Where the next window begins; possibly after all of them.
    next: usize,
    /// Whether the padding in front is in the buffer, or has left it.
    open: bool,
    /// Elements that have come; saturates.
    count: usize,
}

impl<In, Out, B> fmt::Debug for Stream<'_, In, Out, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("kernel", &self.kernel)
            .field("elements", &self.count)
            .finish_non_exhaustive()
    }
}

impl<'k, In: Element, Out: Element, B: AsRef<[In]> + AsMut<[In]>> Stream<'k, In, Out, B> {
    /// A stream with a buffer of [`StreamAxis::buffer`] elements.
    pub(crate) fn new(
        kernel: &'k dyn SignalFilter<In = In, Out = Out>,
        axis: StreamAxis,
        buffer: B,
    ) -> Self {
        let mut window = kernel.window();
        window.columns.padding = AxisPadding::Valid;
        window.column_border = Border::Zero;
        Self {
            kernel,
            axis,
            window,
            buffer,
            held: 0,
            next: 0,
            open: false,
            count: 0,
        }
    }

    /// How many elements an output lags behind its position: those of its window that come after it.
    /// Mirrored padding delays the first outputs further.
    #[must_use]
    pub const fn latency(&self) -> usize {
        self.axis.latency()
    }

    /// Outputs that pushing a block of `length` elements would complete.
    #[must_use]
    pub fn outputs(&self, length: usize) -> usize {
        if length == 0 {
            return 0;
        }
        self.windows(if self.open {
            self.held.saturating_add(length)
        } else if self.count.saturating_add(length) < self.axis.opening() {
            return 0;
        } else {
            (self.axis.before.saturating_add(self.count)).saturating_add(length)
        })
    }

    /// Outputs that [`finish`](Self::finish) would complete.
    #[must_use]
    pub fn outputs_at_end(&self) -> usize {
        if self.count == 0 {
            return 0;
        }
        let held = if self.open {
            self.held
        } else {
            self.axis.before.saturating_add(self.count)
        };
        self.windows(held.saturating_add(self.axis.after))
    }

    /// Complete windows in so many padded elements.
    fn windows(&self, held: usize) -> usize {
        held.checked_sub(self.axis.extent)
            .and_then(|last| last.checked_sub(self.next))
            .map_or(0, |slack| slack / self.axis.stride + 1)
    }

    /// Takes a block of any length, and writes the outputs that it completes to the beginning of
    /// `out`; returns how many.
    ///
    /// Nothing is allocated.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `out` is shorter than [`outputs`](Self::outputs) says; the block is not
    /// taken then.
    pub fn push(&mut self, block: &[In], out: &mut [Out]) -> Result<usize, Error> {
        let expected = self.outputs(block.len());
        let found = out.len();
        let Some(out) = out.get_mut(..expected) else {
            return Err(Error::Length { expected, found });
        };
        let mut done = 0;
        let rest = self.opened(block, out, &mut done)?;
        self.count = self.count.saturating_add(rest.len());
        self.take(rest, out, &mut done)?;
        Ok(done)
    }

    /// Writes the outputs that the padding after the last element completes to the beginning of
    /// `out`, and returns how many; the stream is then as new.
    ///
    /// A signal on which `apply` fails, because it is empty or shorter than the kernel, has no
    /// outputs here.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `out` is shorter than [`outputs_at_end`](Self::outputs_at_end) says;
    /// nothing changes then.
    pub fn finish(&mut self, out: &mut [Out]) -> Result<usize, Error> {
        let expected = self.outputs_at_end();
        let found = out.len();
        let Some(out) = out.get_mut(..expected) else {
            return Err(Error::Length { expected, found });
        };
        let mut done = 0;
        if expected > 0 {
            if !self.open {
                self.open_with(self.count);
                self.flush(out, &mut done)?;
            }
            self.close(out, &mut done)?;
        }
        self.reset();
        Ok(done)
    }

    /// Forgets everything that has come: the next block begins a signal.
    pub const fn reset(&mut self) {
        self.held = 0;
        self.next = 0;
        self.open = false;
        self.count = 0;
    }

    /// Puts in the padding before the first element, if it is known with this block; returns what of
    /// the block is not in the buffer yet.
    fn opened<'b>(
        &mut self,
        block: &'b [In],
        out: &mut [Out],
        done: &mut usize,
    ) -> Result<&'b [In], Error> {
        let (StreamAxis { before, border, .. }, Some(&first)) = (self.axis, block.first()) else {
            return Ok(block);
        };
        if self.open {
            return Ok(block);
        }
        let value = match border {
            Border::Reflect | Border::Reflect101 if before > 0 => {
                let missing = self.axis.opening() - self.count;
                let (some, rest) = block.split_at(missing.min(block.len()));
                let at = before + self.count;
                self.buffer.as_mut()[at..at + some.len()].copy_from_slice(some);
                self.count += some.len();
                if self.count == self.axis.opening() {
                    self.open_with(self.count);
                    self.flush(out, done)?;
                }
                return Ok(rest);
            }
            Border::Constant(value) => In::from_f64(value),
            Border::Replicate => first,
            Border::Zero | Border::Wrap | Border::Reflect | Border::Reflect101 => In::default(),
        };
        self.open = true;
        self.fill(value, before, out, done)?;
        Ok(block)
    }

    /// Mirrors the first `count` elements, which stand after room for the padding.
    fn open_with(&mut self, count: usize) {
        let StreamAxis { before, border, .. } = self.axis;
        let axis = resolved(before, count);
        let buffer = self.buffer.as_mut();
        for position in 0..before {
            if let Origin::Input(index) = axis.origin(border, position) {
                buffer[position] = buffer[before + index];
            }
        }
        self.held = before + count;
        self.open = true;
    }

    /// Appends the padding after the last element.
    fn close(&mut self, out: &mut [Out], done: &mut usize) -> Result<(), Error> {
        let StreamAxis { after, border, .. } = self.axis;
        let last = self.held.checked_sub(1);
        let last = last.map_or(In::default(), |last| self.buffer.as_ref()[last]);
        match border {
            Border::Zero | Border::Wrap => self.fill(In::default(), after, out, done),
            Border::Constant(value) => self.fill(In::from_f64(value), after, out, done),
            Border::Replicate => self.fill(last, after, out, done),
            Border::Reflect | Border::Reflect101 => {
                self.drop_done();
                let size = self.count.min(self.held);
                let axis = resolved(0, size);
                let buffer = self.buffer.as_mut();
                for position in 0..after {
                    if let Origin::Input(index) = axis.origin(border, size + position) {
                        buffer[self.held + position] = buffer[self.held - size + index];
                    }
                }
                self.held += after;
                self.flush(out, done)
            }
        }
    }

    /// Appends one value, `count` times.
    fn fill(
        &mut self,
        value: In,
        mut count: usize,
        out: &mut [Out],
        done: &mut usize,
    ) -> Result<(), Error> {
        while count > 0 {
            self.make_room();
            let room = &mut self.buffer.as_mut()[self.held..];
            let some = count.min(room.len());
            room[..some].fill(value);
            self.held += some;
            count -= some;
            self.flush(out, done)?;
        }
        Ok(())
    }

    /// Appends elements.
    fn take(&mut self, mut block: &[In], out: &mut [Out], done: &mut usize) -> Result<(), Error> {
        if block.len() >= self.buffer.as_ref().len().saturating_mul(2) {
            block = self.take_long(block, out, done)?;
        }
        while !block.is_empty() {
            self.make_room();
            let room = &mut self.buffer.as_mut()[self.held..];
            let (some, rest) = block.split_at(block.len().min(room.len()));
            room[..some.len()].copy_from_slice(some);
            self.held += some.len();
            block = rest;
            self.flush(out, done)?;
        }
        Ok(())
    }

    /// Sums a block that is longer than the buffer where it lies, and keeps its end; returns the
    /// rest of it, which is empty.
    fn take_long<'b>(
        &mut self,
        block: &'b [In],
        out: &mut [Out],
        done: &mut usize,
    ) -> Result<&'b [In], Error> {
        let StreamAxis { extent, stride, .. } = self.axis;
        self.drop_done();
        let start = self.held;
        // Windows that begin before the block.
        if start > self.next {
            let behind = start - 1 - self.next;
            let end = self.next + behind / stride * stride + extent;
            let some = end.saturating_sub(start);
            self.buffer.as_mut()[start..start + some].copy_from_slice(&block[..some]);
            self.held += some;
            self.flush(out, done)?;
        }
        let first = self.next - start;
        let mut next = first;
        if let Some(slack) = block.len().checked_sub(first.saturating_add(extent)) {
            let count = slack / stride + 1;
            let window = &block[first..first + (count - 1) * stride + extent];
            self.sum(window, &mut out[*done..*done + count])?;
            *done += count;
            next += count * stride;
        }
        let kept = self.axis.kept();
        let end = block.len() - kept;
        self.buffer.as_mut()[..kept].copy_from_slice(&block[end..]);
        self.held = kept;
        self.next = next - end;
        Ok(&[])
    }

    /// Sums the complete windows of the buffer.
    fn flush(&mut self, out: &mut [Out], done: &mut usize) -> Result<(), Error> {
        let count = self.windows(self.held);
        if count == 0 {
            return Ok(());
        }
        let end = self.next + (count - 1) * self.axis.stride + self.axis.extent;
        let window = &self.buffer.as_ref()[self.next..end];
        self.sum(window, &mut out[*done..*done + count])?;
        *done += count;
        self.next += count * self.axis.stride;
        Ok(())
    }

    fn sum(&self, src: &[In], out: &mut [Out]) -> Result<(), Error> {
        let (width, length) = (src.len(), out.len());
        self.kernel.run_direct(Job::new(
            detected(),
            &self.window,
            Plane::new(src, width, 1)?,
            PlaneMut::new(out, length, 1)?,
            Memory::STACK,
        )?)
    }

    /// Makes room if there is none.
    fn make_room(&mut self) {
        if self.held == self.buffer.as_ref().len() {
            self.drop_done();
        }
    }

    /// Drops the elements that nothing needs any more.
    fn drop_done(&mut self) {
        let dropped = self.next.min(self.held.saturating_sub(self.axis.kept()));
        self.buffer.as_mut().copy_within(dropped..self.held, 0);
        self.held -= dropped;
        self.next -= dropped;
    }
}

/// An axis of so many elements, with padding before them.
const fn resolved(before: usize, input: usize) -> ResolvedAxis {
    ResolvedAxis {
        input,
        before,
        after: 0,
        output: 1,
    }
}
