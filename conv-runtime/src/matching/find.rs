//! A template in a picture: which sums a score takes, and where they come from.
//!
//! ```text
//! strip of rows
//!   integers      pixels                         -> cross terms, window sums -> rows of scores
//!   floats, mask  pixels in f64, less the mean   -> the same; of a mask by its kernels
//! ```
//!
//! Coefficients do not change if a constant is subtracted from the picture; of what is left, far
//! fewer digits are lost.

use super::cross::{Uncertain, Work};
use super::norm::{self, Sums};
use super::pixel::Pixel;
use super::score::Score;
use super::template::{Cross, Mask, Template};
use super::window;
use crate::data::{Error, Plane, PlaneBuf, PlaneMut, grown};
use alloc::vec::Vec;
use core::fmt;

/// Buffers of [`Template::find_with`], which grow to what the largest picture needs.
///
/// Scores are computed in strips of rows: at least four times the height of the template, and more
/// for narrow pictures. That takes 8 bytes for each place of a strip; 16 bytes for each pixel of as
/// many rows as the template or the strip has, whichever are fewer; and, except for integers
/// without a mask, 8 bytes for each pixel under a strip. A mask takes another 24 bytes for each
/// place, and 8 for each pixel. An FFT has buffers of its size besides.
///
/// ```
/// # use conv_runtime::{Error, Plane, PlaneBuf};
/// # use conv_runtime::matching::{Buffers, Score, Template};
/// let step = Template::new(Plane::new(&[0, 1u8], 2, 1)?)?;
/// let (mut scores, mut buffers) = (PlaneBuf::filled(3, 1, 0.0)?, Buffers::new());
/// let picture = Plane::new(&[5, 5, 9, 9u8], 4, 1)?;
/// step.find_with(picture, Score::Coefficient, scores.as_plane_mut(), &mut buffers)?;
/// assert_eq!(scores.data(), [0.0, 2.0, 0.0]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Default)]
pub struct Buffers {
    work: Work,
    cross: Vec<f64>,
    windows: Vec<f64>,
    doubles: Vec<f64>,
    masked: [Vec<f64>; 3],
}

impl Buffers {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl fmt::Debug for Buffers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buffers")
    }
}

impl<T: Pixel> Template<T> {
    /// The score of every place: at column `x`, row `y`, that of the window whose first pixel is
    /// there.
    ///
    /// The plane has [`output_size`](Self::output_size) elements.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size), [`Error::SizeOverflow`],
    /// [`Error::OutOfMemory`].
    pub fn find(&self, picture: Plane<'_, T>, score: Score) -> Result<PlaneBuf<f32>, Error> {
        let (width, height) = self.output_size(picture.width(), picture.height())?;
        let mut scores = PlaneBuf::filled(width, height, 0.0)?;
        self.find_with(picture, score, scores.as_plane_mut(), &mut Buffers::new())?;
        Ok(scores)
    }

    /// As [`find`](Self::find), into a plane, with buffers that are kept: for every frame of a
    /// video. Nothing is allocated once they have grown.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, PlaneBuf};
    /// # use conv_runtime::matching::{Buffers, Score, Template};
    /// let step = Template::new(Plane::new(&[0, 1u8], 2, 1)?)?;
    /// let mut scores = PlaneBuf::filled(3, 1, 0.0)?;
    /// let mut buffers = Buffers::new();
    /// for frame in [[5, 5, 9, 9u8], [5, 9, 9, 9]] {
    ///     let frame = Plane::new(&frame, 4, 1)?;
    ///     step.find_with(frame, Score::Coefficient, scores.as_plane_mut(), &mut buffers)?;
    /// }
    /// assert_eq!(scores.data(), [2.0, 0.0, 0.0]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find); [`Error::OutputSize`] if `scores` has another size.
    pub fn find_with(
        &self,
        picture: Plane<'_, T>,
        score: Score,
        mut scores: PlaneMut<'_, f32>,
        buffers: &mut Buffers,
    ) -> Result<(), Error> {
        let (width, height) = self.output_size(picture.width(), picture.height())?;
        if (scores.width(), scores.height()) != (width, height) {
            return Err(Error::OutputSize {
                expected_width: width,
                expected_height: height,
                found_width: scores.width(),
                found_height: scores.height(),
            });
        }
        let shift = if matches!(self.cross, Cross::Floats(_)) && score.is_coefficient() {
            middle(picture)
        } else {
            0.0
        };
        let rows = strip(height, width, self.height);
        for top in (0..height).step_by(rows) {
            let rows = rows.min(height - top);
            let part = picture.sub(0, top, picture.width(), rows + (self.height - 1))?;
            self.strip((part, shift), (score, top), &mut scores, buffers)?;
        }
        Ok(())
    }

