//! Kernels written inside `macro_rules!`.
#![allow(missing_docs, unreachable_pub)]

use conv_kernel::conv_kernel;

macro_rules! kernels {
    ($($(#[$meta:meta])* $vis:vis $name:ident: $input:ty => $output:ty, $taps:expr, $scale:expr, $edge:literal, $border:ident;)*) => {
        conv_kernel! {
            $(
                $(#[$meta])*
                $vis struct $name: $input -> $output {
                    taps: $taps,
                    scale: $scale,
                    padding: [$edge, $edge],
                    border: $border,
                }
            )*
        }
    };
}

kernels! {
    /// Rows.
    #[derive(Clone)]
    pub Rows: u8 => i16, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], -1/2, 1, wrap;
    Columns: f32 => f32, [[-1.5, -2.0], [1.5, 2.0]], -1, 0, zero;
}

macro_rules! nested {
    ($name:ident [$($row:tt),*] $first:literal $rest:expr) => {
        conv_kernel! {
            struct $name: i32 -> f64 { taps: [$($row,)* [$first, $rest]] }
        }
    };
}

nested!(Nested [[1, 2], [-3, 4]] -5 -1/16);

mod inner {
    pub use conv_kernel as renamed;
}

#[macro_export]
macro_rules! renamed {
    ($krate:path) => {
        conv_kernel! {
            struct ByPath: u8 { taps: [1], crate: $krate }
            struct ByCrate: u8 { taps: [1], crate: $crate::inner::renamed }
        }
    };
}

renamed!(crate::inner::renamed);

fn main() {
    let _ = (Rows, Columns, Nested, ByPath, ByCrate);
}
