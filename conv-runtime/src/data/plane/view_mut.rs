//! Planes to write to.

use super::{Layout, Plane};
use crate::data::{Error, Rect};

/// A plane that can be written to.
///
/// ```
/// # use conv_runtime::{Error, PlaneMut};
/// let mut data = [0; 8];
/// let plane = PlaneMut::new(&mut data, 3, 2)?.with_stride(4)?;
/// assert_eq!((plane.width(), plane.height(), plane.stride()), (3, 2, 4));
/// let mut right = plane.sub(1, 0, 2, 2)?;
/// if let Some(row) = right.row_mut(1) {
///     row.fill(7);
/// }
/// assert_eq!(right.as_plane().row(0), Some(&[0, 0][..]));
/// right.data_mut()[0] = 1;
/// assert_eq!(data, [0, 1, 0, 0, 0, 7, 7, 0]);
/// # Ok::<(), Error>(())
/// ```
pub struct PlaneMut<'a, T> {
    pub(super) data: &'a mut [T],
    pub(super) layout: Layout,
}

/// As for [`Plane`].
impl<T: PartialEq> PartialEq for PlaneMut<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        Layout::equal((&self.layout, self.data), (&other.layout, other.data))
    }
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

    /// All rows to write to, top to bottom.
    ///
    /// ```
    /// # use conv_runtime::{Error, PlaneMut};
    /// let mut data = [0u8; 6];
    /// let mut plane = PlaneMut::new(&mut data, 2, 2)?.with_stride(3)?;
    /// for (y, row) in (1..).zip(plane.rows_mut()) {
    ///     row.fill(y);
    /// }
    /// assert_eq!(data, [1, 1, 0, 2, 2, 0]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        self.layout.rows_mut(self.data)
    }

    /// A signal as a plane of one row.
    pub(crate) const fn signal(data: &'a mut [T]) -> Self {
        let layout = Layout {
            width: data.len(),
            height: 1,
            stride: data.len(),
        };
        Self { data, layout }
    }

    /// A part to write to, while the plane is kept.
    pub(crate) fn part(&mut self, part: Rect) -> Result<PlaneMut<'_, T>, Error> {
        let all = PlaneMut {
            data: &mut *self.data,
            layout: self.layout,
        };
        all.sub(part.x, part.y, part.width, part.height)
    }

    /// The first row in pieces of at most so many columns.
    #[cfg(feature = "rayon")]
    pub(crate) fn pieces(self, columns: usize) -> impl Iterator<Item = Self> {
        let row = &mut self.data[..self.layout.width];
        row.chunks_mut(columns.max(1)).map(Self::signal)
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
