//! The buffer of a stream, whatever its items are: samples, or frames of them.
//!
//! Windows begin at positions, of which an interpolated signal has several for each item: `next`
//! counts those from the first held item on.

mod border;

use crate::data::Error;
use crate::exec::Element;
use conv_plan::window::{AxisPadding, Border, StreamAxis, Window};
use core::ops::Range;

/// An item of a stream.
pub(super) trait Item: Copy {
    /// All of it this value.
    fn of(value: f64) -> Self;
}

impl<T: Element> Item for T {
    fn of(value: f64) -> Self {
        T::from_f64(value)
    }
}

impl<T: Element, const N: usize> Item for [T; N] {
    fn of(value: f64) -> Self {
        [T::from_f64(value); N]
    }
}

/// Sums some windows of some items, of which there are as many as outputs, to these of a call's
/// outputs. Without items each is what [`apart`] makes.
pub(super) type Sum<'s, T> = dyn FnMut(&Window, &[T], Range<usize>) -> Result<(), Error> + 's;

/// What makes outputs, and how many are there.
struct Outputs<'o, 's, T> {
    done: usize,
    sum: &'o mut Sum<'s, T>,
}

/// The items that are still needed, and what of the padding is known.
#[derive(Clone)]
pub(super) struct Blocks<B> {
    pub(super) axis: StreamAxis,
    /// The kernel's window, without padding.
    window: Window,
    /// Padded items, or, before the padding in front is known, room for it and items.
    buffer: B,
    /// How many of them.
    held: usize,
    /// Where the next window begins; possibly after all of them.
    next: usize,
    /// Whether the padding in front is in the buffer, or has left it.
    open: bool,
    /// Items that have come; saturates.
    pub(super) count: usize,
}

/// The window over one item that its first output does not meet, and the outputs that it has.
///
/// What becomes of a sum of nothing is the kernel's to say: a negative scale makes it -0.
pub(super) const fn apart(mut window: Window) -> (Window, usize) {
    window.columns.padding = AxisPadding::Explicit {
        before: window.columns.saturating_extent(),
        after: 0,
    };
    (window, if window.columns.stride == 1 { 2 } else { 1 })
}

impl<B> Blocks<B> {
    /// For a window whose axis is this; with a buffer of [`StreamAxis::buffer`] items.
    pub(super) const fn new(mut window: Window, axis: StreamAxis, buffer: B) -> Self {
        window.columns.padding = AxisPadding::Valid;
        window.column_border = Border::Zero;
        Self {
            axis,
            window,
            buffer,
            held: 0,
            next: axis.first(),
            open: false,
            count: 0,
        }
    }

    /// Outputs that a block of so many items would complete.
    pub(super) fn outputs(&self, length: usize) -> usize {
        if length == 0 {
            return 0;
        }
        let held = if self.open {
            self.held.saturating_add(length)
        } else if self.count.saturating_add(length) < self.axis.opening() {
            return 0;
        } else {
            let before = self.axis.elements_before();
            before.saturating_add(self.count).saturating_add(length)
        };
        self.windows(held, self.axis.zeros())
    }

    /// Outputs that the end of the signal would complete.
    pub(super) fn outputs_at_end(&self) -> usize {
        if self.count == 0 {
            return 0;
        }
        let held = if self.open {
            self.held
        } else {
            self.axis.elements_before().saturating_add(self.count)
        };
        let held = held.saturating_add(self.axis.elements_after());
        self.windows(held, self.axis.last_zeros())
    }

    /// Complete windows in so many padded items, after the last of which so many zeros are known.
    fn windows(&self, held: usize, zeros: usize) -> usize {
        let StreamAxis {
            extent,
            stride,
            interpolate,
            ..
        } = self.axis;
        held.checked_sub(1)
            .map(|last| last.saturating_mul(interpolate).saturating_add(zeros))
            .and_then(|last| last.saturating_add(1).checked_sub(extent))
            .and_then(|last| last.checked_sub(self.next))
            .map_or(0, |slack| slack / stride + 1)
    }

    /// Items that hold so many positions, if that many zeros after the last are known.
    const fn items(&self, positions: usize, zeros: usize) -> usize {
        match positions.checked_sub(zeros) {
            None | Some(0) => 0,
            Some(positions) => (positions - 1).div_ceil(self.axis.interpolate) + 1,
        }
    }

    /// Forgets everything that has come.
    pub(super) const fn reset(&mut self) {
        self.held = 0;
        self.next = self.axis.first();
        self.open = false;
        self.count = 0;
    }

