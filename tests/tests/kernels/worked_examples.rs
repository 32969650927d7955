//! The worked examples of the design, each by its number, through declared and run-time kernels.
//!
//! `reference.rs` and `structure.rs` hold the same examples for the reference and the matrix; those
//! of layers, 7 to 9, are in `layers/worked_examples.rs`.

use conv_kernel::prelude::*;
use conv_kernel::taps::library;
use conv_kernel::{ElementType, Taps};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::{both, both_signals};
use conv_kernel_tests::each_level;

fn example_1_smoothing_four_elements(level: Level) {
    conv_kernel! {
        struct Smooth: f64 { taps: [0.5, 1, 0.5], mode: convolve, padding: same }
    }
    let y = both_signals(level, &Smooth, &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(y, [2.0, 4.0, 6.0, 5.5]);
    assert_eq!(y[2], 6.0);
    assert_eq!(
        Smooth.apply_array(&[1.0, 2.0, 3.0, 4.0]),
        [2.0, 4.0, 6.0, 5.5]
    );
}

fn example_2_a_2x2_kernel_on_3x4_for_symbols(level: Level) {
    conv_kernel! {
        struct Given: i32 { shape: [2, 2], accumulator: i64, overflow: saturate }
    }
    // Both sides are bilinear, so agreement on every pair of unit vectors is agreement for symbols.
    for element in 0..12 {
        for tap in 0..4 {
            let (mut image, mut taps) = ([[0i32; 4]; 3], [[0i64; 2]; 2]);
            image[element / 4][element % 4] = 1;
            taps[tap / 2][tap % 2] = 1;
            let [[a, b, c, d], [e, f, g, h], [i, j, k, l]] = image;
            let [[w, x], [y, z]] = taps.map(|row| row.map(|tap| i32::try_from(tap).unwrap()));
            let expected = [
                [
                    a * w + b * x + e * y + f * z,
                    b * w + c * x + f * y + g * z,
                    c * w + d * x + g * y + h * z,
                ],
                [
                    e * w + f * x + i * y + j * z,
                    f * w + g * x + j * y + k * z,
                    g * w + h * x + k * y + l * z,
                ],
            ];
            let given = Given::new(taps).unwrap();
            assert_eq!(given.apply_array(&image), expected);
            assert_eq!(
                both(level, &given, image.as_flattened(), 4),
                expected.as_flattened()
            );
        }
    }
}

fn example_3_a_vertical_edge(level: Level) {
    conv_kernel! {
        struct Edge: u8 -> i16 { taps: [[1, 0, -1], [1, 0, -1], [1, 0, -1]] }
    }
    let image = [
        [1, 2, 3, 0, 1],
        [0, 1, 2, 3, 1],
        [1, 2, 1, 0, 0],
        [0, 0, 1, 2, 1],
        [1, 1, 0, 1, 0],
    ];
    assert_eq!(Edge.apply_array::<5, 5, 3, 3>(&image)[0][0], -4);
    assert_eq!(both(level, &Edge, image.as_flattened(), 5)[0], -4);
}

fn example_4_the_matrix_of_a_signal_kernel_is_toeplitz(level: Level) {
    conv_kernel! {
        struct Three: i16 -> i32 { taps: [2, 3, 5] }
    }
    let matrix = [[2, 3, 5, 0, 0], [0, 2, 3, 5, 0], [0, 0, 2, 3, 5]];
    for column in 0..5 {
        let mut unit = [0i16; 5];
        unit[column] = 1;
        assert_eq!(
            both_signals(level, &Three, &unit),
            matrix.map(|row| row[column])
        );
    }
    let x: Vec<i16> = Random::new(4).elements(5);
    let product = matrix.map(|row| {
        row.iter()
            .zip(&x)
            .map(|(a, &x)| a * i32::from(x))
            .sum::<i32>()
    });
    assert_eq!(both_signals(level, &Three, &x), product);
    assert_eq!(
        Three.matrix(5).unwrap().apply::<i16, i32>(&x).unwrap(),
        product
    );
}

fn example_5_convolution_is_correlation_with_flipped_taps(level: Level) {
    conv_kernel! {
        struct Convolved: u8 -> i16 { taps: [[1, 2, 3], [4, 5, -6]], mode: convolve, padding: full }
        struct Flipped: u8 -> i16 { taps: [[-6, 5, 4], [3, 2, 1]], padding: full }
        struct Symmetric: u8 -> u16 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], padding: full }
        struct SymmetricConvolved: u8 -> u16 {
            taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
            mode: convolve,
            padding: full,
        }
    }
    let image: Vec<u8> = Random::new(5).elements(11 * 7);
    assert_eq!(
        both(level, &Convolved, &image, 11),
        both(level, &Flipped, &image, 11)
    );
    assert_eq!(
        both(level, &Symmetric, &image, 11),
        both(level, &SymmetricConvolved, &image, 11)
    );
}

