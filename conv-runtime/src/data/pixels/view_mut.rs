//! Pixels to write to.

use super::{Pixels, elements_of, outside, shown};
use crate::data::{Error, PlaneMut};
use core::fmt;
use core::ops::{Index, IndexMut};

/// A picture that can be written to.
///
/// ```
/// # use conv_runtime::{Error, PixelsMut};
/// let mut data = [[0u8; 4]; 6];
/// let mut pixels = PixelsMut::new(&mut data, 3, 2)?;
/// pixels[(2, 1)] = [1, 2, 3, 255];
/// assert_eq!(data[5], [1, 2, 3, 255]);
/// # Ok::<(), Error>(())
/// ```
pub struct PixelsMut<'a, T, const N: usize> {
    pub(super) elements: PlaneMut<'a, T>,
}

impl<'a, T, const N: usize> PixelsMut<'a, T, N> {
    /// A picture of `height` rows of `width` pixels, one row after the other.
    ///
    /// # Errors
    ///
    /// As [`Pixels::new`].
    pub fn new(data: &'a mut [[T; N]], width: usize, height: usize) -> Result<Self, Error> {
        Self::from_elements(data.as_flattened_mut(), width, height)
    }

    /// The same from the elements of the pixels, one after the other.
    ///
    /// # Errors
    ///
    /// As [`Pixels::from_elements`].
    pub fn from_elements(data: &'a mut [T], width: usize, height: usize) -> Result<Self, Error> {
        let elements = PlaneMut::new(data, elements_of::<N>(width)?, height)?;
        Ok(Self { elements })
    }

    /// The same width and height over rows that begin `stride` elements apart.
    ///
    /// What lies between the rows is never written.
    ///
    /// # Errors
    ///
    /// As [`Pixels::with_stride`].
    pub fn with_stride(self, stride: usize) -> Result<Self, Error> {
        let elements = self.elements.with_stride(stride)?;
        Ok(Self { elements })
    }

    /// The part of `width` x `height` pixels whose first is at column `x`, row `y`.
    ///
    /// # Errors
    ///
    /// As [`Pixels::sub`].
    pub fn sub(self, x: usize, y: usize, width: usize, height: usize) -> Result<Self, Error> {
        // The view to read from says what is wrong, in pixels.
        self.as_pixels().sub(x, y, width, height)?;
        let elements = self.elements.sub(x * N, y, width * N, height)?;
        Ok(Self { elements })
    }

    /// Number of columns, in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.elements.width() / N
    }

    /// Number of rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.elements.height()
    }

    /// Elements from the beginning of a row to the beginning of the next.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.elements.stride()
    }

    /// The same picture to read from.
    #[must_use]
    pub const fn as_pixels(&self) -> Pixels<'_, T, N> {
        Pixels {
            elements: self.elements.as_plane(),
        }
    }

    /// The elements as a plane, `N` columns for each pixel.
    #[must_use]
    pub fn into_elements(self) -> PlaneMut<'a, T> {
        self.elements
    }

    /// The row `y` to write to, or `None` below the last.
    #[must_use]
    pub fn row_mut(&mut self, y: usize) -> Option<&mut [[T; N]]> {
        self.elements.row_mut(y).map(|row| row.as_chunks_mut().0)
    }

    /// All rows to write to, top to bottom.
    ///
    /// ```
    /// # use conv_runtime::{Error, PixelsMut};
    /// // Rows of two pixels of two channels, which begin five elements apart.
    /// let mut data = [0; 9];
    /// let mut pixels = PixelsMut::<_, 2>::from_elements(&mut data, 2, 2)?.with_stride(5)?;
    /// assert_eq!((pixels.width(), pixels.height(), pixels.stride()), (2, 2, 5));
    /// for (y, row) in (1..).zip(pixels.rows_mut()) {
    ///     row.fill([y, 10 * y]);
    /// }
    /// let mut last = pixels.sub(1, 0, 1, 2)?;
    /// if let Some(row) = last.row_mut(1) {
    ///     row[0] = [7, 7];
    /// }
    /// assert_eq!(last.as_pixels()[(0, 0)], [1, 10]);
    /// assert_eq!(last.into_elements().width(), 2);
    /// assert_eq!(data, [1, 10, 1, 10, 0, 2, 20, 7, 7]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [[T; N]]> {
        self.elements.rows_mut().map(|row| row.as_chunks_mut().0)
    }
}

/// As for [`Pixels`].
impl<T: PartialEq, const N: usize> PartialEq for PixelsMut<'_, T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.elements == other.elements
    }
}

/// As for [`Pixels`].
impl<T: fmt::Debug, const N: usize> fmt::Debug for PixelsMut<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::<T, N>(f, "PixelsMut", self.elements.as_plane())
    }
}

/// The pixel at (column, row).
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T, const N: usize> Index<(usize, usize)> for PixelsMut<'_, T, N> {
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
impl<T, const N: usize> IndexMut<(usize, usize)> for PixelsMut<'_, T, N> {
    #[track_caller]
    fn index_mut(&mut self, (x, y): (usize, usize)) -> &mut [T; N] {
        let (width, height) = (self.width(), self.height());
        match self.row_mut(y).and_then(|row| row.get_mut(x)) {
            Some(pixel) => pixel,
            None => outside(width, height, (x, y)),
        }
    }
}
