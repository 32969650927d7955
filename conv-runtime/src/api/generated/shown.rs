//! `Debug` of structs that hold taps or weights: one line.

#[cfg(all(feature = "alloc", feature = "layers"))]
use crate::exec::layers::Prepared;
use conv_plan::number::Few;
use core::fmt::{self, Debug, Formatter};

/// The name of a kernel and its first taps.
pub fn debug_taps<A: Debug, const C: usize, const K: usize>(
    f: &mut Formatter<'_>,
    name: &str,
    taps: &[[A; C]; K],
) -> fmt::Result {
    write!(f, "{name}({:?})", Few::new(taps.as_flattened()))
}

/// The name of a layer and its line.
#[cfg(all(feature = "alloc", feature = "layers"))]
pub fn debug_layer<In, Out>(
    f: &mut Formatter<'_>,
    name: &str,
    layer: &Prepared<In, Out>,
) -> fmt::Result {
    write!(f, "{name}({layer:?})")
}
