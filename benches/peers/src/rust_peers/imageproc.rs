//! `imageproc`: has its own copy of the input and returns a new output.

use super::owned;
use crate::contestant::{Check, Contestant, Peer, Returns};
use crate::task::Task;
use image::{Luma, Pixel, Primitive};
use imageproc::definitions::Clamp;
use imageproc::filter::{filter_clamped, separable_filter_equal};
use imageproc::kernel::Kernel;
use imageproc::map::WithChannel;
use num_traits::Num;

/// A direct filter on pixels of a type, with sums in `K`.
fn direct<P, K, Out>(
    task: &Task,
    src: &[P::Subpixel],
    tap: impl Fn(f64) -> K,
) -> Vec<Contestant<P::Subpixel, Out>>
where
    P: WithChannel<Out> + 'static,
    P::Subpixel: Into<K>,
    K: Num + Copy + From<P::Subpixel> + 'static,
    Out: Clamp<K> + Primitive + 'static,
{
    let src = owned::<P>(task, src);
    let taps: Vec<K> = (task.taps.iter())
        .map(|&value| tap(value * task.scale))
        .collect();
    let (columns, rows) = (task.columns as u32, task.rows as u32);
    let run = move || {
        let kernel = Kernel::new(&taps, columns, rows);
        Ok(filter_clamped::<P, K, Out>(&src, kernel).into_raw())
    };
    let check = Check::exact(task);
    vec![Contestant::here(
        Peer::Imageproc,
        "filter_clamped",
        check,
        Returns(run),
    )]
}

pub(super) fn dense_f32<P>(task: &Task, src: &[f32]) -> Vec<Contestant<f32, f32>>
where
    P: Pixel<Subpixel = f32> + WithChannel<f32> + 'static,
{
    direct::<P, f32, f32>(task, src, |tap| tap as f32)
}

pub(super) fn dense_u8<P>(task: &Task, src: &[u8]) -> Vec<Contestant<u8, u8>>
where
    P: Pixel<Subpixel = u8> + WithChannel<u8> + 'static,
{
    direct::<P, i32, u8>(task, src, |tap| tap as i32)
}

pub(super) fn dense_u8_i16<P>(task: &Task, src: &[u8]) -> Vec<Contestant<u8, i16>>
where
    P: Pixel<Subpixel = u8> + WithChannel<i16> + 'static,
{
    direct::<P, i32, i16>(task, src, |tap| tap as i32)
}

pub(super) fn dense_u8_f32(task: &Task, src: &[u8]) -> Vec<Contestant<u8, f32>> {
    direct::<Luma<u8>, f32, f32>(task, src, |tap| tap as f32)
}

pub(super) fn dense_i16(task: &Task, src: &[i16]) -> Vec<Contestant<i16, i16>> {
    direct::<Luma<i16>, i32, i16>(task, src, |tap| tap as i32)
}

/// Two passes in floats, what `gaussian_blur_f32` does too.
pub(super) fn gaussian<P>(
    task: &Task,
    src: &[P::Subpixel],
) -> Vec<Contestant<P::Subpixel, P::Subpixel>>
where
    P: Pixel + 'static,
    P::Subpixel: Into<f32> + Clamp<f32>,
{
    let src = owned::<P>(task, src);
    let factor = task.factor_f32();
    let run = move || Ok(separable_filter_equal(&src, &factor).into_raw());
    // Each pass cuts off the fraction of an integer.
    let check = Check::exact(task).rounding(3.0);
    vec![Contestant::here(
        Peer::Imageproc,
        "separable_filter_equal",
        check,
        Returns(run),
    )]
}
