//! The names of expressions of taps.

mod library;
pub use library::*;

/// The taps in a file, read when the program is compiled: `file("kernel.npy")`, or
/// `file("net.safetensors", tensor("name"))`. The path is relative to the directory of
/// `Cargo.toml`.
pub const file: () = ();

/// A tensor of a file of several: `file("net.safetensors", tensor("name"))`.
pub const tensor: () = ();

/// The number 3.14159.. in an angle: `pi/4`.
pub const pi: f64 = core::f64::consts::PI;

/// An angle in degrees: `degrees(45)`.
pub const degrees: () = ();
