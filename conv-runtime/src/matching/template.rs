//! A template, prepared for any number of pictures.

use super::cross::Correlator;
use super::facts::Facts;
use super::pixel::Pixel;
use crate::data::{Error, Plane, try_filled};
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::taps::Tap;
use conv_plan::window::AxisName;
use core::fmt;

/// A small picture to be found in larger ones, with its kernels and sums.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// # use conv_runtime::matching::{Score, Template};
/// let cross = Template::new(Plane::new(&[0, 9, 0, 9, 9, 9, 0, 9, 0u8], 3, 3)?)?;
/// let picture = vec![7; 20 * 10];
/// let scores = cross.find(Plane::new(&picture, 20, 10)?, Score::CoefficientNormed)?;
/// assert_eq!((scores.width(), scores.height()), (18, 8));
/// // Windows without variance.
/// assert!(scores.data().iter().all(|&score| score == 0.0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Template<T> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) facts: Facts,
    pub(super) cross: Cross<T>,
    pub(super) mask: Option<Mask>,
}

/// How products with the template are summed.
#[derive(Clone)]
pub(super) enum Cross<T> {
    /// Of its pixels: exact integers.
    Integers(Correlator<T>),
    /// Of its weighted deviations from the mean, in `f64`.
    Floats(Correlator<f64>),
}

/// Sums with the weights of a mask.
#[derive(Clone)]
pub(super) struct Mask {
    /// With each weight.
    pub weights: Correlator<f64>,
    /// With its square; `None` if all are 0 or 1.
    pub squares: Option<Correlator<f64>>,
}

impl<T: Pixel> Template<T> {
    /// Prepares a template in which every pixel counts the same.
    ///
    /// # Errors
    ///
    /// [`Error::TemplateNotFinite`] if a pixel is NaN or infinite, [`Error::OutOfMemory`].
    pub fn new(template: Plane<'_, T>) -> Result<Self, Error> {
        Self::build(template, None)
    }

    /// Prepares a template with a weight for each pixel, as OpenCV's masks of `f32`: 0 for pixels
    /// that do not count, 1 for those that do, or anything between or above.
    ///
    /// (OpenCV takes a mask of bytes for zeros and ones; here they have to be written as such.)
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane};
    /// # use conv_runtime::matching::{Score, Template};
    /// let (template, mask) = ([5, 200, 2u8], [1.0, 0.0, 1.0]);
    /// let ends = Template::masked(Plane::new(&template, 3, 1)?, Plane::new(&mask, 3, 1)?)?;
    /// let picture = Plane::new(&[9, 5, 1, 2, 9u8], 5, 1)?;
    /// let scores = ends.find(picture, Score::SumOfSquares)?;
    /// assert_eq!(scores.data(), [17.0, 0.0, 65.0]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new), for pixels that count; [`Error::MaskSize`] if the mask has
    /// another size than the template, [`Error::MaskWeight`] if a weight is negative, NaN or
    /// infinite, [`Error::MaskEmpty`] if no weight is above 0.
    pub fn masked(template: Plane<'_, T>, mask: Plane<'_, f32>) -> Result<Self, Error> {
        let (expected_width, expected_height) = (template.width(), template.height());
        let (found_width, found_height) = (mask.width(), mask.height());
        if (expected_width, expected_height) != (found_width, found_height) {
            return Err(Error::MaskSize {
                expected_width,
                expected_height,
                found_width,
                found_height,
            });
        }
        let weights = copied(mask)?;
        if let Some(index) = weights.iter().position(|&m| !(m >= 0.0 && m.is_finite())) {
            return Err(Error::MaskWeight { index });
        }
        if weights.iter().all(|&m| m == 0.0) {
            return Err(Error::MaskEmpty);
        }
        Self::build(template, Some(&weights))
    }

    fn build(template: Plane<'_, T>, weights: Option<&[f32]>) -> Result<Self, Error> {
        let (width, height) = (template.width(), template.height());
        let counts = |index: usize| weights.is_none_or(|weights| weights[index] != 0.0);
        let mut pixels = copied(template)?;
        for (index, pixel) in pixels.iter_mut().enumerate() {
            if !counts(index) {
                *pixel = T::default();
            } else if !Into::<f64>::into(*pixel).is_finite() {
                return Err(Error::TemplateNotFinite { index });
            }
        }
        let mut values = try_filled(pixels.len(), 0.0)?;
        for (value, &pixel) in values.iter_mut().zip(&pixels) {
            *value = pixel.into();
        }
        let mut deviations = try_filled(pixels.len(), 0.0)?;
        let largest = T::TYPE.range().map(|(_, largest)| largest as f64);
        let size = [width, height];
        let facts = Facts::new(&values, weights, size, largest, &mut deviations);
        let cross = if facts.exact {
            // The sums of a mask are formed directly, and those of its template beside them.
            let fft: Option<fn(T) -> Tap> = weights.is_none().then_some(T::exact);
            Cross::Integers(Correlator::new(&pixels, width, T::tap, fft)?)
        } else {
            let fft: Option<fn(f64) -> Tap> = weights.is_none().then_some(Tap::Binary);
            Cross::Floats(Correlator::new(&deviations, width, Tap::Binary, fft)?)
        };
        let mask = weights
            .map(|weights| Mask::new(weights, width))
            .transpose()?;
        Ok(Self {
            width,
            height,
            facts,
            cross,
            mask,
        })
    }

    /// Columns of the template.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows of the template.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// Columns and rows of places in a picture of `width` x `height`: one more than what the
    /// picture has more than the template.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::Template};
    /// let patch = Template::new(Plane::new(&[1, 2, 3, 4u8], 2, 2)?)?;
    /// assert_eq!(patch.output_size(640, 480)?, (639, 479));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InputTooSmall`] if the template is larger than the picture.
    pub fn output_size(&self, width: usize, height: usize) -> Result<(usize, usize), Error> {
        let places = |axis: AxisName, padded: usize, extent: usize| {
            let more = padded.checked_sub(extent);
            more.map(|more| more + 1).ok_or(Error::InputTooSmall {
                axis,
                padded,
                extent,
            })
        };
        let rows = places(AxisName::Rows, height, self.height)?;
        Ok((places(AxisName::Columns, width, self.width)?, rows))
    }
}

impl Mask {
    fn new(weights: &[f32], width: usize) -> Result<Self, Error> {
        let tap = |weight: f32| Tap::Binary(weight.into());
        let binary = weights.iter().all(|&weight| weight == 0.0 || weight == 1.0);
        let squares = if binary {
            None
        } else {
            // Exact: 24 bits times 24 bits, and as small as `f64` can be.
            let square = |weight: f32| Tap::Binary(f64::from(weight) * f64::from(weight));
            Some(Correlator::new(weights, width, square, None)?)
        };
        Ok(Self {
            weights: Correlator::new(weights, width, tap, None)?,
            squares,
        })
    }
}

fn copied<T: Copy>(plane: Plane<'_, T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    all.try_reserve_exact(plane.width() * plane.height())?;
    plane.rows().for_each(|row| all.extend_from_slice(row));
    Ok(all)
}

/// The size, and whether there is a mask.
impl<T: Scalar> fmt::Debug for Template<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height, ty) = (self.width, self.height, T::TYPE);
        let mask = if self.mask.is_some() { ", masked" } else { "" };
        write!(f, "Template({width}x{height}, {ty}{mask})")
    }
}
