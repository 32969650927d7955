//! Planes that own their elements.

use super::{Layout, Plane, PlaneMut};
use crate::data::Error;
use alloc::vec::Vec;

/// An owned plane whose rows follow each other without gaps.
///
/// ```
/// # use conv_runtime::{Error, PlaneBuf};
/// let mut plane = PlaneBuf::filled(3, 2, 0u8)?;
/// plane[(2, 0)] = 7;
/// assert_eq!(plane.into_vec(), [0, 0, 7, 0, 0, 0]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct PlaneBuf<T> {
    pub(super) data: Vec<T>,
    pub(super) layout: Layout,
}

impl<T> PlaneBuf<T> {
    /// A plane over `data`, which must have exactly `width * height` elements.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::SizeOverflow`],
    /// [`Error::Length`] for any other number of elements.
    pub fn from_vec(data: Vec<T>, width: usize, height: usize) -> Result<Self, Error> {
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
    ///
    /// ```
    /// # use conv_runtime::{Error, PlaneBuf};
    /// let mut plane = PlaneBuf::from_vec(vec![1, 2, 3, 4, 5, 6], 3, 2)?;
    /// assert_eq!((plane.width(), plane.height()), (3, 2));
    /// if let Some(row) = plane.row_mut(1) {
    ///     row.reverse();
    /// }
    /// plane.data_mut()[0] = 9;
    /// assert_eq!((plane.row(0), plane.row(1)), (Some(&[9, 2, 3][..]), Some(&[6, 5, 4][..])));
    /// # Ok::<(), Error>(())
    /// ```
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

    /// The row `y` to write to, or `None` below the last.
    #[must_use]
    pub fn row_mut(&mut self, y: usize) -> Option<&mut [T]> {
        self.layout.row(y).map(|range| &mut self.data[range])
    }

    /// All rows, top to bottom.
    ///
    /// ```
    /// # use conv_runtime::{Error, PlaneBuf};
    /// let plane = PlaneBuf::from_vec(vec![1, 2, 3, 4, 5, 6], 3, 2)?;
    /// let sums: Vec<i32> = plane.rows().map(|row| row.iter().sum()).collect();
    /// assert_eq!(sums, [6, 15]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = &[T]> {
        self.as_plane().rows()
    }

    /// All rows to write to, top to bottom.
    ///
    /// ```
    /// # use conv_runtime::{Error, PlaneBuf};
    /// let mut plane = PlaneBuf::filled(3, 2, 0)?;
    /// for (y, row) in plane.rows_mut().enumerate() {
    ///     row.fill(y);
    /// }
    /// assert_eq!(plane.data(), [0, 0, 0, 1, 1, 1]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        self.layout.rows_mut(&mut self.data)
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
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, Filter, PlaneBuf};
    /// let difference = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?;
    /// let source = PlaneBuf::from_vec(vec![1, 4, 2, 2], 2, 2)?;
    /// let mut result = PlaneBuf::filled(1, 2, 0)?;
    /// difference.apply_into(source.as_plane(), result.as_plane_mut())?;
    /// assert_eq!(result.data(), [3, 0]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn as_plane_mut(&mut self) -> PlaneMut<'_, T> {
        PlaneMut {
            data: &mut self.data,
            layout: self.layout,
        }
    }

    /// The elements, row by row.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.data
    }
}

/// `length` copies of `value`, or an error where `vec!` would abort.
pub(crate) fn try_filled<T: Clone>(length: usize, value: T) -> Result<Vec<T>, Error> {
    let mut data = Vec::new();
    data.try_reserve_exact(length)
        .map_err(|_| Error::OutOfMemory)?;
    data.resize(length, value);
    Ok(data)
}

/// A buffer of at least `length` elements.
pub(crate) fn grown<T: Copy + Default>(
    buffer: &mut Vec<T>,
    length: usize,
) -> Result<&mut [T], Error> {
    if buffer.len() < length {
        buffer
            .try_reserve_exact(length - buffer.len())
            .map_err(|_| Error::OutOfMemory)?;
        buffer.resize(length, T::default());
    }
    Ok(&mut buffer[..length])
}
