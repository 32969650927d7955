//! The same bits in bands and blocks, in regions, on threads, and for windows that fit no stack.

use super::definition::{Case, picture};
use super::{Blur, Floats, LumaSobel, Mean, SOBEL};
use conv_kernel::prelude::*;
use conv_kernel::{Element, MixFilter};

fn same_bits<T: Element>(found: &PlaneBuf<T>, expected: &PlaneBuf<T>, what: &str) {
    let bits = |plane: &PlaneBuf<T>| -> Vec<u64> {
        plane
            .data()
            .iter()
            .map(|value| value.to_f64().to_bits())
            .collect()
    };
    assert_eq!(bits(found), bits(expected), "{what}");
}

fn every_way<K: MixFilter<N>, const N: usize>(kernel: &K, (width, height): (usize, usize)) {
    let src = picture::<K::In, N>(width, height);
    let src = src.as_pixels();
    let whole = kernel.apply(src).unwrap();
    let empty = || PlaneBuf::filled(whole.width(), whole.height(), K::Out::default()).unwrap();
    let mut out = empty();
    kernel.apply_into(src, out.as_plane_mut()).unwrap();
    same_bits(&out, &whole, "on the stack");
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let found = pool.install(|| kernel.apply_par(src)).unwrap();
        same_bits(&found, &whole, &format!("on {threads} threads"));
    }
    // Bands that end anywhere.
    let mut out = empty();
    for (first, rows) in [(0, 1), (1, 10), (11, whole.height() - 11)] {
        let region = Rect::new(0, first, whole.width(), rows);
        let part = out
            .as_plane_mut()
            .sub(0, first, whole.width(), rows)
            .unwrap();
        kernel.apply_region(src, region, part).unwrap();
    }
    same_bits(&out, &whole, "in regions of whole rows");
}

#[test]
fn bands_blocks_regions_and_threads_change_no_bit() {
    every_way(&LumaSobel, (3000, 40));
    every_way(&Blur, (700, 301));
    every_way(&Floats, (2100, 90));
    every_way(&Mean, (2000, 99));
}

#[test]
fn every_rectangle_of_an_output_has_the_bits_of_the_whole() {
    let src = picture::<u16, 4>(9, 7);
    let src = src.as_pixels();
    let whole = Mean.apply(src).unwrap();
    let (width, height) = (whole.width(), whole.height());
    for y in 0..height {
        for x in 0..width {
            for rows in 1..=height - y {
                for columns in 1..=width - x {
                    let mut out = PlaneBuf::filled(columns, rows, 0.0).unwrap();
                    let rect = Rect::new(x, y, columns, rows);
                    Mean.apply_region(src, rect, out.as_plane_mut()).unwrap();
                    for row in 0..rows {
                        let expected = &whole.as_plane().row(y + row).unwrap()[x..x + columns];
                        assert_eq!(out.as_plane().row(row), Some(expected), "{rect}");
                    }
                }
            }
        }
    }
    let mut out = PlaneBuf::filled(1, 1, 0.0).unwrap();
    let outside = Mean.apply_region(src, Rect::new(width, 0, 1, 1), out.as_plane_mut());
    assert!(matches!(outside, Err(Error::Region { .. })), "{outside:?}");
}

#[test]
fn what_lies_between_the_rows_of_an_output_is_not_written() {
    let src = picture::<u8, 3>(20, 9);
    let mut out = vec![77i16; 25 * 9];
    let place = PlaneMut::new(&mut out, 20, 9)
        .unwrap()
        .with_stride(25)
        .unwrap();
    LumaSobel
        .apply_with(src.as_pixels(), place, &mut Scratch::new())
        .unwrap();
    let whole = LumaSobel.apply(src.as_pixels()).unwrap();
    for (row, expected) in out.chunks(25).zip(whole.rows()) {
        assert_eq!(&row[..20], expected);
        assert_eq!(row[20..], [77; 5]);
    }
}

