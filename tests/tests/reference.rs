//! The oracle against worked examples, pictures of borders, and exact facts about its arithmetic.
#![allow(clippy::unwrap_used)]

use conv_kernel::reference::{correlate, correlate_signal, magnitudes, sums};
use conv_kernel::taps::library;
use conv_kernel::{
    Border, ConvSpec, ElementType, Error, Mode, Overflow, Padding, PerAxis, Plane, PlaneBuf,
    Scalar, Taps,
};
use conv_kernel_tests::cases::{Random, kernel};
use conv_plan::rules::{Declaration, Options, TapSource, WeightsRef};

fn on_signal<T: Scalar>(kernel: &ConvSpec, x: &[T]) -> Vec<T> {
    correlate_signal(kernel, x).unwrap()
}

fn on_plane<In: Scalar, Out: Scalar>(kernel: &ConvSpec, x: &[In], width: usize) -> PlaneBuf<Out> {
    correlate(kernel, Plane::new(x, width, x.len() / width).unwrap()).unwrap()
}

fn same(options: &mut Options) {
    options.window.padding = Padding::Same;
}

fn full(options: &mut Options) {
    options.window.padding = Padding::Full;
}

#[test]
fn example_1_smoothing_four_elements() {
    let kernel = kernel::<f64, f64>([0.5, 1.0, 0.5], |options| {
        options.window.padding = Padding::Same;
        options.window.mode = Mode::Convolve;
    });
    let y = on_signal(&kernel.unwrap(), &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(y, [2.0, 4.0, 6.0, 5.5]);
}

#[test]
fn example_2_a_2x2_kernel_on_3x4_for_symbols() {
    // Both sides are bilinear, so agreement on every pair of unit vectors is agreement for symbols.
    let formula = |image: &[i32; 12], taps: &[i32; 4]| {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = *image;
        let [w, x, y, z] = *taps;
        [
            a * w + b * x + e * y + f * z,
            b * w + c * x + f * y + g * z,
            c * w + d * x + g * y + h * z,
            e * w + f * x + i * y + j * z,
            f * w + g * x + j * y + k * z,
            g * w + h * x + k * y + l * z,
        ]
    };
    for element in 0..12 {
        for tap in 0..4 {
            let (mut image, mut taps) = ([0i32; 12], [0i32; 4]);
            (image[element], taps[tap]) = (1, 1);
            let [w, x, y, z] = taps;
            let kernel = kernel::<i32, i32>([[w, x], [y, z]], |options| {
                options.overflow = Some(Overflow::Saturate);
            });
            let found: PlaneBuf<i32> = on_plane(&kernel.unwrap(), &image, 4);
            assert_eq!((found.width(), found.height()), (3, 2));
            assert_eq!(found.data(), formula(&image, &taps));
        }
    }
}

#[test]
fn example_3_vertical_edge_gives_minus_four() {
    let image = [
        [1u8, 2, 3, 0, 1],
        [0, 1, 2, 3, 1],
        [1, 2, 1, 0, 0],
        [0, 0, 1, 2, 1],
        [1, 1, 0, 1, 0],
    ];
    let kernel = kernel::<u8, i16>([[1, 0, -1]; 3], |_| {}).unwrap();
    let found: PlaneBuf<i16> = on_plane(&kernel, image.as_flattened(), 5);
    assert_eq!(found.row(0).unwrap()[0], -4);
}

#[test]
fn example_5_convolution_is_correlation_with_flipped_taps() {
    let mut random = Random::new(5);
    for (rows, columns) in [(1, 1), (2, 3), (3, 2), (3, 3), (4, 5)] {
        let values: Vec<Vec<i64>> = (0..rows)
            .map(|_| (0..columns).map(|_| random.integer(-9, 9)).collect())
            .collect();
        let taps = Taps::from(values);
        let image: Vec<u8> = random.elements(11 * 7);
        let run = |taps: &Taps, mode| {
            let kernel = kernel::<u8, i32>(taps.clone(), |options| {
                options.window.mode = mode;
                options.window.padding = Padding::Amount(1);
            });
            on_plane::<u8, i32>(&kernel.unwrap(), &image, 11)
        };
        let convolved = run(&taps, Mode::Convolve);
        assert_eq!(convolved, run(&taps.flipped(), Mode::Correlate));
    }
    let symmetric = library::gaussian();
    assert_eq!(symmetric, symmetric.flipped());
}

#[test]
fn example_5_full_convolutions_one_after_the_other_are_one_with_convolved_taps() {
    let mut random = Random::new(55);
    let mut taps = |rows: usize, columns: usize| {
        let values = (0..rows).map(|_| (0..columns).map(|_| random.integer(-9, 9)).collect());
        Taps::from(values.collect::<Vec<Vec<i64>>>())
    };
    for (first, second) in [
        ((1, 1), (2, 2)),
        ((2, 3), (3, 2)),
        ((1, 4), (4, 1)),
        ((3, 3), (3, 3)),
    ] {
        let (first, second) = (taps(first.0, first.1), taps(second.0, second.1));
        let run = |taps: &Taps, image: &PlaneBuf<i32>| -> PlaneBuf<i32> {
            let kernel = kernel::<i32, i32>(taps.clone(), |options| {
                options.window.padding = Padding::Full;
                options.window.mode = Mode::Convolve;
                options.overflow = Some(Overflow::Wrap);
            });
            correlate(&kernel.unwrap(), image.as_plane()).unwrap()
        };
        let image = Random::new(7).elements::<u8>(20);
        let image = PlaneBuf::from_vec(image.into_iter().map(i32::from).collect(), 5, 4).unwrap();
        let steps = run(&second, &run(&first, &image));
        assert_eq!(steps, run(&first, &run(&second, &image)));
        assert_eq!(steps, run(&first.convolved(&second), &image));
    }
}

#[test]
fn example_6_a_shift_of_the_input_shifts_the_output() {
    let mut random = Random::new(6);
    let (width, height) = (12, 9);
    let image: Vec<u8> = random.elements(width * height);
    let shifted = |down: usize, right: usize| -> Vec<u8> {
        let at = |y: usize, x: usize| {
            ((y + height - down) % height) * width + (x + width - right) % width
        };
        (0..height)
            .flat_map(|y| (0..width).map(move |x| (y, x)))
            .map(|(y, x)| image[at(y, x)])
            .collect()
    };
    let periodic = kernel::<u8, i16>(library::sobel_x(), |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some(Border::Wrap.into());
    });
    let zero = kernel::<u8, i16>(library::sobel_x(), same).unwrap();
    let (periodic, before) = (periodic.unwrap(), on_plane::<u8, i16>(&zero, &image, width));
    for (down, right) in [(0, 1), (1, 0), (2, 3), (4, 5)] {
        let moved = shifted(down, right);
        let after = on_plane::<u8, i16>(&zero, &moved, width);
        for y in down + 1..height - 1 {
            for x in right + 1..width - 1 {
                let source = before.row(y - down).unwrap()[x - right];
                assert_eq!(
                    after.row(y).unwrap()[x],
                    source,
                    "interior, {down}, {right}"
                );
            }
        }
        let whole = on_plane::<u8, i16>(&periodic, &moved, width);
        let still = on_plane::<u8, i16>(&periodic, &image, width);
        for y in 0..height {
            for x in 0..width {
                let source = still.row((y + height - down) % height).unwrap();
                let source = source[(x + width - right) % width];
                assert_eq!(
                    whole.row(y).unwrap()[x],
                    source,
                    "everywhere, {down}, {right}"
                );
            }
        }
    }
}

