//! What the other crates can do, by the types of input and output.

mod image_crate;
mod imageproc;
mod kornia;
mod libblur;
mod realfft;

use crate::contestant::Contestant;
use crate::race::Cell;
use crate::task::{Kind, Task};
use crate::work::Work;
use image::{ImageBuffer, Luma, Pixel, Rgb, Rgba};

/// Calls a function for the pixels of a task.
macro_rules! of_pixels {
    ($task:ident, $src:ident, $element:ty, $module:ident::$function:ident) => {
        match $task.channels {
            3 => $module::$function::<Rgb<$element>>($task, $src),
            4 => $module::$function::<Rgba<$element>>($task, $src),
            _ => $module::$function::<Luma<$element>>($task, $src),
        }
    };
}

/// The contestants from other crates for inputs of this type.
pub(crate) trait Peers<Out: Cell>: Cell {
    /// Every call that does the task.
    fn peers(_task: &Task, _src: &[Self]) -> Vec<Contestant<Self, Out>> {
        Vec::new()
    }
}

impl Peers<Self> for f32 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, Self>> {
        let mut peers = Vec::new();
        match task.kind {
            Kind::Gaussian => {
                peers.extend(libblur::gaussian_f32(task));
                peers.extend(of_pixels!(task, src, Self, imageproc::gaussian));
                peers.extend(of_pixels!(task, src, Self, image_crate::gaussian_blur));
                peers.extend(kornia::gaussian_f32(task, src));
            }
            Kind::Pyramid => peers.extend(kornia::pyramid_f32(task, src)),
            Kind::Fir | Kind::LongFir => peers.extend(realfft::overlap_save(task)),
            _ => {
                peers.extend(libblur::dense_f32(task));
                peers.extend(of_pixels!(task, src, Self, imageproc::dense_f32));
            }
        }
        peers
    }
}

impl Peers<Self> for u8 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, Self>> {
        let mut peers = Vec::new();
        match task.kind {
            Kind::Gaussian => {
                peers.extend(libblur::gaussian_u8(task));
                peers.extend(of_pixels!(task, src, Self, imageproc::gaussian));
                peers.extend(of_pixels!(task, src, Self, image_crate::gaussian_blur));
                peers.extend(kornia::gaussian_u8_u8(task, src));
            }
            Kind::Pyramid => peers.extend(kornia::pyramid_u8(task, src)),
            _ => {
                peers.extend(libblur::dense_u8(task));
                peers.extend(of_pixels!(task, src, Self, imageproc::dense_u8));
                peers.extend(of_pixels!(task, src, Self, image_crate::dense));
            }
        }
        peers
    }
}

impl Peers<i16> for u8 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, i16>> {
        let mut peers = of_pixels!(task, src, Self, imageproc::dense_u8_i16);
        if task.kind == Kind::Laplacian {
            peers.extend(kornia::laplacian(task, src));
        }
        peers
    }
}

impl Peers<f32> for u8 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, f32>> {
        imageproc::dense_u8_f32(task, src)
    }
}

impl Peers<Self> for u16 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, Self>> {
        let mut peers = libblur::gaussian_u16(task);
        peers.extend(imageproc::gaussian::<Luma<Self>>(task, src));
        peers.extend(image_crate::dense::<Luma<Self>>(task, src));
        peers
    }
}

impl Peers<Self> for i16 {
    fn peers(task: &Task, src: &[Self]) -> Vec<Contestant<Self, Self>> {
        let mut peers = libblur::dense_i16(task);
        peers.extend(imageproc::dense_i16(task, src));
        peers
    }
}

/// An image of its own for crates that take nothing else.
fn owned<P: Pixel>(task: &Task, src: &[P::Subpixel]) -> ImageBuffer<P, Vec<P::Subpixel>> {
    let (width, height) = (task.width as u32, task.height as u32);
    let own = src[..task.inputs()].to_vec();
    ImageBuffer::from_raw(width, height, own).unwrap_or_default()
}

/// What is usually taken for a Gaussian of so many taps (OpenCV's formula).
fn usual_sigma(size: usize) -> f64 {
    0.3 * ((size as f64 - 1.0) * 0.5 - 1.0) + 0.8
}

/// A Gaussian of gain 1.
fn gaussian(size: usize, sigma: f64) -> Vec<f64> {
    let middle = (size / 2) as f64;
    let taps: Vec<f64> = (0..size)
        .map(|index| (-0.5 * ((index as f64 - middle) / sigma).powi(2)).exp())
        .collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| tap / sum).collect()
}
