//! Floats of more than their own precision: sums and products with what rounding leaves out, and
//! one rounding at the end.

use conv_plan::number::Scalar;

/// The nearest value of an output type, ties to even; saturating, with NaN as 0, for an integer.
pub(super) fn round_to<Out: Scalar>(value: f64) -> Out {
    if Out::TYPE.is_float() {
        return Out::from_f64(value);
    }
    Out::from_f64(ties_even(value))
}

/// The nearest whole number, ties to even.
pub(super) fn ties_even(value: f64) -> f64 {
    // Adding 2^52 leaves no bits for a fraction: the addition rounds it away, ties to even.
    let shift = if value < 0.0 { -TWO_52 } else { TWO_52 };
    if value.abs() < TWO_52 {
        (value + shift) - shift
    } else {
        value
    }
}

const TWO_52: f64 = 4_503_599_627_370_496.0;

/// `high + low` rounded to odd, so that rounding it again to fewer bits is the same as rounding
/// once.
///
/// Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved
/// algorithms using rounding to odd" (IEEE Trans. Computers 57, 2008).
pub(super) fn odd(high: f64, low: f64) -> f64 {
    if low == 0.0 || !high.is_finite() || high.to_bits() & 1 == 1 {
        high
    } else if low > 0.0 {
        high.next_up()
    } else {
        high.next_down()
    }
}

/// `high + low + a * b` in twice the precision of a double.
pub(crate) fn dot2((high, low): (f64, f64), a: f64, b: f64) -> (f64, f64) {
    let (product, product_rest) = two_product(a, b);
    let (sum, sum_rest) = two_sum(high, product);
    // Where the sum is infinite, the rests are NaN and mean nothing.
    if sum.is_finite() {
        two_sum(sum, low + (sum_rest + product_rest))
    } else {
        (sum, 0.0)
    }
}

/// `a + b` and its rounding error, exactly (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

/// `a * b` and its rounding error, which is exact unless it underflows.
pub(super) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, num_traits::Float::mul_add(a, b, -product))
}
