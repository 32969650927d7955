//! Mistakes in the words of builders, and what a plan says.

use crate::kernels::{Corner, Emboss, Magnitude, Unsharp};
use conv_kernel::Value;
use conv_kernel::prelude::*;
use conv_kernel::taps::library::{sobel_x, sobel_y};

fn message<In: conv_kernel::Element, Out: conv_kernel::Element>(
    builder: conv_kernel::KernelBuilder<In, Out>,
) -> String {
    builder.build().unwrap_err().to_string()
}

#[test]
fn results_that_do_not_fit_are_refused() {
    let edges =
        || DynKernel::<u8, u8>::combine([sobel_x(), sobel_y()], |[gx, gy]| gx.abs() + gy.abs());
    assert_eq!(
        message(edges()),
        "the output type: results range over [0, 2040], which `u8` cannot hold: write `<u8, u16>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`"
    );
    let floats = DynKernel::<u8, u8>::builder(sobel_x()).map(|v| v.abs().sqrt());
    assert!(floats.clone().build().is_ok(), "the root of 1020 fits");
    assert_eq!(
        message(floats.map(|v| v * 10)),
        "the output type: results range over [0, 319], which `u8` cannot hold: write `<u8, u16>`, or add `.overflow(Overflow::Saturate)`"
    );
    assert_eq!(
        message(
            DynKernel::<u8, u8>::builder(sobel_x())
                .map(|v| v.sqrt())
                .overflow(Overflow::Wrap)
        ),
        "`.overflow(..)`: `Overflow::Wrap` is for whole numbers, and this makes floats: write `Overflow::Saturate`"
    );
}

#[test]
fn singles_that_become_infinite_are_not_proven_to_stay_below() {
    let kernel =
        DynKernel::<u8, u8>::builder([[1]]).map(|v| (v * 1e38).lt(1e38 * 9.0).then_else(10, 1000));
    assert!(message(kernel).contains("results range over [10, 1000]"));
}

#[test]
fn kernels_that_no_window_holds_together_are_refused() {
    let line = |rows, columns| vec![vec![1; columns]; rows];
    let cross = DynKernel::<u8, i32>::combine([line(1, 65), line(65, 1)], |[a, b]| a - b);
    assert!(message(cross).contains("[65, 65], has 4225 taps, and 4096 are the most"));
    let none = DynKernel::<u8, i32>::combine([line(1, 3), line(0, 0)], |[a, b]| a - b);
    assert!(message(none).contains("at least one tap"));
}

#[test]
fn constants_are_finite_and_sums_are_there() {
    let kernel = || DynKernel::<u8, f32>::builder([[1]]);
    let beyond = kernel().map(|v| v + Value::sum(3));
    assert!(message(beyond).contains("this reads sum 3, and the first of 1 is sum 0"));
    assert!(message(kernel().map(|v| v * f32::NAN)).contains("a constant must be finite"));
    let mut long = Value::from(3);
    for _ in 0..40 {
        long = long.clone() * long;
    }
    assert!(message(kernel().map(|v| v + long)).contains("more than 128 bits"));
    let chain = |v| (0..20_000).fold(v, |sum: Value, _| -sum);
    let kernel = kernel().map(chain).build().unwrap();
    assert!(kernel.explain().to_string().contains(".."));
}

#[test]
fn values_beyond_53_bits_are_refused() {
    let cubes =
        DynKernel::<u16, f64>::builder(sobel_x()).map(|v| v.clone() * v.clone() * v.clone() * v);
    assert!(message(cubes).contains("which the 53 bits of a double cannot hold: divide before"));
    let sums = DynKernel::<i32, f64>::builder([[4_194_304, 4_194_304]]).map(|v| v);
    assert!(
        message(sums).contains("which the 53 bits of a double cannot hold: write smaller taps")
    );
    // A bound that is infinite stays so when it is rounded.
    let infinite = DynKernel::<u8, u8>::builder([[1]]).map(|v| (v + 1) * 1e39);
    let infinite = message(infinite);
    assert!(
        infinite.contains("infinity") && !infinite.contains("NaN"),
        "{infinite}"
    );
    let zero = DynKernel::<u8, f32>::builder(sobel_x()).map(|v| v / 0);
    assert!(message(zero).contains("this divides by 0: write another divisor"));
}

#[test]
fn what_is_made_of_sums_excludes_what_makes_no_sums() {
    let kernel = DynKernel::<f32, f32>::builder([[1.0, 2.0]])
        .map(|v| v * 2)
        .missing(Missing::Renormalize);
    assert_eq!(
        message(kernel),
        "`.map(..)` and `.missing(..)` exclude each other: remove one"
    );
}

