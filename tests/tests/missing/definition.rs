//! The definition in two passes over the input, in double precision.

use crate::holes;
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;

/// How a border continues an axis: the element at `position`, counted from the first of `size`, or
/// a constant. Found step by step, as a person would.
fn outside(border: Border, size: usize, mut position: isize) -> Result<usize, f64> {
    let last = size as isize - 1;
    while !(0..=last).contains(&position) {
        position = match border {
            Border::Zero => return Err(0.0),
            Border::Constant(value) => return Err(value),
            Border::Replicate => position.clamp(0, last),
            Border::Wrap if position < 0 => position + size as isize,
            Border::Wrap => position - size as isize,
            Border::Reflect if position < 0 => -1 - position,
            Border::Reflect => 2 * last + 1 - position,
            Border::Reflect101 if last == 0 => 0,
            Border::Reflect101 if position < 0 => -position,
            Border::Reflect101 => 2 * last - position,
        };
    }
    Ok(position as usize)
}

/// A kernel of the definition.
struct Defined {
    taps: Vec<Vec<f64>>,
    stride: [usize; 2],
    dilation: [usize; 2],
    /// Rows above, columns to the left; as many below and to the right.
    padding: [usize; 2],
    borders: [Border; 2],
}

impl Defined {
    /// The element at a position of the padded plane.
    fn element(&self, src: Plane<'_, f32>, y: usize, x: usize) -> f64 {
        let at = |size, position: usize, axis: usize| {
            let position = position as isize - self.padding[axis] as isize;
            outside(self.borders[axis], size, position)
        };
        match (at(src.height(), y, 0), at(src.width(), x, 1)) {
            (Ok(y), Ok(x)) => f64::from(src[(x, y)]),
            (Err(value), _) | (_, Err(value)) => value,
        }
    }

    /// One output, and `sum(|tap * x|) * total / m`.
    fn output(&self, src: Plane<'_, f32>, y: usize, x: usize) -> (f64, f64) {
        let (mut sum, mut taken, mut total, mut size) = (0.0, 0.0, 0.0, 0.0);
        for (i, row) in self.taps.iter().enumerate() {
            for (j, &tap) in row.iter().enumerate() {
                let y = y * self.stride[0] + i * self.dilation[0];
                let x = x * self.stride[1] + j * self.dilation[1];
                let element = self.element(src, y, x);
                total += tap;
                if !element.is_nan() {
                    sum += tap * element;
                    size += (tap * element).abs();
                    taken += tap;
                }
            }
        }
        (sum * total / taken, size * total / taken)
    }
}

/// Taps that are floats of `f32` and not all 0, of one pass or of two.
fn taps(random: &mut Random, rows: usize, columns: usize) -> Vec<Vec<f64>> {
    let mut quarters = |count: usize| -> Vec<f64> {
        let mut taps: Vec<f64> = (0..count)
            .map(|_| random.integer(0, 4) as f64 / 4.0)
            .collect();
        taps[count / 2] = 1.5;
        taps
    };
    if (rows * columns).is_multiple_of(2) {
        // Exactly of rank 1.
        let (column, row) = (quarters(rows), quarters(columns));
        let times = |a: &f64| row.iter().map(|b| a * b).collect();
        return column.iter().map(times).collect();
    }
    let mut taps: Vec<Vec<f64>> = (0..rows).map(|_| quarters(columns)).collect();
    taps[0][0] = 0.3f32.into();
    taps
}

/// `v * (total / m)` is three sums of `n` operations and two more, each off by at most a factor of
/// `1 + u`: `gamma(3 n + 2)`, and as much again for the double precision of the definition.
#[test]
fn a_run_time_kernel_is_the_quotient_of_two_sums_for_every_border_and_step() {
    let borders = [
        Border::Zero,
        Border::Constant(0.75),
        Border::Constant(f64::NAN),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    let mut random = Random::new(1);
    let mut compared = 0;
    for case in 0..1500 {
        let (rows, columns) = (1 + random.size(4), 1 + random.size(4));
        let defined = Defined {
            taps: taps(&mut random, rows, columns),
            stride: [1 + random.size(2), 1 + random.size(2)],
            dilation: [1 + random.size(1), 1 + random.size(1)],
            padding: [random.size(4), random.size(4)],
            borders: [random.pick(&borders), random.pick(&borders)],
        };
        let kernel = DynKernel::<f32, f32>::builder(defined.taps.clone())
            .stride(defined.stride)
            .dilation(defined.dilation)
            .padding([[defined.padding[0]; 2], [defined.padding[1]; 2]])
            .border(defined.borders)
            .missing(Missing::Renormalize)
            .build()
            .unwrap();
        let (width, height) = (1 + random.size(40), 1 + random.size(12));
        let data = holes(case, width * height, random.pick(&[0, 10, 50, 90, 100]));
        let src = Plane::new(&data, width, height).unwrap();
        let Ok(found) = kernel.apply(src) else {
            assert!(kernel.output_size(width, height).is_err());
            continue;
        };
        let n = kernel.explain().operations() as f64;
        let portion = (3.0 * n + 2.0) * f64::from(f32::EPSILON) / 2.0;
        let gamma = portion / (1.0 - portion) * (1.0 + 1e-6);
        for y in 0..found.height() {
            for x in 0..found.width() {
                let (expected, size) = defined.output(src, y, x);
                let output = f64::from(found[(x, y)]);
                let right = if expected.is_nan() {
                    output.is_nan()
                } else {
                    (output - expected).abs() <= gamma * size
                };
                let at = format!("case {case}, column {x}, row {y}");
                assert!(
                    right,
                    "{at}: {output}, not {expected}\n{}",
                    kernel.explain()
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 50_000, "{compared}");
}
