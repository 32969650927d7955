//! What a convolution does is the same everywhere: flips, shifts, sharing and locality.

use crate::{How, Runtime, drawn, drawn_sides, drawn_taps, on_plane, on_signal, sides, taps_of};
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, Element};
use conv_kernel_tests::cases::{BORDERS, Random};
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Convolved: f32 {
        shape: [3, 4],
        mode: convolve,
        padding: [[1, 2], [0, 3]],
        border: [reflect, wrap],
        stride: [1, 2],
    }
    struct Correlated: f32 {
        shape: [3, 4],
        padding: [[1, 2], [0, 3]],
        border: [reflect, wrap],
        stride: [1, 2],
    }
    struct ConvolvedRow: i16 -> i32 {
        shape: [5],
        mode: convolve,
        padding: same,
        border: reflect101,
    }
    struct CorrelatedRow: i16 -> i32 { shape: [5], padding: same, border: reflect101 }
    struct Periodic: f32 { shape: [3, 4], padding: [[1, 1], [2, 1]], border: wrap }
    struct PeriodicRow: i16 -> i32 { shape: [5], padding: same, border: wrap }
    struct Inside: f32 { shape: [3, 4], dilation: [2, 3] }
    struct InsideRow: f32 { shape: [5], dilation: 2 }
}

/// A random way to run taps of these sides: dilations to 3, up to 3 elements of every border.
fn drawn_how(random: &mut Random, mode: Mode) -> How {
    let mut amount = || random.size(3);
    let padding = [[amount(), amount()], [amount(), amount()]];
    How {
        mode,
        padding,
        border: [random.pick(&BORDERS), random.pick(&BORDERS)],
        dilation: [1 + random.size(2), 1 + random.size(2)],
        ..How::VALID
    }
}

/// Input sides that hold taps at a dilation without any padding.
fn room(random: &mut Random, how: &How, [rows, columns]: [usize; 2]) -> [usize; 2] {
    let reach = |dilation: usize, taps: usize| dilation * (taps - 1) + 1;
    [
        reach(how.dilation[0], rows) + if rows == 1 { 0 } else { random.size(5) },
        reach(how.dilation[1], columns) + random.size(40),
    ]
}

/// Draws taps of `T`, a way to run them, and an input that is large enough.
fn case<T: Element>(random: &mut Random, axes: usize) -> (PlaneBuf<T>, How, PlaneBuf<T>) {
    let drawn_size = drawn_sides(random, axes, [4, 5]);
    let values = drawn_taps(random, drawn_size);
    let values = values.data().iter().map(|&tap| T::from_f64(f64::from(tap)));
    let taps = PlaneBuf::from_vec(values.collect(), drawn_size[1], drawn_size[0]).unwrap();
    let mut how = drawn_how(random, Mode::Correlate);
    if axes == 1 {
        how.padding[0] = [0, 0];
        how.dilation[0] = 1;
    }
    let mut size = room(random, &how, drawn_size);
    if axes == 1 {
        size[0] = 1;
    }
    let x = drawn(random, size);
    (taps, how, x)
}

fn flip_relation<T: Element, Out: Element>(level: Level, count: usize) {
    let mut random = Random::new(count as u64);
    for _ in 0..count {
        for axes in [1, 2] {
            let (values, how, x) = case::<T>(&mut random, axes);
            let taps = taps_of(axes, &values);
            let convolve = How {
                mode: Mode::Convolve,
                ..how.clone()
            };
            let convolved: PlaneBuf<Out> = Runtime::new(&taps, &convolve).run(level, &x);
            let correlated: PlaneBuf<Out> = Runtime::new(&taps.flipped(), &how).run(level, &x);
            assert_eq!(
                difference(convolved.data(), correlated.data()),
                None,
                "{how:?}"
            );
            let symmetric = {
                let reversed = values.data().iter().rev();
                let sums = values.data().iter().zip(reversed);
                let sums = sums.map(|(a, b)| T::from_f64(a.to_f64() + b.to_f64()));
                PlaneBuf::from_vec(sums.collect(), values.width(), values.height()).unwrap()
            };
            let symmetric = taps_of(axes, &symmetric);
            assert_eq!(symmetric, symmetric.flipped());
            let convolved: PlaneBuf<Out> = Runtime::new(&symmetric, &convolve).run(level, &x);
            let correlated: PlaneBuf<Out> = Runtime::new(&symmetric, &how).run(level, &x);
            assert_eq!(
                difference(convolved.data(), correlated.data()),
                None,
                "{how:?}"
            );
        }
    }
}

