//! The run-time half of `conv-kernel`: what computes, the run-time kernels, and the references
//! that verify both.
//!
//! Use the facade crate `conv-kernel`, which adds the macro. All rooms stand on `conv-plan`;
//! `ARCHITECTURE.md` has the map of them, and their order.

#![no_std]
#![cfg_attr(not(feature = "nontemporal"), forbid(unsafe_code))]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

/// An `assert!` of builds with debug assertions, and of those with the feature `trace`: the tests,
/// which are built without those of the standard library.
macro_rules! invariant {
    ($($what:tt)*) => {
        if cfg!(any(debug_assertions, feature = "trace")) {
            assert!($($what)*);
        }
    };
}

mod api;
#[cfg(feature = "continuous")]
pub mod continuous;
mod data;
mod exec;
#[cfg(feature = "matching")]
pub mod matching;
#[cfg(feature = "alloc")]
mod oracle;
#[cfg(feature = "alloc")]
mod verify;

#[cfg(feature = "layers")]
pub use api::Layer;
#[cfg(feature = "image")]
pub use api::Picture;
#[cfg(feature = "alloc")]
pub use api::{
    Adjoint, Alpha, BankBuilder, DynBank, DynKernel, DynMix, DynSignal, DynSignalBank, InPlace,
    KernelBuilder, MixBuilder, OwnedBankStream, OwnedFrameStream, OwnedStream, PixelInPlace, Real,
    Response, SignalAdjoint, SignalBankBuilder, SignalBuilder, SignalInPlace,
};
pub use api::{
    Bank, BankStream, Convolution, Filter, FrameFilter, FrameStream, FrameStreamOf, FrameStreamed,
    MixFilter, PixelBank, PixelFilter, SignalBank, SignalFilter, Stream, StreamOf, Streamed, Tile,
    TileIter,
};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use api::{Chain, DynLayer, LayerAdjoint, LayerBuilder, reorder, reorder_into};
pub use data::{Error, Level, Pixels, PixelsMut, Plane, PlaneMut, Rect};
#[cfg(feature = "alloc")]
pub use data::{Mismatch, PixelsBuf, PlaneBuf, Way};
pub use exec::Element;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use exec::layers::{ChainScratch, LayerScratch};
#[cfg(feature = "alloc")]
pub use exec::planes::Scratch;
#[cfg(feature = "alloc")]
pub use oracle::matrix::{self, ConvMatrix};
#[cfg(feature = "alloc")]
pub use oracle::reference;
#[cfg(feature = "alloc")]
pub use verify::verify;

#[cfg(all(
    feature = "layers",
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use api::{Timing, Timings};

#[cfg(all(
    feature = "fft",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use api::{MethodTiming, MethodTimings};

/// What a piece of work runs, and with which caches; for tests of this project.
#[cfg(feature = "trace")]
#[doc(hidden)]
pub use exec::{
    caches::{Caches, assuming},
    trace::traced,
};

/// Kernels and layers that are wrong on purpose; for tests of this project.
#[cfg(all(feature = "layers", feature = "trace"))]
#[doc(hidden)]
pub use verify::mistakes;

/// What generated code names. Not for use by hand; it changes without notice.
#[doc(hidden)]
pub use api::generated as __private;
