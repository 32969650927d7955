//! Views of two-dimensional data in a slice: checked once, then total.
//!
//! A plane has at least one row and one column; row `y` begins at `y * stride`.

#[cfg(feature = "alloc")]
mod buffer;
mod index;
mod rect;
mod shown;
mod view;
mod view_mut;

#[cfg(feature = "alloc")]
pub use buffer::PlaneBuf;
#[cfg(feature = "alloc")]
pub(crate) use buffer::{grown, try_filled};
pub use rect::Rect;
pub use view::Plane;
pub use view_mut::PlaneMut;

use super::Error;
use core::ops::Range;

/// Width, height and row stride, checked against a buffer's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    width: usize,
    height: usize,
    stride: usize,
}

impl Layout {
    fn new(width: usize, height: usize, stride: usize, found: usize) -> Result<Self, Error> {
        if width == 0 || height == 0 {
            return Err(Error::Empty);
        }
        if stride < width {
            return Err(Error::StrideTooSmall { stride, width });
        }
        let needed = (height - 1)
            .checked_mul(stride)
            .and_then(|before_last| before_last.checked_add(width))
            .ok_or(Error::SizeOverflow)?;
        if found < needed {
            return Err(Error::BufferTooShort { needed, found });
        }
        Ok(Self {
            width,
            height,
            stride,
        })
    }

    /// The elements of a sub-plane, as a range of the buffer.
    fn sub(&self, x: usize, y: usize, width: usize, height: usize) -> Result<Range<usize>, Error> {
        if width == 0 || height == 0 {
            return Err(Error::Empty);
        }
        let inside = |start: usize, length: usize, size: usize| {
            start.checked_add(length).is_some_and(|end| end <= size)
        };
        if !inside(x, width, self.width) || !inside(y, height, self.height) {
            return Err(Error::OutOfBounds {
                x,
                y,
                width,
                height,
                plane_width: self.width,
                plane_height: self.height,
            });
        }
        let start = y * self.stride + x;
        Ok(start..start + (height - 1) * self.stride + width)
    }

    fn row(&self, y: usize) -> Option<Range<usize>> {
        (y < self.height).then(|| y * self.stride..y * self.stride + self.width)
    }

    /// Whether two planes have the same rows; what lies between or after them does not matter.
    fn equal<T: PartialEq>(left: (&Self, &[T]), right: (&Self, &[T])) -> bool {
        fn rows<'a, T>((layout, data): (&'a Layout, &'a [T])) -> impl Iterator<Item = &'a [T]> {
            (0..layout.height).filter_map(|y| layout.row(y).map(|range| &data[range]))
        }
        left.0.width == right.0.width && rows(left).eq(rows(right))
    }

    /// All rows of a buffer of this layout.
    fn rows_mut<'a, T>(&self, data: &'a mut [T]) -> impl Iterator<Item = &'a mut [T]> + use<'a, T> {
        let width = self.width;
        // The last row may end with the buffer, before the next would begin.
        data.chunks_mut(self.stride)
            .take(self.height)
            .map(move |row| &mut row[..width])
    }
}
