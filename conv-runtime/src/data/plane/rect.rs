//! Rectangles of planes.

use core::fmt;

/// A rectangle of a plane: its first column and row, and its size.
///
/// ```
/// # use conv_runtime::Rect;
/// let rect = Rect::new(10, 20, 300, 200);
/// assert_eq!((rect.x, rect.width), (10, 300));
/// assert_eq!(rect.to_string(), "300x200 at column 10, row 20");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rect {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Rect {
    /// From column `x` and row `y` on, `width` x `height` elements.
    #[must_use]
    pub const fn new(x: usize, y: usize, width: usize, height: usize) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// Whether it has elements, all of which a plane of this size has.
    pub(crate) fn is_inside(&self, width: usize, height: usize) -> bool {
        let fits = |first: usize, length: usize, all: usize| {
            length > 0 && first.checked_add(length).is_some_and(|end| end <= all)
        };
        fits(self.x, self.width, width) && fits(self.y, self.height, height)
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            x,
            y,
            width,
            height,
        } = self;
        write!(f, "{width}x{height} at column {x}, row {y}")
    }
}
