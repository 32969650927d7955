//! What generated code names, through `__private` of the facade.

mod array;
mod bank;
mod kernel;
#[cfg(feature = "layers")]
mod layer;
mod mix;
mod runtime_taps;
mod shown;
mod stream;

pub use array::{
    apply_array, apply_pixels_array, apply_signal_array, check_array, check_signal_array,
};
pub use bank::{
    GeneratedBank, GeneratedPixels, apply_bank_array, apply_signal_bank_array, bank_stream,
};
pub use kernel::{Dynamic, Generated};
pub(super) use kernel::{GeneratedPlane, GeneratedSignal};
#[cfg(feature = "layers")]
pub use layer::{
    ByOutput, GeneratedLayer, LayerWeights, OnceLayer, apply_layer_array, check_layer_array,
};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use layer::{LayerNumbers, layer_values, prepare_layer};
pub use mix::{GeneratedMix, MixOf, apply_mixed_array};
pub use runtime_taps::{PlaneTaps, SignalTaps, doubles, integers, singles};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use shown::debug_layer;
pub use shown::debug_taps;
pub use stream::{frame_stream, stream};

#[cfg(feature = "layers")]
pub use crate::api::convolution::Layers;
pub use crate::api::convolution::{Banks, Declared, Mixes, Planes, Signals};
pub use crate::api::words;
pub use crate::api::{
    BankStream, Filter, FrameStream, FrameStreamed, PixelFilter, SignalFilter, Stream, Streamed,
};
pub use crate::data::Error;
#[cfg(feature = "layers")]
pub use crate::exec::by_output::by_output;
#[cfg(feature = "fft")]
pub use crate::exec::fft::{ByFft, Spectra};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use crate::exec::layers::Prepared;
pub use crate::exec::planes::{
    Body, Formula, Fused, Job, OfKind, RuntimeTaps, TableBand, Tiles, Usual, UsualInTwo, in_order,
};
pub use crate::exec::simd::{
    Block, Vector, View, add, dot_pairs, empty, load, opaque, splat, steps, sub, sum_products, zero,
};
pub use crate::words;
#[cfg(feature = "fft")]
pub use conv_plan::number::AccumulatorType;
pub use conv_plan::number::{Division, ElementType, Epilogue, Overflow, Scale};
pub use conv_plan::plan::Segment;
#[cfg(feature = "fft")]
pub use conv_plan::plan::{DirectCost, Transform};
pub use conv_plan::pointwise::{Comparison, Node};
#[cfg(feature = "layers")]
pub use conv_plan::rules::layer::{Activation, LayerDeclaration, LayerShape, Layout, Winograd};
pub use conv_plan::rules::{
    Arithmetic, CombinationRef, Declaration, Method, Missing, Quantized, WeightsRef,
};
#[cfg(any(feature = "alloc", feature = "layers"))]
pub use conv_plan::window::Mode;
pub use conv_plan::window::{Axis, AxisPadding, Border, Window};
pub use fearless_simd::Simd;
