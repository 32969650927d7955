//! Sums by FFT: integers equal the reference exactly, floats keep the stated bound.
//!
//! ```text
//! exact      integers, on every small size and border, with every epilogue, on every level
//! bound      floats against the reference and `fft_error`
//! many       kernels of more taps than a direct sum may have
//! chosen     what `auto` chooses, and the same bits on several threads
//! declared   the macro's kernels
//! refused    what cannot be computed by FFT
//! ```
#![allow(clippy::unwrap_used)]

mod bound;
mod chosen;
mod declared;
mod exact;
mod many;
mod refused;

use conv_kernel::prelude::*;
use conv_kernel::{Element, KernelBuilder, Tap, Taps};
use conv_kernel_tests::cases::{BORDERS, Random};

/// A random kernel of planes: taps from -9 to 9, and every key of the window.
fn any_window<In: Element, Out: Element>(
    random: &mut Random,
    rows: usize,
    columns: usize,
) -> KernelBuilder<In, Out> {
    let values = (0..rows * columns)
        .map(|_| Tap::integer(random.integer(-9, 9)))
        .collect();
    let builder = DynKernel::builder(Taps::new(vec![rows, columns], values))
        .stride([1 + random.size(2), 1 + random.size(2)])
        .dilation([1 + random.size(1), 1 + random.size(1)])
        .mode(random.pick(&[Mode::Correlate, Mode::Convolve]));
    let border = [random.pick(&BORDERS), random.pick(&BORDERS)];
    match random.size(4) {
        0 => builder,
        1 => builder.padding(Padding::Same).border(border),
        2 => builder.padding(Padding::Full).border(border),
        3 => builder.padding(Padding::SameLower).border(border),
        _ => {
            let sides = |random: &mut Random| [1 + random.size(6), random.size(6)];
            let sides = vec![sides(random), sides(random)];
            builder.padding(Padding::Sides(sides)).border(border)
        }
    }
}