/// 200 signals and 200 planes `i8 -> i32`, 100 and 100 of `f32`, with every border, padding and
/// dilation: `convolve(x, k) = correlate(x, k flipped on every axis)`, bit by bit; symmetric `k`
/// need no flip.
fn convolution_is_correlation_with_flipped_taps_in_600_cases(level: Level) {
    flip_relation::<i8, i32>(level, 200);
    flip_relation::<f32, f32>(level, 100);
}

/// 100 planes of `f32` and 100 signals of integers, with loops that the macro wrote, bit by bit.
fn declared_convolution_is_correlation_with_flipped_taps_in_200_cases(level: Level) {
    let mut random = Random::new(6);
    for _ in 0..100 {
        let mut taps: Vec<f32> = random.elements(12);
        let size = [1 + random.size(8), 1 + random.size(40)];
        let x = drawn(&mut random, size);
        let convolved = on_plane(level, &Convolved::new(taps.clone()).unwrap(), &x);
        taps.reverse();
        let correlated = on_plane(level, &Correlated::new(taps).unwrap(), &x);
        assert_eq!(difference(convolved.data(), correlated.data()), None);

        let mut taps = drawn_taps(&mut random, [1, 5]).into_vec();
        let size = [1, 1 + random.size(99)];
        let x = drawn(&mut random, size);
        let convolved = on_signal(level, &ConvolvedRow::new(taps.clone()).unwrap(), &x);
        taps.reverse();
        assert_eq!(
            convolved,
            on_signal(level, &CorrelatedRow::new(taps).unwrap(), &x)
        );
    }
}

/// The part of a picture from a row and a column on.
fn part<T: Element>(x: &PlaneBuf<T>, from: [usize; 2], size: [usize; 2]) -> PlaneBuf<T> {
    let plane = x.as_plane();
    let part = plane.sub(from[1], from[0], size[1], size[0]).unwrap();
    let values = part.rows().flatten().copied().collect();
    PlaneBuf::from_vec(values, size[1], size[0]).unwrap()
}

/// The outputs whose window is inside the input, for stride 1.
fn interior(how: &How, taps: [usize; 2], size: [usize; 2]) -> [std::ops::Range<usize>; 2] {
    [0, 1].map(|axis| {
        let reach = how.dilation[axis] * (taps[axis] - 1);
        how.padding[axis][0]..how.padding[axis][0] + size[axis] - reach
    })
}