    /// The scores of the places of a part of the picture, into the rows from `top` on.
    fn strip(
        &self,
        (picture, shift): (Plane<'_, T>, f64),
        (score, top): (Score, usize),
        scores: &mut PlaneMut<'_, f32>,
        buffers: &mut Buffers,
    ) -> Result<(), Error> {
        let (width, height) = self.output_size(picture.width(), picture.height())?;
        let places = width.checked_mul(height).ok_or(Error::SizeOverflow)?;
        let Buffers {
            work,
            cross,
            windows,
            doubles,
            masked,
        } = buffers;
        let cross = grown(cross, places)?;
        let size = [self.width, self.height];
        let mut finish = |y: usize, cross: &[f64], [means, weighted, squares]: [&[f64]; 3]| {
            let sums = Sums {
                cross: &cross[y * width..][..width],
                means,
                weighted,
                squares,
            };
            if let Some(to) = scores.row_mut(top + y) {
                norm::row(score, &self.facts, sums, to);
            }
        };
        let kernel = match &self.cross {
            Cross::Integers(kernel) => {
                kernel.run_fast(picture, cross, work)?;
                if score == Score::Correlation {
                    (0..height).for_each(|y| {
                        let row = &cross[y * width..][..width];
                        finish(y, cross, [row; 3]);
                    });
                    return Ok(());
                }
                if self.mask.is_none() {
                    return window::sums(picture, size, windows, |y, sums, squares| {
                        finish(y, cross, [sums, sums, squares]);
                    });
                }
                None
            }
            Cross::Floats(kernel) => Some(kernel),
        };
        let doubles = converted(picture, shift, doubles)?;
        let Some(mask) = &self.mask else {
            let Some(kernel) = kernel else {
                return Ok(());
            };
            let least = kernel.run_fast(doubles, cross, work)?.map(Uncertain::least);
            let mut weak = false;
            window::sums(doubles, size, windows, |y, sums, squares| {
                if let Some(least) = least {
                    let cross = &mut cross[y * width..][..width];
                    weak |= norm::is_uncertain(score, &self.facts, least, [sums, squares], cross);
                }
                finish(y, cross, [sums, sums, squares]);
            })?;
            if weak {
                // An FFT is too coarse for windows so much fainter than the rest of the strip.
                kernel.run(doubles, cross, work)?;
                window::sums(doubles, size, windows, |y, sums, squares| {
                    finish(y, cross, [sums, sums, squares]);
                })?;
            }
            return Ok(());
        };
        if let Some(kernel) = kernel {
            kernel.run(doubles, cross, work)?;
        }
        let sums = mask.sums(doubles, places, windows, masked, work)?;
        for y in 0..height {
            finish(y, cross, sums.map(|sums| &sums[y * width..][..width]));
        }
        Ok(())
    }
}

/// Bytes of the cross terms of a strip: what a cache holds, so that hardly any memory is new.
const STRIP: usize = 512 << 10;

/// Rows of places that are computed together. Rows of a strip share all but the template's height
/// of what they read, so a strip has four times that.
fn strip(height: usize, width: usize, template: usize) -> usize {
    let cached = STRIP / size_of::<f64>() / width;
    let rows = template.saturating_mul(4).max(cached).max(1);
    // As many rows in each strip, and none left over.
    height.div_ceil(height.div_ceil(rows))
}

impl Mask {
    /// Sums over the windows of every place: A, B and C of [`norm`].
    fn sums<'a>(
        &self,
        picture: Plane<'_, f64>,
        places: usize,
        squared: &mut Vec<f64>,
        [means, weighted, squares]: &'a mut [Vec<f64>; 3],
        work: &mut Work,
    ) -> Result<[&'a [f64]; 3], Error> {
        let (width, height) = (picture.width(), picture.height());
        let means = grown(means, places)?;
        self.weights.run(picture, means, work)?;
        let means = &*means;
        let weighted = match &self.squares {
            None => means,
            Some(kernel) => {
                let weighted = grown(weighted, places)?;
                kernel.run(picture, weighted, work)?;
                weighted
            }
        };
        let squared = grown(squared, width * height)?;
        for (to, from) in squared.chunks_exact_mut(width).zip(picture.rows()) {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from * from;
            }
        }
        let squares = grown(squares, places)?;
        let kernel = self.squares.as_ref().unwrap_or(&self.weights);
        kernel.run(Plane::new(squared, width, height)?, squares, work)?;
        Ok([means, weighted, squares])
    }
}

/// The mean of the pixels that are finite, or 0.
fn middle<T: Pixel>(picture: Plane<'_, T>) -> f64 {
    /// Sums that do not wait for each other.
    const LANES: usize = 16;
    let (mut sums, mut counts) = ([0.0; LANES], [0.0; LANES]);
    for row in picture.rows() {
        for pixels in row.chunks(LANES) {
            for ((sum, count), &pixel) in sums.iter_mut().zip(&mut counts).zip(pixels) {
                let pixel: f64 = pixel.into();
                let finite = pixel.is_finite();
                *sum += if finite { pixel } else { 0.0 };
                *count += if finite { 1.0 } else { 0.0 };
            }
        }
    }
    let (sum, count): (f64, f64) = (sums.iter().sum(), counts.iter().sum());
    // In `f32`, so that hardly any difference to it has to be rounded.
    if count > 0.0 {
        f64::from((sum / count) as f32)
    } else {
        0.0
    }
}

/// The picture less a constant, in `f64`.
fn converted<'a, T: Pixel>(
    picture: Plane<'_, T>,
    shift: f64,
    buffer: &'a mut Vec<f64>,
) -> Result<Plane<'a, f64>, Error> {
    let (width, height) = (picture.width(), picture.height());
    let length = width.checked_mul(height).ok_or(Error::SizeOverflow)?;
    let doubles = grown(buffer, length)?;
    for (to, from) in doubles.chunks_exact_mut(width).zip(picture.rows()) {
        for (to, &from) in to.iter_mut().zip(from) {
            *to = Into::<f64>::into(from) - shift;
        }
    }
    Plane::new(doubles, width, height)
}
