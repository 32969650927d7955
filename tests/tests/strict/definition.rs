//! Strict sums as a plain loop: a product and a sum for each tap, in the order of the plan.

use conv_kernel::plan::{Coefficient, Pass, Passes};
use conv_kernel::{Border, Element, Plan};
use core::ops::{Add, Mul};

/// A type of sums.
pub(crate) trait Real: Element + Add<Output = Self> + Mul<Output = Self> {}

impl Real for f32 {}
impl Real for f64 {}

/// Where a padded position lies in the input, or what the border holds there.
fn origin(border: Border, position: isize, input: usize) -> Result<usize, f64> {
    let n = input as isize;
    if (0..n).contains(&position) {
        return Ok(position as usize);
    }
    Ok(match border {
        Border::Zero => return Err(0.0),
        Border::Constant(value) => return Err(value),
        Border::Replicate => position.clamp(0, n - 1),
        Border::Wrap => position.rem_euclid(n),
        Border::Reflect => {
            let at = position.rem_euclid(2 * n);
            at.min(2 * n - 1 - at)
        }
        Border::Reflect101 if n == 1 => 0,
        Border::Reflect101 => {
            let at = position.rem_euclid(2 * n - 2);
            at.min(2 * n - 2 - at)
        }
    } as usize)
}

/// The sum of the taps of a pass, each times what it meets.
fn sum<A: Real>(pass: &Pass, at: impl Fn(usize, usize) -> A) -> A {
    let mut sum = None;
    for tap in &pass.taps {
        let Coefficient::Float(value) = tap.coefficient else {
            panic!("an integer");
        };
        let product = A::from_f64(value) * at(tap.row, tap.column);
        sum = Some(match sum {
            None => product,
            Some(sum) => sum + product,
        });
    }
    sum.unwrap_or_default()
}

/// All sums of a plan over a plane, or over a signal as a plane of one row.
pub(crate) fn sums<In: Element, A: Real>(plan: &Plan, data: &[In], width: usize) -> Vec<A> {
    let height = data.len() / width;
    let window = plan.kernel().window();
    let (rows, columns) = window.resolve(width, height).unwrap();
    let (down, across) = (window.rows, window.columns);
    let element = |y: usize, x: usize| {
        let place = |position: usize, before: usize| position as isize - before as isize;
        let found = origin(window.row_border, place(y, rows.before), height);
        let value = match found {
            Err(constant) => constant,
            Ok(row) => match origin(window.column_border, place(x, columns.before), width) {
                Err(constant) => constant,
                Ok(column) => data[row * width + column].to_f64(),
            },
        };
        A::from_f64(value)
    };
    let mut all = Vec::new();
    for y in 0..rows.output {
        for x in 0..columns.output {
            let column = |tap: usize| x * across.stride + tap * across.dilation;
            let row = |tap: usize| y * down.stride + tap * down.dilation;
            all.push(match plan.passes() {
                Passes::One(pass) => sum(pass, |r, c| element(row(r), column(c))),
                Passes::Two {
                    vertical,
                    horizontal,
                } => sum(horizontal, |line, c| {
                    sum(&vertical[line], |r, _| element(row(r), column(c)))
                }),
                Passes::Polyphase(_) => panic!("an interpolated signal"),
            });
        }
    }
    all
}