fn example_5_full_convolution_commutes_associates_and_distributes(level: Level) {
    conv_kernel! {
        struct First: i32 { taps: [[1, 2], [-3, 4]], mode: convolve, padding: full, overflow: wrap }
        struct Second: i32 { taps: [[5, 0, -1]], mode: convolve, padding: full, overflow: wrap }
        // [[1, 2], [-3, 4]] * [[5, 0, -1]]
        struct Product: i32 {
            taps: [[5, 10, -1, -2], [-15, 20, 3, -4]],
            mode: convolve,
            padding: full,
            overflow: wrap,
        }
        // [[1, 2], [-3, 4]] and [[7, -2], [3, 1]], and their sum
        struct Third: i32 { taps: [[7, -2], [3, 1]], mode: convolve, padding: full, overflow: wrap }
        struct Sum: i32 { taps: [[8, 0], [0, 5]], mode: convolve, padding: full, overflow: wrap }
    }
    let image: Vec<i32> = Random::new(55).elements(9 * 6);
    let steps = both(level, &Second, &both(level, &First, &image, 9), 10);
    assert_eq!(
        steps,
        both(level, &First, &both(level, &Second, &image, 9), 11)
    );
    assert_eq!(steps, both(level, &Product, &image, 9));
    let added: Vec<i32> = both(level, &First, &image, 9)
        .into_iter()
        .zip(both(level, &Third, &image, 9))
        .map(|(a, b)| a.wrapping_add(b))
        .collect();
    assert_eq!(both(level, &Sum, &image, 9), added);
}

fn example_6_a_shift_of_the_input_shifts_the_output(level: Level) {
    conv_kernel! {
        struct Periodic: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: wrap }
        struct Zero: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same }
    }
    let (width, height) = (41, 13);
    let image: Vec<u8> = Random::new(6).elements(width * height);
    let source = |(y, x): (usize, usize), (down, right): (usize, usize)| {
        ((y + height - down) % height) * width + (x + width - right) % width
    };
    let places = || (0..height).flat_map(|y| (0..width).map(move |x| (y, x)));
    for shift in [(0, 1), (1, 0), (2, 3), (4, 17)] {
        let moved: Vec<u8> = places().map(|at| image[source(at, shift)]).collect();
        let (before, after) = (
            both(level, &Periodic, &image, width),
            both(level, &Periodic, &moved, width),
        );
        let (inside_before, inside) = (
            both(level, &Zero, &image, width),
            both(level, &Zero, &moved, width),
        );
        for (index, (y, x)) in places().enumerate() {
            assert_eq!(
                after[index],
                before[source((y, x), shift)],
                "everywhere, {shift:?}"
            );
            let rows = shift.0 + 1..height - 1;
            if rows.contains(&y) && (shift.1 + 1..width - 1).contains(&x) {
                assert_eq!(
                    inside[index],
                    inside_before[source((y, x), shift)],
                    "{shift:?}"
                );
            }
        }
    }
}

