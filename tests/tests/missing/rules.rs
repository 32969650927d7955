//! Mistakes in the words of the builders, and what a plan says.

use conv_kernel::prelude::*;
use conv_kernel::{Tap, matrix};

const RENORMALIZE: Missing = Missing::Renormalize;

fn refused<In: conv_kernel::Element, Out: conv_kernel::Element>(
    taps: impl Into<Taps>,
    edit: impl FnOnce(conv_kernel::KernelBuilder<In, Out>) -> conv_kernel::KernelBuilder<In, Out>,
) -> String {
    let builder = DynKernel::<In, Out>::builder(taps).missing(RENORMALIZE);
    edit(builder).build().unwrap_err().to_string()
}

#[test]
fn each_mistake_has_one_message() {
    let ones = [[1, 1]];
    for (found, expected) in [
        (
            refused::<u8, f32>(ones, |k| k),
            "`.missing(..)`: no `u8` is NaN, so none is missing: remove `.missing(..)`, or take floats, such as `f32`",
        ),
        (
            refused::<f32, i16>(ones, |k| k.overflow(Overflow::Saturate)),
            "the output type: an output is NaN where no input is left, and no `i16` is: write `f32` or `f64`, or remove `.missing(..)`",
        ),
        (
            refused::<f32, f32>([[1.0, -0.5]], |k| k),
            "tap 1: a tap is a weight where inputs may be missing, and cannot be negative: write 0 or more, or remove `.missing(..)`",
        ),
        (
            refused::<f32, f32>([[-0.5, 1.0, 2.0]], |k| k.mode(Mode::Convolve)),
            "tap 0: a tap is a weight where inputs may be missing, and cannot be negative: write 0 or more, or remove `.missing(..)`",
        ),
        (
            refused::<f64, f32>([[1.0, 0.0]], |k| k.scale(Tap::ratio(-1, 2).unwrap())),
            "`.scale(..)`: the scale is a weight where inputs may be missing, and cannot be negative: write a positive one, or remove `.missing(..)`",
        ),
        (
            refused::<f64, f64>([[0, 0]], |k| k),
            "the taps: all taps are 0, which leaves nothing to divide by: write a positive tap, or remove `.missing(..)`",
        ),
        (
            refused::<f32, f32>([[3e38, 3e38]], |k| k),
            "the taps: the taps sum to more than `f32` holds, and each sum is multiplied by it: write smaller taps, or remove `.missing(..)`",
        ),
        (
            refused::<f32, f32>(ones, |k| k.method(Method::Auto)),
            "`.missing(..)` needs sums that are formed directly: remove `.method(..)`",
        ),
        (
            refused::<f32, f32>(ones, |k| {
                k.border(Border::Constant(f64::NAN)).padding(Padding::Valid)
            }),
            "`.border(..)` has no effect without padding: add `.padding(Padding::Same)`, or remove `.border(..)`",
        ),
    ] {
        assert!(found.ends_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_border_of_nan_is_for_floats_and_for_direct_sums() {
    let border = |constant| Border::Constant(constant);
    let of_bytes = DynKernel::<u8, u8>::builder([[1]])
        .padding(1)
        .border(border(f64::NAN))
        .build();
    assert_eq!(
        of_bytes.unwrap_err().to_string(),
        "`.border(..)`: no `u8` is NaN: write an integer from 0 to 255"
    );
    let by_fft = DynKernel::<f32, f32>::builder([[1]])
        .padding(1)
        .border(border(f64::NAN))
        .method(Method::Fft)
        .build();
    assert_eq!(
        by_fft.unwrap_err().to_string(),
        "`.border(..)`: a border of NaN spoils all outputs of a block of an FFT: write `.method(Method::Direct)`, or another border"
    );
    let infinite = DynKernel::<f32, f32>::builder([[1]])
        .padding(1)
        .border(border(f64::INFINITY))
        .build();
    assert!(infinite.unwrap_err().to_string().contains("must be finite"));
}

#[test]
fn kernels_with_a_border_of_nan_equal_their_copies() {
    let kernel = |border| {
        DynKernel::<f32, f32>::builder([[1, 1]])
            .padding(1)
            .border(border)
            .build()
            .unwrap()
            .kernel()
    };
    let nan = Border::Constant(f64::NAN);
    assert_eq!(kernel(nan), kernel(nan).clone());
    assert_ne!(kernel(nan), kernel(Border::Zero));
    assert_ne!(kernel(Border::Constant(1.0)), kernel(nan));
    assert_ne!(kernel(Border::Constant(1.0)), kernel(Border::Constant(2.0)));
}

#[test]
fn a_plan_says_that_nan_is_left_out() {
    let kernel = DynKernel::<f32, f32>::builder([[1, 2, 1]])
        .padding(Padding::Same)
        .border(Border::Constant(f64::NAN))
        .missing(RENORMALIZE)
        .build()
        .unwrap();
    let plan = kernel.explain().to_string();
    let first = plan.lines().next().unwrap();
    assert!(
        first.contains("border constant(nan), missing renormalize"),
        "{plan}"
    );
    assert!(
        plan.ends_with(
            "then: times the sum of all taps, divided by that of the taps on inputs that are not NaN; NaN without one; stored as f32"
        ),
        "{plan}"
    );
    assert_eq!(kernel.kernel().missing(), RENORMALIZE);
}

/// `A` and `b` are those of the taps; only outputs are weighed.
#[test]
fn the_matrix_is_that_of_the_taps_and_its_outputs_leave_out_nan() {
    let kernel = DynSignal::<f64, f64>::builder([1, 2, 1])
        .padding(Padding::Same)
        .border(Border::Constant(f64::NAN))
        .missing(RENORMALIZE)
        .build()
        .unwrap();
    let matrix: matrix::ConvMatrix = kernel.matrix(3).unwrap();
    let dense = matrix.to_dense().unwrap();
    assert_eq!(dense.row(0), Some(&[2.0, 1.0, 0.0][..]));
    assert!(matrix.offset(0).is_nan());
    assert_eq!(matrix.offset(1), 0.0);
    let x = [3.0, 6.0, f64::NAN];
    assert_eq!(
        matrix.apply::<f64, f64>(&x).unwrap(),
        kernel.apply(&x).unwrap()
    );
    let adjoint = kernel.adjoint(3).unwrap();
    assert_eq!(adjoint.apply(&[1.0, 0.0, 0.0]).unwrap(), [2.0, 1.0, 0.0]);
}
