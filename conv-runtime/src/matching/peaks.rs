//! Places where a template fits: the best one, or several that are apart.
//!
//! ```text
//! scores -> at the threshold or better, no neighbour is better -> best first
//!        -> each that no better one is near                       (a grid of one peak a cell)
//! ```

use super::score::Best;
use crate::data::{Error, Plane, try_filled};
use alloc::vec::Vec;
use core::cmp::Ordering;

/// A place where a template fits.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// # use conv_runtime::matching::{Best, Match, best};
/// let scores = Plane::new(&[0.5, 0.9f32], 2, 1)?;
/// let Some(Match { x, y, score }) = best(scores, Best::Largest) else { panic!("no NaN") };
/// assert_eq!((x, y, score), (1, 0, 0.9));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Column of the window's first pixel.
    pub x: usize,
    /// Row of the window's first pixel.
    pub y: usize,
    /// The score there.
    pub score: f32,
}

/// The best score; of equal ones the first, row by row. `None` if every score is NaN.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// # use conv_runtime::matching::{Best, Match, best};
/// let scores = Plane::new(&[0.5, 0.1, 0.9, 0.9f32], 2, 2)?;
/// assert_eq!(best(scores, Best::Largest), Some(Match { x: 0, y: 1, score: 0.9 }));
/// assert_eq!(best(scores, Best::Smallest), Some(Match { x: 1, y: 0, score: 0.1 }));
/// # Ok::<(), Error>(())
/// ```
#[must_use]
pub fn best(scores: Plane<'_, f32>, best: Best) -> Option<Match> {
    let mut found: Option<Match> = None;
    for (y, row) in scores.rows().enumerate() {
        for (x, &score) in row.iter().enumerate() {
            let strength = best.strength(score);
            let better = found.map_or(!score.is_nan(), |found| {
                strength > best.strength(found.score)
            });
            if better {
                found = Some(Match { x, y, score });
            }
        }
    }
    found
}

/// All places that fit, best first: scores at `threshold` or better that none of their eight
/// neighbours surpasses, at least `distance` pixels apart.
///
/// Two places are as far apart as their columns or their rows are, whichever is more; of two that
/// are too near, the better one stays. A `distance` of half the template's size keeps matches
/// from overlapping by more than that; 0 and 1 keep all. Of equal scores the first is better, row
/// by row, so that one plateau gives one place, or a few if it is not convex. NaN is never a place.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// # use conv_runtime::matching::{Best, peaks};
/// let scores = Plane::new(&[0.1, 0.9, 0.2, 0.8, 0.1, 0.1, 0.7f32], 7, 1)?;
/// let places = |distance| -> Result<Vec<usize>, Error> {
///     let found = peaks(scores, 0.7, distance, Best::Largest)?;
///     Ok(found.iter().map(|found| found.x).collect())
/// };
/// assert_eq!(places(1)?, [1, 3, 6]);
/// assert_eq!(places(3)?, [1, 6]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub fn peaks(
    scores: Plane<'_, f32>,
    threshold: f32,
    distance: usize,
    best: Best,
) -> Result<Vec<Match>, Error> {
    let mut found = candidates(scores, threshold, best)?;
    let order = |a: &Match, b: &Match| {
        // None of them is NaN.
        let stronger = best.strength(b.score).partial_cmp(&best.strength(a.score));
        stronger
            .unwrap_or(Ordering::Equal)
            .then((a.y, a.x).cmp(&(b.y, b.x)))
    };
    found.sort_unstable_by(order);
    if distance > 1 {
        let mut grid = Grid::new(scores.width(), scores.height(), distance)?;
        found.retain(|found| grid.takes(found.x, found.y));
    }
    Ok(found)
}

/// Scores at the threshold or better that no neighbour surpasses, row by row.
fn candidates(scores: Plane<'_, f32>, threshold: f32, best: Best) -> Result<Vec<Match>, Error> {
    let mut found = Vec::new();
    let least = best.strength(threshold);
    let mut above: Option<&[f32]> = None;
    let mut rows = scores.rows().peekable();
    let mut y = 0;
    while let Some(row) = rows.next() {
        let below = rows.peek().copied();
        for (x, &score) in row.iter().enumerate() {
            let strength = best.strength(score);
            if strength < least || strength.is_nan() || least.is_nan() {
                continue;
            }
            let around = x.saturating_sub(1)..(x + 2).min(row.len());
            // A zero of either sign is the same score.
            let before = |other: &f32| best.strength(*other) >= strength;
            let after = |other: &f32| best.strength(*other) > strength;
            let surpassed = above.is_some_and(|row| row[around.clone()].iter().any(before))
                || row[around.start..x].iter().any(before)
                || row[x + 1..around.end].iter().any(after)
                || below.is_some_and(|row| row[around].iter().any(after));
            if !surpassed {
                found.try_reserve(1)?;
                found.push(Match { x, y, score });
            }
        }
        above = Some(row);
        y += 1;
    }
    Ok(found)
}

/// Places that are taken, in cells of `distance` x `distance` pixels: of two places in one cell,
/// one would be too near.
struct Grid {
    cells: Vec<Option<(usize, usize)>>,
    columns: usize,
    distance: usize,
}

impl Grid {
    fn new(width: usize, height: usize, distance: usize) -> Result<Self, Error> {
        let columns = width.div_ceil(distance);
        Ok(Self {
            cells: try_filled(columns * height.div_ceil(distance), None)?,
            columns,
            distance,
        })
    }

    /// Takes a place, unless one that is taken is nearer than the distance.
    fn takes(&mut self, x: usize, y: usize) -> bool {
        let (column, row) = (x / self.distance, y / self.distance);
        let near = |&(left, top): &(usize, usize)| {
            left.abs_diff(x) < self.distance && top.abs_diff(y) < self.distance
        };
        let first = column.saturating_sub(1);
        let last = (column + 2).min(self.columns);
        let rows = self.cells.chunks_exact(self.columns);
        let mut rows = rows.skip(row.saturating_sub(1)).take(row.min(1) + 2);
        if rows.any(|row| row[first..last].iter().flatten().any(near)) {
            return false;
        }
        self.cells[row * self.columns + column] = Some((x, y));
        true
    }
}