fn example_10_sobel_answers_at_the_edges_of_a_white_square(level: Level) {
    conv_kernel! {
        struct SobelX: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: 1 }
        struct SobelY: u8 -> i16 { taps: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]], padding: 1 }
    }
    let inside = |at: usize| (16..48).contains(&at);
    let near = |at: usize| [15, 16, 47, 48].contains(&at);
    let white = |at: usize| {
        if inside(at / 64) && inside(at % 64) {
            255
        } else {
            0
        }
    };
    let image: Vec<u8> = (0..64 * 64).map(white).collect();
    let (across, down) = (
        both(level, &SobelX, &image, 64),
        both(level, &SobelY, &image, 64),
    );
    for y in 0..64 {
        for x in 0..64 {
            if near(x) && near(y) {
                continue;
            }
            assert_eq!(
                across[y * 64 + x] != 0,
                near(x) && inside(y),
                "x derivative at {x}, {y}"
            );
            assert_eq!(
                down[y * 64 + x] != 0,
                near(y) && inside(x),
                "y derivative at {x}, {y}"
            );
        }
    }
    assert_eq!(across[32 * 64 + 15..][..2], [1020, 1020]);
    assert_eq!(across[32 * 64 + 47..][..2], [-1020, -1020]);
}

fn example_11_an_impulse_shows_the_kernel_flipped_or_not(level: Level) {
    conv_kernel! {
        struct Correlated: u8 -> i32 { taps: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], padding: same }
        struct Convolved: u8 -> i32 {
            taps: [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
            mode: convolve,
            padding: same,
        }
    }
    let impulse = [[0, 0, 0], [0, 1, 0], [0, 0, 0]];
    let taps = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    let flipped = [[9, 8, 7], [6, 5, 4], [3, 2, 1]];
    assert_eq!(Correlated.apply_array(&impulse), flipped);
    assert_eq!(Convolved.apply_array(&impulse), taps);
    assert_eq!(
        both(level, &Correlated, impulse.as_flattened(), 3),
        flipped.as_flattened()
    );
    assert_eq!(
        both(level, &Convolved, impulse.as_flattened(), 3),
        taps.as_flattened()
    );
}

fn example_12_gaussians_compose_to_the_root_of_the_sum_of_squares(level: Level) {
    conv_kernel! {
        struct Blur: f64 { shape: [109], padding: full }
    }
    let gaussian = |sigma: f64, at: f64| {
        (-0.5 * (at / sigma).powi(2)).exp() / (sigma * (2.0 * std::f64::consts::PI).sqrt())
    };
    for (a, b) in [(2.0, 2.0), (3.0, 4.0), (2.5, 6.0)] {
        let both_sigmas = f64::hypot(a, b);
        let sampled: Vec<f64> = (-54..=54).map(|at| gaussian(a, f64::from(at))).collect();
        let blur = Blur::new(std::array::from_fn(|at| gaussian(b, at as f64 - 54.0))).unwrap();
        for (at, found) in (-108..).zip(both_signals(level, &blur, &sampled)) {
            let expected = gaussian(both_sigmas, f64::from(at));
            assert!(
                (found - expected).abs() < 1e-14,
                "{a}, {b} at {at}: {found}"
            );
        }
    }
}

#[test]
fn example_13_the_library_has_the_standard_kernels() {
    conv_kernel! {
        struct SobelX: f64 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] }
        struct SobelY: f64 { taps: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]] }
        struct PrewittX: f64 { taps: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]] }
        struct PrewittY: f64 { taps: [[-1, -1, -1], [0, 0, 0], [1, 1, 1]] }
        struct ScharrX: f64 { taps: [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]] }
        struct ScharrY: f64 { taps: [[-3, -10, -3], [0, 0, 0], [3, 10, 3]] }
        struct Laplacian4: f64 { taps: [[0, 1, 0], [1, -4, 1], [0, 1, 0]] }
        struct Laplacian8: f64 { taps: [[1, 1, 1], [1, -8, 1], [1, 1, 1]] }
        struct Sharpen: f64 { taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]] }
        struct Gaussian: f64 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16 }
        struct Box3: f64 { taps: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], scale: 1/9 }
        struct Identity: f64 { taps: [[1]] }
    }
    fn is_declared<F: Filter<In = f64, Out = f64>>(filter: F, taps: Taps) {
        let named = DynKernel::<f64, f64>::builder(taps).build().unwrap();
        assert_eq!(filter.kernel(), named.kernel());
        let image: Vec<f64> = Random::new(13).elements(20 * 9);
        let src = Plane::new(&image, 20, 9).unwrap();
        assert_eq!(filter.apply(src), named.apply(src));
    }
    is_declared(SobelX, library::sobel_x());
    is_declared(SobelY, library::sobel_y());
    is_declared(PrewittX, library::prewitt_x());
    is_declared(PrewittY, library::prewitt_y());
    is_declared(ScharrX, library::scharr_x());
    is_declared(ScharrY, library::scharr_y());
    is_declared(Laplacian4, library::laplacian4());
    is_declared(Laplacian8, library::laplacian8());
    is_declared(Sharpen, library::sharpen());
    is_declared(Gaussian, library::gaussian());
    is_declared(Box3, library::box3());
    is_declared(Identity, library::identity());
}

