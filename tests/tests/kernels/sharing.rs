//! Declared kernels whose plans share work: sums of rows, pairs of products, tall tiles, narrow
//! lines.

use conv_kernel::prelude::*;
use conv_plan::plan::{Form, Pass, Passes};

conv_kernel! {
    struct Box3: u8 -> i16 { taps: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], padding: same, border: reflect }
    struct Scharr: u8 -> i16 {
        taps: [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
        stride: [2, 3],
        padding: full,
        border: constant(200),
    }
    struct Spread: i8 -> i16 {
        taps: [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        dilation: [3, 2],
        padding: same,
        border: wrap,
    }
    struct Negated: u8 {
        taps: [[-1, -2, -1], [-2, -4, -2], [-1, -2, -1]],
        scale: -1/16,
        padding: same,
        border: replicate,
    }
    struct Wide16: u16 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        padding: same_lower,
        border: reflect101,
    }
    struct Pairs7: u8 {
        taps: [
            [1, 6, 15, 20, 15, 6, 1], [6, 36, 90, 120, 90, 36, 6], [15, 90, 225, 300, 225, 90, 15],
            [20, 120, 300, 400, 300, 120, 20],
            [15, 90, 225, 300, 225, 90, 15], [6, 36, 90, 120, 90, 36, 6], [1, 6, 15, 20, 15, 6, 1],
        ],
        scale: 1/4096,
        padding: same,
        border: wrap,
    }
    struct PairsWithGaps: i8 -> i32 {
        taps: [
            [300, 0, 0, -701, 5, 0, 11], [600, 0, 0, -1402, 10, 0, 22],
            [900, 0, 0, -2103, 15, 0, 33], [1200, 0, 0, -2804, 20, 0, 44],
        ],
        padding: full,
        border: constant(-128),
    }
    struct TallTile: f32 {
        taps: [
            [0.5, 1], [0.25, 0.5], [0.125, 0.25], [1, 2], [2, 4], [-0.5, -1], [-0.25, -0.5],
            [4, 8], [-8, -16], [0.0625, 0.125], [16, 32],
        ],
        padding: same,
        border: [reflect101, constant(0.5)],
    }
    struct TallTable: f64 {
        taps: [
            [1, 2, 1], [3, 6, 3], [5, 10, 5], [7, 14, 7], [9, 18, 9], [-11, -22, -11], [13, 26, 13],
            [15, 30, 15], [17, 34, 17], [-19, -38, -19], [21, 42, 21],
        ],
        stride: [1, 2],
        padding: same,
        border: wrap,
    }
    struct Quarter: u8 {
        taps: binomial([5, 5]),
        scale: 1/256,
        stride: 2,
        padding: 2,
        border: reflect101,
    }
    struct Fifth: f32 {
        taps: outer([0.5, -1, 2, 0.25], [1, 2, 3, 4, 5, 6, 7]),
        stride: [3, 5],
        padding: full,
        border: replicate,
    }
}

facts!(plane:
    Box3, Scharr, Spread, Negated, Wide16, Pairs7, PairsWithGaps, TallTile, TallTable, Quarter, Fifth,
);

mod signals {
    use conv_kernel::prelude::*;

    conv_kernel! {
        struct Two: i16 -> i32 { taps: [3, -5], padding: same }
        struct Three: i16 -> i32 { taps: [-32767, 1, 32767], padding: full, border: wrap }
        struct Extreme: i16 -> f64 { taps: [-32768, 32767, 1, 0, 0, -7], padding: 9, border: replicate }
        struct Sixteen: i16 {
            taps: [1, -2, 3, -4, 5, 6, -7, 8, 1, 2, -3, 4, -5, 6, 7, -8],
            scale: 1/64,
            overflow: saturate,
            padding: causal,
            border: constant(-3),
        }
    }

    facts!(signal: Two, Three, Extreme, Sixteen);
}

#[test]
fn plans_share_where_it_saves() {
    let direct = |kernel: &dyn Filter<In = u8, Out = i16>| -> Pass {
        match kernel.explain().passes() {
            Passes::One(pass) => pass.clone(),
            _ => panic!("one pass is cheaper"),
        }
    };
    assert!(direct(&Box3).lowering.row_sums.is_some());
    assert!(direct(&Scharr).lowering.row_sums.is_some());
    match Pairs7.explain().passes() {
        Passes::Two { horizontal, .. } => assert_eq!(horizontal.lowering.form, Form::Pairs),
        _ => panic!("two passes are cheaper"),
    }
    match TallTile.explain().passes() {
        Passes::Two { vertical, .. } => assert_eq!(vertical[0].lowering.tile.rows, 8),
        _ => panic!("two passes are cheaper"),
    }
}
