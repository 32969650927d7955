//! What the padding of a stream holds, on both sides.

use super::{Blocks, Item, Outputs};
use crate::data::Error;
use conv_plan::window::{Border, Origin, ResolvedAxis};

impl<B> Blocks<B> {
    /// Puts in the padding before the first item, if it is known with this block; returns what of
    /// the block is not in the buffer yet.
    pub(super) fn opened<'b, T: Item>(
        &mut self,
        block: &'b [T],
        out: &mut Outputs<'_, '_, T>,
    ) -> Result<&'b [T], Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        let (border, before) = (self.axis.border, self.axis.elements_before());
        let Some(&first) = block.first() else {
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
                    self.flush(self.axis.zeros(), out)?;
                }
                return Ok(rest);
            }
            Border::Constant(value) => T::of(value),
            Border::Replicate => first,
            Border::Zero | Border::Wrap | Border::Reflect | Border::Reflect101 => T::of(0.0),
        };
        self.open = true;
        self.fill(value, before, self.axis.zeros(), out)?;
        Ok(block)
    }

    /// Mirrors the first `count` items, which stand after room for the padding.
    pub(super) fn open_with<T: Item>(&mut self, count: usize)
    where
        B: AsMut<[T]>,
    {
        let before = self.axis.elements_before();
        let axis = resolved(before, count);
        let buffer = self.buffer.as_mut();
        for position in 0..before {
            if let Origin::Input(index) = axis.origin(self.axis.border, position) {
                buffer[position] = buffer[before + index];
            }
        }
        self.held = before + count;
        self.open = true;
    }

    /// Appends the padding after the last item.
    pub(super) fn close<T: Item>(&mut self, out: &mut Outputs<'_, '_, T>) -> Result<(), Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        let (border, after) = (self.axis.border, self.axis.elements_after());
        let last = self.held.checked_sub(1);
        let last = last.map_or(T::of(0.0), |last| self.buffer.as_ref()[last]);
        // What stands after each of its items, too, is known only once the next is there.
        match border {
            Border::Zero | Border::Wrap => self.fill(T::of(0.0), after, 0, out)?,
            Border::Constant(value) => self.fill(T::of(value), after, 0, out)?,
            Border::Replicate => self.fill(last, after, 0, out)?,
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
            }
        }
        self.flush(self.axis.last_zeros(), out)
    }

    /// Appends one value, `count` times.
    fn fill<T: Item>(
        &mut self,
        value: T,
        mut count: usize,
        zeros: usize,
        out: &mut Outputs<'_, '_, T>,
    ) -> Result<(), Error>
    where
        B: AsRef<[T]> + AsMut<[T]>,
    {
        while count > 0 {
            self.make_room();
            let room = &mut self.buffer.as_mut()[self.held..];
            let some = count.min(room.len());
            room[..some].fill(value);
            self.held += some;
            count -= some;
            self.flush(zeros, out)?;
        }
        Ok(())
    }
}

/// An axis of so many items, with padding before them.
const fn resolved(before: usize, input: usize) -> ResolvedAxis {
    ResolvedAxis {
        input,
        before,
        after: 0,
        output: 1,
        interpolate: 1,
    }
}