fn shifts_inside<T: Element, Out: Element>(level: Level, count: usize) {
    let mut random = Random::new(count as u64);
    let mut compared = 0;
    for _ in 0..count {
        for axes in [1, 2] {
            let (taps, how, x) = case::<T>(&mut random, axes);
            let shift = [
                random.size((x.height() - 1).min(3)),
                random.size(x.width().min(20) - 1),
            ];
            // Two views of one scene, the second of them `shift` further.
            let size = [x.height(), x.width()];
            let scene = drawn(&mut random, [size[0] + shift[0], size[1] + shift[1]]);
            let taps = taps_of(axes, &taps);
            let kernel = Runtime::<T, Out>::new(&taps, &how);
            let here = kernel.run(level, &part(&scene, [0, 0], size));
            let there = kernel.run(level, &part(&scene, shift, size));
            let [rows, columns] = interior(&how, sides(&taps), size);
            for y in rows.start + shift[0]..rows.end {
                for x in columns.start + shift[1]..columns.end {
                    let (a, b) = (here[(x, y)], there[(x - shift[1], y - shift[0])]);
                    assert_eq!(difference(&[a], &[b]), None, "{how:?} moved by {shift:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 20 * count, "{compared}");
}

/// 200 signals and 200 planes `i8 -> i32`, 100 and 100 of `f32`: where the window is inside the
/// input, shifting the input shifts the output, bit by bit, whatever the border.
fn a_shift_of_the_input_shifts_the_interior_in_600_cases(level: Level) {
    shifts_inside::<i8, i32>(level, 200);
    shifts_inside::<f32, f32>(level, 100);
}

/// A picture moved down and right, around the ends.
fn rolled<T: Element>(x: &PlaneBuf<T>, [down, right]: [usize; 2]) -> PlaneBuf<T> {
    let mut moved = x.clone();
    for (j, i) in (0..x.width()).flat_map(|j| (0..x.height()).map(move |i| (j, i))) {
        moved[((j + right) % x.width(), (i + down) % x.height())] = x[(j, i)];
    }
    moved
}

/// 200 signals and 200 planes with taps known at run time, 100 and 100 with loops that the macro
/// wrote: with `wrap` and an output as large as the input, the whole output moves around.
fn a_shift_of_a_periodic_input_shifts_the_whole_output_in_600_cases(level: Level) {
    let mut random = Random::new(8);
    let drawn_shift = |random: &mut Random, x: [usize; 2]| [random.size(x[0]), random.size(x[1])];
    for _ in 0..200 {
        for axes in [1, 2] {
            let (taps, mut how, x) = case::<i8>(&mut random, axes);
            let taps = taps_of(axes, &taps);
            let sides = sides(&taps);
            how.padding = [0, 1].map(|axis| {
                let reach = how.dilation[axis] * (sides[axis] - 1);
                let before = random.size(reach);
                [before, reach - before]
            });
            how.border = [Border::Wrap; 2];
            let kernel = Runtime::<i8, i32>::new(&taps, &how);
            let shift = drawn_shift(&mut random, [x.height(), x.width()]);
            let moved = kernel.run(level, &rolled(&x, shift));
            assert_eq!(
                moved,
                rolled(&kernel.run(level, &x), shift),
                "{how:?} by {shift:?}"
            );
        }
    }
    for _ in 0..100 {
        let kernel = Periodic::new(random.elements::<f32>(12)).unwrap();
        let size = [1 + random.size(7), 1 + random.size(50)];
        let (x, shift) = (drawn(&mut random, size), drawn_shift(&mut random, size));
        let moved = on_plane(level, &kernel, &rolled(&x, shift));
        let expected = rolled(&on_plane(level, &kernel, &x), shift);
        assert_eq!(difference(moved.data(), expected.data()), None);

        let kernel = PeriodicRow::new(drawn_taps(&mut random, [1, 5]).into_vec()).unwrap();
        let size = [1, 1 + random.size(99)];
        let (x, shift) = (drawn(&mut random, size), drawn_shift(&mut random, size));
        let moved = on_signal(level, &kernel, &rolled(&x, shift));
        assert_eq!(moved, rolled(&on_signal(level, &kernel, &x), shift));
    }
}

/// The terms of a row, with their columns `by` further left.
fn terms(matrix: &ConvMatrix, i: usize, by: usize) -> Vec<(usize, i128)> {
    let terms = matrix.row(i);
    terms
        .map(|(j, tap)| (j - by, tap.to_f64() as i128))
        .collect()
}

/// 300 signals and 300 planes with strides to 3 and dilations to 3: each row of a `valid` matrix is
/// the one before, further right by the stride; a row of pixels below, by the stride of rows.
#[test]
fn every_row_of_a_valid_matrix_has_the_same_taps_in_600_cases() {
    let mut random = Random::new(9);
    for _ in 0..300 {
        let taps = drawn_taps(&mut random, [1, 4]).into_vec();
        let (stride, dilation) = (1 + random.size(2), 1 + random.size(2));
        let kernel = DynSignal::<i8, i32>::builder(taps)
            .stride(stride)
            .dilation(dilation)
            .build();
        let matrix = kernel
            .unwrap()
            .matrix(3 * dilation + 1 + random.size(20))
            .unwrap();
        for i in 1..matrix.rows() {
            assert_eq!(terms(&matrix, i, stride), terms(&matrix, i - 1, 0));
        }

        let taps = drawn_taps(&mut random, [3, 2]).into_vec();
        let taps: Vec<Vec<i32>> = taps.chunks(2).map(<[i32]>::to_vec).collect();
        let strides = [1 + random.size(2), 1 + random.size(2)];
        let dilations = [1 + random.size(2), 1 + random.size(2)];
        let kernel = DynKernel::<i8, i32>::builder(taps)
            .stride(strides)
            .dilation(dilations)
            .build()
            .unwrap();
        let width = dilations[1] + 1 + random.size(9);
        let height = 2 * dilations[0] + 1 + random.size(6);
        let matrix = kernel.matrix(width, height).unwrap();
        let (columns, _) = kernel.output_size(width, height).unwrap();
        for i in 1..matrix.rows() {
            if i % columns != 0 {
                assert_eq!(terms(&matrix, i, strides[1]), terms(&matrix, i - 1, 0));
            }
            if i >= columns {
                let below = terms(&matrix, i, strides[0] * width);
                assert_eq!(below, terms(&matrix, i - columns, 0));
            }
        }
    }
}

/// Which inputs an output sees: those under its taps, none in a border.
fn field(how: &How, taps: [usize; 2], size: [usize; 2], output: [usize; 2]) -> Vec<[usize; 2]> {
    let along = |axis: usize| -> Vec<usize> {
        let places = (0..taps[axis]).filter_map(move |tap| {
            (output[axis] + tap * how.dilation[axis]).checked_sub(how.padding[axis][0])
        });
        places.filter(|&at| at < size[axis]).collect()
    };
    let (rows, columns) = (along(0), along(1));
    let pairs = rows
        .iter()
        .flat_map(|&y| columns.iter().map(move |&x| [y, x]));
    pairs.collect()
}

/// 200 signals and 200 planes `i8 -> i32` with borders of zeros: whatever is outside the receptive
/// field of an output, the output stays; whichever element inside changes, so does the output.
fn an_output_depends_on_its_receptive_field_and_on_nothing_else_in_400_cases(level: Level) {
    let mut random = Random::new(10);
    for _ in 0..200 {
        for axes in [1, 2] {
            let (taps, mut how, x) = case::<i8>(&mut random, axes);
            how.border = [Border::Zero; 2];
            let taps = taps_of(axes, &taps);
            let kernel = Runtime::<i8, i32>::new(&taps, &how);
            let y = kernel.run(level, &x);
            let output = [random.size(y.height() - 1), random.size(y.width() - 1)];
            let field = field(&how, sides(&taps), [x.height(), x.width()], output);
            let mut other: PlaneBuf<i8> = drawn(&mut random, [x.height(), x.width()]);
            for &[row, column] in &field {
                other[(column, row)] = x[(column, row)];
            }
            let at = (output[1], output[0]);
            assert_eq!(
                kernel.run(level, &other)[at],
                y[at],
                "{how:?} at {output:?}"
            );
            for &[row, column] in &field {
                let mut touched = x.clone();
                touched[(column, row)] ^= 1;
                assert_ne!(
                    kernel.run(level, &touched)[at],
                    y[at],
                    "{how:?} at {output:?}"
                );
            }
        }
    }
}

/// 100 planes and 100 signals of floats, with loops that the macro wrote: NaN everywhere but in the
/// receptive field leaves an output as it was, bit by bit.
fn nan_outside_the_receptive_field_reaches_no_output_in_200_cases(level: Level) {
    let mut random = Random::new(11);
    let how = |dilation| How {
        dilation,
        ..How::VALID
    };
    let spoiled = |x: &PlaneBuf<f32>, field: Vec<[usize; 2]>| {
        let mut other = PlaneBuf::filled(x.width(), x.height(), f32::NAN).unwrap();
        for [row, column] in field {
            other[(column, row)] = x[(column, row)];
        }
        other
    };
    for _ in 0..100 {
        let kernel = Inside::new(random.elements::<f32>(12)).unwrap();
        let size = [5 + random.size(4), 10 + random.size(50)];
        let x = drawn(&mut random, size);
        let y = on_plane(level, &kernel, &x);
        let output = [random.size(y.height() - 1), random.size(y.width() - 1)];
        let other = spoiled(&x, field(&how([2, 3]), [3, 4], size, output));
        let found = on_plane(level, &kernel, &other)[(output[1], output[0])];
        assert_eq!(found.to_bits(), y[(output[1], output[0])].to_bits());

        let kernel = InsideRow::new(random.elements::<f32>(5)).unwrap();
        let size = [1, 9 + random.size(99)];
        let x = drawn(&mut random, size);
        let y = on_signal(level, &kernel, &x);
        let output = [0, random.size(y.width() - 1)];
        let other = spoiled(&x, field(&how([1, 2]), [1, 5], size, output));
        let found = on_signal(level, &kernel, &other)[(output[1], 0)];
        assert_eq!(found.to_bits(), y[(output[1], 0)].to_bits());
    }
}

each_level!(
    convolution_is_correlation_with_flipped_taps_in_600_cases,
    declared_convolution_is_correlation_with_flipped_taps_in_200_cases,
    a_shift_of_the_input_shifts_the_interior_in_600_cases,
    a_shift_of_a_periodic_input_shifts_the_whole_output_in_600_cases,
    an_output_depends_on_its_receptive_field_and_on_nothing_else_in_400_cases,
    nan_outside_the_receptive_field_reaches_no_output_in_200_cases,
);
