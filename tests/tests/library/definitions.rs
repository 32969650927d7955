//! What defines a kernel, proven of its taps.

use crate::{double, exact};
use conv_kernel::Taps;
use conv_kernel::taps::Angle;
use conv_kernel::taps::library::{self, Direction, Window, gaussians, smooth};
use num_rational::BigRational;
use num_traits::{One, Zero};

#[test]
fn gains_are_those_of_the_definitions() {
    let gain = |taps: &Taps| -> f64 { taps.values().iter().map(double).sum() };
    let window = Window::Hamming;
    for (name, taps, expected) in [
        (
            "gaussian",
            smooth::gaussian([9, 7], [1.5, 0.75]).unwrap(),
            1.0,
        ),
        (
            "gaussian of",
            smooth::gaussian_of([1.5, 0.75]).unwrap(),
            1.0,
        ),
        (
            "log",
            library::laplacian_of_gaussian([9, 9], 1.5).unwrap(),
            0.0,
        ),
        (
            "dog",
            library::difference_of_gaussians([9, 9], 1, 2).unwrap(),
            0.0,
        ),
        ("disk", library::disk(4.25).unwrap(), 1.0),
        (
            "motion",
            library::motion(11.5, &Angle::radians(0.7)).unwrap(),
            1.0,
        ),
        (
            "low-pass",
            library::lowpass(40, 0.3, &window, true).unwrap(),
            1.0,
        ),
        (
            "band-stop",
            library::bandstop(41, [0.2, 0.5], &window, true).unwrap(),
            1.0,
        ),
    ] {
        // Each tap is off by half a unit in its last place.
        let sum: f64 = taps.values().iter().map(|tap| double(tap).abs()).sum();
        let bound = sum * f64::EPSILON * taps.values().len() as f64;
        assert!(
            (gain(&taps) - expected).abs() <= bound,
            "{name}: {}",
            gain(&taps)
        );
    }
    for taps in [
        smooth::mean([3, 4]),
        smooth::binomial(9),
        smooth::binomial([2, 5]),
        library::savitzky_golay(8, 3, 0),
    ] {
        let sum: BigRational = exact(&taps.unwrap()).iter().sum();
        assert!(sum.is_one());
    }
}

#[test]
fn savitzky_and_golay_s_taps_are_the_only_polynomial_with_the_right_moments() {
    for (window, order, derivative) in [
        (5, 2, 0),
        (7, 3, 1),
        (8, 3, 2),
        (9, 8, 8),
        (12, 5, 3),
        (21, 20, 7),
        (1, 0, 0),
    ] {
        let taps = exact(&library::savitzky_golay(window, order, derivative).unwrap());
        let half = BigRational::new(1.into(), 2.into());
        let place = |at: usize| {
            BigRational::from_integer((2 * at as i64 + 1 - window as i64).into()) * &half
        };
        // Applied to a power of x, they give its derivative in the middle.
        for power in 0..=order {
            let terms = taps.iter().enumerate();
            let sum: BigRational = terms
                .map(|(at, tap)| tap * num_traits::pow(place(at), power))
                .sum();
            let factorial: BigRational = (1..=derivative)
                .map(|n| BigRational::from_integer((n as i64).into()))
                .product();
            let expected = if power == derivative {
                factorial
            } else {
                BigRational::zero()
            };
            assert_eq!(
                sum, expected,
                "window {window}, order {order}, derivative {derivative}, power {power}"
            );
        }
        // They are a polynomial of the order: all differences beyond are 0.
        let mut differences = taps;
        for _ in 0..=order {
            differences = differences
                .windows(2)
                .map(|pair| &pair[1] - &pair[0])
                .collect();
        }
        assert!(differences.iter().all(Zero::is_zero));
    }
}

#[test]
fn compass_masks_turn_and_agree_with_sobel() {
    assert_eq!(library::robinson(Direction::East), library::sobel_x());
    assert_eq!(library::robinson(Direction::South), library::sobel_y());
    assert_eq!(
        library::kirsch(Direction::North),
        [[5, 5, 5], [-3, 0, -3], [-3, -3, -3]].into()
    );
    assert_eq!(
        library::kirsch(Direction::SouthEast),
        [[-3, -3, -3], [-3, 0, 5], [-3, 5, 5]].into()
    );
    for mask in [library::kirsch, library::robinson] {
        for (at, direction) in Direction::ALL.into_iter().enumerate() {
            let quarter = Direction::ALL[(at + 2) % 8];
            assert_eq!(mask(direction).rotated90(), mask(quarter), "{direction:?}");
            let total: BigRational = exact(&mask(direction)).iter().sum();
            assert!(total.is_zero());
        }
    }
    assert_eq!(
        library::roberts_x().rotated90(),
        library::roberts_y().flipped()
    );
}

#[test]
fn a_hilbert_transformer_turns_a_cosine_into_a_sine() {
    let taps = library::hilbert(255, &Window::Hamming).unwrap();
    let taps: Vec<f64> = taps.values().iter().map(double).collect();
    for frequency in [0.2, 0.7, 1.5, 2.5] {
        let (mut even, mut odd) = (0.0, 0.0);
        for (at, tap) in taps.iter().enumerate() {
            let x = frequency * (at as f64 - 127.0);
            even += tap * x.cos();
            odd += tap * (x + 1.0).cos();
        }
        // Of cos(w x) at 0, and 1 further on: sin there. A window of 255 taps passes these flat.
        assert!(
            even.abs() < 1e-12 && (odd - 1f64.sin()).abs() < 1e-2,
            "{frequency}: {even} {odd}"
        );
    }
}

#[test]
fn derivatives_of_gaussians_are_positive_where_values_grow() {
    let across = gaussians::derivative([5, 5], 1.0, &[0, 1]).unwrap();
    let last = double(&across.values()[14]);
    assert!(last > 0.0, "{last}");
    let row = gaussians::derivative(9, 1.5, &[1]).unwrap();
    let negatives: Vec<BigRational> = exact(&row).into_iter().map(|tap| -tap).collect();
    assert_eq!(exact(&row.flipped()), negatives);
}

/// A line that ends on the edge of an element reaches no farther, whatever a cosine is rounded to.
#[test]
fn mirrored_motions_have_mirrored_shapes() {
    for length in [2, 6, 10, 14, 50, 254] {
        let shape = |degrees: i64| {
            let blur = library::motion(length, &Angle::degrees(degrees)).unwrap();
            blur.shape().to_vec()
        };
        let steep = shape(120);
        for degrees in [60, 240, 300] {
            assert_eq!(shape(degrees), steep, "{length} {degrees}");
        }
        let flat = [steep[1], steep[0]];
        for degrees in [30, 150, 210, 330] {
            assert_eq!(shape(degrees), flat, "{length} {degrees}");
        }
    }
    let column = library::motion(2, &Angle::degrees(60)).unwrap();
    assert_eq!(column.shape(), [3, 1]);
    let short = library::motion(1e-31, &Angle::degrees(0)).unwrap();
    assert_eq!(exact(&short), exact(&Taps::from([[1]])));
}
