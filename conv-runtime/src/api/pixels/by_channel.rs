//! Pixels as planes: each channel is copied to a plane, filtered, and copied back.

use crate::data::{Error, PlaneBuf};
use crate::exec::Element;
use crate::exec::planes::Job;
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
