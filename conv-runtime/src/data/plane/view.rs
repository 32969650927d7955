//! Planes to read from.

use super::Layout;
use crate::data::Error;

/// A picture of one channel, borrowed from a slice: `height` rows of `width` elements, one row
/// after the other. `plane[(x, y)]` is column `x`, row `y`.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// let data = [1u8, 2, 3, 4, 5, 6];
/// let plane = Plane::new(&data, 3, 2)?;
/// assert_eq!(plane.row(1), Some(&[4, 5, 6][..]));
/// assert_eq!(plane[(2, 1)], 6);
/// assert_eq!(plane.sub(1, 0, 2, 2)?.row(1), Some(&[5, 6][..]));
/// # Ok::<(), Error>(())
/// ```
pub struct Plane<'a, T> {
    pub(super) data: &'a [T],
    pub(super) layout: Layout,
}

// A view can be copied whatever it shows.
impl<T> Copy for Plane<'_, T> {}

impl<T> Clone for Plane<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Planes are equal if they have the same rows, whatever their strides.
impl<T: PartialEq> PartialEq for Plane<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        Layout::equal((&self.layout, self.data), (&other.layout, other.data))
    }
}

impl<'a, T> Plane<'a, T> {
    /// A plane of `height` rows of `width` elements, one row after the other.
    ///
    /// The slice may be longer than `width * height`; the rest is never read.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::SizeOverflow`],
    /// [`Error::BufferTooShort`] if the slice has fewer elements.
    pub fn new(data: &'a [T], width: usize, height: usize) -> Result<Self, Error> {
        let layout = Layout::new(width, height, width, data.len())?;
        Ok(Self { data, layout })
    }

    /// The same width and height over rows that begin `stride` elements apart.
    ///
    /// # Errors
    ///
    /// [`Error::StrideTooSmall`] if rows would overlap, [`Error::SizeOverflow`],
    /// [`Error::BufferTooShort`] if the slice has fewer elements.
    pub fn with_stride(self, stride: usize) -> Result<Self, Error> {
        let layout = Layout::new(
            self.layout.width,
            self.layout.height,
            stride,
            self.data.len(),
        )?;
        Ok(Self {
            data: self.data,
            layout,
        })
    }

    /// The part of `width` x `height` elements whose first is at column `x`, row `y`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::OutOfBounds`] if it is not inside.
    pub fn sub(self, x: usize, y: usize, width: usize, height: usize) -> Result<Self, Error> {
        let range = self.layout.sub(x, y, width, height)?;
        let layout = Layout::new(width, height, self.layout.stride, range.len())?;
        Ok(Self {
            data: &self.data[range],
            layout,
        })
    }

    /// Number of columns.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.layout.width
    }

    /// Number of rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.layout.height
    }

    /// Elements from the beginning of a row to the beginning of the next.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane};
    /// // Rows of three elements, each of which is followed by one of padding.
    /// let data = [1, 2, 3, 0, 4, 5, 6, 0];
    /// let plane = Plane::new(&data, 3, 2)?.with_stride(4)?;
    /// assert_eq!((plane.width(), plane.height(), plane.stride()), (3, 2, 4));
    /// assert_eq!((plane.row(1), plane.data().len()), (Some(&[4, 5, 6][..]), 8));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.layout.stride
    }

    /// The slice that the plane is in.
    #[must_use]
    pub const fn data(&self) -> &'a [T] {
        self.data
    }

    /// The row `y`, or `None` below the last.
    #[must_use]
    pub fn row(&self, y: usize) -> Option<&'a [T]> {
        self.layout.row(y).map(|range| &self.data[range])
    }

    /// All rows, top to bottom.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane};
    /// let plane = Plane::new(&[1, 2, 3, 4, 5, 6], 3, 2)?;
    /// assert!(plane.rows().eq([[1, 2, 3], [4, 5, 6]]));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = &'a [T]> + use<'a, T> {
        let (data, layout) = (self.data, self.layout);
        (0..layout.height).filter_map(move |y| layout.row(y).map(|range| &data[range]))
    }
}