#[test]
fn a_window_larger_than_the_stack_is_computed_all_the_same() {
    let case = Case {
        taps: SOBEL.map(Vec::from).to_vec(),
        weights: vec![(1, 1), (2, 1)],
        stride: [7, 5],
        dilation: [100, 90],
        pads: [[150, 60], [20, 40]],
        border: Border::Wrap,
    };
    let kernel = DynKernel::<u8, i32>::builder(SOBEL)
        .stride(case.stride)
        .dilation(case.dilation)
        .padding(Padding::Sides(case.pads.to_vec()))
        .border(case.border)
        .channels([1, 2])
        .build()
        .unwrap();
    let src = picture::<u8, 2>(140, 30);
    let expected = case.integers::<u8, i32, 2>(src.as_pixels()).unwrap();
    assert_eq!(kernel.apply(src.as_pixels()).unwrap(), expected);
    let mut out = PlaneBuf::filled(expected.width(), expected.height(), 0).unwrap();
    kernel
        .apply_into(src.as_pixels(), out.as_plane_mut())
        .unwrap();
    assert_eq!(out, expected);
}

conv_kernel! {
    /// Every tap but the middle one meets the border.
    struct Far: u8 -> i32 {
        taps: [[0, 1, 0], [0, 5, 2], [0, 1, 0]],
        channels: [1, 2, 3],
        padding: same,
        border: constant(4),
        dilation: 2_000_000_000,
    }
}

#[test]
fn a_window_that_reaches_far_past_the_input_takes_no_room_of_its_own() {
    // Its rows would take 7 GB.
    let taps = [[0, 1, 0], [1, -3, 1], [0, 1, 0]];
    for border in super::BORDERS {
        for dilation in [700, 30_000] {
            let case = Case {
                taps: taps.map(Vec::from).to_vec(),
                weights: vec![(1, 1), (2, 1), (-3, 1)],
                stride: [1, 1],
                dilation: [dilation, dilation],
                pads: [[dilation, dilation], [dilation, dilation]],
                border,
            };
            let kernel = DynKernel::<i16, i32>::builder(taps)
                .dilation(dilation)
                .padding(Padding::Same)
                .border(border)
                .channels([1, 2, -3])
                .build()
                .unwrap();
            let src = picture::<i16, 3>(40, 23);
            let expected = case.integers::<i16, i32, 3>(src.as_pixels()).unwrap();
            let found = kernel.apply(src.as_pixels()).unwrap();
            assert_eq!(found, expected, "{border} {dilation}");
            let mut part = PlaneBuf::filled(30, 9, 0).unwrap();
            let region = Rect::new(10, 12, 30, 9);
            (kernel.apply_region(src.as_pixels(), region, part.as_plane_mut())).unwrap();
            for (row, expected) in part.rows().zip(expected.rows().skip(12)) {
                assert_eq!(row, &expected[10..], "{border} {dilation}");
            }
        }
    }
}

#[test]
fn an_array_needs_no_room_for_a_window() {
    let found = Far.apply_array(&[[[1, 2, 3]; 4]; 3]);
    // The middle meets 14, the others a pixel of fours: 24.
    assert_eq!(found, [[5 * 14 + 2 * 24 + 2 * 24; 4]; 3]);
}

#[test]
fn an_output_of_another_size_is_refused() {
    let src = picture::<u8, 3>(20, 9);
    let mut out = PlaneBuf::filled(20, 8, 0i16).unwrap();
    let found = LumaSobel.apply_par_into(src.as_pixels(), out.as_plane_mut());
    assert!(
        matches!(
            found,
            Err(Error::OutputSize {
                expected_height: 9,
                ..
            })
        ),
        "{found:?}"
    );
    let found = LumaSobel.apply_into(src.as_pixels(), out.as_plane_mut());
    assert!(
        matches!(
            found,
            Err(Error::OutputSize {
                found_height: 8,
                ..
            })
        ),
        "{found:?}"
    );
}
