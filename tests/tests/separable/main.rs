//! Kernels of floats whose taps are nearly a column times a row: with `separable: approximate(..)`
//! they are the product of two factors, for whoever computes with them. And kernels that are written
//! as the sum of such products.
#![allow(clippy::unwrap_used)]

mod factors;
mod rules;
mod sums;
mod tables;

use conv_kernel::plan::Passes;
use conv_kernel::prelude::*;
use conv_kernel::rules::Options;
use conv_kernel::{Border, ConvSpec, Element, Padding, Plan, Scalar, Separable, verify};
use conv_kernel_tests::cases::{BORDERS, Random};
use conv_kernel_tests::checks::both;
use conv_kernel_tests::each_level;
use tables::{BLUR5, BLUR7, BLUR11, Blur5, Blur7, Blur11, DOUBLES, Doubles, OBLONG, Oblong};

conv_kernel! {
    struct Slanted: u8 -> f32 {
        taps: [
            [0.11, 0.22, -0.33, 0.44, 0.1], [0.21, 0.42, -0.63, 0.84, 0.2],
            [-0.31, -0.62, 0.93, -1.24, -0.3], [0.41, 0.82, -1.23, 1.64, 0.4],
        ],
        scale: 1/3, stride: [2, 1], dilation: [1, 2], padding: [3, 2], border: [wrap, reflect],
        mode: convolve, separable: approximate(0.02),
    }
    struct ByFft: f32 {
        taps: [
            [0.11, 0.22, -0.33, 0.44, 0.1], [0.21, 0.42, -0.63, 0.84, 0.2],
            [-0.31, -0.62, 0.93, -1.24, -0.3], [0.41, 0.82, -1.23, 1.64, 0.4],
        ],
        padding: full, method: fft, separable: approximate(0.02),
    }
    struct Both: f32 {
        taps: {
            x: [
                [0.1, 0.23, 0.1, -0.1], [0.3, 0.69, 0.3, -0.3], [0.2, 0.46, 0.2, -0.2], [0.7, 1.61, 0.7, -0.7],
            ],
            y: gaussian([4, 4], 1.0) + 1e-7 * disk(1),
        },
        combine: |x, y| x - 2 * y, separable: approximate(1e-6),
    }
    struct Holes: f64 {
        taps: [
            [0.1, 0.23, 0.1, 0.1], [0.3, 0.69, 0.3, 0.3], [0.2, 0.46, 0.2, 0.2], [0.7, 1.61, 0.7, 0.7],
        ],
        padding: same, missing: renormalize, separable: approximate(1e-6),
    }
}

/// The options of a kernel that may be approximated within this bound.
fn within(bound: f64) -> impl Fn(&mut Options) {
    move |options| options.separable = Separable::Approximate(bound)
}

fn is_two_passes(kernel: &ConvSpec) -> bool {
    matches!(Plan::new(kernel).passes(), Passes::Two { .. })
}

/// Where a position lies in `n` elements, or the constant around them.
fn origin(border: Border, mut position: isize, n: usize) -> Result<usize, f64> {
    let n = n as isize;
    // One step at a time, as a border is drawn.
    while !(0..n).contains(&position) {
        position = match (border, position < 0) {
            (Border::Zero, _) => return Err(0.0),
            (Border::Constant(value), _) => return Err(value),
            (Border::Replicate, below) => {
                if below {
                    0
                } else {
                    n - 1
                }
            }
            (Border::Wrap, below) => {
                if below {
                    position + n
                } else {
                    position - n
                }
            }
            (Border::Reflect, below) => {
                if below {
                    -1 - position
                } else {
                    2 * n - 1 - position
                }
            }
            (Border::Reflect101, _) if n == 1 => 0,
            (Border::Reflect101, below) => {
                if below {
                    -position
                } else {
                    2 * (n - 1) - position
                }
            }
        };
    }
    Ok(position as usize)
}

