//! Floats have the same bits on one level whatever the width, the tile and the position.

use conv_kernel::Scratch;
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Literals: f32 { taps: [[0.1, 0.2, 0.3], [-0.1, 0.2, 0.7], [0.3, 0.7, 0.1]] }
    struct Memory: f32 {
        taps: [
            [0.11, 0.12, 0.13, 0.14], [0.21, 0.22, -0.23, 0.24], [0.31, 0.32, 0.33, 0.34],
        ],
    }
    struct Table: f32 {
        taps: [
            [1.01, 1.02, 1.03, 1.04, 1.05, 1.06, 1.07, 1.08, 1.09],
            [2.01, 2.02, 2.03, 2.04, 2.05, 2.06, 2.07, 2.08, 2.09],
            [3.01, 3.02, 3.03, 3.04, 3.05, 3.06, 3.07, 3.08, 3.09],
            [4.01, 4.02, 4.03, 4.04, 4.05, 4.06, 4.07, 4.08, 4.09],
            [5.01, 5.02, 5.03, 5.04, 5.05, 5.06, 5.07, 5.08, 5.09],
            [6.01, 6.02, 6.03, 6.04, 6.05, 6.06, 6.07, 6.08, 6.09],
            [7.01, 7.02, 7.03, 7.04, 7.05, 7.06, 7.07, 7.08, 7.09],
            [8.01, 8.02, 8.03, 8.04, 8.05, 8.06, 8.07, 8.08, 8.99],
        ],
    }
    struct Separable: f32 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/300,
    }
    struct Doubles: f64 { taps: [[0.1, 0.2, 0.3], [-0.1, 0.2, 0.7], [0.3, 0.7, 0.1]] }
    struct Given: f32 { shape: [3, 4] }
    struct Signal: f32 { taps: [0.1, 0.2, 0.3, 0.7, -0.9, 0.4, 0.2] }
    struct SignalMemory: f32 { taps: [0.1, 0.2, 0.3, 0.7, -0.9, 0.4, 0.21, 0.22, 0.23, 0.24] }
}

/// Filters parts of a plane and compares each with that part of the whole result.
fn parts_are_parts_of_the_whole<F: Filter>(level: Level, filter: &F) {
    let (width, height) = (300, 40);
    let data: Vec<F::In> = Random::new(300).elements(width * height);
    let src = Plane::new(&data, width, height).unwrap();
    let window = filter.window();
    let (more_rows, more_columns) = (window.rows.kernel - 1, window.columns.kernel - 1);
    let run = |src: Plane<'_, F::In>| {
        let (columns, rows) = filter.output_size(src.width(), src.height()).unwrap();
        let mut out = vec![F::Out::default(); columns * rows];
        let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
        filter.apply_into_at(level, src, dst).unwrap();
        (out, columns, rows)
    };
    let mut random = Random::new(4);
    let (whole, columns, rows) = run(src);
    let edges = (1..70).map(|columns| (0, 0, columns, 3));
    let places = (0..40).map(|x| (x, x % 5, 33, 5));
    let mut anywhere = || {
        let (x, y) = (random.size(columns - 1), random.size(rows - 1));
        (
            x,
            y,
            1 + random.size(columns - 1 - x),
            1 + random.size(rows - 1 - y),
        )
    };
    let anywhere: Vec<_> = (0..60).map(|_| anywhere()).collect();
    for (x, y, w, h) in edges.chain(places).chain(anywhere) {
        let part = src.sub(x, y, w + more_columns, h + more_rows).unwrap();
        let (found, ..) = run(part);
        let expected: Vec<F::Out> = (y..y + h)
            .flat_map(|row| whole[row * columns + x..][..w].iter().copied())
            .collect();
        let differs = difference(&found, &expected);
        assert_eq!(differs, None, "{filter:?} at {level}: {w}x{h} at {x}, {y}");
    }
    if level != Level::best() {
        return;
    }
    let mut out = vec![F::Out::default(); columns * rows];
    let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
    filter.apply_with(src, dst, &mut Scratch::new()).unwrap();
    assert_eq!(difference(&out, &whole), None, "{filter:?} with scratch");
}

/// The same for signals.
fn parts_of_signals_are_parts_of_the_whole<F: SignalFilter>(level: Level, filter: &F) {
    let data: Vec<F::In> = Random::new(5).elements(1000);
    let more = filter.window().columns.kernel - 1;
    let run = |src: &[F::In]| {
        let mut out = vec![F::Out::default(); filter.output_len(src.len()).unwrap()];
        filter.apply_into_at(level, src, &mut out).unwrap();
        out
    };
    let whole = run(&data);
    if level == Level::best() {
        let mut out = vec![F::Out::default(); whole.len()];
        filter
            .apply_with(&data, &mut out, &mut Scratch::new())
            .unwrap();
        assert_eq!(difference(&out, &whole), None, "{filter:?} with scratch");
    }
    for at in 0..70 {
        for length in [1, 2, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 129, 500] {
            let found = run(&data[at..at + length + more]);
            let differs = difference(&found, &whole[at..at + length]);
            assert_eq!(differs, None, "{filter:?} at {level}: {length} from {at}");
        }
    }
}

fn unrolled_kernels_do_not_depend_on_the_position(level: Level) {
    parts_are_parts_of_the_whole(level, &Literals);
    parts_are_parts_of_the_whole(level, &Memory);
    parts_are_parts_of_the_whole(level, &Doubles);
}

fn kernels_of_a_table_do_not_depend_on_the_position(level: Level) {
    parts_are_parts_of_the_whole(level, &Table);
    parts_are_parts_of_the_whole(level, &Table.to_dyn());
}

fn separable_kernels_do_not_depend_on_the_position(level: Level) {
    parts_are_parts_of_the_whole(level, &Separable);
    parts_are_parts_of_the_whole(level, &Separable.to_dyn());
}

fn kernels_with_given_taps_do_not_depend_on_the_position(level: Level) {
    let taps = [
        [0.1, 0.7, 0.3, 0.9],
        [-0.4, 0.0, 0.2, 0.6],
        [0.11, 0.13, -0.17, 0.19],
    ];
    parts_are_parts_of_the_whole(level, &Given::new(taps).unwrap());
}

fn signals_do_not_depend_on_the_position(level: Level) {
    parts_of_signals_are_parts_of_the_whole(level, &Signal);
    parts_of_signals_are_parts_of_the_whole(level, &SignalMemory);
    parts_of_signals_are_parts_of_the_whole(level, &Signal.to_dyn());
}

each_level! {
    unrolled_kernels_do_not_depend_on_the_position,
    kernels_of_a_table_do_not_depend_on_the_position,
    separable_kernels_do_not_depend_on_the_position,
    kernels_with_given_taps_do_not_depend_on_the_position,
    signals_do_not_depend_on_the_position,
}
