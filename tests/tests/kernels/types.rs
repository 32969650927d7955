//! Declared kernels with every accumulator, in one pass and in two, written inside a
//! `macro_rules!`.

use conv_kernel::Plan;
use conv_kernel::prelude::*;
use conv_plan::plan::Passes;

/// Kernels that differ in types, taps and scale.
macro_rules! declare {
    ($($name:ident: $in:ident -> $out:ident, [$($row:expr),*], $scale:expr, $overflow:ident;)*) => {
        conv_kernel! {$(
            struct $name: $in -> $out {
                taps: [$($row),*],
                scale: $scale,
                overflow: $overflow,
                padding: same,
                border: reflect101,
            }
        )*}
    };
}

declare! {
    InU16: u8 -> u8, [[1, 2], [3, 4]], 1/10, saturate;
    InI16: u8 -> i8, [[-1, 0, 1], [-2, 0, 2]], 1/3, saturate;
    InI32: u16 -> u16, [[-1, 0, 1], [-2, 0, 5]], 1/3, saturate;
    InI64: i32 -> i32, [[-1, 0, 1], [-2, 0, 5]], 1/3, saturate;
    InF32: u8 -> f32, [[-1, 0, 1], [-2, 0, 5]], 0.1, saturate;
    InF64: f64 -> f64, [[-1, 0, 1], [-2, 0, 5]], 0.1, saturate;
    TwoU16: u8 -> u8, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 1/24, saturate;
    TwoI16: i8 -> i16, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 1, saturate;
    TwoI32: i16 -> i32, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 1, saturate;
    TwoI64: i32 -> i32, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 1/24, saturate;
    TwoF32: f32 -> f32, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 0.0625, saturate;
    TwoF64: i32 -> f64, [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]], 0.0625, saturate;
    FromU16ToI32: u8 -> u8, [
        [21, 42, -63, 21], [40, 80, -120, 40], [80, 160, -240, 80], [40, 80, -120, 40], [20, 40, -60, 20]
    ], 1/4096, saturate;
    FromI16ToI32: i8 -> i32, [[100, 300, -701, 5], [200, 600, -1402, 10], [300, 900, -2103, 15]], 1, saturate;
    FromU16ToI64: u8 -> i32, [[10000000, 20000000, -70000001, 3], [20000000, 40000000, -140000002, 6], [30000000, 60000000, -210000003, 9]], 1/10, saturate;
    FromI16ToI64: i8 -> f32, [[10000000, 20000000, -70000001, 3], [20000000, 40000000, -140000002, 6], [30000000, 60000000, -210000003, 9]], 1/10, saturate;
    FromI32ToI64: u16 -> i32, [[50000, 70001, 2, 1], [100000, 140002, 4, 2], [-150000, -210003, -6, -3]], 1/2, wrap;
}

facts!(plane:
    InU16, InI16, InI32, InI64, InF32, InF64, TwoU16, TwoI16, TwoI32, TwoI64, TwoF32, TwoF64,
    FromU16ToI32, FromI16ToI32, FromU16ToI64, FromI16ToI64, FromI32ToI64,
);

#[test]
fn the_plans_use_every_accumulator_in_one_pass_and_in_two() {
    let accumulators = |plan: Plan| match plan.passes() {
        Passes::Polyphase(_) => panic!("not interpolated"),
        Passes::One(pass) => vec![pass.accumulator.name()],
        Passes::Two {
            vertical,
            horizontal,
        } => vec![
            vertical[0].accumulator.name(),
            horizontal.accumulator.name(),
        ],
    };
    for (plan, expected) in [
        (InU16.explain(), &["u16"][..]),
        (InI16.explain(), &["i16"]),
        (InI32.explain(), &["i32"]),
        (InI64.explain(), &["i64"]),
        (InF32.explain(), &["f32"]),
        (InF64.explain(), &["f64"]),
        (TwoU16.explain(), &["u16", "u16"]),
        (TwoI16.explain(), &["i16", "i16"]),
        (TwoI32.explain(), &["i32", "i32"]),
        (TwoI64.explain(), &["i64", "i64"]),
        (TwoF32.explain(), &["f32", "f32"]),
        (TwoF64.explain(), &["f64", "f64"]),
        (FromU16ToI32.explain(), &["u16", "i32"]),
        (FromI16ToI32.explain(), &["i16", "i32"]),
        (FromU16ToI64.explain(), &["u16", "i64"]),
        (FromI16ToI64.explain(), &["i16", "i64"]),
        (FromI32ToI64.explain(), &["i32", "i64"]),
    ] {
        assert_eq!(accumulators(plan.clone()), expected, "{plan}");
    }
}
