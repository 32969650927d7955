//! How sums are computed: [`simd`] is what vectors can do, [`planes`] and `layers` the loops.
//!
//! Plans decide the operations, their order and their types; for layers also how the input is read.
//! These rooms obey, and decide the rest, which changes no bit: memory, and for planes what is
//! staged and in which blocks.

#[cfg(feature = "layers")]
pub(crate) mod activate;
#[cfg(feature = "layers")]
pub(crate) mod by_output;
pub(crate) mod caches;
mod element;
#[cfg(feature = "fft")]
pub(crate) mod fft;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub(crate) mod layers;
pub(crate) mod mixed;
#[cfg(all(feature = "nontemporal", target_arch = "x86_64"))]
#[expect(unsafe_code, reason = "stores that Rust has no safe function for")]
mod nontemporal;
#[cfg(not(all(feature = "nontemporal", target_arch = "x86_64")))]
#[path = "exec/nontemporal/ordinary.rs"]
mod nontemporal;
pub(crate) mod planes;
pub(crate) mod simd;
pub(crate) mod trace;

pub use element::Element;
