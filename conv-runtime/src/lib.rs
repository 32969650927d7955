//! The run-time half of `conv-kernel`: the planner, the drivers, kernels known
//! only at run time, and the references that verify both.
//!
//! Use the facade crate `conv-kernel`, which adds the macro. Data flows one
//! way: shape and taps, analysis, plan, drive; `ARCHITECTURE.md` has the map.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod analysis;
#[cfg(feature = "simd")]
mod array;
mod border;
#[cfg(any(feature = "image", feature = "imgref", feature = "ndarray"))]
mod convert;
mod declare;
#[cfg(feature = "simd")]
mod drive;
#[cfg(all(feature = "simd", feature = "alloc"))]
mod dynamic;
mod element;
mod error;
#[cfg(feature = "simd")]
mod filter;
pub mod finish;
#[cfg(feature = "simd")]
mod given;
#[cfg(feature = "alloc")]
pub mod kernel;
#[cfg(feature = "alloc")]
pub mod layer;
#[cfg(feature = "alloc")]
pub mod matrix;
#[cfg(feature = "alloc")]
pub mod plan;
mod plane;
#[cfg(feature = "alloc")]
pub mod reference;
pub mod round;
#[doc(hidden)]
pub mod schedule;
pub mod shape;
#[cfg(feature = "alloc")]
pub mod taps;
#[cfg(feature = "alloc")]
mod verify;

pub use border::Origin;
#[cfg(feature = "simd")]
pub use drive::Level;
#[cfg(all(feature = "simd", feature = "alloc"))]
pub use drive::Scratch;
#[cfg(all(feature = "simd", feature = "alloc"))]
pub use dynamic::{DynKernel, DynSignal, KernelBuilder, SignalBuilder};
#[cfg(feature = "simd")]
pub use element::Element;
pub use element::{AccumulatorType, ElementType, Scalar};
pub use error::Error;
#[cfg(feature = "simd")]
pub use filter::{Filter, SignalFilter};
pub use finish::Overflow;
#[cfg(feature = "alloc")]
pub use kernel::{Kernel, KernelError, Mode, Padding, PerAxis};
#[cfg(feature = "alloc")]
pub use layer::{
    Activation, Algorithm, LayerKernel, LayerPlan, LayerValues, Layout, Quantization, Winograd,
};
#[cfg(all(feature = "simd", feature = "alloc"))]
pub use layer::{DynLayer, Layer, LayerBuilder, LayerScratch};
#[cfg(feature = "alloc")]
pub use matrix::{ConvMatrix, LayerMatrix};
#[cfg(feature = "alloc")]
pub use plan::Plan;
#[cfg(feature = "alloc")]
pub use plane::PlaneBuf;
pub use plane::{Plane, PlaneMut};
pub use shape::Border;
#[cfg(feature = "alloc")]
pub use taps::{Tap, Taps};
#[cfg(feature = "alloc")]
pub use verify::{LayerMismatch, Mismatch};
#[cfg(all(feature = "simd", feature = "alloc"))]
pub use verify::{verify, verify_layer, verify_signal};

/// What generated code names. Not for use by hand; it changes without notice.
#[cfg(feature = "simd")]
#[doc(hidden)]
pub mod __private {
    pub use crate::array::{apply_array, apply_signal_array};
    pub use crate::declare::{Declaration, WeightsRef};
    pub use crate::drive::{
        Band, Block, Body, Buffered, Job, Lane, Load, Memory, Scheduled, Stage, Staged, Store,
        Stored, Tiles, Use, View, add, dot_pairs, empty, load, mul_add, opaque, splat, sub, zero,
    };
    pub use crate::element::ElementType;
    pub use crate::error::Error;
    pub use crate::filter::{Generated, GeneratedPlane, GeneratedSignal};
    pub use crate::finish::{Division, Finish, Overflow};
    pub use crate::given::{Given, doubles, integers, singles};
    #[cfg(feature = "alloc")]
    pub use crate::kernel::Mode;
    #[cfg(feature = "alloc")]
    pub use crate::layer::generated::{
        GeneratedLayer, OnceLayer, Prepared, apply_layer_array, layer_integers, prepare_layer,
    };
    #[cfg(feature = "alloc")]
    pub use crate::layer::{
        Activation, LayerDeclaration, LayerShape, LayerValues, Layout, Winograd,
    };
    pub use crate::round::Scale;
    pub use crate::schedule::{Segment, Step};
    pub use crate::shape::{Axis, AxisPadding, Border, Geometry};
    pub use core::ops::FnMut;
    pub use core::option::Option::{self, None, Some};
    pub use core::result::Result;
    pub use fearless_simd::Simd;
}