fn example_14_bounds_decide_types_and_accumulators(level: Level) {
    use conv_plan::plan::Passes;
    conv_kernel! {
        struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] }
        struct Sharpen: u8 -> i16 { taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]] }
        struct SharpenBytes: u8 { taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], overflow: saturate }
        struct Gaussian: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16 }
    }
    let sums = |filter: &dyn Fn() -> conv_kernel::Plan| match filter().passes() {
        Passes::One(pass)
        | Passes::Two {
            horizontal: pass, ..
        } => (
            pass.accumulator.name(),
            pass.bounds.map(|bounds| (bounds.min, bounds.max)),
        ),
        Passes::Polyphase(_) => panic!("not interpolated"),
    };
    assert_eq!(sums(&|| Sobel.explain()), ("i16", Some((-1020, 1020))));
    assert_eq!(sums(&|| Sharpen.explain()), ("i16", Some((-1020, 1275))));
    assert_eq!(
        sums(&|| SharpenBytes.explain()),
        ("i16", Some((-1020, 1275)))
    );
    assert_eq!(sums(&|| Gaussian.explain()).0, "u16");
    assert_eq!(
        sums(&|| Gaussian.explain()).1.map(|(_, max)| max),
        Some(4080)
    );
    assert_eq!(Gaussian.kernel().output(), ElementType::U8);
    assert_eq!(Gaussian.kernel().overflow(), None);

    let refused = DynKernel::<u8, u8>::builder(library::sharpen()).build();
    assert!(
        matches!(refused, Err(Error::Kernel(_))),
        "to u8 a rule is required"
    );

    // The bounds are reached: the sign of each tap picks the largest or the smallest element.
    let extremes =
        |taps: [i32; 9], most: bool| taps.map(|tap| if (tap > 0) == most { 255u8 } else { 0 });
    let sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
    let sharpen = [0, -1, 0, -1, 5, -1, 0, -1, 0];
    assert_eq!(both(level, &Sobel, &extremes(sobel, true), 3), [1020]);
    assert_eq!(both(level, &Sobel, &extremes(sobel, false), 3), [-1020]);
    assert_eq!(both(level, &Sharpen, &extremes(sharpen, true), 3), [1275]);
    assert_eq!(both(level, &Sharpen, &extremes(sharpen, false), 3), [-1020]);
    assert_eq!(
        both(level, &SharpenBytes, &extremes(sharpen, true), 3),
        [255]
    );
    assert_eq!(
        both(level, &SharpenBytes, &extremes(sharpen, false), 3),
        [0]
    );
    assert_eq!(both(level, &Gaussian, &[255; 9], 3), [255]);
}

each_level! {
    example_1_smoothing_four_elements,
    example_2_a_2x2_kernel_on_3x4_for_symbols,
    example_3_a_vertical_edge,
    example_4_the_matrix_of_a_signal_kernel_is_toeplitz,
    example_5_convolution_is_correlation_with_flipped_taps,
    example_5_full_convolution_commutes_associates_and_distributes,
    example_6_a_shift_of_the_input_shifts_the_output,
    example_10_sobel_answers_at_the_edges_of_a_white_square,
    example_11_an_impulse_shows_the_kernel_flipped_or_not,
    example_12_gaussians_compose_to_the_root_of_the_sum_of_squares,
    example_14_bounds_decide_types_and_accumulators,
}
