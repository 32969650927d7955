//! What becomes of the last channel of pixels that have an opacity.

use super::PixelFilter;
use crate::api::Filter;
use crate::data::{Error, Pixels, PixelsBuf};
use crate::exec::Element;
use conv_plan::number::{ElementType, Scalar, divide_ties_even, ties_even};
use conv_plan::window::{Axis, ResolvedAxis};

/// What [`apply_alpha`](PixelFilter::apply_alpha) makes of the opacity, the last of 2 or 4
/// channels.
///
/// An opacity is from 0 to the largest value of an integer type, from 0 to 1 of a float.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{Alpha, DynKernel, Error, PixelFilter, Pixels};
/// let blur = DynKernel::<f32, f32>::builder([[0.25, 0.5, 0.25]]).padding(Padding::Same).build()?;
/// let row = [[0.8, 1.0], [0.1, 0.5], [0.8, 1.0]];
/// // The opacity stays as it is.
/// let blurred = blur.apply_alpha(Pixels::new(&row, 3, 1)?, Alpha::Keep)?;
/// assert_eq!(blurred[(1, 0)][1], 0.5);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Alpha {
    /// It is filtered as every other channel is: right for pixels that are multiplied by it
    /// already, and for kernels that move or shrink a picture.
    Filter,
    /// Each pixel keeps its own; of a picture that becomes larger or smaller, that in the middle of
    /// the window. Right for kernels that sharpen or find edges, which would make an opaque picture
    /// transparent.
    #[default]
    Keep,
    /// Colours are multiplied by it before, and divided by what becomes of it after: what cannot be
    /// seen takes no part. Right for kernels that blur.
    ///
    /// Integers are rounded to the nearest each time. Where nothing can be seen colours become 0.
    Premultiply,
}

/// The value of what is opaque.
fn opaque<T: Scalar>() -> f64 {
    if T::TYPE.is_float() {
        1.0
    } else {
        T::max_value().to_f64()
    }
}

/// `colour * by / over`, rounded to the nearest.
fn scaled<T: Scalar>(colour: T, by: f64, over: f64) -> T {
    // Doubles do not hold every product of two of these.
    if T::TYPE == ElementType::I32 {
        let product = colour.to_f64() as i128 * by as i128;
        return T::from_f64(divide_ties_even(product, over as i128) as f64);
    }
    let value = colour.to_f64() * by / over;
    T::from_f64(if T::TYPE.is_float() {
        value
    } else {
        ties_even(value)
    })
}

/// As [`PixelFilter::apply_alpha`].
pub(super) fn apply<T: Element, F, const N: usize>(
    filter: &F,
    src: Pixels<'_, T, N>,
    alpha: Alpha,
) -> Result<PixelsBuf<T, N>, Error>
where
    F: PixelFilter + Filter<In = T, Out = T> + ?Sized,
{
    const { assert!(N == 2 || N == 4, "2 or 4 channels have an opacity") };
    match alpha {
        Alpha::Filter => filter.apply_pixels(src),
        Alpha::Keep => {
            let mut out = filter.apply_pixels(src)?;
            let window = filter.window();
            let (rows, columns) = window.resolve(src.width(), src.height())?;
            let (y, x) = (own(&window.rows, rows), own(&window.columns, columns));
            for (row, to) in out.rows_mut().enumerate() {
                let from = src.row(y(row)).unwrap_or_default();
                for (column, pixel) in to.iter_mut().enumerate() {
                    if let Some(from) = from.get(x(column)) {
                        pixel[N - 1] = from[N - 1];
                    }
                }
            }
            Ok(out)
        }
        Alpha::Premultiply => {
            let whole = opaque::<T>();
            let mut seen = PixelsBuf::filled(src.width(), src.height(), [T::default(); N])?;
            for (to, from) in seen.rows_mut().zip(src.rows()) {
                for (to, from) in to.iter_mut().zip(from) {
                    *to = *from;
                    let alpha = from[N - 1].to_f64();
                    for colour in &mut to[..N - 1] {
                        *colour = scaled(*colour, alpha, whole);
                    }
                }
            }
            let mut out = filter.apply_pixels(seen.as_pixels())?;
            for pixel in out.data_mut() {
                let alpha = pixel[N - 1].to_f64();
                for colour in &mut pixel[..N - 1] {
                    *colour = if alpha > 0.0 {
                        scaled(*colour, whole, alpha)
                    } else {
                        T::default()
                    };
                }
            }
            Ok(out)
        }
    }
}

/// The element that an output stands for: its own, where there are as many outputs as elements;
/// else that in the middle of its window, or the nearest where that is padding.
fn own(axis: &Axis, sizes: ResolvedAxis) -> impl Fn(usize) -> usize + use<> {
    let same = axis.stride == 1 && sizes.input == sizes.output;
    let (stride, half) = (axis.stride, (axis.saturating_extent() - 1) / 2);
    move |output| {
        if same {
            return output;
        }
        let position = (output * stride).saturating_add(half);
        position.saturating_sub(sizes.before).min(sizes.input - 1)
    }
}