#[test]
fn a_plan_says_what_is_made_of_sums() {
    expect(
        &Magnitude.explain().to_string(),
        &[
            "plane kernel 3x3, u8 -> u8, padding same, border replicate",
            "gx:",
            "  one pass of 6 multiply-adds (3 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1020]), unrolled, tiles of 2 rows x 2 vectors",
            "gy:",
            "  one pass of 6 multiply-adds (3 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1020]), unrolled, tiles of 2 rows x 2 vectors",
            "combined:",
            "  in one sweep, sums kept in registers",
            "  then: |gx, gy| gx.abs() + gy.abs()",
            "  in 5 steps over lanes of i16, saturated to u8",
        ],
    );
    let floats = Unsharp.explain().to_string();
    assert!(floats.contains("then: |own, blur| own + 0.8 * (own - blur)\n  in 6 steps over lanes of i32 and f32, stored as f32"), "{floats}");
    let doubles = Corner.explain().to_string();
    assert!(doubles.contains("sums stored as f64\n  then: |gx, gy| gx * gx * gy * gy\n  in 6 steps over lanes of f64, stored as f64"), "{doubles}");
    let mapped = Emboss.explain().to_string();
    assert!(mapped.contains("\n  then: |v| v / 2 + 128\n"), "{mapped}");
}

fn expect(found: &str, lines: &[&str]) {
    assert_eq!(found.lines().collect::<Vec<_>>(), lines);
}

#[test]
fn map_is_given_what_was_made_before() {
    let strength = |[gx, gy]: [Value; 2]| gx.abs() + gy.abs();
    let both = || DynKernel::<u8, i16>::combine([sobel_x(), sobel_y()], strength);
    let whole = both().build().unwrap();
    let half = both().map(|v| v / 2).map(|v| v - 1).build().unwrap();
    let data: Vec<u8> = (0..9 * 7).map(|at| (at * at * 31 % 256) as u8).collect();
    let plane = Plane::new(&data, 9, 7).unwrap();
    let (whole, half) = (whole.apply(plane).unwrap(), half.apply(plane).unwrap());
    let expected = whole.data().iter().map(|&sum| {
        // Sums of two even numbers.
        sum / 2 - 1
    });
    assert!(half.data().iter().copied().eq(expected));
}

#[test]
fn infinity_over_infinity_is_in_no_range() {
    let kernel = DynKernel::<u8, u8>::builder([[1]]).map(|v| {
        let far = v * 1e30 * 1e30;
        far.clone().atan2(far).lt(4.0).then_else(1, 300)
    });
    assert!(message(kernel).contains("results range over [1, 300]"));
}

#[test]
fn lanes_that_are_not_taken_refuse_nothing() {
    let kernel = DynKernel::<u16, i32>::builder([[1]])
        .map(|v| (v * 65536 * 1.0).min(2_147_483_647))
        .build()
        .unwrap();
    let data = [0u16, 1, 32_767, 32_768, 65_535];
    let found = kernel.apply(Plane::new(&data, 5, 1).unwrap()).unwrap();
    assert_eq!(found.data(), [0, 65_536, 2_147_418_112, i32::MAX, i32::MAX]);
}

#[test]
fn a_negative_float_is_in_brackets_before_a_method() {
    let kernel = DynKernel::<f32, f32>::builder([[1]]).map(|v| Value::from(-1.5).max(v));
    let words = kernel.build().unwrap().explain().to_string();
    assert!(words.contains("(-1.5).max("), "{words}");
}

/// Sums of every accumulator, stored as every type in which they may be combined.
#[test]
fn sums_of_every_width_are_combined() {
    fn same<In: conv_kernel::Element, Out: conv_kernel::Element>(taps: [i64; 2], wide: i64) {
        for (one, other) in [(taps[0], taps[1]), (taps[1], wide), (wide, taps[0])] {
            let both = [
                vec![vec![one, -one, one]; 3],
                vec![vec![other, other, one]; 3],
            ];
            let both = both.map(Taps::from);
            for strict in [false, true] {
                let kernel = DynKernel::<In, Out>::combine(both.clone(), |[a, b]| (a - b) / 3);
                let mut kernel = kernel.overflow(Overflow::Saturate);
                if strict {
                    kernel = kernel.arithmetic(Arithmetic::Strict);
                }
                let Ok(kernel) = kernel.build() else { continue };
                let data: Vec<In> = (0..63i64)
                    .map(|at| In::from_i64_wrapping(at * at * 977 * wide))
                    .collect();
                let plane = Plane::new(&data, 9, 7).unwrap();
                let expected =
                    conv_kernel::reference::correlate::<In, Out>(&kernel.kernel(), plane);
                assert_eq!(
                    kernel.apply(plane).unwrap(),
                    expected.unwrap(),
                    "{kernel:?}"
                );
            }
        }
    }
    same::<u8, i16>([1, 2], 100);
    same::<u8, i32>([1, 100], 40_000);
    same::<u8, f64>([3, 1000], 1 << 30);
    same::<i8, i16>([1, 5], 300);
    same::<u16, i32>([1, 2], 1000);
    same::<u16, f64>([1, 70_000], 1 << 20);
    same::<i16, i32>([1, 3], 30_000);
    same::<i32, i32>([1, 2], 50);
    same::<i32, f64>([1, 9], 1 << 12);
}
