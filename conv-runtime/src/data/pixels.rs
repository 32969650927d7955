//! Pixels of several channels that stand side by side: `rgbrgbrgb`.
//!
//! A view of pixels is a plane of their elements, `N` for each pixel, so everything that is checked
//! of a plane is checked of pixels.

#[cfg(feature = "alloc")]
mod buffer;
mod view_mut;

#[cfg(feature = "alloc")]
pub use buffer::PixelsBuf;
pub use view_mut::PixelsMut;

use super::{Error, Plane};
use core::fmt;
use core::ops::Index;

/// A borrowed picture whose pixels have `N` elements each, one for each channel.
///
/// Sizes and places are those of pixels; only [`stride`](Self::stride) counts elements, because
/// rows of other libraries may end anywhere.
///
/// ```
/// # use conv_runtime::{Error, Pixels};
/// let data = [255u8, 0, 0, 0, 255, 0];
/// let pixels = Pixels::<u8, 3>::from_elements(&data, 2, 1)?;
/// assert_eq!(pixels[(1, 0)], [0, 255, 0]);
/// assert_eq!(pixels, Pixels::new(&[[255, 0, 0], [0, 255, 0]], 2, 1)?);
/// # Ok::<(), Error>(())
/// ```
pub struct Pixels<'a, T, const N: usize> {
    elements: Plane<'a, T>,
}

impl<T, const N: usize> Copy for Pixels<'_, T, N> {}

impl<T, const N: usize> Clone for Pixels<'_, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

/// The elements that so many pixels have; fails the build if they have none.
fn elements_of<const N: usize>(pixels: usize) -> Result<usize, Error> {
    const { assert!(N > 0, "pixels have at least one channel") };
    pixels.checked_mul(N).ok_or(Error::SizeOverflow)
}

/// A row of elements, by pixels.
fn by_pixel<T, const N: usize>(row: &[T]) -> &[[T; N]] {
    row.as_chunks().0
}

impl<'a, T, const N: usize> Pixels<'a, T, N> {
    /// A picture of `height` rows of `width` pixels, one row after the other.
    ///
    /// # Errors
    ///
    /// As [`from_elements`](Self::from_elements); [`Error::BufferTooShort`] counts elements.
    pub fn new(data: &'a [[T; N]], width: usize, height: usize) -> Result<Self, Error> {
        Self::from_elements(data.as_flattened(), width, height)
    }

    /// The same from the elements of the pixels, one after the other.
    ///
    /// The slice may be longer than `N * width * height`; the rest is never read.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::SizeOverflow`],
    /// [`Error::BufferTooShort`] if the slice has fewer elements.
    pub fn from_elements(data: &'a [T], width: usize, height: usize) -> Result<Self, Error> {
        let elements = Plane::new(data, elements_of::<N>(width)?, height)?;
        Ok(Self { elements })
    }

    /// The same width and height over rows that begin `stride` elements apart, `N` for each pixel
    /// and what lies between the rows.
    ///
    /// ```
    /// # use conv_runtime::{Error, Pixels};
    /// // Rows of one pixel, each of which ends on a multiple of 4 bytes.
    /// let data = [1u8, 2, 3, 0, 4, 5, 6, 0];
    /// let pixels = Pixels::<u8, 3>::from_elements(&data, 1, 2)?.with_stride(4)?;
    /// assert_eq!(pixels[(0, 1)], [4, 5, 6]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::StrideTooSmall`] if rows would overlap, [`Error::SizeOverflow`],
    /// [`Error::BufferTooShort`] if the slice has fewer elements.
    pub fn with_stride(self, stride: usize) -> Result<Self, Error> {
        let elements = self.elements.with_stride(stride)?;
        Ok(Self { elements })
    }

