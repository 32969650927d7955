//! Tensors from one layout to another.
//!
//! ```text
//! for each image, for each block of 16 channels, for each run of pixels:
//!     both layouts have channels side by side:  copy the block's channels of each pixel
//!     otherwise:                                for each channel of the block, copy the run
//! ```
//!
//! A run is short, so that what is written with gaps is still in the first cache when the next
//! channel fills them.

use crate::data::{Error, check_length, try_filled};
use alloc::vec::Vec;
use conv_plan::rules::layer::{Layout, Strides, TensorShape};

/// Pixels of a run: with a cache line for each, 4 KiB.
const RUN: usize = 64;

/// The same tensor in another layout.
///
/// `shape` is in the order of the layout `from`. What fills up the last block of channels of
/// `nchw16` is ignored in `x` and 0 in the result.
///
/// ```
/// # use conv_plan::rules::layer::Layout;
/// # use conv_runtime::{Error, reorder};
/// // Two channels of a row of three pixels.
/// let x = [1, 2, 3, 10, 20, 30];
/// let pixels = reorder(&x, [1, 2, 1, 3], Layout::Nchw, Layout::Nhwc)?;
/// assert_eq!(pixels, [1, 10, 2, 20, 3, 30]);
///
/// let blocks = reorder(&x, [1, 2, 1, 3], Layout::Nchw, Layout::Nchw16)?;
/// assert_eq!((blocks.len(), &blocks[16..19]), (3 * 16, &[2, 20, 0][..]));
/// assert_eq!(reorder(&blocks, [1, 2, 1, 3], Layout::Nchw16, Layout::Nchw)?, x);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Length`] if `x` does not have the elements of `shape` in `from`, as
/// [`Layout::elements`] counts them; [`Error::SizeOverflow`]; [`Error::OutOfMemory`].
pub fn reorder<T: Copy + Default>(
    x: &[T],
    shape: [usize; 4],
    from: Layout,
    to: Layout,
) -> Result<Vec<T>, Error> {
    let length = TensorShape::new(shape, from).elements(to);
    let mut y = try_filled(length.ok_or(Error::SizeOverflow)?, T::default())?;
    reorder_into(x, shape, from, to, &mut y)?;
    Ok(y)
}

/// As [`reorder`], into `y`, without allocating.
///
/// ```
/// # use conv_plan::rules::layer::Layout;
/// # use conv_runtime::{Error, reorder_into};
/// let mut y = [0.0f32; 2 * 16];
/// reorder_into(&[1.0, 2.0], [1, 1, 2, 1], Layout::Nhwc, Layout::Nchw16, &mut y)?;
/// assert_eq!((y[0], y[1], y[16]), (1.0, 0.0, 2.0));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As [`reorder`]; [`Error::Length`] also if `y` does not have the elements of `shape` in `to`.
pub fn reorder_into<T: Copy + Default>(
    x: &[T],
    shape: [usize; 4],
    from: Layout,
    to: Layout,
    y: &mut [T],
) -> Result<(), Error> {
    let shape = TensorShape::new(shape, from);
    let length = |layout: Layout| shape.elements(layout).ok_or(Error::SizeOverflow);
    check_length(length(from)?, x.len())?;
    check_length(length(to)?, y.len())?;
    let (Some(of_x), Some(of_y)) = (shape.image(from), shape.image(to)) else {
        return Err(Error::SizeOverflow);
    };
    if of_x == 0 || of_y == 0 {
        return Ok(());
    }
    let images = x.chunks_exact(of_x).zip(y.chunks_exact_mut(of_y));
    for (x, y) in images {
        image(&shape, (x, from), (y, to));
    }
    Ok(())
}

fn image<T: Copy + Default>(
    shape: &TensorShape,
    (x, from): (&[T], Layout),
    (y, to): (&mut [T], Layout),
) {
    let (source, target) = (Strides::new(shape, from), Strides::new(shape, to));
    let pixels = shape.rows * shape.columns;
    let blocks = shape.channels.div_ceil(Layout::BLOCK);
    for first in (0..blocks).map(|block| block * Layout::BLOCK) {
        let there = Layout::BLOCK.min(shape.channels - first);
        let x = &x[source.of_channel(first)..];
        let y = &mut y[target.of_channel(first)..];
        let fills = to == Layout::Nchw16 && there < Layout::BLOCK;
        for run in (0..pixels).step_by(RUN) {
            let run = run..pixels.min(run + RUN);
            if from != Layout::Nchw && to != Layout::Nchw {
                for pixel in run.clone() {
                    let x = &x[pixel * source.column..][..there];
                    y[pixel * target.column..][..there].copy_from_slice(x);
                }
            } else {
                for channel in 0..there {
                    let x = x[channel * source.channel..].iter();
                    let y = y[channel * target.channel..].iter_mut();
                    let x = x.step_by(source.column).skip(run.start);
                    let y = y.step_by(target.column).skip(run.start);
                    for (to, &from) in y.zip(x).take(run.len()) {
                        *to = from;
                    }
                }
            }
            if fills {
                for pixel in run {
                    let pixel = pixel * target.column;
                    y[pixel + there..pixel + Layout::BLOCK].fill(T::default());
                }
            }
        }
    }
}
