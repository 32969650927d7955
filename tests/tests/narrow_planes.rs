//! Planes of columns so few that parts of one are computed side by side: what stands at both ends
//! of their rows, above, below, and between two parts.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, PerAxis, Rect};
use conv_kernel_tests::cases::{BORDERS, Random};
use conv_kernel_tests::checks::{check_plane, same_bits};
use conv_kernel_tests::each_level;

/// The most columns: more than a tile of bytes has on any level.
const WIDEST: usize = 70;

/// Rows: the least that are cut into parts of bands of four and of eight rows, with rows left over.
const HEIGHTS: [usize; 2] = [21, 35];

conv_kernel! {
    /// Few different taps, and windows that end where the next part begins.
    #[derive(Clone)]
    struct Edge: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: full,
        border: [wrap, reflect],
    }

    /// A border that fills, by another value above and below than at the sides.
    #[derive(Clone)]
    struct Sharp: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        padding: same,
        border: [constant(9), constant(200)],
        overflow: saturate,
    }

    /// Two passes over bytes.
    #[derive(Clone)]
    struct Gauss: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1 / 256,
        padding: same,
        border: reflect101,
    }

    /// Nine taps in registers.
    #[derive(Clone)]
    struct Smooth: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.95]],
        padding: same,
        border: replicate,
    }

    /// Two passes over floats, every second row, and windows that reach further to the left.
    #[derive(Clone)]
    struct Rows: f32 {
        taps: [[1, 2, 3, 4], [2, 4, 6, 8], [1, 2, 3, 4]],
        padding: [[1, 1], [3, 0]],
        stride: [2, 1],
        border: [zero, constant(2)],
    }
}

each_level!(
    declared_kernels_equal_the_reference_in_planes_of_few_columns,
    run_time_kernels_equal_the_reference_in_planes_of_few_columns,
    every_border_equals_the_reference_in_high_planes,
);

fn declared_kernels_equal_the_reference_in_planes_of_few_columns(level: Level) {
    every_width(level, &Edge);
    every_width(level, &Sharp);
    every_width(level, &Gauss);
    every_width(level, &Smooth);
    every_width(level, &Rows);
}

fn run_time_kernels_equal_the_reference_in_planes_of_few_columns(level: Level) {
    every_width(level, &Edge.to_dyn());
    every_width(level, &Gauss.to_dyn());
    every_width(level, &Smooth.to_dyn());
    // Rows that are converted.
    every_width(
        level,
        &dense::<u8, f32>(Border::Constant(3.0), Border::Zero),
    );
}

fn every_width<F: Filter>(level: Level, filter: &F)
where
    F::In: Element,
    F::Out: Element,
{
    let mut random = Random::new(6);
    for width in 1..=WIDEST {
        for height in HEIGHTS {
            let data = random.elements::<F::In>(width * height);
            check_plane(&[level], filter, &data, width).unwrap();
        }
    }
}

fn dense<In: Element, Out: Element>(vertical: Border, horizontal: Border) -> DynKernel<In, Out> {
    DynKernel::builder([[1, -2, 3, 1], [0, 5, -6, 2], [4, 1, 2, -3]])
        .padding(Padding::Sides(vec![[2, 3], [4, 1]]))
        .border(PerAxis::Each(vec![vertical, horizontal]))
        .build()
        .unwrap()
}

/// So high that there are several groups of parts, the last of which is shorter.
fn every_border_equals_the_reference_in_high_planes(level: Level) {
    for (index, vertical) in BORDERS.into_iter().enumerate() {
        let horizontal = BORDERS[(index * 5 + 2) % BORDERS.len()];
        high(level, &dense::<u8, i32>(vertical, horizontal));
        high(level, &dense::<f64, f64>(horizontal, vertical));
        high(level, &dense::<i16, i32>(vertical, vertical));
    }
}

fn high<In: Element, Out: Element>(level: Level, kernel: &DynKernel<In, Out>) {
    let mut random = Random::new(3);
    for (width, height) in [(1, 400), (7, 523), (13, 301)] {
        let data = random.elements::<In>(width * height);
        check_plane(&[level], kernel, &data, width).unwrap();
    }
}

#[test]
fn regions_bands_and_scratches_have_the_bits_of_the_whole() {
    ways(&Edge);
    ways(&Sharp);
    ways(&Gauss);
    ways(&Smooth);
    ways(&Rows);
}

fn ways<F: Filter + PixelFilter>(filter: &F)
where
    F::In: Element,
    F::Out: Element,
{
    let (width, height) = (30, 700);
    let data = Random::new(8).elements::<F::In>(width * height);
    let plane = Plane::new(&data, width, height).unwrap();
    let whole = filter.apply(plane).unwrap();
    let (columns, rows) = (whole.width(), whole.height());
    let mut scratch = Scratch::new();
    let mut other = PlaneBuf::filled(columns, rows, F::Out::default()).unwrap();
    for _ in 0..2 {
        filter
            .apply_with(plane, other.as_plane_mut(), &mut scratch)
            .unwrap();
        same(whole.data(), other.data(), "apply_with");
    }
    filter.apply_into(plane, other.as_plane_mut()).unwrap();
    same(whole.data(), other.data(), "apply_into");
    same(
        whole.data(),
        filter.apply_par(plane).unwrap().data(),
        "apply_par",
    );
    for (x, y, w, h) in [
        (0, 0, 5, rows),
        (columns - 7, 9, 7, rows - 9),
        (3, 40, 1, 200),
        (2, rows - 90, columns - 2, 90),
    ] {
        let mut part = PlaneBuf::filled(w, h, F::Out::default()).unwrap();
        let rect = Rect::new(x, y, w, h);
        filter
            .apply_region(plane, rect, part.as_plane_mut())
            .unwrap();
        for row in 0..h {
            let expected = &whole.row(y + row).unwrap()[x..x + w];
            same(
                expected,
                part.row(row).unwrap(),
                &format!("{rect:?}, row {row}"),
            );
        }
    }
    let (elements, _) = data.as_chunks::<3>();
    let pixels = Pixels::new(elements, 10, height).unwrap();
    let filtered = filter.apply_pixels(pixels).unwrap();
    for channel in 0..3 {
        let one: Vec<F::In> = elements.iter().map(|pixel| pixel[channel]).collect();
        let expected = filter.apply(Plane::new(&one, 10, height).unwrap()).unwrap();
        let found: Vec<F::Out> = filtered.data().iter().map(|pixel| pixel[channel]).collect();
        same(expected.data(), &found, "pixels");
    }
}

fn same<T: Element>(expected: &[T], found: &[T], what: &str) {
    assert_eq!(expected.len(), found.len(), "{what}");
    let different = expected
        .iter()
        .zip(found)
        .position(|(&a, &b)| !same_bits(a, b));
    assert_eq!(different, None, "{what}");
}
