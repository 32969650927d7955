//! Generated code means the same whatever else has the names that it could use.
#![no_implicit_prelude]
#![allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused_macros
)]
#![deny(warnings)]
// Those that the workspace adds; a user has the levels of the compiler.
#![allow(
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unused_qualifications,
    clippy::all
)]

extern crate conv_kernel as kernels;

use ::kernels::conv_kernel;

/// Types, aliases and traits.
mod types {
    #![allow(unused_imports)]

    pub struct H;
    pub struct W;
    pub struct OH;
    pub struct OW;
    pub struct N;
    pub struct M;
    pub struct S;
    pub struct V;
    pub struct R;
    pub struct A;
    pub struct C;
    pub struct E;
    pub struct F;
    pub struct K;
    pub struct Value;
    pub struct Sums0;
    pub struct Direct;
    pub struct Vertical;
    pub struct Horizontal;
    pub struct Body;
    pub struct View;
    pub struct Generated;
    pub struct Error;
    pub struct Tiles;
    pub type u8 = ();
    pub type i8 = ();
    pub type u16 = ();
    pub type i16 = ();
    pub type i32 = ();
    pub type i64 = ();
    pub type f32 = ();
    pub type f64 = ();
    pub type usize = ();
    pub type bool = ();
    pub enum Option {}
    pub enum Result {}
    pub trait Clone {}
    pub trait Copy {}
    pub trait Debug {}
    pub trait Default {}
    pub trait Eq {}
    pub trait FnMut {}
    pub trait Hash {}
    pub trait Into {}
    pub trait PartialEq {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod conv_kernel {}
    pub mod conv_runtime {}
    pub mod __private {}
}
#[allow(unused_imports)]
use types::*;

/// Constants, statics and functions, which patterns could mean.
const v: () = ();
const s: () = ();
const x: () = ();
const y: () = ();
const w: () = ();
const w0: () = ();
const a0: () = ();
const t0: () = ();
const row: () = ();
const column: () = ();
const tap: () = ();
const view: () = ();
const visit: () = ();
const job: () = ();
const src: () = ();
const dst: () = ();
const taps: () = ();
const input: () = ();
const weights: () = ();
const bias: () = ();
const FINISH: () = ();
const TAPS: () = ();
const TABLE: () = ();
const SEGMENTS: () = ();
const STEPS: () = ();
const DECLARATION: () = ();
static window: () = ();
static LAYER: () = ();
fn Some() {}
fn None() {}
fn Ok() {}
fn Err() {}

/// Methods that every value has.
trait Methods: ::core::marker::Sized {
    const DECLARATION: () = ();
    const PARAMETERS: () = ();
    fn as_flattened(self) {}
    fn as_flattened_mut(self) {}
    fn window(self) {}
    fn direct(self) {}
    fn separable(self) {}
    fn map(self) {}
    fn get(self) {}
    fn parameters(self) {}
    fn receptive_field(self) {}
    fn macs(self) {}
    fn output_shape(self) {}
    fn into(self) {}
    fn default() {}
    fn clone(self) {}
    fn finish(self) {}
}
impl<T> Methods for T {}

macro_rules! include_bytes {
    ($($any:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! assert {
    ($($any:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! panic {
    ($($any:tt)*) => {
        compile_error!("not this one")
    };
}

/// Every form of plan, each under one of the names.
mod declared {
    use super::*;

    conv_kernel! {
        /// A signal kernel in pairs.
        struct Pairs: u8 -> i32 { taps: [1, 2, 1], crate: ::kernels }
        /// One body.
        struct Cross: u8 -> i16 { taps: [[0, 1], [-1, 0]], padding: same, crate: ::kernels }
        /// Two bodies.
        struct Smooth: u8 -> u16 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], crate: ::kernels }
        /// One plane of two, in one sweep and from a buffer, and two planes.
        struct Magnitude: u8 -> i16 {
            taps: { v: sobel_x, w: sobel_y }, combine: |v, w| v.abs() + w.abs(), crate: ::kernels,
        }
        struct Corner: u8 -> f64 {
            taps: { v: sobel_x, w: sobel_y }, combine: |v, w| v * v * w * w, crate: ::kernels,
        }
        struct Both: u8 -> i16 { taps: { v: sobel_x, w: sobel_y }, crate: ::kernels }
        /// Floats.
        struct Floats: f32 { taps: [[0.5, 1.5, -2.5], [1, 2, -1]], stride: 2, crate: ::kernels }
        /// No taps.
        struct Nothing: i16 -> i32 { taps: [[0, 0]], crate: ::kernels }
        /// Taps at run time.
        struct Learned: i32 -> f64 { shape: [2, 2], scale: 1/2, crate: ::kernels }
        /// A signal kernel of them.
        struct LearnedSignal: i8 -> i16 { shape: [3], overflow: wrap, crate: ::kernels }
        /// A layer.
        struct Luma: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], layout: nhwc, crate: ::kernels }
        /// Weights at run time.
        struct Stem: u8 -> i32 { shape: [2, 1, 2, 2], bias: true, activation: relu, crate: ::kernels }
        /// One axis.
        struct Onset: f64 { axes: 1, shape: [1, 1, 2], crate: ::kernels }
    }

    // The primitive types, whose names this module hides.
    pub(super) fn all() {
        let _: [[::core::primitive::i16; 2]; 2] = Cross.apply_array(&[[1, 2], [3, 4]]);
        let _ = (
            Pairs, Smooth, Floats, Nothing, Luma, Magnitude, Corner, Both,
        );
        let _ = Pairs.apply_array::<4, 2>(&[1, 2, 3, 4]);
        let _ = Learned::new([[1, 2], [3, 4]]);
        let _ = LearnedSignal::new([1, 2, 3]);
        let _ = Stem::new(&[1; 8], &[1, 2]);
        let _ = Onset::new(&[0.5, 0.25]);
        let _ = Luma.apply_array::<1, 2, 1, 2>(&[[[0.0; 3]; 2]; 1]);
    }
}

/// Structs with the names of parameters.
mod named {
    use ::kernels::conv_kernel;

    conv_kernel! {
        struct H: u8 -> i16 { taps: [[-1, 1], [1, -1]], crate: ::kernels }
        struct W: f32 { taps: [[1, 2, 4], [5, 3, 1]], crate: ::kernels }
        struct V: u8 -> i32 { taps: [1, 2, 1], crate: ::kernels }
        struct C: u8 -> i32 { taps: [1, 2, 1], crate: ::kernels }
        struct F: u8 -> i32 { taps: { a: [[1, 2]], b: [[3, 4]] }, crate: ::kernels }
        struct Value: f32 { taps: [1, 2, 1], map: |v| v.abs(), crate: ::kernels }
        struct N: u8 -> i32 { shape: [3], crate: ::kernels }
        struct M: f32 { shape: [1, 1, 1, 1], bias: true, crate: ::kernels }
        struct OH: f32 { taps: [[[[1]]]], crate: ::kernels }
        struct OW: f32 { axes: 1, taps: [[[1, 2]]], crate: ::kernels }
        struct S: u8 -> u16 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], crate: ::kernels }
        struct Direct: f32 { taps: [[1, 2, 3], [4, 5, 6]], crate: ::kernels }
        struct Vertical: f32 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], crate: ::kernels }
        struct src: f32 { taps: [[1, 2, 3]], crate: ::kernels }
        struct x: f32 { taps: [[[[1]]]], crate: ::kernels }
        struct u8: u8 -> u16 { taps: [1, 2], crate: ::kernels }
        struct f32: f32 { taps: [[0.5]], crate: ::kernels }
        struct __c: u8 -> i16 { taps: [[-1, 1], [1, -1]], crate: ::kernels }
        struct __p: f32 { shape: [1, 1, 1, 1], bias: true, crate: ::kernels }
        struct Self_: u8 { taps: [1], crate: ::kernels }
    }
}