#[test]
fn example_10_sobel_answers_at_the_edges_of_a_white_square() {
    let inside = |at: usize| (16..48).contains(&at);
    let image: Vec<u8> = (0..64 * 64)
        .map(|at| {
            if inside(at / 64) && inside(at % 64) {
                255
            } else {
                0
            }
        })
        .collect();
    let run = |taps| {
        let kernel = kernel::<u8, i16>(taps, |options| options.window.padding = Padding::Amount(1));
        on_plane::<u8, i16>(&kernel.unwrap(), &image, 64)
    };
    let (across, down) = (run(library::sobel_x()), run(library::sobel_y()));
    let near = |at: usize| [15, 16, 47, 48].contains(&at);
    for y in 0..64 {
        for x in 0..64 {
            if near(x) && near(y) {
                continue;
            }
            let (gx, gy) = (across.row(y).unwrap()[x], down.row(y).unwrap()[x]);
            assert_eq!(gx != 0, near(x) && inside(y), "x derivative at {x}, {y}");
            assert_eq!(gy != 0, near(y) && inside(x), "y derivative at {x}, {y}");
        }
    }
    assert_eq!(across.row(32).unwrap()[15..=16], [1020, 1020]);
    assert_eq!(across.row(32).unwrap()[47..=48], [-1020, -1020]);
}

