//! NaN as a border: spread to outputs, or left out.

use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::{difference, plane, same_bits, signal, verified};
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Edge: f32 { taps: [[0, 1.5, 0], [1.5, 0, -2], [0, 3, 0]], padding: same, border: constant(nan) }
    struct EdgeOfZeros: f32 { taps: [[0, 1.5, 0], [1.5, 0, -2], [0, 3, 0]], padding: same }
    struct Rows: f64 { taps: gaussian([5, 5], 1.0), padding: full, border: [constant(nan), replicate] }
    struct Line: f32 { taps: [1, 0, 2], padding: 3, stride: 2, border: constant(nan) }
}

#[test]
fn kernels_with_a_border_of_nan_agree_in_every_way() {
    verified(&[
        plane("Edge", Edge),
        plane("Rows", Rows),
        signal("Line", Line),
    ]);
}

/// A tap that is zero is on nothing: the corners of `Edge` are zeros.
fn a_border_of_nan_spoils_outputs_with_a_tap_on_it_and_no_others(level: Level) {
    let (width, height) = (37, 20);
    let data: Vec<f32> = Random::new(2).elements(width * height);
    let run = |filter: &dyn Filter<In = f32, Out = f32>| {
        let mut out = vec![0.0; width * height];
        let src = Plane::new(&data, width, height).unwrap();
        let dst = PlaneMut::new(&mut out, width, height).unwrap();
        filter.apply_into_at(level, src, dst).unwrap();
        out
    };
    let (found, plain) = (run(&Edge), run(&EdgeOfZeros));
    assert_eq!(difference(&found, &run(&Edge.to_dyn())), None);
    for (index, (found, plain)) in found.into_iter().zip(plain).enumerate() {
        let (y, x) = (index / width, index % width);
        let edge = y == 0 || y == height - 1 || x == 0 || x == width - 1;
        assert_eq!(found.is_nan(), edge, "column {x}, row {y}");
        assert!(edge || same_bits(found, plain), "column {x}, row {y}");
    }
    // Of 11 positions the input is 3 to 7; taps are on 0 and 2, on 2 and 4 and so on.
    let mut out = [0.0; 5];
    Line.apply_into_at(level, &[1.0, 2.0, 3.0, 4.0, 5.0], &mut out)
        .unwrap();
    assert_eq!(
        out.map(|x| x.is_nan()),
        [true, true, false, true, true],
        "{out:?}"
    );
    assert_eq!(out[2], 2.0 + 2.0 * 4.0);
}

each_level! { a_border_of_nan_spoils_outputs_with_a_tap_on_it_and_no_others }

#[test]
fn zeros_take_part_and_nan_shrinks_the_window() {
    let mean = |border: Border| {
        DynKernel::<f32, f32>::builder([[1, 1, 1]])
            .padding(Padding::Same)
            .border(border)
            .missing(Missing::Renormalize)
            .build()
            .unwrap()
    };
    let src = Plane::new(&[6.0, f32::NAN, 12.0, 24.0], 4, 1).unwrap();
    let apply = |border| mean(border).apply(src).unwrap().into_vec();
    // 3 / 2 and 3 are exact.
    assert_eq!(apply(Border::Zero), [9.0, 27.0, 54.0, 36.0]);
    assert_eq!(apply(Border::Constant(2.0)), [12.0, 27.0, 54.0, 38.0]);
    assert_eq!(apply(Border::Constant(f64::NAN)), [18.0, 27.0, 54.0, 54.0]);
    assert_eq!(apply(Border::Replicate), [18.0, 27.0, 54.0, 60.0]);
}

/// The vertical border decides first.
#[test]
fn borders_of_two_kinds_meet_in_the_corner_as_everywhere() {
    let sum = |borders: [Border; 2]| {
        let kernel = DynKernel::<f64, f64>::builder([[1; 3]; 3])
            .padding(Padding::Same)
            .border(borders)
            .missing(Missing::Renormalize)
            .build()
            .unwrap();
        kernel
            .apply(Plane::new(&[9.0], 1, 1).unwrap())
            .unwrap()
            .into_vec()[0]
    };
    let (nan, zero) = (Border::Constant(f64::NAN), Border::Zero);
    // One row of three columns is left: two of them zeros; or one column of three rows with zeros,
    // and the corners, which are those of the rows.
    assert_eq!(sum([nan, zero]), 27.0);
    assert_eq!(sum([zero, nan]), 9.0 * (9.0 / 7.0));
    assert_eq!(sum([nan, nan]), 81.0);
    assert_eq!(sum([zero, zero]), 9.0);
}
