//! Every way from a sum to an integer, with each rule of overflow, against the definition in
//! `i128`.
//!
//! With the feature `small` a kernel has the code of its own way only, and reads neighbours where
//! they lie; without it, these are the bodies that are unrolled.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Level, Scalar};
use conv_kernel_target_tests::{Bits, elements};
use std::ops::RangeInclusive;

/// Rows and columns of the taps.
const SIDES: [usize; 2] = [2, 3];

/// A kernel as it was written; its border is `replicate`, so that every output is
/// `sum * multiply / divide`.
struct Written {
    name: &'static str,
    taps: [[i128; SIDES[1]]; SIDES[0]],
    scale: [i128; 2],
    inputs: RangeInclusive<i128>,
    outputs: RangeInclusive<i128>,
    overflow: Option<Overflow>,
}

/// `numerator / divide`, ties to even, by comparing the two neighbours.
fn divided(numerator: i128, divide: i128) -> i128 {
    let below = numerator.div_euclid(divide);
    let (down, up) = (numerator - below * divide, (below + 1) * divide - numerator);
    if down < up || down == up && below % 2 == 0 {
        below
    } else {
        below + 1
    }
}

impl Written {
    /// The sum at a place, and the result that it has.
    fn defined(
        &self,
        x: &[i128],
        [rows, columns]: [usize; 2],
        [row, column]: [usize; 2],
    ) -> [i128; 2] {
        let mut sum = 0;
        for (down, taps) in self.taps.iter().enumerate() {
            for (right, tap) in taps.iter().enumerate() {
                // `same` puts the odd element of two rows after the plane.
                let row = (row + down).min(rows - 1);
                let column = (column + right).saturating_sub(1).min(columns - 1);
                sum += tap * x[row * columns + column];
            }
        }
        let [multiply, divide] = self.scale;
        let exact = divided(sum * multiply, divide);
        let (least, most) = (*self.outputs.start(), *self.outputs.end());
        let result = match self.overflow {
            None => exact,
            Some(Overflow::Saturate) => exact.clamp(least, most),
            Some(Overflow::Wrap) => (exact - least).rem_euclid(most - least + 1) + least,
        };
        [exact, result]
    }

    fn check<F: Filter>(&self, filter: &F)
    where
        F::In: Bits + Into<i128>,
        F::Out: Bits + Into<i128>,
    {
        let ends = [*self.inputs.start(), *self.inputs.end()];
        let (mut beyond, mut fitting) = (0, 0);
        // Sixteen outputs are computed at a time: sizes around 16 and 32, and below the kernel.
        for rows in 1..=3 {
            for columns in 1..=37 {
                let mut plane: Vec<F::In> = elements(rows * columns);
                // Both ends, alone and beside each other.
                for (place, x) in plane
                    .iter_mut()
                    .enumerate()
                    .filter(|(place, _)| place % 11 < 6)
                {
                    *x = F::In::from_f64(ends[usize::from(place % 11 > 2)] as f64);
                }
                let exact: Vec<i128> = plane.iter().map(|x| (*x).into()).collect();
                let src = Plane::new(&plane, columns, rows).unwrap();
                for level in Level::available() {
                    let mut y = PlaneBuf::filled(columns, rows, F::Out::draw(1)).unwrap();
                    filter.apply_into_at(level, src, y.as_plane_mut()).unwrap();
                    for (place, found) in y.data().iter().enumerate() {
                        let [sum, result] = self.defined(
                            &exact,
                            [rows, columns],
                            [place / columns, place % columns],
                        );
                        let found: i128 = (*found).into();
                        assert_eq!(
                            found, result,
                            "{} of {rows}x{columns} at {place} on {level}",
                            self.name
                        );
                        *if self.outputs.contains(&sum) {
                            &mut fitting
                        } else {
                            &mut beyond
                        } += 1;
                    }
                }
            }
        }
        assert!(fitting > 0, "{}: every sum is beyond", self.name);
        assert_eq!(
            beyond > 0,
            self.overflow.is_some(),
            "{}: {beyond} sums are beyond",
            self.name
        );
    }
}