#[test]
fn example_11_an_impulse_shows_the_kernel_flipped_or_not() {
    let taps = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    let flipped = [[9, 8, 7], [6, 5, 4], [3, 2, 1]];
    let mut impulse = [0u8; 25];
    impulse[12] = 1;
    for (mode, expected) in [(Mode::Correlate, flipped), (Mode::Convolve, taps)] {
        let kernel = kernel::<u8, i32>(taps, |options| {
            options.window.padding = Padding::Same;
            options.window.mode = mode;
        });
        let found: PlaneBuf<i32> = on_plane(&kernel.unwrap(), &impulse, 5);
        for (y, expected) in expected.iter().enumerate() {
            assert_eq!(found.row(y + 1).unwrap()[1..4], expected[..], "{mode:?}");
        }
        assert_eq!(found.data().iter().filter(|&&value| value != 0).count(), 9);
    }
}

#[test]
fn example_12_gaussians_compose_to_the_root_of_the_sum_of_squares() {
    let gaussian = |sigma: f64, at: f64| {
        (-0.5 * (at / sigma).powi(2)).exp() / (sigma * (2.0 * std::f64::consts::PI).sqrt())
    };
    let sampled = |sigma: f64, radius: i32| -> Vec<f64> {
        (-radius..=radius)
            .map(|at| gaussian(sigma, f64::from(at)))
            .collect()
    };
    for (a, b) in [(2.0, 2.0), (3.0, 4.0), (2.5, 6.0)] {
        let both = f64::hypot(a, b);
        let radius = (9.0 * b) as i32;
        let blur = kernel::<f64, f64>(sampled(b, radius), full).unwrap();
        let found = on_signal(&blur, &sampled(a, (9.0 * a) as i32));
        let middle = found.len() as i32 / 2;
        for (at, found) in (-middle..).zip(found) {
            let expected = gaussian(both, f64::from(at));
            assert!(
                (found - expected).abs() < 1e-14,
                "{a}, {b} at {at}: {found}"
            );
        }
    }
}

#[test]
fn borders_are_the_five_number_pictures() {
    let x = [1u8, 2, 3, 4, 5];
    let pictures: [(Border, [u8; 13]); 6] = [
        (Border::Zero, [0, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0]),
        (
            Border::Constant(9.0),
            [9, 9, 9, 9, 1, 2, 3, 4, 5, 9, 9, 9, 9],
        ),
        (Border::Replicate, [1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5]),
        (Border::Reflect, [4, 3, 2, 1, 1, 2, 3, 4, 5, 5, 4, 3, 2]),
        (Border::Reflect101, [5, 4, 3, 2, 1, 2, 3, 4, 5, 4, 3, 2, 1]),
        (Border::Wrap, [2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4]),
    ];
    for (border, picture) in pictures {
        let padded = |options: &mut Options| {
            options.window.padding = Padding::Amount(4);
            options.window.border = Some(border.into());
        };
        let identity = kernel::<u8, u8>([1], padded).unwrap();
        assert_eq!(on_signal(&identity, &x), picture, "{border:?}");
    }
}

#[test]
fn a_row_outside_is_decided_by_the_vertical_border_first() {
    let x = [1u8, 2, 3, 4];
    let (seven, nine) = (Border::Constant(7.0), Border::Constant(9.0));
    let pictures = [
        (
            (seven, nine),
            [7, 7, 7, 7, 9, 1, 2, 9, 9, 3, 4, 9, 7, 7, 7, 7],
        ),
        (
            (seven, Border::Wrap),
            [7, 7, 7, 7, 2, 1, 2, 1, 4, 3, 4, 3, 7, 7, 7, 7],
        ),
        (
            (Border::Zero, nine),
            [0, 0, 0, 0, 9, 1, 2, 9, 9, 3, 4, 9, 0, 0, 0, 0],
        ),
        (
            (Border::Replicate, nine),
            [9, 1, 2, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9, 3, 4, 9],
        ),
        (
            (Border::Wrap, Border::Replicate),
            [3, 3, 4, 4, 1, 1, 2, 2, 3, 3, 4, 4, 1, 1, 2, 2],
        ),
        (
            (Border::Reflect101, Border::Zero),
            [0, 3, 4, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 1, 2, 0],
        ),
    ];
    for ((vertical, horizontal), picture) in pictures {
        let identity = kernel::<u8, u8>([[1]], |options| {
            options.window.padding = Padding::Amount(1);
            options.window.border = Some(PerAxis::Each(vec![vertical, horizontal]));
        });
        let found: PlaneBuf<u8> = on_plane(&identity.unwrap(), &x, 2);
        assert_eq!(found.data(), picture, "{vertical:?}, {horizontal:?}");
    }
}

