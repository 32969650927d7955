//! `image`: has its own copy of the input and returns a new output.

use super::{gaussian, owned, usual_sigma};
use crate::contestant::{Check, Contestant, Peer, Returns};
use crate::task::Task;
use image::Pixel;
use image::imageops::{GaussianBlurParameters, blur_advanced, filter3x3};

/// `filter3x3`, which leaves the outermost elements out.
pub(super) fn dense<P>(
    task: &Task,
    src: &[P::Subpixel],
) -> Vec<Contestant<P::Subpixel, P::Subpixel>>
where
    P: Pixel + 'static,
{
    if (task.rows, task.columns) != (3, 3) {
        return Vec::new();
    }
    let src = owned::<P>(task, src);
    let taps = task.scaled();
    let run = move || Ok(filter3x3(&src, &taps).into_raw());
    let check = Check::exact(task).margin(1);
    vec![Contestant::here(
        Peer::Image,
        "filter3x3",
        check,
        Returns(run),
    )]
}

/// `blur_advanced` of the same size, with a sigma of its own.
pub(super) fn gaussian_blur<P>(
    task: &Task,
    src: &[P::Subpixel],
) -> Vec<Contestant<P::Subpixel, P::Subpixel>>
where
    P: Pixel + 'static,
{
    let src = owned::<P>(task, src);
    let size = task.columns;
    let parameters = GaussianBlurParameters::new_from_kernel_size(size as f32);
    let run = move || Ok(blur_advanced(&src, parameters).into_raw());
    let check = Check::exact(task).factor(gaussian(size, usual_sigma(size)));
    vec![Contestant::here(
        Peer::Image,
        "blur_advanced",
        check,
        Returns(run),
    )]
}
