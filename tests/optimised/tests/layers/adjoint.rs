//! Adjoints of layers of integers, which are exact.
#![allow(clippy::unwrap_used)]

use crate::cases::Random;
use crate::gradient::Case;
use conv_kernel::prelude::*;

/// 200 layers of integers with zero points: `apply_exact` is the transposed matrix, exactly.
#[test]
fn adjoints_of_integer_layers_are_exact() {
    let mut random = Random::new(34);
    let mut compared = 0;
    for _ in 0..200 {
        let case = Case::random(&mut random);
        let case = Case {
            borders: [Border::Zero, Border::Replicate],
            ..case
        };
        let weights = random.integers(case.weights().iter().product(), -128, 127);
        let layer = if case.transposed {
            DynLayer::<u8, i32>::transposed(weights, case.weights())
        } else {
            DynLayer::<u8, i32>::builder(weights, case.weights()).border(case.borders)
        };
        let layer = layer
            .groups(case.groups)
            .stride(case.stride)
            .dilation(case.dilation)
            .padding(case.padding)
            .layout(case.layout)
            .zero_points(3, [])
            .build()
            .unwrap();
        let Ok(matrix) = layer.matrix(case.shape()) else {
            continue;
        };
        compared += 1;
        let y = random.integers(matrix.rows(), -999_999_999, 999_999_999);
        let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
        let adjoint = layer.adjoint(case.shape()).unwrap();
        assert_eq!(
            adjoint.apply_exact(&y).unwrap(),
            matrix.transpose_matvec_exact(&wide).unwrap(),
            "{case:?}"
        );
    }
    assert!(compared > 120, "{compared}");
}

#[test]
fn what_a_border_repeats_counts_towards_the_range_of_an_adjoint() {
    let layer = |border| {
        DynLayer::<u8, i32>::builder([(1 << 21) + 1], [1, 1, 1])
            .padding([4, 0])
            .border(border)
            .build()
            .unwrap()
            .adjoint([1, 1, 1, 1])
            .unwrap()
            .apply_exact(&[i32::MAX; 5])
    };
    let once = i128::from(i32::MAX) * ((1 << 21) + 1);
    assert_eq!(layer(Border::Zero).unwrap(), [once]);
    assert!(matches!(layer(Border::Replicate), Err(Error::Range { .. })));
}

#[test]
fn adjoints_of_integer_layers_are_exact_whatever_algorithm_may_be_used() {
    let mut random = Random::new(35);
    // With so many channels a layer of floats of these sizes takes Winograd's algorithm.
    let weights = random.integers(32 * 32 * 9, -128, 127);
    let layer = DynLayer::<u8, i32>::builder(weights, [32, 32, 3, 3])
        .winograd(Winograd::Auto)
        .build()
        .unwrap();
    let shape = [1, 32, 8, 8];
    let matrix = layer.matrix(shape).unwrap();
    let y = random.integers(matrix.rows(), -999_999, 999_999);
    let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
    let found = layer.adjoint(shape).unwrap().apply_exact(&y).unwrap();
    assert_eq!(found, matrix.transpose_matvec_exact(&wide).unwrap());
}
