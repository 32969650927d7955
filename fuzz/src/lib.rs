//! What holds for every input of a fuzzer: no panic, and no wrong bit.
//!
//! ```text
//! bytes -> draw    sizes, taps, options and elements, from a byte or a few each
//!       -> a kernel of the library, or an error
//!       -> every way to run it  ==  each other  ~~  the slow reference
//! ```
//!
//! Inputs and outputs are bounded, so that a run takes milliseconds and a few megabytes: the fuzzer
//! ends one that takes more, and so finds work and memory that are out of proportion. Options are
//! not bounded: paddings, strides and dilations of any size come too. `tests/tests/kernels` runs
//! the same functions on the seeds, and on bytes of a generator.
#![allow(
    unreachable_pub,
    reason = "where `tests/tests/kernels` has this as a module, nothing else reaches it"
)]

pub mod adjoint;
mod draw;
mod floats;
pub mod layer;
pub mod matching;
mod options;
pub mod pixels;
pub mod plane;
pub mod region;
pub mod signal;
pub mod stream;
mod taps;

pub use draw::Draw;

/// A target: its name, and what it does with the bytes of a fuzzer.
pub type Target = (&'static str, fn(&[u8]));

/// The targets that run kernels.
pub const TARGETS: [Target; 8] = [
    ("plane", plane::run),
    ("signal", signal::run),
    ("stream", stream::run),
    ("pixels", pixels::run),
    ("region", region::run),
    ("layer", layer::run),
    ("adjoint", adjoint::run),
    ("matching", matching::run),
];
