//! Threads change the time and nothing else.

use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use rayon::ThreadPoolBuilder;

conv_kernel! {
    struct Dense: f32 {
        taps: [[0.11, -0.23, 0.31], [0.47, 0.53, -0.61], [0.71, 0.83, 0.97]],
        padding: same,
        border: reflect101,
    }
    struct Binomial: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
        border: wrap,
    }
    struct Strided: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        stride: [3, 2],
        padding: [2, 1],
        border: replicate,
    }
    struct Dilated: f32 -> f64 {
        taps: [[0.25, -0.5], [1.5, 0.125]],
        dilation: [40, 2],
        padding: full,
        border: constant(3),
    }
}

/// Compares every number of threads with one thread, into a view with gaps between its rows.
fn check<F: Filter>(filter: &F, sizes: &[(usize, usize)]) {
    let mut random = Random::new(7);
    for &(width, height) in sizes {
        let pixels: Vec<F::In> = random.elements(width * height);
        let src = Plane::new(&pixels, width, height).unwrap();
        let expected = filter.apply(src).unwrap();
        let (out_width, out_height) = (expected.width(), expected.height());
        for threads in [1, 2, 3, 8] {
            let pool = ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let found = pool.install(|| filter.apply_par(src)).unwrap();
            let differs = difference(expected.data(), found.data());
            assert_eq!(
                differs, None,
                "{filter:?} {width}x{height}, {threads} threads"
            );

            let stride = out_width + 3;
            let mut wide = vec![F::Out::default(); stride * out_height];
            let dst = PlaneMut::new(&mut wide, stride, out_height).unwrap();
            let dst = dst.sub(1, 0, out_width, out_height).unwrap();
            pool.install(|| filter.apply_par_into(src, dst)).unwrap();
            for (y, row) in wide.chunks(stride).enumerate() {
                let inside = &row[1..=out_width];
                assert_eq!(
                    difference(expected.row(y).unwrap(), inside),
                    None,
                    "row {y}"
                );
                let outside = row[..1].iter().chain(&row[out_width + 1..]);
                let untouched = outside.copied().all(|gap| gap == F::Out::default());
                assert!(untouched, "written beside row {y}");
            }
        }
    }
}

const SIZES: [(usize, usize); 6] = [
    (1, 1),
    (3, 2),
    (700, 97),
    (64, 1031),
    (1, 40000),
    (40000, 1),
];

#[test]
fn every_number_of_threads_gives_the_same_bits() {
    check(&Dense, &SIZES);
    check(&Binomial, &SIZES);
    check(&Strided, &SIZES);
    check(&Dilated, &SIZES);
    check(&Dense.to_dyn(), &SIZES);
    check(&Binomial.to_dyn(), &SIZES);
}

#[test]
fn a_wrong_size_is_an_error_before_anything_is_written() {
    let pixels = vec![1u8; 700 * 300];
    let src = Plane::new(&pixels, 700, 300).unwrap();
    for (width, height) in [(700, 299), (699, 300), (700, 301)] {
        let mut out = vec![9u8; width * height];
        let dst = PlaneMut::new(&mut out, width, height).unwrap();
        let error = Binomial.apply_par_into(src, dst).unwrap_err();
        assert!(matches!(error, Error::OutputSize { .. }), "{error}");
        assert!(out.iter().all(|&element| element == 9));
    }
}
