//! What users call: filters of planes and signals, layers, run-time kernels, conversions.

#[cfg(feature = "alloc")]
mod adjoint;
mod bank;
#[cfg(feature = "alloc")]
mod builders;
#[cfg(any(feature = "image", feature = "imgref", feature = "ndarray"))]
mod convert;
mod convolution;
#[cfg(feature = "alloc")]
mod dynamic;
mod filter;
mod frames;
pub mod generated;
#[cfg(feature = "alloc")]
mod in_place;
#[cfg(feature = "layers")]
mod layer;
mod mix;
mod pixels;
#[cfg(all(
    any(feature = "fft", feature = "layers"),
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod race;
mod region;
#[cfg(feature = "alloc")]
mod response;
#[cfg(feature = "serde")]
mod serial;
mod signal_filter;
mod stream;
pub mod words;

#[cfg(feature = "alloc")]
pub use adjoint::{Adjoint, Real, SignalAdjoint};
pub use bank::{Bank, PixelBank, SignalBank};
#[cfg(feature = "alloc")]
pub use bank::{BankBuilder, DynBank, DynSignalBank, OwnedBankStream, SignalBankBuilder};
pub(crate) use bank::{BankKernel, BankOf, Outputs};
#[cfg(feature = "image")]
pub use convert::Picture;
pub use convolution::Convolution;
#[cfg(feature = "alloc")]
pub(crate) use convolution::Kind;
#[cfg(feature = "alloc")]
pub use dynamic::{DynKernel, DynSignal, KernelBuilder, SignalBuilder};
#[cfg(all(
    feature = "fft",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use dynamic::{MethodTiming, MethodTimings};
pub use filter::Filter;
pub use frames::FrameFilter;
#[cfg(feature = "alloc")]
pub use frames::OwnedFrameStream;
#[cfg(feature = "alloc")]
pub use in_place::{InPlace, PixelInPlace, SignalInPlace};
#[cfg(feature = "layers")]
pub use layer::Layer;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use layer::{Chain, DynLayer, LayerAdjoint, LayerBuilder, reorder, reorder_into};
#[cfg(all(
    feature = "layers",
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use layer::{Timing, Timings};
pub use mix::MixFilter;
#[cfg(feature = "rayon")]
pub(crate) use mix::in_bands;
#[cfg(feature = "alloc")]
pub use mix::{DynMix, MixBuilder};
#[cfg(feature = "alloc")]
pub(crate) use mix::{Interpreted, Mixed};
#[cfg(feature = "alloc")]
pub use pixels::Alpha;
pub use pixels::PixelFilter;
pub use region::{Tile, TileIter};
#[cfg(feature = "alloc")]
pub use response::Response;
#[cfg(feature = "alloc")]
pub use signal_filter::OwnedStream;
pub use signal_filter::SignalFilter;
pub use stream::{
    BankStream, FrameStream, FrameStreamOf, FrameStreamed, Stream, StreamOf, Streamed,
};
