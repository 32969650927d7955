//! Floats: within the bound of a sum of so many terms, with the same bits whatever the way.

use super::definition::{Case, picture};
use super::{BORDERS, Floats, Halves};
use conv_kernel::prelude::*;
use conv_kernel::{Element, MixFilter, verify};
use conv_kernel_tests::each_level;

/// Powers of two, which no type rounds: what is left is the rounding of the sums.
const WEIGHTS: [(i64, i64); 3] = [(1, 4), (-1, 2), (2, 1)];

fn within<T: Element>(level: Level, unit: f64) {
    for border in BORDERS {
        let case = Case {
            taps: vec![vec![1, -2, 4], vec![8, 1, -1]],
            weights: WEIGHTS.to_vec(),
            stride: [1, 2],
            dilation: [2, 1],
            pads: [[2, 1], [1, 3]],
            border,
        };
        let kernel = DynKernel::<T, T>::builder([[1, -2, 4], [8, 1, -1]])
            .stride(case.stride)
            .dilation(case.dilation)
            .padding(Padding::Sides(case.pads.to_vec()))
            .border(border)
            .channels([0.25, -0.5, 2.0])
            .build()
            .unwrap();
        let src = picture::<T, 3>(67, 9);
        let src = src.as_pixels();
        let [rows, columns] = case.size(67, 9).unwrap();
        let mut out = PlaneBuf::filled(columns, rows, T::default()).unwrap();
        kernel
            .apply_into_at(level, src, out.as_plane_mut())
            .unwrap();
        for y in 0..rows {
            for x in 0..columns {
                let (mut sum, mut magnitude) = (0.0, 0.0);
                case.each_tap([y, x], [9, 67], |tap, pixel| {
                    for (channel, (above, below)) in WEIGHTS.into_iter().enumerate() {
                        let constant = match border {
                            Border::Constant(value) => value,
                            _ => 0.0,
                        };
                        let value = pixel.map_or(constant, |at| src[at][channel].to_f64());
                        let term = tap as f64 * above as f64 / below as f64 * value;
                        sum += term;
                        magnitude += f64::abs(term);
                    }
                });
                // 3 operations of the mix, 6 of the window; this sum in doubles has 18.
                let bound = 9.0 * unit / (1.0 - 9.0 * unit) + 18.0 * f64::EPSILON;
                let found = out[(x, y)].to_f64();
                assert!(
                    (found - sum).abs() <= bound * magnitude,
                    "{border:?} at column {x}, row {y}: {found}, not {sum}"
                );
            }
        }
    }
}

fn floats_are_within_the_bound_of_their_terms(level: Level) {
    within::<f32>(level, f64::from(f32::EPSILON) / 2.0);
    within::<f64>(level, f64::EPSILON / 2.0);
}

each_level!(floats_are_within_the_bound_of_their_terms);

#[test]
fn a_channel_of_weight_0_is_not_read_even_if_it_is_not_a_number() {
    let kernel = DynKernel::<f32, f32>::builder([[1.0, 1.0]]).channels([0.0, 1.0, 0.5]);
    let row = [[f32::NAN, 1.0, 2.0], [f32::INFINITY, 2.0, 4.0]];
    let out = kernel
        .build()
        .unwrap()
        .apply(Pixels::new(&row, 2, 1).unwrap())
        .unwrap();
    assert_eq!(out.data(), [6.0]);
}

#[test]
fn channels_are_added_from_the_first_to_the_last() {
    let kernel = DynKernel::<f32, f32>::builder([[1]]).channels([1, 1, 1]);
    let row = [[1e8f32, -1e8, 1.0], [1.0, 1e8, -1e8]];
    let out = kernel
        .build()
        .unwrap()
        .apply(Pixels::new(&row, 2, 1).unwrap());
    assert_eq!(out.unwrap().data(), [1.0, 0.0]);
}

#[test]
fn integers_with_float_taps_are_exact_where_nothing_is_rounded() {
    let row = [[4i16, 99, 1], [8, -99, 3], [-2, 5, 5]];
    let out = Halves.apply(Pixels::new(&row, 3, 1).unwrap()).unwrap();
    // Mixed: 4, 10, 9.
    assert_eq!(out.data(), [1.0, 4.5, 7.25, 4.5]);
}

#[test]
fn a_constant_border_is_a_pixel_of_that_value() {
    let src = picture::<f32, 3>(9, 7);
    let mut framed = vec![[0.7f32; 3]; 11 * 9];
    for (y, row) in src.as_pixels().rows().enumerate() {
        framed[(y + 1) * 11 + 1..][..9].copy_from_slice(row);
    }
    let expected = {
        let inside = DynKernel::<f32, f32>::builder([[0.1, 0.2, 0.3], [-0.4, 0.5, -0.6]])
            .mode(Mode::Convolve)
            .channels([0.299, 0.587, 0.114])
            .build()
            .unwrap();
        inside.apply(Pixels::new(&framed, 11, 9).unwrap()).unwrap()
    };
    // `same` adds the one row after the last.
    let found = Floats.apply(src.as_pixels()).unwrap();
    for y in 0..7 {
        assert_eq!(
            found.as_plane().row(y),
            expected.as_plane().row(y + 1),
            "row {y}"
        );
    }
}

#[test]
fn every_number_of_channels_is_mixed_alike() {
    verify(
        &DynKernel::<f32, f32>::builder([[0.5, 0.1]])
            .channels([0.3])
            .build()
            .unwrap(),
    )
    .unwrap();
    verify(
        &DynKernel::<f64, f64>::builder([[0.5], [0.1]])
            .channels([0.3, 0.1])
            .build()
            .unwrap(),
    )
    .unwrap();
    verify(
        &DynKernel::<u8, f64>::builder([[0.5, 0.1]])
            .channels([0.1; 4])
            .build()
            .unwrap(),
    )
    .unwrap();
    verify(
        &DynKernel::<f32, f32>::builder([[0.5, 0.1]])
            .channels([0.1; 7])
            .build()
            .unwrap(),
    )
    .unwrap();
}