    /// Takes a block, and sums the outputs that it completes, [`outputs`](Self::outputs); returns
    /// how many.
    pub(super) fn push<T: Item>(
        &mut self,
        block: &[T],
        sum: &mut Sum<'_, T>,
    ) -> Result<usize, Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        let mut out = Outputs { done: 0, sum };
        let rest = self.opened(block, &mut out)?;
        self.count = self.count.saturating_add(rest.len());
        self.take(rest, &mut out)?;
        Ok(out.done)
    }

    /// Sums the outputs that the padding after the last item completes,
    /// [`outputs_at_end`](Self::outputs_at_end), and forgets everything; returns how many.
    pub(super) fn finish<T: Item>(&mut self, sum: &mut Sum<'_, T>) -> Result<usize, Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        let mut out = Outputs { done: 0, sum };
        if self.outputs_at_end() > 0 {
            if !self.open {
                self.open_with(self.count);
                self.flush(0, &mut out)?;
            }
            self.close(&mut out)?;
        }
        self.reset();
        Ok(out.done)
    }

    /// Appends items.
    fn take<T: Item>(&mut self, mut block: &[T], out: &mut Outputs<'_, '_, T>) -> Result<(), Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        if block.len() >= self.buffer.as_ref().len().saturating_mul(2) {
            return self.take_long(block, out);
        }
        while !block.is_empty() {
            // Two calls of the loops take longer than moving what is kept.
            if self.buffer.as_ref().len() - self.held < block.len() {
                self.drop_done();
            }
            let room = &mut self.buffer.as_mut()[self.held..];
            let (some, rest) = block.split_at(block.len().min(room.len()));
            room[..some.len()].copy_from_slice(some);
            self.held += some.len();
            block = rest;
            self.flush(self.axis.zeros(), out)?;
        }
        Ok(())
    }

    /// Sums a block that is longer than the buffer where it lies, and keeps its end.
    fn take_long<T: Item>(&mut self, block: &[T], out: &mut Outputs<'_, '_, T>) -> Result<(), Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        let StreamAxis {
            extent,
            stride,
            interpolate,
            ..
        } = self.axis;
        let zeros = self.axis.zeros();
        self.drop_done();
        let start = self.held.saturating_mul(interpolate);
        // Windows that begin before the block.
        if start > self.next {
            let behind = start - 1 - self.next;
            let end = self.next + behind / stride * stride + extent;
            let some = self.items(end, zeros).saturating_sub(self.held);
            let held = self.held;
            self.buffer.as_mut()[held..held + some].copy_from_slice(&block[..some]);
            self.held += some;
            self.flush(zeros, out)?;
        }
        // From the first item of the block on.
        let mut next = self.next - start;
        let positions = (block.len() - 1).saturating_mul(interpolate);
        let positions = positions.saturating_add(1).saturating_add(zeros);
        if let Some(slack) = positions.checked_sub(next.saturating_add(extent)) {
            let count = slack / stride + 1;
            self.sum(block, next, count, out)?;
            next = next.saturating_add(count.saturating_mul(stride));
        }
        let kept = self.axis.kept();
        let end = block.len() - kept;
        self.buffer.as_mut()[..kept].copy_from_slice(&block[end..]);
        self.held = kept;
        self.next = next.saturating_sub(end.saturating_mul(interpolate));
        Ok(())
    }

    /// Sums the complete windows of the buffer, after whose items so many zeros are known.
    fn flush<T: Item>(&mut self, zeros: usize, out: &mut Outputs<'_, '_, T>) -> Result<(), Error>
    where
        B: AsRef<[T]>,
    {
        let count = self.windows(self.held, zeros);
        if count == 0 {
            return Ok(());
        }
        self.sum(self.buffer.as_ref(), self.next, count, out)?;
        let moved = count.saturating_mul(self.axis.stride);
        self.next = self.next.saturating_add(moved);
        Ok(())
    }

    /// Sums so many windows, the first of which begins at a position of these items.
    fn sum<T: Item>(
        &self,
        items: &[T],
        first: usize,
        count: usize,
        out: &mut Outputs<'_, '_, T>,
    ) -> Result<(), Error> {
        let rate = self.axis.interpolate;
        let reach = (count - 1).saturating_mul(self.axis.stride);
        let end = first.saturating_add(reach).saturating_add(self.axis.extent);
        let (from, to) = (first.div_ceil(rate), end.div_ceil(rate));
        let outputs = out.done..out.done + count;
        out.done += count;
        let mut window = self.window;
        if from >= to {
            // These windows stand between two items.
            return (out.sum)(&window, &[], outputs);
        }
        if rate > 1 {
            let before = from * rate - first;
            let after = end - ((to - 1) * rate + 1);
            window.columns.padding = AxisPadding::Explicit { before, after };
        }
        (out.sum)(&window, &items[from..to], outputs)
    }

    /// Makes room if there is none.
    fn make_room<T: Item>(&mut self)
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        if self.held == self.buffer.as_ref().len() {
            self.drop_done();
        }
    }

    /// Drops the items that nothing needs any more.
    fn drop_done<T: Item>(&mut self)
    where
        B: AsMut<[T]>,
    {
        let rate = self.axis.interpolate;
        let done = self.next / rate;
        let dropped = done.min(self.held.saturating_sub(self.axis.kept()));
        self.buffer.as_mut().copy_within(dropped..self.held, 0);
        self.held -= dropped;
        self.next = self.next.saturating_sub(dropped.saturating_mul(rate));
    }
}
