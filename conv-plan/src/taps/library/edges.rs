//! Derivatives on small grids, and the masks that are made of them; all of integers.
//!
//! ```
//! # use conv_plan::taps::library::edges;
//! assert_eq!(edges::sobel_x().values().len(), 9);
//! ```

use crate::taps::{Taps, TapsError};
use alloc::vec::Vec;

/// Sobel derivative along x: smoothing `1 2 1` down, difference `-1 0 1` across.
///
/// ```
/// # use conv_plan::taps::library::sobel_x;
/// assert_eq!(sobel_x(), [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]].into());
/// ```
#[must_use]
pub fn sobel_x() -> Taps {
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]].into()
}

/// Sobel derivative along y.
///
/// ```
/// # use conv_plan::taps::library::sobel_y;
/// assert_eq!(sobel_y(), [[-1, -2, -1], [0, 0, 0], [1, 2, 1]].into());
/// ```
#[must_use]
pub fn sobel_y() -> Taps {
    sobel_x().transposed()
}

/// Prewitt derivative along x: smoothing `1 1 1` down, difference `-1 0 1` across.
///
/// ```
/// # use conv_plan::taps::library::prewitt_x;
/// assert_eq!(prewitt_x(), [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]].into());
/// ```
#[must_use]
pub fn prewitt_x() -> Taps {
    [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]].into()
}

/// Prewitt derivative along y.
///
/// ```
/// # use conv_plan::taps::library::prewitt_y;
/// assert_eq!(prewitt_y(), [[-1, -1, -1], [0, 0, 0], [1, 1, 1]].into());
/// ```
#[must_use]
pub fn prewitt_y() -> Taps {
    prewitt_x().transposed()
}

/// Scharr derivative along x: smoothing `3 10 3` down, difference `-1 0 1` across.
///
/// ```
/// # use conv_plan::taps::library::scharr_x;
/// assert_eq!(scharr_x(), [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]].into());
/// ```
#[must_use]
pub fn scharr_x() -> Taps {
    [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]].into()
}

/// Scharr derivative along y.
///
/// ```
/// # use conv_plan::taps::library::scharr_y;
/// assert_eq!(scharr_y(), [[-3, -10, -3], [0, 0, 0], [3, 10, 3]].into());
/// ```
#[must_use]
pub fn scharr_y() -> Taps {
    scharr_x().transposed()
}

/// Roberts difference along the diagonal to the lower right.
///
/// ```
/// # use conv_plan::taps::library::roberts_x;
/// assert_eq!(roberts_x(), [[-1, 0], [0, 1]].into());
/// ```
#[must_use]
pub fn roberts_x() -> Taps {
    [[-1, 0], [0, 1]].into()
}

/// Roberts difference along the diagonal to the lower left.
///
/// ```
/// # use conv_plan::taps::library::roberts_y;
/// assert_eq!(roberts_y(), [[0, -1], [1, 0]].into());
/// ```
#[must_use]
pub fn roberts_y() -> Taps {
    [[0, -1], [1, 0]].into()
}

/// Laplacian over the 4 nearest neighbours.
///
/// ```
/// # use conv_plan::taps::library::laplacian4;
/// assert_eq!(laplacian4(), [[0, 1, 0], [1, -4, 1], [0, 1, 0]].into());
/// ```
#[must_use]
pub fn laplacian4() -> Taps {
    [[0, 1, 0], [1, -4, 1], [0, 1, 0]].into()
}

/// Laplacian over all 8 neighbours.
///
/// ```
/// # use conv_plan::taps::library::laplacian8;
/// assert_eq!(laplacian8(), [[1, 1, 1], [1, -8, 1], [1, 1, 1]].into());
/// ```
#[must_use]
pub fn laplacian8() -> Taps {
    [[1, 1, 1], [1, -8, 1], [1, 1, 1]].into()
}

