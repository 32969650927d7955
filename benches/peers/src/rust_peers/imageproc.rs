//! `imageproc`: has its own copy of the input and returns a new output.

use super::owned;
use crate::contestant::{Check, Contestant, Peer, Returns};
use crate::task::Task;
use image::{ImageBuffer, Luma};
use imageproc::filter::{filter_clamped, separable_filter_equal};
use imageproc::kernel::Kernel;

/// A direct filter, with sums in `$sum`.
macro_rules! direct {
    ($task:expr, $src:expr, $in:ty, $sum:ty, $out:ty) => {{
        let task: &Task = $task;
        let src: ImageBuffer<Luma<$in>, Vec<$in>> = owned(task, $src);
        let scale = task.scale;
        let taps: Vec<$sum> = task.taps.iter().map(|&tap| (tap * scale) as $sum).collect();
        let (columns, rows) = (task.columns as u32, task.rows as u32);
        let run = move || {
            let kernel = Kernel::new(&taps, columns, rows);
            Ok(filter_clamped::<Luma<$in>, $sum, $out>(&src, kernel).into_raw())
        };
        let check = Check::exact(task);
        vec![Contestant::here(
            Peer::Imageproc,
            "filter_clamped",
            check,
            Returns(run),
        )]
    }};
}

pub(super) fn dense_f32(task: &Task, src: &[f32]) -> Vec<Contestant<f32, f32>> {
    direct!(task, src, f32, f32, f32)
}

pub(super) fn dense_u8(task: &Task, src: &[u8]) -> Vec<Contestant<u8, u8>> {
    direct!(task, src, u8, i32, u8)
}

pub(super) fn dense_u8_i16(task: &Task, src: &[u8]) -> Vec<Contestant<u8, i16>> {
    direct!(task, src, u8, i32, i16)
}

pub(super) fn dense_u8_f32(task: &Task, src: &[u8]) -> Vec<Contestant<u8, f32>> {
    direct!(task, src, u8, f32, f32)
}

pub(super) fn dense_i16(task: &Task, src: &[i16]) -> Vec<Contestant<i16, i16>> {
    direct!(task, src, i16, i32, i16)
}

/// Two passes in floats, what `gaussian_blur_f32` does too.
macro_rules! separable {
    ($task:expr, $src:expr, $element:ty) => {{
        let task: &Task = $task;
        let src: ImageBuffer<Luma<$element>, Vec<$element>> = owned(task, $src);
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
    }};
}

pub(super) fn gaussian_f32(task: &Task, src: &[f32]) -> Vec<Contestant<f32, f32>> {
    separable!(task, src, f32)
}

pub(super) fn gaussian_u8(task: &Task, src: &[u8]) -> Vec<Contestant<u8, u8>> {
    separable!(task, src, u8)
}

pub(super) fn gaussian_u16(task: &Task, src: &[u16]) -> Vec<Contestant<u16, u16>> {
    separable!(task, src, u16)
}
