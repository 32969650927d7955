//! Sizes, strides, dilations and paddings up to the end of `usize`: errors or results, never a
//! panic.

use conv_kernel::prelude::*;
use conv_kernel::{Element, KernelBuilder, Taps};

/// Numbers at the edges of what sizes can be.
const SIZES: [usize; 9] = [
    0,
    1,
    3,
    1 << 20,
    u32::MAX as usize,
    isize::MAX as usize / 2,
    isize::MAX as usize,
    usize::MAX - 1,
    usize::MAX,
];

/// Outputs up to this many are computed, others refused by the allocator or not asked for.
const AREA: usize = 1 << 12;

/// Everything that a built kernel can be asked; nothing of it may panic.
fn ask<F: Filter>(filter: &F) {
    for width in SIZES {
        for height in SIZES {
            if let Ok((columns, rows)) = filter.output_size(width, height) {
                assert!(columns >= 1 && rows >= 1);
                assert!(
                    columns
                        .checked_mul(rows)
                        .is_some_and(|area| area <= isize::MAX as usize)
                );
            }
        }
    }
    let data = vec![F::In::default(); 35];
    let src = Plane::new(&data, 7, 5).unwrap();
    let Ok((columns, rows)) = filter.output_size(7, 5) else {
        assert!(filter.apply(src).is_err());
        return;
    };
    let area = columns * rows;
    if area <= AREA {
        let computed = filter.apply(src);
        assert!(
            matches!(computed, Ok(_) | Err(Error::OutOfMemory)),
            "{computed:?}"
        );
        let mut out = vec![F::Out::default(); area];
        for level in Level::available() {
            let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
            filter.apply_into_at(level, src, dst).unwrap();
        }
    } else if area > isize::MAX as usize / 8 {
        assert!(filter.apply(src).is_err());
    }
    let mut wrong = vec![F::Out::default(); 1];
    let dst = PlaneMut::new(&mut wrong, 1, 1).unwrap();
    assert_eq!(filter.apply_into(src, dst).is_ok(), area == 1);
}

fn build<In: Element, Out: Element>(
    taps: &Taps,
    edit: impl FnOnce(KernelBuilder<In, Out>) -> KernelBuilder<In, Out>,
) {
    let built = edit(DynKernel::builder(taps.clone()).overflow(Overflow::Saturate)).build();
    match built {
        Ok(filter) => ask(&filter),
        Err(error) => assert!(matches!(error, Error::Kernel(_)), "{error}"),
    }
}

/// Kernels that are small, of one row, and separable.
fn kernels() -> [Taps; 3] {
    [
        [[2, -1], [1, 3]].into(),
        [[1, -2, 3]].into(),
        [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]].into(),
    ]
}

conv_kernel! {
    struct Distant: u8 -> i16 {
        taps: [[1, -2], [3, 4]],
        stride: 2147483647,
        dilation: [2147483647, 2147483647],
        padding: same,
        border: wrap,
    }
    struct DistantLoop: f32 {
        taps: [
            [1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9], [4, 5, 6, 7, 8, 9, 1],
            [5, 6, 7, 8, 9, 1, 2], [6, 7, 8, 9, 1, 2, 3], [7, 8, 9, 1, 2, 3, 5], [7, 8, 9, 1, 2, 3, 6],
            [7, 8, 9, 1, 2, 3, 4], [7, 8, 9, 1, 2, 3, 7],
        ],
        stride: [2147483647, 2147483647],
        dilation: [2147483647, 2147483647],
        padding: same,
        border: replicate,
    }
    struct DistantGiven: f32 {
        shape: [2, 2],
        stride: [2147483647, 2147483647],
        dilation: [1, 2147483647],
        padding: same,
        border: reflect101,
    }
}

#[test]
fn declared_kernels_with_the_largest_distances_build_and_run() {
    ask(&Distant);
    ask(&DistantLoop);
    ask(&DistantGiven::new([[1.0, 2.0], [3.0, 4.0]]).unwrap());
}