macro_rules! overflow {
    () => {
        None
    };
    (saturate) => {
        Some(Overflow::Saturate)
    };
    (wrap) => {
        Some(Overflow::Wrap)
    };
}

macro_rules! kernels {
    ($($name:ident: $in:ident -> $out:ident, [$([$($taps:tt)*])*] * $multiply:tt / $divide:tt $($rule:ident)?;)*) => {
        conv_kernel! {
            $(struct $name: $in -> $out {
                taps: [$([$($taps)*]),*],
                scale: $multiply / $divide,
                padding: same,
                border: replicate
                $(, overflow: $rule)?
            })*
        }

        #[test]
        fn every_sum_becomes_the_integer_that_it_is_defined_to_be() {
            $(Written {
                name: stringify!($name),
                taps: [$([$($taps)*]),*],
                scale: [$multiply, $divide],
                inputs: $in::MIN.into()..=$in::MAX.into(),
                outputs: $out::MIN.into()..=$out::MAX.into(),
                overflow: overflow!($($rule)?),
            }
            .check(&$name);)*
        }
    };
}

// By the division that the largest sum allows: none, shifted, in single precision, in double
// precision, of integers.
kernels! {
    Fits: u8 -> i16, [[1, -2, 1] [-3, 4, -1]] * 1 / 1;
    Narrowed: i16 -> i8, [[1, -2, 1] [-3, 4, -1]] * 1 / 1 saturate;
    Wrapped: u8 -> i8, [[1, -2, 1] [-3, 4, -1]] * 1 / 1 wrap;
    Wide: i32 -> i32, [[1, -2, 1] [-3, 4, -1]] * 1 / 1 saturate;
    Tripled: u8 -> i32, [[1, -2, 1] [-3, 4, -1]] * 3 / 1;
    TripledSaturated: u16 -> i16, [[1, -2, 1] [-3, 4, -1]] * 3 / 1 saturate;
    TripledWrapped: i8 -> u8, [[1, -2, 1] [-3, 4, -1]] * 3 / 1 wrap;
    Shifted: u8 -> u8, [[1, 2, 1] [3, 5, 4]] * 1 / 16;
    ShiftedSaturated: i8 -> u8, [[1, -2, 1] [-3, 4, -1]] * 1 / 4 saturate;
    ShiftedWrapped: i16 -> u16, [[1, -2, 1] [-3, 4, -1]] * 1 / 4 wrap;
    ShiftedWide: i32 -> i32, [[1, -2, 1] [-3, 4, -1]] * 1 / 2 saturate;
    Halved: u8 -> i8, [[1, -2, 1] [-3, 4, -1]] * 3 / 64;
    HalvedSaturated: u16 -> u8, [[1, -2, 1] [-3, 4, -1]] * 3 / 8 saturate;
    HalvedWrapped: u8 -> i8, [[1, -2, 1] [-3, 4, -1]] * 5 / 8 wrap;
    Single: u8 -> u8, [[1, 2, 1] [1, 3, 1]] * 1 / 9;
    SingleSaturated: i16 -> i8, [[1, -2, 1] [-3, 4, -1]] * 1 / 7 saturate;
    SingleWrapped: u8 -> i8, [[1, -2, 1] [-3, 4, -1]] * 2 / 3 wrap;
    Double: u16 -> u16, [[100, 200, 100] [100, 300, 100]] * 1 / 900;
    DoubleSaturated: i32 -> i16, [[1, -2, 1] [-3, 4, -1]] * 1 / 7 saturate;
    DoubleWrapped: u16 -> u8, [[100, -200, 100] [-300, 400, -100]] * 7 / 9 wrap;
    Whole: i32 -> i32, [[1000000, 2000000, 1000000] [1000000, 3000000, 1000000]] * 1 / 9000000;
    WholeSaturated: i32 -> u16, [[1000000, -2000000, 1000000] [-3000000, 4000000, -1000000]] * 1 / 9000001 saturate;
    WholeWrapped: i32 -> i8, [[1000000, -2000000, 1000000] [-3000000, 4000000, -1000000]] * 3 / 7 wrap;
}
