//! The angle of a point, made of operations that round alike everywhere.
//!
//! ```text
//! t = min(|x|, |y|) / max(|x|, |y|), 0 for the origin     between 0 and 1
//! t > limit: atan t = pi/4 + atan((t - 1) / (t + 1))
//! atan t near 0: a polynomial, or in double precision a quotient of two
//! |y| > |x|: pi/2 - r;  x < 0: pi - r;  y < 0: -r
//! ```
//!
//! Limits and coefficients are those of `atanf` and `atan` in the Cephes Mathematical Library
//! (S. L. Moshier, "Methods and Programs for Mathematical Functions", 1989).

use super::node::Comparison;
use core::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Operations on floats: on lanes that come later, or on values.
pub(super) trait Floats {
    /// A float.
    type Float: Copy;

    fn constant(&mut self, value: f64) -> Self::Float;
    fn add(&mut self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn sub(&mut self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn mul(&mut self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn div(&mut self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn abs(&mut self, a: Self::Float) -> Self::Float;
    /// The first of `xy` if `a` and `b` are so related, else the second.
    fn choose(
        &mut self,
        is: Comparison,
        a: Self::Float,
        b: Self::Float,
        xy: [Self::Float; 2],
    ) -> Self::Float;
}

/// In single precision: the limit is tan(pi / 8).
const SINGLE: (f64, &[f64], &[f64]) = (
    0.414_213_57,
    &[8.053_744_5e-2, -0.138_776_86, 0.199_777_1, -0.333_329_5],
    &[],
);

/// In double precision.
const DOUBLE: (f64, &[f64], &[f64]) = (
    0.66,
    &[
        -8.750_608_600_031_904e-1,
        -1.615_753_718_733_365_1e1,
        -7.500_855_792_314_705e1,
        -1.228_866_684_490_136_1e2,
        -6.485_021_904_942_025e1,
    ],
    &[
        1.0,
        2.485_846_490_142_306_3e1,
        1.650_270_098_316_988_6e2,
        4.328_810_604_912_903e2,
        4.853_903_996_359_137e2,
        1.945_506_571_482_614e2,
    ],
);

/// The angle of `(x, y)`.
pub(super) fn atan2<F: Floats>(f: &mut F, y: F::Float, x: F::Float, single: bool) -> F::Float {
    let (zero, one) = (f.constant(0.0), f.constant(1.0));
    let (width, height) = (f.abs(x), f.abs(y));
    let steep = |f: &mut F, xy| f.choose(Comparison::Less, width, height, xy);
    let large = steep(f, [height, width]);
    let small = steep(f, [width, height]);
    let quotient = f.div(small, large);
    let t = f.choose(Comparison::Equal, large, zero, [zero, quotient]);

    let (limit, numerator, denominator) = if single { SINGLE } else { DOUBLE };
    let limit = f.constant(limit);
    let (below, above) = (f.sub(t, one), f.add(t, one));
    let turned = f.div(below, above);
    let z = f.choose(Comparison::Less, limit, t, [turned, t]);
    let quarter = f.constant(FRAC_PI_4);
    let start = f.choose(Comparison::Less, limit, t, [quarter, zero]);

    let square = f.mul(z, z);
    let mut rest = polynomial(f, square, numerator);
    if !denominator.is_empty() {
        let below = polynomial(f, square, denominator);
        rest = f.div(rest, below);
    }
    let cube = f.mul(square, z);
    let rest = f.mul(rest, cube);
    let near = f.add(rest, z);
    let angle = f.add(near, start);

    let half = f.constant(FRAC_PI_2);
    let other = f.sub(half, angle);
    let angle = steep(f, [other, angle]);
    let whole = f.constant(PI);
    let other = f.sub(whole, angle);
    let angle = f.choose(Comparison::Less, x, zero, [other, angle]);
    let minus = f.constant(-1.0);
    let other = f.mul(angle, minus);
    f.choose(Comparison::Less, y, zero, [other, angle])
}

/// A polynomial by Horner's rule, the highest power first.
fn polynomial<F: Floats>(f: &mut F, x: F::Float, coefficients: &[f64]) -> F::Float {
    let mut sum = None;
    for &coefficient in coefficients {
        let constant = f.constant(coefficient);
        sum = Some(match sum {
            None => constant,
            Some(sum) => {
                let product = f.mul(sum, x);
                f.add(product, constant)
            }
        });
    }
    match sum {
        Some(sum) => sum,
        None => f.constant(0.0),
    }
}