#[test]
fn strides_and_dilations() {
    for taps in kernels() {
        for first in SIZES {
            build::<u8, i16>(&taps, |kernel| kernel.stride(first).padding(Padding::Same));
            build::<u8, i16>(&taps, |kernel| {
                kernel.dilation(first).padding(Padding::Same)
            });
            build::<f32, f32>(&taps, |kernel| {
                kernel.dilation(first).padding(Padding::Full)
            });
            for second in SIZES {
                build::<f32, f32>(&taps, |kernel| {
                    kernel.stride([first, second]).padding(Padding::SameLower)
                });
                build::<u8, i16>(&taps, |kernel| {
                    kernel.stride(first).dilation(second).padding(Padding::Same)
                });
                build::<f32, f32>(&taps, |kernel| {
                    kernel
                        .stride([1, first])
                        .dilation([second, 1])
                        .padding(Padding::Full)
                });
            }
        }
    }
}

#[test]
fn paddings() {
    for taps in kernels() {
        for border in [
            Border::Zero,
            Border::Wrap,
            Border::Reflect,
            Border::Reflect101,
            Border::Replicate,
        ] {
            for first in SIZES {
                build::<u8, i16>(&taps, |kernel| kernel.padding(first).border(border));
                for second in SIZES {
                    build::<f32, f32>(&taps, |kernel| {
                        kernel
                            .padding([first, second])
                            .border(border)
                            .stride(second)
                    });
                    build::<u8, i16>(&taps, |kernel| {
                        kernel
                            .padding([[first, 0], [2, second]])
                            .border(border)
                            .stride([first, 7])
                    });
                    build::<f32, f32>(&taps, |kernel| {
                        kernel
                            .padding([[0, first], [second, 1]])
                            .stride(usize::MAX / 8)
                    });
                }
            }
        }
    }
}

#[test]
fn planes() {
    let mut data = [0u8; 12];
    for width in SIZES {
        for height in SIZES {
            let fits = width
                .checked_mul(height)
                .is_some_and(|area| (1..=12).contains(&area));
            assert_eq!(
                Plane::new(&data, width, height).is_ok(),
                fits,
                "{width}x{height}"
            );
            assert_eq!(
                PlaneMut::new(&mut data, width, height).is_ok(),
                fits,
                "{width}x{height}"
            );
            assert_eq!(
                PlaneBuf::from_vec(vec![0u8; 3], width, height).is_ok(),
                (width, height) == (1, 3) || (width, height) == (3, 1)
            );
            let plane = Plane::new(&data, 3, 2).unwrap();
            for (x, y) in SIZES.into_iter().flat_map(|x| SIZES.map(|y| (x, y))) {
                let inside = width >= 1
                    && height >= 1
                    && x.checked_add(width).is_some_and(|end| end <= 3)
                    && y.checked_add(height).is_some_and(|end| end <= 2);
                assert_eq!(plane.sub(x, y, width, height).is_ok(), inside);
                assert_eq!(plane.row(y).is_some(), y < 2);
                let mut copy = data;
                let plane = PlaneMut::new(&mut copy, 3, 2).unwrap();
                assert_eq!(plane.sub(x, y, width, height).is_ok(), inside);
            }
        }
        let plane = Plane::new(&data, 3, 2).unwrap();
        assert_eq!(
            plane.with_stride(width).is_ok(),
            (3..=9).contains(&width),
            "{width}"
        );
        let plane = PlaneMut::new(&mut data, 3, 2).unwrap();
        assert_eq!(
            plane.with_stride(width).is_ok(),
            (3..=9).contains(&width),
            "{width}"
        );
    }
}

#[test]
fn signals() {
    for value in SIZES {
        for other in SIZES {
            let kernel = DynSignal::<f32, f32>::builder([1, -2, 3])
                .stride(value)
                .dilation(other)
                .padding([value, other])
                .build();
            let Ok(kernel) = kernel else { continue };
            for length in SIZES {
                let _ = kernel.output_len(length);
            }
            if let Ok(length) = kernel.output_len(9)
                && length <= AREA
            {
                assert_eq!(kernel.apply(&[1.0; 9]).unwrap().len(), length);
            }
            assert_eq!(kernel.apply(&[]), Err(Error::Empty));
        }
    }
}
