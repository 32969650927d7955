//! Sums of floats that may overflow on the way, beside infinities too: one rule says what is right
//! there.
#![allow(clippy::unwrap_used)]

use conv_kernel::reference::{Sum, sums, tolerance};
use conv_kernel::{ConvSpec, DynSignal, Level, Plane, Scalar};
use conv_kernel_tests::cases::kernel;
use conv_kernel_tests::checks::check_signal;

/// One sum of a kernel that spans the whole input.
fn sum_of<In: Scalar>(kernel: &ConvSpec, x: &[In]) -> Sum {
    sums(kernel, Plane::new(x, x.len(), 1).unwrap())
        .unwrap()
        .data()[0]
}

fn levels() -> Vec<Level> {
    Level::available().collect()
}

#[test]
fn where_a_partial_sum_may_overflow_beside_an_infinity_anything_is_right() {
    let double = kernel::<f64, f64>([1.0, 2.0], |_| {}).unwrap();
    let single = kernel::<f32, f32>([1.0, 1.0, 1.0], |_| {}).unwrap();
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    // The product overflows where it is rounded, and not where it is fused.
    let sum = sum_of(&double, &[-infinite, f64::MAX]);
    assert!(sum.agrees(&double, 2, nan) && sum.agrees(&double, 2, -infinite));
    // So does a partial sum in one order, and not in another.
    let sum = sum_of(&single, &[3e38f32, 3e38, f32::NEG_INFINITY]);
    assert!(sum.agrees(&single, 3, f32::NAN) && sum.agrees(&single, 3, f32::NEG_INFINITY));
    // What cannot overflow has the one special value.
    let sum = sum_of(&double, &[-infinite, f64::MAX / 4.0]);
    assert!(sum.agrees(&double, 2, -infinite) && !sum.agrees(&double, 2, nan));
    let sum = sum_of(&single, &[1e38f32, 1e38, f32::NEG_INFINITY]);
    assert!(sum.agrees(&single, 3, f32::NEG_INFINITY));
    assert!(!sum.agrees(&single, 3, f32::NAN) && !sum.agrees(&single, 3, f32::INFINITY));
}

#[test]
fn the_tolerance_is_infinite_where_a_partial_sum_may_overflow() {
    let single = kernel::<f32, f32>([1.5], |_| {}).unwrap();
    let double = kernel::<f64, f64>([1.5], |_| {}).unwrap();
    for (kernel, largest) in [(&single, f64::from(f32::MAX)), (&double, f64::MAX)] {
        assert!(tolerance(kernel, 3, 0.99 * largest).is_finite());
        for magnitude in [largest * (1.0 - 1e-16), largest, f64::INFINITY] {
            assert_eq!(tolerance(kernel, 3, magnitude), f64::INFINITY);
        }
        assert!(tolerance(kernel, 3, f64::NAN).is_nan());
    }
}

#[test]
fn what_every_level_makes_of_overflows_beside_infinities_is_right() {
    let double = DynSignal::<f64, f64>::builder([1.0, 2.0]).build().unwrap();
    let single = DynSignal::<f32, f32>::builder([1.0; 3]).build().unwrap();
    let (infinite, most) = (f64::INFINITY, f64::MAX);
    for x in [[-infinite, most], [infinite, -most], [most, -infinite]] {
        assert_eq!(check_signal(&levels(), &double, &x), Ok(()), "{x:?}");
    }
    let infinite = f32::INFINITY;
    for x in [
        [3e38, 3e38, -infinite],
        [-infinite, 3e38, 3e38],
        [3e38, -infinite, 3e38],
    ] {
        assert_eq!(check_signal(&levels(), &single, &x), Ok(()), "{x:?}");
    }
}
