//! Views of two-dimensional data in a slice: checked once, then total.
//!
//! A plane has at least one row and one column; row `y` begins at `y * stride`.

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
}

/// A borrowed plane of elements.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// let data = [1u8, 2, 3, 4, 5, 6];
/// let plane = Plane::new(&data, 3, 2)?;
/// assert_eq!(plane.row(1), Some(&[4, 5, 6][..]));
/// assert_eq!(plane.sub(1, 0, 2, 2)?.row(1), Some(&[5, 6][..]));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane<'a, T> {
    data: &'a [T],
    layout: Layout,
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
    pub fn rows(&self) -> impl Iterator<Item = &'a [T]> + use<'a, T> {
        let (data, layout) = (self.data, self.layout);
        (0..layout.height).filter_map(move |y| layout.row(y).map(|range| &data[range]))
    }
}

/// A plane that can be written to.
#[derive(Debug, PartialEq)]
pub struct PlaneMut<'a, T> {
    data: &'a mut [T],
    layout: Layout,
}

impl<'a, T> PlaneMut<'a, T> {
    /// A plane of `height` rows of `width` elements, one row after the other.
    ///
    /// # Errors
    ///
    /// As [`Plane::new`].
    pub fn new(data: &'a mut [T], width: usize, height: usize) -> Result<Self, Error> {
        let layout = Layout::new(width, height, width, data.len())?;
        Ok(Self { data, layout })
    }

    /// The same width and height over rows that begin `stride` elements apart.
    ///
    /// What lies between the rows is never written.
    ///
    /// # Errors
    ///
    /// As [`Plane::with_stride`].
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
    /// As [`Plane::sub`].
    pub fn sub(self, x: usize, y: usize, width: usize, height: usize) -> Result<Self, Error> {
        let range = self.layout.sub(x, y, width, height)?;
        let layout = Layout::new(width, height, self.layout.stride, range.len())?;
        Ok(Self {
            data: &mut self.data[range],
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
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.layout.stride
    }

    /// The slice that the plane is in.
    #[must_use]
    pub const fn data_mut(&mut self) -> &mut [T] {
        self.data
    }

    /// The same plane to read from.
    #[must_use]
    pub const fn as_plane(&self) -> Plane<'_, T> {
        Plane {
            data: self.data,
            layout: self.layout,
        }
    }

    /// The row `y` to write to, or `None` below the last.
    #[must_use]
    pub fn row_mut(&mut self, y: usize) -> Option<&mut [T]> {
        self.layout.row(y).map(|range| &mut self.data[range])
    }

    /// The plane in bands of at most `rows` rows, each with its first row.
    #[cfg(feature = "rayon")]
    pub(crate) fn bands(self, rows: usize) -> impl Iterator<Item = (usize, Self)> {
        let Layout {
            width,
            height,
            stride,
        } = self.layout;
        let rows = rows.clamp(1, height);
        let bands = self.data.chunks_mut(rows.saturating_mul(stride));
        (0..height)
            .step_by(rows)
            .zip(bands)
            .map(move |(first, data)| {
                let layout = Layout {
                    width,
                    height: rows.min(height - first),
                    stride,
                };
                (first, Self { data, layout })
            })
    }
}

/// An owned plane whose rows follow each other without gaps.
#[cfg(feature = "alloc")]
#[derive(Debug, Clone, PartialEq)]
pub struct PlaneBuf<T> {
    data: alloc::vec::Vec<T>,
    layout: Layout,
}

#[cfg(feature = "alloc")]
impl<T> PlaneBuf<T> {
    /// A plane over `data`, which must have exactly `width * height` elements.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::SizeOverflow`],
    /// [`Error::Length`] for any other number of elements.
    pub fn from_vec(data: alloc::vec::Vec<T>, width: usize, height: usize) -> Result<Self, Error> {
        let expected = width.checked_mul(height).ok_or(Error::SizeOverflow)?;
        if expected != 0 && expected != data.len() {
            return Err(Error::Length {
                expected,
                found: data.len(),
            });
        }
        let layout = Layout::new(width, height, width, data.len())?;
        Ok(Self { data, layout })
    }

    /// A plane in which every element is `value`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::SizeOverflow`], [`Error::OutOfMemory`].
    pub fn filled(width: usize, height: usize, value: T) -> Result<Self, Error>
    where
        T: Clone,
    {
        let length = width.checked_mul(height).ok_or(Error::SizeOverflow)?;
        Self::from_vec(try_filled(length, value)?, width, height)
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

    /// The elements, row by row.
    #[must_use]
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// The elements to write to, row by row.
    #[must_use]
    pub fn data_mut(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// The row `y`, or `None` below the last.
    #[must_use]
    pub fn row(&self, y: usize) -> Option<&[T]> {
        self.layout.row(y).map(|range| &self.data[range])
    }

    /// The plane to read from.
    #[must_use]
    pub fn as_plane(&self) -> Plane<'_, T> {
        Plane {
            data: &self.data,
            layout: self.layout,
        }
    }

    /// The plane to write to.
    #[must_use]
    pub fn as_plane_mut(&mut self) -> PlaneMut<'_, T> {
        PlaneMut {
            data: &mut self.data,
            layout: self.layout,
        }
    }

    /// The elements, row by row.
    #[must_use]
    pub fn into_vec(self) -> alloc::vec::Vec<T> {
        self.data
    }
}

/// `length` copies of `value`, or an error where `vec!` would abort.
#[cfg(feature = "alloc")]
pub(crate) fn try_filled<T: Clone>(length: usize, value: T) -> Result<alloc::vec::Vec<T>, Error> {
    let mut data = alloc::vec::Vec::new();
    data.try_reserve_exact(length)
        .map_err(|_| Error::OutOfMemory)?;
    data.resize(length, value);
    Ok(data)
}