    /// The part of `width` x `height` pixels whose first is at column `x`, row `y`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0, [`Error::OutOfBounds`], in pixels, if it is not
    /// inside.
    pub fn sub(self, x: usize, y: usize, width: usize, height: usize) -> Result<Self, Error> {
        let part = elements_of::<N>(x)
            .and_then(|x| self.elements.sub(x, y, elements_of::<N>(width)?, height));
        match part {
            Ok(elements) => Ok(Self { elements }),
            Err(Error::Empty) => Err(Error::Empty),
            Err(_) => Err(Error::OutOfBounds {
                x,
                y,
                width,
                height,
                plane_width: self.width(),
                plane_height: self.height(),
            }),
        }
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
    ///
    /// ```
    /// # use conv_runtime::{Error, Pixels};
    /// let data = [[1u8, 2, 3], [4, 5, 6], [7, 8, 9], [0, 0, 1]];
    /// let pixels = Pixels::new(&data, 2, 2)?;
    /// assert_eq!((pixels.width(), pixels.height(), pixels.stride()), (2, 2, 6));
    /// assert_eq!(pixels.row(1), Some(&[[7, 8, 9], [0, 0, 1]][..]));
    /// assert_eq!(pixels.sub(1, 0, 1, 2)?.rows().count(), 2);
    /// assert_eq!(pixels.elements().width(), 6);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.elements.stride()
    }

    /// The elements as a plane, `N` columns for each pixel.
    ///
    /// A kernel would take it for a plane: neighbouring columns are other channels.
    #[must_use]
    pub const fn elements(&self) -> Plane<'a, T> {
        self.elements
    }

    /// The row `y`, or `None` below the last.
    #[must_use]
    pub fn row(&self, y: usize) -> Option<&'a [[T; N]]> {
        self.elements.row(y).map(by_pixel)
    }

    /// All rows, top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &'a [[T; N]]> + use<'a, T, N> {
        self.elements.rows().map(by_pixel)
    }

    /// One channel as a plane of its own, or `None` if there is no such channel.
    ///
    /// ```
    /// # use conv_runtime::{Error, Pixels};
    /// let pixels = Pixels::new(&[[1, 2, 3], [4, 5, 6]], 2, 1)?;
    /// assert_eq!(pixels.channel(2)?.map(|plane| plane.into_vec()), Some(vec![3, 6]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    pub fn channel(&self, channel: usize) -> Result<Option<super::PlaneBuf<T>>, Error>
    where
        T: Copy,
    {
        if channel >= N {
            return Ok(None);
        }
        let mut data = alloc::vec::Vec::new();
        data.try_reserve_exact(self.width() * self.height())
            .map_err(|_| Error::OutOfMemory)?;
        for row in self.rows() {
            data.extend(row.iter().filter_map(|pixel| pixel.get(channel)));
        }
        super::PlaneBuf::from_vec(data, self.width(), self.height()).map(Some)
    }
}

/// Pictures are equal if they have the same rows, whatever their strides.
impl<T: PartialEq, const N: usize> PartialEq for Pixels<'_, T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.elements == other.elements
    }
}

/// The size in pixels, and the first elements.
impl<T: fmt::Debug, const N: usize> fmt::Debug for Pixels<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::<T, N>(f, "Pixels", self.elements)
    }
}

fn shown<T: fmt::Debug, const N: usize>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    elements: Plane<'_, T>,
) -> fmt::Result {
    let (width, height) = (elements.width() / N, elements.height());
    write!(f, "{name}({width}x{height} of {N} channels, {elements:?})")
}

/// The pixel at (column, row).
///
/// # Panics
///
/// If there is no such column or row, as an index of a slice does.
impl<T, const N: usize> Index<(usize, usize)> for Pixels<'_, T, N> {
    type Output = [T; N];

    #[track_caller]
    fn index(&self, (x, y): (usize, usize)) -> &[T; N] {
        pixel::<T, N>(self.elements, (x, y))
    }
}

/// A pixel of a plane of elements.
#[track_caller]
fn pixel<'a, T, const N: usize>(elements: Plane<'a, T>, (x, y): (usize, usize)) -> &'a [T; N] {
    let row = elements.row(y).map_or(&[][..], by_pixel);
    match row.get(x) {
        Some(pixel) => pixel,
        None => outside(elements.width() / N, elements.height(), (x, y)),
    }
}

/// An index cannot return an error, here as little as in a slice.
#[cold]
#[track_caller]
fn outside(width: usize, height: usize, (x, y): (usize, usize)) -> ! {
    panic!("column {x}, row {y} is not inside the picture of {width}x{height} pixels")
}
