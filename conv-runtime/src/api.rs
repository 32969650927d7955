//! What users call: filters of planes and signals, layers, run-time kernels, conversions.

#[cfg(feature = "alloc")]
mod adjoint;
#[cfg(any(feature = "image", feature = "imgref", feature = "ndarray"))]
mod convert;
mod convolution;
#[cfg(feature = "alloc")]
mod dynamic;
mod filter;
pub mod generated;
#[cfg(feature = "layers")]
mod layer;
#[cfg(all(
    any(feature = "fft", feature = "layers"),
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod race;
#[cfg(feature = "serde")]
mod serial;
mod signal_filter;
#[cfg(feature = "alloc")]
mod window_methods;

#[cfg(feature = "alloc")]
pub use adjoint::{Adjoint, Real, SignalAdjoint};
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
#[cfg(feature = "layers")]
pub use layer::{Chain, DynLayer, Layer, LayerAdjoint, LayerBuilder};
#[cfg(all(
    feature = "layers",
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use layer::{Timing, Timings};
pub use signal_filter::SignalFilter;
