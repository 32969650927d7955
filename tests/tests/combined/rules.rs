//! Mistakes in the words of builders, and what a plan says.

use crate::kernels::{Corner, Emboss, Magnitude, Unsharp};
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
        message(floats.map(|v| v.sqrt() * 10)),
        "the output type: results range over [0, 319], which `u8` cannot hold: write `<u8, u16>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`"
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
fn values_beyond_53_bits_are_refused() {
    let cubes =
        DynKernel::<u16, f64>::builder(sobel_x()).map(|v| v.clone() * v.clone() * v.clone() * v);
    assert!(message(cubes).contains("which the 53 bits of a double cannot hold"));
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
            "  one pass of 6 multiply-adds (3 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1020]), unrolled, sums of rows shared by output rows, tiles of 4 rows x 2 vectors",
            "gy:",
            "  one pass of 6 multiply-adds (3 zero taps left out), rows widened as they are loaded, sums in i16 (proven within [-1020, 1020]), unrolled, tiles of 4 rows x 2 vectors",
            "combined:",
            "  sums stored as i16",
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
