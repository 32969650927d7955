//! Rows so long that they are read where they lie: what stands at both ends of them, and above and
//! below.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, Rect, Taps};
use conv_kernel_tests::cases::{BORDERS, Random};
use conv_kernel_tests::checks::check_plane;
use conv_kernel_tests::each_level;

/// Windows: smaller and larger than a tile's columns, and of one axis.
const WINDOWS: [[usize; 2]; 7] = [[3, 3], [5, 5], [7, 7], [2, 9], [1, 3], [11, 1], [3, 40]];

/// Bytes of a row that is staged as a whole, at most.
const STAGED: usize = 512;

conv_kernel! {
    /// Nine taps in registers.
    #[derive(Clone)]
    struct Smooth: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.95]],
        padding: same,
        border: reflect,
    }

    /// Few different taps.
    #[derive(Clone)]
    struct Edge: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: full,
        border: wrap,
    }

    /// Bytes from words.
    #[derive(Clone)]
    struct Sharp: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        padding: same,
        border: constant(9),
        overflow: saturate,
    }

    /// Every second row, and windows that reach further to the left.
    #[derive(Clone)]
    struct Rows: i16 -> i32 {
        taps: [[3, 1, -2, 4], [5, -6, 7, 1], [0, 2, 3, -4]],
        padding: [[1, 1], [3, 0]],
        stride: [2, 1],
        border: replicate,
    }
}

each_level!(
    declared_kernels_equal_the_reference_at_the_ends_of_long_rows,
    run_time_kernels_equal_the_reference_at_the_ends_of_long_rows,
);

fn declared_kernels_equal_the_reference_at_the_ends_of_long_rows(level: Level) {
    both(level, &Smooth);
    both(level, &Edge);
    both(level, &Sharp);
    both(level, &Rows);
}

fn both<F: Filter>(level: Level, filter: &F)
where
    F::In: Element,
    F::Out: Element,
{
    sizes(level, filter);
    sizes(level, &filter.to_dyn());
}

fn run_time_kernels_equal_the_reference_at_the_ends_of_long_rows(level: Level) {
    for (index, window) in WINDOWS.into_iter().enumerate() {
        for (number, border) in BORDERS.into_iter().enumerate() {
            let dilation = if (index + number) % 3 == 2 { 2 } else { 1 };
            typed::<f32, f32>(level, window, dilation, border);
            typed::<u8, i32>(level, window, dilation, border);
        }
    }
}

fn typed<In: Element, Out: Element>(
    level: Level,
    [rows, columns]: [usize; 2],
    dilation: usize,
    border: Border,
) {
    let taps: Vec<Vec<i64>> = (0..rows)
        .map(|row| {
            (0..columns)
                .map(|column| ((row * 31 + column * 17) % 13) as i64 - 5)
                .collect()
        })
        .collect();
    let kernel = DynKernel::<In, Out>::builder(Taps::from(taps))
        .dilation(dilation)
        .padding(Padding::Same)
        .border(border)
        .build()
        .unwrap();
    sizes(level, &kernel);
}

/// Compares on planes of few bands and of many, with rows a little and much longer than those that
/// are staged.
fn sizes<F: Filter>(level: Level, filter: &F)
where
    F::In: Element,
    F::Out: Element,
{
    let shortest = STAGED / size_of::<F::In>() + 1;
    let mut random = Random::new(5);
    for (width, height) in [(shortest, 9), (shortest, 26), (shortest + 45, 53)] {
        let data = random.elements::<F::In>(width * height);
        check_plane(&[level], filter, &data, width).unwrap();
    }
}

#[test]
fn rectangles_of_a_wide_plane_have_the_bits_of_the_whole() {
    rectangles(&Smooth);
    rectangles(&Edge);
    rectangles(&Sharp);
    rectangles(&Rows);
}

fn rectangles<F: Filter>(filter: &F)
where
    F::In: Element,
{
    let (width, height) = (900, 70);
    let data = Random::new(8).elements::<F::In>(width * height);
    let plane = Plane::new(&data, width, height).unwrap();
    let whole = filter.apply(plane).unwrap();
    let (columns, rows) = (whole.width(), whole.height());
    for (x, y, w, h) in [
        (0, 0, columns, rows),
        (0, 3, 640, 30),
        (columns - 700, 0, 700, rows),
        (1, 1, columns - 2, rows - 2),
        (columns - 600, rows - 25, 600, 25),
    ] {
        let mut part = PlaneBuf::filled(w, h, F::Out::default()).unwrap();
        let rect = Rect::new(x, y, w, h);
        filter
            .apply_region(plane, rect, part.as_plane_mut())
            .unwrap();
        for row in 0..h {
            let expected = &whole.row(y + row).unwrap()[x..x + w];
            assert_eq!(part.row(row).unwrap(), expected, "{rect:?}, row {row}");
        }
    }
}
