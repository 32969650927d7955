//! One element of a plane by column and row.

#[cfg(feature = "alloc")]
use super::PlaneBuf;
use super::{Layout, Plane, PlaneMut};
use core::ops::{Index, IndexMut};

impl Layout {
    /// The place of an element in the buffer.
    #[track_caller]
    fn place(&self, (x, y): (usize, usize)) -> usize {
        // A column beyond the width would be an element between the rows, or of the next one.
        if x >= self.width || y >= self.height {
            outside(self, x, y);
        }
        y * self.stride + x
    }
}

/// The one panic of these crates: an index cannot return an error, here as little as in a slice.
#[cold]
#[track_caller]
fn outside(&Layout { width, height, .. }: &Layout, x: usize, y: usize) -> ! {
    panic!("column {x}, row {y} is not inside the plane of {width}x{height}")
}

/// The element at (column, row), in the order of [`Plane::sub`].
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// let plane = Plane::new(&[1, 2, 3, 4, 5, 6], 3, 2)?;
/// assert_eq!(plane[(2, 0)], 3);
/// # Ok::<(), Error>(())
/// ```
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does. Where there may be none write
/// `plane.row(y).and_then(|row| row.get(x))`.
impl<T> Index<(usize, usize)> for Plane<'_, T> {
    type Output = T;

    #[track_caller]
    fn index(&self, at: (usize, usize)) -> &T {
        &self.data[self.layout.place(at)]
    }
}

/// The element at (column, row), in the order of [`Plane::sub`].
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T> Index<(usize, usize)> for PlaneMut<'_, T> {
    type Output = T;

    #[track_caller]
    fn index(&self, at: (usize, usize)) -> &T {
        &self.data[self.layout.place(at)]
    }
}

/// The element at (column, row) to write to, in the order of [`Plane::sub`].
///
/// ```
/// # use conv_runtime::{Error, PlaneMut};
/// let mut data = [0; 6];
/// let mut plane = PlaneMut::new(&mut data, 3, 2)?;
/// plane[(0, 1)] += 5;
/// assert_eq!(data, [0, 0, 0, 5, 0, 0]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T> IndexMut<(usize, usize)> for PlaneMut<'_, T> {
    #[track_caller]
    fn index_mut(&mut self, at: (usize, usize)) -> &mut T {
        &mut self.data[self.layout.place(at)]
    }
}

/// The element at (column, row), in the order of [`Plane::sub`].
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
#[cfg(feature = "alloc")]
impl<T> Index<(usize, usize)> for PlaneBuf<T> {
    type Output = T;

    #[track_caller]
    fn index(&self, at: (usize, usize)) -> &T {
        &self.data[self.layout.place(at)]
    }
}

/// The element at (column, row) to write to, in the order of [`Plane::sub`].
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
#[cfg(feature = "alloc")]
impl<T> IndexMut<(usize, usize)> for PlaneBuf<T> {
    #[track_caller]
    fn index_mut(&mut self, at: (usize, usize)) -> &mut T {
        &mut self.data[self.layout.place(at)]
    }
}
