//! Values to the last bit, and those of other libraries.
//!
//! `true.txt` was made with mpmath at 80 digits from the definitions, each value rounded once to a
//! double; `peers.txt` is what SciPy 1.17 and OpenCV 5.0 return for the same arguments.

use crate::double;
use conv_kernel::taps::library::{self, Window, gaussians, smooth};
use conv_kernel::taps::{Angle, Sigma, Size, TapsError};
use conv_kernel::{Tap, Taps};

/// A call as it is written in the files, without names of arguments.
fn made(call: &str) -> Result<Taps, TapsError> {
    let (name, rest) = call.split_once('(').unwrap();
    let mut depth = 0;
    let arguments: Vec<&str> = rest[..rest.len() - 1]
        .split(|c: char| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            depth == 0 && c == ','
        })
        .map(str::trim)
        .collect();
    let several = |at: usize| -> Vec<&str> {
        let list = arguments[at].trim_matches(['[', ']']);
        list.split(',').map(str::trim).collect()
    };
    let number = |at: usize| -> Tap { arguments[at].parse().unwrap() };
    let count = |at: usize| -> usize { arguments[at].parse().unwrap() };
    let counts = |at| -> Vec<usize> { several(at).iter().map(|n| n.parse().unwrap()).collect() };
    let size = |at| match counts(at)[..] {
        [rows, columns] => Size::from([rows, columns]),
        _ => Size::from(counts(at)[0]),
    };
    let sigma = |at| match several(at)[..] {
        [a, b] => Sigma::from([a, b].map(|n| n.parse::<Tap>().unwrap())),
        _ => Sigma::from(number(at)),
    };
    let pair = |at| {
        <[Tap; 2]>::try_from(
            several(at)
                .iter()
                .map(|n| n.parse().unwrap())
                .collect::<Vec<Tap>>(),
        )
        .unwrap()
    };
    let angle = |at| Angle::degrees(number(at));
    let window = |at: usize| match arguments.get(at) {
        None | Some(&"rectangular") => Window::Rectangular,
        Some(&"hann") => Window::Hann,
        Some(&"hamming") => Window::Hamming,
        Some(&"blackman") => Window::Blackman,
        Some(other) => Window::Kaiser(other.strip_prefix("kaiser ").unwrap().parse().unwrap()),
    };
    let scale = |at: usize| arguments[at] == "true";
    match name {
        "sobel_x" => Ok(library::sobel_x()),
        "scharr_x" => Ok(library::scharr_x()),
        "gaussian" => smooth::gaussian(size(0), sigma(1)),
        "derivative" => gaussians::derivative(size(0), sigma(1), &counts(2)),
        "log" => library::laplacian_of_gaussian(size(0), sigma(1)),
        "dog" => library::difference_of_gaussians(size(0), sigma(1), sigma(2)),
        "gabor" => {
            let size = Size::from([count(0), count(0)]);
            library::gabor(size, number(1), &angle(2), number(3), number(4), &angle(5))
        }
        "lowpass" => library::lowpass(count(0), number(1), &window(2), scale(3)),
        "highpass" => library::highpass(count(0), number(1), &window(2), scale(3)),
        "bandpass" => library::bandpass(count(0), pair(1), &window(2), scale(3)),
        "bandstop" => library::bandstop(count(0), pair(1), &window(2), scale(3)),
        "hilbert" => library::hilbert(count(0), &window(1)),
        "ramp" => library::ramp(count(0), &window(1)),
        "disk" => library::disk(number(0)),
        "motion" => library::motion(number(0), &angle(1)),
        "savitzky_golay" => library::savitzky_golay(count(0), count(1), count(2)),
        other => panic!("no kernel {other}"),
    }
}

/// Each line of a file: the call, the taps that it makes, and the values beside it.
fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, Vec<f64>, Vec<f64>)> {
    file.lines().map(|line| {
        let (call, values) = line.split_once(" = ").unwrap();
        let taps = made(call).unwrap_or_else(|error| panic!("{call}: {error}"));
        let found = taps.values().iter().map(double).collect();
        let values = values
            .split(' ')
            .map(|value| value.parse().unwrap())
            .collect();
        (call, found, values)
    })
}

#[test]
fn every_irrational_tap_is_the_double_nearest_to_the_true_value() {
    for (call, found, expected) in lines(include_str!("true.txt")) {
        let bits = |values: &[f64]| {
            values
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<_>>()
        };
        assert_eq!(bits(&found), bits(&expected), "{call}: {found:?}");
    }
}

/// The others round at every step: to within 1e-15, a few units in the last place of the largest
/// tap.
#[test]
fn scipy_and_opencv_have_the_same_taps_within_1e_15() {
    for (call, found, expected) in lines(include_str!("peers.txt")) {
        // Of symmetric filters there is one half.
        // SciPy's least squares lose some digits to the condition of the powers.
        let bound = if call.starts_with("savitzky") {
            1e-13
        } else {
            1e-15
        };
        for (a, b) in found.iter().zip(&expected) {
            assert!((a - b).abs() <= bound, "{call}: {a:e}, {b:e}");
        }
        assert!(found.len() <= 2 * expected.len(), "{call}");
    }
}