/// Laplacian over 4 or 8 neighbours.
///
/// # Errors
///
/// [`TapsError`] for any other number of `neighbours`.
///
/// ```
/// use conv_plan::taps::library;
///
/// assert_eq!(library::laplacian(4)?, library::laplacian4());
/// assert!(library::laplacian(6).is_err());
/// # Ok::<(), conv_plan::taps::TapsError>(())
/// ```
pub fn laplacian(neighbours: usize) -> Result<Taps, TapsError> {
    match neighbours {
        4 => Ok(laplacian4()),
        8 => Ok(laplacian8()),
        _ => Err(TapsError::range("neighbours", neighbours, "4 or 8")),
    }
}

/// Sharpening: the identity minus the Laplacian over 4 neighbours.
///
/// ```
/// # use conv_plan::taps::library::sharpen;
/// assert_eq!(sharpen(), [[0, -1, 0], [-1, 5, -1], [0, -1, 0]].into());
/// ```
#[must_use]
pub fn sharpen() -> Taps {
    [[0, -1, 0], [-1, 5, -1], [0, -1, 0]].into()
}

/// A relief lit from the upper left: the identity plus a difference along the diagonal.
///
/// ```
/// # use conv_plan::taps::library::emboss;
/// assert_eq!(emboss(), [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]].into());
/// ```
#[must_use]
pub fn emboss() -> Taps {
    [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]].into()
}

/// A direction on the compass, north up.
///
/// ```
/// # use conv_plan::taps::library::{Direction, kirsch};
/// let strongest = Direction::ALL.map(|direction| (direction.name(), kirsch(direction)));
/// assert_eq!(strongest[1].0, "north_east");
/// assert_eq!(strongest[1].1, [[-3, 5, 5], [-3, 0, 5], [-3, -3, -3]].into());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the right.
    East,
    /// To the upper right.
    NorthEast,
    /// Up.
    North,
    /// To the upper left.
    NorthWest,
    /// To the left.
    West,
    /// To the lower left.
    SouthWest,
    /// Down.
    South,
    /// To the lower right.
    SouthEast,
}

impl Direction {
    /// Every direction, against the clock.
    pub const ALL: [Self; 8] = [
        Self::East,
        Self::NorthEast,
        Self::North,
        Self::NorthWest,
        Self::West,
        Self::SouthWest,
        Self::South,
        Self::SouthEast,
    ];

    /// Its name, as in `kirsch(north_east)`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::East => "east",
            Self::NorthEast => "north_east",
            Self::North => "north",
            Self::NorthWest => "north_west",
            Self::West => "west",
            Self::SouthWest => "south_west",
            Self::South => "south",
            Self::SouthEast => "south_east",
        }
    }
}

/// Kirsch's compass mask: 5 on the three neighbours in `direction`, -3 on the others.
///
/// ```
/// use conv_plan::taps::library::{Direction, kirsch};
///
/// assert_eq!(kirsch(Direction::North), [[5, 5, 5], [-3, 0, -3], [-3, -3, -3]].into());
/// ```
#[must_use]
pub fn kirsch(direction: Direction) -> Taps {
    compass([5, 5, -3, -3, -3, -3, -3, 5], direction)
}

/// Robinson's compass mask: `1 2 1` on the three neighbours in `direction`, `-1 -2 -1` opposite.
///
/// ```
/// use conv_plan::taps::library::{Direction, robinson, sobel_x};
///
/// assert_eq!(robinson(Direction::East), sobel_x());
/// ```
#[must_use]
pub fn robinson(direction: Direction) -> Taps {
    compass([2, 1, 0, -1, -2, -1, 0, 1], direction)
}

/// Eight taps around a 0, against the clock, the first in `direction`.
fn compass(mut ring: [i32; 8], direction: Direction) -> Taps {
    // Places of the neighbours in three rows of three, from the right against the clock.
    const PLACES: [usize; 8] = [5, 2, 1, 0, 3, 6, 7, 8];
    ring.rotate_right(direction as usize);
    let mut rows = [0; 9];
    for (place, tap) in PLACES.into_iter().zip(ring) {
        if let Some(at) = rows.get_mut(place) {
            *at = tap;
        }
    }
    let rows: Vec<Vec<i32>> = rows.chunks_exact(3).map(<[i32]>::to_vec).collect();
    rows.into()
}