/// Each output is `sum_i column[i] * sum_j row[j] * x[y + i][x + j]`, of all products, in doubles, and
/// the sum of the magnitudes of its terms. The window has its middle on the output.
fn defined<T: Element>(kernel: &ConvSpec, data: &[T], width: usize) -> Vec<(f64, f64)> {
    let (factors, window) = (kernel.factors().unwrap(), kernel.window());
    let height = data.len() / width;
    let at = |y: usize, x: usize, i: usize, j: usize| {
        let position =
            |at: usize, tap: usize, taps: usize| (at + tap) as isize - ((taps - 1) / 2) as isize;
        let down = position(y, i, factors.shape().0);
        let across = position(x, j, factors.shape().1);
        match (
            origin(window.row_border, down, height),
            origin(window.column_border, across, width),
        ) {
            (Err(constant), _) | (_, Err(constant)) => constant,
            (Ok(row), Ok(column)) => data[row * width + column].to_f64(),
        }
    };
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (y, x)));
    places
        .map(|(y, x)| {
            let (mut sum, mut magnitudes) = (0.0, 0.0);
            for (column, row) in factors.each() {
                for (i, a) in column.iter().enumerate() {
                    for (j, b) in row.iter().enumerate() {
                        let term = a * b * at(y, x, i, j);
                        (sum, magnitudes) = (sum + term, magnitudes + term.abs());
                    }
                }
            }
            (sum, magnitudes)
        })
        .collect()
}

/// A filter, as it was declared and at run time, against the definition.
fn is_defined<F: Filter>(level: Level, filter: &F, unit: f64)
where
    F::In: Element,
    F::Out: Element,
{
    let kernel = filter.kernel();
    let factors = kernel.factors().unwrap();
    // An addition for each tap of all passes, a product for each pass and the rounding of doubles.
    let operations = (factors.column.len() + factors.row.len() + 3) as f64;
    let mut random = Random::new(17);
    for (width, height) in [
        (1, 1),
        (2, 1),
        (1, 3),
        (3, 4),
        (7, 2),
        (10, 11),
        // Parts side by side.
        (5, 70),
        (37, 19),
        (130, 9),
    ] {
        let data: Vec<F::In> = (0..width * height)
            .map(|_| F::In::from_f64(200.0 * random.unit() - 100.0))
            .collect();
        let found = both(level, filter, &data, width);
        for (place, (expected, magnitudes)) in
            defined(&kernel, &data, width).into_iter().enumerate()
        {
            let off = (found[place].to_f64() - expected).abs();
            let bound = operations * unit * magnitudes;
            assert!(
                off <= bound,
                "{level}, {width}x{height}, {place}: {expected}, {off} > {bound}"
            );
        }
    }
}

fn declared_tables_are_the_product_of_two_factors(level: Level) {
    let unit = f64::from(f32::EPSILON);
    is_defined(level, &Blur5, unit);
    is_defined(level, &Blur7, unit);
    is_defined(level, &Blur11, unit);
    is_defined(level, &Oblong, unit);
    is_defined(level, &Doubles, f64::EPSILON);
}

fn every_border_meets_the_product_of_two_factors(level: Level) {
    fn check<T: Element>(level: Level, taps: &Taps, (bound, unit): (f64, f64)) {
        for border in BORDERS {
            let kernel = DynKernel::<T, T>::builder(taps.clone())
                .padding(Padding::Same)
                .border(border)
                .separable(Separable::Approximate(bound))
                .build();
            is_defined(level, &kernel.unwrap(), unit);
        }
    }
    let single = (1e-6, f64::from(f32::EPSILON));
    check::<f32>(level, &BLUR5.into(), single);
    check::<f32>(level, &BLUR7.into(), single);
    check::<f32>(level, &BLUR11.into(), single);
    check::<f32>(level, &OBLONG.into(), single);
    check::<f64>(level, &DOUBLES.into(), (1e-15, f64::EPSILON));
}

each_level!(
    declared_tables_are_the_product_of_two_factors,
    every_border_meets_the_product_of_two_factors,
);

#[test]
fn reference_matrix_dynamic_and_generated_kernels_agree() {
    verify(&Blur5).unwrap();
    verify(&Blur7).unwrap();
    verify(&Blur11).unwrap();
    verify(&Oblong).unwrap();
    verify(&Doubles).unwrap();
    verify(&Slanted).unwrap();
    verify(&ByFft).unwrap();
    verify(&Both).unwrap();
    verify(&Holes).unwrap();
}

#[test]
fn all_kernels_of_a_combination_are_products() {
    let kernel = Both.kernel();
    assert!(kernel.factors().is_some());
    let combination = kernel.combination().unwrap();
    assert!(combination.others().all(|(_, factors)| factors.is_some()));
    assert!(kernel.separable_error().unwrap() < 1e-6);
}
