//! Pixels as planes: each channel is copied to a plane, filtered, and copied back.

#[cfg(any(feature = "ndarray", feature = "rayon"))]
use crate::data::Plane;
use crate::data::{Error, PlaneBuf};
#[cfg(feature = "rayon")]
use crate::data::{Pixels, PixelsMut, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::Job;
#[cfg(feature = "ndarray")]
use crate::{
    api::Filter,
    exec::planes::{Memory, Scratch},
    exec::simd::detected,
};
use conv_plan::window::Window;

/// Runs each channel of a job of pixels by what runs planes.
///
/// # Errors
///
/// [`Error::OutOfMemory`], and those of `run`.
pub(in crate::api) fn run<In: Element, Out: Element>(
    window: &Window,
    mut job: Job<'_, In, Out>,
    run: impl Fn(Job<'_, In, Out>) -> Result<(), Error>,
) -> Result<(), Error> {
    let channels = job.channels();
    let input = job.input();
    let (width, height) = (input.width() / channels, input.height());
    let mut plane = PlaneBuf::filled(width, height, In::default())?;
    let (wide, high) = job.output_size();
    let mut out = PlaneBuf::filled(wide / channels, high, Out::default())?;
    for channel in 0..channels {
        for (to, from) in plane.rows_mut().zip(input.rows()) {
            for (to, &from) in to.iter_mut().zip(from[channel..].iter().step_by(channels)) {
                *to = from;
            }
        }
        run(job.channel(window, plane.as_plane(), out.as_plane_mut()))?;
        for (to, from) in job.output_rows().zip(out.rows()) {
            let to = to[channel..].iter_mut().step_by(channels);
            for (to, &from) in to.zip(from) {
                *to = from;
            }
        }
    }
    Ok(())
}

/// Filters the elements of pixels of any number of channels, each as a plane.
#[cfg(feature = "ndarray")]
pub(in crate::api) fn of_any_number<F: Filter + ?Sized>(
    filter: &F,
    channels: usize,
    elements: &[F::In],
    (width, height): (usize, usize),
) -> Result<alloc::vec::Vec<F::Out>, Error> {
    let overflow = |size: Option<usize>| size.ok_or(Error::SizeOverflow);
    let window = filter.window();
    let (wide, high) = filter.output_size(width, height)?;
    let src = Plane::new(elements, overflow(width.checked_mul(channels))?, height)?;
    let wide = overflow(wide.checked_mul(channels))?;
    let mut out = PlaneBuf::filled(wide, high, F::Out::default())?;
    let mut scratch = Scratch::new();
    let job = Job::pixels(
        detected(),
        (&window, channels),
        src,
        out.as_plane_mut(),
        Memory::Scratch(&mut scratch),
    )?;
    run(&window, job, |job| filter.run(job))?;
    Ok(out.into_vec())
}

/// As [`run`], of whole pictures, by what filters planes on all threads.
///
/// # Errors
///
/// [`Error::OutOfMemory`], and those of `filter`.
#[cfg(feature = "rayon")]
pub(super) fn in_planes<In: Element, Out: Element, const N: usize>(
    src: Pixels<'_, In, N>,
    mut dst: PixelsMut<'_, Out, N>,
    filter: impl Fn(Plane<'_, In>, PlaneMut<'_, Out>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut out = PlaneBuf::filled(dst.width(), dst.height(), Out::default())?;
    for channel in 0..N {
        let Some(plane) = src.channel(channel)? else {
            break;
        };
        filter(plane.as_plane(), out.as_plane_mut())?;
        for (to, from) in dst.rows_mut().zip(out.rows()) {
            for (to, &from) in to.iter_mut().zip(from) {
                to[channel] = from;
            }
        }
    }
    Ok(())
}
