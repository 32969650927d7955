//! The pixels that can be matched.

use crate::exec::Element;
use conv_plan::taps::Tap;

mod sealed {
    pub trait Sealed {
        /// A pixel of a template as a tap.
        fn tap(self) -> super::Tap;

        /// The same as an exact number.
        fn exact(self) -> super::Tap
        where
            Self: Sized,
        {
            self.tap()
        }
    }
}

pub(super) use sealed::Sealed;

/// A pixel of a picture to match in: `u8`, `u16` or `f32`.
///
/// The trait is sealed.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// # use conv_runtime::matching::{Best, Pixel, Score, Template, best};
/// /// Where a template fits best, in a picture of any type that can be matched.
/// fn place<T: Pixel>(picture: Plane<'_, T>, part: Plane<'_, T>) -> Result<Option<usize>, Error> {
///     let scores = Template::new(part)?.find(picture, Score::SumOfSquares)?;
///     Ok(best(scores.as_plane(), Best::Smallest).map(|found| found.x))
/// }
/// assert_eq!(place(Plane::new(&[1u8, 5, 2], 3, 1)?, Plane::new(&[5, 2], 2, 1)?)?, Some(1));
/// assert_eq!(place(Plane::new(&[1.0f32, 5.0, 2.0], 3, 1)?, Plane::new(&[1.0], 1, 1)?)?, Some(0));
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a pixel of template matching",
    label = "not `u8`, `u16` or `f32`",
    note = "templates are matched in planes of `u8`, `u16` and `f32`"
)]
pub trait Pixel: Element + Into<f64> + Sealed {}

/// On the integer path: sums are of 32 bits, which is twice as fast as floats of 64.
impl Sealed for u8 {
    fn tap(self) -> Tap {
        Tap::integer(self.into())
    }
}

/// As a float: its sums of 64-bit floats are exact, and faster than those of 64-bit integers.
impl Sealed for u16 {
    fn tap(self) -> Tap {
        Tap::Binary(self.into())
    }

    fn exact(self) -> Tap {
        Tap::integer(self.into())
    }
}

impl Sealed for f32 {
    fn tap(self) -> Tap {
        Tap::Binary(self.into())
    }
}

impl Pixel for u8 {}
impl Pixel for u16 {}
impl Pixel for f32 {}
