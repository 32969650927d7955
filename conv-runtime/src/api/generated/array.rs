//! Filtering arrays whose sizes are known at compile time, without an allocator.

mod message;

pub(super) use message::Message;

use super::kernel::{GeneratedPlane, GeneratedSignal};
use crate::data::{Pixels, PixelsMut, Plane, PlaneMut};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use conv_plan::rules::Declaration;

/// Fails the build unless the output of the kernel `name` for an input of `from` has `to` rows and
/// columns.
///
/// Generated methods call this and not the functions below, so that the compiler names the user's
/// line.
#[track_caller]
pub const fn check_array(declaration: &Declaration, name: &str, from: [usize; 2], to: [usize; 2]) {
    let message = Message::new().text("`").text(name).text("` ");
    let message = match declaration.window.resolve(from[1], from[0]) {
        Ok((rows, columns)) if rows.output == to[0] && columns.output == to[1] => return,
        Ok((rows, columns)) => message
            .text("turns ")
            .array(declaration.input, &from)
            .text(" into ")
            .array(declaration.output, &[rows.output, columns.output])
            .text(": write this type for the result, or `apply_array::<")
            .list(&[from[0], from[1], rows.output, columns.output])
            .text(">`"),
        Err(error) => message.no_output(error),
    };
    panic!("{}", message.as_str())
}

/// As [`check_array`], for signals of `from` and `to` elements.
#[track_caller]
pub const fn check_signal_array(declaration: &Declaration, name: &str, from: usize, to: usize) {
    let message = Message::new().text("`").text(name).text("` ");
    let message = match declaration.window.resolve(from, 1) {
        Ok((_, columns)) if columns.output == to => return,
        Ok((_, columns)) => message
            .text("turns ")
            .array(declaration.input, &[from])
            .text(" into ")
            .array(declaration.output, &[columns.output])
            .text(": write this type for the result, or `apply_array::<")
            .list(&[from, columns.output])
            .text(">`"),
        Err(error) => message.no_output(error),
    };
    panic!("{}", message.as_str())
}

/// Filters an array of `H` rows of `W` elements into one of `OH` rows of `OW`, which
/// [`check_array`] accepts; directly, whatever the method, since nothing may be allocated.
pub fn apply_array<
    K: GeneratedPlane,
    const H: usize,
    const W: usize,
    const OH: usize,
    const OW: usize,
>(
    kernel: &K,
    src: &[[K::In; W]; H],
) -> [[K::Out; OW]; OH] {
    let mut dst = [[K::Out::default(); OW]; OH];
    let window = K::DECLARATION.window;
    // The sizes were proven, so none of these can fail.
    if let (Ok(src), Ok(to)) = (
        Plane::new(src.as_flattened(), W, H),
        PlaneMut::new(dst.as_flattened_mut(), OW, OH),
    ) && let Ok(job) = Job::new(detected(), &window, src, to, Memory::STACK)
    {
        let done = kernel.run::<1>(job);
        invariant!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}

/// Filters an array of `H` rows of `W` pixels of `N` elements into one of `OH` rows of `OW`, whose
/// sizes [`check_array`] accepts; directly, whatever the method.
pub fn apply_pixels_array<
    K: GeneratedPlane,
    const N: usize,
    const H: usize,
    const W: usize,
    const OH: usize,
    const OW: usize,
>(
    kernel: &K,
    src: &[[[K::In; N]; W]; H],
) -> [[[K::Out; N]; OW]; OH] {
    let mut dst = [[[K::Out::default(); N]; OW]; OH];
    let window = K::DECLARATION.window;
    // The sizes were proven, so none of these can fail.
    if let (Ok(src), Ok(to)) = (
        Pixels::new(src.as_flattened(), W, H),
        PixelsMut::new(dst.as_flattened_mut(), OW, OH),
    ) && let Ok(job) = Job::pixels(
        detected(),
        (&window, N),
        src.elements(),
        to.into_elements(),
        Memory::STACK,
    ) {
        let done = kernel.run::<N>(job);
        invariant!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}

/// Filters an array of `N` elements into one of `M`, which [`check_signal_array`] accepts.
pub fn apply_signal_array<K: GeneratedSignal, const N: usize, const M: usize>(
    kernel: &K,
    src: &[K::In; N],
) -> [K::Out; M] {
    let mut dst = [K::Out::default(); M];
    let window = K::DECLARATION.window;
    if let (Ok(src), Ok(to)) = (Plane::new(src, N, 1), PlaneMut::new(&mut dst, M, 1))
        && let Ok(job) = Job::new(detected(), &window, src, to, Memory::STACK)
    {
        let done = kernel.run::<1>(job);
        invariant!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}
