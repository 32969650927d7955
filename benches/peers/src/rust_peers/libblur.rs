//! `libblur`: writes into the given output, on the calling thread.

use crate::contestant::{Check, Contestant, Peer, Writes};
use crate::task::Task;
use anyhow::{Result, anyhow};
use libblur::{
    BlurError, BlurImage, BlurImageMut, BufferStore, EdgeMode, EdgeMode2D, FastBlurChannels,
    KernelShape, Scalar, ThreadingPolicy, filter_1d_approx, filter_1d_exact, filter_2d,
};
use std::fmt::Debug;

const EDGE: EdgeMode2D = EdgeMode::Clamp.as_2d();
const ONE: ThreadingPolicy = ThreadingPolicy::Single;

/// A contestant from a call on libblur's own views.
fn contestant<T>(
    task: &Task,
    name: &str,
    check: Check,
    call: impl Fn(&BlurImage<'_, T>, &mut BlurImageMut<'_, T>) -> Result<(), BlurError> + 'static,
) -> Contestant<T, T>
where
    T: Copy + Default + Debug + 'static,
{
    let (width, height) = (task.width as u32, task.height as u32);
    let row = width * task.channels as u32;
    let channels = match task.channels {
        3 => FastBlurChannels::Channels3,
        4 => FastBlurChannels::Channels4,
        _ => FastBlurChannels::Plane,
    };
    let run = move |src: &[T], dst: &mut [T]| -> Result<()> {
        let src = BlurImage::borrow(src, width, height, channels);
        let mut dst = BlurImageMut {
            data: BufferStore::Borrowed(dst),
            width,
            height,
            stride: row,
            channels,
        };
        call(&src, &mut dst).map_err(|error| anyhow!("{error}"))
    };
    Contestant::here(Peer::Libblur, name, check, Writes(run))
}

/// Direct filters in the given types of intermediate results.
macro_rules! direct {
    ($task:expr, $element:ty, $($sum:ty),+) => {{
        let task: &Task = $task;
        vec![$({
            let taps: Vec<$sum> = task.taps.iter().map(|&tap| tap as $sum).collect();
            let shape = KernelShape::new(task.columns, task.rows);
            let name = concat!("filter_2d::<_, ", stringify!($sum), ">");
            // The last columns of a row, up to four, are written over each other.
            let check = Check::exact(task).margin(4);
            contestant::<$element>(task, name, check, move |src, dst| {
                filter_2d::<$element, $sum>(src, dst, &taps, shape, EDGE, Scalar::default(), ONE)
            })
        }),+]
    }};
}

/// Two passes, in floats.
macro_rules! exact {
    ($task:expr, $element:ty) => {{
        let factor = $task.factor_f32();
        contestant::<$element>(
            $task,
            "filter_1d_exact",
            Check::exact($task),
            move |src, dst| {
                let border = Scalar::default();
                // It is compiled for pixels of so many elements.
                match src.channels.channels() {
                    3 => filter_1d_exact::<$element, f32, 3>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                    4 => filter_1d_exact::<$element, f32, 4>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                    _ => filter_1d_exact::<$element, f32, 1>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                }
            },
        )
    }};
}

/// Two passes, in fixed point.
macro_rules! fixed_point {
    ($task:expr, $element:ty, $sum:ty) => {{
        let factor = $task.factor_f32();
        contestant::<$element>(
            $task,
            "filter_1d_approx",
            Check::exact($task),
            move |src, dst| {
                let border = Scalar::default();
                match src.channels.channels() {
                    3 => filter_1d_approx::<$element, f32, $sum, 3>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                    4 => filter_1d_approx::<$element, f32, $sum, 4>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                    _ => filter_1d_approx::<$element, f32, $sum, 1>(
                        src, dst, &factor, &factor, EDGE, border, ONE,
                    ),
                }
            },
        )
    }};
}

pub(super) fn dense_f32(task: &Task) -> Vec<Contestant<f32, f32>> {
    direct!(task, f32, f32)
}

pub(super) fn gaussian_f32(task: &Task) -> Vec<Contestant<f32, f32>> {
    vec![exact!(task, f32)]
}

pub(super) fn dense_u8(task: &Task) -> Vec<Contestant<u8, u8>> {
    // Not in `f32`: for this type those become fractions of 15 bits, and taps beyond 1 are cut.
    direct!(task, u8, i16, i32)
}

pub(super) fn gaussian_u8(task: &Task) -> Vec<Contestant<u8, u8>> {
    vec![exact!(task, u8), fixed_point!(task, u8, i32)]
}

pub(super) fn gaussian_u16(task: &Task) -> Vec<Contestant<u16, u16>> {
    vec![exact!(task, u16), fixed_point!(task, u16, u32)]
}

pub(super) fn dense_i16(task: &Task) -> Vec<Contestant<i16, i16>> {
    direct!(task, i16, i32, f32)
}
