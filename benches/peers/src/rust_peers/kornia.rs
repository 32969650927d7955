//! `kornia-imgproc`: has its own input and its own output, which is allocated once.

use super::{gaussian, usual_sigma};
use crate::contestant::{Call, Check, Contestant, Peer};
use crate::task::Task;
use anyhow::Result;
use kornia_image::{Image, ImageError, ImageSize};
use kornia_imgproc::filter::{gaussian_blur_u8, laplacian_u8, separable_filter};
use kornia_imgproc::pyramid::{pyrdown_f32, pyrdown_u8};

/// A call with both images.
struct Between<In: 'static, Out: 'static, F> {
    src: Image<In, 1>,
    dst: Image<Out, 1>,
    call: F,
}

impl<In, Out, F> Call<In, Out> for Between<In, Out, F>
where
    In: 'static,
    Out: Copy + 'static,
    F: FnMut(&Image<In, 1>, &mut Image<Out, 1>) -> Result<(), ImageError>,
{
    fn run(&mut self, _: &[In], _: &mut [Out]) -> Result<()> {
        Ok((self.call)(&self.src, &mut self.dst)?)
    }

    fn deliver(&mut self, src: &[In], dst: &mut [Out]) -> Result<()> {
        self.run(src, dst)?;
        dst.copy_from_slice(self.dst.as_slice());
        Ok(())
    }
}

/// No contestant for pixels, or if the images cannot be made.
fn contestant<In, Out>(
    task: &Task,
    src: &[In],
    name: &str,
    check: Check,
    call: impl FnMut(&Image<In, 1>, &mut Image<Out, 1>) -> Result<(), ImageError> + 'static,
) -> Vec<Contestant<In, Out>>
where
    In: Clone + 'static,
    Out: Copy + Default + 'static,
{
    if task.channels > 1 {
        return Vec::new();
    }
    let size = |width, height| ImageSize { width, height };
    let images = Image::new(size(task.width, task.height), src.to_vec()).and_then(|src| {
        let size = size(task.out_width, task.out_height);
        Ok((src, Image::from_size_val(size, Out::default())?))
    });
    images
        .map(|(src, dst)| Contestant::here(Peer::Kornia, name, check, Between { src, dst, call }))
        .into_iter()
        .collect()
}

/// Two passes; the border is zero, so the edges are not compared.
pub(super) fn gaussian_f32(task: &Task, src: &[f32]) -> Vec<Contestant<f32, f32>> {
    let factor = task.factor_f32();
    let check = Check::default().margin(task.columns / 2);
    contestant(task, src, "separable_filter", check, move |src, dst| {
        separable_filter(src, dst, &factor, &factor)
    })
}

/// Weights of 8 bits, and 8 bits between the passes.
pub(super) fn gaussian_u8_u8(task: &Task, src: &[u8]) -> Vec<Contestant<u8, u8>> {
    let size = task.columns;
    let sigma = usual_sigma(size);
    let check = Check::exact(task).rounding(3.0);
    let check = if size == 3 {
        // It takes 1, 2, 1 for this sigma.
        check
    } else {
        check.factor(eight_bits(&gaussian(size, sigma)))
    };
    contestant(task, src, "gaussian_blur_u8", check, move |src, dst| {
        gaussian_blur_u8(src, dst, (size, size), (sigma as f32, sigma as f32))
    })
}

/// Weights rounded to 1/256, the middle one taking what is left.
fn eight_bits(factor: &[f64]) -> Vec<f64> {
    let mut rounded: Vec<f64> = factor.iter().map(|tap| (tap * 256.0).round()).collect();
    let rest = 256.0 - rounded.iter().sum::<f64>();
    rounded[factor.len() / 2] += rest;
    rounded.iter().map(|tap| tap / 256.0).collect()
}

pub(super) fn laplacian(task: &Task, src: &[u8]) -> Vec<Contestant<u8, i16>> {
    let check = Check::default().margin(1);
    contestant(task, src, "laplacian_u8", check, laplacian_u8::<1>)
}

pub(super) fn pyramid_f32(task: &Task, src: &[f32]) -> Vec<Contestant<f32, f32>> {
    let check = Check::default().margin(2);
    contestant(task, src, "pyrdown_f32", check, pyrdown_f32::<1>)
}

pub(super) fn pyramid_u8(task: &Task, src: &[u8]) -> Vec<Contestant<u8, u8>> {
    let check = Check::exact(task).margin(2);
    contestant(task, src, "pyrdown_u8", check, pyrdown_u8::<1>)
}
