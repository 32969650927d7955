//! Pixels that own their elements.

use super::{Pixels, PixelsMut, elements_of, shown};
use crate::data::{Error, Plane, PlaneBuf};
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Index, IndexMut};

/// An owned picture whose rows follow each other without gaps.
///
/// ```
/// # use conv_runtime::{Error, PixelsBuf};
/// let mut pixels = PixelsBuf::filled(2, 1, [0u8; 3])?;
/// pixels[(1, 0)] = [7, 8, 9];
/// assert_eq!(pixels.into_elements(), [0, 0, 0, 7, 8, 9]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct PixelsBuf<T, const N: usize> {
    pub(super) elements: PlaneBuf<T>,
}

impl<T, const N: usize> PixelsBuf<T, N> {
    /// A picture over the elements of its pixels, which must be exactly `N * width * height`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::SizeOverflow`],
    /// [`Error::Length`] for any other number of elements.
    pub fn from_elements(data: Vec<T>, width: usize, height: usize) -> Result<Self, Error> {
        let elements = PlaneBuf::from_vec(data, elements_of::<N>(width)?, height)?;
        Ok(Self { elements })
    }

    /// A picture in which every pixel is `value`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::SizeOverflow`], [`Error::OutOfMemory`].
    pub fn filled(width: usize, height: usize, value: [T; N]) -> Result<Self, Error>
    where
        T: Copy,
    {
        let mut elements = PlaneBuf::filled(elements_of::<N>(width)?, height, value[0])?;
        elements.data_mut().as_chunks_mut().0.fill(value);
        Ok(Self { elements })
    }

    /// A picture whose channels are these planes, which have one size.
    ///
    /// ```
    /// # use conv_runtime::{Error, PixelsBuf, Plane};
    /// let (left, right) = (Plane::new(&[1, 2], 2, 1)?, Plane::new(&[3, 4], 2, 1)?);
    /// assert_eq!(PixelsBuf::from_channels([left, right])?.into_elements(), [1, 3, 2, 4]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutputSize`] for a plane that has another size than the first,
    /// [`Error::SizeOverflow`], [`Error::OutOfMemory`].
    pub fn from_channels(planes: [Plane<'_, T>; N]) -> Result<Self, Error>
    where
        T: Copy + Default,
    {
        elements_of::<N>(1)?;
        let (width, height) = (planes[0].width(), planes[0].height());
        let mut pixels = Self::filled(width, height, [T::default(); N])?;
        for (channel, plane) in planes.iter().enumerate() {
            if (plane.width(), plane.height()) != (width, height) {
                return Err(Error::OutputSize {
                    expected_width: width,
                    expected_height: height,
                    found_width: plane.width(),
                    found_height: plane.height(),
                });
            }
            for (to, from) in pixels.rows_mut().zip(plane.rows()) {
                for (to, &from) in to.iter_mut().zip(from) {
                    to[channel] = from;
                }
            }
        }
        Ok(pixels)
    }

    /// Number of columns, in pixels.
    ///
    /// ```
    /// # use conv_runtime::{Error, PixelsBuf};
    /// let mut pixels = PixelsBuf::from_elements(vec![1u8, 2, 3, 4, 5, 6], 2, 1)?;
    /// assert_eq!((pixels.width(), pixels.height()), (2, 1));
    /// pixels.data_mut()[0] = [9, 8, 7];
    /// assert_eq!((pixels.row(0), pixels.data().len()), (Some(&[[9, 8, 7], [4, 5, 6]][..]), 2));
    /// pixels.rows_mut().for_each(|row| row.reverse());
    /// assert_eq!(pixels.rows().next(), Some(&[[4, 5, 6], [9, 8, 7]][..]));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn width(&self) -> usize {
        self.elements.width() / N
    }

    /// Number of rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.elements.height()
    }

    /// The pixels, row by row.
    #[must_use]
    pub fn data(&self) -> &[[T; N]] {
        self.elements.data().as_chunks().0
    }

    /// The pixels to write to, row by row.
    #[must_use]
    pub fn data_mut(&mut self) -> &mut [[T; N]] {
        self.elements.data_mut().as_chunks_mut().0
    }

    /// The row `y`, or `None` below the last.
    #[must_use]
    pub fn row(&self, y: usize) -> Option<&[[T; N]]> {
        self.as_pixels().row(y)
    }

    /// All rows, top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &[[T; N]]> {
        self.as_pixels().rows()
    }

    /// All rows to write to, top to bottom.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [[T; N]]> {
        self.elements.rows_mut().map(|row| row.as_chunks_mut().0)
    }

    /// The picture to read from.
    #[must_use]
    pub fn as_pixels(&self) -> Pixels<'_, T, N> {
        Pixels {
            elements: self.elements.as_plane(),
        }
    }

    /// The picture to write to.
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, PixelFilter, PixelsBuf};
    /// let difference = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?;
    /// let source = PixelsBuf::from_elements(vec![1, 10, 4, 30], 2, 1)?;
    /// let mut result = PixelsBuf::filled(1, 1, [0, 0])?;
    /// difference.apply_pixels_into(source.as_pixels(), result.as_pixels_mut())?;
    /// assert_eq!(result.data(), [[3, 20]]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn as_pixels_mut(&mut self) -> PixelsMut<'_, T, N> {
        PixelsMut {
            elements: self.elements.as_plane_mut(),
        }
    }

    /// The elements of the pixels, row by row.
    #[must_use]
    pub fn into_elements(self) -> Vec<T> {
        self.elements.into_vec()
    }
}

/// As for [`Pixels`].
impl<T: fmt::Debug, const N: usize> fmt::Debug for PixelsBuf<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::<T, N>(f, "PixelsBuf", self.elements.as_plane())
    }
}

/// The pixel at (column, row).
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T, const N: usize> Index<(usize, usize)> for PixelsBuf<T, N> {
    type Output = [T; N];

    #[track_caller]
    fn index(&self, at: (usize, usize)) -> &[T; N] {
        super::pixel::<T, N>(self.elements.as_plane(), at)
    }
}

/// The pixel at (column, row) to write to.
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T, const N: usize> IndexMut<(usize, usize)> for PixelsBuf<T, N> {
    #[track_caller]
    fn index_mut(&mut self, at: (usize, usize)) -> &mut [T; N] {
        let (width, height) = (self.width(), self.height());
        let row = self.elements.row_mut(at.1).unwrap_or_default();
        match row.as_chunks_mut().0.get_mut(at.0) {
            Some(pixel) => pixel,
            None => super::outside(width, height, at),
        }
    }
}