#[test]
fn a_constant_border_is_rounded_to_the_input_type() {
    let kernel = kernel::<f32, f64>([1.0], |options| {
        options.window.padding = Padding::Amount(1);
        options.window.border = Some(Border::Constant(0.1).into());
    });
    let found: Vec<f64> = correlate_signal(&kernel.unwrap(), &[0.0f32]).unwrap();
    assert_eq!(found, [f64::from(0.1f32), 0.0, f64::from(0.1f32)]);
}

#[test]
fn a_zero_tap_and_a_padded_zero_contribute_nothing_even_beside_nan() {
    let x = [f32::NAN, 1.0, f32::INFINITY, 2.0];
    let fixed = kernel::<f32, f32>([0.0, 1.0, 0.0], same).unwrap();
    let found = on_signal(&fixed, &x);
    assert!(found[0].is_nan());
    assert_eq!(found[1..], [1.0, f32::INFINITY, 2.0]);

    // A kernel whose taps come at run time multiplies by every tap it is given.
    let shape = TapSource::Shape {
        sizes: vec![3],
        accumulator: None,
    };
    let mut options = Options::new(ElementType::F32, ElementType::F32, shape);
    options.window.padding = Padding::Same;
    let checked = ConvSpec::check(&options).unwrap();
    let declaration = Declaration {
        signal: true,
        runtime_taps: true,
        input: checked.input(),
        output: checked.output(),
        window: checked.window(),
        overflow: checked.overflow(),
        method: conv_plan::rules::Method::Direct,
        arithmetic: conv_plan::rules::Arithmetic::Fused,
        missing: conv_plan::rules::Missing::Propagate,
        quantized: None,
        separable_error: None,
    };
    let given = declaration.to_kernel(WeightsRef::F32(&[0.0, 1.0, 0.0]));
    let found = on_signal(&given, &x);
    assert!(found[..2].iter().all(|value| value.is_nan()));
    assert!(found[3].is_nan());
    let given = declaration.to_kernel(WeightsRef::F32(&[f32::INFINITY, 1.0, f32::NAN]));
    assert_eq!(on_signal(&given, &[1.0f32]), [1.0]);
}

#[test]
fn wrong_types_and_axes_are_errors() {
    let kernel = kernel::<u8, i16>([[1, 2]], |_| {}).unwrap();
    let (bytes, words) = ([1u8; 4], [1i16; 4]);
    let types = |found_input, found_output| Error::Types {
        input: ElementType::U8,
        output: ElementType::I16,
        found_input,
        found_output,
    };
    let words = Plane::new(&words, 2, 2).unwrap();
    let input = types(ElementType::I16, ElementType::I16);
    assert_eq!(correlate::<i16, i16>(&kernel, words), Err(input.clone()));
    assert_eq!(sums(&kernel, words), Err(input.clone()));
    assert_eq!(magnitudes(&kernel, words).map(|_| ()), Err(input));
    let bytes = Plane::new(&bytes, 2, 2).unwrap();
    let output = types(ElementType::U8, ElementType::U8);
    assert_eq!(correlate::<u8, u8>(&kernel, bytes), Err(output));
    assert_eq!(
        correlate_signal::<u8, i16>(&kernel, &[1, 2]),
        Err(Error::Axes)
    );
    let signal = conv_kernel_tests::cases::kernel::<u8, i16>([1, 2, 3], |_| {}).unwrap();
    assert_eq!(correlate_signal::<u8, i16>(&signal, &[]), Err(Error::Empty));
    let small = correlate_signal::<u8, i16>(&signal, &[1, 2]);
    assert!(matches!(small, Err(Error::InputTooSmall { .. })));
}