/// Structs with the names of what generated code imports, of every form.
mod imported {
    mod constants {
        ::kernels::conv_kernel! {
            struct __c: f32 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], crate: ::kernels }
            struct __p: f32 { taps: [[[[1]]]], crate: ::kernels }
        }
    }
    mod banks {
        ::kernels::conv_kernel! {
            struct C: u8 -> i32 { taps: { a: [[1, 2]], b: [[3, 4]] }, crate: ::kernels }
        }
    }
    mod given {
        ::kernels::conv_kernel! {
            struct __c: u8 -> i32 { shape: [3], crate: ::kernels }
            struct __p: i32 -> f64 { shape: [2, 2], scale: 1/2, crate: ::kernels }
        }
        pub(super) fn all() {
            let _ = (__c::new([1, 2, 3]), __p::new([[1, 2], [3, 4]]));
        }
    }
    pub(super) fn all() {
        given::all();
    }
}

/// In a function whose type parameters have the names.
fn generic<H, W, V, N, M, OH, OW, S, R, T, const K: ::core::primitive::usize>(_: [T; K]) {
    conv_kernel! {
        struct Inner: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], crate: ::kernels }
        struct T: f32 { taps: [[1, 2, 4], [5, 3, 1]], crate: ::kernels }
        struct K: f32 { shape: [3, 3], crate: ::kernels }
        struct Layer: f32 { taps: [[[[1]]]], bias: [1], crate: ::kernels }
    }
    let _ = (Inner, T, Layer, K::new([[0.0; 3]; 3]));
    let _ = Inner.apply_array::<3, 3, 1, 1>(&[[1; 3]; 3]);
}

macro_rules! in_a_macro {
    ($name:ident, $row:ident, $v:expr) => {
        conv_kernel! {
            struct $name: u8 -> i32 { taps: [$v, 2, 1], crate: ::kernels }
            struct $row: u8 -> i32 { shape: [1, $v], crate: ::kernels }
        }
    };
}
in_a_macro!(a1, t1, 3);

/// The user's lint levels are those of what stands beside the struct too.
mod lints {
    #![deny(non_camel_case_types)]

    ::kernels::conv_kernel! {
        #[allow(non_camel_case_types)]
        struct my_kernel: f32 { taps: [[1, 2, 4], [5, 3, 1]], crate: ::kernels }
        #[expect(non_camel_case_types)]
        struct my_layer: f32 { shape: [1, 1, 1, 1], crate: ::kernels }
    }
}

fn main() {
    declared::all();
    imported::all();
    generic::<(), (), (), (), (), (), (), (), (), (), 0>([]);
    let _ = (a1, t1::new([[1, 2, 3]]));
}
